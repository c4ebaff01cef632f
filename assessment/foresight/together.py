"""Buying together: what a group saves under volume prices, divided so that no part of it would do better alone.

The division lies in the core of the cost game; a linear program finds it or proves that there is none, then says the
least that must be added from outside (the cost of stability: Bachrach et al. 2009). A group's cost depends on its units
alone, so the part that objects most is found exactly by a knapsack over units, and rows are added until none objects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.language import label
from assessment.problems import refuse
from assessment.solver import NotSolved

Numbers = NDArray[np.float64]
_SMALL = 1e-6


@dataclass(frozen=True)
class VolumeTier:
    """From ``units`` on, a unit costs ``price`` (万元)."""

    units: int
    price: float


@dataclass(frozen=True)
class Division:
    """What each firm pays (万元), what the group pays, and what must be ``added`` from outside so that nobody leaves.

    ``saved`` is what the group saves against everybody alone, ``added`` not counted.
    """

    pays: Numbers
    cost: float
    saved: float
    added: float


def volume_price(tiers: Sequence[VolumeTier], fee: float, units: int) -> Numbers:
    """What 0 to ``units`` units cost together in 万元; infinite below the first tier, nothing for none."""
    price = np.full(units + 1, np.inf)
    for tier in sorted(tiers, key=lambda tier: tier.units):
        many = np.arange(units + 1) >= tier.units
        price[many] = fee + tier.price * np.arange(units + 1)[many]
    price[0] = 0.0
    return price


def joint_purchase(
    units: Sequence[int], estimates: Sequence[float], tiers: Sequence[VolumeTier]
) -> tuple[list[float], Division]:
    """What each firm pays alone, and the division under the tiers of an offer.

    Alone it pays its estimate, or the offer's own price for its units where that is less.
    """
    price = volume_price(tiers, 0.0, sum(units))
    alone = [min(float(price[n]), estimate) for n, estimate in zip(units, estimates, strict=True)]
    return alone, divided(units, alone, price)


def divided(units: Sequence[int], alone: Sequence[float], price: Numbers) -> Division:
    """Divide the cost of a group; ``alone`` is what each firm pays by itself, ``price`` what so many units cost.

    Those for whom joining does not pay may stay alone within it. Of the divisions from which no part would leave, the
    one is taken under which everybody saves the largest equal share of what it would pay alone. Refused for fewer than
    two firms, and for units or prices not above zero.
    """
    own, sizes = np.array(alone, float), np.array(units, np.int64)
    if len(own) < 2 or (sizes < 1).any() or not (np.isfinite(own) & (own > 0)).all():
        raise refuse(
            "group",
            label(
                "拼单至少要两家，数量和单独价都要大于 0", "a group needs two firms, with units and prices above zero"
            ),
            label("请核对各家的数量和单独购买的价格。", "Check each firm's units and its price alone."),
        )
    cost = _group_cost(own, sizes, price)
    rows: list[NDArray[np.bool_]] = []
    while True:
        most = _most(own, rows, price, sizes)
        pays = _fairest(own, rows, price, sizes, min(cost, most))
        objecting = _objecting(pays, sizes, price)
        if objecting is None:
            return Division(pays, cost, float(own.sum()) - cost, max(cost - most, 0.0))
        rows.append(objecting)


def _group_cost(own: Numbers, sizes: NDArray[np.int64], price: Numbers) -> float:
    """The least that the group can pay, some of it alone perhaps."""
    saved, _ = _best_by_units(own, sizes)
    return float(own.sum() - np.max(saved - price))


def _best_by_units(worth: Numbers, sizes: NDArray[np.int64]) -> tuple[Numbers, NDArray[np.bool_]]:
    """The most worth of a part with exactly so many units, and for each firm at which totals it is taken last."""
    total = int(sizes.sum())
    best = np.full(total + 1, -np.inf)
    best[0] = 0.0
    taken = np.zeros((len(sizes), total + 1), bool)
    for i, (size, value) in enumerate(zip(sizes, worth, strict=True)):
        with_it = np.full(total + 1, -np.inf)
        with_it[size:] = best[: total + 1 - size] + value
        taken[i] = with_it > best
        best = np.maximum(best, with_it)
    return best, taken


def _objecting(pays: Numbers, sizes: NDArray[np.int64], price: Numbers) -> NDArray[np.bool_] | None:
    """The part of the group that would save most by buying together without the others; None if none would."""
    best, taken = _best_by_units(pays, sizes)
    units = int(np.argmax(best - price))
    if best[units] - price[units] <= _SMALL:
        return None
    part = np.zeros(len(sizes), bool)
    for i in range(len(sizes) - 1, -1, -1):
        if taken[i, units]:
            part[i] = True
            units -= int(sizes[i])
    return part


def _limits(rows: list[NDArray[np.bool_]], price: Numbers, sizes: NDArray[np.int64]) -> Numbers:
    return np.array([price[int(sizes[row].sum())] for row in rows])


def _most(own: Numbers, rows: list[NDArray[np.bool_]], price: Numbers, sizes: NDArray[np.int64]) -> float:
    """The most that can be collected while no listed part objects."""
    if not rows:
        return float(own.sum())
    found = scipy.optimize.linprog(
        -np.ones(len(own)),
        A_ub=np.array(rows, float),
        b_ub=_limits(rows, price, sizes),
        bounds=list(zip(np.zeros(len(own)), own, strict=True)),
    )
    if found.status != 0:
        raise NotSolved(found.message)
    return float(-found.fun)


def _fairest(
    own: Numbers, rows: list[NDArray[np.bool_]], price: Numbers, sizes: NDArray[np.int64], collected: float
) -> Numbers:
    """A division of ``collected`` to which no listed part objects, its largest share of a price alone the least."""
    n = len(own)
    shares = np.hstack([np.eye(n), -own[:, None]])
    parts = np.hstack([np.array(rows, float).reshape(-1, n), np.zeros((len(rows), 1))])
    found = scipy.optimize.linprog(
        np.r_[np.zeros(n), 1.0],
        A_ub=np.vstack([shares, parts]),
        b_ub=np.r_[np.zeros(n), _limits(rows, price, sizes)],
        A_eq=np.r_[np.ones(n), 0.0][None, :],
        b_eq=[collected],
        bounds=[*zip(np.zeros(n), own, strict=True), (0.0, 1.0)],
    )
    if found.status != 0:
        raise NotSolved(found.message)
    return np.array(found.x[:n], float)
