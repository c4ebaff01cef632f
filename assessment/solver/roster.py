"""The shortest order of jobs that share scarce hands, with a proven lower bound on its length.

OR-Tools' CP-SAT searches with one worker, a fixed seed and a limit in its own deterministic time, so that the same jobs
are always placed alike, however busy the machine is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessment.solver.solving import NotSolved

EFFORT = 0.2
"""How long one search may take, in the solver's deterministic seconds."""
TIDYING = 0.03
"""The same for the second search, which only begins things as early as can be."""


@dataclass(frozen=True)
class Job:
    """Contiguous work of so many weeks that needs ``demand`` each week, after other jobs (positions); ``cents`` are
    paid in the year it begins."""

    weeks: int
    demand: int
    after: tuple[int, ...] = ()
    cents: int = 0


@dataclass(frozen=True)
class Shared:
    """What the jobs share: ``capacity`` a week, at most so many jobs ``at_once``, and a budget for each year."""

    capacity: int
    at_once: int | None = None
    yearly: tuple[int, ...] | None = None
    weeks_a_year: int = 52


@dataclass(frozen=True)
class Roster:
    """The week in which each job begins, the length of the whole, and the length that nothing can go below."""

    starts: tuple[int, ...]
    length: int
    bound: int


def shortest(jobs: Sequence[Job], shared: Shared) -> Roster | None:
    """The shortest roster, its jobs begun as early as was found; None where it is proven that there is none.

    Where the search ends without a proof, ``bound`` lies below ``length``. Raises ``NotSolved`` where none was found.
    """
    if not jobs:
        return Roster((), 0, 0)
    if max(job.demand for job in jobs) > shared.capacity:
        return None
    from ortools.sat.python import cp_model  # takes a moment: only where something is to be placed

    horizon = sum(job.weeks for job in jobs)
    if shared.yearly is not None:
        horizon = len(shared.yearly) * shared.weeks_a_year
        if any(job.weeks > horizon for job in jobs):
            return None
    model = cp_model.CpModel()
    starts = [model.new_int_var(0, horizon - job.weeks, "") for job in jobs]
    spans = [model.new_fixed_size_interval_var(start, job.weeks, "") for start, job in zip(starts, jobs, strict=True)]
    model.add_cumulative(spans, [job.demand for job in jobs], shared.capacity)
    if shared.at_once is not None:
        model.add_cumulative(spans, [1] * len(jobs), shared.at_once)
    length = model.new_int_var(_least(jobs, shared), horizon, "")
    for job, start in zip(jobs, starts, strict=True):
        model.add(length >= start + job.weeks)
        for other in job.after:
            model.add(start >= starts[other] + jobs[other].weeks)
    if shared.yearly is not None:
        _keep_budgets(model, jobs, starts, shared.yearly, shared.weeks_a_year)
    model.minimize(length)
    solver = _solver(EFFORT)
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise NotSolved(f"no roster was found: {solver.status_name(status)}")
    best, bound = int(solver.value(length)), round(solver.best_objective_bound)
    found = [int(solver.value(start)) for start in starts]
    model.add(length <= best)
    for start, week in zip(starts, found, strict=True):
        model.add_hint(start, week)
    model.minimize(sum(starts))
    tidy = _solver(TIDYING)
    if tidy.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        found = [int(tidy.value(start)) for start in starts]
    return Roster(tuple(found), best, min(bound, best))


def _least(jobs: Sequence[Job], shared: Shared) -> int:
    """No roster is shorter than all the work spread over all the hands."""
    least = -(-sum(job.weeks * job.demand for job in jobs) // shared.capacity) if shared.capacity else 0
    if shared.at_once is not None:
        least = max(least, -(-sum(job.weeks for job in jobs) // shared.at_once))
    return least


def _keep_budgets(
    model: Any, jobs: Sequence[Job], starts: Sequence[Any], yearly: Sequence[int], weeks_a_year: int
) -> None:
    in_year: list[list[Any]] = [[] for _ in yearly]
    for job, start in zip(jobs, starts, strict=True):
        chosen = [model.new_bool_var("") for _ in yearly]
        model.add_exactly_one(chosen)
        model.add(start >= sum(weeks_a_year * k * one for k, one in enumerate(chosen)))
        model.add(start <= sum((weeks_a_year * (k + 1) - 1) * one for k, one in enumerate(chosen)))
        for k, one in enumerate(chosen):
            in_year[k].append(job.cents * one)
    for k, budget in enumerate(yearly):
        model.add(sum(in_year[k]) <= budget)


def _solver(effort: float) -> Any:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.linearization_level = 0  # measured: the shortest rosters in the least time
    solver.parameters.max_deterministic_time = effort
    return solver
