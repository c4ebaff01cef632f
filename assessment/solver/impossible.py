"""Proofs that a task has no solution, so that nobody is told "impossible" on the word of one run of the solver.

The first needs no solver: the bounds of columns and rows are tightened against each other in whole numbers until one
contradicts itself. The second is a task that always has a solution: all rows may be given up together, at a price of
one. It is solved like any other, and its proven bound says whether the price must be paid.
"""

from __future__ import annotations

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without

from assessment.solver.task import Floats, Task

MOST_ROUNDS = 50


def contradictory(task: Task) -> bool:
    """Do the bounds alone rule out every solution? Never wrong when it says so, but it need not notice."""
    matrix, row_lower, row_upper = _rows(task)
    entries = scipy.sparse.coo_array(matrix)
    entries.eliminate_zeros()
    (rows, columns), a = entries.coords, entries.data
    lower, upper = task.lower, task.upper
    if (lower > upper).any():
        return True
    for _ in range(MOST_ROUNDS):
        least = np.minimum(a * lower[columns], a * upper[columns])
        most = np.maximum(a * lower[columns], a * upper[columns])
        low, high = (np.bincount(rows, part, len(row_lower)) for part in (least, most))
        if (low > row_upper).any() or (high < row_lower).any():
            return True
        # What the other columns of its row leave to each entry, and what they need of it.
        leaves, needs = ((row_upper - low)[rows] + least) / a, ((row_lower - high)[rows] + most) / a
        tighter = lower.copy(), upper.copy()
        np.maximum.at(tighter[0], columns, np.ceil(np.where(a > 0, needs, leaves)))
        np.minimum.at(tighter[1], columns, np.floor(np.where(a > 0, leaves, needs)))
        if (tighter[0] > tighter[1]).any():
            return True
        if (tighter[0] == lower).all() and (tighter[1] == upper).all():
            return False
        lower, upper = tighter
    return False


def with_a_way_out(task: Task) -> Task:
    """The task with a last column that gives up all rows, and no price but 1 for that: its optimum is 0 when the task
    has a solution and 1 when it has none."""
    matrix, row_lower, row_upper = _rows(task)
    positive, negative = matrix.maximum(0), matrix.minimum(0)
    short = row_lower - (positive @ task.lower + negative @ task.upper)
    beyond = row_upper - (positive @ task.upper + negative @ task.lower)
    least, most = np.isfinite(row_lower), np.isfinite(row_upper)
    way_out = np.concatenate([np.maximum(short[least], 0), np.minimum(beyond[most], 0)])
    return Task(
        objective=np.append(np.zeros(len(task.objective)), 1.0),
        lower=np.append(task.lower, 0.0),
        upper=np.append(task.upper, 1.0),
        matrix=scipy.sparse.csc_array(
            scipy.sparse.hstack(
                [scipy.sparse.vstack([matrix[least], matrix[most]]), scipy.sparse.csc_array(way_out[:, None])]
            )
        ),
        row_lower=np.concatenate([row_lower[least], np.full(most.sum(), -np.inf)]),
        row_upper=np.concatenate([np.full(least.sum(), np.inf), row_upper[most]]),
    )


def _rows(task: Task) -> tuple[scipy.sparse.csr_array, Floats, Floats]:
    """All rows of a task in one matrix, with their bounds."""
    parts = [(task.matrix, task.row_lower, task.row_upper), *((row.A, row.lb, row.ub) for row in task.extra)]
    matrix = scipy.sparse.csr_array(scipy.sparse.vstack([scipy.sparse.csr_array(part) for part, _, _ in parts]))
    lower, upper = (
        np.concatenate([np.broadcast_to(part[end], part[0].shape[0]).astype(float) for part in parts]) for end in (1, 2)
    )
    return matrix, lower, upper
