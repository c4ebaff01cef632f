"""The firms that the benchmark of a sum makes offer whole staircases, each near to one that was planned."""

import numpy as np

from assessment.foresight import Stairs
from benchmarks.foresight import many


def test_every_firm_has_the_staircase_of_a_planned_one_at_costs_of_its_own():
    planned = Stairs(
        4, np.array([0, 0, 2, 2, 2, 3]), np.array([10, 30, 100, 200, 400, 5]), np.array([1, 2, 1, 2, 3, 1])
    )
    found = many(planned, 200)
    staircases = {(1, 2): [10, 30], (1, 2, 3): [100, 200, 400], (1,): [5], (): []}
    seen = set()
    for firm in range(200):
        gains = tuple(found.gain[found.firm == firm].tolist())
        costs = found.cost[found.firm == firm]
        assert (np.abs(costs / np.array(staircases[gains]) - 1) <= 0.2 + 0.1).all()
        seen.add(gains)
    assert seen == staircases.keys() and (np.diff(found.firm) >= 0).all()
