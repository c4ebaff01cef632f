"""Which cells of a table of counts to hide, so that no group of fewer firms than the floor can be worked out.

Whoever reads the table knows what is shown, that cells add up to totals, that firms come whole, and that what is hidden
is not empty, since empty cells are shown. The rule: **every hidden cell below the floor might, for all that, hold at
least the floor.** Then so might every group with such a cell in it, and no combination of cells and totals gives the
number or the mean of a smaller group.

Of a table that was released before, with other firms in it, only those firms blur anything that are new. So a cell is
as good as small when its firms have changed and fewer of them than the floor are new: it is hidden, and its new firms
must, for all that is shown, be possibly as many as the floor. What was hidden before stays hidden. Then a combination
of figures of this and of earlier releases that is about a group holds no such cell; a cell with as many new firms as
the floor is about as many; and what is left are cells as they were, of which the earlier release already told as much.

The most that a hidden cell may hold is a maximum flow. A two-way table with its totals is a network: rows and columns
are its nodes, each cell is an arc, and the sums make what flows in flow out. So the test is exact, whole numbers
included. Where a cell falls short, the way round it with the fewest firms is hidden, too; at the end every cell that
was hidden without need is shown again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]
Number = TypeVar("Number", np.int64, np.float64)


def with_totals(inner: NDArray[Number]) -> NDArray[Number]:
    """A table with its totals as last row and last column."""
    rows = np.vstack([inner, inner.sum(axis=0, keepdims=True)])
    return np.hstack([rows, rows.sum(axis=1, keepdims=True)])


@dataclass(frozen=True)
class Earlier:
    """What earlier releases of a table leave to a new one; every array in the table's shape with totals.

    ``fresh`` counts the firms that no earlier release held in the cell; ``same`` marks cells that hold just the firms
    which they held in the release taken as a base, of which ``hidden`` was not shown; ``least`` is the smallest number
    that this and every earlier release has in a cell, and ``ever_hidden`` marks what was shown in none of these.
    """

    fresh: Counts
    same: Mask
    hidden: Mask
    least: Counts
    ever_hidden: Mask


def hidden_cells(counts: Counts, floor: int, unreleased: Mask | None = None, earlier: Earlier | None = None) -> Mask:
    """Which cells of a table with totals to hide; a cell of none is shown, since nobody is given away by it.

    ``unreleased`` marks totals that are not shown in any case. The grand total is shown unless it is below the floor.
    Where nothing else helps, nothing but the grand total is shown, and not even which cells are empty. ``earlier`` are
    the releases of the table with which this one must not be subtracted; where these leave no other way, not even the
    grand total is shown.
    """
    everything = np.ones(counts.shape, bool)
    small = (counts > 0) & (counts < floor)
    fresh, same = (counts, counts == 0) if earlier is None else (earlier.fresh, earlier.same)
    spoilt = ~same & (fresh < floor)
    if spoilt[-1, -1] or small[-1, -1]:
        return everything
    begun = spoilt | small
    for further in (unreleased, None if earlier is None else earlier.hidden):
        begun = begun if further is None else begun | further
    network = _Network(counts, fresh, begun, floor)
    for cell in np.argwhere(spoilt):
        if not network.may_hold_the_floor(*cell) and not network.hide_a_way_round(*cell):
            everything[-1, -1] = earlier is not None
            return everything
    network.show_what_need_not_be_hidden(spoilt)
    if earlier is not None:
        common = _Network(counts, earlier.least, network.hidden & earlier.ever_hidden, floor)
        if not all(common.may_hold_the_floor(*cell) for cell in np.argwhere(small & same)):
            return everything
    return network.hidden


class _Network:
    """A table as arcs between its rows and its columns, of which some are hidden.

    Nodes are the rows, then the columns, totals included. A total balances its line: it flows against its cells.
    ``firms`` are all that a cell holds, ``counts`` those of them of whom nothing was shown before.
    """

    def __init__(self, firms: Counts, counts: Counts, hidden: Mask, floor: int):
        self.firms, self.counts, self.hidden, self.floor = firms, counts, hidden.copy(), floor
        rows, columns = counts.shape
        row, column = np.indices(counts.shape)
        turned = (row == rows - 1) != (column == columns - 1)
        self.tail, self.head = np.where(turned, rows + column, row), np.where(turned, row, rows + column)
        self.size = rows + columns
        self.begun = hidden

    def may_hold_the_floor(self, i: int, j: int) -> bool:
        """Might a hidden cell hold as many firms as the floor, for all that is shown?"""
        wanted = self.floor - int(self.counts[i, j])
        flow = scipy.sparse.csgraph.maximum_flow(
            scipy.sparse.csr_array(self._room(i, j, self.hidden)), self.head[i, j], self.tail[i, j]
        )
        return bool(flow.flow_value >= wanted)

    def hide_a_way_round(self, i: int, j: int) -> bool:
        """Hide further cells, with few firms, so that the cell might hold the floor; False if there is no way."""
        may = self.hidden | (self.counts > 0)
        may[-1, -1] = self.hidden[-1, -1]
        wide = self._room(i, j, may) >= self.floor - self.counts[i, j]
        price = np.where(self.hidden, 1e-6, self.firms)  # 0 would mean that there is no arc
        ways = np.zeros((self.size, self.size))
        for a, b in ((self.tail, self.head), (self.head, self.tail)):
            ways[a, b] = price
        start, end = self.head[i, j], self.tail[i, j]
        distance, before = scipy.sparse.csgraph.dijkstra(
            scipy.sparse.csr_array(np.where(wide, ways, 0)), indices=start, return_predecessors=True
        )
        if not np.isfinite(distance[end]):
            return False
        while end != start:
            ends = {end, int(before[end])}
            self.hidden |= np.isin(self.tail, list(ends)) & np.isin(self.head, list(ends))
            end = int(before[end])
        return True

    def show_what_need_not_be_hidden(self, small: Mask) -> None:
        """Show again what was hidden for a cell that other cells protect as well, the largest first."""
        further = [(int(i), int(j)) for i, j in np.argwhere(self.hidden & ~self.begun)]
        for cell in sorted(further, key=lambda cell: (-self.firms[cell], cell)):
            self.hidden[cell] = False
            if not all(self.may_hold_the_floor(i, j) for i, j in np.argwhere(small)):
                self.hidden[cell] = True

    def _room(self, i: int, j: int, free: Mask) -> NDArray[np.int32]:
        """How much may flow from node to node through free cells but one; more than the floor decides nothing.

        A cell may grow at will, and shrink until one firm is left in it.
        """
        room = np.zeros((self.size, self.size), np.int32)
        free = free & (self.counts > 0)
        room[self.tail[free], self.head[free]] = self.floor
        room[self.head[free], self.tail[free]] = np.clip(self.counts[free] - 1, 0, self.floor)
        room[self.tail[i, j], self.head[i, j]] = room[self.head[i, j], self.tail[i, j]] = 0
        return room
