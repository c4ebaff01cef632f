"""A policy tried before it is law: who would move, what it costs the public, and what is paid for nothing.

Support pays a share of what a firm spends on its plan, up to a cap, to those who may apply, until the sum is used up.
Since support grows with the spend and never by more than it, the cheapest plan stays the cheapest to the firm; a firm
moves when what is left to pay is within its means. It would have moved anyway when it could pay the whole: support for
such a firm is deadweight. Who is served is an order that the sum does not change, and the first that does not fit ends
it, so that a larger sum never moves fewer firms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.language import label
from assessment.problems import refuse

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Movers:
    """Firms below the target level, one entry each.

    ``cost`` is the cheapest proven way up in hundredths of 万元, -1 where there is none; ``means`` is what the firm can
    spend; ``rank`` orders them: who came first, or has most merit.
    """

    cost: Whole
    means: Whole
    rank: Whole


@dataclass(frozen=True)
class Policy:
    """Support of ``percent`` of the spend up to ``cap`` for those in ``may_apply``, ``budget`` in all.

    Money in hundredths of 万元; None for no cap and for no end of the sum.
    """

    percent: float
    cap: int | None
    budget: int | None
    may_apply: Flags

    def __post_init__(self) -> None:
        """Refuse what would pay more than is spent, or less than nothing."""
        if not 0 <= self.percent <= 100:
            raise refuse(
                "percent",
                label("补助比例要在 0 与 100 之间", "the share must be between 0 and 100 per cent"),
                label("补助不能超过企业的支出。", "Support cannot be more than what is spent."),
                self.percent,
            )
        for name, sum_ in (("cap", self.cap), ("budget", self.budget)):
            if sum_ is not None and sum_ < 0:
                raise refuse(
                    name,
                    label("金额不能小于 0", "the sum must not be below zero"),
                    label("请改成 0 或更大的数。", "Enter zero or more."),
                    sum_ / 100,
                )


@dataclass(frozen=True)
class Outcome:
    """What a policy does: who moves, who is paid how much, and what for.

    ``short`` is what those who may apply, have a way up and do not move would still need in means (0 for all others);
    ``anyway`` would have moved without it.
    """

    moved: Flags
    paid: Whole
    anyway: Flags
    short: Whole

    @property
    def cost(self) -> int:
        """What the public pays."""
        return int(self.paid.sum())

    @property
    def deadweight(self) -> int:
        """What of it goes to firms that would have moved anyway."""
        return int(self.paid[self.anyway].sum())

    @property
    def gained(self) -> int:
        """How many firms move that would not have."""
        return int((self.moved & ~self.anyway).sum())

    def by(self, group: NDArray[np.str_]) -> Mapping[str, tuple[int, int]]:
        """For each value of ``group``: how many firms it gains, and what it is paid."""
        return {
            str(name): (int((self.moved & ~self.anyway)[group == name].sum()), int(self.paid[group == name].sum()))
            for name in np.unique(group)
        }


def tried(policy: Policy, movers: Movers) -> Outcome:
    """What every firm would do under a policy, each by its own cheapest plan."""
    reachable = movers.cost >= 0
    anyway = reachable & (movers.cost <= movers.means)
    offered = np.where(reachable & policy.may_apply, _support(policy, movers.cost), 0)
    short = np.maximum(movers.cost - offered - movers.means, 0)
    applies = reachable & policy.may_apply & (short == 0) & (offered > 0)
    served = applies & _within(policy.budget, np.where(applies, offered, 0), movers.rank)
    return Outcome(
        moved=anyway | served,
        paid=np.where(served, offered, 0),
        anyway=anyway,
        short=np.where(reachable & policy.may_apply, short, 0),
    )


def _support(policy: Policy, cost: Whole) -> Whole:
    share = np.floor(cost * policy.percent / 100 + 1e-9).astype(np.int64)
    return share if policy.cap is None else np.minimum(share, policy.cap)


def _within(budget: int | None, asked: Whole, rank: Whole) -> Flags:
    """Who is served before the sum is used up."""
    if budget is None:
        return np.ones(len(asked), bool)
    order = np.argsort(rank, kind="stable")
    served = np.empty(len(asked), bool)
    served[order] = np.cumsum(asked[order]) <= budget
    return served
