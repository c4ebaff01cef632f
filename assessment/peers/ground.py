"""Where firms stand, and of which groups figures are told: the cells of a table, or what several tables tell of them.

Every firm stands in one cell. A place is a group of cells of which figures are told; the last one is all firms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.peers.suppression import Mask

Cells = NDArray[np.intp]


class Ground(Protocol):
    """Cells (c,) and places, in some shape."""

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of what is told of all places."""
        ...

    @property
    def inner(self) -> Mask:
        """Which places are a cell each."""
        ...

    @property
    def places(self) -> scipy.sparse.csr_array:
        """Which cells (columns) lie in each place (row)."""
        ...

    @property
    def groups(self) -> scipy.sparse.csr_array:
        """The same of all groups that must not be given away; the last one is all firms."""
        ...

    @property
    def alone(self) -> Mask | None:
        """Places that give nothing away when only these are told, found out otherwise; None where nothing is known."""
        ...

    def beside(self, cells: Cells) -> Sequence[Mask]:
        """Places to leave out for the sake of some cells, and where none of these is told, further ones."""
        ...


@dataclass(frozen=True)
class TableGround:
    """A table with totals; it has so many rows and columns without these."""

    rows: int
    columns: int

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns with totals."""
        return self.rows + 1, self.columns + 1

    @cached_property
    def inner(self) -> Mask:
        """All but the totals."""
        found = np.zeros(self.shape, bool)
        found[:-1, :-1] = True
        return found

    @cached_property
    def places(self) -> scipy.sparse.csr_array:
        """A cell lies in itself, in its row, in its column, and in all."""
        r, c = self.rows, self.columns
        i, j = (one.ravel() for one in np.indices((r, c)))
        every = [np.ravel_multi_index((a, b), self.shape) for a in (i, i * 0 + r) for b in (j, j * 0 + c)]
        entries = np.ones(4 * r * c), (np.concatenate(every), np.tile(np.arange(r * c), 4))
        return scipy.sparse.csr_array(entries, ((r + 1) * (c + 1), r * c))

    @property
    def groups(self) -> scipy.sparse.csr_array:
        """Just the places."""
        return self.places

    @property
    def alone(self) -> None:
        """None is known."""
        return None

    def beside(self, cells: Cells) -> Sequence[Mask]:
        """The cells that share a line with some; their lines; all."""
        rows, columns = (np.unique(one) for one in np.unravel_index(cells, (self.rows, self.columns)))
        near, lines = np.zeros((2, *self.shape), bool)
        near[rows, :-1] = near[:-1, columns] = True
        lines[rows, -1] = lines[-1, columns] = True
        near[-1, :] = near[:, -1] = False
        return near, lines, np.ones(self.shape, bool)


@dataclass(frozen=True)
class JoinedGround:
    """Cells of firms that several tables do not tell apart: ``names`` has the group of each table for every cell.

    Told are all groups of each table, and of all firms. What two groups have in common, what one has without another,
    and a cell must not be given away either.
    """

    names: tuple[tuple[str, ...], ...]

    @cached_property
    def told(self) -> tuple[tuple[int, str], ...]:
        """The places but the last, each by its table and its name."""
        return tuple(sorted({(by, name) for cell in self.names for by, name in enumerate(cell)}))

    @property
    def shape(self) -> tuple[int, int]:
        """One row."""
        return 1, len(self.told) + 1

    @property
    def inner(self) -> Mask:
        """None is known to be a cell alone."""
        return np.zeros(self.shape, bool)

    @cached_property
    def places(self) -> scipy.sparse.csr_array:
        """A cell lies in a group of each table, and in all."""
        at = {place: number for number, place in enumerate(self.told)}
        cells = [(at[by, name], cell) for cell, names in enumerate(self.names) for by, name in enumerate(names)]
        cells += [(len(self.told), cell) for cell in range(len(self.names))]
        rows, columns = np.array(cells).T
        return scipy.sparse.csr_array((np.ones(len(cells)), (rows, columns)), (len(self.told) + 1, len(self.names)))

    @cached_property
    def groups(self) -> scipy.sparse.csr_array:
        """The places, what two of them have in common, what one has without another, and the cells."""
        places = self.places[:-1].astype(np.int64)
        rows = [places, scipy.sparse.eye_array(len(self.names), dtype=np.int64, format="csr")]
        for at, crossing in enumerate((places @ places.T).tolil().rows):
            others = places[[one for one in crossing if one != at]]
            both = others.multiply(places[[at]])
            rows += [
                scipy.sparse.csr_array(both),
                scipy.sparse.csr_array(scipy.sparse.vstack([places[[at]]] * both.shape[0]) - both),
            ]
        found = scipy.sparse.csr_array(scipy.sparse.vstack(rows))
        found.eliminate_zeros()
        names = np.random.default_rng(0).integers(1, 2**62, found.shape[1])
        _, first = np.unique(found @ names, return_index=True)
        return scipy.sparse.csr_array(scipy.sparse.vstack([found[first], self.places[[-1]]]))

    @property
    def alone(self) -> Mask:
        """The first two tables are one with rows and columns, and were looked at as such."""
        return np.array([[by < 2 for by, _ in self.told] + [True]])

    def beside(self, cells: Cells) -> Sequence[Mask]:
        """The groups that hold some cells, first of the table in which these have the fewest cells; then whole tables.

        From the last table on, at last all: that is soon found out.
        """
        table, size = np.array([*(by for by, _ in self.told), -1]), self.places.sum(axis=1)
        holding = self.places[:, cells].sum(axis=1) > 0
        whole = [table == by for by in sorted({by for by, _ in self.told}, reverse=True)]
        near = sorted((one & holding for one in whole), key=lambda some: float(size[some].sum()))
        return [one[None, :] for one in (*near, *whole, np.ones(len(table), bool))]
