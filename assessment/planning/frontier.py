"""What a budget buys: the exact frontier of cost against points, and the cost of every level."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from pydantic import Field

from assessment.content.measures import SizeClass
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.planning.plan import Price
from assessment.planning.question import Ask
from assessment.planning.staircase import known_of, stairway
from assessment.planning.why import scored
from assessment.problems import refuse
from assessment.scoring import level_name
from assessment.solver import NotSolved


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

    Exact, not sampled (see ``staircase``), and every point is scored again.
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


def _points(asked: Ask, most: int | None) -> list[FrontierPoint]:
    """The points scored again, which must give what the program says."""
    total = stairway(asked.case, known_of(asked.program, most), most)
    if not len(total.cost):
        return []
    runs = [asked.program.in_order(total.bought(step)) for step in range(len(total.cost))]
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
