"""Numbers of firms of which nothing is kept, since they left or changed: any that fit what was told of them.

Whoever stood in the same cells of the same releases is the same to what was told. Such parts are taken together, and
the firms that are found for all of them are dealt out afterwards. What is known of all others stays as it is.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.peers.suppression import Mask
from assessment.peers.told import NOT_TOLD, Whole
from assessment.peers.unknowns import Unknowns
from assessment.solver import NotSolved, Task, found_near_relaxed

_NODES = 100
_ROOM = 3
"""So far from the ends of what was told numbers are better than at them."""


def counts_of(unknowns: Unknowns, having: NDArray[np.bool_], points: Whole) -> Whole:
    """The firms of every kind (p, kinds), known of the last release by what they have (2, m, n) and points (2, n).

    Of those who left or changed any that fit; raises ``NotSolved`` where none are found.
    """
    u = unknowns
    part, points_of = u.part[u.ways.last, -1], u.sum[u.ways.last, -1]
    counts = np.zeros((len(u.part_firms), len(u.kinds)), np.int64)
    np.add.at(counts, (part, u.kind_of(having)), 1)
    sums = np.zeros((u.ends, len(u.sum_firms)), np.int64)
    for end in range(u.ends):
        np.add.at(sums[end], points_of, points[end])
    known, known_sums = np.isin(np.arange(len(counts)), part), np.isin(np.arange(sums.shape[1]), points_of)
    if known.all():
        return counts
    return _Completing(u, counts, sums, ~known, ~known_sums).found()


def apart_of(unknowns: Unknowns, points: Whole) -> Whole:
    """How much the sums of points (n,) of the last release's firms are more at best; NOT_TOLD for all others."""
    u = unknowns
    own = u.sum[u.ways.last, -1]
    found = np.full(len(u.sum_firms), NOT_TOLD)
    found[own] = 0
    np.add.at(found, own, points[-1] - points[0])
    return found


class _Completing:
    """Some ``counts`` and ``sums``, of which those of ``parts`` and of ``of_sums`` are to be found."""

    def __init__(self, unknowns: Unknowns, counts: Whole, sums: Whole, parts: Mask, of_sums: Mask):
        self.unknowns, self.counts = unknowns, counts
        self.parts, self.of_sums = np.flatnonzero(parts), of_sums
        self.known = np.concatenate([(counts @ unknowns.kinds).ravel(), sums.ravel()]).astype(np.float64)

    def found(self) -> Whole:
        """All firms; raises ``NotSolved`` where none are found that fit."""
        for most in (_ROOM, 0):
            task, whole = self._task(most)
            if (found := found_near_relaxed(task, _NODES, whole)) is not None:
                return self._dealt(np.rint(found[: self.unknowns.kinds.shape[0] * len(self._first)]).astype(np.int64))
        raise NotSolved("no numbers were found for the firms that left")

    @cached_property
    def _alike(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The first of the parts that are alike, and for every part the place of its first.

        Parts are taken together where the sums of their points stand beside them alone.
        """
        u, parts = self.unknowns, self.parts
        way, alone = u.part_ways[parts], self._sums[1]
        while_same = u.part[way] == parts[:, None]
        keys = np.column_stack([np.where(alone, -1, parts), np.where(while_same, u.ways.cells[way], -1)])
        _, first, which = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        return first, which.ravel()

    @cached_property
    def _first(self) -> NDArray[np.intp]:
        return self.parts[self._alike[0]]

    @cached_property
    def _times(self) -> NDArray[np.float64]:
        """How many times as many firms each first part stands for."""
        return np.bincount(self._alike[1], self.unknowns.part_firms[self.parts]) / self._firms

    @property
    def _firms(self) -> Whole:
        return self.unknowns.part_firms[self._first]

    def _task(self, most: int) -> tuple[Task, Mask]:
        """What fits, each told figure as far from the ends of what was told as so many firms, if it may be.

        Sought are firms of every kind in every first part, and sums of points.
        """
        u, first = self.unknowns, self._alike[0]
        own_sum, alone = self._sums
        stands = np.ones(len(u.sum_firms))
        stands[own_sum[alone]] = 0  # of those that are alike the first stands for all
        stands[own_sum[first][alone[first]]] = self._times[alone[first]]
        sums = np.flatnonzero(self.of_sums & (stands > 0))
        sought = np.zeros(u.columns, bool)
        sought[: u.width].reshape(-1, u.each_part)[self.parts] = True
        sought[u.width :].reshape(u.ends, -1)[:, self.of_sums] = True
        numbers = (self._first[:, None] * u.each_part + np.arange(u.each_part)).ravel()
        columns = np.concatenate([numbers, *(u.width + end * len(u.sum_firms) + sums for end in range(u.ends))])
        times = np.concatenate([np.repeat(self._times, u.each_part), *[stands[sums]] * u.ends])
        by_column = u.matrix.tocsc()
        rows = by_column[:, columns].tocsr()
        is_told = np.arange(len(u.low)) >= u.inner
        of_others = np.diff(by_column[:, np.setdiff1d(np.flatnonzero(sought), columns)].tocsr().indptr) > 0
        used = np.flatnonzero((np.diff(rows.indptr) > 0) & (is_told | ~of_others))
        used = used[used >= u.in_parts]
        rows, is_told = rows[used], is_told[used]
        stand = np.where(is_told, 1, abs(rows).sign().multiply(times).max(axis=1).toarray().ravel())
        fixed = (u.matrix @ np.where(sought, 0, self.known))[used]
        low, high = (end[used] * stand - fixed for end in (u.low, u.high))
        every = scipy.sparse.eye_array(len(first))
        kinds = scipy.sparse.kron(every, scipy.sparse.csr_array(u.kinds.T))
        rows = scipy.sparse.hstack([rows[:, : len(numbers)] @ kinds, rows[:, len(numbers) :]]).tocsr()
        size, number = rows.shape[1], kinds.shape[1]
        firms = scipy.sparse.hstack(
            [
                scipy.sparse.kron(every, np.ones((1, len(u.kinds)))),
                scipy.sparse.csr_array((len(first), size - number)),
            ]
        )
        room = np.where(is_told, np.floor(np.minimum(high - low, 2 * most) / 2), 0)
        wide = np.flatnonzero(room >= 1)
        n, of_each = len(wide), self._firms * self._times
        one = scipy.sparse.eye_array(n)
        # Such a figure has a column of its own, so that the rows that count it stand there once.
        as_column = scipy.sparse.csr_array((np.ones(n), (wide, np.arange(n))), (rows.shape[0] + len(first), n))
        nothing = scipy.sparse.csr_array((n, size))
        blocks = [
            [scipy.sparse.vstack([rows, firms]), -as_column, scipy.sparse.csr_array(as_column.shape)],
            [nothing, one, -one],
            [nothing, one, one],
        ]
        full = np.repeat([stands[sums] * u.sum_firms[sums] * u.full], u.ends, axis=0).ravel()
        rest = np.ones(len(low), bool)
        rest[wide] = False
        task = Task(
            np.concatenate([np.zeros(size + n), -np.ones(n)]),
            np.concatenate([np.zeros(size), low[wide], np.zeros(n)]),
            np.concatenate([np.repeat(of_each, len(u.kinds)), full, high[wide], room[wide]]),
            scipy.sparse.csc_array(scipy.sparse.vstack([scipy.sparse.hstack(block) for block in blocks])),
            np.concatenate([np.where(rest, low, 0), of_each, low[wide], np.full(n, -np.inf)]),
            np.concatenate([np.where(rest, high, 0), of_each, np.full(n, np.inf), high[wide]]),
        )
        return task, np.arange(size + 2 * n) < number

    @cached_property
    def _sums(self) -> tuple[NDArray[np.intp], Mask]:
        """The sum of points of each part, and whether it is sought and stands beside this part alone."""
        u, parts = self.unknowns, self.parts
        way = u.part_ways[parts]
        while_same = u.part[way] == parts[:, None]
        own = u.sum[way, while_same.argmax(axis=1)]
        return own, self.of_sums[own] & ((u.sum[way] == own[:, None]) == while_same).all(axis=1)

    def _dealt(self, found: Whole) -> Whole:
        """The firms that were found for parts that are alike, dealt out to these."""
        u, counts = self.unknowns, self.counts.copy()
        kinds = np.arange(len(u.kinds))
        for at, of_all in enumerate(found.reshape(len(self._first), -1)):
            parts = self.parts[self._alike[1] == at]
            firms = np.repeat(kinds, of_all)
            for part, own in zip(parts, np.split(firms, np.cumsum(u.part_firms[parts])[:-1]), strict=True):
                counts[part] = np.bincount(own, minlength=len(kinds))
        return counts
