"""Exact integer programs, and proofs that there is no solution."""

from assessment.solver.impossible import contradictory, with_a_way_out
from assessment.solver.solving import NotSolved, Optimum, solve
from assessment.solver.task import Builder, Task

__all__ = [
    "Builder",
    "NotSolved",
    "Optimum",
    "Task",
    "contradictory",
    "solve",
    "with_a_way_out",
]
