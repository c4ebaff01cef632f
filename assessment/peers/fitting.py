"""Which groups are given away by all that was told of them, in one release or in several.

A group is given away where few of it have a thing, or few lack it, and just one number fits. Firms that were there
before, that are new, and that changed or left are looked at apart.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.peers.suppression import Mask
from assessment.peers.told import NOT_TOLD, Whole
from assessment.peers.unknowns import Unknowns
from assessment.solver import Task, found_soon

_NEARBY = (2, 3, 2, 4, 3, 6, 4, 8)
"""In how many rows and columns a second number is looked for, before it is in all."""
_NEARBY_SECONDS, _IN_ALL_SECONDS = 1.0, 10.0
"""How long it is looked for nearby, and in all."""


class Given(NamedTuple):
    """A group whose number is given away: the cells of its firms, and the thing."""

    cells: NDArray[np.intp]
    thing: int


class _Group(NamedTuple):
    """Parts of a release of which few firms have a thing or few lack it, for certain or (m things later) possibly."""

    parts: Mask
    thing: int

    @property
    def key(self) -> tuple[bytes, int]:
        """To know it by."""
        return self.parts.tobytes(), self.thing


class _Change(NamedTuple):
    """What may change at once: which numbers, which rows by that, in which ways, and whether by whole numbers."""

    columns: scipy.sparse.csc_array
    matrix: scipy.sparse.csc_array
    ways: NDArray[np.intp]
    whole: NDArray[np.bool_]


class Fitting:
    """What fits the ``unknowns`` of some releases, of which the last is the one to be made.

    ``numbers`` are some that fit, of the firms of the last release the true ones. ``cleared`` are groups of which two
    numbers fit, found out when as much or more was told of the same firms; more are added. Up to
    ``until``, on the clock of ``time.thread_time``, second numbers are looked for in all cells, and then nearby alone.
    """

    def __init__(self, unknowns: Unknowns, floor: int, numbers: Whole, cleared: set[tuple[bytes, int]], until: float):
        self.unknowns, self.floor = unknowns, floor
        self.cleared, self.until = cleared, until
        self.numbers = numbers

    def given_away(self, once: Mask) -> Iterator[Given]:
        """The groups of which just one number fits; of the things (m,) marked ``once`` the first of them is enough."""
        slack, sums = self.unknowns.spread(self.numbers)
        self.here = np.concatenate([self.numbers.ravel(), sums])
        every = [
            one for thing in range(self.unknowns.things) for one in self._few(thing) if one.key not in self.cleared
        ]
        pending = self._hard(every, slack)
        self.cleared.update({one.key for one in every} - {one.key for one in pending})
        seen: set[int] = set()
        while pending:
            one = pending.pop(0)
            thing = one.thing % self.unknowns.each
            if thing in seen and once[thing]:
                continue
            found = self._second(one, pending)
            if found is not None:
                left = [other for other in pending if not self._row(other) @ (found - self.here)]
                self.cleared.update({other.key for other in (one, *pending)} - {other.key for other in left})
                pending = left
                continue
            seen.add(thing)
            cells = self.unknowns.ways.cells[self.unknowns.part_ways[one.parts]]
            now = cells[:, -1][cells[:, -1] >= 0]
            yield Given(np.unique(now if len(now) else cells[cells >= 0]), thing)

    def _hard(self, groups: list[_Group], slack: NDArray[np.float64]) -> list[_Group]:
        """The groups, but for those of which one firm more or less, or two that change places, fit as well.

        This finds most second numbers at once; the solver is asked for what is left.
        """
        hard = groups
        for thing in range(self.unknowns.things):
            for columns in self._moved_with(thing):
                if own := [one for one in hard if one.thing == thing]:
                    alone, traded = self._moves(columns, slack)
                    moved = {id(one) for one in own if _may_move(one.parts, alone, traded)}
                    hard = [one for one in hard if id(one) not in moved]
        return hard

    def _moved_with(self, thing: int) -> Iterator[list[int]]:
        """What a firm may have more of at once: one thing or several in a row, for certain, possibly, or both."""
        m, at = self.unknowns.each, thing % self.unknowns.each
        for first, last in ((first, last) for first in range(at + 1) for last in range(at, m)):
            some = list(range(first, last + 1))
            yield [*some, *(one + m for one in some if self.unknowns.ends == 2)]
            if self.unknowns.ends == 2:
                yield [one + thing - at for one in some]

    def _moves(self, columns: list[int], slack: NDArray[np.float64]) -> tuple[Mask, Mask]:
        """Of which part a firm more or less may have something, and of which (row) more while of which (column) less.

        A thing moves every figure one way, whoever has it; and a figure without room does not hinder two firms that are
        both in it: what one wins the other loses.
        """
        now, change = self.numbers, np.zeros(self.unknowns.each_part, np.int64)
        change[columns] = 1
        more, fewer = (np.flatnonzero(self.unknowns.keeps(now + sign * change)) for sign in (1, -1))
        more = more[(slack[:, more] >= (self.unknowns.price @ change[: self.unknowns.things])[:, None]).all(axis=0)]
        rows = self.unknowns.matrix[self.unknowns.inner :]
        per_part = sum(rows[:, np.arange(len(now)) * self.unknowns.each_part + thing] for thing in columns)
        by_part = scipy.sparse.csr_array(scipy.sparse.csr_array(per_part).T)
        used = np.unique(by_part.indices)
        by_part = by_part[:, used]
        values = (rows[:, : self.unknowns.width] @ now.ravel())[used]
        sign = np.sign(by_part.sum(axis=0))
        up, down = (
            self.unknowns.high[self.unknowns.inner :][used] - values,
            values - self.unknowns.low[self.unknowns.inner :][used],
        )
        no_more = np.where(sign > 0, up, down) < 1
        no_fewer = np.where(sign > 0, down, up) < 1
        there = abs(by_part).astype(np.float32)
        gains, loses = there[more], there[fewer]
        stopped, held = gains[:, no_more], loses[:, no_fewer]
        free_up, free_down = stopped.sum(axis=1) == 0, held.sum(axis=1) == 0
        both = (stopped @ loses[:, no_more].T).toarray() >= stopped.sum(axis=1)[:, None]
        both &= (gains[:, no_fewer] @ held.T).toarray() >= held.sum(axis=1)[None, :]
        alone, traded = np.zeros(len(now), bool), np.zeros((len(now), len(now)), bool)
        alone[more[free_up]] = alone[fewer[free_down]] = True
        traded[np.ix_(more, fewer)] = both
        return alone, traded

    def _few(self, thing: int) -> Iterator[_Group]:
        """Cells, lines, all, all others; those who were there, too, in another release, and those who were not."""
        every, seen = [self._alike(t, thing) for t in range(len(self.unknowns.told))], set()
        plain = np.logical_or.reduce(every)
        for t in range(len(self.unknowns.told)):
            elsewhere = np.logical_or.reduce([np.zeros_like(plain), *every[:t], *every[t + 1 :]])
            own = (
                self.unknowns.members(
                    self.unknowns.places(t), self.unknowns.part[:, t], len(self.unknowns.part_firms)
                ).toarray()
                > 0
            )
            all_of = own[-1]
            if self._number(all_of, thing) in (0, int(self.unknowns.part_firms[all_of].sum())):
                continue  # that nobody has it, or everybody, is known of every group
            parted = list(self._parted(t))
            alike = np.zeros_like(plain), *self._alike_cells(t, thing, own), plain
            for group in own[own.any(axis=1)]:
                some = [group & ~one for one in alike] + [all_of & ~group & ~one for one in alike]
                for parts in [*some, *(group & apart & ~plain for apart in parted)]:
                    few = self._is_few(parts, thing) and self._is_few(parts & ~elsewhere, thing)
                    if few and (key := parts.tobytes()) not in seen:
                        seen.add(key)
                        yield _Group(parts, thing)

    def _parted(self, t: int) -> Iterator[Mask]:
        """Parts of a release by whether they were there in others."""
        there = self._there
        for s in range(len(self.unknowns.told)):
            if s != t:
                yield from (there[:, s], ~there[:, s])
        if len(self.unknowns.told) > 2:
            yield from (np.asarray((there == one).all(axis=1)) for one in np.unique(there, axis=0))

    @cached_property
    def _there(self) -> Mask:
        """Which parts (p, r) were there in which release."""
        there = np.zeros((len(self.unknowns.part_firms), len(self.unknowns.told)), bool)
        for s in range(len(self.unknowns.told)):
            there[self.unknowns.part[:, s][self.unknowns.part[:, s] >= 0], s] = True
        return there

    def _alike(self, t: int, thing: int) -> Mask:
        """Parts of a release of which everybody in their cell or line has a thing, or nobody: that may be seen.

        Everybody who is new in it or stayed, too, if these are as many as the floor.
        """
        own = (
            self.unknowns.members(
                self.unknowns.places(t), self.unknowns.part[:, t], len(self.unknowns.part_firms)
            ).toarray()
            > 0
        )
        found = np.zeros(len(self.unknowns.part_firms), bool)
        for some in (~found, *(side for s in range(t) for side in (self._there[:, s], ~self._there[:, s]))):
            groups = own & some
            n, k = groups @ self.unknowns.part_firms, groups @ self.numbers[:, thing]
            found |= groups[(n >= self.floor) & ((k == 0) | (k == n))].any(axis=0)
        return found

    def _alike_cells(self, t: int, thing: int, own: Mask) -> tuple[Mask, Mask]:
        """Parts in cells of which everybody has a thing, or nobody; and those of them where that is told."""
        inner = np.zeros((self.unknowns.shape[0] + 1, self.unknowns.shape[1] + 1), bool)
        inner[:-1, :-1] = True
        told = inner & (self.unknowns.told[t].shares[divmod(thing, self.unknowns.each)][..., 0] != NOT_TOLD)
        n, k = own @ self.unknowns.part_firms, own @ self.numbers[:, thing]
        alike = inner.ravel() & ((k == 0) | (k == n))
        return own[alike].any(axis=0), own[alike & told.ravel()].any(axis=0)

    def _is_few(self, parts: Mask, thing: int) -> bool:
        k = self._number(parts, thing)
        return 0 < k < self.floor or 0 < int(self.unknowns.part_firms[parts].sum()) - k < self.floor

    def _number(self, parts: Mask, thing: int) -> int:
        return int(self.numbers[parts, thing].sum())

    def _row(self, one: _Group) -> NDArray[np.float64]:
        row = np.zeros(self.unknowns.columns)
        row[: self.unknowns.width].reshape(-1, self.unknowns.each_part)[one.parts, one.thing] = 1
        return row

    def _second(self, one: _Group, others: list[_Group]) -> NDArray[np.float64] | None:
        """All numbers, with another one in a group, so that all that was told fits; None where none is found.

        Looked for where ever more rows and columns cross, while all else stays as it is: so it is found soon.
        """
        rng, row, last = np.random.default_rng(0), self._row(one), self._changes[-1]
        number = row @ self.here
        goal = np.zeros(self.unknowns.columns)
        for other in others:
            goal += rng.choice([-1, 1]) * self._row(other)
        for size in (*_NEARBY, None):
            ways, seconds = self._crossing(one, size or max(self.unknowns.shape), rng), _NEARBY_SECONDS
            if size is None:
                seconds = min(_IN_ALL_SECONDS, self.until - time.thread_time())
            for change in self._changes if size else (last,):
                for least, most in ((1, np.inf), (-number, -1)) if seconds > 0 else ():
                    found = self._found(change, ways, goal, row, least, most, seconds)
                    if found is not None:
                        return found
        return None

    @cached_property
    def _changes(self) -> list[_Change]:
        """What may change: each number by itself; and last, where answers are missing, both ends by as much."""
        u = self.unknowns
        ways = np.concatenate([np.repeat(u.part_ways, u.each_part), np.tile(u.sum_ways, u.ends)])
        every = scipy.sparse.eye_array(u.columns, format="csc")
        alone = _Change(every, u.matrix.tocsc(), ways, np.arange(u.columns) < u.width)
        if u.ends == 1:
            return [alone]
        certain = (np.arange(len(u.part_ways))[:, None] * u.each_part + np.arange(u.each)).ravel()
        low = np.concatenate([certain, u.width + np.arange(len(u.sum_ways))])
        high = np.concatenate([certain + u.each, u.width + len(u.sum_ways) + np.arange(len(u.sum_ways))])
        both = scipy.sparse.csc_array(alone.columns[:, low] + alone.columns[:, high])
        return [alone, _Change(both, scipy.sparse.csc_array(u.matrix @ both), ways[low], low < u.width)]

    def _crossing(self, one: _Group, size: int, rng: np.random.Generator) -> Mask:
        """The ways through the cells of so many rows and columns: some of the group's, and others with many firms."""
        there = self.unknowns.ways.cells >= 0
        lines = np.unravel_index(np.where(there, self.unknowns.ways.cells, 0), self.unknowns.shape)
        inside = there
        for line, n in zip(lines, self.unknowns.shape, strict=True):
            firms = np.bincount(line[there], np.broadcast_to(self.unknowns.ways.firms[:, None], line.shape)[there], n)
            inhabited = np.flatnonzero(firms)
            others = rng.choice(inhabited, min(size, len(inhabited)), False, firms[inhabited] / firms.sum())
            own = self.unknowns.part_ways[one.parts]
            some = rng.permutation(np.unique(line[own][there[own]]))[: (size + 1) // 2]
            inside = inside & np.isin(line, np.concatenate([some, others])[: max(size, len(some) + 1)])
        return np.asarray(inside.any(axis=1))

    def _found(
        self,
        change: _Change,
        ways: Mask,
        goal: NDArray[np.float64],
        row: NDArray[np.float64],
        least: float,
        most: float,
        seconds: float,
    ) -> NDArray[np.float64] | None:
        free = np.flatnonzero(ways[change.ways])
        columns = change.columns[:, free]
        moved = columns.T @ row
        if not moved.any():
            return None
        matrix = change.matrix[:, free].tocsr()
        used = np.flatnonzero(np.diff(matrix.indptr))
        low, high = (end[used] - self._values[used] for end in (self.unknowns.low, self.unknowns.high))
        lower, upper = (end - self.here for end in self.unknowns.bounds)
        task = Task(
            columns.T @ goal,
            np.array([lower[change.columns.indices[slice(*change.columns.indptr[at : at + 2])]].max() for at in free]),
            np.array([upper[change.columns.indices[slice(*change.columns.indptr[at : at + 2])]].min() for at in free]),
            scipy.sparse.csc_array(scipy.sparse.vstack([matrix[used], moved[None, :]])),
            np.append(low, least),
            np.append(high, most),
        )
        found = found_soon(task, seconds, change.whole[free])
        return None if found is None else self.here + columns @ found

    @cached_property
    def _values(self) -> NDArray[np.float64]:
        return np.asarray(self.unknowns.matrix @ self.here)


def _may_move(parts: Mask, alone: Mask, traded: Mask) -> bool:
    """Might the number of firms that have something change in some parts, by one firm or by two that change places?"""
    inside, outside = np.flatnonzero(parts), ~parts
    if alone[inside].any():
        return True
    return bool(traded[inside][:, outside].any() or traded[:, inside][outside].any())
