"""What a release told of groups of firms, as it is kept for later releases to be compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
NOT_TOLD = -1


@dataclass(frozen=True)
class Told:
    """What one release told of m things, of every group of a table with totals; ``NOT_TOLD`` where it told nothing.

    Of what is certain and of what is possible: ``shares`` (2, m, rows, columns, 2) are the least and the most firms of
    each group that may have a thing, ``in_all`` (2, m, 2) how many of all firms, where that is known otherwise, and
    ``sums`` (2, rows, columns) the points of each group, added up. ``exactly`` (numbers, 3, 2) is how many firms may
    have none of the things, one, two and so on: just as many, at least as many while answers are missing, and both.
    """

    shares: Whole
    in_all: Whole
    sums: Whole
    exactly: Whole

    def kept(self) -> dict[str, list[Any]]:
        """As it is written down."""
        return {one.name: getattr(self, one.name).tolist() for one in fields(self)}

    @classmethod
    def read(cls, kept: Mapping[str, list[Any]]) -> Told:
        """What was written down."""
        found = {name: np.array(values, np.int64) for name, values in kept.items()}
        return cls(**found | {"exactly": found["exactly"].reshape(-1, 3, 2)})

    def over(self, shape: tuple[int, int], places: tuple[Sequence[int], Sequence[int]]) -> Told:
        """The same over more rows and columns, in which those of this table have ``places``, totals included."""
        rows, columns = np.ix_(*places)
        shares = np.full((*self.shares.shape[:2], shape[0] + 1, shape[1] + 1, 2), NOT_TOLD)
        sums = np.full((2, shape[0] + 1, shape[1] + 1), NOT_TOLD)
        shares[:, :, rows, columns], sums[:, rows, columns] = self.shares, self.sums
        return replace(self, shares=shares, sums=sums)

    def within(self, places: tuple[Sequence[int], Sequence[int]]) -> Told:
        """The same over some of the rows and columns alone."""
        rows, columns = np.ix_(*places)
        return replace(self, shares=self.shares[:, :, rows, columns], sums=self.sums[:, rows, columns])

    def tells_beyond(self, places: NDArray[np.bool_]) -> bool:
        """Does it tell a share or points of any group but these?"""
        shares, sums = self.shares[..., 0][..., ~places], self.sums[..., ~places]
        return bool((shares != NOT_TOLD).any() or (sums != NOT_TOLD).any())

    @property
    def is_certain(self) -> bool:
        """Is just the same told of what is certain and of what is possible?"""
        return all(np.array_equal(*ends) for ends in (self.shares, self.in_all))
