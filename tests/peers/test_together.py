"""Trying to work out, from counts, levels and mean points told of the same groups, what none of them tells alone."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from assessment.peers import FigureRange, Grid, Having, PointsBeside, ReleaseDesk, ReleasesInMemory
from assessment.peers.together import SharesTogether, step_of

DAY = datetime.date(2026, 11, 23)
FLOOR = 3
"""A floor as small as it still tells something, so that the attack can try everything."""
LEVELS = (1, 2)
WORTH = 30
"""Points without which nobody reaches the next level; nobody has more than a hundred."""


class Firm(NamedTuple):
    """Where it stands, its level for certain and at best, and its points."""

    cell: tuple[int, int]
    low: int
    high: int
    points: float


class Published(NamedTuple):
    """What everybody sees of one table, with its totals: the share at each level or above, and mean points.

    ``rough`` are the levels of which none and all are not told; who attacks is given that besides.
    """

    shares: list[Grid[FigureRange]]
    means: Grid[FigureRange]
    rough: tuple[bool, ...]


def publish(
    firms: list[Firm], shape: tuple[int, int], floor: int = FLOOR, log: ReleasesInMemory | None = None
) -> Published:
    """By the functions that page and brief use."""
    log = ReleasesInMemory() if log is None else log
    desk = ReleaseDesk(log, tuple(map(str, range(len(firms)))), floor, DAY)
    rows, columns = np.array([firm.cell for firm in firms], np.intp).T
    axes = tuple(map(str, range(shape[0]))), tuple(map(str, range(shape[1])))
    counts = desk.crosstab("table", (rows, columns), axes)
    low, high, points = (np.array([firm[k] for firm in firms]) for k in (1, 2, 3))
    things = {f"level {at}": Having(low >= at, high >= at, WORTH * at) for at in LEVELS}
    told = desk.together("table", counts, axes, things, PointsBeside(points, points, 100))
    return Published(told.shares(), told.means(), tuple(told.rough))


def told_as(k: int, n: int, floor: int, rough: bool = False) -> tuple[int, int]:
    """The bounds that are printed when k of n firms have something."""
    return step_of(k, n, floor, rough)[:2]


class Attacker:
    """Knows how many firms stand in each cell, hidden ones included, and how many at each level in all, if not few.

    Unknown are the numbers of firms by cell and level, and the sums of points of each cell, in halves of a point.
    """

    def __init__(self, firms: list[Firm], shape: tuple[int, int], told: Published, floor: int = FLOOR):
        self.floor = floor
        self.cells = sorted({firm.cell for firm in firms})
        self.kinds = [(low, high) for low in (0, *LEVELS) for high in (0, *LEVELS) if low <= high]
        if all(firm.low == firm.high for firm in firms):
            self.kinds = [kind for kind in self.kinds if kind[0] == kind[1]]
        self.true = np.zeros((len(self.cells), len(self.kinds)))
        for firm in firms:
            self.true[self.cells.index(firm.cell), self.kinds.index((firm.low, firm.high))] += 1
        self.n = self.true.sum(axis=1)
        points = [sum(firm.points for firm in firms if firm.cell == cell) for cell in self.cells]
        self.width = self.true.size + len(self.cells)
        self.rules: list[LinearConstraint] = []
        for place in np.ndindex(shape[0] + 1, shape[1] + 1):
            inside = np.array([(place[0] in (i, shape[0])) and (place[1] in (j, shape[1])) for i, j in self.cells])
            if inside.any():
                self._read(told, place, inside, float(np.array(points)[inside].sum()), place == shape)
        for at, count in enumerate(self.n):
            alone = np.arange(len(self.cells)) == at
            self._add(self._row(alone, [1] * len(self.kinds)), count, count)
            sum_of = np.concatenate([np.zeros(self.true.size), alone])
            self._add(sum_of - self._row(alone, [2 * WORTH * low for low, _ in self.kinds]), 0, np.inf)
            self._add(sum_of, 0, 200 * count)

    def _read(self, told: Published, place: tuple[int, int], inside: np.ndarray, points: float, whole: bool) -> None:
        n = int(self.n[inside].sum())
        for level, grid, rough in zip(LEVELS, told.shares, told.rough, strict=True):
            for end in (0, 1):
                has = [kind[end] >= level for kind in self.kinds]
                k = int(self._row(inside, has)[: self.true.size] @ self.true.ravel())
                shown = grid[place[0]][place[1]]
                if whole and not self._few(k, n):
                    self._add(self._row(inside, has), k, k)
                elif shown is not None:
                    alike = [
                        x for x in range(n + 1) if told_as(x, n, self.floor, rough) == told_as(k, n, self.floor, rough)
                    ]
                    self._add(self._row(inside, has), min(alike), max(alike))
        if told.means[place[0]][place[1]] is not None:
            self._add(np.concatenate([np.zeros(self.true.size), inside]), 2 * points, 2 * points)

    def _in_all(self, level: int, end: int) -> int:
        return int(self.true[:, [kind[end] >= level for kind in self.kinds]].sum())

    def _few(self, k: int, n: int) -> bool:
        return 0 < k < self.floor or 0 < n - k < self.floor

    def _row(self, inside: np.ndarray, has: list) -> np.ndarray:
        return np.concatenate([np.outer(inside, has).ravel(), np.zeros(len(self.cells))]).astype(float)

    def _add(self, row: np.ndarray, least: float, most: float) -> None:
        self.rules.append(LinearConstraint(row, least, most))

    def pinned(self) -> Iterator[tuple[frozenset[tuple[int, int]], int]]:
        """Lines, and up to two cells, in which few firms are at a level, or few are not, and just one number fits."""
        groups = {frozenset(some) for r in (1, 2) for some in combinations(self.cells, r)}
        groups |= {frozenset(c for c in self.cells if c[k] == at) for k in (0, 1) for at in {c[k] for c in self.cells}}
        fitting: list[np.ndarray] = []
        for group in groups:
            inside = np.array([cell in group for cell in self.cells])
            for level in LEVELS:
                for end in (0, 1):
                    row = self._row(inside, [kind[end] >= level for kind in self.kinds])
                    k, in_all = int(row[: self.true.size] @ self.true.ravel()), self._in_all(level, end)
                    if in_all in (0, self.n.sum()):
                        continue  # of everybody, or nobody, it is told
                    if not self._few(k, int(self.n[inside].sum())) or any(round(row @ one) != k for one in fitting):
                        continue
                    ends = [self._end(sign * row) for sign in (1, -1)]
                    fitting += ends
                    if all(round(row @ one) == k for one in ends):
                        yield group, level

    def _end(self, goal: np.ndarray) -> np.ndarray:
        found = milp(goal, constraints=self.rules, bounds=Bounds(0, np.inf), integrality=np.ones(self.width))
        assert found.x is not None, found.message
        return np.asarray(found.x)


def pinned(
    firms: list[Firm], shape: tuple[int, int], floor: int = FLOOR
) -> set[tuple[frozenset[tuple[int, int]], int]]:
    return set(Attacker(firms, shape, publish(firms, shape, floor), floor).pinned())


def at(cell: tuple[int, int], *levels: int, points: float = 10) -> list[Firm]:
    """Firms of a cell, one for each level, with so many points more than their level asks for."""
    return [Firm(cell, level, level, WORTH * level + points) for level in levels]


# -- the attack can find ---------------------------------------------------------------------------------------------

TWO = at((0, 0), 1, 0, 0, 0) + at((0, 1), 1, 1, 1, 1, 0, 0, 0, 0)
EACH_ONE = [firm for column in range(3) for firm in at((0, column), 1, 0, 0, 0, 0, 0, 0)]
ONE_STRONG = at((0, 0), 2, 0, 0, 0, 0, 0, 0, 0, points=0) + at((0, 1), 2, 2, 2, 2, 1, 1, 0, 0)
PINNED_BY_MEANS = at((0, 0), 2, 1, 0, points=0) + at((0, 1), 2, 2, 1, points=0)
OTHERS = at((0, 0), 1, 1, 2, points=0) + at((1, 0), 1, 1, 1, 2, 2, 2, 2, points=0) + at((1, 1), 0, 1, 1, points=0)
WORLDS = {
    "what all others leave": OTHERS,
    "the means": PINNED_BY_MEANS,
    "two steps and the number in all": TWO,
    "each at least one": EACH_ONE,
    "a low mean": ONE_STRONG,
}


@pytest.mark.parametrize("name", WORLDS)
def test_the_attack_finds_what_shares_told_without_regard_to_each_other_give_away(monkeypatch, name):
    monkeypatch.setattr(SharesTogether, "settled", lambda self: self)
    assert pinned(WORLDS[name], (2, 3))


# -- and finds nothing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WORLDS)
def test_what_would_give_few_away_is_told_more_roughly_or_not_at_all(name):
    assert pinned(WORLDS[name], (2, 3)) == set()


@st.composite
def worlds(draw: st.DrawFn, open_answers: bool) -> list[Firm]:
    """Firms in two by two cells, mostly few at a level or few not."""
    firms: list[Firm] = []
    for cell in np.ndindex(2, 2):
        for level, most in ((0, 9), (1, 4), (2, 4)):
            for _ in range(draw(st.integers(0, most))):
                high = draw(st.integers(level, LEVELS[-1])) if open_answers else level
                firms.append(Firm(cell, level, high, WORTH * level + draw(st.sampled_from([0.0, 0.0, 12.5, 29.5]))))
    return firms or at((0, 0), 0)


@settings(max_examples=40, deadline=None)
@given(worlds(open_answers=False))
def test_of_levels_counts_and_means_together_no_number_of_few_firms_is_fixed(firms):
    assert pinned(firms, (2, 2)) == set()


@settings(max_examples=15, deadline=None)
@given(worlds(open_answers=True))
def test_nor_where_answers_are_missing(firms):
    assert pinned(firms, (2, 2)) == set()


# -- handed in again with few corrections ----------------------------------------------------------------------------


@st.composite
def corrected(draw: st.DrawFn) -> tuple[list[Firm], list[Firm]]:
    """A file, and the same with fewer rows changed, left out or added than the floor."""
    firms = draw(worlds(open_answers=draw(st.booleans())))
    then = list(firms)
    for row in draw(st.sets(st.integers(0, len(firms) - 1), min_size=1, max_size=FLOOR - 1)):
        low = draw(st.integers(0, LEVELS[-1]))
        points = draw(st.sampled_from([firms[row].points, WORTH * low + 1.0]))
        then[row] = Firm(draw(st.sampled_from([firms[row].cell, (0, 0)])), low, max(low, firms[row].high), points)
    return firms, then if draw(st.booleans()) else then[: max(1, len(then) - draw(st.integers(0, 1)))]


@settings(max_examples=20, deadline=None)
@given(corrected())
def test_a_file_with_few_corrections_shows_nothing_that_the_first_did_not_show(files):
    """Whatever else it showed would be about those few, or undo what was hidden for the sake of something else."""
    log = ReleasesInMemory()
    first, second = (publish(firms, (2, 2), log=log) for firms in files)
    for before, after in zip((*first.shares, first.means), (*second.shares, second.means), strict=True):
        for one, other in zip(np.ravel(np.array(before, object)), np.ravel(np.array(after, object)), strict=True):
            assert other is None or other == one


def test_of_such_a_file_what_did_not_change_is_shown():
    firms = [one for cell in np.ndindex(2, 2) for one in at(cell, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2)]
    later = [firms[0]._replace(points=25.0), *firms[1:]]
    log = ReleasesInMemory()
    first, second = publish(firms, (2, 2), log=log), publish(later, (2, 2), log=log)
    assert second.shares == first.shares and not any(one for line in second.means for one in line)
    assert all(one for line in first.means for one in line)


def test_there_is_something_to_attack():
    rng = np.random.default_rng(2)
    firms = [f for cell in np.ndindex(2, 3) for f in at(cell, *rng.choice([0, 0, 0, 1, 1, 2], 14))]
    told = publish(firms, (2, 3))
    assert sum(one is not None for grid in told.shares for line in grid for one in line) == 2 * 12
    assert len({one.value for line in told.shares[0] for one in line if one is not None}) > 4


@pytest.mark.parametrize("n", [10, 11, 12, 19, 20, 21, 25, 30, 34, 57])
def test_of_a_share_by_itself_as_many_as_the_floor_might_have_it_and_might_lack_it(n):
    floor = 10
    for k in range(1, n):
        alike = [x for x in range(n + 1) if told_as(x, n, floor) == told_as(k, n, floor)]
        assert (min(alike), max(alike)) == step_of(k, n, floor)[2:]
        assert max(alike) >= min(floor, n - 1) and n - min(alike) >= min(floor, n - 1)
