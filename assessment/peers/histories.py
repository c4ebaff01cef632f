"""The ways of firms through the releases of a table: who was there before, who is new, who changed, who left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

Digests = NDArray[np.uint64]


@dataclass(frozen=True)
class Stays:
    """The firms (n,) of one release: the cell of each, a digest of what it has, and one of its points.

    Two of the same digest are one firm that has the same.
    """

    cells: NDArray[np.intp]
    having: Digests
    points: Digests

    @property
    def linked(self) -> Digests:
        """Both digests of all firms, one after the other."""
        return np.concatenate([self.having, self.points])


@dataclass(frozen=True)
class Histories:
    """Every way (w) that firms took through some releases (r), and how many took it.

    ``cells`` (w, r) is -1 where they were not there. ``having`` and ``points`` (w, r) tell in which release they had
    the same for the first time; ``last`` is the way of each firm of the last release.
    """

    cells: NDArray[np.intp]
    having: NDArray[np.intp]
    points: NDArray[np.intp]
    firms: NDArray[np.int64]
    last: NDArray[np.intp]

    @classmethod
    def of(cls, stays: Sequence[Stays]) -> Histories:
        """The ways through releases, in their order."""
        release = np.repeat(np.arange(len(stays)), [len(one.cells) for one in stays])
        cells = np.concatenate([one.cells for one in stays])
        same = [np.unique(np.concatenate(ids), return_inverse=True)[1] for ids in _digests(stays)]
        firm = _together(*same)
        n, r = int(firm.max(initial=-1)) + 1, len(stays)
        first = [_first_release(ids, release) for ids in same]
        table = np.full((3, n, r), -1, np.intp)
        for column, values in zip(table, (cells, *first), strict=True):
            column[firm, release] = values
        every = np.moveaxis(table, 0, 1).reshape(n, 3 * r)
        ways, way_of, firms = np.unique(every, axis=0, return_inverse=True, return_counts=True)
        told = ways.reshape(-1, 3, r)
        last = way_of.ravel()[firm[release == r - 1]]
        return cls(told[:, 0], told[:, 1], told[:, 2], firms.astype(np.int64), last)


def _digests(stays: Sequence[Stays]) -> tuple[list[Digests], list[Digests]]:
    return [one.having for one in stays], [one.points for one in stays]


def _together(having: NDArray[np.intp], points: NDArray[np.intp]) -> NDArray[np.intp]:
    """The number of the firm of each row: rows that share either are of the same firm."""
    width = int(having.max(initial=-1)) + 1
    size = width + int(points.max(initial=-1)) + 1
    links = scipy.sparse.coo_array((np.ones(len(having)), (having, width + points)), shape=(size, size))
    _, found = scipy.sparse.csgraph.connected_components(links, directed=False)
    return np.unique(found[having], return_inverse=True)[1]


def _first_release(ids: NDArray[np.intp], release: NDArray[np.intp]) -> NDArray[np.intp]:
    first = np.full(int(ids.max(initial=-1)) + 1, np.iinfo(np.intp).max)
    np.minimum.at(first, ids, release)
    return first[ids]
