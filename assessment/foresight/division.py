"""A sum divided in whole steps: the relaxation rounded, then the firms that a better division could change solved.

The rounding always gives a division that keeps to the sum and the floors. Firms whose choice no better division could
change keep it; the others, the core, are an integer program of their own, searched so far and no further: what is then
left between the division and the bound is told.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assessment.foresight.pricing import Prices
from assessment.foresight.stairs import Flags, Floor, Numbers, Stairs, Whole
from assessment.solver import Attempt, Builder, NotSolved, Task, solve, solve_within

_CORE = 150
"""Firms left open at first: those nearest to the threshold."""
_LARGEST_CORE = 3_000
_CORES, _NODES = 6, 500
"""So many cores are searched, each through so many nodes."""
_NEAR = 1e-5
"""A gap that is no larger a part of the gain is told and not searched on."""
_HALVINGS = 40
_BELOW = 1 - 1e-6
"""Just below the price at which firms that stand alike change to a dearer step: there all of them have."""
_ALLOWANCE = 1e-6


def divided_in_steps(
    stairs: Stairs, budget: int, floors: Sequence[Floor], prices: Prices, above: float
) -> tuple[Whole, int] | None:
    """The chosen step of each firm (-1 for none) and a proven bound on the gain, where the relaxation proves ``above``;
    None where it is proven that no division keeps to the sum and the floors.

    A firm whose second choice is worth less than its first by more than the gap between the bound and a known division
    keeps its first choice in every better one. The core of the others grows until that holds, or as far as allowed.
    """
    known = _rounded(stairs, budget, floors, prices)
    if known is None:
        taken = least_for_floors(stairs, floors)
        if stairs.cost[taken].sum() > budget:
            return None
        known = np.full(stairs.firms, -1)
        known[stairs.firm[taken]] = taken
    worth = prices.worth(stairs, floors)
    first, best, margin = _choices(stairs, worth)
    lost = best[stairs.firm] - worth
    order = np.argsort(margin, kind="stable")
    most = int(np.floor(above + _ALLOWANCE))
    gained = _gain(stairs, known)
    size = min(_CORE, stairs.firms)
    for _ in range(_CORES):
        # A better division takes no step that loses more than the gap leaves to lose.
        left = above - gained - 1 + _ALLOWANCE
        if most - gained <= _NEAR * gained:
            break
        whole = size >= int((margin <= left).sum())
        found = _core(stairs, budget, floors, first, order[:size], lost <= left, most)
        chosen, bound = (None, gained) if found is None else found
        better = chosen is not None and _gain(stairs, chosen) > gained
        if chosen is not None and better:
            known, gained = chosen, _gain(stairs, chosen)
        if whole:
            most = min(most, max(gained, bound))
        if size >= _LARGEST_CORE or (whole and not better):
            break
        needed = max(_CORE, int((margin <= above - gained - 1 + _ALLOWANCE).sum()))
        size = min(needed, 4 * size, stairs.firms, _LARGEST_CORE)
    return known, max(most, gained)


def _gain(stairs: Stairs, chosen: Whole) -> int:
    return int(stairs.gain[chosen[chosen >= 0]].sum())


def _rounded(stairs: Stairs, budget: int, floors: Sequence[Floor], prices: Prices) -> Whole | None:
    """A division near the relaxation: the least price of money from its own on at which what firms then favour, and
    what the floors still need, keeps to the sum, with what is left spent; None where no price does.
    """
    corners = stairs.corners()
    some, credit = stairs.only(corners), prices.credit(stairs.firms, floors)

    def at(money: float) -> tuple[Whole, int]:
        chosen = _favourites(some, some.gain - money * some.cost, credit, floors)
        return chosen, int(some.cost[chosen[chosen >= 0]].sum())

    low = prices.money
    high = 2 * max(low, float((some.gain / np.maximum(some.cost, 1)).max()))
    while (found := at(high))[1] > budget:
        if high > 1e9:
            return None
        high *= 8
    dearer = at(low * _BELOW)[0]
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        one = at(middle)
        if one[1] <= budget:
            high, found = middle, one
        else:
            low, dearer = middle, one[0]
    chosen = _topped_up(some, found[0], dearer, budget - found[1])
    return _spent(stairs, np.where(chosen >= 0, corners[chosen], -1), budget)


def _topped_up(some: Stairs, chosen: Whole, dearer: Whole, left: int) -> Whole:
    """As many firms as ``left`` pays for at their ``dearer`` step: firms that stand alike change at one price, and all
    together they may cost far more than is there."""
    extra = _of_each(some.cost, dearer) - _of_each(some.cost, chosen)
    firms = np.flatnonzero((dearer >= 0) & (extra > 0))
    firms = firms[np.argsort(extra[firms], kind="stable")]
    firms = firms[np.cumsum(extra[firms]) <= left]
    more = chosen.copy()
    more[firms] = dearer[firms]
    return more


def _spent(stairs: Stairs, chosen: Whole, budget: int) -> Whole:
    """The division with what is left of the sum spent, one firm after the other, on the step that adds most."""
    more = chosen.copy()
    cost, gain = _of_each(stairs.cost, more), _of_each(stairs.gain, more)
    while True:
        adds = stairs.gain - gain[stairs.firm]
        adds[stairs.cost - cost[stairs.firm] > budget - cost.sum()] = 0
        best = int(adds.argmax())
        if adds[best] <= 0:
            return more
        firm = stairs.firm[best]
        more[firm], cost[firm], gain[firm] = best, stairs.cost[best], stairs.gain[best]


def _of_each(figures: Whole, chosen: Whole) -> Whole:
    """The figure of each firm's step; nought without one."""
    return np.where(chosen >= 0, figures[chosen], 0)


def _favourites(some: Stairs, worth: Numbers, credit: Numbers, floors: Sequence[Floor]) -> Whole:
    """Of each firm the step worth most where that is more than nothing; then so many more firms as the floors still
    need, those that lose least by it, their credit for all floors counted."""
    begins = some.begins()
    owner = some.firm[begins]
    best = np.maximum.reduceat(worth, begins)
    tops = np.flatnonzero(worth >= np.repeat(best, np.diff(np.r_[begins, len(worth)])))
    top = np.full(some.firms, -1)
    top[some.firm[tops[::-1]]] = tops[::-1]  # the first of equal ones
    value = np.full(some.firms, -np.inf)
    value[owner] = best
    paid = value > 0
    for floor in floors:
        short = floor.least - int((paid & floor.members).sum())
        if short > 0:
            waiting = np.flatnonzero(floor.members & ~paid & (top >= 0))
            paid[waiting[np.argsort(-(value + credit)[waiting], kind="stable")[:short]]] = True
    return np.where(paid, top, -1)


def least_for_floors(stairs: Stairs, floors: Sequence[Floor]) -> Whole:
    """The steps that meet the floors, each of which can be met by itself, for the least money."""
    cheapest = stairs.cheapest()
    rows = Builder()
    for floor in floors:
        rows.row(dict.fromkeys(np.flatnonzero(floor.members[stairs.firm[cheapest]]).tolist(), 1.0))
    count = len(cheapest)
    found = solve(
        Task(
            objective=stairs.cost[cheapest].astype(float),
            lower=np.zeros(count),
            upper=np.ones(count),
            matrix=rows.matrix(count),
            row_lower=np.array([floor.least for floor in floors], float),
            row_upper=np.full(len(floors), float(count)),
        )
    )
    if found is None:
        raise NotSolved("floors that can be met one by one are met together by paying everybody")
    return cheapest[found.x > 0]


def _choices(stairs: Stairs, worth: Numbers) -> tuple[Whole, Numbers, Numbers]:
    """For each firm: its best step at the prices (-1: none), its worth, and how far the second lies behind."""
    first = np.full(stairs.firms, -1)
    best = np.zeros(stairs.firms)
    second = np.full(stairs.firms, -np.inf)
    order = np.lexsort((-worth, stairs.firm))
    begins = np.flatnonzero(np.r_[True, np.diff(stairs.firm[order]) != 0])
    ends = np.r_[begins[1:], len(order)]
    top, owner = order[begins], stairs.firm[order[begins]]
    follows = np.where(ends - begins > 1, worth[order[np.minimum(begins + 1, len(order) - 1)]], -np.inf)
    pays = worth[top] > 0
    first[owner[pays]] = top[pays]
    best[owner[pays]] = worth[top][pays]
    second[owner] = np.where(pays, np.maximum(follows, 0.0), worth[top])
    return first, best, best - second


def _core(
    stairs: Stairs,
    budget: int,
    floors: Sequence[Floor],
    first: Whole,
    core: Whole,
    allowed: Flags,
    most: int,
) -> tuple[Whole | None, int] | None:
    """The best found with all firms outside the core at their first choice, and those inside at a step that is allowed
    or at none, and what none of these gains more than; None where that leaves no division. Ends at a gain of ``most``.
    """
    fixed = first.copy()
    fixed[core] = -1
    taken = fixed[fixed >= 0]
    left = budget - int(stairs.cost[taken].sum())
    if left < 0:
        return None
    inside = np.zeros(stairs.firms, bool)
    inside[core] = True
    open_ = np.flatnonzero(inside[stairs.firm] & allowed)
    rows = Builder()
    rows.row(dict(zip(range(len(open_)), stairs.cost[open_].astype(float).tolist(), strict=True)))
    lower, upper = [-float(stairs.cost[open_].sum())], [float(left)]
    for floor in floors:
        have = int(floor.members[stairs.firm[taken]].sum())
        members = np.flatnonzero(floor.members[stairs.firm[open_]])
        if have + len(members) < floor.least:
            return None
        if have < floor.least:
            rows.row({int(i): 1.0 for i in members})
            lower.append(float(floor.least - have))
            upper.append(float(len(members)))
    begins = np.flatnonzero(np.r_[True, np.diff(stairs.firm[open_]) != 0])
    for own in np.split(np.arange(len(open_)), begins[1:]):
        if len(own) > 1:
            rows.row(dict.fromkeys(own.tolist(), 1.0))
            lower.append(0.0)
            upper.append(1.0)
    count = len(open_)
    task = Task(
        objective=-stairs.gain[open_].astype(float),
        lower=np.zeros(count),
        upper=np.ones(count),
        matrix=rows.matrix(count),
        row_lower=np.array(lower),
        row_upper=np.array(upper),
    )
    base = int(stairs.gain[taken].sum())
    found = solve_within(task, _NODES, base - most)
    if found is None:
        return None
    return _in_whole(stairs, fixed, open_, found), _most(base, found, most)


def _most(base: int, found: Attempt, most: int) -> int:
    return most if not np.isfinite(found.bound) else int(np.floor(base - found.bound + 1e-4))


def _in_whole(stairs: Stairs, fixed: Whole, open_: Whole, found: Attempt) -> Whole | None:
    if found.x is None:
        return None
    bought = open_[found.x > 0]
    chosen = fixed.copy()
    chosen[stairs.firm[bought]] = bought
    return chosen
