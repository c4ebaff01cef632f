"""The mixed-integer program of a framework and a book of measures, built once and then only given a firm's bounds.

Columns: ``bought`` (0/1 for each measure), ``units`` (for each measure bought by number), and the states those lead
to: option ``k`` of a choice fact reached, an option ticked, band ``j`` of a rate reached, a grade reached by ticks.
State columns may only be 1 when something lifts the firm there. Points and counts are linear in them, read from the
very tables that score a firm (``CompiledItem.points`` and grades), so every level's thresholds stand here unchanged.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from graphlib import TopologicalSorter
from itertools import pairwise
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from assessment.content.facts import ChoiceFact, MultiFact, NumberFact, steps_of_one
from assessment.content.frameworks import MultiItem, RatioItem
from assessment.content.measure_checks import dependencies, supporters
from assessment.content.measures import Measure, MeasureBook, Raise, SizeClass
from assessment.language import label
from assessment.planning.columns import BandColumns, ChoiceColumns, GradeColumn, TickColumns
from assessment.planning.plan import Price
from assessment.problems import refuse
from assessment.scoring import CompiledItem, Framework, Threshold
from assessment.solver import Builder


class Program:
    """Columns, rows and value rows; what depends on a firm is filled in by ``situation``.

    ``value_rows`` (thresholds, columns) are whole numbers: row 0 is the total, then the thresholds of every level in
    order. With ``outcomes`` the hoped-for results of measures count as well.
    """

    def __init__(self, framework: Framework, book: MeasureBook, outcomes: bool):
        self.framework, self.book, self.outcomes = framework, book, outcomes
        self.measures: tuple[Measure, ...] = tuple(sorted(book.measures.values(), key=lambda m: m.id))
        self.position = {m.id: i for i, m in enumerate(self.measures)}
        self.counted = [i for i, m in enumerate(self.measures) if m.counted]
        self.unit_column = {m: len(self.measures) + j for j, m in enumerate(self.counted)}
        self.width = len(self.measures) + len(self.counted)
        self.touched = {r.fact for m in self.measures for r in m.raises} | {f for m in self.measures for f in m.needs}
        self.raises: dict[str, list[tuple[int, Raise]]] = {}
        for i, measure in enumerate(self.measures):
            for change in measure.raises:
                if outcomes or change.certainty == "deliverable":
                    self.raises.setdefault(change.fact, []).append((i, change))
        self._build = Builder()
        self._costs: dict[tuple[SizeClass, Price], NDArray[np.int64]] = {}
        self.thresholds: tuple[Threshold, ...] = (
            Threshold(0, node=framework.root),
            *(t for level in framework.levels for t in level.thresholds),
        )
        self.lift_rows: list[int] = []
        self.lift_columns: list[int] = []
        self.choices: list[ChoiceColumns] = []
        self.ticks: list[TickColumns] = []
        self.bands: list[BandColumns] = []
        self.grades: list[GradeColumn] = []
        self._state_columns()
        self.value_rows = self._value_rows()
        self._measure_rows()
        self.value_row_first = self._build.count
        for values in self.value_rows:
            self._build.row({int(c): float(values[c]) for c in np.flatnonzero(values)})
        self._finish()

    # -- what others ask -----------------------------------------------------------------------------------------

    def costs(self, size_class: SizeClass, price: Price) -> NDArray[np.int64]:
        """Cost of each column in 0.01 万元, shape (columns,)."""
        if (size_class, price) not in self._costs:
            self._costs[size_class, price] = self._cents(size_class, get_args(Price).index(price))
        return self._costs[size_class, price]

    def _cents(self, size_class: SizeClass, which: int) -> NDArray[np.int64]:
        cents = np.zeros(self.width, np.int64)
        for i, measure in enumerate(self.measures):
            if measure.cost is not None:
                cents[i] = measure.cost.of(size_class).cents()[which]
            if measure.cost_per_unit is not None:
                cents[self.unit_column[i]] = measure.cost_per_unit.of(size_class).cents()[which]
        return cents

    def threshold_rows(self, level: int) -> list[int]:
        """Numbers, within ``value_rows``, of the thresholds of a level."""
        row = 1
        for compiled in self.framework.levels:
            if compiled.level == level:
                return list(range(row, row + len(compiled.thresholds)))
            row += len(compiled.thresholds)
        raise KeyError(level)

    def in_order(self, units: Mapping[int, int]) -> list[tuple[Measure, int]]:
        """Measures (position -> units) each after all that it may wait for, with their units."""
        steps = [(self.measures[m], n) for m, n in units.items()]
        return sorted(steps, key=lambda step: self._order[step[0].id])

    # -- building ------------------------------------------------------------------------------------------------

    def _new_columns(self, n: int) -> int:
        self.width += n
        return self.width - n

    def _state_columns(self) -> None:
        """A column for each state that a measure can bring about and that an item asks for."""
        asked = {fact for item in self.framework.items for fact in item.facts}
        for fact_id in sorted(asked & self.raises.keys()):
            fact = self.framework.bank.facts[fact_id]
            if isinstance(fact, ChoiceFact):
                self._check_rising(fact)
                columns = ChoiceColumns(fact_id, self._new_columns(len(fact.options) - 1), len(fact.options))
                self.choices.append(columns)
                for k in range(1, columns.options):
                    lifting = [m for m, r in self.raises[fact_id] if self._index(fact_id, r.to) >= k]
                    self._lift(columns.first + k - 1, lifting)
            elif isinstance(fact, MultiFact):
                bits = sorted({self._index(fact_id, o) for _, r in self.raises[fact_id] for o in r.ticks})
                ticks = TickColumns(fact_id, self._new_columns(len(bits)), tuple(bits))
                self.ticks.append(ticks)
                for j, bit in enumerate(bits):
                    option = fact.options[bit].id
                    lifting = [m for m, r in self.raises[fact_id] if option in r.ticks]
                    self._lift(ticks.first + j, lifting)

    def _lift(self, column: int, lifting: list[int]) -> None:
        """A state holds only when the firm has it or one of ``lifting`` brings it."""
        self.lift_rows.append(self._build.row({column: 1.0} | dict.fromkeys(lifting, -1.0)))
        self.lift_columns.append(column)

    def _index(self, fact_id: str, option: str | None) -> int:
        return 0 if option is None else self.framework.bank.option_index(fact_id, option)

    def _check_rising(self, fact: ChoiceFact) -> None:
        """A measure lifts along the listed order of options, so a later option may not be worth less."""
        for item in self.framework.items:
            if item.facts == (fact.id,):
                worths = [(item.points[k], item.states[k].grade) for k in range(len(item.states))]
                if any(a[0] > b[0] or a[1] > b[1] for a, b in pairwise(worths)):
                    raise refuse(
                        f"{self.framework.key} {item.spec.id}",
                        label(
                            f"“{fact.id}”靠后的选项分数反而更低，措施无法沿选项次序提升",
                            f"a later option of '{fact.id}' is worth less, so measures cannot lift along the order",
                        ),
                        label("请按从低到高排列该事实的选项。", "List the options of that fact from least to most."),
                    )

    def _value_rows(self) -> NDArray[np.int64]:
        """Points and counts as linear functions of the state columns; adds the columns and rows of rates and grades."""
        points: dict[int, dict[int, int]] = {}
        for i, item in enumerate(self.framework.items):
            if isinstance(item.spec, RatioItem):
                self._rate_columns(item)
            points[i] = self._terms(i, list(item.points))
        grade_terms: dict[tuple[int, int], dict[int, int]] = {}
        for threshold in self.thresholds:
            for i in threshold.items:
                if (i, threshold.grade) not in grade_terms:
                    grade_terms[i, threshold.grade] = self._grade_terms(i, threshold.grade)
        rows = np.zeros((len(self.thresholds), self.width), np.int64)
        for row, threshold in enumerate(self.thresholds):
            used = (
                [points[i] for i in self.framework.members(threshold.node)]
                if threshold.node is not None
                else [grade_terms[i, threshold.grade] for i in threshold.items]
            )
            for terms in used:
                for column, value in terms.items():
                    rows[row, column] += value
        return rows

    def _terms(self, i: int, worths: list[int]) -> dict[int, int]:
        """Worth of item ``i`` by state column: what each further option, tick or band adds."""
        item = self.framework.items[i]
        if isinstance(item.spec, RatioItem):
            first = next((b.first for b in self.bands if b.item is item), None)
            if first is None:
                return {}
            return {first + j - 1: worths[j] - worths[j - 1] for j in range(1, len(worths))}
        fact_id = item.spec.fact
        for choice in self.choices:
            if choice.fact == fact_id:
                return {choice.first + k - 1: worths[k] - worths[k - 1] for k in range(1, choice.options)}
        for ticks in self.ticks:
            if ticks.fact == fact_id:
                return {ticks.first + j: worths[bit] for j, bit in enumerate(ticks.bits)}
        return {}

    def _grade_terms(self, i: int, grade: int) -> dict[int, int]:
        """Whether item ``i`` reaches a grade, by state column."""
        item = self.framework.items[i]
        reached = [int(state.grade >= grade) for state in item.states]
        if not isinstance(item.spec, MultiItem):
            return self._terms(i, reached)
        ticks = next((t for t in self.ticks if t.fact == item.spec.fact), None)
        if ticks is None or not any(reached[bit] for bit in ticks.bits):
            return {}
        column = self._new_columns(1)
        self.grades.append(GradeColumn(ticks.fact, column, tuple(b for b, r in enumerate(reached) if r)))
        lifting = [ticks.first + j for j, bit in enumerate(ticks.bits) if reached[bit]]
        self._lift(column, lifting)
        return {column: 1}

    def _rate_columns(self, item: CompiledItem) -> None:
        spec = item.spec
        assert isinstance(spec, RatioItem)
        lifting = [(m, r) for fact in spec.numerator for m, r in self.raises.get(fact, ())]
        if spec.denominator in self.raises:
            raise refuse(
                f"{self.framework.key} {spec.id}",
                label(f"措施提升了分母“{spec.denominator}”", f"a measure raises the denominator '{spec.denominator}'"),
                label("请让措施只提升分子。", "Let measures raise numerators only."),
            )
        if not lifting:
            return
        scale = steps_of_one(self.framework.bank.facts[fact] for fact in item.facts)
        added = {(r.fact, self.unit_column[m]): int(r.per_unit or 0) * scale for m, r in lifting}
        step = math.gcd(*added.values())
        sizes = tuple((fact, column, size // step) for (fact, column), size in added.items())
        first = self._new_columns(len(item.edges) - 1)
        rows = []
        for column in range(first, self.width):
            terms: dict[int, float] = {column: -1.0}
            for _, unit, size in sizes:
                terms[unit] = terms.get(unit, 0.0) + size
            rows.append(self._build.row(terms))
        self.bands.append(BandColumns(item, first, scale, step, tuple(rows), sizes))

    def _measure_rows(self) -> None:
        """Units go with buying, counts have room, prerequisites come along, a start must be reached."""
        self.unit_rows = [
            (self._build.row({u: 1.0, m: -1.0}), self._build.row({m: 1.0, u: -1.0}))
            for m, u in self.unit_column.items()
        ]
        self.room_rows: dict[str, int] = {}
        for fact_id, lifting in sorted(self.raises.items()):
            if isinstance(self.framework.bank.facts[fact_id], NumberFact):
                self.room_rows[fact_id] = self._build.row(
                    {self.unit_column[m]: float(r.per_unit or 0) for m, r in lifting}
                )
        self.prerequisite_rows = [
            (self._build.row({m: 1.0, self.position[other]: -1.0}), m, self.position[other])
            for m, measure in enumerate(self.measures)
            for other in measure.prerequisites
        ]
        self.start_rows = []
        for m, measure in enumerate(self.measures):
            for fact_id, option in measure.starts(self.outcomes):
                helping = supporters(fact_id, option, self.measures, self.framework.bank, self.outcomes)
                others = tuple(self.position[s.id] for s in helping)
                row = self._build.row({m: 1.0} | dict.fromkeys(others, -1.0))
                self.start_rows.append((row, m, (fact_id, option), others))

    def _finish(self) -> None:
        self.matrix = self._build.matrix(self.width)
        self.rows = self._build.count
        # Where the numbers stand that each firm fills in: a band's need, and the most units of a measure.
        self.need_entries = {
            band.first + j: self.entry(row, band.first + j) for band in self.bands for j, row in enumerate(band.rows)
        }
        self.limit_entries = [self.entry(row, m) for (row, _), m in zip(self.unit_rows, self.unit_column, strict=True)]
        first_to_last = TopologicalSorter(dependencies(self.measures, self.framework.bank)).static_order()
        self._order = {measure_id: place for place, measure_id in enumerate(first_to_last)}
        weeks = np.array([m.weeks for m in self.measures], np.int64)
        self.tie = np.zeros(self.width, np.int64)
        self.tie[: len(weeks)] = weeks * (len(weeks) + 1) + 1

    def entry(self, row: int, column: int) -> int:
        """Where an entry of the matrix stands in its data."""
        start, stop = self.matrix.indptr[column], self.matrix.indptr[column + 1]
        return int(start + np.searchsorted(self.matrix.indices[start:stop], row))


@lru_cache(maxsize=16)
def program_of(framework: Framework, book: MeasureBook, outcomes: bool = False) -> Program:
    """The program of a framework and a book of measures, built on first use."""
    return Program(framework, book, outcomes)
