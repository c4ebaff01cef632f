"""Groups of firms of which few have a thing, or few lack it: tens of thousands of them, each of as many parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.peers.suppression import Mask

Places = NDArray[np.intp]
NOTHING = -1


@dataclass(frozen=True)
class Groups:
    """Groups (g) of parts, each for the number of one thing (m things later: possibly).

    A group are the parts of the row ``of`` without those of the row ``but``, which lie within, or ``NOTHING``: all
    others of many thousand parts would take a row of these each.
    """

    rows: scipy.sparse.csr_array
    of: Places
    but: Places
    thing: Places

    @classmethod
    def every(cls, some: Sequence[Groups], parts: int) -> Groups:
        """Several together, each group once."""
        if not some:
            none = np.zeros(0, np.intp)
            return cls(scipy.sparse.csr_array((0, parts), dtype=np.int64), none, none, none)
        first = np.cumsum([0, *(one.rows.shape[0] for one in some)])
        moved = [
            (one.of + at, np.where(one.but == NOTHING, NOTHING, one.but + at), one.thing)
            for one, at in zip(some, first.tolist(), strict=False)
        ]
        of, but, thing = (np.concatenate(each) for each in zip(*moved, strict=True))
        found = cls(scipy.sparse.csr_array(scipy.sparse.vstack([one.rows for one in some])), of, but, thing)
        return found.some(np.sort(np.unique(found.keys, axis=0, return_index=True)[1]))

    def __len__(self) -> int:
        return len(self.of)

    @cached_property
    def keys(self) -> NDArray[np.int64]:
        """To know each by (g, 2): its parts as a sum of large numbers drawn by lot, and its thing."""
        by_lot = np.random.default_rng(0).integers(-(2**62), 2**62, self.rows.shape[1])
        sums = self.rows @ by_lot  # past the greatest number it begins anew, for everybody
        return np.column_stack([self._taken() @ sums, self.thing])

    def some(self, which: Places | Mask) -> Groups:
        """Some of them, with the rows that these need."""
        of, but, thing = self.of[which], self.but[which], self.thing[which]
        used, at = np.unique(np.concatenate([of, but[but != NOTHING]]), return_inverse=True)
        less = np.full(len(but), NOTHING)
        less[but != NOTHING] = at[len(of) :]
        return Groups(scipy.sparse.csr_array(self.rows[used]), at[: len(of)], less, thing)

    def but_those(self, known: set[tuple[int, int]]) -> Groups:
        """Those whose keys are not known."""
        return (
            self.some(np.array([key not in known for key in map(tuple, self.keys.tolist())], bool)) if known else self
        )

    def parts(self, at: int) -> Mask:
        """The parts (p,) of one of them."""
        inside = self.rows[[self.of[at]]].toarray().ravel() > 0
        return inside if self.but[at] == NOTHING else inside & (self.rows[[self.but[at]]].toarray().ravel() == 0)

    def inside(self, which: slice | Places) -> Mask:
        """The parts (some of g, p) of some of them."""
        return np.asarray((self._taken()[which] @ self.rows).toarray() > 0)

    def counted(self, numbers: scipy.sparse.csr_array) -> scipy.sparse.csr_array:
        """What every group has in all of numbers (p, w) of the parts."""
        return scipy.sparse.csr_array(self._taken() @ scipy.sparse.csr_array(self.rows @ numbers))

    def counted_by_thing(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """What every group has in all of the numbers (p, things) of its thing."""
        return np.asarray((self._taken() @ (self.rows @ numbers))[np.arange(len(self)), self.thing])

    def weighed(self, weights: NDArray[np.float64], things: int) -> NDArray[np.float64]:
        """What the weights (g,) of all groups of a thing that hold a part come to (p, things)."""
        by_thing = scipy.sparse.csr_array((weights, (np.arange(len(self)), self.thing)), (len(self), things))
        return np.asarray((self.rows.T @ (self._taken().T @ by_thing)).toarray())

    def _taken(self) -> scipy.sparse.csr_array:
        """Which rows each group is of (1) and without (-1)."""
        less = np.flatnonzero(self.but != NOTHING)
        at = np.concatenate([np.arange(len(self)), less]), np.concatenate([self.of, self.but[less]])
        signs = np.concatenate([np.ones(len(self), np.int64), np.full(len(less), -1)])
        return scipy.sparse.csr_array((signs, at), (len(self), self.rows.shape[0]))
