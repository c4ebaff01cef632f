"""Points of which only sums are told, spread over the firms so that everybody has what the numbers ask for."""

from __future__ import annotations

from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.peers.told import NOT_TOLD, Whole
from assessment.peers.unknowns import Unknowns
from assessment.solver import Task, found_inside


class SpreadPoints(NamedTuple):
    """Sums of points that fit beside the numbers, and what every part (ends, p) has to spare of them."""

    slack: NDArray[np.float64]
    sums: NDArray[np.float64]


class Spreading:
    """The sums of points of some ``unknowns``.

    ``apart`` (n,) is how much a sum may be more at best than for certain, where that stays as it is, or NOT_TOLD.
    """

    def __init__(self, unknowns: Unknowns, apart: Whole):
        self.unknowns = unknowns
        n, ends = len(unknowns.sum_firms), unknowns.ends
        # A column stands for both ends of a sum that stay as far apart as they are: that leaves few rows.
        fixed = (apart != NOT_TOLD) & (ends == 2)
        self.more = np.zeros((ends, n))
        column = np.arange(ends * n).reshape(ends, n)
        column[-1, fixed], self.more[-1, fixed] = column[0, fixed], apart[fixed]
        self.column = np.unique(column, return_inverse=True)[1].reshape(ends, n)
        self.size = int(self.column.max(initial=-1)) + 1
        self.free = np.flatnonzero(~fixed) if ends == 2 else np.zeros(0, np.intp)
        at = np.arange(ends * n), self.column.ravel()
        self.to = scipy.sparse.csr_array((np.ones(ends * n), at), (ends * n, self.size))

    def spread(self, numbers: Whole, wanted: NDArray[np.float64], rng: np.random.Generator) -> SpreadPoints:
        """Sums so spread that most have what is wanted; which come first is drawn by lot.

        ``wanted`` (n,) is how much more than it must have each sum should be.
        """
        low, high, begun, least = self._ends(numbers)
        most = np.zeros(self.size)
        np.maximum.at(most, self.column, np.broadcast_to(wanted, self.column.shape))
        most = np.minimum(most, high - low)
        costs = np.concatenate([-0.5 - rng.random(self.size) / 2, np.zeros(self.size)])
        found = self._solved(costs, begun, 2, np.concatenate([most, high - low - most]))
        sums = begun if found is None else begun + self.to @ (found[: self.size] + found[self.size :])
        spare = sums.reshape(least.shape) - least
        slack = np.full((len(least), len(self.unknowns.part_firms)), np.inf)
        part, points = self.unknowns.pairs
        for own, left in zip(slack, spare, strict=True):
            np.minimum.at(own, part, left[points])
        return SpreadPoints(slack + 1e-6, sums)

    def fits(self, numbers: Whole) -> bool:
        """Are there sums beside these numbers that fit all that was told?"""
        low, high, *_ = self._ends(numbers)
        if (low > high).any():
            return False
        matrix, least, most = self._rows
        return found_inside(Task(np.zeros(self.size), low, high, matrix, least, most)) is not None

    @cached_property
    def _rows(self) -> tuple[scipy.sparse.csc_array, NDArray[np.float64], NDArray[np.float64]]:
        """What was told of sums, and that no sum is less at best than for certain."""
        rows, told = self._told
        n, free = self.column.shape[1], self.free
        ordered = self.to[free] - self.to[n + free] if len(free) else self.to[free]
        told = told - rows @ self.more.ravel()
        matrix = scipy.sparse.csc_array(scipy.sparse.vstack([rows @ self.to, ordered]))
        return matrix, np.append(told, np.full(len(free), -np.inf)), np.append(told, np.zeros(len(free)))

    def _ends(self, numbers: Whole) -> tuple[NDArray[np.float64], ...]:
        """The least and the most of each column, the sums at their least, and what they must be at least."""
        u = self.unknowns
        part, points = u.pairs
        least = np.zeros(self.column.shape)
        for own, asked in zip(least, u.price @ numbers[:, : u.things].T, strict=True):
            np.maximum.at(own, points, asked[part])
        low, high = np.zeros(self.size), np.full(self.size, np.inf)
        np.maximum.at(low, self.column, least - self.more)
        np.minimum.at(high, self.column, u.sum_firms * u.full - self.more)
        return low, high, (self.more + low[self.column]).ravel(), least

    def _solved(
        self,
        costs: NDArray[np.float64],
        begun: NDArray[np.float64],
        times: int,
        most: NDArray[np.float64],
    ) -> NDArray[np.float64] | None:
        """So many columns for each of ours, up to the most, on top of what the sums have begun with."""
        rows, told = self._told
        n = self.column.shape[1]
        ordered = by = None
        if len(self.free):
            ordered = scipy.sparse.hstack([self.to[self.free] - self.to[n + self.free]] * times)
            by = begun[n + self.free] - begun[self.free]
        equal: tuple[Any, Any] = (None, None)
        if len(told):
            equal = scipy.sparse.hstack([rows @ self.to] * times), told - rows @ begun
        bounds = np.transpose([np.zeros(len(most)), most])
        found = scipy.optimize.linprog(costs, ordered, by, *equal, bounds, "highs")
        return np.asarray(found.x) if found.status == 0 else None

    @cached_property
    def _told(self) -> tuple[scipy.sparse.csr_array, NDArray[np.float64]]:
        u = self.unknowns
        rows = u.matrix[u.inner :, u.width :]
        used = np.flatnonzero(np.diff(rows.indptr))
        return rows[used], u.low[u.inner :][used]
