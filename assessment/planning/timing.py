"""Plans in time: finish weeks, years and their budgets as further columns of the program.

Measures run side by side; each begins when all that must come first is finished, and is paid in the year it begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.planning.case import FREE, Case
from assessment.solver import Builder, Task, widened

WEEKS_A_YEAR = 52
_FAR = 100_000.0
"""More weeks than any work of own people takes."""


class Timing:
    """Further columns for a case: the finish week of each measure and, with yearly budgets, the year it begins.

    ``horizon`` is the week by which everything bought is finished; ``yearly`` are budgets in 0.01 万元, or
    None; with ``overrun`` they may be exceeded.
    """

    def __init__(self, case: Case, horizon: int, yearly: tuple[int, ...] | None, overrun: bool = False):
        self.case, self.horizon = case, horizon
        self.weeks = [m.weeks for m in case.program.measures]
        self.width = case.program.width
        self._build = Builder()
        self._lower: list[float] = []
        self._upper: list[float] = []
        self._most: list[float] = []
        self.finish = self._new(len(self.weeks), horizon)
        self.year_columns: list[range] = []
        self.overruns = range(self._new(len(yearly or ()), self._dearest()), self.width) if overrun else range(0)
        for m, weeks in enumerate(self.weeks):
            self._row({self.finish + m: 1.0, m: -float(weeks)}, 0.0)
        self._order_rows()
        if yearly is not None:
            self._year_rows(yearly)

    def extend(self, task: Task) -> Task:
        """The task with the further columns and rows."""
        further = self.width - self.case.program.width
        upper = np.concatenate([task.upper, self._most])
        extra = [
            scipy.optimize.LinearConstraint(widened(scipy.sparse.csc_array(row.A), further), row.lb, row.ub)
            for row in task.extra
        ]
        times = scipy.optimize.LinearConstraint(
            self._build.matrix(self.width), np.array(self._lower), np.array(self._upper)
        )
        return replace(
            task,
            objective=np.concatenate([task.objective, np.zeros(further)]),
            lower=np.concatenate([task.lower, np.zeros(further)]),
            upper=upper,
            matrix=widened(task.matrix, further),
            extra=[*extra, times],
        )

    def last_week(self, task: Task, hands: float | None = None) -> Task:
        """The extended task, but minimising the week in which everything bought is finished.

        With ``hands`` (person-days a week) no sooner than all the work of own people is done either.
        """
        last = self._new(1, self.horizon if hands is None else self.horizon + _FAR)
        for m in range(len(self.weeks)):
            self._row({last: 1.0, self.finish + m: -1.0}, 0.0)
        if hands is not None:
            work = {column: -float(days) for column, days in own_days(self.case).items() if days}
            self._row(work | {last: float(round(1000 * hands))}, 0.0)
        extended = self.extend(task)
        objective = np.zeros(self.width)
        objective[last] = 1.0
        return replace(extended, objective=objective)

    def earliest(self, task: Task) -> Task:
        """The extended task, but with everything begun in as early a year as can be."""
        extended = self.extend(task)
        objective = np.zeros(self.width)
        for columns in self.year_columns:
            objective[columns] = np.arange(len(columns))
        return replace(extended, objective=objective)

    def overrun_only(self, task: Task) -> Task:
        """The extended task, but minimising by how much the yearly budgets are exceeded in all."""
        extended = self.extend(task)
        objective = np.zeros(self.width)
        objective[self.overruns] = 1.0
        return replace(extended, objective=objective)

    def years(self, x: NDArray[np.int64]) -> dict[int, int]:
        """The year, from 0, in which each bought measure begins; empty without yearly budgets."""
        return {m: k for m, columns in enumerate(self.year_columns) for k, c in enumerate(columns) if x[c]}

    def _new(self, n: int, most: float) -> int:
        """Further columns, whole numbers between 0 and ``most``."""
        first = self.width
        self.width += n
        self._most.extend([most] * n)
        return first

    def _dearest(self) -> float:
        """What everything that can be bought would cost."""
        return float(self.case.cents @ self.case.upper[: self.case.program.width])

    def _row(self, terms: Mapping[int, float], lower: float, upper: float = FREE) -> None:
        self._build.row(terms)
        self._lower.append(lower)
        self._upper.append(upper)

    def _order_rows(self) -> None:
        """What is bought begins after its prerequisites, and after one of those that bring it to its start."""
        case, program = self.case, self.case.program
        for _, m, other in program.prerequisite_rows:
            if not case.situations.has[other][case.row]:
                self._after(m, other, m)
        for _, m, start, helping in program.start_rows:
            if case.situations.reached[start][case.row]:
                continue
            first = self._new(len(helping), 1)
            self._row({first + j: 1.0 for j in range(len(helping))} | {m: -1.0}, 0.0)
            for j, other in enumerate(helping):
                self._row({other: 1.0, first + j: -1.0}, 0.0)
                self._after(m, other, first + j)

    def _after(self, m: int, other: int, when: int) -> None:
        """If column ``when`` is 1, measure ``m`` takes its weeks after ``other`` is finished."""
        far = float(self.horizon + self.weeks[m])
        self._row({self.finish + m: 1.0, self.finish + other: -1.0, when: -far}, -float(self.horizon))

    def _year_rows(self, yearly: tuple[int, ...]) -> None:
        """Each measure begins in one year, its units are paid with it, and each year keeps its budget."""
        case, units_of, horizon = self.case, self.case.program.unit_column, float(self.horizon)
        paid: list[dict[int, float]] = [{} for _ in yearly]
        for m, weeks in enumerate(self.weeks):
            first = self._new(len(yearly), 1)
            begins = range(first, self.width)
            self.year_columns.append(begins)
            self._row(dict.fromkeys(begins, 1.0) | {m: -1.0}, 0.0, 0.0)
            earliest = {column: -float(WEEKS_A_YEAR * k) for k, column in enumerate(begins)}
            self._row({self.finish + m: 1.0, m: -float(weeks)} | earliest, 0.0)
            latest = {column: float(WEEKS_A_YEAR * (k + 1) - 1 + weeks) for k, column in enumerate(begins)}
            self._row({self.finish + m: -1.0, m: -horizon} | latest, -horizon)
            done = case.contracted.get(m)
            for k, column in enumerate(begins):
                paid[k][column] = float(case.cents[m]) if done is None else 0.0
            if m in units_of:
                price = float(case.cents[units_of[m]])
                units = range(self._new(len(yearly), case.limit[m]), self.width)
                self._row(dict.fromkeys(units, 1.0) | {units_of[m]: -1.0}, 0.0, 0.0)
                for k, column in enumerate(units):
                    self._row({column: -1.0, first + k: float(case.limit[m])}, 0.0)
                    paid[k][column] = price
                    paid[k][first + k] -= price * (done or 0)
        for k, budget in enumerate(yearly):
            beyond = {self.overruns[k]: -1.0} if self.overruns else {}
            self._row(paid[k] | beyond, -FREE, float(budget))


def own_days(case: Case) -> dict[int, int]:
    """What each column of the program takes of own people, in thousandths of a person-day."""
    measures, units_of = case.program.measures, case.program.unit_column
    days = {m: round(1000 * measure.own_days) for m, measure in enumerate(measures)}
    return days | {column: round(1000 * measures[m].own_days_per_unit) for m, column in units_of.items()}
