"""Where the firms of a table stand in a program: what they have, what room is left, what is asked of them at all.

A missing answer is taken at its worst, as the lower end of a score takes it, so a plan holds whatever the truth is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable, State
from assessment.content.facts import ChoiceFact, MultiFact, NumberFact
from assessment.content.frameworks import RatioItem
from assessment.content.measures import Measure, Raise
from assessment.knowledge import Knowledge
from assessment.planning.columns import BandColumns
from assessment.planning.program import Program
from assessment.scoring import score

Whole = NDArray[np.int64]
Yes = NDArray[np.bool_]


@dataclass(frozen=True)
class FactState:
    """How n firms stand on one fact: option index, bit mask or count; and whether a measure can move it.

    A fact that is not asked, or that the firm says does not apply, cannot be moved; nor can a count whose whole
    is unknown. ``room`` is how much a count can still grow.
    """

    now: Whole
    movable: Yes
    room: Whole


class Situations:
    """The firms of a table (n) in the terms of a program.

    ``base`` and ``movable`` are (n, columns), ``values`` (n, thresholds), ``room`` and ``unit_limit`` (n, counted), and
    ``applies`` (n, measures): the measure makes sense for the firm. ``has`` says of a measure that others wait for
    whether the firm has all it would give, ``reached`` of a start whether the firm stands there, each (n,).
    """

    def __init__(self, program: Program, table: AnswerTable):
        self.program, self.table = program, table
        self.knowledge = Knowledge(table)
        n = len(table)
        self.facts = {fact: self._fact_state(fact) for fact in sorted(program.touched)}
        scores = score(program.framework, table, self.knowledge)
        self.values = np.stack([scores.worst.value(t) for t in program.thresholds], axis=1).astype(np.int64)
        self.level, self.points = scores.level_low, scores.points()[0]
        self.base = np.zeros((n, program.width), np.int64)
        self.movable = np.zeros((n, program.width), bool)
        self._options_and_ticks()
        self.needs: dict[int, Whole] = {}
        for band in program.bands:
            self._bands(band)
        self.room = np.zeros((n, len(program.counted)), np.int64)
        self.unit_limit = np.zeros_like(self.room)
        for j, m in enumerate(program.counted):
            self.room[:, j] = self._unit_room(m)
            self.unit_limit[:, j] = np.minimum(self.room[:, j], self._useful_units(m))
        self.has = {m: self._has(program.measures[m]) for m in sorted({p for _, _, p in program.prerequisite_rows})}
        self.reached = {start: self._reached(*start) for start in {start for _, _, start, _ in program.start_rows}}
        self.applies = np.ones((n, len(program.measures)), bool)
        for m, measure in enumerate(program.measures):
            for fact_id, options in measure.applies_if.items():
                allowed = self.knowledge.bank.mask(fact_id, options)
                self.applies[:, m] &= (self.knowledge.options(fact_id) & allowed) != 0

    def __len__(self) -> int:
        return len(self.table)

    def _fact_state(self, fact_id: str) -> FactState:
        fact = self.knowledge.bank.facts[fact_id]
        n = len(self.table)
        states = self.table.column(fact_id).states
        movable = self.knowledge.visible(fact_id)[0] & (states != State.NOT_APPLICABLE)
        no_room = np.zeros(n, np.int64)
        if isinstance(fact, ChoiceFact):
            options = self.knowledge.options(fact_id) & ((1 << len(fact.options)) - 1)
            lowest = np.maximum(options & -options, 1)
            return FactState(np.log2(lowest).astype(np.int64), movable, no_room)
        if isinstance(fact, MultiFact):
            return FactState(self.knowledge.ticks(fact_id)[0], movable, no_room)
        assert isinstance(fact, NumberFact)
        assert fact.at_most is not None
        now = np.floor(self.knowledge.number(fact_id)[0]).astype(np.int64)
        whole_low, whole_high = self.knowledge.number(fact.at_most)
        # About 30 machines can be planned for, at their fewest and their most; an unknown number cannot.
        about = np.isin(np.arange(n), list(self.knowledge.about(fact.at_most)))
        known = ((whole_low == whole_high) | about) & (whole_low > 0)
        taken = np.where(np.isnan(self.knowledge.figures(fact_id)), *self.knowledge.number(fact_id))
        room = np.floor(whole_low - taken).astype(np.int64)
        return FactState(now, movable & known, np.maximum(room, 0))

    def _options_and_ticks(self) -> None:
        for choice in self.program.choices:
            state = self.facts[choice.fact]
            for k in range(1, choice.options):
                self.base[:, choice.first + k - 1] = state.now >= k
                self.movable[:, choice.first + k - 1] = state.movable
        for ticks in self.program.ticks:
            state = self.facts[ticks.fact]
            for j, bit in enumerate(ticks.bits):
                self.base[:, ticks.first + j] = state.now >> bit & 1
                self.movable[:, ticks.first + j] = state.movable
        for grade in self.program.grades:
            state = self.facts[grade.fact]
            self.base[:, grade.column] = (state.now & sum(1 << bit for bit in grade.bits)) != 0
            self.movable[:, grade.column] = state.movable

    def _bands(self, band: BandColumns) -> None:
        """How many steps are missing to each band, by the same whole-number comparison that scores a rate."""
        spec = band.item.spec
        assert isinstance(spec, RatioItem)
        lows = [self._scaled(f, 0, band.scale) for f in spec.numerator]
        part = np.sum(lows, axis=0)
        whole_low, whole = self._scaled(spec.denominator, 0, band.scale), self._scaled(spec.denominator, 1, band.scale)
        asked = whole_low > 0
        for j, edge in enumerate(band.item.edges[1:]):
            column = band.first + j
            product = whole * edge.at.numerator
            needed = -(-product // edge.at.denominator) if edge.inclusive else product // edge.at.denominator + 1
            missing = -(-(needed - part) // band.step)
            self.needs[column] = np.maximum(missing, 0)
            self.base[:, column] = asked & (missing <= 0)
            self.movable[:, column] = asked & (needed <= whole)

    def _scaled(self, fact_id: str, end: int, scale: int) -> Whole:
        return np.rint(self.knowledge.number(fact_id)[end] * scale).astype(np.int64)

    def _counts(self, m: int) -> list[tuple[Raise, int]]:
        return [(r, r.per_unit) for r in self.program.measures[m].raises if r.per_unit is not None]

    def _unit_room(self, m: int) -> Whole:
        """Units there is room for, shape (n,); 0 where no count can be moved."""
        none = np.iinfo(np.int64).max
        room = np.full(len(self.table), none)
        for change, per_unit in self._counts(m):
            state = self.facts[change.fact]
            room = np.minimum(room, np.where(state.movable, state.room // per_unit, none))
        return np.where(room == none, 0, room)

    def _useful_units(self, m: int) -> Whole:
        """Units up to the highest band a rate can still reach, shape (n,); at least one, which others may wait for."""
        useful = np.ones(len(self.table), np.int64)
        for change, _ in self._counts(m):
            movable = self.facts[change.fact].movable
            for band in self.program.bands:
                for fact, unit, size in band.sizes:
                    if fact == change.fact and unit == self.program.unit_column[m]:
                        for column in range(band.first, band.first + len(band.rows)):
                            wanted = -(-self.needs[column] // size)
                            useful = np.maximum(useful, np.where(self.movable[:, column] & movable, wanted, 1))
        return useful

    def _has(self, measure: Measure) -> Yes:
        """Does the firm already have what the measure gives? What cannot be moved is not waited for."""
        sure = [r for r in measure.raises if r.certainty == "deliverable"]
        has = np.ones(len(self.table), bool)
        for change in sure or measure.raises:
            has &= self.given(change) | ~self.facts[change.fact].movable
        return has

    def given(self, change: Raise) -> Yes:
        """Which firms have what a raise gives, shape (n,)."""
        state, bank = self.facts[change.fact], self.knowledge.bank
        if change.to is not None:
            return np.asarray(state.now >= bank.option_index(change.fact, change.to))
        if change.ticks:
            mask = bank.mask(change.fact, change.ticks)
            return np.asarray((state.now & mask) == mask)
        return np.asarray(state.now > 0)

    def _reached(self, fact_id: str, option: str) -> Yes:
        """Does the firm stand where a measure starts? What does not apply to the firm is not waited for."""
        state = self.facts[fact_id]
        return (state.now >= self.knowledge.bank.option_index(fact_id, option)) | ~state.movable
