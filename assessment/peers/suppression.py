"""A cross-tabulation from which no small cell can be read, nor worked out from its neighbours and totals.

A cell of fewer firms than the floor is hidden. So are, where needed, further cells: as long as a hidden cell, a pair of
them, or what is hidden in a row or column could be found by subtraction and would cover fewer firms than the floor, the
smallest further cell that blurs it is hidden too. Totals take part in this like any other cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import null_space
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

TOTAL = None
Cell = tuple[int, int]


@dataclass(frozen=True)
class Crosstab:
    """Counts and means by row and column, the last row and column being totals; hidden cells are -1 and NaN."""

    rows: tuple[str | None, ...]
    columns: tuple[str | None, ...]
    counts: NDArray[np.int64]
    means: NDArray[np.float64]

    @property
    def hidden(self) -> NDArray[np.bool_]:
        """Which cells are not shown."""
        return self.counts < 0


def crosstab(
    row_of: Sequence[str | None], column_of: Sequence[str | None], values: NDArray[np.float64], floor: int
) -> Crosstab:
    """Firms (n) by row and column with their mean value; firms without a row or column are left out."""
    rows = sorted({r for r in row_of if r is not None})
    columns = sorted({c for c in column_of if c is not None})
    counts = np.zeros((len(rows) + 1, len(columns) + 1), np.int64)
    sums = np.zeros(counts.shape)
    for row, column, value in zip(row_of, column_of, values, strict=True):
        if row is None or column is None:
            continue
        for i in (rows.index(row), -1):
            for j in (columns.index(column), -1):
                counts[i, j] += 1
                sums[i, j] += value
    hidden = _hide(counts, floor)
    with np.errstate(invalid="ignore"):
        means = np.where(hidden | (counts == 0), np.nan, sums / np.maximum(counts, 1))
    return Crosstab((*rows, TOTAL), (*columns, TOTAL), np.where(hidden, -1, counts), means)


def _hide(counts: NDArray[np.int64], floor: int) -> NDArray[np.bool_]:
    """Which cells to hide. Empty cells are shown: that nobody is there gives nobody away."""
    hidden = (counts > 0) & (counts < floor)
    while (exposed := exposed_cells(counts, hidden, floor)) is not None:
        further = _cycle(counts, hidden, exposed) or _near(counts, hidden, exposed)
        if not further:
            return counts > 0
        for cell in further:
            hidden[cell] = True
    return hidden


def _cycle(counts: NDArray[np.int64], hidden: NDArray[np.bool_], exposed: list[Cell]) -> list[Cell]:
    """The cells to hide so that the first exposed cell lies on a cycle of hidden cells without the other ones.

    Rows and columns are the ends of a graph whose edges are the cells; the way round covers the fewest firms.
    """
    (row, column), rows = exposed[0], counts.shape[0]
    size = sum(counts.shape)
    ways = np.zeros((size, size))
    for i, j in np.argwhere(counts > 0):
        if (i, j) not in exposed:
            # A cell that is hidden already costs next to nothing; 0 would mean that there is no way.
            ways[i, rows + j] = ways[rows + j, i] = 1e-6 if hidden[i, j] else counts[i, j]
    distance, before = dijkstra(csr_array(ways), indices=row, return_predecessors=True)
    if not np.isfinite(distance[rows + column]):
        return []
    path, here = [], rows + column
    while here != row:
        there = int(before[here])
        cell = (min(here, there), max(here, there) - rows)
        if not hidden[cell]:
            path.append(cell)
        here = there
    return path


def _near(counts: NDArray[np.int64], hidden: NDArray[np.bool_], exposed: list[Cell]) -> list[Cell]:
    """The smallest shown cell in a row or column of what is exposed."""
    shown = [(int(i), int(j)) for i, j in np.argwhere(~hidden & (counts > 0))]
    rows, columns = {i for i, _ in exposed}, {j for _, j in exposed}
    near = [cell for cell in shown if cell[0] in rows or cell[1] in columns]
    return [min(near, key=lambda cell: (counts[cell], cell))] if near else []


def exposed_cells(counts: NDArray[np.int64], hidden: NDArray[np.bool_], floor: int) -> list[Cell] | None:
    """A hidden cell, pair or line whose sum follows from what is shown and covers fewer firms than the floor."""
    cells = [(int(i), int(j)) for i, j in np.argwhere(hidden)]
    if not cells:
        return None
    sizes = np.array([counts[cell] for cell in cells])
    freedom = _freedom(cells, counts.shape)
    still = np.abs(freedom).sum(axis=1) < 1e-9
    for found in np.flatnonzero(still & (sizes < floor)):
        return [cells[int(found)]]
    for k in range(len(cells)):
        together = np.abs(freedom[k] + freedom[k + 1 :]).sum(axis=1) < 1e-9
        for other in np.flatnonzero(together & (sizes[k] + sizes[k + 1 :] < floor)):
            return [cells[k], cells[k + 1 + int(other)]]
    inner = (counts.shape[0] - 1, counts.shape[1] - 1)
    for axis in (0, 1):
        for line in range(counts.shape[axis]):
            members = [cell for cell in cells if cell[axis] == line and cell[1 - axis] < inner[1 - axis]]
            total = (line, inner[1]) if axis == 0 else (inner[0], line)
            if members and not hidden[total] and sum(int(counts[cell]) for cell in members) < floor:
                return members
    return None


def _freedom(cells: list[Cell], shape: tuple[int, int]) -> NDArray[np.float64]:
    """How the hidden cells can move together without changing anything shown: a basis, (hidden cells, moves)."""
    rows, columns = shape
    equations = np.zeros((rows + columns, len(cells)))
    for k, (i, j) in enumerate(cells):
        # In each row the inner cells add up to the total, and so they do in each column.
        equations[i, k] += -1 if j == columns - 1 else 1
        equations[rows + j, k] += -1 if i == rows - 1 else 1
    return np.asarray(null_space(equations))
