"""The best use of a sum: a budget split between firms, each with its own staircase of cost against gain.

The relaxation (``pricing``) bounds every division; ``division`` finds one next to it and tells what is left between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assessment.foresight.division import divided_in_steps, least_for_floors
from assessment.foresight.pricing import least_cost, prices_of
from assessment.foresight.stairs import Flags, Floor, Stairs, Whole
from assessment.language import label
from assessment.problems import refuse

_LEAST_REASON = label(
    "预算不够满足下限，至少要 {least} 万元",
    "the sum does not meet the floors; they need at least {least} (10,000 CNY)",
)


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
    offered = offered[stairs.only(offered).unbeaten()]
    kept = stairs.only(offered)
    corners = kept.only(kept.corners())
    least, needed = least_cost(corners, floors)
    if least > budget + 1e-6:
        raise _beyond(kept, floors)
    prices = prices_of(corners, budget, floors, needed)
    above = prices.bound(prices.worth(corners, floors), corners, budget, floors)
    found = divided_in_steps(kept, budget, floors, prices, above)
    if found is None:
        raise _beyond(kept, floors)
    chosen, bound = found
    paid = chosen[chosen >= 0]
    return BestUse(
        step=np.where(chosen >= 0, offered[chosen], -1),
        gain=int(kept.gain[paid].sum()),
        cost=int(kept.cost[paid].sum()),
        bound=bound,
        threshold=prices.money,
        next=_next(kept, chosen),
    )


def _next(stairs: Stairs, chosen: Whole) -> Whole:
    """The firms without a step, by the most that a step of theirs gains for its money; ties by number."""
    waiting = chosen[stairs.firm] < 0
    rate = stairs.gain[waiting] / np.maximum(stairs.cost[waiting], 1)
    order = np.lexsort((stairs.firm[waiting], -rate))
    firms = stairs.firm[waiting][order]
    _, seen = np.unique(firms, return_index=True)
    return firms[np.sort(seen)]


def _refuse_floors_beyond(stairs: Stairs, open_: Flags, floors: Sequence[Floor], cap: int | None) -> None:
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
    cheapest = least_for_floors(stairs, floors)
    return refuse(
        "floors",
        _LEAST_REASON.fill(least=f"{int(stairs.cost[cheapest].sum()) / 100:g}"),
        label("请增加预算，或降低下限。", "Raise the sum, or lower the floors."),
    )
