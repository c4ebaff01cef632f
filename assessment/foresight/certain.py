"""Who is in whatever the prices: firms that a sum reaches first, at any cost within the ranges of the estimates."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class PricedSteps:
    """Steps as in ``sums.Stairs``, each with the lowest and the highest cost of its estimate (hundredths of 万元)."""

    firms: int
    firm: NDArray[np.int64]
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    gain: NDArray[np.int64]


def certain(steps: PricedSteps, budget: int) -> NDArray[np.bool_]:
    """Which firms are paid a step by every division of ``budget`` that takes the most gain for the money first.

    That is the order of the linear relaxation. For a firm the worst prices are its own highest, and of each other firm
    the price at which it costs most while still standing before it; costs vary firm by firm and step by step, so the
    worst case is the sum of these. Without floors: a floor takes firms out of that order.
    """
    inside = np.zeros(steps.firms, bool)
    if not len(steps.firm):
        return inside
    rate = steps.gain / np.maximum(steps.high, 1)  # what costs nothing counts as a hundredth
    order = np.lexsort((steps.high, -rate, steps.firm))
    first = order[np.r_[True, np.diff(steps.firm[order]) != 0]]
    first = first[np.argsort(-rate[first], kind="stable")]
    # What stands before a step only grows along this order, so most firms are told by halving.
    dearest = int(steps.high.max())
    sure = bisect_left(
        range(len(first)), True, key=lambda i: _taken(steps, float(rate[first[i]])).sum() + dearest > budget
    )
    inside[steps.firm[first[:sure]]] = True
    for one in first[sure:]:
        taken = _taken(steps, float(rate[one]))
        before = taken.sum() - taken[steps.firm[one]]
        inside[steps.firm[one]] = before + steps.high[one] <= budget
        if taken.sum() - taken.max() > budget:
            break
    return inside


def _taken(steps: PricedSteps, rate: float) -> Numbers:
    """The most that each firm can cost while it stands before a step that gains ``rate`` for the money.

    At that rate a firm is paid the step with the largest ``gain - rate * cost``, where that is not below zero.
    """
    sure = steps.gain - rate * steps.high
    order = np.lexsort((-sure, steps.firm))
    begins = np.flatnonzero(np.r_[True, np.diff(steps.firm[order]) != 0])
    ends = np.r_[begins[1:], len(order)]
    top = order[begins]
    second = np.where(ends - begins > 1, sure[order[np.minimum(begins + 1, len(order) - 1)]], -np.inf)
    floor = np.zeros(steps.firms)
    runner = np.zeros(steps.firms)
    floor[steps.firm[top]] = np.maximum(sure[top], 0.0)
    runner[steps.firm[top]] = np.maximum(second, 0.0)
    rival = floor[steps.firm]
    rival[top] = runner[steps.firm[top]]  # a step's rivals are the others of its firm
    dearest = np.minimum(steps.high, (steps.gain - rival) / rate)
    most = np.zeros(steps.firms)
    can = dearest >= steps.low - 1e-9
    np.maximum.at(most, steps.firm[can], dearest[can])
    return most
