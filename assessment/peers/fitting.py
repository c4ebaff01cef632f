"""Which groups are given away by all that was told of them, in one release or in several.

A group is given away where few of it have a thing, or few lack it, and just one number fits. Firms that were there
before, that are new, and that changed or left are looked at apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.peers.groups import NOTHING, Groups
from assessment.peers.second_worlds import SecondWorlds
from assessment.peers.spreading import SpreadPoints
from assessment.peers.suppression import Mask
from assessment.peers.told import NOT_TOLD, Whole
from assessment.peers.unknowns import Unknowns

_MANY = 100
"""Where more groups of joined tables stay after the cheap way, one mostly is given away: no program is asked."""


class GivenAway(NamedTuple):
    """A group whose number is given away: the cells of its firms, and the thing."""

    cells: NDArray[np.intp]
    thing: int


class Fitting:
    """What fits the ``unknowns`` of some releases, of which the last is the one to be made.

    ``counts`` (p, kinds) are firms that fit, of the last release the true ones; ``apart`` is for ``Spreading``.
    ``joined`` are several tables.
    """

    def __init__(self, unknowns: Unknowns, floor: int, counts: Whole, apart: Whole, joined: bool):
        self.unknowns, self.floor = unknowns, floor
        self.counts, self.numbers = counts, counts @ unknowns.kinds
        self.apart, self.joined = apart, joined
        self._cleared: set[tuple[int, int]] = set()
        self._left: Groups | None = None
        self._points: SpreadPoints | None = None
        self._far = counts

    def telling(self, unknowns: Unknowns) -> Fitting:
        """The same, where less is told: what was found to fit still fits."""
        fitting = Fitting(unknowns, self.floor, self.counts, self.apart, self.joined)
        fitting._cleared, fitting._points, fitting._far = self._cleared, self._points, self._far
        fitting._left = self._left if self.joined else None  # that cells are alike is not told of joined tables
        return fitting

    def given_away(self, once: Mask, effort: float) -> tuple[list[GivenAway], float]:
        """The groups of which just one number fits, and what is left of the effort that programs may take.

        Of the things (m,) marked ``once`` the first group is enough.
        """
        every = self._few if self._left is None else self._left
        every = every.but_those(self._cleared)
        worlds = SecondWorlds(self.unknowns, self.counts, self.apart, effort, self._points, self._far)
        found = list(self._pinned(worlds, every, once))
        self._left, self._points, self._far = every.but_those(self._cleared), worlds.points, worlds.far
        return found, worlds.left

    def _pinned(self, worlds: SecondWorlds, every: Groups, once: Mask) -> Iterator[GivenAway]:
        pending = worlds.soon(every)
        self._cleared |= _keys(every) - _keys(pending)
        number = np.bincount(pending.thing % self.unknowns.each, minlength=self.unknowns.each)
        seen: set[int] = set()
        while len(pending):
            thing = int(pending.thing[0]) % self.unknowns.each
            rest = np.arange(1, len(pending))
            if thing in seen and once[thing]:
                pending = pending.some(rest)
                continue
            too_many = self.joined and once[thing] and number[thing] > _MANY
            left = None
            if not too_many:
                left = worlds.around(pending, not self.joined and not once[thing], self.joined)
            if left is not None:
                self._cleared |= _keys(pending.some(~left))
                pending = pending.some(left)
                continue
            seen.add(thing)
            cells = self.unknowns.ways.cells[self.unknowns.part_ways[pending.parts(0)]]
            now = cells[:, -1][cells[:, -1] >= 0]
            pending = pending.some(rest)
            yield GivenAway(np.unique(now if len(now) else cells[cells >= 0]), thing)

    @property
    def _few(self) -> Groups:
        """Cells, lines, all, all others; those who were there, too, in another release, who were not; and parts."""
        every = [one for t in range(len(self.unknowns.told)) for one in self._few_of(t)]
        return Groups.every([*every, *self._few_parts()], len(self.unknowns.part_firms))

    def _few_parts(self) -> Iterator[Groups]:
        """Firms that took one way: whoever moved or answered otherwise may stand alone in what was told before."""
        every = scipy.sparse.eye_array(len(self.unknowns.part_firms), dtype=np.int64, format="csr")
        for thing in range(self.unknowns.things):
            plain = self._alike_in_all[thing].any(axis=0)
            few = self._are_few(every, ~plain[None, :], thing, np.zeros(1, bool))[:, 0]
            if few.any():
                yield _groups(scipy.sparse.csr_array(every[np.flatnonzero(few)]), ~plain, None, thing)

    def _few_of(self, t: int) -> Iterator[Groups]:
        own = self.unknowns.inside(t, self.unknowns.ground.groups)
        all_of = own[[-1]].toarray().ravel() > 0
        for thing in range(self.unknowns.things):
            if self._number(all_of, thing) in (0, int(self.unknowns.part_firms[all_of].sum())):
                continue  # that nobody has it, or everybody, is known of every group
            alike = self._alike_in_all[thing]
            plain, elsewhere = alike.any(axis=0), np.delete(alike, t, axis=0).any(axis=0)
            whole = [~one for one in (np.zeros_like(plain), *self._alike_cells(t, thing), plain)]
            kinds = [(of & all_of, others) for of in whole for others in (False, True)]
            kinds += [(apart & ~plain & all_of, False) for apart in self._parted(t)]
            once = {(of.tobytes(), others): (of, others) for of, others in kinds}
            of, others = (np.array(each) for each in zip(*once.values(), strict=True))
            few = self._are_few(own, of, thing, others) & self._are_few(own, of & ~elsewhere, thing, others)
            for at in np.flatnonzero(few.any(axis=0)):
                rows = own[np.flatnonzero(few[:, at])]
                yield _groups(rows, of[at], of[at] if others[at] else None, thing)

    @cached_property
    def _alike_in_all(self) -> Mask:
        """By thing and release the parts of which it may be seen that everybody around has it, or nobody."""
        things, releases = range(self.unknowns.things), range(len(self.unknowns.told))
        return np.array([[self._alike(t, thing) for t in releases] for thing in things])

    def _are_few(self, groups: scipy.sparse.csr_array, of: Mask, thing: int, others: Mask) -> Mask:
        """Of which groups (g, k), or all ``others``, few of some parts (k, p) have a thing, or few lack it."""
        counted = []
        for values in (self.unknowns.part_firms, self.numbers[:, thing]):
            every = (of * values).T
            own = groups @ every
            counted.append(np.where(others, every.sum(axis=0) - own, own))
        n, k = counted
        return np.asarray((k > 0) & (k < self.floor) | (n - k > 0) & (n - k < self.floor))

    def _parted(self, t: int) -> Iterator[Mask]:
        """Parts of a release by whether they were there in others."""
        there = self.unknowns.there
        for s in range(len(self.unknowns.told)):
            if s != t:
                yield from (there[:, s], ~there[:, s])
        if len(self.unknowns.told) > 2:
            yield from (np.asarray((there == one).all(axis=1)) for one in np.unique(there, axis=0))

    def _alike(self, t: int, thing: int) -> Mask:
        """Parts of a release of which everybody in their cell or line has a thing, or nobody: that may be seen.

        Everybody who is new in it or stayed, too, if these are as many as the floor.
        """
        own = self.unknowns.inside(t, self.unknowns.ground.places)
        found = np.zeros(len(self.unknowns.part_firms), bool)
        for some in (
            ~found,
            *(side for s in range(t) for side in (self.unknowns.there[:, s], ~self.unknowns.there[:, s])),
        ):
            n, k = own @ (self.unknowns.part_firms * some), own @ (self.numbers[:, thing] * some)
            found |= some & (own[(n >= self.floor) & ((k == 0) | (k == n))].sum(axis=0) > 0)
        return found

    def _alike_cells(self, t: int, thing: int) -> tuple[Mask, Mask]:
        """Parts in cells of which everybody has a thing, or nobody; and those of them where that is told."""
        ground = self.unknowns.ground
        own, inner = self.unknowns.inside(t, ground.places), ground.inner
        told = inner & (self.unknowns.told[t].shares[divmod(thing, self.unknowns.each)][..., 0] != NOT_TOLD)
        n, k = own @ self.unknowns.part_firms, own @ self.numbers[:, thing]
        alike = inner.ravel() & ((k == 0) | (k == n))
        return own[alike].sum(axis=0) > 0, own[alike & told.ravel()].sum(axis=0) > 0

    def _number(self, parts: Mask, thing: int) -> int:
        return int(self.numbers[parts, thing].sum())


def _keys(groups: Groups) -> set[tuple[int, int]]:
    return set(map(tuple, groups.keys.tolist()))


def _groups(own: scipy.sparse.csr_array, of: Mask, without: Mask | None, thing: int) -> Groups:
    """What groups (rows) hold of some parts, or what is ``without`` them."""
    rows = scipy.sparse.csr_array(own * of[None, :])
    rows.eliminate_zeros()
    at = np.arange(rows.shape[0])
    things = np.full(len(at), thing)
    if without is None:
        return Groups(rows, at, np.full(len(at), NOTHING), things)
    every = scipy.sparse.csr_array(without[None, :].astype(np.int64))
    return Groups(scipy.sparse.csr_array(scipy.sparse.vstack([rows, every])), np.full(len(at), len(at)), at, things)
