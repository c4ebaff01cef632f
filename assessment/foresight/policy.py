"""A policy tried before it is law: who would move, what it costs the public, and what is paid for nothing.

Support pays a share of what a firm spends on what is paid for, up to a cap, to those who may apply, until the sum is
used up. A firm takes the way that leaves it least to pay, and moves when that is within its means. It would have moved
anyway when it could pay its cheapest way alone: support for such a firm is deadweight. Who is served is an order that
the sum does not change, and the first that does not fit ends it, so that a larger sum never moves fewer firms.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from assessment.language import label
from assessment.planning import SharePaid
from assessment.problems import refuse

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Movers:
    """Firms below the target level, one entry each.

    ``cost`` is the cheapest proven way up in hundredths of 万元, -1 where there is none; ``spend`` what the way that
    leaves the firm least to pay costs in all, and ``counted`` what of it counts for support; ``means`` is what the firm
    can spend; ``rank`` orders them: who came first, or has most merit.
    """

    cost: Whole
    spend: Whole
    counted: Whole
    means: Whole
    rank: Whole


@dataclass(frozen=True)
class Policy:
    """Support of ``percent`` of what counts up to ``cap`` for those in ``may_apply``, ``budget`` in all.

    Money in hundredths of 万元; None for no cap and for no end of the sum. ``measures`` are what is paid for, None for
    all of them.
    """

    percent: float
    cap: int | None
    budget: int | None
    may_apply: Flags
    measures: frozenset[str] | None = None

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

    @property
    def paid(self) -> SharePaid:
        """What one firm is paid of what it spends."""
        return SharePaid(Fraction(round(self.percent * 100), 10_000), self.cap, self.measures)


@dataclass(frozen=True)
class Outcome:
    """What a policy does: who moves, who is paid how much, and what for.

    ``late`` applied and would have moved, but the sum was used up. ``short`` is what those who may apply, have a way up
    and do not move would still need in means (0 for all others); ``anyway`` would have moved without it.
    """

    moved: Flags
    paid: Whole
    anyway: Flags
    late: Flags
    short: Whole

    @property
    def cost(self) -> int:
        """What the public pays."""
        return int(self.paid.sum())

    @property
    def deadweight(self) -> int:
        """What of it goes to firms that would have moved anyway."""
        return int(self.paid[self.anyway].sum())


def tried(policy: Policy, movers: Movers) -> Outcome:
    """What every firm would do under a policy, each by the way that leaves it least to pay."""
    reachable = movers.cost >= 0
    anyway = reachable & (movers.cost <= movers.means)
    share = policy.paid
    offered = np.array([share.of(int(spend)) for spend in movers.counted], np.int64)
    offered = np.where(reachable & policy.may_apply, offered, 0)
    short = np.where(reachable, np.where(policy.may_apply, movers.spend, movers.cost) - offered - movers.means, 0)
    applies = reachable & policy.may_apply & (short <= 0) & (offered > 0)
    served = applies & _within(policy.budget, np.where(applies, offered, 0), movers.rank)
    return Outcome(
        moved=anyway | served,
        paid=np.where(served, offered, 0),
        anyway=anyway,
        late=applies & ~served & ~anyway,
        short=np.where(policy.may_apply, np.maximum(short, 0), 0),
    )


def _within(budget: int | None, asked: Whole, rank: Whole) -> Flags:
    """Who is served before the sum is used up."""
    if budget is None:
        return np.ones(len(asked), bool)
    order = np.argsort(rank, kind="stable")
    served = np.empty(len(asked), bool)
    served[order] = np.cumsum(asked[order]) <= budget
    return served
