"""One call of the exact solver (HiGHS through ``scipy.optimize.milp``), kept away from standard output."""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.solver.impossible import contradictory, with_a_way_out
from assessment.solver.task import Task

SECONDS = 20.0
"""How long one run of the solver may take; a firm's own questions take well under one."""
_ROUGHLY = 0.5  # how far the objective of a quick answer may be off
_CLOSE = 1e-3  # how far a row of a quick answer may be off
_OUT_OF_TIME = 1  # of ``scipy.optimize.milp``: a limit was reached
_ONE_AT_A_TIME = threading.Lock()


class NotSolved(RuntimeError):
    """The solver neither found an optimum nor proved that there is none, or not in the time it is given."""


@dataclass(frozen=True)
class Optimum:
    """A proven optimum: ``x`` rounded to whole numbers, its objective, the proven lower bound, and nodes."""

    x: NDArray[np.int64]
    objective: int
    bound: int
    nodes: int


def solve(task: Task, seconds: float = SECONDS) -> Optimum | None:
    """The proven optimum, or None when it is proven that there is none; raises ``NotSolved`` otherwise.

    No run of the solver takes longer than ``seconds``, so that nobody waits for ever.

    HiGHS can call a solution optimal that is worse than the bound it has proven, when its presolve hands back another
    point than it found, might call a task impossible that is not, and sometimes gives up with an error. So the bound is
    compared here, impossibility is proven a second time in another way, and the task is solved again without presolve
    where either fails.
    """
    for presolve in (True, False):
        found = _run(task, presolve, seconds)
        if found.status == 2 and _impossible(task, seconds):
            return None
        if found.status == 0 and (optimum := _proven(task, found)) is not None:
            return optimum
        if found.status == _OUT_OF_TIME:
            break
    raise NotSolved(f"the solver found no proven answer: {found.message}")


def found_soon(task: Task, seconds: float, whole: NDArray[np.bool_]) -> NDArray[np.float64] | None:
    """Numbers that keep to every bound and row, if not the best; None where none were found: that proves nothing.

    Only the columns marked as ``whole`` need be so.
    """
    found = _run(task, presolve=True, seconds=seconds, gap=_ROUGHLY, whole=whole)
    if found.x is None:
        return None
    x = np.where(whole, np.rint(found.x), found.x)
    rows = [(task.matrix, task.row_lower, task.row_upper), *((row.A, row.lb, row.ub) for row in task.extra)]
    fits = (task.lower <= x + _CLOSE).all() and (x <= task.upper + _CLOSE).all()
    return (
        x
        if fits and all((m @ x >= low - _CLOSE).all() and (m @ x <= high + _CLOSE).all() for m, low, high in rows)
        else None
    )


def found_near_relaxed(task: Task, seconds: float, whole: NDArray[np.bool_]) -> NDArray[np.float64] | None:
    """Like ``found_soon``, first among the whole numbers next to those that would fit if they need not be whole.

    An interior point finds these in seconds where there are tens of thousands of columns.
    """
    rows, low, high = task.matrix.tocsr(), task.row_lower, task.row_upper
    equal = low == high
    most, least = ~equal & np.isfinite(high), ~equal & np.isfinite(low)
    with _quiet_stdout():
        relaxed = scipy.optimize.linprog(
            task.objective,
            A_ub=scipy.sparse.vstack([rows[most], -rows[least]]),
            b_ub=np.concatenate([high[most], -low[least]]),
            A_eq=rows[equal],
            b_eq=low[equal],
            bounds=np.transpose([task.lower, task.upper]),
            method="highs-ipm",
            options={"time_limit": seconds},
        )
    if relaxed.x is not None:
        below, above = np.floor(relaxed.x + _CLOSE), np.ceil(relaxed.x - _CLOSE)
        lower = np.where(whole, np.maximum(task.lower, below), task.lower)
        upper = np.where(whole, np.minimum(task.upper, above), task.upper)
        found = found_soon(replace(task, lower=lower, upper=upper), seconds, whole)
        if found is not None:
            return found
    return found_soon(task, seconds, whole)


def _impossible(task: Task, seconds: float) -> bool:
    """Is it proven, apart from the solver's own verdict, that nothing meets the constraints?"""
    if contradictory(task):
        return True
    relaxed = with_a_way_out(task)
    found = _run(relaxed, presolve=False, seconds=seconds)
    optimum = None if found.x is None else _proven(relaxed, found)
    return optimum is not None and optimum.bound == 1


def _run(
    task: Task, presolve: bool, seconds: float, gap: float = 0.0, whole: NDArray[np.bool_] | None = None
) -> scipy.optimize.OptimizeResult:
    with _quiet_stdout():
        return scipy.optimize.milp(
            task.objective,
            integrality=np.ones(len(task.objective), np.uint8) if whole is None else whole.astype(np.uint8),
            bounds=scipy.optimize.Bounds(task.lower, task.upper),
            constraints=[scipy.optimize.LinearConstraint(task.matrix, task.row_lower, task.row_upper), *task.extra],
            options={"mip_rel_gap": gap, "presolve": presolve, "time_limit": seconds},
        )


def _proven(task: Task, found: scipy.optimize.OptimizeResult) -> Optimum | None:
    """The solution in whole numbers, or None when it is none, or its true objective is not what the bound proves."""
    whole = np.rint(found.x).astype(np.int64)
    objective = int(np.rint(task.objective).astype(np.int64) @ whole)
    dual = found.fun if found.mip_dual_bound is None else found.mip_dual_bound
    allowance = 1e-6 + 1e-9 * abs(dual)  # the solver's floating point; objectives are whole numbers
    if objective - dual > allowance or not task.allows(whole):
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
