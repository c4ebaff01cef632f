"""What measures really cost: the payments that firms put down beside the estimates for them.

Whoever reads a plan sees what was learned, so it is a figure about a group like any other (see ``assessment.peers``):
firms are counted by whole steps of the floor, in the order in which they paid first, and of few that paid since, or put
down something else, nothing is told.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from assessment.content.learned_costs import LearnedCost
from assessment.content.measures import Measure, MeasureBook, SizeClass
from assessment.peers import ReleaseDesk, ReleaseLog, digests_of
from assessment.peers.cleared import QUANTILES

_ENDS = tuple(QUANTILES.index(end) for end in (10, 50, 90))
"""Of ten payments one lies below the range and one above it."""


@dataclass(frozen=True)
class PaidStep:
    """What a firm of some size paid in all for so many units of a measure (万元)."""

    firm: str
    measure: str
    size: SizeClass
    units: int
    cost: float


@dataclass(frozen=True)
class PaidMeasure:
    """A measure with what is learned of its payments; None below the floor, and for few that paid since."""

    measure: Measure
    learned: LearnedCost | None


def paid_measures(
    paid: Iterable[PaidStep], book: MeasureBook, floor: int, until: datetime.date, log: ReleaseLog
) -> tuple[PaidMeasure, ...]:
    """The measures of a book for which somebody paid, those with most payments first; what is told is written down.

    A firm counts once, with its last payment; so does none whose estimate is nothing.
    """
    times: dict[str, dict[str, float]] = {}
    for one in paid:
        measure = book.measures.get(one.measure)
        likely = 0.0 if measure is None else _likely(measure, one)
        if likely > 0 and one.cost > 0:
            times.setdefault(one.measure, {})[one.firm] = one.cost / likely
    every = sorted(times, key=lambda name: (-len(times[name]), name))
    return tuple(PaidMeasure(book.measures[name], _learned(name, times[name], floor, until, log)) for name in every)


def _likely(measure: Measure, paid: PaidStep) -> float:
    once = 0.0 if measure.cost is None else measure.cost.of(paid.size).likely
    return once + (0.0 if measure.cost_per_unit is None else measure.cost_per_unit.of(paid.size).likely * paid.units)


def _learned(
    measure: str, paid: dict[str, float], floor: int, until: datetime.date, log: ReleaseLog
) -> LearnedCost | None:
    counted = list(paid)[: len(paid) // floor * floor]
    if not counted:
        return None
    desk = ReleaseDesk(log, digests_of(counted, log), floor, until)
    percents = np.array([100 * paid[firm] for firm in counted])
    table = desk.tally(f"paid {measure}", np.zeros(len(counted), np.intp), ("",), (percents,))
    told = table.percentiles(percents, 0)
    if told is None or min(told.value) <= 0:
        return None
    low, likely, high = (told.value[end] / 100 for end in _ENDS)
    return LearnedCost(measure=measure, low=low, likely=likely, high=high, cases=len(counted), until=until)
