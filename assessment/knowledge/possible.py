"""What the answers leave possible: a set of options, a range of ticks, an interval of numbers.

A missing answer leaves everything open; ``at_most`` relations and visibility narrow it. Both ends of what is
possible, looked up in a framework's tables, are the worst and the best completion.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable, Roughly, State
from assessment.content.facts import ChoiceFact, MultiFact, NumberFact

Masks = NDArray[np.int64]
Numbers = NDArray[np.float64]
Rows = NDArray[np.intp] | slice
EVERY = slice(None)


class Knowledge:
    """What can still be true for each firm of a table; computed for a fact when first asked."""

    def __init__(self, table: AnswerTable):
        self.table = table
        self.bank = table.bank
        self._masks: dict[str, Masks] = {}
        self._ticks: dict[str, tuple[Masks, Masks]] = {}
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
        return 1 << len(self.bank.choice(fact_id).options)

    def options(self, fact_id: str) -> Masks:
        """Bit masks (n,) of the options of a choice fact that are still possible, hidden bit included."""
        if fact_id not in self._masks:
            fact = self.bank.choice(fact_id)
            everything = (1 << len(fact.options)) - 1
            by_value = np.array([*(1 << i for i in range(len(fact.options))), everything], np.int64)
            masks = by_value[self.table.column(fact_id).values]
            if fact.asked_if:
                surely, possibly = self.visible(fact_id)
                hidden = self.hidden_bit(fact_id)
                masks = np.where(possibly, np.where(surely, masks, masks | hidden), hidden)
            self._masks[fact_id] = masks
        return self._masks[fact_id]

    def ticks(self, fact_id: str) -> tuple[Masks, Masks]:
        """Two bit masks (n,) of a multi fact: options surely ticked, options possibly ticked."""
        if fact_id not in self._ticks:
            fact = self.bank.multi(fact_id)
            everything = sum(1 << i for i, o in enumerate(fact.options) if not o.excludes_others)
            column = self.table.column(fact_id)
            answered = column.states == State.ANSWERED
            ticked = column.values.astype(np.int64) & everything
            surely = np.where(answered, ticked, np.int64(0))
            possibly = np.where(answered, ticked, np.int64(everything))
            if fact.asked_if:
                asked, maybe = self.visible(fact_id)
                surely, possibly = np.where(asked, surely, 0), np.where(maybe, possibly, 0)
            self._ticks[fact_id] = surely, possibly
        return self._ticks[fact_id]

    def number(self, fact_id: str, rows: Rows = EVERY) -> tuple[Numbers, Numbers]:
        """Two arrays (n,): the least and the greatest value possible, in the fact's unit; 0 where not asked.

        ``rows`` asks for some firms only, by position.
        """
        low, high = self.number_if_asked(fact_id, rows)
        if not self.bank.facts[fact_id].asked_if:
            return low, high
        surely, possibly = self.visible(fact_id)
        return np.where(surely[rows], low, 0.0), np.where(possibly[rows], high, 0.0)

    def number_if_asked(self, fact_id: str, rows: Rows = EVERY) -> tuple[Numbers, Numbers]:
        """Two arrays (n,): the least and the greatest value possible for firms that are asked, in the fact's unit.

        What is not known lies between the fact's own bounds, below the whole and above every part.
        """
        fact = self.bank.number(fact_id)
        low: Numbers | float = fact.minimum
        high: Numbers | float = fact.maximum
        if fact.at_most:
            high = np.minimum(high, self._ceiling(fact.at_most, rows))
        for part in self._parts.get(fact_id, ()):
            low = np.maximum(low, self._floor(part, rows))
        given = self.figures(fact_id, rows)
        unknown = np.isnan(given)
        least, most = self._rough_ends(fact_id, rows)
        if self.about(fact_id):
            # Its parts and its whole narrow it too, but never past what was given.
            least, most = np.minimum(np.maximum(least, low), given), np.maximum(np.minimum(most, high), given)
        return np.where(unknown, np.minimum(low, high), least), np.where(unknown, high, most)

    def about(self, fact_id: str) -> Mapping[int, Roughly]:
        """By row, the figures that were given as about right."""
        column = self.table.columns.get(fact_id)
        return column.rough if column is not None else {}

    def _rough_ends(self, fact_id: str, rows: Rows) -> tuple[Numbers, Numbers]:
        """The least and the greatest that the figures given can mean; NaN where there is none."""
        figures = self.figures(fact_id, rows)
        if not self.about(fact_id):
            return figures, figures
        low, high = self.figures(fact_id).copy(), self.figures(fact_id).copy()
        for row, one in self.about(fact_id).items():
            low[row], high[row] = one.low, one.high
        return low[rows], high[rows]

    def settled(self, fact_id: str) -> NDArray[np.bool_]:
        """Firms (n,) of which a fact is known for certain, answered or not; a text, which tells nothing, always is."""
        fact = self.bank.facts[fact_id]
        if isinstance(fact, ChoiceFact):
            masks = self.options(fact_id)
            return np.asarray(masks & (masks - 1) == 0)
        if isinstance(fact, MultiFact):
            surely, possibly = self.ticks(fact_id)
            return np.asarray(surely == possibly)
        if isinstance(fact, NumberFact):
            low, high = self.number_if_asked(fact_id)
            return np.asarray(low == high)
        return np.ones(len(self.table), bool)

    def figures(self, fact_id: str, rows: Rows = EVERY) -> Numbers:
        """The figures (n,) that were answered, NaN where there is none."""
        column = self.table.columns.get(fact_id)
        if column is None:
            n = len(range(len(self.table))[rows]) if isinstance(rows, slice) else len(rows)
            return np.full(n, np.nan)
        return np.asarray(column.values[rows], np.float64)

    def _ceiling(self, whole: str, rows: Rows) -> Numbers | float:
        """What a part of ``whole`` cannot exceed."""
        fact = self.bank.number(whole)
        if whole not in self.table.columns:
            return fact.maximum
        return np.fmin(self._rough_ends(whole, rows)[1], fact.maximum)

    def _floor(self, part: str, rows: Rows) -> Numbers | float:
        """What the whole of ``part`` cannot stay below; a part that may not be asked says nothing."""
        fact = self.bank.number(part)
        floor: Numbers | float = fact.minimum
        if part in self.table.columns:
            floor = np.fmax(self._rough_ends(part, rows)[0], fact.minimum)
        return np.where(self.visible(part)[0][rows], floor, 0.0) if fact.asked_if else floor
