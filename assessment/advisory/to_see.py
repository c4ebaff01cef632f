"""What to look at on a visit, and in which order: what contradicts itself, what the level hangs on, then the rest."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Literal

from assessment.advisory.advisor import Advisor
from assessment.advisory.advisory import MAIN_FRAMEWORK
from assessment.advisory.bearing import bearing
from assessment.answers import Answer, AnswerTable, State, cross_check
from assessment.documents import Identifier, Strict
from assessment.knowledge import CarriedKnowledge, contradictions
from assessment.language import Label
from assessment.scoring import Scores, score
from assessment.solver import NotSolved

WhyToSee = Literal["contradiction", "bearing", "open"]


class ToSee(Strict):
    """An answer that nobody has verified yet, and why to look at it.

    ``reason`` says what contradicts it; ``least`` is the size of the smallest set of refusals with this one in it that
    loses the level (1: this one alone).
    """

    fact: Identifier
    why: WhyToSee
    reason: Label | None = None
    least: int | None = None


def to_see(
    advisor: Advisor, reported: Mapping[str, Answer], verified: Mapping[str, Answer], on: datetime.date
) -> tuple[ToSee, ...]:
    """Every reported answer of the national indicators that is not verified, the most urgent first, each once.

    Contradictions come first, those between two figures and those that the crosswalk finds; then answers that the level
    hangs on, by the size of the smallest set that loses it; then the rest in the order of the questionnaire. Where the
    solver proves nothing, there is no middle part.
    """
    facts = advisor.bank.facts
    known = {fact: answer for fact, answer in {**reported, **verified}.items() if fact in facts}
    table = AnswerTable.from_answers(advisor.bank, [known])
    knowledge = CarriedKnowledge(table, advisor.crosswalk)
    scores = score(advisor.frameworks_on(on)[MAIN_FRAMEWORK], table, knowledge)
    answered = {fact for fact, answer in known.items() if answer.state is not State.UNANSWERED}
    open_ones = answered - set(verified)
    found: dict[str, ToSee] = {}
    for fact, reason in _at_odds(advisor, known, knowledge):
        if fact in open_ones:
            found.setdefault(fact, ToSee(fact=fact, why="contradiction", reason=reason))
    for fact, least in _bearing(scores, frozenset(verified)):
        if fact in open_ones:
            found.setdefault(fact, ToSee(fact=fact, why="bearing", least=least))
    for fact in scores.framework.facts:
        if fact in open_ones:
            found.setdefault(fact, ToSee(fact=fact, why="open"))
    return tuple(found.values())


def _at_odds(advisor: Advisor, known: Mapping[str, Answer], knowledge: CarriedKnowledge) -> Iterator[tuple[str, Label]]:
    for fact, fault in cross_check(advisor.bank, known).items():
        yield fact, fault.message
    for pair in contradictions(knowledge, 0):
        yield pair.first.fact, pair.reason
        yield pair.second.fact, pair.reason


def _bearing(scores: Scores, verified: frozenset[str]) -> Iterator[tuple[str, int]]:
    try:
        found = bearing(scores, 0, verified, weights=True)
    except NotSolved:
        return
    for weight in () if found is None else found.weights:
        if weight.least is not None:
            for fact in weight.claim.facts:
                yield fact, weight.least
