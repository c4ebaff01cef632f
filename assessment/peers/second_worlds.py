"""Other numbers that fit all that was told as well, for as many groups as possible: the proof that these are no secret.

The cheapest way comes first: one firm more or less, or two that change places, of all groups at once. Then the solver
is asked for all numbers of some parts around a group, sums of points included, while all other parts stay as they are.
Every world that it finds settles each group whose number it changes. All unknown numbers at once would take it minutes
where there are tens of thousands of firms; among some dozens of parts it mostly finds another world in a moment.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.peers.suppression import Mask
from assessment.peers.told import Whole
from assessment.peers.unknowns import Unknowns
from assessment.solver import Task, found_soon

_SECONDS = 2.0
"""How long the solver looks for one world."""
_AROUND, _FURTHER = (16, 30, 60, 60, 150), (150, 300, 600, 1200)
"""Among how many parts a world is looked for; further, and so many times as long, where much else would be hidden."""
_THOROUGHLY = 4


class CellGroup(NamedTuple):
    """Parts of a release of which few firms have a thing or few lack it, for certain or (m things later) possibly."""

    parts: Mask
    thing: int

    @property
    def key(self) -> tuple[bytes, int]:
        """To know it by."""
        return self.parts.tobytes(), self.thing


class _Space(NamedTuple):
    """Changes (c) of which each may go so far down and up, and the figures (rows) that they move, which may as well.

    A change moves the numbers of things (c, things) of a part (c,), or no part (-1), by whole numbers or not.
    """

    rows: scipy.sparse.csr_array
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    down: NDArray[np.float64]
    up: NDArray[np.float64]
    parts: NDArray[np.intp]
    things: NDArray[np.int64]
    whole: Mask

    def moves(self, one: CellGroup) -> NDArray[np.float64]:
        """By how much every change moves the number of a group."""
        inside = one.parts[self.parts] & (self.parts >= 0)
        return np.where(inside, self.things[:, one.thing], 0).astype(np.float64)


class SecondWorlds:
    """Looks for worlds beside the one of some ``numbers`` (p, each_part) that fit the ``unknowns``.

    Up to ``until``, on the clock of ``time.thread_time``.
    """

    def __init__(self, unknowns: Unknowns, numbers: Whole, until: float):
        self.unknowns, self.numbers, self.until = unknowns, numbers, until
        self._slack, sums = unknowns.spread(numbers)
        self._here = np.concatenate([numbers.ravel(), sums])
        self._values = np.asarray(unknowns.matrix @ self._here)
        self._rng = np.random.default_rng(0)

    def soon(self, groups: Sequence[CellGroup]) -> list[CellGroup]:
        """The groups of which no other number is found in little time."""
        left = list(groups)
        for thing in range(self.unknowns.things):
            for columns in self._moved_with(thing):
                if own := [one for one in left if one.thing == thing]:
                    trades = _Trades(self._along(columns), len(self.numbers))
                    moved = {id(one) for one in own if trades.may_move(one.parts)}
                    left = [one for one in left if id(one) not in moved]
        return left

    def around(self, one: CellGroup, others: Sequence[CellGroup], thoroughly: bool) -> list[CellGroup] | None:
        """The others that are left when a world is found among parts around one group; None where none is."""
        sizes = [(size, _SECONDS) for size in _AROUND]
        sizes += [(size, _THOROUGHLY * _SECONDS) for size in _FURTHER] if thoroughly else []
        for size, seconds in sizes:
            moved = self._found(self._parts(self._near(one, size)), one, others, seconds)
            if moved is not None:
                return [other for other, its in zip(others, moved[1:], strict=True) if not its]
            if size >= len(self.numbers):
                break
        return None

    def _found(self, space: _Space, one: CellGroup, others: Sequence[CellGroup], seconds: float) -> Mask | None:
        """Of a group and of others: is the number another one in a world that was found? None where none was.

        The others are changed with it as chance wants, so that few worlds settle many.
        """
        moves = np.array([space.moves(each) for each in (one, *others)])
        if not moves[0].any():
            return None
        goal = self._rng.choice([-1.0, 1.0], len(others)) @ moves[1:] if others else np.zeros(moves.shape[1])
        for sign in (1, -1):
            left = min(seconds, self.until - time.thread_time())
            if left <= 0:
                return None
            task = Task(
                goal,
                -space.down,
                space.up,
                scipy.sparse.csc_array(scipy.sparse.vstack([space.rows, sign * moves[:1]])),
                np.append(space.low, 1),
                np.append(space.high, np.inf),
            )
            if (found := found_soon(task, left, space.whole)) is not None:
                return np.asarray(np.rint(moves @ found) != 0)
        return None

    # -- where worlds are looked for -------------------------------------------------------------------------------

    def _moved_with(self, thing: int) -> Iterator[list[int]]:
        """What a firm may have more of at once: one thing or several in a row, for certain, possibly, or both."""
        m, at = self.unknowns.each, thing % self.unknowns.each
        for first, last in ((first, last) for first in range(at + 1) for last in range(at, m)):
            some = list(range(first, last + 1))
            yield [*some, *(one + m for one in some if self.unknowns.ends == 2)]
            if self.unknowns.ends == 2:
                yield [one + thing - at for one in some]

    def _along(self, columns: list[int]) -> _Space:
        """Firms that have some things at once, more or fewer in every part, while all points stay as they are."""
        u, n = self.unknowns, len(self.numbers)
        change = np.zeros(u.each_part, np.int64)
        change[columns] = 1
        down, up = u.room(self.numbers, change)
        for price, slack in zip(u.price @ change[: u.things], self._slack, strict=True):
            up = np.minimum(up, np.maximum(np.floor(slack / price), 0)) if price else up
        rows = scipy.sparse.csr_array(sum(self._told_of[column] for column in columns))
        moved = np.broadcast_to(change[: u.things], (n, u.things))
        return self._space(rows, u.inner, down, up, np.arange(n), moved, np.ones(n, bool))

    @cached_property
    def _told_of(self) -> list[scipy.sparse.csr_array]:
        """The figures that were told as rows over the parts, for each of their numbers."""
        told = self._by_column[self.unknowns.inner :, : self.unknowns.width]
        each = self.unknowns.each_part
        return [scipy.sparse.csr_array(told[:, column::each]) for column in range(each)]

    def _near(self, one: CellGroup, size: int) -> NDArray[np.intp]:
        """Parts of four kinds, as many of each: of a group, such as stand in the same places in a release, others.

        Of the others half by their firms alone, and half such as hold a firm with the thing, or without it, whichever
        is rarer: it changes places with one of the group. Points are won from those in the same places.
        """
        u, every = self.unknowns, np.arange(len(self.numbers))
        if size >= len(every):
            return every
        own = self._rng.permutation(np.flatnonzero(one.parts))[: size // 4]
        same = self._by_place.T @ (self._by_place[:, own].sum(axis=1) > 0)
        having = self.numbers[:, one.thing]
        rarer = min(having > 0, having < u.part_firms, key=np.count_nonzero)
        found = own
        for odds in (same.astype(float) ** 4, rarer.astype(float), np.sqrt(u.part_firms)):
            some = np.setdiff1d(np.flatnonzero(odds), found)
            number = min(len(some), size // 4)
            chance = odds[some] / odds[some].sum() if number else None
            found = np.concatenate([found, self._rng.choice(some, number, False, chance)])
        return np.sort(found)

    @cached_property
    def _by_place(self) -> scipy.sparse.csr_array:
        """Which parts (columns) stand in which places but the last, in every release."""
        u = self.unknowns
        every = [u.inside(t, u.ground.places[:-1]) for t in range(len(u.told))]
        return scipy.sparse.csr_array(scipy.sparse.vstack(every))

    def _parts(self, parts: NDArray[np.intp]) -> _Space:
        """All numbers of some parts, and the sums of their points."""
        u = self.unknowns
        sums = np.flatnonzero(np.isin(u.sum_ways, u.part_ways[parts]))
        numbers = (parts[:, None] * u.each_part + np.arange(u.each_part)).ravel()
        columns = np.concatenate([numbers, *(u.width + end * len(u.sum_ways) + sums for end in range(u.ends))])
        whole = columns < u.width
        lower, upper = u.bounds
        parts = np.where(whole, columns // u.each_part, -1)
        moved = whole[:, None] & ((columns % u.each_part)[:, None] == np.arange(u.things))
        down, up = (self._here - lower)[columns], (upper - self._here)[columns]
        return self._space(self._by_column[:, columns].tocsr(), 0, down, up, parts, moved, whole)

    @cached_property
    def _by_column(self) -> scipy.sparse.csc_array:
        return self.unknowns.matrix.tocsc()

    def _space(
        self,
        rows: scipy.sparse.csr_array,
        first: int,
        down: NDArray[np.float64],
        up: NDArray[np.float64],
        parts: NDArray[np.intp],
        things: NDArray[np.int64] | Mask,
        whole: Mask,
    ) -> _Space:
        """Of changes those that may go anywhere, and of rows, the first of which has a number, those that they move."""
        free = np.flatnonzero((down > 0) | (up > 0))
        rows = scipy.sparse.csr_array(rows[:, free])
        used = np.flatnonzero(np.diff(rows.indptr))
        low, high = (end[first:][used] - self._values[first:][used] for end in (self.unknowns.low, self.unknowns.high))
        ends = down[free], up[free], parts[free], np.asarray(things[free], np.int64), whole[free]
        return _Space(rows[used], low, high, *ends)


class _Trades:
    """In which parts a firm more or less fits, and in which two one more and one less do.

    All changes of the ``space`` are of one kind, one for a part: it moves every figure one way, in whatever part. A
    figure without room does not hinder two firms that are both in it: what one wins the other loses. Parts in the same
    figures without room are alike.
    """

    def __init__(self, space: _Space, parts: int):
        more, fewer = space.up >= 1, space.down >= 1
        by_change = scipy.sparse.csr_array(abs(space.rows.T), dtype=np.float32)
        sign = np.sign(space.rows.sum(axis=1))
        no_more = np.where(sign > 0, space.high, -space.low) < 1
        no_fewer = np.where(sign > 0, -space.low, space.high) < 1
        there = scipy.sparse.csr_array(by_change[:, no_more | no_fewer])
        mark = np.random.default_rng(0).integers(1, 2**40, there.shape[1])
        _, first, which = np.unique(there.astype(np.int64) @ mark, return_index=True, return_inverse=True)
        up, down = by_change[first][:, no_more], by_change[first][:, no_fewer]
        stopped, held = up.sum(axis=1), down.sum(axis=1)
        self._kinds = len(first)
        self._fits = (up @ up.T).toarray() >= stopped[:, None]
        self._fits &= (down @ down.T).toarray() >= held[None, :]
        self._kind = np.full(parts, -1)
        self._kind[space.parts] = which.ravel()
        self._more, self._fewer = np.zeros((2, parts), bool)
        self._more[space.parts], self._fewer[space.parts] = more, fewer
        self._alone = np.zeros(parts, bool)
        self._alone[space.parts] = (more & (stopped == 0)[which.ravel()]) | (fewer & (held == 0)[which.ravel()])

    def may_move(self, parts: Mask) -> bool:
        """Might the number of firms that have something change in some parts, by one firm or by two?"""
        if self._alone[parts].any():
            return True
        inside, outside = self._kinds_of(parts), self._kinds_of(~parts)
        return bool(self._fits[inside[0]][:, outside[1]].any() or self._fits[outside[0]][:, inside[1]].any())

    def _kinds_of(self, parts: Mask) -> tuple[Mask, Mask]:
        """The kinds of parts that have room for one more, and for one less."""
        found = np.zeros((2, self._kinds), bool)
        for kinds, room in zip(found, (self._more, self._fewer), strict=True):
            kinds[self._kind[parts & room]] = True
        return found[0], found[1]
