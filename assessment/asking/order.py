"""The order of asking: the shortest path first, so that after every page as much as possible is known of the result.

The order rests on the frameworks alone and not on what has been answered: it is the same for everybody who picked the
same frameworks, and nothing moves while somebody is filling in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerColumn, AnswerTable, State
from assessment.asking.effort import effort
from assessment.content.bank import FactBank
from assessment.content.crosswalk import Crosswalk
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact
from assessment.knowledge import CarriedKnowledge
from assessment.scoring import Framework, score

TRIALS = 60
SEED = 20261123
_MOST = 1000.0
"""Trial figures stay below this: rates are what counts, and whole numbers near it come near every edge of a band."""


def order_of_asking(
    frameworks: Sequence[Framework],
    facts: Collection[str],
    crosswalk: Crosswalk,
    first: Sequence[str] = (),
    last: Sequence[str] = (),
) -> list[str]:
    """The ``facts`` in the order of asking, topic by topic.

    The topics of ``first`` and ``last`` keep their places. Of the others comes next whichever is expected to narrow the
    intervals of points and levels most for each second that it takes, given all topics before it; every possible
    answer counts as equally likely. What tells nothing more stands in the order of the bank. Within a topic a question
    that others depend on comes before them.
    """
    bank = frameworks[0].bank
    by_topic: dict[str, list[str]] = {}
    for fact in bank.facts:
        if fact in facts:
            by_topic.setdefault(bank.topic_of[fact], []).append(fact)
    begun = [topic for topic in first if topic in by_topic]
    ended = [topic for topic in last if topic in by_topic]
    between = [topic for topic in by_topic if topic not in (*begun, *ended)]
    trials = _Trials(frameworks, facts, crosswalk)
    for topic in begun:
        trials.answer(by_topic[topic])
    while between:
        worth = trials.worth([by_topic[topic] for topic in between])
        begun.append(between.pop(int(worth.argmax())))
        trials.answer(by_topic[begun[-1]])
    return [fact for topic in (*begun, *ended) for fact in _needed_first(bank, by_topic[topic])]


def openness(frameworks: Sequence[Framework], table: AnswerTable, knowledge: CarriedKnowledge) -> NDArray[np.float64]:
    """How much is open of each firm (n,): the mean over frameworks of the widths of points and levels, 0 to 1."""
    total = np.zeros(len(table))
    for framework in frameworks:
        scores = score(framework, table, knowledge)
        low, high = scores.points()
        total += (high - low) / float(framework.best(framework.root)) / 2
        total += (scores.level_high.astype(float) - scores.level_low) / len(framework.levels) / 2
    return total / len(frameworks)


class _Trials:
    """Made-up firms that answer topic by topic."""

    def __init__(self, frameworks: Sequence[Framework], facts: Collection[str], crosswalk: Crosswalk):
        self.frameworks, self.crosswalk, self.bank = frameworks, crosswalk, frameworks[0].bank
        self.columns = _equally_likely(self.bank, facts)
        self.answered: list[str] = []

    def answer(self, facts: Sequence[str]) -> None:
        """From now on these facts are known."""
        self.answered += facts

    def worth(self, topics: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """What each topic (its facts) would close, divided by the seconds it takes on average."""
        known = {fact: self.columns[fact] for fact in self.answered if fact in self.columns}
        now = CarriedKnowledge(AnswerTable(self.bank, [""] * TRIALS, known), self.crosswalk)
        asked = [sum(self._seconds(now, fact) for fact in topic) for topic in topics]
        columns = {fact: _repeated(column, len(topics)) for fact, column in known.items()}
        for at, topic in enumerate(topics):
            for fact in topic:
                if fact in self.columns:
                    columns[fact] = _placed(self.columns[fact], at, len(topics))
        table = AnswerTable(self.bank, [""] * (TRIALS * len(topics)), columns)
        then = openness(self.frameworks, table, CarriedKnowledge(table, self.crosswalk)).reshape(len(topics), TRIALS)
        closed = openness(self.frameworks, now.table, now).mean() - then.mean(axis=1)
        return np.round(closed / np.maximum(asked, 1e-9), 9)

    def _seconds(self, now: CarriedKnowledge, fact: str) -> float:
        """What a question costs on average, in seconds of the person who answers."""
        asked = float((now.visible(fact)[1] & ~now.settled(fact)).mean())
        return asked * effort(self.bank.facts[fact]).seconds


def _repeated(column: AnswerColumn, times: int) -> AnswerColumn:
    return AnswerColumn(np.tile(column.states, times), np.tile(column.values, times))


def _placed(column: AnswerColumn, at: int, of: int) -> AnswerColumn:
    """The column in block ``at`` of ``of``, unanswered in the others."""
    whole = _repeated(column, of)
    states = np.zeros_like(whole.states)
    block = slice(at * TRIALS, (at + 1) * TRIALS)
    states[block] = column.states
    return AnswerColumn(states, whole.values)


def _equally_likely(bank: FactBank, facts: Collection[str]) -> Mapping[str, AnswerColumn]:
    """Answers of the trial firms, the same at every call; a part never exceeds its whole."""
    generator = np.random.default_rng(SEED)
    columns: dict[str, AnswerColumn] = {}

    def draw(fact: Fact) -> None:
        if fact.id in columns:
            return
        if isinstance(fact, ChoiceFact):
            values: NDArray[np.float64] = generator.integers(len(fact.options), size=TRIALS).astype(float)
        elif isinstance(fact, MultiFact):
            values = _ticks(fact, generator)
        elif isinstance(fact, NumberFact):
            top = np.full(TRIALS, min(fact.maximum, _MOST))
            if fact.at_most is not None and fact.at_most in facts:
                draw(bank.facts[fact.at_most])
                top = np.minimum(top, columns[fact.at_most].values)
            values = np.floor(fact.minimum + generator.random(TRIALS) * np.maximum(0, top - fact.minimum))
        else:
            return
        columns[fact.id] = AnswerColumn(np.full(TRIALS, State.ANSWERED, np.uint8), values)

    for fact in bank.facts.values():
        if fact.id in facts:
            draw(fact)
    return columns


def _ticks(fact: MultiFact, generator: np.random.Generator) -> NDArray[np.float64]:
    """Sets of ticks as masks: any number of them equally often, none meaning the option that stands alone."""
    alone = next(i for i, option in enumerate(fact.options) if option.excludes_others)
    others = np.array([i for i, option in enumerate(fact.options) if not option.excludes_others])
    share = generator.random(TRIALS)[:, None]
    masks = ((generator.random((TRIALS, len(others))) < share) * 2.0**others).sum(axis=1)
    return np.where(masks == 0, 2.0**alone, masks)


def _needed_first(bank: FactBank, facts: Sequence[str]) -> list[str]:
    """Facts of one topic, each after those that decide whether it is asked or how large it can be."""
    placed: list[str] = []

    def place(fact_id: str) -> None:
        if fact_id in placed or fact_id not in facts:
            return
        fact = bank.facts[fact_id]
        for other in (*fact.asked_if, *filter(None, [getattr(fact, "at_most", None)])):
            place(other)
        placed.append(fact_id)

    for fact_id in facts:
        place(fact_id)
    return placed
