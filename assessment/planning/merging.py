"""In which order columns are merged into tables, two by two, so that no table has much to tell apart.

A table of some columns must tell apart what they use of every row that other columns share. How much that is at most,
in bits, is known before anything is counted: a row may take so many values, and where fewer columns stand behind
several rows, their own values are fewer still. The two tables whose union has least to tell apart come first.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Bound:
    """Columns from nought to ``spread`` under ``low <= matrix @ x <= high``, every row binding on some side."""

    spread: Whole
    matrix: Whole
    low: Whole
    high: Whole

    def order(self) -> tuple[float, tuple[tuple[int, int], ...]]:
        """The most bits that a table has to tell apart, and which two tables are merged one after the other.

        The columns are tables 0, 1, ...; each merging makes the next.
        """
        parts = (self.spread, self.matrix, self.low, self.high)
        return _ordered(self.matrix.shape, *(part.tobytes() for part in parts))


@lru_cache(maxsize=4096)
def _ordered(
    shape: tuple[int, int], spread: bytes, matrix: bytes, low: bytes, high: bytes
) -> tuple[float, tuple[tuple[int, int], ...]]:
    """Many groups of many firms have the same rows."""
    numbers = [np.frombuffer(part, np.int64) for part in (spread, matrix, low, high)]
    rows = _Rows(Bound(numbers[0], numbers[1].reshape(shape), *numbers[2:]))
    tables = [1 << column for column in range(shape[1])]
    bits = [rows.bits(columns) for columns in tables]
    alive = set(range(len(tables)))
    waiting: list[tuple[float, float, int, int]] = []

    def wait(pairs: Iterable[tuple[int, int]]) -> None:
        for a, b in pairs:
            heapq.heappush(waiting, (rows.bits(tables[a] | tables[b]), bits[a] + bits[b], a, b))

    wait(sorted({(a, b) for of in rows.columns_of for b in of for a in of if a < b}))
    order: list[tuple[int, int]] = []

    def merge(a: int, b: int) -> None:
        order.append((a, b))
        alive.difference_update((a, b))
        tables.append(tables[a] | tables[b])
        bits.append(rows.bits(tables[-1]))
        shared = rows.touching(tables[-1])
        wait((one, len(tables) - 1) for one in sorted(alive) if tables[one] & shared)
        alive.add(len(tables) - 1)

    while waiting:
        _, _, a, b = heapq.heappop(waiting)
        if a in alive and b in alive:
            merge(a, b)
    while len(alive) > 1:
        a, b, *_ = sorted(alive)
        merge(a, b)
    return max(bits, default=0.0), tuple(order)


class _Rows:
    """The rows with what each column may use of them; sets of columns and of rows are the bits of whole numbers."""

    def __init__(self, bound: Bound):
        matrix = bound.matrix
        self._low, self._high = bound.low.tolist(), bound.high.tolist()
        ends = np.minimum(matrix * bound.spread, 0), np.maximum(matrix * bound.spread, 0)
        self._least, self._most = (end.sum(axis=1).tolist() for end in ends)
        self._ends = [end.tolist() for end in ends]
        self._entries = matrix.tolist()
        self.columns_of = [np.flatnonzero(row).tolist() for row in matrix]
        self._mask = [sum(1 << column for column in of) for of in self.columns_of]
        self._rows_of = [np.flatnonzero(column).tolist() for column in matrix.T]
        self._column_bits = [math.log2(spread + 1) for spread in bound.spread.tolist()]

    def touching(self, columns: int) -> int:
        """The columns that share a row with some."""
        found = 0
        for row in self._of(columns):
            found |= self._mask[row]
        return found

    def bits(self, columns: int) -> float:
        """What a table of ``columns`` has to tell apart, at most: each row still open by its own values or by those of
        its columns, whatever is less, what was told apart already aside."""
        told, total, alike = 0, 0.0, set[tuple[int, ...]]()
        open_ = [row for row in self._of(columns) if self._mask[row] & ~columns]
        for row in sorted(open_, key=lambda row: (self._mask[row] & columns).bit_count()):
            own = self._mask[row] & columns & ~told
            if not own:
                continue
            behind = sum(self._column_bits[column] for column in _members(own))
            values, kind = self._values(row, self._mask[row] & columns)
            if behind <= values:
                told |= own
                total += behind
            elif kind not in alike:  # rows that ask for the same sum of these columns tell the same apart
                alike.add(kind)
                total += values
        return total

    def _of(self, columns: int) -> list[int]:
        return sorted({row for column in _members(columns) for row in self._rows_of[column]})

    def _values(self, row: int, own: int) -> tuple[float, tuple[int, ...]]:
        """How many values the columns may use of a row that leave different room, in bits; and their sum."""
        least, most = self._ends[0][row], self._ends[1][row]
        members = list(_members(own))
        low, high = sum(least[c] for c in members), sum(most[c] for c in members)
        safe_high = self._high[row] - (self._most[row] - high)
        safe_low = self._low[row] - (self._least[row] - low)
        if self._low[row] <= self._least[row]:
            low = max(low, safe_high)
        elif self._high[row] >= self._most[row]:
            high = min(high, safe_low)
        entries = [self._entries[row][c] for c in members]
        step = math.gcd(*entries) * (-1 if entries[0] < 0 else 1)
        kind = tuple(x for c, e in zip(members, entries, strict=True) for x in (c, e // step))
        return math.log2(max(1, (high - low) // abs(step) + 1)), kind


def _members(some: int) -> Iterable[int]:
    while some:
        last = some & -some
        yield last.bit_length() - 1
        some ^= last
