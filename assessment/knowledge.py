"""What the answers leave possible: a set of options, a range of ticks, an interval of numbers.

A missing answer leaves everything open; ``at_most`` relations and visibility narrow it. Both ends of what is
possible, looked up in a framework's tables, are the worst and the best completion.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable, State
from assessment.content.facts import ChoiceFact, MultiFact, NumberFact

Masks = NDArray[np.int64]
Numbers = NDArray[np.float64]


class Knowledge:
    """What can still be true for each firm of a table; computed for a fact when first asked."""

    def __init__(self, table: AnswerTable):
        self.table = table
        self.bank = table.bank
        self._masks: dict[str, Masks] = {}
        self._ticks: dict[str, tuple[Masks, Masks]] = {}
        self._numbers: dict[str, tuple[Numbers, Numbers]] = {}
        self._visible: dict[str, tuple[NDArray[np.bool_], NDArray[np.bool_]]] = {}
        self._parts: dict[str, list[str]] = {}
        self._narrowed: set[str] = set()
        for fact in self.bank.facts.values():
            if isinstance(fact, NumberFact) and fact.at_most:
                self._parts.setdefault(fact.at_most, []).append(fact.id)

    def visible(self, fact_id: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Two boolean arrays (n,): surely asked, possibly asked."""
        if fact_id not in self._visible:
            n = len(self.table)
            surely, possibly = np.ones(n, bool), np.ones(n, bool)
            for other, options in self.bank.facts[fact_id].asked_if.items():
                allowed = self.bank.mask(other, options)
                possible = self.options(other)
                possibly &= (possible & allowed) != 0
                surely &= (possible & ~allowed) == 0
            self._visible[fact_id] = surely & possibly, possibly
        return self._visible[fact_id]

    def as_answered(self, fact_id: str) -> bool:
        """True when a choice or multi fact is known exactly as far as it was answered: nothing hides or narrows it."""
        return not self.bank.facts[fact_id].asked_if and fact_id not in self._narrowed

    def hidden_bit(self, fact_id: str) -> int:
        """The bit of a choice mask that stands for "this question is not asked"."""
        fact = self.bank.facts[fact_id]
        assert isinstance(fact, ChoiceFact)
        return 1 << len(fact.options)

    def options(self, fact_id: str) -> Masks:
        """Bit masks (n,) of the options of a choice fact that are still possible, hidden bit included."""
        if fact_id not in self._masks:
            fact = self.bank.facts[fact_id]
            assert isinstance(fact, ChoiceFact)
            everything = (1 << len(fact.options)) - 1
            column = self.table.columns.get(fact_id)
            if column is None:
                masks = np.full(len(self.table), everything, np.int64)
            else:
                by_value = np.array([*(1 << i for i in range(len(fact.options))), everything], np.int64)
                masks = by_value[column.values]
            if fact.asked_if:
                surely, possibly = self.visible(fact_id)
                hidden = self.hidden_bit(fact_id)
                masks = np.where(possibly, np.where(surely, masks, masks | hidden), hidden)
            self._masks[fact_id] = masks
        return self._masks[fact_id]

    def ticks(self, fact_id: str) -> tuple[Masks, Masks]:
        """Two bit masks (n,) of a multi fact: options surely ticked, options possibly ticked."""
        if fact_id not in self._ticks:
            fact = self.bank.facts[fact_id]
            assert isinstance(fact, MultiFact)
            everything = sum(1 << i for i, o in enumerate(fact.options) if not o.excludes_others)
            n = len(self.table)
            column = self.table.columns.get(fact_id)
            if column is None:
                surely, possibly = np.zeros(n, np.int64), np.full(n, everything, np.int64)
            else:
                answered = column.states == State.ANSWERED
                ticked = column.values.astype(np.int64) & everything
                surely = np.where(answered, ticked, np.int64(0))
                possibly = np.where(answered, ticked, np.int64(everything))
            if fact.asked_if:
                asked, maybe = self.visible(fact_id)
                surely, possibly = np.where(asked, surely, 0), np.where(maybe, possibly, 0)
            self._ticks[fact_id] = surely, possibly
        return self._ticks[fact_id]

    def number(self, fact_id: str) -> tuple[Numbers, Numbers]:
        """Two arrays (n,): the least and the greatest value possible, in the fact's unit; 0 where not asked."""
        low, high = self.number_if_asked(fact_id)
        if not self.bank.facts[fact_id].asked_if:
            return low, high
        surely, possibly = self.visible(fact_id)
        return np.where(surely, low, 0.0), np.where(possibly, high, 0.0)

    def number_if_asked(self, fact_id: str) -> tuple[Numbers, Numbers]:
        """Two arrays (n,): the least and the greatest value possible for firms that are asked, in the fact's unit."""
        if fact_id not in self._numbers:
            fact = self.bank.facts[fact_id]
            assert isinstance(fact, NumberFact)
            low, high = self._stated(fact)
            if fact.at_most:
                ceiling = self._ceiling(fact.at_most)
                stated = self._answered(fact_id)
                high = np.where(stated, high, np.minimum(high, ceiling))
                low = np.minimum(low, high)
            for part in self._parts.get(fact_id, ()):
                part_fact = self.bank.facts[part]
                assert isinstance(part_fact, NumberFact)
                floor = np.where(self.visible(part)[0], self._stated(part_fact)[0], 0.0)
                low = np.where(self._answered(fact_id), low, np.minimum(np.maximum(low, floor), high))
            self._numbers[fact_id] = low, high
        return self._numbers[fact_id]

    def _answered(self, fact_id: str) -> NDArray[np.bool_]:
        column = self.table.columns.get(fact_id)
        return np.zeros(len(self.table), bool) if column is None else column.states == State.ANSWERED

    def _stated(self, fact: NumberFact) -> tuple[Numbers, Numbers]:
        answered = self._answered(fact.id)
        column = self.table.columns.get(fact.id)
        values = np.zeros(len(self.table)) if column is None else np.asarray(column.values, np.float64)
        return np.where(answered, values, fact.minimum), np.where(answered, values, fact.maximum)

    def _ceiling(self, whole: str) -> Numbers:
        fact = self.bank.facts[whole]
        assert isinstance(fact, NumberFact)
        return self._stated(fact)[1]
