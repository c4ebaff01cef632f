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

from assessment.peers.second_worlds import CellGroup, SecondWorlds
from assessment.peers.suppression import Mask
from assessment.peers.told import NOT_TOLD, Whole
from assessment.peers.unknowns import Unknowns


class GivenAway(NamedTuple):
    """A group whose number is given away: the cells of its firms, and the thing."""

    cells: NDArray[np.intp]
    thing: int


class Fitting:
    """What fits the ``unknowns`` of some releases, of which the last is the one to be made.

    ``numbers`` are some that fit, of the firms of the last release the true ones. ``cleared`` are groups of which two
    numbers fit, found out when as much or more was told of the same firms; more are added. Up to
    ``until``, on the clock of ``time.thread_time``, second numbers are looked for, ``thoroughly`` or not.
    """

    def __init__(
        self,
        unknowns: Unknowns,
        floor: int,
        numbers: Whole,
        cleared: set[tuple[bytes, int]],
        until: float,
        thoroughly: bool,
    ):
        self.unknowns, self.floor = unknowns, floor
        self.cleared, self.until, self.thoroughly = cleared, until, thoroughly
        self.numbers = numbers

    def given_away(self, once: Mask) -> Iterator[GivenAway]:
        """The groups of which just one number fits; of the things (m,) marked ``once`` the first of them is enough."""
        every = [
            one for thing in range(self.unknowns.things) for one in self._few(thing) if one.key not in self.cleared
        ]
        worlds = SecondWorlds(self.unknowns, self.numbers, self.until)
        pending = worlds.soon(every)
        self.cleared.update({one.key for one in every} - {one.key for one in pending})
        seen: set[int] = set()
        while pending:
            one = pending.pop(0)
            thing = one.thing % self.unknowns.each
            if thing in seen and once[thing]:
                continue
            left = worlds.around(one, pending, thoroughly=self.thoroughly and not once[thing])
            if left is not None:
                self.cleared.update({other.key for other in (one, *pending)} - {other.key for other in left})
                pending = left
                continue
            seen.add(thing)
            cells = self.unknowns.ways.cells[self.unknowns.part_ways[one.parts]]
            now = cells[:, -1][cells[:, -1] >= 0]
            yield GivenAway(np.unique(now if len(now) else cells[cells >= 0]), thing)

    def _few(self, thing: int) -> Iterator[CellGroup]:
        """Cells, lines, all, all others; those who were there, too, in another release, and those who were not."""
        every, seen = [self._alike(t, thing) for t in range(len(self.unknowns.told))], set()
        plain = np.logical_or.reduce(every)
        for t in range(len(self.unknowns.told)):
            elsewhere = np.logical_or.reduce([np.zeros_like(plain), *every[:t], *every[t + 1 :]])
            own = self.unknowns.inside(t, self.unknowns.ground.groups)
            all_of = own[[-1]].toarray().ravel() > 0
            if self._number(all_of, thing) in (0, int(self.unknowns.part_firms[all_of].sum())):
                continue  # that nobody has it, or everybody, is known of every group
            whole = [~one for one in (np.zeros_like(plain), *self._alike_cells(t, thing), plain)]
            kinds = [(of, others) for of in whole for others in (False, True)]
            kinds += [(apart & ~plain, False) for apart in self._parted(t)]
            for of, others in kinds:
                few = self._are_few(own, of & all_of, thing, others)
                few &= self._are_few(own, of & all_of & ~elsewhere, thing, others)
                for row in np.flatnonzero(few):
                    inside = own[[row]].toarray().ravel() > 0
                    parts = (all_of & ~inside if others else inside) & of
                    if (key := parts.tobytes()) not in seen:
                        seen.add(key)
                        yield CellGroup(parts, thing)

    def _are_few(self, groups: scipy.sparse.csr_array, of: Mask, thing: int, others: bool) -> Mask:
        """Of which groups (rows), or all others, few of some parts have a thing, or few lack it."""
        firms, having = self.unknowns.part_firms * of, self.numbers[:, thing] * of
        n, k = groups @ firms, groups @ having
        if others:
            n, k = firms.sum() - n, having.sum() - k
        return np.asarray((k > 0) & (k < self.floor) | (n - k > 0) & (n - k < self.floor))

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
        own = self.unknowns.inside(t, self.unknowns.ground.places)
        found = np.zeros(len(self.unknowns.part_firms), bool)
        for some in (~found, *(side for s in range(t) for side in (self._there[:, s], ~self._there[:, s]))):
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
