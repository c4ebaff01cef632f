"""The bank of facts: every fact by id, in the order of asking, with its codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from assessment.content.facts import ChoiceFact, Fact, FactFile, MultiFact, NumberFact, Topic
from assessment.language import Label

_Kind = TypeVar("_Kind", ChoiceFact, MultiFact, NumberFact)


class FactBank:
    """All facts; ``facts`` and ``topics`` keep the order in which they are asked."""

    def __init__(self, files: Iterable[FactFile]):
        ordered = sorted(files, key=lambda file: file.topic.order)
        self.topics: dict[str, Topic] = {file.topic.id: file.topic for file in ordered}
        self.facts: dict[str, Fact] = {fact.id: fact for file in ordered for fact in file.facts}
        self.topic_of: dict[str, str] = {fact.id: file.topic.id for file in ordered for fact in file.facts}
        self._index = {
            fact.id: {option.id: i for i, option in enumerate(fact.options)}
            for fact in self.facts.values()
            if isinstance(fact, ChoiceFact | MultiFact)
        }

    def choice(self, fact_id: str) -> ChoiceFact:
        """A question with one answer of several; raises ``TypeError`` for another kind, ``KeyError`` for none."""
        return _as(self.facts[fact_id], ChoiceFact)

    def multi(self, fact_id: str) -> MultiFact:
        """A question with several ticks; raises as ``choice``."""
        return _as(self.facts[fact_id], MultiFact)

    def number(self, fact_id: str) -> NumberFact:
        """A question for a figure; raises as ``choice``."""
        return _as(self.facts[fact_id], NumberFact)

    def option_names(self, fact_id: str) -> dict[str, Label]:
        """What the options of a choice are called, by their ids; raises as ``choice``."""
        return {option.id: option.label for option in self.choice(fact_id).options}

    def in_topic(self, topic_id: str) -> list[Fact]:
        """The facts of one topic, in order."""
        return [fact for fact in self.facts.values() if self.topic_of[fact.id] == topic_id]

    def option_index(self, fact_id: str, option_id: str) -> int:
        """Position of an option in its fact; KeyError when there is none."""
        return self._index[fact_id][option_id]

    def mask(self, fact_id: str, option_ids: Iterable[str]) -> int:
        """The options as a bit mask, bit i for option i."""
        return sum(1 << self._index[fact_id][option] for option in set(option_ids))

    def encode(self, fact: Fact, value: Any) -> Any:
        """The value as a column stores it: option index, bit mask, number or text."""
        if isinstance(fact, ChoiceFact):
            return self._index[fact.id][value]
        if isinstance(fact, MultiFact):
            return self.mask(fact.id, value)
        return value

    def decode(self, fact: Fact, code: Any) -> Any:
        """The inverse of ``encode``."""
        if isinstance(fact, ChoiceFact):
            return fact.options[int(code)].id
        if isinstance(fact, MultiFact):
            return tuple(option.id for i, option in enumerate(fact.options) if int(code) >> i & 1)
        if isinstance(fact, NumberFact):
            return float(code)
        return str(code)


def _as(fact: Fact, kind: type[_Kind]) -> _Kind:
    if not isinstance(fact, kind):
        raise TypeError(f"{fact.id} is a question of the kind {fact.kind}")
    return fact
