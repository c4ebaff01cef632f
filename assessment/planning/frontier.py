"""What a budget buys: the exact frontier of cost against points, and the cost of every level."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from assessment.content.measures import SizeClass
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.planning.case import Case
from assessment.planning.components import independent_groups
from assessment.planning.plan import Price
from assessment.planning.question import Ask
from assessment.planning.search import units_of
from assessment.planning.why import scored
from assessment.problems import refuse
from assessment.scoring import level_name
from assessment.solver import NotSolved, solve

Whole = NDArray[np.int64]
_NOTHING: Mapping[int, int] = MappingProxyType({})


class FrontierPoint(Strict):
    """The most points for a cost (万元), the level that goes with them, and the measures (id -> units)."""

    cost: float
    points: float
    level: int
    measures: dict[Identifier, int]


class LevelCost(Strict):
    """What a level costs at least (万元), the points that go with it, and the measures (id -> units).

    All of it None or empty when no known measures reach it within the limits.
    """

    level: int
    name: Label
    cost: float | None
    points: float | None = None
    measures: dict[Identifier, int] = Field(default_factory=dict)


class Frontier(Strict):
    """Every cost at which more points can be had than for any less, in rising order, and the cost of each level.

    Nothing lies between two neighbours: any sum from one point's cost up to the next buys that point's points.
    """

    framework: str
    measures_version: str
    size_class: SizeClass
    price: Price
    points: tuple[FrontierPoint, ...]
    levels: tuple[LevelCost, ...]

    def up_to(self, cost: float) -> Frontier:
        """The part of it that costs no more than ``cost`` (万元); the levels stay."""
        return self.model_copy(update={"points": tuple(p for p in self.points if p.cost <= cost + 1e-9)})

    def points_for(self, budget: float) -> FrontierPoint | None:
        """The most points for a budget in 万元; None when even the first point is beyond it."""
        affordable = bisect_right([point.cost for point in self.points], budget + 1e-9)
        return self.points[affordable - 1] if affordable else None

    def level_for(self, budget: float) -> LevelCost | None:
        """The highest level for a budget in 万元; None when it buys no level."""
        bought = [level for level in self.levels if level.cost is not None and level.cost <= budget + 1e-9]
        return max(bought, key=lambda level: level.level, default=None)


def budget_frontier(asked: Ask) -> Frontier:
    """The frontier of the firm of a question, up to its limits' budget; refused when the limits are about time.

    Exact, not sampled: each group of measures that share nothing is walked from breakpoint to breakpoint with one
    proven solve each, the groups are added up without loss, and every point is scored again.
    """
    limits, framework = asked.limits, asked.framework
    if limits.weeks is not None or limits.yearly_budget is not None:
        raise refuse(
            "limits",
            label("预算图不考虑时间和分年预算", "the budget curve leaves time and yearly budgets aside"),
            label("请去掉这两项限制。", "Leave out these two limits."),
        )
    most = None if limits.budget is None else round(limits.budget * 100)
    return Frontier(
        framework=framework.key,
        measures_version=asked.program.book.version,
        size_class=asked.size_class,
        price=asked.price,
        points=tuple(_points(asked, most)),
        levels=tuple(_level_cost(asked, level.level) for level in framework.levels),
    )


def points_meeting(asked: Ask) -> tuple[FrontierPoint, ...]:
    """Every cost at which more points can be had, together with the level of a question, than for any less.

    Exact; none where no known measures reach the level within the limits, of which those of time are left aside. A
    level ties the groups together, so that each point takes a solve of the whole program.
    """
    most = None if asked.limits.budget is None else round(asked.limits.budget * 100)
    return tuple(_checked(asked, _walk(asked.case, list(range(len(asked.program.measures))), most, asked.floor)))


@dataclass(frozen=True)
class _Steps:
    """Breakpoints of one group or of several: cost (0.01 万元), gain (root units), and what is bought at each."""

    cost: Whole
    gain: Whole
    bought: list[dict[int, int]]


def _points(asked: Ask, most: int | None) -> list[FrontierPoint]:
    case = asked.case
    total = _Steps(np.zeros(1, np.int64), np.zeros(1, np.int64), [{}])
    for group in independent_groups(case):
        total = _added(total, _walk(case, group, most), most)
    return _checked(asked, total)


def _checked(asked: Ask, total: _Steps) -> list[FrontierPoint]:
    """What is bought at each breakpoint scored again, which must give what the program says."""
    if not len(total.cost):
        return []
    runs = [asked.program.in_order(bought) for bought in total.bought]
    scores = scored(asked, [asked.walker.walk(run) for run in runs])
    if (scores.worst.nodes[asked.framework.root] != asked.case.values[0] + total.gain).any():
        raise NotSolved("a point of the frontier is not what scoring it again gives")
    points = scores.points()[0]
    return [
        FrontierPoint(
            cost=int(cost) / 100,
            points=float(points[i]),
            level=int(scores.level_low[i]),
            measures={measure.id: units for measure, units in runs[i]},
        )
        for i, cost in enumerate(total.cost)
    ]


def _walk(case: Case, group: list[int], most: int | None, meeting: Mapping[int, int] = _NOTHING) -> _Steps:
    """From breakpoint to breakpoint of one group: the cheapest way to more, and for that cost the most.

    With ``meeting`` (value row -> least value) every breakpoint reaches these values.
    """
    program, worth = case.program, case.program.value_rows[0]
    upper = case.upper.copy()
    others = [m for m in range(len(program.measures)) if m not in group]
    upper[others] = 0.0
    upper[[program.unit_column[m] for m in others if m in program.unit_column]] = 0.0
    lower = np.minimum(case.lower, upper)
    cents = np.where(upper > 0, case.cents, 0)
    sunk = sum(case.price_of(m, units) for m, units in case.contracted.items() if m in group)
    objective = (cents * (int(np.abs(worth).sum()) + 1) - worth).astype(float)
    had = int(case.values[0] - worth @ case.base)
    costs: list[int] = []
    gains: list[int] = []
    bought: list[dict[int, int]] = []
    floor = dict(meeting)
    while True:
        found = solve(replace(case.task(objective, floor), lower=lower, upper=upper))
        if found is None:
            break
        cost, value = int(cents @ found.x) - sunk, had + int(worth @ found.x)
        if most is not None and cost > most:
            break
        costs.append(cost)
        gains.append(value - int(case.values[0]))
        bought.append(units_of(case, found.x))
        floor[0] = value + 1
    return _Steps(np.array(costs, np.int64), np.array(gains, np.int64), bought)


def _added(a: _Steps, b: _Steps, most: int | None) -> _Steps:
    """Every sum of a breakpoint of each that no other sum beats."""
    cost = (a.cost[:, None] + b.cost[None, :]).ravel()
    gain = (a.gain[:, None] + b.gain[None, :]).ravel()
    order = np.lexsort((-gain, cost))
    if most is not None:
        order = order[cost[order] <= most]
    best_before = np.concatenate([[np.iinfo(np.int64).min], np.maximum.accumulate(gain[order])[:-1]])
    kept = order[gain[order] > best_before]
    width = len(b.cost)
    return _Steps(cost[kept], gain[kept], [a.bought[i // width] | b.bought[i % width] for i in kept])


def _level_cost(asked: Ask, level: int) -> LevelCost:
    question, name = replace(asked, level=level), level_name(asked.framework, level)
    choice = None if question.reached else question.solve()
    if choice is None:
        reached = question.reached
        points = float(asked.situations.points[asked.row]) if reached else None
        return LevelCost(level=level, name=name, cost=0.0 if reached else None, points=points)
    run = asked.program.in_order(choice.units)
    scores = scored(asked, [asked.walker.walk(run)])
    if int(scores.level_low[0]) < level:
        raise NotSolved("the plan does not reach its level when scored again")
    return LevelCost(
        level=level,
        name=name,
        cost=choice.cost / 100,
        points=float(scores.points()[0][0]),
        measures={measure.id: units for measure, units in run},
    )
