"""Other worlds far from the one that is known, by many small steps: firms change places two by two.

In every step one firm becomes of another kind and another, there in the same releases, of the kind that it was, and all
that was told of numbers stands. Which do is drawn by lot, those first that change the numbers of groups. After some
hundred rounds most firms are of another kind than at first: what two that change places cannot reach, many in a row do.
"""

from __future__ import annotations

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.peers.groups import Groups
from assessment.peers.suppression import Mask
from assessment.peers.told import NOT_TOLD, Whole
from assessment.peers.unknowns import Unknowns

_CHANCE = 0.3
"""How far chance goes beside what is wished of the firms."""
_OFTEN = 8
"""So many partners are tried for a firm of a rare kind."""
_ON_THE_WAY = 0.5
"""A step towards a change counts as much of it."""
_NEARLY_NOTHING = 1e-6


class Wandering:
    """Firms of every kind in every part, ``counts`` (p, kinds), that wander while all that was told stands.

    Of points only as many are asked for in every place as were told of it: whether they can be spread, who uses what
    was found has to see.
    """

    def __init__(self, unknowns: Unknowns, counts: Whole, rng: np.random.Generator):
        self.unknowns, self._rng = unknowns, rng
        self._write_down()
        self.stand(counts)
        self._there = np.unique(unknowns.there, axis=0, return_inverse=True)[1].ravel()
        ends = unknowns.ends_of_kinds
        pairs = [(a, b) for b in range(len(ends)) for a in range(b)]
        self._pairs = np.array(pairs, np.intp).reshape(-1, 2)
        self._odds = 1 / np.array([np.abs(ends[a] - ends[b]).sum() for a, b in pairs])

    def stand(self, counts: Whole) -> None:
        """Begin anew from other firms."""
        self.counts = counts.copy()
        self._value = self._rows.T @ self.numbers.ravel().astype(np.float64)

    @property
    def numbers(self) -> Whole:
        """The unknown numbers (p, each_part) as they are now."""
        return self.counts @ self.unknowns.kinds

    def _write_down(self) -> None:
        """The figures that each number of a part counts in: what was told of numbers, and the points they ask for."""
        u = self.unknowns
        told = u.matrix[u.inner :]
        own = np.flatnonzero(np.diff(told[:, u.width :].tocsr().indptr) == 0)
        columns = told[own][:, : u.width]
        places, totals, prices = [], [], []
        for t, one in enumerate(u.told):
            inside = u.inside(t, u.ground.places)
            for price, sums in zip(u.price, one.sums.reshape(2, -1), strict=False):
                shown = np.flatnonzero(sums != NOT_TOLD)
                places.append(inside[shown])
                totals.append(sums[shown])
                prices.append(np.repeat(price[None, :], len(shown), axis=0))
        with_points = scipy.sparse.csr_array(scipy.sparse.vstack(places))
        price = np.concatenate(prices)
        at, part = with_points.nonzero()
        thing = np.arange(u.things)
        asked = scipy.sparse.csr_array(
            (
                price[at].astype(np.float64).ravel(),
                (np.repeat(at, u.things), (part[:, None] * u.each_part + thing).ravel()),
            ),
            (len(price), u.width),
        )
        asked.eliminate_zeros()
        self._rows = scipy.sparse.csr_array(scipy.sparse.vstack([columns, asked]).T)
        low, high = (end[u.inner :][own] for end in (u.low, u.high))
        self._low = np.concatenate([low, np.full(len(price), -np.inf)]) - _NEARLY_NOTHING
        self._high = np.concatenate([high, *totals]) + _NEARLY_NOTHING

    def wander(self, groups: Groups, numbers: Whole, rounds: int) -> None:
        """Let firms change places, so that groups have other numbers than these."""
        u = self.unknowns
        of_part = np.repeat(u.part_firms[:, None], u.things, axis=1).astype(np.float64)
        before, firms = (groups.counted_by_thing(of) for of in (numbers[:, : u.things].astype(np.float64), of_part))
        way = self._rng.choice([-1.0, 1.0], len(groups))
        way[before == 0], way[before == firms] = 1, -1
        wish = way / np.sqrt(np.maximum(firms, 1))
        for _ in range(rounds):
            moved = groups.counted_by_thing((self.numbers - numbers)[:, : u.things].astype(np.float64))
            wishes = self._on_the_way(groups.weighed(np.where(moved == 0, wish, 0), u.things))
            some = self._rng.permutation(np.flatnonzero(self._rng.random(len(self._odds)) < self._odds))
            for a, b in self._pairs[some].tolist():
                self._trade(a, b, wishes)

    def _on_the_way(self, wishes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Who is to have a thing has to have those before it; who is to have it for certain, possibly."""
        found, m = wishes.copy(), self.unknowns.each
        for first in range(0, self.unknowns.things, m):
            for at in range(first + m - 2, first - 1, -1):
                found[:, at] += np.maximum(found[:, at + 1], 0) * _ON_THE_WAY
            for at in range(first + 1, first + m):
                found[:, at] += np.minimum(found[:, at - 1], 0) * _ON_THE_WAY
        if self.unknowns.ends == 2:
            found[:, m:] += np.maximum(found[:, :m], 0) * _ON_THE_WAY
            found[:, :m] += np.minimum(found[:, m:], 0) * _ON_THE_WAY
        return found

    def _trade(self, a: int, b: int, wishes: NDArray[np.float64]) -> None:
        """Firms of the kind a become of the kind b, and as many of b become a."""
        change = self.unknowns.kinds[b] - self.unknowns.kinds[a]
        wish = wishes @ change[: self.unknowns.things]
        found = [np.zeros((2, 0), np.intp)]
        own, others = (np.flatnonzero(self.counts[:, kind]) for kind in (a, b))
        for there in np.intersect1d(self._there[own], self._there[others]):
            some = [one[self._there[one] == there] for one in (own, others)]
            n = min(max(map(len, some)), _OFTEN * min(map(len, some)))
            best = (self._by_wish(way * wish[one])[:n] for one, way in zip(some, (1, -1), strict=True))
            x, y = (np.resize(one[order], n) for one, order in zip(some, best, strict=True))
            wished = (wish[x] - wish[y] + self._chance(n) > 0) & (x != y)
            found.append(np.array([x[wished], y[wished]]))
        x, y = np.concatenate(found, axis=1)
        if not len(x):
            return
        order = self._by_wish(wish[x] - wish[y])
        x, y = x[order], y[order]
        moved = self._moved(x, y, change)
        fit = self._fit(moved, x, y)
        x, y = x[fit], y[fit]
        self._value = self._value + moved[fit].sum(axis=0)
        self.counts[x, a] -= 1
        self.counts[x, b] += 1
        self.counts[y, b] -= 1
        self.counts[y, a] += 1

    def _by_wish(self, wish: NDArray[np.float64]) -> NDArray[np.intp]:
        return np.argsort(-wish - self._chance(len(wish)), kind="stable")

    def _chance(self, n: int) -> NDArray[np.float64]:
        return self._rng.gumbel(size=n) * _CHANCE

    def _moved(self, x: NDArray[np.intp], y: NDArray[np.intp], change: Whole) -> scipy.sparse.csr_array:
        """How pairs (pairs, figures) move every figure, when those of x change so, and those of y back."""
        at = np.flatnonzero(change)
        columns = (np.column_stack([x, y])[:, :, None] * len(change) + at).ravel()
        by = np.broadcast_to(np.concatenate([change[at], -change[at]]), (len(x), 2 * len(at))).ravel()
        pairs = np.arange(0, len(columns) + 1, 2 * len(at))
        changed = scipy.sparse.csr_array((by.astype(np.float64), columns, pairs), (len(x), self._rows.shape[0]))
        moved = scipy.sparse.csr_array(changed @ self._rows)
        moved.eliminate_zeros()
        return moved

    def _fit(self, moved: scipy.sparse.csr_array, x: NDArray[np.intp], y: NDArray[np.intp]) -> NDArray[np.intp]:
        """Pairs that fit all together, as they move figures (pairs, figures): each alone, no part twice, those first.

        What one gives back to a figure no other may take: so they fit in whatever order.
        """
        up, down = self._high - self._value, self._value - self._low
        pair = np.repeat(np.arange(len(x)), np.diff(moved.indptr))
        beyond = (moved.data > up[moved.indices]) | (-moved.data > down[moved.indices])
        alone = np.flatnonzero(~_any(beyond, pair, len(x)))
        n = len(alone)
        first = np.full(len(self.counts), n)
        for one in (x, y):
            np.minimum.at(first, one[alone], np.arange(n))
        alone = alone[(first[x[alone]] == np.arange(n)) & (first[y[alone]] == np.arange(n))]
        by_figure = scipy.sparse.csc_array(moved[alone])
        by_figure.sort_indices()
        figure = np.repeat(np.arange(by_figure.shape[1]), np.diff(by_figure.indptr))
        beyond = np.zeros(len(figure), bool)
        for way, room in ((1, up), (-1, down)):
            so_far = np.concatenate([[0.0], np.cumsum(np.maximum(way * by_figure.data, 0))])
            beyond |= (way * by_figure.data > 0) & (so_far[1:] - so_far[by_figure.indptr[figure]] > room[figure])
        return alone[~_any(beyond, by_figure.indices, len(alone))]


def _any(beyond: Mask, pair: NDArray[np.intp], pairs: int) -> Mask:
    return np.bincount(pair[beyond], minlength=pairs) > 0
