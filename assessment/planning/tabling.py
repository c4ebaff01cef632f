"""Every way of a small program that no other way beats: columns merged into tables, two by two along a tree.

A way of a table is kept unless another costs no more, gains and adds no less, and leaves no less room in any row that
others share. Measures hang together like a tree and not like a chain, so that no table has much to tell apart. Exact,
without a solver: whole numbers are added and compared.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.planning.merging import Bound

Whole = NDArray[np.int64]
_MOST_BITS = 20
"""A table that tells more apart is not begun."""
_FEW = 100
"""Among so many ways it does not pay to look for those that leave more room for less."""
_FREE = np.iinfo(np.int64).max // 4


@dataclass(frozen=True)
class Small:
    """Columns of whole numbers ``lower`` to ``upper`` with a cost each, under ``row_lower <= matrix @ x <= row_upper``.

    ``gains`` (1 + rows, columns), none below zero, say what a column adds to what is to be most and to what is counted,
    the latter up to ``enough`` (rows,).
    """

    cents: Whole
    gains: Whole
    lower: Whole
    upper: Whole
    matrix: Whole
    row_lower: Whole
    row_upper: Whole
    enough: Whole


def whole_bounds(bounds: NDArray[np.float64]) -> Whole:
    """Bounds of rows in whole numbers, those that bind nothing beyond any sum."""
    return np.clip(bounds, -_FREE, _FREE).astype(np.int64)


def unbeaten(small: Small, widest: int, most: int | None = None) -> Whole | None:
    """The solutions (ways, columns) that no other beats in cost, gain and what is counted; of those that agree in all
    of these one. None where more than ``widest`` would have to stand side by side.

    Costs are not below nought; those that come to more than ``most`` beyond the columns' lower ends are left out.
    """
    tabling = _Tabling(small, most)
    if not tabling.possible:
        return np.empty((0, len(small.lower)), np.int64)
    if (tabling.bound.spread >= widest).any():
        return None
    bits, order = tabling.bound.order()
    if bits > _MOST_BITS:
        return None
    tables = [tabling.column(place) for place in range(len(tabling.open_))]
    for a, b in order:
        if len(tables[a].cost) * len(tables[b].cost) > widest:
            return None
        tables.append(tabling.merged(tables[a], tables[b]))
    found = np.tile(small.lower, (len(tables[-1].cost) if tables else 1, 1))
    if tables:
        values = np.zeros((len(found), len(tabling.open_)), np.int64)
        tables[-1].put(np.arange(len(found)), values)
        found[:, tabling.open_] += values
    return found


@dataclass(frozen=True)
class _Table:
    """The ways of some columns: what they cost, gain, and add to what is counted, and what they use of the ``rows``
    that others share (one array each). ``came`` says of each way which ways of the two ``parts`` it is made of; of one
    column, its value.
    """

    columns: NDArray[np.bool_]
    rows: dict[int, Whole]
    cost: Whole
    gain: Whole
    counted: Whole
    came: tuple[Whole, ...]
    parts: tuple[_Table, ...] = ()

    def put(self, ways: Whole, values: Whole) -> None:
        """Put what these ways give the columns into ``values`` (ways, columns)."""
        if self.parts:
            for part, came in zip(self.parts, self.came, strict=True):
                part.put(came[ways], values)
        else:
            values[:, self.columns] = self.came[0][ways, None]


class _Tabling:
    """The columns that are open, each counted from nought, and the rows that bind them."""

    def __init__(self, small: Small, most: int | None):
        self._small = small
        self._dearest = _FREE if most is None else most
        self.open_ = np.flatnonzero(small.lower < small.upper)
        spread = (small.upper - small.lower)[self.open_]
        taken = small.matrix @ small.lower
        matrix = small.matrix[:, self.open_]
        ends = np.minimum(matrix * spread, 0), np.maximum(matrix * spread, 0)
        least, most = (end.sum(axis=1) for end in ends)
        low, high = np.maximum(small.row_lower - taken, least), np.minimum(small.row_upper - taken, most)
        self.possible = bool((low <= high).all())
        binding = (low > least) | (high < most)
        self.bound = Bound(spread, np.ascontiguousarray(matrix[binding]), low[binding], high[binding])
        self._least, self._most = (end[binding] for end in ends)

    def column(self, place: int) -> _Table:
        """The table of one column."""
        small, column, matrix = self._small, self.open_[place], self.bound.matrix
        value = np.arange(self.bound.spread[place] + 1)
        table = _Table(
            columns=np.arange(len(self.open_)) == place,
            rows={int(row): matrix[row, place] * value for row in np.flatnonzero(matrix[:, place])},
            cost=small.cents[column] * value,
            gain=small.gains[0, column] * value,
            counted=np.minimum(small.gains[1:, column] * value[:, None], small.enough),
            came=(value,),
        )
        return self._kept(table)

    def merged(self, one: _Table, other: _Table) -> _Table:
        """Every way of the one with every way of the other, as far as they keep to the rows."""
        a, b = np.repeat(np.arange(len(one.cost)), len(other.cost)), np.tile(np.arange(len(other.cost)), len(one.cost))
        rows = {row: used[a] for row, used in one.rows.items()}
        for row, used in other.rows.items():
            rows[row] = rows[row] + used[b] if row in rows else used[b]
        table = _Table(
            columns=one.columns | other.columns,
            rows=rows,
            cost=one.cost[a] + other.cost[b],
            gain=one.gain[a] + other.gain[b],
            counted=np.minimum(one.counted[a] + other.counted[b], self._small.enough),
            came=(a, b),
            parts=(one, other),
        )
        return self._kept(table)

    def _kept(self, table: _Table) -> _Table:
        """The ways that keep to the rows whatever is to come, and that no other way beats."""
        bound, to_come = self.bound, ~table.columns
        fits = table.cost <= self._dearest
        rows: dict[int, Whole] = {}
        room: list[Whole] = []  # the less the better
        for row, used in table.rows.items():
            least, most = int(self._least[row, to_come].sum()), int(self._most[row, to_come].sum())
            low, high = int(bound.low[row]), int(bound.high[row])
            fits &= (used >= low - most) & (used <= high - least)
            if not bound.matrix[row, to_come].any():
                continue
            # What is met whatever is to come leaves the same room.
            if low <= int(self._least[row].sum()):
                used = np.maximum(used, high - most)
                room.append(used)
            elif high >= int(self._most[row].sum()):
                used = np.minimum(used, low - least)
                room.append(-used)
            else:
                room += [used, -used]
            rows[row] = used
        kept = np.flatnonzero(fits)
        apart = np.column_stack([*(used[kept] for used in rows.values()), table.counted[kept]])
        kept = kept[rising(_coded(apart), table.cost[kept], table.gain[kept])]
        if len(kept) > _FEW:
            measured = np.array([table.cost[kept], -table.gain[kept], *(used[kept] for used in room)])
            kept = kept[_undominated(np.vstack([measured, -table.counted[kept].T]))]
        return _Table(
            columns=table.columns,
            rows={row: used[kept] for row, used in rows.items()},
            cost=table.cost[kept],
            gain=table.gain[kept],
            counted=table.counted[kept],
            came=tuple(came[kept] for came in table.came),
            parts=table.parts,
        )


def _undominated(measured: Whole) -> Whole:
    """Of ways (measures, ways), no two alike, those that none is below or level with in every measure; where few are
    beaten, the search is given up and the others are kept."""
    order = np.lexsort(measured[::-1])
    waiting = measured[:, order]
    kept: list[int] = []
    while len(order) and (len(kept) < _FEW or measured.shape[1] - len(order) > 2 * len(kept)):
        # The first of those left in this order is below none of them.
        kept.append(int(order[0]))
        open_ = np.arange(1, len(order))
        beaten = open_
        for of in waiting[1:]:
            beaten = beaten[of[beaten] >= of[0]]
        left = np.ones(len(order), bool)
        left[0] = False
        left[beaten] = False
        order, waiting = order[left], waiting[:, left]
    return np.sort(np.concatenate([np.array(kept, np.int64), order]))


def _coded(parts: Whole) -> Whole:
    """One number for each row of ``parts``, the same for rows that are the same."""
    if not parts.size:
        return np.zeros(len(parts), np.int64)
    low = parts.min(axis=0)
    ranges = [int(r) for r in parts.max(axis=0) - low + 1]
    if math.prod(ranges) < _FREE:
        return np.asarray(np.ravel_multi_index(tuple((parts - low).T), ranges))
    return np.asarray(np.unique(parts, axis=0, return_inverse=True)[1]).reshape(-1)


def rising(code: Whole, cost: Whole, gain: Whole) -> Whole:
    """Of each code the entries that gain more than all of it that cost less, in rising order."""
    order = np.lexsort((-gain, cost, code))
    if not len(order):
        return order
    number = np.concatenate([[0], np.cumsum(np.diff(code[order]) != 0)])
    # Lifting each code above the one before it makes one running maximum do for all.
    lifted = gain[order] + number * (int(gain.max()) - int(gain.min()) + 1)
    best = np.maximum.accumulate(lifted)
    return order[np.concatenate([[True], lifted[1:] > best[:-1]])]
