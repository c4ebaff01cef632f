"""One firm in a program: its bounds, its limits, and the exact questions put to the solver."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.content.measures import SizeClass
from assessment.language import label
from assessment.planning.plan import PlanLimits, Price
from assessment.planning.situation import Situations
from assessment.problems import refuse
from assessment.solver import Task

FREE = np.inf


class Case:
    """One firm, one size class, one set of limits. ``floor`` (thresholds,) is what the values must reach."""

    def __init__(self, situations: Situations, row: int, size_class: SizeClass, limits: PlanLimits, price: Price):
        self.situations, self.row, self.limits, self.price = situations, row, limits, price
        self.program = program = situations.program
        _check_limits(program.position.keys(), limits)
        self.size_class = size_class
        self.cents = program.costs(size_class, price)
        self.values = situations.values[row]
        self._columns()
        self._rows()
        self.sunk = int(
            sum(
                self.cents[m] + self.cents[program.unit_column[m]] * units
                if m in program.unit_column
                else self.cents[m]
                for m, units in self.contracted.items()
            )
        )
        self.scale = int(program.tie.sum()) + 1
        self.objective = (self.cents * self.scale + program.tie).astype(float)

    def task(
        self,
        objective: NDArray[np.float64],
        floor: Mapping[int, int],
        extra: Sequence[scipy.optimize.LinearConstraint] = (),
    ) -> Task:
        """The program of this firm with an objective and least values."""
        program = self.program
        row_lower = self.row_lower.copy()
        for value_row, least in floor.items():
            now = int(self.values[value_row] - program.value_rows[value_row] @ self.base)
            row_lower[program.value_row_first + value_row] = least - now
        return Task(objective, self.lower, self.upper, self.matrix, row_lower, self.row_upper, extra)

    def price_of(self, m: int, units: int) -> int:
        """Cost of a measure and its units in 0.01 万元 at the minimised price."""
        unit = self.program.unit_column.get(m)
        return int(self.cents[m]) + (0 if unit is None else int(self.cents[unit]) * units)

    def cost_row(self, most: float) -> scipy.optimize.LinearConstraint:
        """Costs at the minimised price stay within ``most`` (0.01 万元), what is contracted aside."""
        return scipy.optimize.LinearConstraint(self.cents[None, :].astype(float), -FREE, most + self.sunk)

    def _columns(self) -> None:
        program, situations, row = self.program, self.situations, self.row
        self.base = situations.base[row]
        movable = situations.movable[row]
        self.lower = self.base.astype(float)
        self.upper = np.where(movable, 1.0, self.lower)
        measures = len(program.measures)
        self.upper[:measures] = situations.applies[row]
        for fact_id in self.limits.forbidden:
            self.upper[program.position[fact_id]] = 0.0
        self.limit = {m: int(situations.unit_limit[row, j]) for j, m in enumerate(program.counted)}
        self.contracted = self._contracted()
        for m, units in self.contracted.items():
            self.lower[m] = self.upper[m] = 1.0
            if m in self.limit:
                self.limit[m] = max(self.limit[m], units)
                self.lower[program.unit_column[m]] = units
        for m, limit in self.limit.items():
            self.upper[program.unit_column[m]] = limit
            self.upper[m] = min(self.upper[m], float(limit > 0))

    def _contracted(self) -> dict[int, int]:
        """Contracted measures and their units, as far as there is room for them; the rest has nothing left to raise."""
        facts, found = self.situations.facts, {}
        room = {fact: int(state.room[self.row]) for fact, state in facts.items() if state.movable[self.row]}
        for measure_id, units in sorted(self.limits.contracted.items()):
            m = self.program.position[measure_id]
            if m not in self.limit:
                found[m] = 1
                continue
            counts = [(r.fact, r.per_unit) for r in self.program.measures[m].raises if r.per_unit and r.fact in room]
            able = min([units, *(room[fact] // per_unit for fact, per_unit in counts)]) if counts else 0
            if able:
                found[m] = able
                for fact, per_unit in counts:
                    room[fact] -= able * per_unit
        return found

    def _rows(self) -> None:
        program, situations, row = self.program, self.situations, self.row
        self.row_lower = np.full(program.rows, -FREE)
        self.row_upper = np.full(program.rows, FREE)
        self.row_upper[program.lift_rows] = self.base[program.lift_columns]
        data = program.matrix.data.copy()
        for band in program.bands:
            for j, band_row in enumerate(band.rows):
                column = band.first + j
                data[program.need_entries[column]] = -float(situations.needs[column][row])
                self.row_lower[band_row] = 0.0
                for fact_id, unit, size in band.sizes:
                    if not situations.facts[fact_id].movable[row]:
                        data[program.entry(band_row, unit)] -= size
        for (limited, begun), entry, limit in zip(
            program.unit_rows, program.limit_entries, self.limit.values(), strict=True
        ):
            data[entry] = -float(limit)
            self.row_upper[[limited, begun]] = 0.0
        for fact_id, room_row in program.room_rows.items():
            state = situations.facts[fact_id]
            if state.movable[row]:
                self.row_upper[room_row] = float(state.room[row])
        for prerequisite_row, _, other in program.prerequisite_rows:
            self.row_upper[prerequisite_row] = float(situations.has[other][row])
        for start_row, _, start, _ in program.start_rows:
            self.row_upper[start_row] = float(situations.reached[start][row])
        self.matrix = scipy.sparse.csc_array(
            (data, program.matrix.indices, program.matrix.indptr), shape=program.matrix.shape
        )


def _check_limits(known: Container[str], limits: PlanLimits) -> None:
    for name in (*limits.forbidden, *limits.contracted):
        if name not in known:
            raise refuse(
                "limits",
                label("没有这项措施", "there is no such measure"),
                label("请用措施清单里的 id。", "Use an id of the list of measures."),
                name,
            )
    both = sorted(set(limits.forbidden) & limits.contracted.keys())
    if both:
        raise refuse(
            "limits",
            label("同一项措施既已签约又被排除", "a measure is both contracted and forbidden"),
            label("请去掉其中一处。", "Remove it from one of the two."),
            both[0],
        )
