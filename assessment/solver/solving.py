"""One call of the exact solver (HiGHS through ``highspy``)."""

from __future__ import annotations

import contextlib
import ctypes
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Literal

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.solver.impossible import contradictory, with_a_way_out
from assessment.solver.task import Floats, Task

if TYPE_CHECKING:
    import highspy

NODES = 50_000
"""Among how many nodes one run of the solver looks; a firm's own questions take a few.

Runs end by their nodes and steps, and no clock is read: what they find depends on nothing but the task.
"""
_STEPS = 1_000
"""So many steps an interior point takes at most: mostly it needs some dozens."""
_ROUGHLY = 0.5  # how far the objective of a quick answer may be off
_CLOSE = 1e-3  # how far a row of a quick answer may be off
_NEARLY_NOTHING = 0.01  # what a column costs at most that need cost nothing
_BEGINNING = threading.Lock()


class NotSolved(RuntimeError):
    """The solver neither found an optimum nor proved that there is none, or not in the time it is given."""


@dataclass(frozen=True)
class Optimum:
    """A proven optimum: ``x`` rounded to whole numbers, its objective, the proven lower bound, and nodes."""

    x: NDArray[np.int64]
    objective: int
    bound: int
    nodes: int


def solve(task: Task, nodes: int = NODES) -> Optimum | None:
    """The proven optimum, or None when it is proven that there is none; raises ``NotSolved`` otherwise.

    No run of the solver looks among more than so many ``nodes``, so that nobody waits for ever and the same task is
    answered alike on a busy machine.

    HiGHS can call a solution optimal that is worse than the bound it has proven, when its presolve hands back another
    point than it found, might call a task impossible that is not, and sometimes gives up with an error. So the bound is
    compared here, impossibility is proven a second time in another way, and the task is solved again without presolve
    where either fails.
    """
    for presolve in (True, False):
        found = _run(task, presolve, nodes)
        if found.status == "impossible" and _impossible(task, nodes):
            return None
        if found.status == "optimal" and (optimum := _proven(task, found)) is not None:
            return optimum
        if found.status == "late":
            break
    raise NotSolved(f"the solver found no proven answer: {found.status}")


@dataclass(frozen=True)
class Attempt:
    """What a limited search found: the best ``x`` (None: nothing) with its objective, and what none can be below."""

    x: NDArray[np.int64] | None
    objective: int
    bound: float


def solve_within(task: Task, nodes: int, target: int) -> Attempt | None:
    """The best solution of so many nodes, ended at once where one is no worse than ``target``; None where it is proven
    that there is none.
    """
    found = _run(task, True, nodes, target=target)
    if found.status == "impossible":
        return None if _impossible(task, nodes) else Attempt(None, 0, -np.inf)
    x = None if found.x is None else np.rint(found.x).astype(np.int64)
    if x is None or not task.allows(x):
        return Attempt(None, 0, found.bound)
    return Attempt(x, int(np.rint(task.objective).astype(np.int64) @ x), found.bound)


def relaxed_bound(task: Task) -> float:
    """What no solution can be below: the optimum with the columns not whole; minus infinity where that is not found."""
    found = _run(task, presolve=True, nodes=NODES, whole=np.zeros(len(task.objective), np.bool_))
    return found.bound if found.status == "optimal" else -np.inf


def found_soon(task: Task, nodes: int, whole: NDArray[np.bool_]) -> NDArray[np.float64] | None:
    """Numbers that keep to every bound and row, if not the best; None where none were found: that proves nothing.

    Only the columns marked as ``whole`` need be so. They are looked for among so many ``nodes``.
    """
    found = _run(task, presolve=True, nodes=nodes, gap=_ROUGHLY, whole=whole)
    return None if found.x is None else _if_close(task, np.where(whole, np.rint(found.x), found.x))


def found_inside(task: Task) -> NDArray[np.float64] | None:
    """Numbers, whole or not, that keep to every bound and row; None where none were found.

    An interior point, which is there soonest where nothing has a price.
    """
    found = _run(task, presolve=True, nodes=0, whole=np.zeros(len(task.objective), np.bool_), interior=True)
    return None if found.x is None or found.status != "optimal" else _if_close(task, found.x)


def _if_close(task: Task, x: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """The numbers, where they keep to every bound and row."""
    rows = [(task.matrix, task.row_lower, task.row_upper), *((row.A, row.lb, row.ub) for row in task.extra)]
    fits = (task.lower <= x + _CLOSE).all() and (x <= task.upper + _CLOSE).all()
    close = all((m @ x >= low - _CLOSE).all() and (m @ x <= high + _CLOSE).all() for m, low, high in rows)
    return x if fits and close else None


def found_near_relaxed(task: Task, nodes: int, whole: NDArray[np.bool_]) -> NDArray[np.float64] | None:
    """Like ``found_soon``, first among the whole numbers next to those that would fit if they need not be whole.

    An interior point finds these in seconds where there are tens of thousands of columns, and mostly whole ones where
    no two columns cost the same.
    """
    costs = task.objective + np.random.default_rng(0).random(len(whole)) * _NEARLY_NOTHING
    with_costs = replace(task, objective=costs)
    nowhere = np.zeros_like(whole)
    relaxed = _run(with_costs, presolve=True, nodes=nodes, whole=nowhere, interior=True)
    if relaxed.x is not None:
        below, above = np.floor(relaxed.x + _CLOSE), np.ceil(relaxed.x - _CLOSE)
        lower = np.where(whole, np.maximum(task.lower, below), task.lower)
        upper = np.where(whole, np.minimum(task.upper, above), task.upper)
        found = found_soon(replace(task, lower=lower, upper=upper), nodes, whole)
        if found is not None:
            return found
    return found_soon(task, nodes, whole)


def _impossible(task: Task, nodes: int) -> bool:
    """Is it proven, apart from the solver's own verdict, that nothing meets the constraints?"""
    if contradictory(task):
        return True
    relaxed = with_a_way_out(task)
    found = _run(relaxed, presolve=False, nodes=nodes)
    optimum = None if found.x is None else _proven(relaxed, found)
    return optimum is not None and optimum.bound == 1


@dataclass(frozen=True)
class Run:
    """What one run of the solver says: ``x`` is None where it found nothing, ``bound`` what nothing can be below."""

    status: Literal["optimal", "impossible", "late", "failed"]
    x: Floats | None = None
    bound: float = -np.inf
    nodes: int = 0


def _run(
    task: Task,
    presolve: bool,
    nodes: int,
    gap: float = 0.0,
    whole: NDArray[np.bool_] | None = None,
    interior: bool = False,
    target: int | None = None,
) -> Run:
    solver = _begun().Highs()
    limits = {} if target is None else {"objective_target": target + _CLOSE}
    for option, value in {
        "output_flag": False,
        "threads": 1,
        "mip_max_nodes": nodes,
        "presolve": "on" if presolve else "off",
        "mip_rel_gap": gap,
        "solver": "ipm" if interior else "choose",
        "run_crossover": "off" if interior else "on",
        "ipm_iteration_limit": _STEPS,
        # It takes longer than all the rest where a program is solved in milliseconds.
        "mip_heuristic_run_feasibility_jump": False,
        **limits,
    }.items():
        solver.setOptionValue(option, value)
    solver.passModel(_model(task, whole))
    for row in task.extra:
        rows = scipy.sparse.csr_array(row.A, dtype=float)
        lower, upper = (np.broadcast_to(end, rows.shape[0]).astype(float) for end in (row.lb, row.ub))
        solver.addRows(rows.shape[0], lower, upper, rows.nnz, rows.indptr[:-1], rows.indices, rows.data)
    solver.run()
    return _said(solver)


def _model(task: Task, whole: NDArray[np.bool_] | None) -> highspy.HighsLp:
    """The task in the solver's own terms, all columns whole where nothing else is said; extra rows aside."""
    terms = _begun()
    kinds = terms.HighsVarType.kContinuous, terms.HighsVarType.kInteger
    model, matrix = terms.HighsLp(), task.matrix
    model.num_row_, model.num_col_ = matrix.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = task.objective, task.lower, task.upper
    model.row_lower_, model.row_upper_ = task.row_lower, task.row_upper
    model.a_matrix_.format_ = terms.MatrixFormat.kColwise
    model.a_matrix_.num_row_, model.a_matrix_.num_col_ = matrix.shape
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    model.integrality_ = [kinds[each] for each in ([True] * matrix.shape[1] if whole is None else whole.tolist())]
    return model


def _said(solver: highspy.Highs) -> Run:
    known = _begun().HighsModelStatus
    status = solver.getModelStatus()
    info, found = solver.getInfo(), solver.getSolution()
    x = np.array(found.col_value) if found.value_valid else None
    if status == known.kOptimal:
        bound = info.mip_dual_bound if info.mip_node_count >= 0 else info.objective_function_value
        return Run("optimal", x, bound, max(0, info.mip_node_count))
    if status in (known.kInfeasible, known.kUnboundedOrInfeasible):  # no column of ours is without bounds
        return Run("impossible")
    ended = known.kSolutionLimit, known.kObjectiveTarget
    return Run("late" if status in ended else "failed", x, info.mip_dual_bound)


def _proven(task: Task, found: Run) -> Optimum | None:
    """The solution in whole numbers, or None when it is none, or its true objective is not what the bound proves."""
    if found.x is None:
        return None
    whole = np.rint(found.x).astype(np.int64)
    objective = int(np.rint(task.objective).astype(np.int64) @ whole)
    allowance = 1e-6 + 1e-9 * abs(found.bound)  # the solver's floating point; objectives are whole numbers
    if objective - found.bound > allowance or not task.allows(whole):
        return None
    return Optimum(whole, objective, min(objective, int(np.ceil(found.bound - allowance))), found.nodes)


@cache
def _begun() -> ModuleType:
    """The solver's module. Its first solver greets on file descriptor 1, where a command's output stands."""
    import highspy  # where it is used: a command that only scores does without

    with _BEGINNING, _unheard():
        highspy.Highs()
    return highspy


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    _flush_c_streams()
    try:
        saved = os.dup(1)
    except OSError:  # it is closed: nothing to keep clean
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    try:
        yield
    finally:
        _flush_c_streams()
        os.dup2(saved, 1)
        os.close(saved)


def _flush_c_streams() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).fflush(None)
