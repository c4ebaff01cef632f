"""What money and a place under each floor are worth: the linear relaxation of a division, and the bound it proves.

A multiple-choice knapsack with floors (Kellerer, Pferschy, Pisinger: Knapsack Problems, 2004, chapter 11). Its
relaxation needs the corners of each firm's staircase alone, and few of these: columns are added where the prices found
so far favour a step that is not there yet, until none is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.foresight.stairs import Floor, Numbers, Stairs
from assessment.solver import NotSolved

_AROUND = (0.9, 1.0, 1.1)
"""Prices, as parts of that without floors, whose favoured steps begin the relaxation."""
_ROUNDS, _HALVINGS = 60, 50


@dataclass(frozen=True)
class Prices:
    """What a hundredth of 万元 and a place under each floor are worth in gain; any such prices bound the optimum."""

    money: float
    places: Numbers

    def credit(self, firms: int, floors: Sequence[Floor]) -> Numbers:
        """What paying each firm is worth for the floors that it counts for."""
        credit = np.zeros(firms)
        for price, floor in zip(self.places, floors, strict=True):
            if price:
                credit[floor.members] += price
        return credit

    def worth(self, stairs: Stairs, floors: Sequence[Floor]) -> Numbers:
        """What each step is worth beyond its price."""
        return stairs.gain - self.money * stairs.cost + self.credit(stairs.firms, floors)[stairs.firm]

    def bound(self, worth: Numbers, stairs: Stairs, budget: int, floors: Sequence[Floor]) -> float:
        """No division gains more than this; ``worth`` is that of the steps, all of them or the corners."""
        least = np.array([floor.least for floor in floors], float)
        best = np.maximum(np.maximum.reduceat(worth, stairs.begins()), 0.0)
        return float(self.money * budget - self.places @ least + best.sum())


def least_cost(stairs: Stairs, floors: Sequence[Floor]) -> tuple[float, NDArray[np.bool_]]:
    """What the floors take at least, were parts of firms allowed, and which steps that pays for in whole or part."""
    cheapest = stairs.cheapest()
    used = np.zeros(len(stairs.firm), bool)
    some = stairs.only(cheapest)
    wanted = [floor for floor in floors if floor.least]
    if not wanted:
        return 0.0, used
    found = scipy.optimize.linprog(
        some.cost.astype(float),
        A_ub=-_places(some, wanted),
        b_ub=-np.array([floor.least for floor in wanted], float),
        bounds=(0, 1),
        method="highs",
    )
    if found.status != 0:
        raise NotSolved(f"the least that the floors take was not found: {found.message}")
    used[cheapest[found.x > 0]] = True
    return float(found.fun), used


def prices_of(corners: Stairs, budget: int, floors: Sequence[Floor], needed: NDArray[np.bool_]) -> Prices:
    """The prices of the linear relaxation. ``needed`` are steps that meet the floors within the budget."""
    money = _money(corners, budget)
    if not floors:
        return Prices(money, np.empty(0))
    used = needed.copy()
    for factor in _AROUND:
        used |= corners.favoured(corners.gain - money * factor * corners.cost)
    for _ in range(_ROUNDS):
        found = _relaxed(corners.only(np.flatnonzero(used)), budget, floors)
        missing = corners.favoured(found.worth(corners, floors)) & ~used
        if not missing.any():
            break
        used |= missing
    return found


def _money(stairs: Stairs, budget: int) -> float:
    """What a hundredth of 万元 gains at the margin without floors: the least price at which the best steps fit."""

    def fits(price: float) -> bool:
        worth = stairs.gain - price * stairs.cost
        return bool(stairs.cost[stairs.favoured(worth)].sum() <= budget)

    if fits(0.0):
        return 0.0
    low, high = 0.0, float((stairs.gain / np.maximum(stairs.cost, 1)).max()) + 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def _places(stairs: Stairs, floors: Sequence[Floor]) -> scipy.sparse.csr_array:
    """One row a floor: the steps that count for it."""
    return scipy.sparse.vstack(
        [scipy.sparse.csr_array(floor.members[stairs.firm][None, :].astype(float)) for floor in floors], format="csr"
    )


def _relaxed(some: Stairs, budget: int, floors: Sequence[Floor]) -> Prices:
    """The prices of the relaxation with some of the steps: rows for money, for floors, and for each firm with several.

    A firm with one step needs no row: its bounds say as much.
    """
    _, firm, count = np.unique(some.firm, return_inverse=True, return_counts=True)
    several = np.flatnonzero(count > 1)
    row_of = np.full(len(count), -1)
    row_of[several] = np.arange(len(several))
    inside = np.flatnonzero(row_of[firm] >= 0)
    firms = scipy.sparse.csr_array(
        (np.ones(len(inside)), (row_of[firm[inside]], inside)), shape=(len(several), len(some.firm))
    )
    money = scipy.sparse.csr_array(some.cost[None, :].astype(float))
    limits = np.concatenate([[budget], [-floor.least for floor in floors], np.ones(len(several))]).astype(float)
    found = scipy.optimize.linprog(
        -some.gain.astype(float),
        A_ub=scipy.sparse.vstack([money, -_places(some, floors), firms], format="csr"),
        b_ub=limits,
        bounds=(0, 1),
        method="highs",
    )
    if found.status != 0:
        raise NotSolved(f"the relaxation was not solved: {found.message}")
    dual = np.maximum(-found.ineqlin.marginals, 0.0)
    return Prices(float(dual[0]), dual[1 : 1 + len(floors)])
