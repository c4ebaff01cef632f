"""The way through the questionnaire: which questions are asked, page by page, and how far the person has come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.answers import UNANSWERED, Answer, AnswerTable, State
from assessment.content.bank import FactBank
from assessment.content.facts import Fact, TextFact, Topic
from assessment.knowledge import Knowledge


@dataclass(frozen=True)
class Stop:
    """One page: a topic, its questions as things stand, and those still open."""

    topic: Topic
    facts: tuple[Fact, ...]
    open: tuple[str, ...]


@dataclass(frozen=True)
class Route:
    """All pages in order; topics without a question to ask are left out.

    What is counted leaves optional pages and optional texts (a code) out: somebody who skips them is done all the same.
    """

    stops: tuple[Stop, ...]

    @property
    def needed(self) -> tuple[Stop, ...]:
        """The pages that are not optional."""
        return tuple(stop for stop in self.stops if not stop.topic.optional)

    @property
    def asked(self) -> int:
        """How many questions there are."""
        return sum(_is_counted(fact) for stop in self.needed for fact in stop.facts)

    @property
    def answered(self) -> int:
        """How many of them have one of the three answers."""
        return self.asked - sum(
            _is_counted(fact) for stop in self.needed for fact in stop.facts if fact.id in stop.open
        )

    def position(self, topic_id: str | None) -> int | None:
        """The number of a topic's page, from 0."""
        return next((i for i, stop in enumerate(self.stops) if stop.topic.id == topic_id), None)

    def first_open(self) -> tuple[str, str] | None:
        """Topic and fact of the first open question; None when all are answered."""
        return next(((stop.topic.id, stop.open[0]) for stop in self.stops if stop.open), None)


def route(
    bank: FactBank, wanted: Sequence[str], answers: Mapping[str, Answer], table: AnswerTable | None = None
) -> Route:
    """The pages for the ``wanted`` facts in their order, topics as they first come up, given the answers so far.

    ``table`` holds the same answers, where somebody has made it already.
    """
    knowledge = Knowledge(table or AnswerTable.from_answers(bank, [answers]))
    asked: dict[str, list[Fact]] = {}
    for fact in (bank.facts[fact_id] for fact_id in wanted):
        if _is_asked(bank, fact, answers, knowledge):
            asked.setdefault(bank.topic_of[fact.id], []).append(fact)
    return Route(
        tuple(
            Stop(
                bank.topics[topic],
                tuple(facts),
                tuple(f.id for f in facts if answers.get(f.id, UNANSWERED).state is State.UNANSWERED),
            )
            for topic, facts in asked.items()
        )
    )


def _is_counted(fact: Fact) -> bool:
    return not isinstance(fact, TextFact) or fact.required


def _is_asked(bank: FactBank, fact: Fact, answers: Mapping[str, Answer], knowledge: Knowledge) -> bool:
    """Possibly asked; but a question that the same page decides on waits until that is answered."""
    topic = bank.topic_of[fact.id]
    waits = any(
        bank.topic_of[other] == topic and answers.get(other, UNANSWERED).state is State.UNANSWERED
        for other in fact.asked_if
    )
    return not waits and bool(knowledge.visible(fact.id)[1][0])
