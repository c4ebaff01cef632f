"""What is done with one answer, whichever way it came: read, checked beside the others, stored, logged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assessment.answers import UNANSWERED, Answer, AnswerRefused, cross_check
from assessment.content.bank import FactBank
from assessment.content.facts import Fact
from assessment.store.assessments import Store
from assessment.store.records import Origin, SaveOutcome
from assessment.web.entries import Entry, answer_of, entry_of, settle


@dataclass(frozen=True)
class Voice:
    """Whose answers: of which assessment, of which origin, and who gives them."""

    assessment_id: UUID
    origin: Origin = "self"
    by: str = "self"

    @property
    def prefix(self) -> str:
        """What the keys of all fields of this voice begin with: the same after a restart."""
        return f"{self.assessment_id.hex[:12]}-{self.origin}"

    @property
    def whose(self) -> str:
        """For what a page's token is made out."""
        return f"{self.origin}:{self.by}"


def give(
    store: Store, bank: FactBank, voice: Voice, fact: Fact, entry: Entry, seen: Mapping[str, Answer]
) -> SaveOutcome:
    """Store the answer that an entry gives; ``seen`` are the answers as this person last saw them.

    A part above its whole is refused, while a whole below a part is kept, and the part shows the fault. What is
    refused is kept as it was typed. Raises ``AnswerRefused``, and what ``Store.save_answer`` raises.
    """
    answer = _checked(store, bank, voice, fact, entry, seen)
    baseline = seen.get(fact.id, UNANSWERED)
    return store.save_answer(voice.assessment_id, fact.id, answer, voice.origin, voice.by, baseline)


def give_late(
    store: Store,
    bank: FactBank,
    voice: Voice,
    fact: Fact,
    entry: Entry,
    seen: datetime | None,
    own: Sequence[Entry] = (),
    drawn: Entry | None = None,
) -> SaveOutcome:
    """Store an answer that comes by itself, perhaps long after it was given (see ``Store.save_late_answer``).

    ``drawn`` is what the fields showed when they were touched: the answer may stand in the database already.
    """
    standing = store.answers(voice.assessment_id, voice.origin)
    settled = settle(fact, drawn or entry_of(fact, standing.get(fact.id, UNANSWERED)), entry)
    answer = _checked(store, bank, voice, fact, settled, standing)
    before = [found for one in own if (found := accepted(fact, one)) is not None]
    return store.save_late_answer(voice.assessment_id, fact.id, answer, voice.origin, voice.by, seen, before)


def accepted(fact: Fact, entry: Entry) -> Answer | None:
    """The answer that an entry gives; None for one that is refused."""
    try:
        return answer_of(fact, entry)
    except AnswerRefused:
        return None


def refusal_of(bank: FactBank, fact: Fact, entry: Entry, beside: Mapping[str, Answer]) -> AnswerRefused | None:
    """Why an entry is no answer beside the others; None when it is one."""
    try:
        confirmed = beside.get(fact.id, UNANSWERED)
        return cross_check(bank, {**beside, fact.id: answer_of(fact, entry, confirmed)}).get(fact.id)
    except AnswerRefused as refused:
        beside_others = cross_check(bank, {**beside, fact.id: refused.offer}) if refused.offer else {}
        return beside_others.get(fact.id, refused)


def _checked(
    store: Store, bank: FactBank, voice: Voice, fact: Fact, entry: Entry, beside: Mapping[str, Answer]
) -> Answer:
    fault = refusal_of(bank, fact, entry, beside)
    if fault is not None:
        store.keep_refused(voice.assessment_id, fact.id, voice.origin, entry.plain())
        raise fault
    return answer_of(fact, entry, beside.get(fact.id, UNANSWERED))
