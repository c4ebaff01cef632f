"""The best use of a sum: a budget split between firms, each with its own staircase of cost against gain.

A multiple-choice knapsack with floors (Kellerer, Pferschy, Pisinger: Knapsack Problems, 2004, chapter 11). The linear
relaxation has few fractional firms, as many as there are rows beside the firms' own; its prices for money and floors
bound every solution. Firms whose choice no better solution could change are fixed, and what is left is solved exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from assessment.language import label
from assessment.problems import refuse
from assessment.solver import Builder, NotSolved, Optimum, Task, solve

Whole = NDArray[np.int64]
Numbers = NDArray[np.float64]

_CORE = 150
"""Firms left open at first: those nearest to the threshold."""
_LARGEST_CORE = 4_000
_SECONDS = 60.0
_AROUND = (0.7, 0.9, 1.0, 1.1, 1.4)
"""Prices, as parts of that without floors, at which steps can matter."""
_ROUNDS, _HALVINGS = 8, 50
_LEAST_REASON = label(
    "预算不够满足下限，至少要 {least} 万元",
    "the sum does not meet the floors; they need at least {least} (10,000 CNY)",
)


@dataclass(frozen=True)
class Stairs:
    """The steps that firms offer, one entry a step, those of a firm together and in the order of the firms.

    ``firm`` numbers the firms from 0 to ``firms - 1``; ``cost`` is in hundredths of 万元, ``gain`` in
    whole units (levels, or points times a fixed number) and above zero. A step is the whole way from where the firm
    stands: at most one step of a firm is taken.
    """

    firms: int
    firm: Whole
    cost: Whole
    gain: Whole

    def within(self, most: int) -> NDArray[np.bool_]:
        """Which steps cost no more than ``most``."""
        return self.cost <= most

    def without(self, firms: Sequence[int]) -> Stairs:
        """The stairs with no step of some firms."""
        kept = ~np.isin(self.firm, firms)
        return Stairs(self.firms, self.firm[kept], self.cost[kept], self.gain[kept])


@dataclass(frozen=True)
class Floor:
    """At least ``least`` of the firms with True in ``members`` (one entry a firm) are paid; ``name`` tells it."""

    name: str
    members: NDArray[np.bool_]
    least: int


@dataclass(frozen=True)
class BestUse:
    """Who is paid for what: ``step`` is the entry of ``Stairs`` for each firm, -1 for none.

    ``gain`` and ``cost`` are the sums; no use of the budget gains more than ``bound``, so that ``bound - gain`` is the
    proven gap. ``threshold`` is what a hundredth of 万元 gains at the margin; ``next`` are the firms without a step,
    the one that gains most for its money first.
    """

    step: Whole
    gain: int
    cost: int
    bound: int
    threshold: float
    next: Whole


def best_use(stairs: Stairs, budget: int, floors: Sequence[Floor] = (), cap: int | None = None) -> BestUse:
    """The use of ``budget`` (hundredths of 万元) that gains most, no firm costing more than ``cap``.

    Raises ``InputRefused`` where the floors cannot be met, saying what they would take, and ``NotSolved`` where the
    solver proves nothing.
    """
    open_ = stairs.within(budget if cap is None else min(budget, cap))
    _refuse_floors_beyond(stairs, open_, floors, cap)
    offered = np.flatnonzero(open_)
    if not len(offered):
        return BestUse(np.full(stairs.firms, -1), 0, 0, 0, 0.0, np.empty(0, np.int64))
    kept = Stairs(stairs.firms, stairs.firm[offered], stairs.cost[offered], stairs.gain[offered])
    prices = _prices(kept, budget, floors)
    if prices is None:
        raise _beyond(kept, floors)
    chosen, bound = _proven(kept, budget, floors, prices)
    step = np.where(chosen >= 0, offered[chosen], -1)
    paid = chosen[chosen >= 0]
    return BestUse(
        step=step,
        gain=int(kept.gain[paid].sum()),
        cost=int(kept.cost[paid].sum()),
        bound=bound,
        threshold=prices.money,
        next=_next(kept, chosen),
    )


@dataclass(frozen=True)
class _Prices:
    """What a hundredth of 万元 and a place under each floor are worth in gain; any such prices bound the optimum."""

    money: float
    places: Numbers

    def worth(self, stairs: Stairs, floors: Sequence[Floor]) -> Numbers:
        """What each step is worth beyond its price."""
        worth = stairs.gain - self.money * stairs.cost
        for price, floor in zip(self.places, floors, strict=True):
            worth = worth + price * floor.members[stairs.firm]
        return worth

    def bound(self, best: Numbers, budget: int, floors: Sequence[Floor]) -> float:
        """No solution gains more than this; ``best`` is what the best step of each firm is worth, 0 at least."""
        least = np.array([floor.least for floor in floors], float)
        return float(self.money * budget - self.places @ least + best.sum())


def _rows(stairs: Stairs, floors: Sequence[Floor]) -> csr_array:
    """Money, then floors (negated), then one row a firm: the matrix of ``<=`` rows."""
    count = len(stairs.firm)
    money = csr_array(stairs.cost[None, :].astype(float))
    places = [csr_array(-floor.members[stairs.firm][None, :].astype(float)) for floor in floors]
    firms = csr_array((np.ones(count), (stairs.firm, np.arange(count))), shape=(stairs.firms, count))
    return vstack([money, *places, firms], format="csr")


def _prices(stairs: Stairs, budget: int, floors: Sequence[Floor]) -> _Prices | None:
    """The prices of the linear relaxation, as near as matters; None where not even that meets the floors.

    A price of money alone is found by halving. It says which steps of a firm can matter; with these and the cheapest
    ones the relaxation is solved, and again with those that its prices favour beside them.
    """
    money = _money(stairs, budget)
    used = _cheapest(stairs)
    for factor in _AROUND:
        used |= _favoured(stairs, stairs.gain - money * factor * stairs.cost)
    for _ in range(_ROUNDS):
        found = _relaxed(stairs, np.flatnonzero(used), budget, floors)
        if found is None:
            return None
        better = _favoured(stairs, found.worth(stairs, floors)) & ~used
        if not better.any():
            break
        used |= better
    return found


def _money(stairs: Stairs, budget: int) -> float:
    """What a hundredth of 万元 gains at the margin without floors: the least price at which the best steps fit."""

    def fits(price: float) -> bool:
        return bool(stairs.cost[_favoured(stairs, stairs.gain - price * stairs.cost)].sum() <= budget)

    if fits(0.0):
        return 0.0
    low, high = 0.0, float((stairs.gain / np.maximum(stairs.cost, 1)).max()) + 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def _begins(stairs: Stairs) -> Whole:
    """Where the steps of each firm that has any begin."""
    return np.flatnonzero(np.r_[True, np.diff(stairs.firm) != 0])


def _favoured(stairs: Stairs, worth: Numbers) -> NDArray[np.bool_]:
    """Of each firm its steps that are worth most, where that is more than nothing."""
    begins = _begins(stairs)
    best = np.maximum.reduceat(worth, begins)
    counts = np.diff(np.r_[begins, len(worth)])
    return np.asarray((worth >= np.repeat(best, counts)) & (worth > 0))


def _cheapest(stairs: Stairs) -> NDArray[np.bool_]:
    begins = _begins(stairs)
    least = np.minimum.reduceat(stairs.cost, begins)
    return np.asarray(stairs.cost == np.repeat(least, np.diff(np.r_[begins, len(stairs.cost)])))


def _relaxed(stairs: Stairs, used: Whole, budget: int, floors: Sequence[Floor]) -> _Prices | None:
    """The prices of the linear relaxation with some of the steps."""
    some = Stairs(stairs.firms, stairs.firm[used], stairs.cost[used], stairs.gain[used])
    limits = np.concatenate([[budget], [-floor.least for floor in floors], np.ones(stairs.firms)]).astype(float)
    found = linprog(-some.gain.astype(float), A_ub=_rows(some, floors), b_ub=limits, bounds=(0, 1), method="highs")
    if found.status == 2:
        return None
    if found.status != 0:
        raise NotSolved(f"the relaxation was not solved: {found.message}")
    dual = np.maximum(-found.ineqlin.marginals, 0.0)
    return _Prices(float(dual[0]), dual[1 : 1 + len(floors)])


def _proven(stairs: Stairs, budget: int, floors: Sequence[Floor], prices: _Prices) -> tuple[Whole, int]:
    """The chosen step of each firm (-1 for none) and a proven bound on the gain.

    A firm whose second choice is worth less than its first by more than the gap between the bound and a known solution
    keeps its first choice in every better one. The core of the others grows until that holds, or as far as allowed.
    """
    worth = prices.worth(stairs, floors)
    first, best, margin = _choices(stairs, worth)
    above = prices.bound(best, budget, floors)
    lost = best[stairs.firm] - worth
    order = np.argsort(margin, kind="stable")
    size = min(_CORE, stairs.firms)
    known: tuple[Whole, int] | None = None
    while True:
        # A better solution than the one known takes no step that loses more than the gap leaves to lose. Until one is
        # known, steps are looked at that lose about as much as the firms do that are left open.
        last = float(margin[order[size - 1]])
        looked = np.inf if size >= stairs.firms else 2 * max(1.0, last)
        looked = looked if known is None else above - known[1] - 1 + 1e-6
        open_ = lost <= looked
        try:
            found = _core(stairs, budget, floors, first, order[:size], open_)
        except NotSolved:
            if known is None:
                raise
            return known[0], int(np.floor(above + 1e-6))
        if found is not None and (known is None or found[1] > known[1]):
            known = found
        rest = float(margin[order[size]]) if size < stairs.firms else np.inf
        if known is not None:
            gap = above - known[1]
            if gap - 1 <= looked and (gap - 1 < rest - 1e-6 or size >= stairs.firms):  # a better one gains one more
                return known
            needed = int((margin <= gap - 1 + 1e-6).sum())
            if needed > _LARGEST_CORE:
                return known[0], int(np.floor(above + 1e-6))
            size = min(stairs.firms, max(needed, size + 1))
        elif size >= stairs.firms:
            raise _beyond(stairs, floors)
        else:
            size = min(stairs.firms, size * 4)


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
    stairs: Stairs, budget: int, floors: Sequence[Floor], first: Whole, core: Whole, allowed: NDArray[np.bool_]
) -> tuple[Whole, int] | None:
    """The exact best with all firms outside the core at their first choice, and those inside at a step that is allowed
    or at none; None where that leaves no solution."""
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
    for firm in np.unique(stairs.firm[open_]):
        own = np.flatnonzero(stairs.firm[open_] == firm)
        if len(own) > 1:
            rows.row({int(i): 1.0 for i in own})
            lower.append(0.0)
            upper.append(1.0)
    count = len(open_)
    found: Optimum | None = solve(
        Task(
            objective=-stairs.gain[open_].astype(float),
            lower=np.zeros(count),
            upper=np.ones(count),
            matrix=rows.matrix(count),
            row_lower=np.array(lower),
            row_upper=np.array(upper),
        ),
        _SECONDS,
    )
    if found is None:
        return None
    bought = open_[found.x > 0]
    chosen = fixed
    chosen[stairs.firm[bought]] = bought
    return chosen, int(stairs.gain[chosen[chosen >= 0]].sum())


def _next(stairs: Stairs, chosen: Whole) -> Whole:
    """The firms without a step, by the most that a step of theirs gains for its money; ties by number."""
    waiting = chosen[stairs.firm] < 0
    rate = stairs.gain[waiting] / np.maximum(stairs.cost[waiting], 1)
    order = np.lexsort((stairs.firm[waiting], -rate))
    firms = stairs.firm[waiting][order]
    _, seen = np.unique(firms, return_index=True)
    return firms[np.sort(seen)]


def _refuse_floors_beyond(stairs: Stairs, open_: NDArray[np.bool_], floors: Sequence[Floor], cap: int | None) -> None:
    for floor in floors:
        able = len(np.unique(stairs.firm[open_ & floor.members[stairs.firm]]))
        if able >= floor.least:
            continue
        if cap is not None and len(np.unique(stairs.firm[floor.members[stairs.firm]])) >= floor.least:
            raise refuse(
                floor.name,
                label("单家上限太低，达不到下限的家数", "the cap per firm is too low for the floor"),
                label("请提高上限，或降低这一项的下限。", "Raise the cap, or lower this floor."),
                able,
            )
        raise refuse(
            floor.name,
            label("够得着的企业没有下限要求的那么多", "fewer firms can be moved than the floor asks for"),
            label("请降低这一项的下限。", "Lower this floor."),
            able,
        )


def _beyond(stairs: Stairs, floors: Sequence[Floor]) -> Exception:
    """What to say when the sum does not meet the floors: the least that does."""
    least = linprog(
        stairs.cost.astype(float),
        A_ub=_rows(stairs, floors)[1:],
        b_ub=np.concatenate([[-floor.least for floor in floors], np.ones(stairs.firms)]).astype(float),
        bounds=(0, 1),
        method="highs",
    )
    money = f"{np.ceil(least.fun - 1e-6) / 100:g}"
    return refuse(
        "floors",
        _LEAST_REASON.fill(least=money),
        label("请增加预算，或降低下限。", "Raise the sum, or lower the floors."),
    )
