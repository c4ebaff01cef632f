"""Who is in whatever the prices: firms that a sum reaches first, at any cost within the ranges of the estimates."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.foresight.stairs import Floor

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True)
class PricedSteps:
    """What firms offer at the ends of the price ranges, flat as in ``sums.Stairs`` (costs in hundredths of 万元).

    At the highest prices the steps of ``firm`` cost ``high``; they gain ``gain`` beyond what the firm can have for
    nothing at these prices, and at least ``own`` whatever the prices. At the lowest prices those of ``cheap_firm`` cost
    ``low`` and gain ``cheap_gain`` at most.
    """

    firms: int
    firm: Whole
    high: Whole
    gain: Whole
    own: Whole
    cheap_firm: Whole
    low: Whole
    cheap_gain: Whole


def certain(steps: PricedSteps, budget: int, cap: int | None = None, floors: Sequence[Floor] = ()) -> NDArray[np.bool_]:
    """Which firms are paid a step, whatever the prices, by every division of ``budget`` that first meets the floors as
    cheaply as can be, and then takes the most gain for the money first; no firm costing more than ``cap``.

    For a firm the worst prices are its own highest, and of each other firm the price at which it costs most while still
    standing before it. Costs are taken to vary firm by firm and step by step, so that the worst case is the sum of
    these: a firm told is certain, one not told may still be.
    """
    inside = np.zeros(steps.firms, bool)
    most = np.iinfo(np.int64).max if cap is None else cap
    able = (steps.high <= most) & (steps.own > 0)
    left = budget - _for_floors(steps, most, floors)
    if not able.any() or left <= 0:
        return inside
    rate = steps.own / np.maximum(steps.high, 1)  # what costs nothing counts as a hundredth
    order = np.flatnonzero(able)[np.lexsort((steps.high[able], -rate[able], steps.firm[able]))]
    first = order[np.r_[True, np.diff(steps.firm[order]) != 0]]
    first = first[np.argsort(-rate[first], kind="stable")]
    # What stands before a step only grows along this order, so most firms are told by halving.
    dearest = int(steps.high[able].max())
    sure = bisect_left(
        range(len(first)), True, key=lambda i: _taken(steps, float(rate[first[i]]), most).sum() + dearest > left
    )
    inside[steps.firm[first[:sure]]] = True
    for one in first[sure:]:
        taken = _taken(steps, float(rate[one]), most)
        before = taken.sum() - taken[steps.firm[one]]
        inside[steps.firm[one]] = before + steps.high[one] <= left
        if taken.sum() - taken.max() > left:
            break
    return inside


def _for_floors(steps: PricedSteps, most: int, floors: Sequence[Floor]) -> int:
    """The most that the cheapest way to meet the floors can cost; more than any sum where they may not be met."""
    cheapest = np.full(steps.firms, np.iinfo(np.int64).max)
    able = steps.high <= most
    np.minimum.at(cheapest, steps.firm[able], steps.high[able])
    needed = 0
    for floor in floors:
        costs = np.sort(cheapest[floor.members])[: floor.least]
        if len(costs) < floor.least or (floor.least and costs[-1] == np.iinfo(np.int64).max):
            return int(np.iinfo(np.int64).max)
        needed += int(costs.sum())
    return needed


def _taken(steps: PricedSteps, rate: float, most: int) -> Numbers:
    """The most that each firm can cost while it stands before a step that gains ``rate`` for the money.

    At that rate a firm is paid the step with the largest ``gain - rate * cost``, where that is not below zero. The best
    of its steps at their highest prices is worth so much at any prices, which bounds what a dearer one may cost.
    """
    worth = np.zeros(steps.firms)
    able = steps.high <= most
    np.maximum.at(worth, steps.firm[able], (steps.gain - rate * steps.high)[able])
    dearest = np.minimum((steps.cheap_gain - worth[steps.cheap_firm]) / rate, float(most))
    can = (dearest >= steps.low - 1e-9) & (steps.low <= most)
    found = np.zeros(steps.firms)
    np.maximum.at(found, steps.cheap_firm[can], dearest[can])
    return found
