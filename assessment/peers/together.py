"""Shares of several things told of the same groups: what all of them together leave to be worked out.

Each share is told in steps of the floor, but whoever also knows exactly how many firms there are in all that have the
thing may find that just one number fits a group. So what a reader knows of the shares, of the number in all and of mean
points is written down as one integer program, and of every group in which few have the thing, or few lack it, a second
number has to fit. Where none does, shares nearby are not told either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.peers.suppression import Mask
from assessment.solver import NotSolved, Task, solve

Having = NDArray[np.bool_]
_SECONDS = 2.0
_HUNDREDTHS = 100
"""Points are compared in these: the solver takes whole numbers only."""


class CountStep(NamedTuple):
    """How it is told how many firms have something: from ``low`` to ``high``; it may be from ``least`` to ``most``."""

    low: int
    high: int
    least: int
    most: int


def step_of(k: int, n: int, floor: int, blurred: bool = False) -> CountStep:
    """How it is told that k of n firms have something.

    None and all are told, unless they are ``blurred`` with few and nearly all. Otherwise, where there are enough firms,
    as many as the floor might have it for all that is told, and as many might lack it.
    """
    end = 0 if blurred else 1
    if k in (0, n) and not blurred:
        return CountStep(k, k, k, k)
    if n <= 2 * floor:
        return CountStep(0, n, end, n - end)
    if k <= floor:
        return CountStep(0, floor, end, floor)
    if n - k <= floor:
        return CountStep(n - floor, n, n - floor, n - end)
    low = (k - 1) // floor * floor
    high = min(low + floor, n - floor)
    return CountStep(low, high, low + 1, min(high, n - floor - 1))


@dataclass(frozen=True)
class Means:
    """Mean points told of the same groups, where ``shown``: of each firm (n,) the least and the most points possible.

    ``needed`` are the points without which no firm has the first thing, the second and so on; ``full`` is the most.
    """

    shown: Mask
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    needed: Sequence[float]
    full: float


@dataclass(frozen=True)
class SharesTogether:
    """Firms (n,) by the number of their cell in a table of some ``shape``, and things of which shares are told.

    Of each of m things it is known who certainly has it, and who possibly has it (m, n). ``shown`` are the groups, in
    the shape with totals, of which each share may be told by itself; ``blurred`` (m,) the things of which it is not
    told that nobody or everybody has them. ``exactly`` is what another table tells of all firms: how many certainly
    have none of the things, one, two and so on, each of which asks for the one before; None for what it hides.
    """

    cells: NDArray[np.intp]
    shape: tuple[int, int]
    floor: int
    certain: Having
    possible: Having
    shown: tuple[Mask, ...]
    blurred: tuple[bool, ...]
    means: Means | None = None
    exactly: tuple[int | None, ...] | None = None

    def settled(self) -> SharesTogether:
        """What may be told of each beside all others."""
        told = self
        while pinned := list(told._pinned()):
            shown, blurred = [one.copy() for one in told.shown], list(told.blurred)
            means = told.means and replace(told.means, shown=told.means.shown.copy())
            for cells, thing in pinned:
                if not told.blurred[thing]:
                    blurred[thing] = True
                    continue
                for some in ([shown[thing]], [means.shown] if means else [], shown):  # its own, at last those of others
                    if sum(_hide_beside(one, cells, self.shape) for one in some):
                        break
            told = replace(told, shown=tuple(shown), blurred=tuple(blurred), means=means)
            if not any(one.any() for one in (*shown, *([means.shown] if means else []))):
                break  # nothing more can be left out: what is pinned follows from other tables alone
        return told

    def _pinned(self) -> Iterator[tuple[NDArray[np.intp], int]]:
        yield from _Program(self, self.certain, None if self.means is None else self.means.low).pinned()
        if not np.array_equal(self.certain, self.possible):
            told = replace(self, exactly=self.exactly and ())  # of what is possible no table tells
            yield from _Program(told, self.possible, None if self.means is None else self.means.high).pinned()


def _hide_beside(shown: Mask, cells: NDArray[np.intp], shape: tuple[int, int]) -> bool:
    """Leave out the cells that share a line with some; else their lines; else all the rest. False if nothing was shown.

    Two groups that are pinned by the same figures need not both be treated: what is left is looked at again.
    """
    rows, columns = (np.unique(one) for one in np.unravel_index(cells, shape))
    inner = shown[:-1, :-1]
    if not shown.any():
        return False
    if inner[rows].any() or inner[:, columns].any():
        inner[rows] = inner[:, columns] = False
    elif shown[rows, -1].any() or shown[-1, columns].any():
        shown[rows, -1] = shown[-1, columns] = False
    else:
        shown[:] = False
    return True


class _Group(NamedTuple):
    """A cell, a line or all: its place in the table with totals, and which inhabited cells are in it."""

    place: tuple[int, int]
    cells: Mask


class _Few(NamedTuple):
    """Cells in which few have a thing, or few lack it."""

    cells: Mask
    thing: int


class _Program:
    """Whole numbers of firms of each kind in each cell that has any: a kind is a set of things one may have."""

    def __init__(self, told: SharesTogether, have: Having, points: NDArray[np.float64] | None):
        self.told = told
        self.inhabited, at = np.unique(told.cells, return_inverse=True)
        kinds, of_firm = np.unique(have.T, axis=0, return_inverse=True)
        number = {kind.tobytes(): k for k, kind in enumerate(kinds)}
        self.bits = kinds.T
        self.flips = np.array([[number.get(_flipped(kind, m), -1) for kind in kinds] for m in range(len(have))])
        self.true = np.zeros((len(self.inhabited), len(kinds)), np.int64)
        np.add.at(self.true, (at, of_firm.ravel()), 1)
        self.firms = self.true.sum(axis=1)
        self.have = self.true @ self.bits.T  # (cells, things)
        self.groups = tuple(self._groups())
        self.sums = self.fullest = np.zeros(len(self.inhabited), np.int64)
        self.rows: list[NDArray[np.int64]] = []
        self.least: list[int] = []
        self.most: list[int] = []
        self._write_down()
        if told.means is not None and points is not None:
            self._write_means(told.means, points)

    def pinned(self) -> Iterator[tuple[NDArray[np.intp], int]]:
        """The cells of a group, and the thing of which the number of firms in it is the same whatever fits."""
        traded = [self._trades(thing) for thing in range(len(self.bits))]
        pending = [
            one
            for one in self._few()
            if not traded[one.thing][np.ix_(one.cells, ~one.cells)].any()
            and not traded[one.thing][np.ix_(~one.cells, one.cells)].any()
        ]
        rng, truth = np.random.default_rng(0), self._truth
        while pending:
            rows = np.array([self._row(one.cells, self.bits[one.thing]) for one in pending])
            goal = rng.choice([-1, 1], len(rows)) @ rows
            found = [one for one in (self._fitting(goal), self._fitting(-goal)) if one is not None]
            moved = np.any([np.zeros(len(rows)), *(rows @ (one - truth) for one in found)], axis=0)
            if not moved.any():
                break
            pending = [one for one, other in zip(pending, moved, strict=True) if not other]
        found_of: set[int] = set()
        for one in pending:
            if one.thing in found_of and not self.told.blurred[one.thing]:
                continue  # what is done about the first of a thing concerns all groups
            row = self._row(one.cells, self.bits[one.thing])
            if all(other is None or row @ other == row @ truth for other in map(self._fitting, (row, -row))):
                found_of.add(one.thing)
                yield self.inhabited[one.cells], one.thing

    def _trades(self, thing: int) -> Mask:
        """Might one firm more of a cell (row) have it and one less of another (column), and everything told still fit?

        This finds most second numbers at once; the solver is asked for what is left.
        """
        gaining = (self.flips[thing] >= 0) & ~self.bits[thing]
        losing = (self.flips[thing] >= 0) & self.bits[thing]
        more, fewer = ((self.true[:, kinds] > 0).any(axis=1, keepdims=True) for kinds in (gaining, losing))
        matrix, truth = np.array(self.rows), self._truth
        room_up, room_down = np.array(self.most) - matrix @ truth, matrix @ truth - np.array(self.least)
        width, own = len(self.bits[0]), matrix[:, : self.true.size]
        # By how much a firm more that has it raises and lowers each row, at most, cell by cell.
        rise = fall = np.zeros((len(matrix), len(self.inhabited)), np.int64)
        for kind in np.flatnonzero(gaining):
            change = own[:, self.flips[thing][kind] :: width] - own[:, kind::width]
            rise, fall = np.maximum(rise, change), np.maximum(fall, -change)
        no_more = (rise > room_up[:, None]) | (fall > room_down[:, None])
        no_fewer = (rise > room_down[:, None]) | (fall > room_up[:, None])
        # A row that has no room is no hindrance where both cells are in it: what one wins the other loses.
        outside = ((rise == 0) & (fall == 0)).astype(np.float32)
        up, down = no_more.T.astype(np.float32) @ outside, outside.T @ no_fewer.astype(np.float32)
        return np.asarray(more & fewer.T & (up == 0) & (down == 0))

    def _groups(self) -> Iterator[_Group]:
        r, c = self.told.shape
        i, j = np.unravel_index(self.inhabited, (r, c))
        yield from (_Group((int(a), int(b)), (i == a) & (j == b)) for a, b in zip(i, j, strict=True))
        yield from (_Group((int(a), c), i == a) for a in np.unique(i))
        yield from (_Group((r, int(b)), j == b) for b in np.unique(j))
        yield _Group((r, c), np.ones(len(i), bool))

    def _few(self) -> Iterator[_Few]:
        """Also all others, and either without the cells in which none or all have it, told or known otherwise."""
        seen: set[tuple[bytes, int]] = set()
        for thing, shown in enumerate(self.told.shown):
            have = self.have[:, thing]
            if have.sum() in (0, self.firms.sum()):
                continue  # that nobody has it, or everybody, is known of every group
            alike = (have == 0) | (have == self.firms)
            told = alike & self._inner(shown)
            for group in (one for own in self.groups for one in (own.cells, ~own.cells)):
                for some in (group, group & ~told, group & ~alike):
                    k, n = int(have[some].sum()), int(self.firms[some].sum())
                    if (some.tobytes(), thing) not in seen and self._is_few(k, n):
                        seen.add((some.tobytes(), thing))
                        yield _Few(some, thing)

    def _is_few(self, k: int, n: int) -> bool:
        return 0 < k < self.told.floor or 0 < n - k < self.told.floor

    def _inner(self, shown: Mask) -> Mask:
        return np.asarray(shown[:-1, :-1].ravel()[self.inhabited])

    def _write_down(self) -> None:
        for cell in range(len(self.inhabited)):
            alone = np.arange(len(self.inhabited)) == cell
            self._add(self._row(alone, np.ones(len(self.bits[0]))), int(self.firms[cell]), int(self.firms[cell]))
        for group in self.groups:
            n = int(self.firms[group.cells].sum())
            for thing, shown in enumerate(self.told.shown):
                k = int(self.have[group.cells, thing].sum())
                row = self._row(group.cells, self.bits[thing])
                if group.place == self.told.shape and self.told.exactly is None:  # other tables tell it, or hide some
                    self._add(row, *((1, n - 1) if self._is_few(k, n) else (k, k)))
                if shown[group.place]:
                    _, _, least, most = step_of(k, n, self.told.floor, self.told.blurred[thing])
                    self._add(row, least, most)

        things, whole = self.bits.sum(axis=0), np.ones(len(self.inhabited), bool)
        for number, told in enumerate(self.told.exactly or ()):
            row, n = self._row(whole, things == number), int(self.true[:, things == number].sum())
            self._add(row, *((min(n, 1), int(self.firms.sum())) if told is None else (n, n)))

    def _write_means(self, means: Means, points: NDArray[np.float64]) -> None:
        """The sum of the points of each cell is a number of its own, of which the means tell some sums."""
        worth = np.floor((self.bits * np.array(means.needed)[:, None]).max(axis=0) * _HUNDREDTHS)
        sums = np.bincount(self.told.cells, points, int(np.prod(self.told.shape)))[self.inhabited]
        self.sums = np.ceil(sums * _HUNDREDTHS - 1e-6).astype(np.int64)
        self.fullest = np.maximum(self.sums, (self.firms * means.full * _HUNDREDTHS).astype(np.int64))
        for cell in range(len(self.inhabited)):
            alone = np.arange(len(self.inhabited)) == cell
            row = -self._row(alone, worth)
            row[self.true.size :] = alone
            self._add(row, 0, int(self.fullest[cell]))
        for group in self.groups:
            if means.shown[group.place]:
                row = self._row(group.cells, np.zeros(len(worth)))
                row[self.true.size :] = group.cells
                self._add(row, int(self.sums[group.cells].sum()), int(self.sums[group.cells].sum()))

    def _add(self, row: NDArray[np.int64], least: int, most: int) -> None:
        self.rows.append(row)
        self.least.append(least)
        self.most.append(most)

    def _row(self, group: Mask, of_kind: NDArray[Any]) -> NDArray[np.int64]:
        return np.concatenate([np.outer(group, of_kind).astype(np.int64).ravel(), np.zeros_like(self.sums)])

    @property
    def _truth(self) -> NDArray[np.int64]:
        return np.concatenate([self.true.ravel(), self.sums])

    @cached_property
    def _matrix(self) -> scipy.sparse.csc_array:
        return scipy.sparse.csc_array(np.array(self.rows, float))

    def _fitting(self, goal: NDArray[np.int64]) -> NDArray[np.int64] | None:
        """Numbers that fit all that is told and make the goal least; None where the solver gives up."""
        upper = np.concatenate([np.repeat(self.firms, self.true.shape[1]), self.fullest]).astype(float)
        ends = np.array(self.least, float), np.array(self.most, float)
        try:
            found = solve(Task(goal.astype(float), np.zeros(len(upper)), upper, self._matrix, *ends), _SECONDS)
        except NotSolved:
            return None
        return None if found is None else found.x


def _flipped(kind: Having, thing: int) -> bytes:
    other = kind.copy()
    other[thing] = not other[thing]
    return other.tobytes()
