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
from scipy.optimize import Bounds, LinearConstraint, milp
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

    ``objective`` holds whole numbers, and only whole columns carry cost, so every objective value is whole.
    """

    objective: Floats
    integrality: NDArray[np.uint8]
    lower: Floats
    upper: Floats
    matrix: csc_array
    row_lower: Floats
    row_upper: Floats
    extra: Sequence[LinearConstraint] = ()


@dataclass(frozen=True)
class Optimum:
    """A proven optimum: ``x`` rounded to whole numbers, its objective, the proven lower bound, relative gap, nodes."""

    x: NDArray[np.int64]
    objective: int
    bound: int
    gap: float
    nodes: int


def solve(task: Task) -> Optimum | None:
    """The proven optimum, or None when the constraints cannot be met; raises ``NotSolved`` otherwise."""
    rows = [LinearConstraint(task.matrix, task.row_lower, task.row_upper), *task.extra]
    with _quiet_stdout():
        found = milp(
            task.objective,
            integrality=task.integrality,
            bounds=Bounds(task.lower, task.upper),
            constraints=rows,
            options={"mip_rel_gap": 0.0},
        )
    if found.status == 2:
        return None
    if found.status != 0 or found.x is None:
        raise NotSolved(str(found.message))
    whole = np.rint(np.where(task.integrality > 0, found.x, 0.0)).astype(np.int64)
    objective = int(np.rint(task.objective).astype(np.int64) @ whole)
    # The objective is whole, so a bound of 41.2 proves 42; the allowance covers the solver's floating point.
    dual = found.mip_dual_bound if found.mip_dual_bound is not None else found.fun
    bound = min(objective, int(np.ceil(dual - 1e-6 - 1e-9 * abs(dual))))
    return Optimum(whole, objective, bound, float(found.mip_gap or 0.0), int(found.mip_node_count or 0))


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
