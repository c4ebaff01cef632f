"""Exact integer programs, and proofs that there is no solution."""

from assessment.solver.impossible import contradictory, with_a_way_out
from assessment.solver.roster import Job, Roster, Shared, shortest
from assessment.solver.solving import (
    Attempt,
    NotSolved,
    Optimum,
    found_inside,
    found_near_relaxed,
    found_soon,
    relaxed_bound,
    solve,
    solve_within,
)
from assessment.solver.task import Builder, Task, widened

__all__ = [
    "Attempt",
    "Builder",
    "Job",
    "NotSolved",
    "Optimum",
    "Roster",
    "Shared",
    "Task",
    "contradictory",
    "found_inside",
    "found_near_relaxed",
    "found_soon",
    "relaxed_bound",
    "shortest",
    "solve",
    "solve_within",
    "widened",
    "with_a_way_out",
]
