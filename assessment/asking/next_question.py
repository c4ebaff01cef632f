"""What to ask next: the union of questions of the chosen frameworks, without what is known, the most telling first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.answers import Answer, AnswerTable, State
from assessment.content.crosswalk import Crosswalk
from assessment.content.facts import ChoiceFact, MultiFact, TextFact
from assessment.knowledge import CarriedKnowledge, Gap, Knowledge, OpenQuestion, StillOpen
from assessment.scoring import Framework, Scores, score

NUMBER_POINTS = 5
_NOT_ASKED_YET = ("unanswered", "refused")


@dataclass(frozen=True)
class Value:
    """How much one open question would narrow the chosen frameworks' results.

    ``narrowing`` is the expected fall of the score interval, in shares of the full score summed over frameworks;
    ``level_narrowing`` that of the interval of levels, in levels. Every possible answer counts as equally likely.
    ``gap`` is what stands in the place of the answer.
    """

    fact: str
    narrowing: float
    level_narrowing: float
    gap: Gap


def union_of_facts(frameworks: Sequence[Framework]) -> list[str]:
    """Every fact any of the frameworks uses, once, in the order of asking."""
    wanted = {fact for framework in frameworks for fact in framework.facts}
    return [fact for fact in frameworks[0].bank.facts if fact in wanted] if frameworks else []


def open_facts(frameworks: Sequence[Framework], table: AnswerTable, row: int, crosswalk: Crosswalk | None) -> list[str]:
    """The facts still worth asking of one firm: not answered, asked of it, and not settled by what is known."""
    return [question.fact for question in _open(frameworks, table, row, crosswalk) if question.gap in _NOT_ASKED_YET]


def _open(
    frameworks: Sequence[Framework], table: AnswerTable, row: int, crosswalk: Crosswalk | None
) -> tuple[OpenQuestion, ...]:
    one = table.row(row)
    knowledge = CarriedKnowledge(one, crosswalk) if crosswalk else Knowledge(one)
    return StillOpen(knowledge).of(0, union_of_facts(frameworks)).to_answer


def settled_by_others(knowledge: CarriedKnowledge, row: int) -> frozenset[str]:
    """The unanswered facts of one firm that its other answers settle by ``equal`` or ``implies``."""
    return frozenset(
        fact
        for fact in knowledge.carried
        if knowledge.table.answer(row, fact).state is State.UNANSWERED and knowledge.settled(fact)[row]
    )


def values_of_asking(
    frameworks: Sequence[Framework], table: AnswerTable, row: int, crosswalk: Crosswalk | None
) -> list[Value]:
    """The open questions of one firm, the most telling first; computed by scoring every possible answer."""
    # A "don't know" can be looked up too, so it is worth as much as a question not yet asked.
    questions = sorted(_open(frameworks, table, row, crosswalk), key=lambda one: one.gap not in _NOT_ASKED_YET)
    facts = [question.fact for question in questions]
    given = {fact: table.answer(row, fact) for fact in table.bank.facts if fact in table.columns}
    trials: list[dict[str, Answer]] = [given]
    owner: list[int] = [-1]
    knowledge = Knowledge(table.row(row))
    for i, fact in enumerate(facts):
        for answer in _possible_answers(knowledge, fact):
            trials.append(given | {fact: answer})
            owner.append(i)
    batch = AnswerTable.from_answers(table.bank, trials)
    known = CarriedKnowledge(batch, crosswalk) if crosswalk else Knowledge(batch)
    width, levels = np.zeros(len(batch)), np.zeros(len(batch))
    for framework in frameworks:
        scores = score(framework, batch, known)
        width += _width(scores)
        levels += scores.level_high.astype(float) - scores.level_low
    owners = np.array(owner)
    values = [
        Value(
            question.fact,
            float(width[0] - width[owners == i].mean()),
            float(levels[0] - levels[owners == i].mean()),
            question.gap,
        )
        for i, question in enumerate(questions)
    ]
    return sorted(values, key=lambda v: (-round(v.narrowing, 9), -round(v.level_narrowing, 9)))


def _width(scores: Scores) -> NDArray[np.float64]:
    low, high = scores.points()
    return np.asarray((high - low) / float(scores.framework.best(scores.framework.root)))


def _possible_answers(knowledge: Knowledge, fact_id: str) -> list[Answer]:
    fact = knowledge.bank.facts[fact_id]
    if isinstance(fact, ChoiceFact):
        return [Answer(State.ANSWERED, option.id) for option in fact.options]
    if isinstance(fact, MultiFact):
        none = next(option.id for option in fact.options if option.excludes_others)
        return [Answer(State.ANSWERED, (none,))] + [
            Answer(State.ANSWERED, (option.id,)) for option in fact.options if not option.excludes_others
        ]
    assert not isinstance(fact, TextFact)
    low, high = (float(end[0]) for end in knowledge.number_if_asked(fact_id))
    steps = np.linspace(low, high, NUMBER_POINTS)
    return [Answer(State.ANSWERED, float(round(step, fact.decimals))) for step in np.unique(steps)]
