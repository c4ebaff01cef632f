"""What somebody can work out of several releases of shares, mean points and numbers at each level, by integer programs.

The attacker knows every firm's way through the releases: in which cell it stood when, and when its level or its points
were still the same. Unknown are the levels and the points themselves. It works out a group where just one number of
firms at a level fits all that was ever told, and that number, or the rest of the group, is below the floor.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple, Protocol

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from assessment.peers.together import step_of

LEVELS = (1, 2)
Cell = Any
Place = Hashable
"""A group of cells of which figures are told."""


class Firm(Protocol):
    """Where it stands, its level for certain and at best, and its points for certain."""

    @property
    def cell(self) -> Cell: ...
    @property
    def low(self) -> int: ...
    @property
    def high(self) -> int: ...
    @property
    def points(self) -> float: ...
    def most_points(self) -> float:
        """At best, which is enough for its level at best."""
        ...


class Stay(NamedTuple):
    """In one release: the cell, and the first release with the same level, and with the same points."""

    cell: Cell
    level: int
    points: int


Way = tuple[Stay | None, ...]
World = Mapping[str, Firm]


class Seen(NamedTuple):
    """What is seen of one release: of which places the share at each level or above, and of which mean points.

    ``rough`` are the levels of which none and all are not told; who attacks is given that besides. ``levels`` tell how
    many firms stand just at a level, those with answers missing, those without, or both; None for what is hidden.
    """

    shares: Mapping[int, Sequence[Place]]
    means: Sequence[Place]
    rough: Collection[int]
    levels: Sequence[tuple[int, Collection[bool], int | None]]


class Ground(NamedTuple):
    """The floor, the points without which nobody reaches the next level, and the places of a cell, that of all too.

    ``crossing`` are further groups for some places with their ways: those that two have in common, for one.
    """

    floor: int
    worth: int
    places_of: Callable[[Cell], Collection[Place]]
    groups: Callable[[Mapping[Place, frozenset[Way]]], Iterable[tuple[str, frozenset[Way]]]]


class Finding(NamedTuple):
    """A number of firms that is known: at which level or above, in which release, of how many."""

    release: int
    level: int
    firms: int
    of: int
    where: str


class Attacker:
    """All that was seen of some worlds, one after the other, as an integer program."""

    def __init__(self, worlds: Sequence[World], seen: Sequence[Seen], ground: Ground):
        self.worlds, self.ground = worlds, ground
        self.ways: dict[Way, list[str]] = {}
        for name in dict.fromkeys(name for world in worlds for name in world):
            self.ways.setdefault(self._way(name), []).append(name)
        self.kinds = [(low, high) for low in (0, *LEVELS) for high in (0, *LEVELS) if low <= high]
        if all(firm.low == firm.high for world in worlds for firm in world.values()):
            self.kinds = [kind for kind in self.kinds if kind[0] == kind[1]]
        self.numbers: dict[tuple[Way, int], slice] = {}
        self.sums: dict[tuple[Way, int], tuple[int, int]] = {}
        truth: list[float] = []
        for way, names in self.ways.items():
            self._count(way, names, truth)
        self.truth = np.array(truth)
        self.places = [self._places(t) for t in range(len(worlds))]
        self._rows: list[tuple[np.ndarray, float, float]] = []
        for way, names in self.ways.items():
            self._know(way, len(names))
        for t, one in enumerate(seen):
            self._read(t, one)
        rows, low, high = (np.array(each) for each in zip(*self._rows, strict=True))
        assert (rows @ self.truth >= low - 1e-6).all() and (rows @ self.truth <= high + 1e-6).all()
        self.rules = LinearConstraint(rows, low, high)

    def _way(self, name: str) -> Way:
        way: list[Stay | None] = []
        for world in self.worlds:
            if (firm := world.get(name)) is None:
                way.append(None)
                continue
            there = [(t, other[name]) for t, other in enumerate(self.worlds) if name in other]
            level = next(t for t, other in there if (other.low, other.high) == (firm.low, firm.high))
            ends = firm.points, firm.most_points()
            points = next(t for t, other in there if (other.points, other.most_points()) == ends)
            way.append(Stay(firm.cell, level, points))
        return tuple(way)

    def _count(self, way: Way, names: list[str], truth: list[float]) -> None:
        for t, stay in enumerate(way):
            firms = [] if stay is None else [self.worlds[t][name] for name in names]
            if stay is not None and stay.level == t:
                self.numbers[way, t] = slice(len(truth), len(truth) + len(self.kinds))
                truth += [sum((firm.low, firm.high) == kind for firm in firms) for kind in self.kinds]
            if stay is not None and stay.points == t:
                self.sums[way, t] = len(truth), len(truth) + 1
                truth += [sum(2 * one.points for one in firms), sum(2 * one.most_points() for one in firms)]

    def _places(self, t: int) -> dict[Place, frozenset[Way]]:
        found: dict[Place, set[Way]] = {}
        for way in self.ways:
            if (stay := way[t]) is not None:
                for place in self.ground.places_of(stay.cell):
                    found.setdefault(place, set()).add(way)
        return {place: frozenset(ways) for place, ways in found.items()}

    def _know(self, way: Way, n: int) -> None:
        for (own, _), where in self.numbers.items():
            if own == way:
                row = self._nothing()
                row[where] = 1
                self._rows.append((row, n, n))
        for end, stay in product((0, 1), filter(None, way)):
            row, of = self._nothing(), self.sums[way, stay.points][end]
            row[self.numbers[way, stay.level]] = [-2 * self.ground.worth * kind[end] for kind in self.kinds]
            row[of] = 1
            self._rows.append((row, 0, np.inf))
            self._rows.append((np.eye(len(self.truth))[of], 0, 200 * n))
            row = self._nothing()
            row[list(self.sums[way, stay.points])] = -1, 1
            self._rows.append((row, 0, np.inf))

    def _read(self, t: int, seen: Seen) -> None:
        inside = self.places[t]
        for level, places in seen.shares.items():
            for place, end in product(places, (0, 1)):
                ways = inside.get(place, frozenset())
                row, n = self._having(t, ways, level, end), self._firms(ways)
                step = step_of(round(row @ self.truth), n, self.ground.floor, level in seen.rough)
                self._rows.append((row, step.least, step.most))
        for place, end in product(seen.means, (0, 1)):
            row = self._nothing()
            row[[self.sums[way, stay.points][end] for way in inside.get(place, ()) if (stay := way[t])]] = 1
            self._rows.append((row, row @ self.truth, row @ self.truth))
        apart = any(shown is not None for _, _, shown in seen.levels)  # else not even what is empty is told
        for level, open_, shown in seen.levels:
            counted = [low == level and (low != high) in open_ for low, high in self.kinds]
            row = self._nothing()
            for way in self.ways:
                if (stay := way[t]) is not None:
                    row[self.numbers[way, stay.level]] = counted
            some = min(1.0, row @ self.truth) if apart else 0  # what is hidden is not empty
            self._rows.append((row, some, np.inf) if shown is None else (row, shown, shown))

    def _having(self, t: int, ways: Iterable[Way], level: int, end: int) -> np.ndarray:
        row = self._nothing()
        for way in ways:
            if (stay := way[t]) is not None:
                row[self.numbers[way, stay.level]] = [kind[end] >= level for kind in self.kinds]
        return row

    def _firms(self, ways: Iterable[Way]) -> int:
        return sum(len(self.ways[way]) for way in ways)

    def _nothing(self) -> np.ndarray:
        return np.zeros(len(self.truth))

    # -- what it works out -----------------------------------------------------------------------------------------

    def findings(self) -> Iterator[Finding]:
        """Ways, cells, places and further groups: all their firms, those that were there before, those that are new."""
        fitting: list[np.ndarray] = []
        for t, level, end in product(range(len(self.worlds)), LEVELS, (0, 1)):
            plain = self._of_everybody_alike(level, end)
            groups = {some - plain: where for where, some in self._groups(t)}
            for ways, where in sorted(groups.items(), key=lambda one: (len(one[0]), str(sorted(one[0], key=str)))):
                row = self._having(t, ways, level, end)
                k, n = round(row @ self.truth), self._firms(ways)
                if not (0 < k < self.ground.floor or 0 < n - k < self.ground.floor):
                    continue
                if any(round(row @ one) != k for one in fitting):
                    continue
                for sign in (1, -1):
                    fitting.append(self._end(sign * row))
                if all(round(row @ one) == k for one in fitting[-2:]):
                    yield Finding(t, level, k, n, where)

    def _groups(self, t: int) -> Iterator[tuple[str, frozenset[Way]]]:
        yield from ((f"{way}", frozenset([way])) for way in self.ways if way[t] is not None)
        alike: dict[object, set[Way]] = {}
        for way in self.ways:
            if (stay := way[t]) is not None:
                alike.setdefault(stay.cell, set()).add(way)
                alike.setdefault((stay.cell, *(self._same(way, s, t) for s in range(len(way)))), set()).add(way)
        yield from ((str(who), frozenset(ways)) for who, ways in alike.items())
        for where, ways in self.ground.groups(self.places[t]):
            yield where, ways
            releases = range(len(self.worlds))
            for s in releases:
                stayed = frozenset(way for way in ways if self._same(way, s, t))
                yield f"{where} stayed {s}", stayed
                yield f"{where} new {s}", ways - stayed
            patterns = {way: tuple(self._same(way, s, t) for s in releases) for way in ways}
            for pattern in set(patterns.values()):
                yield f"{where} {pattern}", frozenset(way for way in ways if patterns[way] == pattern)

    @staticmethod
    def _same(way: Way, s: int, t: int) -> bool:
        before, now = way[s], way[t]
        return before is not None and now is not None and before.level == now.level

    def _of_everybody_alike(self, level: int, end: int) -> set[Way]:
        """The ways within a place of which, in some release, everybody had it, or nobody.

        That all firms of a group that may be shown have something, or none, is no secret (see docs/comparison.md); nor
        that all of them have it who are new in it, or stayed, if these are as many as the floor.
        """
        found: set[Way] = set()
        for t, places in enumerate(self.places):
            for inside in places.values():
                stayed = [frozenset(way for way in inside if self._same(way, s, t)) for s in range(t)]
                for ways in (inside, *stayed, *(inside - some for some in stayed)):
                    n = self._firms(ways)
                    k = round(self._having(t, ways, level, end) @ self.truth)
                    if n >= self.ground.floor and k in (0, n):
                        found.update(ways)
        return found

    def _end(self, goal: np.ndarray) -> np.ndarray:
        found = milp(goal, constraints=self.rules, bounds=Bounds(0, np.inf), integrality=np.ones(len(goal)))
        assert found.x is not None, found.message
        return np.asarray(found.x)
