"""Every way of a small program that no other way beats, column by column: dynamic programming over what is decided.

Ways that leave the same room in every row still open, and add the same to what is counted, differ in cost and gain
alone, so of them only those are kept that gain more than all that cost less. Exact, without a solver: whole numbers
are added and compared.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
_MOST_BITS = 20
"""A table that tells more apart is not begun."""
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


def unbeaten(small: Small, widest: int) -> Whole | None:
    """The solutions (ways, columns) that no other beats in cost, gain and what is counted; of those that agree in all
    of these one. None where more than ``widest`` would have to stand side by side.
    """
    open_ = [int(c) for c in np.flatnonzero(small.lower < small.upper)]
    if any(small.upper[c] - small.lower[c] >= widest for c in open_):
        return None
    order = _order(small, open_)
    if order is None:
        return None
    rows = _Rows(small, order)
    cost, gain = np.zeros(1, np.int64), np.zeros(1, np.int64)
    counted = np.zeros((1, len(small.enough)), np.int64)
    trail: list[tuple[Whole, Whole]] = []
    for column in order:
        values = np.arange(small.lower[column], small.upper[column] + 1)
        if len(values) * len(cost) > widest:
            return None
        parent = np.repeat(np.arange(len(cost)), len(values))
        value = np.tile(values, len(cost))
        fits = rows.decide(column, parent, value)
        parent, value = parent[fits], value[fits]
        cost = cost[parent] + small.cents[column] * value
        gain = gain[parent] + small.gains[0, column] * value
        more = small.gains[1:, column] * (value[:, None] - small.lower[column])
        counted = np.minimum(counted[parent] + more, small.enough)
        kept = rising(_coded(np.column_stack([rows.used, counted])), cost, gain)
        cost, gain, counted = cost[kept], gain[kept], counted[kept]
        rows.keep(kept)
        trail.append((parent[kept], value[kept]))
    found = np.tile(small.lower, (len(cost), 1))
    at = np.arange(len(cost))
    for column, (parent, value) in zip(reversed(order), reversed(trail), strict=True):
        found[:, column] = value[at]
        at = parent[at]
    return found


class _Rows:
    """What the columns decided so far use of every row that others still share; ``used`` (ways, rows open)."""

    def __init__(self, small: Small, order: Sequence[int]):
        self._small = small
        fixed = np.setdiff1d(np.arange(len(small.lower)), order)
        start = small.matrix[:, fixed] @ small.lower[fixed]
        ends = small.matrix * small.lower, small.matrix * small.upper
        self._least, self._most = np.minimum(*ends), np.maximum(*ends)
        self._to_come = np.isin(np.arange(len(small.lower)), order)
        self._start = start
        self._open: list[int] = []
        self.used = np.zeros((1, 0), np.int64)

    def decide(self, column: int, parent: Whole, value: Whole) -> Whole:
        """Give a column its values in the ways that follow from ``parent``; which of them fit."""
        small = self._small
        self._to_come[column] = False
        touched = [int(r) for r in np.flatnonzero(small.matrix[:, column])]
        fits = np.ones(len(parent), bool)
        still: list[int] = []
        columns: list[Whole] = []
        for place, row in enumerate(self._open):
            if row not in touched:
                still.append(row)
                columns.append(self.used[parent, place])
        for row in touched:
            used = self.used[parent, self._open.index(row)] if row in self._open else self._start[row]
            used = used + small.matrix[row, column] * value
            least, most = (int(end[row, self._to_come].sum()) for end in (self._least, self._most))
            low, high = int(small.row_lower[row]) - most, int(small.row_upper[row]) - least
            fits &= (used >= low) & (used <= high)
            if (small.matrix[row, self._to_come] != 0).any():
                still.append(row)
                # What is met whatever is to come leaves the same room.
                columns.append(self._alike(used, row, least, most))
        self._open = still
        chosen = np.flatnonzero(fits)
        self.used = np.column_stack(columns)[chosen] if columns else np.zeros((len(chosen), 0), np.int64)
        return chosen

    def _alike(self, used: Whole, row: int, least: int, most: int) -> Whole:
        safe_low, safe_high = int(self._small.row_lower[row]) - least, int(self._small.row_upper[row]) - most
        if safe_low <= -_FREE // 2:
            return np.maximum(used, safe_high)
        if safe_high >= _FREE // 2:
            return np.minimum(used, safe_low)
        return used

    def keep(self, kept: Whole) -> None:
        self.used = self.used[kept]


def _order(small: Small, open_: Sequence[int]) -> list[int] | None:
    """The columns in an order that keeps small what has to be told apart; None where it is too much in every order."""
    found = _places((small.upper - small.lower)[open_].tobytes(), small.matrix[:, open_].tobytes())
    return None if found is None else [open_[place] for place in found]


@lru_cache(maxsize=4096)
def _places(spreads: bytes, entries: bytes) -> list[int] | None:
    """The order of columns, by their places, from how far each may go and their matrix: many groups have the same.

    What has to be told apart is, of columns of 0 and 1, those decided that share a row with one that is not; of
    numbers, their sums in such rows. Taking what adds least first puts numbers off until much hangs on them, so it is
    tried with them first too.
    """
    spread = np.frombuffer(spreads, np.int64)
    matrix = np.frombuffer(entries, np.int64).reshape(-1, len(spread)) if len(spread) else np.zeros((0, 0), np.int64)
    numbers = np.flatnonzero(spread > 1).tolist()
    best, least = None, float(_MOST_BITS)
    for start in ([], numbers)[: 1 + bool(numbers)]:
        peak, order = _greedy(matrix, spread, start, least)
        if order is not None and (best is None or peak < least):
            best, least = order, peak
    return best


def _greedy(matrix: Whole, spread: Whole, start: Sequence[int], limit: float) -> tuple[float, list[int] | None]:
    """The most bits to tell apart, and the order: from a ``start`` on, each time the column that leaves fewest. None
    as soon as it is beyond the limit."""
    entries = (matrix != 0).astype(np.int64)
    near = entries.T @ entries > 0
    one = (spread == 1).astype(float)
    numbers = _Numbers(matrix, spread)
    done = np.zeros(len(spread), bool)
    peak, order = 0.0, list[int]()
    while not done.all():
        waiting = np.flatnonzero(~done)
        if len(order) < len(start):
            waiting = np.array([start[len(order)]])
        left = near[:, ~done].sum(axis=1)  # undecided neighbours of each, itself included where undecided
        # Deciding ``c`` leaves those decided that have an undecided neighbour beside ``c``, and ``c`` where it has one.
        held = one[done] @ (left[done, None] - near[np.ix_(done, waiting)] > 0) + one[waiting] * (left[waiting] > 1)
        held = held + [numbers.bits(done, int(c)) for c in waiting]
        best = int(np.argmin(held))
        peak = max(peak, float(held[best]))
        if peak > limit:
            return peak, None
        done[waiting[best]] = True
        order.append(int(waiting[best]))
    return peak, order


class _Numbers:
    """How much there is to tell apart of numbers: the sums that they have come to in rows still open, in bits."""

    def __init__(self, matrix: Whole, spread: Whole):
        rows = np.flatnonzero((matrix[:, spread > 1] != 0).any(axis=1))
        self._entries = matrix[rows] != 0
        self._sums = matrix[rows] * (spread > 1)
        self._spread = spread

    def bits(self, done: NDArray[np.bool_], column: int) -> float:
        """The bits once ``column`` is decided as well."""
        if not len(self._sums):
            return 0.0
        after = done.copy()
        after[column] = True
        open_ = self._entries[:, ~after].any(axis=1)
        sums = {tuple(row) for row in (self._sums[open_] * after).tolist()}
        return float(sum(np.log2(1 + np.abs(row) @ self._spread) for row in sums))


def _coded(parts: Whole) -> Whole:
    """One number for each row of ``parts``, the same for rows that are the same."""
    if not parts.shape[1]:
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
