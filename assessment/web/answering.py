"""What is done with one answer, whichever way it came: read, checked beside the others, stored, logged."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from assessment.answers import UNANSWERED, Answer, cross_check
from assessment.content.bank import FactBank
from assessment.content.facts import Fact
from assessment.store.assessments import Store
from assessment.store.records import Origin, SaveOutcome
from assessment.web.entries import Entry, answer_of


def give(
    store: Store,
    bank: FactBank,
    firm: tuple[UUID, Origin, str],
    fact: Fact,
    entry: Entry,
    beside: Mapping[str, Answer],
    baseline: Answer | None = None,
) -> SaveOutcome:
    """Store the answer that an entry gives for a ``firm``: its assessment, whose word it is, and who says so.

    ``beside`` are the firm's answers as this person last saw them: a part above its whole is refused, while a whole
    below a part is kept, and the part shows the fault. Raises ``AnswerRefused``, and what ``Store.save_answer`` raises.
    """
    assessment_id, origin, by = firm
    answer = answer_of(fact, entry)
    fault = cross_check(bank, {**beside, fact.id: answer}).get(fact.id)
    if fault is not None:
        raise fault
    seen = beside.get(fact.id, UNANSWERED) if baseline is None else baseline
    return store.save_answer(assessment_id, fact.id, answer, origin, by, seen)
