"""The best use of a sum over many firms, and what knowing their staircases costs beside the bare programs.

``python -m benchmarks.foresight [FIRMS]`` prints the table (seeded, one process; 80,000 firms unless told otherwise).
``PLANNED`` modelled firms are planned to every level above their own; the others get one of these
staircases with every cost up to a fifth dearer or cheaper, so that no two firms are alike.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import numpy as np

from assessment import settings
from assessment.advisory import default_advisor, planning_size
from assessment.answers import AnswerTable
from assessment.content.measures import SizeClass
from assessment.foresight import Floor, Stairs, best_use, climbs_of, stairs_of, ways_up
from assessment.planning import NO_LIMITS, Climbing
from assessment.planning.program import program_of
from assessment.planning.question import Ask
from assessment.planning.situation import Situations
from assessment.planning.staircase import known_of
from assessment.population import modelled_population
from assessment.scoring import Framework
from assessment.solver import Task, solve

PLANNED, SEED, FIRMS, FLOORS = 150, 11, 80_000, 100
WEIGHT = 20
"""A level is worth so many points where both count."""
A_FIRM, MOST = 600, 3_000
"""The sum, in hundredths of 万元 for each firm: enough for some and not for all; and the most for one of them."""

Result = TypeVar("Result")


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What some work gives, and the processor time it took in seconds."""
    start = time.process_time()
    found = work()
    return found, time.process_time() - start


def bare_tasks(framework: Framework, table: AnswerTable, sizes: Sequence[SizeClass]) -> list[Task]:
    """The program of every firm to every level above its own, ready to be solved."""
    situations = Situations(program_of(framework, default_advisor().measures, False), table)
    tasks = []
    for row, size in enumerate(sizes):
        for level in framework.levels:
            asked = Ask(situations, row, level.level, size, NO_LIMITS)
            if not asked.reached:
                tasks.append(asked.case.task(asked.case.objective, asked.floor))
    return tasks


def many(stairs: Stairs, firms: int) -> Stairs:
    """So many firms, each with the staircase of one of those planned and costs of its own."""
    draw = np.random.default_rng(SEED)
    own = draw.integers(0, stairs.firms, firms)
    begins = np.searchsorted(stairs.firm, np.arange(stairs.firms + 1))
    count = (begins[1:] - begins[:-1])[own]
    step = np.repeat(begins[own], count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    cost = np.maximum(1, np.rint(stairs.cost[step] * draw.uniform(0.8, 1.2, len(step)))).astype(np.int64)
    return Stairs(firms, np.repeat(np.arange(firms), count), cost, stairs.gain[step])


def floors_of(stairs: Stairs) -> list[Floor]:
    """``FLOORS`` groups, from firms that are cheap to move to dear ones, a tenth of each to be paid: some bind."""
    cheapest = np.full(stairs.firms, stairs.cost.max())
    np.minimum.at(cheapest, stairs.firm, stairs.cost)
    place = np.argsort(np.argsort(cheapest)) / stairs.firms + np.random.default_rng(SEED).normal(0, 0.1, stairs.firms)
    group = np.clip(place * FLOORS, 0, FLOORS - 1).astype(np.int64)
    offers = np.isin(np.arange(stairs.firms), stairs.firm)
    return [Floor(f"group {one}", group == one, int((offers & (group == one)).sum()) // 10) for one in range(FLOORS)]


def main(firms: int = FIRMS) -> None:
    """Print the table."""
    advisor = default_advisor()
    framework = advisor.main_on(settings.today())
    table = modelled_population().sample(PLANNED, SEED)
    reading = advisor.reading(table, settings.today())
    sizes = [planning_size(reading.sizes.of(row)) for row in range(len(table))]
    ways_up(framework, table.take([0]), advisor.measures, sizes[:1])  # what is built once
    ways, planned = timed(lambda: ways_up(framework, table, advisor.measures, sizes))
    tasks = bare_tasks(framework, table, sizes)
    _, bare = timed(lambda: [solve(task) for task in tasks])
    unit = framework.scale(framework.root).denominator
    points = Climbing(framework, advisor.measures, MOST)
    both = Climbing(framework, advisor.measures, MOST, WEIGHT * unit)
    climbs, climbed = timed(lambda: climbs_of(list(points.climbs(table, sizes))))
    known_of.cache_clear()  # what both ask would be known in part from points alone
    by_both, climbed_by_both = timed(lambda: climbs_of(list(both.climbs(table, sizes))))
    print("| what | firms | CPU seconds | |")
    print("|---|---|---|---|")
    print(
        f"| staircases | {PLANNED:,} | {planned:.1f} | {planned / bare:.2f} bare solves a step ({len(tasks)} steps) |"
    )
    for what, one, seconds in (("points", climbs, climbed), ("points and levels", by_both, climbed_by_both)):
        steps = len(one.stairs.firm)
        print(
            f"| staircases of {what} | {PLANNED:,} | {seconds:.1f} | {seconds / steps / (bare / len(tasks)):.2f} "
            f"bare solves a step ({steps / PLANNED:.0f} steps each) |"
        )
    for what, one, of in (("levels", stairs_of(ways)[0], 1), ("points", climbs.stairs, unit)):
        stairs = many(one, firms)
        floors = floors_of(stairs)
        for name, asked in ((f"division by {what}", ()), (f"by {what} with {FLOORS} floors", floors)):
            use, seconds = timed(partial(best_use, stairs, A_FIRM * firms, asked))
            gap = "proven" if use.gain == use.bound else f"gap {(use.bound - use.gain) / of:g}"
            print(f"| {name} | {firms:,} | {seconds:.1f} | {use.gain / of:,.10g} {what}, {gap} |")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
