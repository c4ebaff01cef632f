"""One call of the exact solver (HiGHS through ``scipy.optimize.milp``), kept away from standard output."""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array, csc_array

Floats = NDArray[np.float64]
_ONE_AT_A_TIME = threading.Lock()


class NotSolved(RuntimeError):
    """The solver neither found an optimum nor proved that there is none."""


class Builder:
    """A sparse matrix being built row by row."""

    def __init__(self) -> None:
        self._rows: list[int] = []
        self._columns: list[int] = []
        self._values: list[float] = []
        self.count = 0

    def row(self, terms: Mapping[int, float]) -> int:
        """Add a row (column -> value); returns its number."""
        self._rows.extend([self.count] * len(terms))
        self._columns.extend(terms.keys())
        self._values.extend(terms.values())
        self.count += 1
        return self.count - 1

    def matrix(self, width: int) -> csc_array:
        """The rows as a matrix of ``width`` columns, its entries sorted within each column."""
        entries = (self._values, (self._rows, self._columns))
        built = csc_array(coo_array(entries, shape=(self.count, width)))
        built.sort_indices()
        return built


@dataclass(frozen=True)
class Task:
    """Minimise ``objective @ x`` over ``row_lower <= matrix @ x <= row_upper`` and ``lower <= x <= upper``.

    Every column is a whole number and so is every cost. (With continuous columns the presolve of HiGHS, in SciPy 1.17,
    was seen to call a solution optimal that was not.)
    """

    objective: Floats
    lower: Floats
    upper: Floats
    matrix: csc_array
    row_lower: Floats
    row_upper: Floats
    extra: Sequence[LinearConstraint] = ()


@dataclass(frozen=True)
class Optimum:
    """A proven optimum: ``x`` rounded to whole numbers, its objective, the proven lower bound, and nodes."""

    x: NDArray[np.int64]
    objective: int
    bound: int
    nodes: int


def solve(task: Task) -> Optimum | None:
    """The proven optimum, or None when the constraints cannot be met; raises ``NotSolved`` otherwise.

    HiGHS can call a solution optimal that is worse than the bound it has proven, when its presolve hands back another
    point than it found. So the bound is compared here, and the task solved again without presolve when it differs.
    """
    for presolve in (True, False):
        found = _run(task, presolve)
        if found.status == 2:
            return None
        if found.status != 0 or found.x is None:
            raise NotSolved(str(found.message))
        optimum = _proven(task, found)
        if optimum is not None:
            return optimum
    raise NotSolved("the solver's solution does not meet its own bound")


def _run(task: Task, presolve: bool) -> OptimizeResult:
    with _quiet_stdout():
        return milp(
            task.objective,
            integrality=np.ones(len(task.objective), np.uint8),
            bounds=Bounds(task.lower, task.upper),
            constraints=[LinearConstraint(task.matrix, task.row_lower, task.row_upper), *task.extra],
            options={"mip_rel_gap": 0.0, "presolve": presolve},
        )


def _proven(task: Task, found: OptimizeResult) -> Optimum | None:
    """The solution in whole numbers, or None when its true objective is not what the bound proves."""
    whole = np.rint(found.x).astype(np.int64)
    objective = int(np.rint(task.objective).astype(np.int64) @ whole)
    dual = found.fun if found.mip_dual_bound is None else found.mip_dual_bound
    allowance = 1e-6 + 1e-9 * abs(dual)  # the solver's floating point; objectives are whole numbers
    if objective - dual > allowance:
        return None
    bound = min(objective, int(np.ceil(dual - allowance)))
    return Optimum(whole, objective, bound, int(found.mip_node_count or 0))


@contextlib.contextmanager
def _quiet_stdout() -> Iterator[None]:
    """HiGHS now and then prints a line on file descriptor 1: send it to standard error, for the solve only."""
    with _ONE_AT_A_TIME:
        _flush_c_streams()
        try:
            saved = os.dup(1)
            os.dup2(2, 1)
        except OSError:  # one of the two is closed: nothing to keep clean
            yield
            return
        try:
            yield
        finally:
            _flush_c_streams()
            os.dup2(saved, 1)
            os.close(saved)


def _flush_c_streams() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).fflush(None)
