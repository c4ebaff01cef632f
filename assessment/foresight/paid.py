"""What measures really cost: the payments that firms put down beside the estimates for them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from assessment.content.learned_costs import LearnedCost
from assessment.content.measures import Measure, MeasureBook, SizeClass

_ENDS = (0.1, 0.5, 0.9)
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
    """A measure with its payments: how many firms there are, and what is learned; None below the floor."""

    measure: Measure
    cases: int
    learned: LearnedCost | None


def paid_measures(
    paid: Iterable[PaidStep], book: MeasureBook, floor: int, until: datetime.date
) -> tuple[PaidMeasure, ...]:
    """The measures of a book for which somebody paid, those with most payments first.

    A firm counts once, with its last payment; so does none whose estimate is nothing.
    """
    times: dict[str, dict[str, float]] = {}
    for one in paid:
        measure = book.measures.get(one.measure)
        likely = 0.0 if measure is None else _likely(measure, one)
        if likely > 0 and one.cost > 0:
            times.setdefault(one.measure, {})[one.firm] = one.cost / likely
    found = [
        PaidMeasure(
            book.measures[name], len(each), _learned(name, list(each.values()), until) if len(each) >= floor else None
        )
        for name, each in times.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.cases, one.measure.id)))


def _likely(measure: Measure, paid: PaidStep) -> float:
    once = 0.0 if measure.cost is None else measure.cost.of(paid.size).likely
    return once + (0.0 if measure.cost_per_unit is None else measure.cost_per_unit.of(paid.size).likely * paid.units)


def _learned(measure: str, times: list[float], until: datetime.date) -> LearnedCost:
    low, likely, high = (round(float(end), 3) for end in np.quantile(times, _ENDS))
    return LearnedCost(measure=measure, low=low, likely=likely, high=high, cases=len(times), until=until)
