"""The usual gap between what firms report and what is verified on site, question by question, over many firms."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessment.advisory.advisor import Advisor
from assessment.advisory.advisory import MAIN_FRAMEWORK
from assessment.answers import UNANSWERED, Answer, AnswerTable, State
from assessment.documents import Identifier, Strict
from assessment.knowledge import CarriedKnowledge
from assessment.language import Label
from assessment.scoring import score


@dataclass(frozen=True)
class VerifiedFirm:
    """One firm's own answers and those verified at it, by fact."""

    reported: Mapping[str, Answer]
    verified: Mapping[str, Answer]


class QuestionGap(Strict):
    """How far reported answers to one question usually are from what is found.

    ``firms`` were verified on it, having answered; a share ``differing`` of them otherwise than reported. ``points`` is
    how much more the reported answer was worth under the national indicators, at least, as a mean over all of them.
    """

    fact: Identifier
    label: Label
    firms: int
    differing: float
    points: float


def usual_gaps(
    advisor: Advisor, firms: Sequence[VerifiedFirm], on: datetime.date, floor: int
) -> tuple[QuestionGap, ...]:
    """The gap of every question that ``floor`` firms or more were verified on, the most points first.

    What one answer alone is worth is the difference it makes with all others as they were verified.
    """
    facts = advisor.bank.facts
    rows: list[dict[str, Answer]] = []
    seen: dict[str, int] = defaultdict(int)
    changed: list[tuple[str, int, int]] = []
    for firm in firms:
        reported = {fact: one for fact, one in firm.reported.items() if fact in facts}
        verified = {fact: one for fact, one in firm.verified.items() if fact in facts}
        whole, at = {**reported, **verified}, len(rows)
        rows.append(whole)
        for fact, answer in verified.items():
            said = reported.get(fact, UNANSWERED)
            if said.state is State.UNANSWERED:
                continue
            seen[fact] += 1
            if said != answer:
                changed.append((fact, at, len(rows)))
                rows.append({**whole, fact: said})
    if not rows:
        return ()
    table = AnswerTable.from_answers(advisor.bank, rows)
    scores = score(advisor.frameworks_on(on)[MAIN_FRAMEWORK], table, CarriedKnowledge(table, advisor.crosswalk))
    worth: dict[str, list[Fraction]] = defaultdict(list)
    for fact, found, claimed in changed:
        worth[fact].append(scores.exact(claimed)[0] - scores.exact(found)[0])
    told = [
        QuestionGap(
            fact=fact,
            label=facts[fact].label,
            firms=n,
            differing=len(worth[fact]) / n,
            points=float(sum(worth[fact], Fraction()) / n),
        )
        for fact, n in seen.items()
        if n >= floor
    ]
    return tuple(sorted(told, key=lambda one: (-one.points, -one.differing, one.fact)))
