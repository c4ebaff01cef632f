"""What every sum buys a firm in points, alone or together with levels: staircases for a division that counts points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable
from assessment.content.measures import MeasureBook, SizeClass
from assessment.foresight.sums import Stairs
from assessment.planning import FrontierPoint, NotSolved, PlanLimits, Planner
from assessment.scoring import Framework

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Climbs:
    """Steps that gain points, a level counting as so many of them.

    ``stairs`` gains in units of which ``unit`` make one point. Flat like its steps: the ``points`` (in units) and
    ``levels`` of a step beyond what its firm can have for nothing, and the level at which it then stands.
    ``unproven`` are the rows of the firms left out.
    """

    stairs: Stairs
    unit: int
    points: Whole
    levels: Whole
    level: Whole
    unproven: Whole


def climbs_of(
    framework: Framework,
    table: AnswerTable,
    measures: MeasureBook,
    sizes: Sequence[SizeClass],
    most: int,
    weight: int = 0,
    progress: Callable[[int, int], None] | None = None,
) -> Climbs:
    """Every firm's exact staircase for up to ``most`` (hundredths of 万元) at likely prices, a level being worth
    ``weight`` points; ``progress`` is told (done, all) in firms.

    No plan for a step's cost or less is worth more. A plan that is worth most has the most points of those that reach
    its level, so that it lies on the frontier of points or on one of those that meet a level.
    """
    unit = framework.scale(framework.root).denominator
    found: list[tuple[int, int, int, int, int, int]] = []
    unproven: list[int] = []
    for row in range(len(table)):
        planner = Planner(framework, table, row, measures, sizes[row])
        try:
            found += [(row, *step) for step in _steps(_offered(planner, most, weight > 0), unit, weight)]
        except NotSolved:
            unproven.append(row)
        if progress is not None:
            progress(row + 1, len(table))
    firm, cost, gain, points, levels, level = np.array(found, np.int64).reshape(-1, 6).T
    stairs = Stairs(len(table), firm, cost, gain)
    return Climbs(stairs, unit, points, levels, level, np.array(unproven, np.int64))


def _offered(planner: Planner, most: int, levels: bool) -> list[FrontierPoint]:
    limits = PlanLimits(budget=most / 100)
    frontier = planner.frontier(limits)
    dear = [one.level for one in frontier.levels if levels and one.cost]
    return [*frontier.points, *(point for level in dear for point in planner.points_meeting(level, limits))]


def _steps(offered: list[FrontierPoint], unit: int, weight: int) -> list[tuple[int, int, int, int, int]]:
    """Those plans that are worth more than all that cost less: cost, gain, points, levels, level."""
    plans = sorted(
        ((round(one.cost * 100), round(one.points * unit), one.level) for one in offered),
        key=lambda plan: (plan[0], -plan[1] - weight * unit * plan[2]),
    )
    # Buying nothing is among them: the first costs nothing, and what it is worth takes no sum.
    _, had, stood = plans[0]
    kept: list[tuple[int, int, int, int, int]] = []
    best = 0
    for cost, points, level in plans:
        gain = points - had + weight * unit * (level - stood)
        if gain > best:
            best = gain
            kept.append((cost, gain, points - had, level - stood, level))
    return kept
