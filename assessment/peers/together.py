"""Shares of several things told of the same groups: what all of them together leave to be worked out.

Each share is told in steps of the floor, but whoever also knows exactly how many firms there are in all that have the
thing may find that just one number fits a group. So what a reader knows of the shares, of the number in all and of mean
points is written down as one integer program, and of every group in which few have the thing, or few lack it, a second
number has to fit. Where none does, shares nearby are not told either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessment.peers.completing import apart_of, counts_of
from assessment.peers.fitting import Fitting
from assessment.peers.ground import Ground
from assessment.peers.histories import Histories, Stays
from assessment.peers.suppression import Mask
from assessment.peers.told import NOT_TOLD, Told, Whole
from assessment.peers.unknowns import Unknowns
from assessment.solver import NotSolved

Having = NDArray[np.bool_]
_EFFORT, _TIMES = 100_000, 40
"""What programs may take for one table, and for several together; and how often the latter may tell less.

Counted are parts among which they look, and not seconds: the same data are told in the same way on a busy machine.
"""
_EACH_TIME = 2 / 3
"""So much of what is left of it is for programs, where there are several tables, before they tell less."""
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


class ToldBefore(NamedTuple):
    """An earlier release: the firms it was about, and what it told."""

    stays: Stays
    told: Told


@dataclass(frozen=True)
class ReleasesBeside:
    """The firms of a table and earlier releases of it, all over the same rows and columns, so many as ``shape`` says.

    ``own`` are the places of the table's own rows and columns among them, totals included.
    """

    stays: Stays
    shape: tuple[int, int]
    own: tuple[Sequence[int], Sequence[int]]
    before: Sequence[ToldBefore] = ()

    def spread(self, mask: Mask) -> Mask:
        """A mask of the table over all rows and columns."""
        found = np.zeros((self.shape[0] + 1, self.shape[1] + 1), bool)
        found[np.ix_(*self.own)] = mask
        return found

    def cut(self, mask: Mask) -> Mask:
        """The part of a mask that is about the table's own rows and columns."""
        return np.asarray(mask[np.ix_(*self.own)])


@dataclass(frozen=True)
class SharesTogether:
    """Firms (n,) by the number of their cell on some ``ground``, and things of which shares are told.

    Of each of m things it is known who certainly has it, and who possibly has it (m, n). ``shown`` are the groups, in
    the shape with totals, of which each share may be told by itself; ``blurred`` (m,) the things of which it is not
    told that nobody or everybody has them. ``exactly`` is what another table tells of all firms: how many have none of
    the things, one, two and so on, each of which asks for the one before: just as many, at least as many while answers
    are missing, and both; None for what it hides. It is empty where that must not be told.
    ``before`` are earlier releases of the same table over the same cells.
    """

    stays: Stays
    ground: Ground
    floor: int
    certain: Having
    possible: Having
    shown: tuple[Mask, ...]
    blurred: tuple[bool, ...]
    means: Means | None = None
    exactly: Sequence[Sequence[int | None]] | None = None
    before: Sequence[ToldBefore] = ()

    def settled(self) -> SharesTogether:
        """What may be told of each beside all others, and beside what was told before."""
        told, effort, times = self, float(_EFFORT), 0
        joined = self.ground.alone is not None
        having = np.array([self.certain, self.possible])
        try:
            unknowns = self._unknowns(self.told())
            counts = counts_of(unknowns, having, self._points)
        except NotSolved:
            return self._only(self.ground.alone)
        fitting = Fitting(unknowns, self.floor, counts, apart_of(unknowns, self._points), joined)
        while True:
            soon = effort * _EACH_TIME if joined else effort
            # Of what is not told roughly yet the first group is enough: what is done about it concerns all.
            pinned, left = fitting.given_away(~np.array(told.blurred, bool), soon)
            if not pinned:
                return told
            effort, times = effort - soon + left, times + 1
            if joined and times > _TIMES:
                return self._only(self.ground.alone)
            shown, blurred = [_Shown(one) for one in told.shown], list(told.blurred)
            means = None if told.means is None else _Shown(told.means.shown)
            for cells, thing in pinned:
                if not told.blurred[thing]:
                    blurred[thing] = True
                    continue
                for some in ([shown[thing]], [means] if means else [], shown):  # its own, at last those of others
                    if sum(one.hide_beside(cells, self.ground) for one in some):
                        break
            told = replace(
                told,
                shown=tuple(one.left for one in shown),
                blurred=tuple(blurred),
                means=None if told.means is None or means is None else replace(told.means, shown=means.left),
            )
            if not any(one.left.any() for one in (*shown, *([means] if means else []))):
                if not told.exactly:
                    return told  # what is pinned follows from earlier releases alone
                told = replace(told, exactly=())
            fitting = fitting.telling(fitting.unknowns.telling(told.told()))

    def _only(self, places: Mask | None) -> SharesTogether:
        """Told of some places alone (of none), where it could not be found out in time what else gives away.

        They were looked at by themselves, and so nothing is told, of all neither, where an earlier release told of
        others.
        """
        exactly = self.exactly
        if places is None or any(one.told.tells_beyond(places) for one in self.before):
            places, exactly = np.zeros(self.ground.shape, bool), exactly and ()
        means = self.means and replace(self.means, shown=self.means.shown & places)
        return replace(self, shown=tuple(one & places for one in self.shown), means=means, exactly=exactly)

    def _unknowns(self, own: Told) -> Unknowns:
        ways = Histories.of([*(one.stays for one in self.before), self.stays])
        worth = np.zeros(len(self.shown), np.int64)
        if self.means is not None:
            worth = np.floor(np.array(self.means.needed) * _HUNDREDTHS).astype(np.int64)
        full = 0 if self.means is None else int(self.means.full * _HUNDREDTHS)
        every = [*(one.told for one in self.before), own]
        closed = np.array_equal(self.certain, self.possible) and all(one.is_certain for one in every)
        return Unknowns(ways, every, self.ground, worth, full, closed)

    def told(self) -> Told:
        """What is told, for a later release to be compared with."""
        firms = self._by_cell(np.ones(len(self.stays.cells)))
        shares = np.full((2, len(self.shown), *firms.shape, 2), NOT_TOLD)
        in_all, sums = np.full((2, len(self.shown), 2), NOT_TOLD), np.full((2, *firms.shape), NOT_TOLD)
        for end, have in enumerate((self.certain, self.possible)):
            for thing, (own, shown) in enumerate(zip(have, self.shown, strict=True)):
                numbers = self._by_cell(own)
                for at in map(tuple, np.argwhere(shown & (firms > 0))):
                    step = step_of(int(numbers[at]), int(firms[at]), self.floor, self.blurred[thing])
                    shares[(end, thing, *at)] = step.least, step.most
                if self.exactly is None:
                    in_all[end, thing] = self._known_in_all(own, [one.told.in_all[end, thing] for one in self.before])
            if self.means is not None:
                sums[end] = np.where(self.means.shown & (firms > 0), self._by_cell(self._points[end]), NOT_TOLD)
        return Told(shares, in_all, sums, np.array(list(self._exactly()), np.int64).reshape(-1, 3, 2))

    def _exactly(self) -> Iterator[list[tuple[int, int]]]:
        certain, possible = self.certain.sum(axis=0), self.possible.sum(axis=0)
        for at, line in enumerate(self.exactly or ()):
            both, open_ = int((certain == at).sum()), int(((certain == at) & (possible > at)).sum())
            numbers = both - open_, open_, both
            yield [(min(k, 1), len(certain)) if said is None else (k, k) for k, said in zip(numbers, line, strict=True)]

    @property
    def _points(self) -> Whole:
        if self.means is None:
            return np.zeros((2, len(self.stays.cells)), np.int64)
        return np.ceil(np.array([self.means.low, self.means.high]) * _HUNDREDTHS - 1e-6).astype(np.int64)

    def _known_in_all(self, own: NDArray[np.bool_], before: Sequence[Whole]) -> tuple[int, int]:
        """Other tables tell how many of all have a thing; not where few have it or lack it, or few who came or left."""
        every = [(int(own.sum()), len(own))]
        for one, (least, most) in zip(self.before, before, strict=True):
            stayed = np.isin(self.stays.having, one.stays.having)
            k, n = int(own[stayed].sum()), int(stayed.sum())
            every += [(k, n), (every[0][0] - k, len(own) - n)]
            if least == most:
                every.append((int(least) - k, len(one.stays.cells) - n))
        if any(0 < k < self.floor or 0 < n - k < self.floor for k, n in every):
            return 1, len(own) - 1
        return every[0][0], every[0][0]

    def _by_cell(self, values: NDArray[Any]) -> Whole:
        return np.rint(self.sums(values)).astype(np.int64)

    def sums(self, values: NDArray[Any]) -> NDArray[np.float64]:
        """Values (n,) of the firms added up by place."""
        places = self.ground.places
        return (places @ np.bincount(self.stays.cells, values, places.shape[1])).reshape(self.ground.shape)


class _Shown:
    """Where a figure is told, and what is left of it when it gives groups away.

    All these groups count as they were found: two that are pinned by the same figures need not both be treated, and
    what is left is looked at again.
    """

    def __init__(self, shown: Mask):
        self.before, self.left = shown, shown.copy()

    def hide_beside(self, cells: NDArray[np.intp], ground: Ground) -> bool:
        """Leave out what stands beside some cells, the nearest that is told. False if nothing was shown."""
        nearest = next((one for one in ground.beside(cells) if self.before[one].any()), None)
        if nearest is not None:
            self.left[nearest] = False
        return nearest is not None
