"""What somebody can work out of all tables of one or several publications together, by one integer program.

The attacker knows of every firm in which city, county, chain and size it stood when, and when its level or its points
were still the same. Unknown are the levels and the points themselves. Of a publication it has the numbers of firms at
each level, and of every city, county, chain and size the share at each level or above, and the mean points. It works
out a group where just one number of firms at a level fits all that was ever told, and that number, or the rest of the
group, is below the floor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from assessment.monitoring import PublishedFigures, publish
from assessment.peers import ReleasesInMemory
from assessment.peers.ground import JoinedGround
from assessment.peers.together import step_of
from tests.test_monitoring_published import COUNTIES, FLOOR, Cell, monitored

LEVELS = (1, 2)
KEY = "miit@2024"
WORTH = 20
"""Points without which nobody reaches the next level; nobody has more than a hundred."""


class Firm(NamedTuple):
    """County, chain and size, its level for certain and at best, and its points for certain."""

    cell: Cell
    low: int
    high: int
    points: float

    def most_points(self) -> float:
        """At best, which is enough for its level at best."""
        return self.points + WORTH * (self.high - self.low)


class Published(NamedTuple):
    """What everybody sees, and (who attacks is given that besides) of which levels none and all are not told."""

    figures: PublishedFigures
    rough: frozenset[int]


World = dict[str, Firm]
Place = tuple[str, str]
"""A city, county, chain or size, or all firms: ("", "")."""
Stay = tuple[Cell, int, int] | None
"""In one release: the cell, and the first release with the same level, and with the same points; None for absent."""
Way = tuple[Stay, ...]


def published(worlds: Sequence[World]) -> list[Published]:
    """One after the other, by the function that the page uses."""
    log = ReleasesInMemory()
    found = []
    for world in worlds:
        figures = monitored({name: (firm.cell, firm.low) for name, firm in world.items()})
        firms = list(world.values())
        now = replace(
            figures.firms.now,
            level_low=np.array([float(one.low) for one in firms]),
            level_high=np.array([float(one.high) for one in firms]),
            points_low=np.array([one.points for one in firms]),
            points_high=np.array([one.most_points() for one in firms]),
        )
        told = publish(replace(figures, firms=replace(figures.firms, now=now)), "示例轮", FLOOR, log)
        found.append(Published(told, frozenset(_rough(world, log)) if told.whole.firms is not None else frozenset()))
    return found


def _rough(world: World, log: ReleasesInMemory) -> Iterator[int]:
    """The levels of which nobody or everybody is told as possible beside others: only a rough figure is that."""
    release = log.releases(f"joined {KEY}")[-1]
    assert release.told is not None
    cells = [tuple(one.split("\t")) for one in release.axes[0]]
    for at, level in enumerate(LEVELS):
        for number, (by, name) in enumerate([*JoinedGround(tuple(cells)).told, (-1, "")]):
            n = sum(by < 0 or placed(firm.cell)[by] == name for firm in world.values())
            least, most = release.told.shares[:, at, 0, number].T
            if ((least == 0) & (most > 0) | (least >= 0) & (least < n) & (most == n)).any():
                yield level


def placed(cell: Cell) -> tuple[str, str, str, str]:
    """City, chain, size and county."""
    return COUNTIES[cell[0]], cell[1], cell[2], cell[0]


def places_of(cell: Cell) -> set[Place]:
    """All groups that a firm is counted in."""
    county, chain, size = cell
    return {("", ""), ("city", COUNTIES[county]), ("county", county), ("chain", chain), ("size", size)}


class Finding(NamedTuple):
    """A number of firms that is known: at which level or above, in which release, of how many."""

    release: int
    level: int
    firms: int
    of: int
    where: str


class Attacker:
    """All that was told of some worlds, one after the other, as an integer program."""

    def __init__(self, worlds: Sequence[World], told: Sequence[Published]):
        self.worlds = worlds
        names = list(dict.fromkeys(name for world in worlds for name in world))
        self.ways: dict[Way, list[str]] = {}
        for name in names:
            self.ways.setdefault(self._way(name), []).append(name)
        self.kinds = [(low, high) for low in (0, *LEVELS) for high in (0, *LEVELS) if low <= high]
        if all(firm.low == firm.high for world in worlds for firm in world.values()):
            self.kinds = [kind for kind in self.kinds if kind[0] == kind[1]]
        self.numbers: dict[tuple[Way, int], slice] = {}
        self.sums: dict[tuple[Way, int], tuple[int, int]] = {}
        self.truth: list[float] = []
        for way, own in self.ways.items():
            self._count(way, own)
        self.x = np.array(self.truth)
        self.rules: list[LinearConstraint] = []
        for way, own in self.ways.items():
            self._know(way, len(own))
        for t, one in enumerate(told):
            self._read(t, one)
        assert all(
            (one.A @ self.x >= one.lb - 1e-6).all() and (one.A @ self.x <= one.ub + 1e-6).all() for one in self.rules
        )
        matrix = np.vstack([one.A for one in self.rules])
        low, high = (np.concatenate([np.atleast_1d(getattr(one, end)) for one in self.rules]) for end in ("lb", "ub"))
        self.every = LinearConstraint(matrix, low, high)

    def _way(self, name: str) -> Way:
        way: list[Stay] = []
        for world in self.worlds:
            if (firm := world.get(name)) is None:
                way.append(None)
                continue
            there = [(t, other[name]) for t, other in enumerate(self.worlds) if name in other]
            level = next(t for t, other in there if (other.low, other.high) == (firm.low, firm.high))
            ends = firm.points, firm.most_points()
            way.append((firm.cell, level, next(t for t, other in there if (other.points, other.most_points()) == ends)))
        return tuple(way)

    def _count(self, way: Way, names: list[str]) -> None:
        for t, stay in enumerate(way):
            firms = [self.worlds[t][name] for name in names] if stay is not None else []
            if stay is not None and stay[1] == t:
                self.numbers[way, t] = slice(len(self.truth), len(self.truth) + len(self.kinds))
                self.truth += [sum((firm.low, firm.high) == kind for firm in firms) for kind in self.kinds]
            if stay is not None and stay[2] == t:
                self.sums[way, t] = len(self.truth), len(self.truth) + 1
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

    def _read(self, t: int, published: Published) -> None:
        told = published.figures
        every = [(("", ""), told.whole), *(((by, one.id), one) for by, some in told.groups.items() for one in some)]
        for level in LEVELS:
            for place, one in every:
                if one.shares[level] is None:
                    continue
                ways = self._inside(t, place)
                n = sum(len(self.ways[way]) for way in ways)
                for end in (0, 1):
                    row = self._having(t, ways, level, end)
                    _, _, least, most = step_of(round(row @ self.x), n, FLOOR, level in published.rough)
                    self._add(row, least, most)
        for place, one in every:
            for end in (0, 1) if one.points is not None else ():
                row = self._nothing()
                row[[self.sums[way, stay[2]][end] for way in self._inside(t, place) if (stay := way[t])]] = 1
                self._add(row, row @ self.x, row @ self.x)
        for one in told.levels:
            for open_, shown in ((False, one.certain), (True, one.open)):
                counted = [low == one.level and (low != high) == open_ for low, high in self.kinds]
                row = self._nothing()
                for way in self._inside(t, ("", "")):
                    if (stay := way[t]) is not None:
                        row[self.numbers[way, stay[1]]] = counted
                if shown is not None:
                    self._add(row, shown.value, shown.value)

    def _inside(self, t: int, place: Place) -> list[Way]:
        return [way for way in self.ways if (stay := way[t]) is not None and place in places_of(stay[0])]

    def _having(self, t: int, ways: Sequence[Way], level: int, end: int) -> np.ndarray:
        row = self._nothing()
        for way in ways:
            if (stay := way[t]) is not None:
                row[self.numbers[way, stay[1]]] = [kind[end] >= level for kind in self.kinds]
        return row

    def _nothing(self) -> np.ndarray:
        return np.zeros(len(self.truth))

    def _add(self, row: np.ndarray, least: float, most: float) -> None:
        self.rules.append(LinearConstraint(row[None, :], least, most))

    # -- what it works out -----------------------------------------------------------------------------------------

    def findings(self) -> Iterator[Finding]:
        """Groups that may be named, where two cross, one without another: of all, of who was there, of who is new."""
        fitting: list[np.ndarray] = []
        for t, level, end in product(range(len(self.worlds)), LEVELS, (0, 1)):
            plain = self._of_everybody_alike(level, end)
            groups = {frozenset(some) - plain: where for where, some in self._groups(t)}
            for ways, where in sorted(groups.items(), key=lambda one: (len(one[0]), str(sorted(one[0], key=str)))):
                row = self._having(t, list(ways), level, end)
                k, n = round(row @ self.x), sum(len(self.ways[way]) for way in ways)
                if not (0 < k < FLOOR or 0 < n - k < FLOOR) or any(round(row @ one) != k for one in fitting):
                    continue
                for sign in (1, -1):
                    fitting.append(self._end(sign * row))
                if all(round(row @ one) == k for one in fitting[-2:]):
                    yield Finding(t, level, k, n, where)

    def _groups(self, t: int) -> Iterator[tuple[str, list[Way]]]:
        every = sorted({place for way in self.ways if (stay := way[t]) for place in places_of(stay[0])})
        inside = {place: self._inside(t, place) for place in every}
        some = [(str(place), inside[place]) for place in every]
        some += [(f"{a} {b}", [way for way in inside[a] if way in inside[b]]) for a, b in combinations(every, 2)]
        some += [
            (f"{a} without {b}", [way for way in inside[a] if way not in inside[b]]) for a, b in product(every, every)
        ]
        for where, ways in some:
            yield where, ways
            for s in range(len(self.worlds)):
                stayed = [way for way in ways if self._same(way, s, t)]
                yield f"{where} stayed {s}", stayed
                yield f"{where} new {s}", [way for way in ways if way not in stayed]

    @staticmethod
    def _same(way: Way, s: int, t: int) -> bool:
        before, now = way[s], way[t]
        return before is not None and now is not None and before[1] == now[1]

    def _of_everybody_alike(self, level: int, end: int) -> set[Way]:
        """The ways within a group of which, in some release, everybody had it, or nobody: that is no secret."""
        found: set[Way] = set()
        for t in range(len(self.worlds)):
            for place in {place for way in self.ways if (stay := way[t]) for place in places_of(stay[0])}:
                inside = self._inside(t, place)
                stayed = [{way for way in inside if self._same(way, s, t)} for s in range(t)]
                for ways in (inside, *stayed, *([way for way in inside if way not in some] for some in stayed)):
                    n = sum(len(self.ways[way]) for way in ways)
                    k = round(self._having(t, list(ways), level, end) @ self.x)
                    if n >= FLOOR and k in (0, n):
                        found.update(ways)
        return found

    def _end(self, goal: np.ndarray) -> np.ndarray:
        found = milp(goal, constraints=self.every, bounds=Bounds(0, np.inf), integrality=np.ones(len(goal)))
        assert found.x is not None, found.message
        return np.asarray(found.x)
