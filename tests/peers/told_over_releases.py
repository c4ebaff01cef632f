"""What somebody can work out of several releases, each with counts, shares and mean points, by one integer program.

The attacker knows every firm's way through the releases: in which cell it stood when, and when its level or its points
were still the same. Unknown are the levels and the points themselves. It works out a group where just one number of
firms at a level fits all that was ever told, and that number, or the rest of the group, is below the floor.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from assessment.peers import FigureRange, Grid, Having, PointsBeside, ReleaseDesk, ReleasesInMemory
from assessment.peers.together import step_of

DAY = datetime.date(2026, 11, 23)
FLOOR = 3
"""A floor as small as it still tells something, so that the attack can try everything."""
LEVELS = (1, 2)
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


Stay = tuple[tuple[int, int], int, int] | None
"""In one release: the cell, and the first release with the same level, and with the same points; None for absent."""
Way = tuple[Stay, ...]


class Finding(NamedTuple):
    """A number of firms that is known: at which level or above, in which release, of how many on which ways."""

    release: int
    level: int
    firms: int
    of: int
    ways: frozenset[Way]


def way_of(name: str, worlds: Sequence[World]) -> Way:
    """The way of a firm through the releases."""
    way: list[Stay] = []
    for world in worlds:
        if (firm := world.get(name)) is None:
            way.append(None)
            continue
        there = [(t, other[name]) for t, other in enumerate(worlds) if name in other]
        same_level = next(t for t, other in there if (other.low, other.high) == (firm.low, firm.high))
        points = firm.points, firm.most_points()
        same_points = next(t for t, other in there if (other.points, other.most_points()) == points)
        way.append((firm.cell, same_level, same_points))
    return tuple(way)


class Attacker:
    """All that was told of some worlds, one after the other, as an integer program."""

    def __init__(self, worlds: Sequence[World], told: Sequence[Published], shape: Shape, floor: int = FLOOR):
        self.worlds, self.shape, self.floor = worlds, shape, floor
        self.ways: dict[Way, list[str]] = {}
        for name in dict.fromkeys(name for world in worlds for name in world):
            self.ways.setdefault(way_of(name, worlds), []).append(name)
        self.kinds = [(low, high) for low in (0, *LEVELS) for high in (0, *LEVELS) if low <= high]
        if all(firm.low == firm.high for world in worlds for firm in world.values()):
            self.kinds = [kind for kind in self.kinds if kind[0] == kind[1]]
        self.numbers: dict[tuple[Way, int], slice] = {}
        self.sums: dict[tuple[Way, int], tuple[int, int]] = {}
        self.truth: list[float] = []
        for way, names in self.ways.items():
            self._count(way, names)
        self.rules: list[LinearConstraint] = []
        for way, names in self.ways.items():
            self._know(way, len(names))
        for t, published in enumerate(told):
            self._read(t, published)
        x = np.array(self.truth)
        assert all((one.A @ x >= one.lb - 1e-9).all() and (one.A @ x <= one.ub + 1e-9).all() for one in self.rules)

    def _count(self, way: Way, names: list[str]) -> None:
        for t, stay in enumerate(way):
            if stay is not None and stay[1] == t:
                firms = [self.worlds[t][name] for name in names]
                self.numbers[way, t] = slice(len(self.truth), len(self.truth) + len(self.kinds))
                self.truth += [sum((firm.low, firm.high) == kind for firm in firms) for kind in self.kinds]
        for t, stay in enumerate(way):
            if stay is not None and stay[2] == t:
                self.sums[way, t] = len(self.truth), len(self.truth) + 1
                firms = [self.worlds[t][name] for name in names]
                self.truth += [sum(2 * one.points for one in firms), sum(2 * one.most_points() for one in firms)]

    def _know(self, way: Way, n: int) -> None:
        for (own, _), where in self.numbers.items():
            if own == way:
                row = self._nothing()
                row[where] = 1
                self._add(row, n, n)
        for end, stay in product((0, 1), filter(None, way)):
            row, of = self._nothing(), self.sums[way, stay[2]][end]
            row[self.numbers[way, stay[1]]] = [-2 * WORTH * kind[end] for kind in self.kinds]
            row[of] = 1
            self._add(row, 0, np.inf)
            self._add(np.eye(len(self.truth))[of], 0, 200 * n)
            row = self._nothing()
            row[list(self.sums[way, stay[2]])] = -1, 1
            self._add(row, 0, np.inf)

    def _read(self, t: int, told: Published) -> None:
        for place in np.ndindex(self.shape[0] + 1, self.shape[1] + 1):
            ways = self._inside(t, place)
            n = sum(len(self.ways[way]) for way in ways)
            for level, grid, rough in zip(LEVELS, told.shares, told.rough, strict=True):
                for end in (0, 1) if grid[place[0]][place[1]] is not None else ():
                    row = self._having(t, ways, level, end)
                    _, _, least, most = step_of(round(row @ np.array(self.truth)), n, self.floor, rough)
                    self._add(row, least, most)
            for end in (0, 1) if told.means[place[0]][place[1]] is not None else ():
                row = self._nothing()
                row[[self.sums[way, stay[2]][end] for way in ways if (stay := way[t])]] = 1
                self._add(row, *[row @ np.array(self.truth)] * 2)
        apart = any(shown is not None for line in told.levels for shown in line)  # else not even what is empty is told
        for level, line in enumerate(told.levels):
            for open_, shown in zip(((False,), (True,), (False, True)), line, strict=True):
                counted = [low == level and (low != high) in open_ for low, high in self.kinds]
                row = self._nothing()
                for way in self._inside(t, self.shape):
                    if stay := way[t]:
                        row[self.numbers[way, stay[1]]] = counted
                some = min(1.0, row @ np.array(self.truth)) if apart else 0  # what is hidden is not empty
                self._add(row, *((some, np.inf) if shown is None else (shown.value, shown.value)))

    def _inside(self, t: int, place: tuple[int, int]) -> list[Way]:
        return [
            way
            for way in self.ways
            if (stay := way[t]) and all(p in (at, n) for p, at, n in zip(place, stay[0], self.shape, strict=True))
        ]

    def _having(self, t: int, ways: Sequence[Way], level: int, end: int) -> np.ndarray:
        row = self._nothing()
        for way in ways:
            if stay := way[t]:
                row[self.numbers[way, stay[1]]] = [kind[end] >= level for kind in self.kinds]
        return row

    def _nothing(self) -> np.ndarray:
        return np.zeros(len(self.truth))

    def _add(self, row: np.ndarray, least: float, most: float) -> None:
        self.rules.append(LinearConstraint(row, least, most))

    # -- what it works out -----------------------------------------------------------------------------------------

    def findings(self) -> Iterator[Finding]:
        """Cells, two cells, lines, and all: those that were there before, that are new, that left or changed."""
        fitting: list[np.ndarray] = []
        for t in range(len(self.worlds)):
            for level in LEVELS:
                for end in (0, 1):
                    plain = self._of_everybody_alike(level, end)
                    groups = {frozenset(some) - plain for some in self._groups(t)}
                    for ways in sorted(groups, key=lambda some: (len(some), str(sorted(some, key=str)))):
                        row = self._having(t, list(ways), level, end)
                        k, n = round(row @ np.array(self.truth)), sum(len(self.ways[way]) for way in ways)
                        if not self._few(k, n) or any(round(row @ one) != k for one in fitting):
                            continue
                        for sign in (1, -1):
                            fitting.append(self._end(sign * row))
                        if all(round(row @ one) == k for one in fitting[-2:]):
                            yield Finding(t, level, k, n, ways)

    def _groups(self, t: int) -> Iterator[list[Way]]:
        cells = sorted({way[t][0] for way in self.ways if way[t]})  # type: ignore[index]
        lines = [(i, self.shape[1]) for i in range(self.shape[0])] + [(self.shape[0], j) for j in range(self.shape[1])]
        places = [[one] for one in cells] + [[*two] for two in combinations(cells, 2)]
        for some in [*places, *([one] for one in lines), [self.shape]]:
            inside = list(dict.fromkeys(way for one in some for way in self._inside(t, one)))
            yield inside
            for s in range(len(self.worlds)):
                stayed = [way for way in inside if self._same(way, s, t)]
                yield from (stayed, [way for way in inside if way not in stayed])
            for pattern in {self._pattern(way, t) for way in inside}:
                yield [way for way in inside if self._pattern(way, t) == pattern]

    def _pattern(self, way: Way, t: int) -> tuple[bool, ...]:
        return tuple(self._same(way, s, t) for s in range(len(self.worlds)))

    @staticmethod
    def _same(way: Way, s: int, t: int) -> bool:
        before, now = way[s], way[t]
        return before is not None and now is not None and before[1] == now[1]

    def _of_everybody_alike(self, level: int, end: int) -> set[Way]:
        """The ways within a cell, a line or all of which, in some release, everybody had it, or nobody.

        That all firms of a group that may be shown have something, or none, is no secret (see docs/comparison.md); nor
        that all of them have it who are new in a cell or line, or stayed, if these are as many as the floor.
        """
        found: set[Way] = set()
        for t in range(len(self.worlds)):
            for place in np.ndindex(self.shape[0] + 1, self.shape[1] + 1):
                inside = self._inside(t, place)
                stayed = [{way for way in inside if self._same(way, s, t)} for s in range(t)]
                for ways in (inside, *stayed, *([way for way in inside if way not in some] for some in stayed)):
                    n = sum(len(self.ways[way]) for way in ways)
                    k = round(self._having(t, list(ways), level, end) @ np.array(self.truth))
                    if n >= self.floor and k in (0, n):
                        found.update(ways)
        return found

    def _few(self, k: int, n: int) -> bool:
        return 0 < k < self.floor or 0 < n - k < self.floor

    def _end(self, goal: np.ndarray) -> np.ndarray:
        found = milp(goal, constraints=self.rules, bounds=Bounds(0, np.inf), integrality=np.ones(len(goal)))
        assert found.x is not None, found.message
        return np.asarray(found.x)
