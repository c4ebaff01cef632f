"""Which groups are given away by all that was told of them, in one release or in several.

A group is given away where few of it have a thing, or few lack it, and just one number fits. Firms that were there
before, that are new, and that changed or left are looked at apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessment.peers.second_worlds import Group, SecondWorlds
from assessment.peers.suppression import Mask
from assessment.peers.told import NOT_TOLD, Whole
from assessment.peers.unknowns import Unknowns


class Given(NamedTuple):
    """A group whose number is given away: the cells of its firms, and the thing."""

    cells: NDArray[np.intp]
    thing: int


class Fitting:
    """What fits the ``unknowns`` of some releases, of which the last is the one to be made.

    ``numbers`` are some that fit, of the firms of the last release the true ones. ``cleared`` are groups of which two
    numbers fit, found out when as much or more was told of the same firms; more are added. Up to
    ``until``, on the clock of ``time.thread_time``, second numbers are looked for.
    """

    def __init__(self, unknowns: Unknowns, floor: int, numbers: Whole, cleared: set[tuple[bytes, int]], until: float):
        self.unknowns, self.floor = unknowns, floor
        self.cleared, self.until = cleared, until
        self.numbers = numbers

    def given_away(self, once: Mask) -> Iterator[Given]:
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
            left = worlds.around(one, pending)
            if left is not None:
                self.cleared.update({other.key for other in (one, *pending)} - {other.key for other in left})
                pending = left
                continue
            seen.add(thing)
            cells = self.unknowns.ways.cells[self.unknowns.part_ways[one.parts]]
            now = cells[:, -1][cells[:, -1] >= 0]
            yield Given(np.unique(now if len(now) else cells[cells >= 0]), thing)

    def _few(self, thing: int) -> Iterator[Group]:
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
                        yield Group(parts, thing)

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
