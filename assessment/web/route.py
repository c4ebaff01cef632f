"""The way through the questionnaire: which questions are asked, page by page, and how far the person has come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assessment.answers import UNANSWERED, Answer, AnswerTable, State
from assessment.content.bank import FactBank
from assessment.content.facts import Fact, TextFact, Topic
from assessment.knowledge import Knowledge
from assessment.language import Label, label

_REST = label("{title}（补充）", "{title} (the rest)")
_OF_THE_REST = label(
    "这几项放在最后：报告封面、和同类比、下次再评时用得上。",
    "These come last: the cover of the report, comparisons and the next assessment need them.",
)


@dataclass(frozen=True)
class Stop:
    """One page: a topic, its questions as things stand, and those still open.

    ``rest`` says that it holds what the topic's own page has left for the end.
    """

    topic: Topic
    facts: tuple[Fact, ...]
    open: tuple[str, ...]
    rest: bool = False

    @property
    def id(self) -> str:
        """How addresses name the page."""
        return f"{self.topic.id}-rest" if self.rest else self.topic.id

    @property
    def title(self) -> Label:
        """The heading of the page."""
        return _REST.fill(title=self.topic.title) if self.rest else self.topic.title

    @property
    def intro(self) -> Label:
        """What the page begins with."""
        return _OF_THE_REST if self.rest else self.topic.intro


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

    @property
    def left(self) -> tuple[str, ...]:
        """The facts whose questions are still open."""
        return tuple(
            fact.id for stop in self.needed for fact in stop.facts if fact.id in stop.open and _is_counted(fact)
        )

    def next_after(self, at: int, moving: Collection[str]) -> int | None:
        """The next page with an open question among those ``moving`` the level, from page ``at`` on and around; the
        next open one where there is none, then simply the next; None at the end."""
        after = [i for i in (*range(at + 1, len(self.stops)), *range(at)) if not self.stops[i].topic.optional]
        wanted = (i for i in after if set(self.stops[i].open) & set(moving))
        left = (i for i in after if self.stops[i].open)
        following = at + 1 if at + 1 < len(self.stops) else None
        return next(wanted, next(left, following))

    def position(self, page: str | None, fact: str | None = None) -> int | None:
        """The number of a page, from 0: the one that asks ``fact`` where any does, else the one so named."""
        asking = (i for i, stop in enumerate(self.stops) if fact in {one.id for one in stop.facts})
        named = (i for i, stop in enumerate(self.stops) if stop.id == page)
        return next(asking, next(named, None))

    def first_open(self) -> tuple[str, str | None] | None:
        """The page of the first open question, and the fact where the page does not begin with it; None when all are
        answered."""
        stop = next((stop for stop in self.stops if stop.open), None)
        return None if stop is None else (stop.id, stop.open[0] if stop.open[0] != stop.facts[0].id else None)


def route(
    bank: FactBank,
    wanted: Sequence[str],
    answers: Mapping[str, Answer],
    table: AnswerTable | None = None,
    later: Collection[str] = (),
) -> Route:
    """The pages for the ``wanted`` facts in their order, topics as they first come up, given the answers so far.

    ``table`` holds the same answers, where somebody has made it already. Facts of ``later`` have pages of their own.
    """
    knowledge = Knowledge(table or AnswerTable.from_answers(bank, [answers]))
    asked: dict[tuple[str, bool], list[Fact]] = {}
    for fact in (bank.facts[fact_id] for fact_id in wanted):
        if _is_asked(bank, fact, answers, knowledge):
            asked.setdefault((bank.topic_of[fact.id], fact.id in later), []).append(fact)
    return Route(
        tuple(
            Stop(
                bank.topics[topic],
                tuple(facts),
                tuple(f.id for f in facts if answers.get(f.id, UNANSWERED).state is State.UNANSWERED),
                rest,
            )
            for (topic, rest), facts in asked.items()
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
