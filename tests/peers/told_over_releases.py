"""Releases of a small table with counts, shares and mean points, and what somebody can work out of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from assessment.peers import FigureRange, Grid, Having, PointsBeside, ReleaseDesk, ReleasesInMemory
from tests.attacker import LEVELS, Attacker, Finding, Ground, Place, Seen, Way

DAY = datetime.date(2026, 11, 23)
FLOOR = 3
"""A floor as small as it still tells something, so that the attack can try everything."""
WORTH = 30
"""Points without which nobody reaches the next level; nobody has more than a hundred."""


class Firm(NamedTuple):
    """Where it stands, its level for certain and at best, and its points for certain."""

    cell: tuple[int, int]
    low: int
    high: int
    points: float

    def most_points(self) -> float:
        """At best, which is enough for its level at best."""
        return self.points + WORTH * (self.high - self.low)


class Published(NamedTuple):
    """What everybody sees of one table, with its totals: the share at each level or above, and mean points.

    ``rough`` are the levels of which none and all are not told; who attacks is given that besides. ``levels`` tell of
    each level how many firms stand just there, how many at least there while answers are missing, and both.
    """

    shares: list[Grid[FigureRange]]
    means: Grid[FigureRange]
    rough: tuple[bool, ...]
    levels: Grid[int]


World = dict[str, Firm]
"""The firms of one release by their names."""
Shape = tuple[int, int]


def publish(world: World, shape: Shape, log: ReleasesInMemory, floor: int = FLOOR) -> Published:
    """By the functions that page and brief use."""
    desk = ReleaseDesk(log, tuple(map(log.digest, world)), floor, DAY)
    rows, columns = np.array([firm.cell for firm in world.values()], np.intp).T
    axes = tuple(map(str, range(shape[0]))), tuple(map(str, range(shape[1])))
    counts = desk.crosstab("table", (rows, columns), axes)
    low, high, points = (np.array([firm[k] for firm in world.values()]) for k in (1, 2, 3))
    most = np.array([firm.most_points() for firm in world.values()])
    things = {f"level {at}": Having(low >= at, high >= at, WORTH * at) for at in LEVELS}
    by_level = desk.crosstab("levels", (low, (low != high).astype(np.intp)), (("0", "1", "2"), ("certain", "open")))
    levels = by_level.counts[:-1]
    told = desk.together("table", counts, axes, things, PointsBeside(points, most, 100), exactly=levels)
    return Published(told.shares(), told.means(), tuple(told.rough), levels)


def published(worlds: Sequence[World], shape: Shape) -> list[Published]:
    """One after the other."""
    log = ReleasesInMemory()
    return [publish(world, shape, log) for world in worlds]


def seen(told: Published, shape: Shape) -> Seen:
    """A release as the attacker takes it."""

    def places(grid: Grid[FigureRange]) -> list[Shape]:
        return [at for at in np.ndindex(shape[0] + 1, shape[1] + 1) if grid[at[0]][at[1]] is not None]

    opens = (False,), (True,), (False, True)
    return Seen(
        {level: places(grid) for level, grid in zip(LEVELS, told.shares, strict=True)},
        places(told.means),
        {level for level, rough in zip(LEVELS, told.rough, strict=True) if rough},
        [
            (level, open_, shown and shown.value)
            for level, line in enumerate(told.levels)
            for open_, shown in zip(opens, line, strict=True)
        ],
    )


def findings(worlds: Sequence[World], told: Sequence[Published], shape: Shape) -> list[Finding]:
    """What somebody can work out of cells, two cells, lines, and all."""

    def places_of(cell: Shape) -> list[Shape]:
        return [(i, j) for i in (cell[0], shape[0]) for j in (cell[1], shape[1])]

    def groups(places: Mapping[Place, frozenset[Way]]) -> Iterator[tuple[str, frozenset[Way]]]:
        yield from ((str(place), ways) for place, ways in places.items())
        cells = [at for at in np.ndindex(*shape) if at in places]
        yield from ((f"{a} and {b}", places[a] | places[b]) for a, b in combinations(cells, 2))

    ground = Ground(FLOOR, WORTH, places_of, groups)
    return list(Attacker(worlds, [seen(one, shape) for one in told], ground).findings())
