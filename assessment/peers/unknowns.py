"""How many firms have something, where only what was told is known: the unknown numbers as an integer program.

Unknown are, of the firms that took the same way through the releases, how many have the first of several things, how
many the second and so on, each of which asks for the one before, and the sum of their points: of each for certain, and
at best. What a reader knows of them is written down: how many firms there are (all of it, hidden cells included), the
shares as they were told, the numbers in all, the means, and the points that each thing asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.peers.ground import Ground
from assessment.peers.histories import Histories
from assessment.peers.told import NOT_TOLD, Told, Whole


class Unknowns:
    """The numbers of some releases of a table over the same cells, and all that was ``told`` of them.

    ``worth`` (m,) are the points without which no firm has a thing, ``full`` is the most. Parts (p) are firms of one
    way while they have the same. Where nothing is open (``closed``) one end stands for both.
    """

    def __init__(self, ways: Histories, told: Sequence[Told], ground: Ground, worth: Whole, full: int, closed: bool):
        self.ways, self.told, self.ground, self.worth, self.full = ways, told, ground, worth, full
        self.ends, self.each = 1 if closed else 2, len(worth)
        self.things = self.ends * self.each
        price = np.diff(np.maximum.accumulate(worth), prepend=0)
        self.price = np.kron(np.eye(self.ends, dtype=np.int64), price)  # (ends, things)
        self.part, self.part_ways, self.part_firms = _numbered(ways.having, ways.firms)
        self.sum, self.sum_ways, self.sum_firms = _numbered(ways.points, ways.firms)
        self.each_part = self.things + (0 if closed else self.each)  # see each_firm
        self.width = len(self.part_firms) * self.each_part
        self._write_down()

    def telling(self, own: Told) -> Unknowns:
        """The same, where the last release tells something else."""
        return Unknowns(self.ways, [*self.told[:-1], own], self.ground, self.worth, self.full, self.ends == 1)

    def each_firm(self, having: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """The unknown numbers of one firm each (columns, n): what it has, and where it is open whether it has more."""
        if self.ends == 1:
            return having[0]
        certain, possible = having.sum(axis=1)
        open_ = [(certain == number) & (possible > number) for number in range(self.each)]
        return np.concatenate([*having, np.array(open_)])

    @cached_property
    def ends_of_kinds(self) -> Whole:
        """How many things one firm of every kind (kinds, 2) has for certain, and possibly."""
        ends = [(low, high) for low in range(self.each + 1) for high in range(low, self.each + 1)]
        return np.array([one for one in ends if self.ends == 2 or one[0] == one[1]])

    @cached_property
    def kinds(self) -> Whole:
        """What one firm of every kind has (kinds, each_part)."""
        steps = np.arange(self.each)[:, None]
        return self.each_firm(np.array([steps < end for end in self.ends_of_kinds.T])).T.astype(np.int64)

    def kind_of(self, having: NDArray[np.bool_]) -> NDArray[np.intp]:
        """The kind (n,) of firms by what they have (2, m, n)."""
        number = np.zeros((self.each + 1, self.each + 1), np.intp)
        number[tuple(self.ends_of_kinds.T)] = np.arange(len(self.ends_of_kinds))
        return np.asarray(number[tuple(having.sum(axis=1))])

    @cached_property
    def there(self) -> NDArray[np.bool_]:
        """Which parts (p, r) were there in which release."""
        there = np.zeros((len(self.part_firms), len(self.told)), bool)
        for release, own in enumerate(self.part.T):
            there[own[own >= 0], release] = True
        return there

    def _write_down(self) -> None:
        self.rows: list[scipy.sparse.csr_array] = []
        self.least: list[NDArray[Any]] = []
        self.most: list[NDArray[Any]] = []
        parts, sums = (scipy.sparse.eye_array(len(one), format="csr") for one in (self.part_firms, self.sum_firms))
        for terms, spare in self._kept_in_order:
            rows = sum(
                (self._of(parts, column) * factor for column, factor in terms.items()), self._nothing(parts.shape[0])
            )
            self._add(rows, -self.part_firms * spare, np.inf)
        self.in_parts = sum(len(one) for one in self.least)
        if self.ends == 2:
            self._add(self._of_sums(sums, 0) - self._of_sums(sums, 1), -self.sum_firms * self.full, 0)
        pairs = {(p, s) for p, s in zip(self.part.ravel().tolist(), self.sum.ravel().tolist(), strict=True) if p >= 0}
        part, points = self.pairs = np.array(sorted(pairs), np.intp).reshape(-1, 2).T
        for end, price in enumerate(self.price):
            row = self._of_sums(sums[points], end)
            for thing in np.flatnonzero(price).tolist():
                row = row - self._of(parts[part], thing) * int(price[thing])
            self._add(row, 0, self.sum_firms[points] * self.full)
        self.inner = sum(len(one) for one in self.least)
        for t, one in enumerate(self.told):
            self._read(t, one)
        self.matrix = scipy.sparse.vstack(self.rows, format="csr")
        self.low, self.high = (np.concatenate(ends) for ends in (self.least, self.most))

    @cached_property
    def _kept_in_order(self) -> list[tuple[dict[int, int], int]]:
        """Sums of a part's numbers that are not negative, or not below so many times its firms.

        As many have a thing as have what asks for it, and possibly as many as certainly. Those who have so many things
        and possibly more are no more than have so many, and than have one more possibly but not certainly; and no fewer
        than have one more in this way, but for those who had one thing less.
        """
        m, found = self.each, []
        for thing in range(self.things):
            found.append(({thing - 1: 1, thing: -1}, 0) if thing % m else ({thing: -1}, 1))
        for at in range(m if self.ends == 2 else 0):
            certain, possible, open_ = at, m + at, self.things + at
            before = {certain - 1: 1} if at else {}
            found.append(({possible: 1, certain: -1}, 0))
            found.append((before | {certain: -1, open_: -1}, 0 if at else 1))
            found.append(({possible: 1, certain: -1, open_: -1}, 0))
            crossing = {possible - 1: 1, certain - 1: -1} if at else {}
            found.append((crossing | {open_: 1, possible: -1, certain: 1}, 0))
        return found

    def _read(self, t: int, told: Told) -> None:
        places = self._by_way(t, self.ground.places)
        parts = self.members(places, self.part[:, t], len(self.part_firms))
        sums = self.members(places, self.sum[:, t], len(self.sum_firms))
        for end in range(self.ends):
            for at in range(self.each):
                thing, ends = end * self.each + at, told.shares[end, at].reshape(-1, 2)
                shown = ends[:, 0] != NOT_TOLD
                self._add(self._of(parts[shown], thing), *ends[shown].T)
                if told.in_all[end, at, 0] != NOT_TOLD:
                    self._add(self._of(parts[[-1]], thing), *told.in_all[end, at])
            values = told.sums[end].ravel()
            shown = values != NOT_TOLD
            self._add(self._of_sums(sums[shown], end), *[values[shown]] * 2)
        for number, figures in enumerate(told.exactly):
            both, firms = self._just(parts[[-1]], number, int(self.ways.firms[self.part[:, t] >= 0].sum()))
            open_ = self._nothing(1)
            if self.ends == 2 and number < self.each:
                open_ = self._of(parts[[-1]], self.things + number)
            for row, (least, most), spare in zip((both - open_, open_, both), figures, (firms, 0, firms), strict=True):
                self._add(row, least - spare, most - spare)

    def _just(self, parts: scipy.sparse.csr_array, number: int, firms: int) -> tuple[scipy.sparse.csr_array, int]:
        """How many firms have just so many things for certain: a row, and what to add to it."""
        row = self._nothing(1)
        if number:
            row = row + self._of(parts, number - 1)
        if number < self.each:
            row = row - self._of(parts, number)
        return row, 0 if number else firms

    def inside(self, t: int, groups: scipy.sparse.csr_array) -> scipy.sparse.csr_array:
        """Which parts (columns) lie in groups of cells (rows) in a release."""
        return self.members(self._by_way(t, groups), self.part[:, t], len(self.part_firms)).sign().astype(np.int64)

    def _by_way(self, t: int, groups: scipy.sparse.csr_array) -> scipy.sparse.csr_array:
        """Which ways lie in each group of cells."""
        cells = self.ways.cells[:, t]
        there = np.flatnonzero(cells >= 0)
        to = scipy.sparse.csr_array((np.ones(len(there)), (cells[there], there)), (groups.shape[1], len(cells)))
        return scipy.sparse.csr_array(groups @ to)

    def members(self, places: scipy.sparse.csr_array, own: NDArray[np.intp], size: int) -> scipy.sparse.csr_array:
        """Which parts, or sums, lie in each place, by the number that every way has of them in the release."""
        there = np.flatnonzero(own >= 0)
        to = scipy.sparse.csr_array((np.ones(len(there)), (there, own[there])), (len(own), size))
        return scipy.sparse.csr_array(places @ to)

    def _of(self, parts: scipy.sparse.csr_array, thing: int) -> scipy.sparse.csr_array:
        """Rows over parts as rows over all unknown numbers, those of one thing."""
        found = scipy.sparse.coo_array(parts)
        at = found.coords[1] * self.each_part + thing
        return scipy.sparse.csr_array((found.data, (found.coords[0], at)), (parts.shape[0], self.columns))

    def _of_sums(self, sums: scipy.sparse.csr_array, end: int) -> scipy.sparse.csr_array:
        found = scipy.sparse.coo_array(sums)
        at = found.coords[1] + self.width + end * len(self.sum_firms)
        return scipy.sparse.csr_array((found.data, (found.coords[0], at)), (sums.shape[0], self.columns))

    def _nothing(self, rows: int) -> scipy.sparse.csr_array:
        return scipy.sparse.csr_array((rows, self.columns))

    def _add(self, rows: scipy.sparse.csr_array, least: Any, most: Any) -> None:
        self.rows.append(rows)
        n = rows.shape[0]
        self.least.append(np.broadcast_to(least, n).astype(float))
        self.most.append(np.broadcast_to(most, n).astype(float))

    @property
    def columns(self) -> int:
        """How many unknown numbers there are."""
        return self.width + self.ends * len(self.sum_firms)

    def room(self, numbers: Whole, change: Whole) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How many times the numbers of each part may have a change (each_part,) less, and more."""
        fewer, more = (
            (numbers[:, change * way > 0] // (change * way)[change * way > 0]).min(axis=1, initial=2**40).astype(float)
            for way in (1, -1)
        )
        for terms, spare in self._kept_in_order:
            moved = sum(int(change[column]) * factor for column, factor in terms.items())
            if moved:
                left = sum(numbers[:, column] * factor for column, factor in terms.items()) + self.part_firms * spare
                if moved > 0:
                    fewer = np.minimum(fewer, left // moved)
                else:
                    more = np.minimum(more, left // -moved)
        return fewer, more

    @property
    def bounds(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The least and the most that each unknown number may be."""
        sums = np.tile(self.sum_firms * self.full, self.ends)
        most = np.concatenate([np.repeat(self.part_firms, self.each_part), sums])
        return np.zeros(self.columns), most.astype(float)


def _numbered(first: NDArray[np.intp], firms: Whole) -> tuple[NDArray[np.intp], NDArray[np.intp], Whole]:
    """A number for every way while it has the same, by way and release (-1: not there); its way, and its firms."""
    numbers = np.full(first.shape, -1, np.intp)
    begins = first == np.arange(first.shape[1])
    numbers[begins] = np.arange(begins.sum())
    way, release = np.nonzero(first >= 0)
    numbers[way, release] = numbers[way, first[way, release]]
    of = np.nonzero(begins)[0]
    return numbers, of, firms[of]
