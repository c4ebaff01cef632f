"""Figures about groups of firms that may be shown: only this room makes them, and nothing else may be printed.

A ``Cleared`` figure is about at least as many firms as the floor, and does not give a smaller group away beside the
others of its table (see ``suppression``). What may not be shown is None. Within a group that is shown, how many of its
firms have something in common is told in whole steps of the floor only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, NamedTuple, TypeVar, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from assessment.peers.ground import TableGround
from assessment.peers.suppression import Counts, Mask, with_totals
from assessment.peers.together import Means, ReleasesBeside, SharesTogether, step_of
from assessment.peers.told import Told

T_co = TypeVar("T_co", covariant=True)
Value = TypeVar("Value")
_SEAL = object()
QUANTILES = (10, 25, 50, 75, 90)


class Cleared(Generic[T_co]):
    """A figure that may be shown. It cannot be made elsewhere: ``_seal`` is this module's own."""

    __slots__ = ("_value",)

    def __init__(self, value: T_co, _seal: object):
        if _seal is not _SEAL:
            raise TypeError("only assessment.peers.cleared says which figures may be shown")
        self._value = value

    @property
    def value(self) -> T_co:
        """The figure itself."""
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cleared) and bool(self._value == other._value)

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return f"Cleared({self._value!r})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """In a document it is the figure alone: one that was frozen was cleared when it was made."""
        (inner,) = get_args(source)
        figure = handler.generate_schema(inner)
        frozen = core_schema.no_info_after_validator_function(lambda value: cls(value, _SEAL), figure)
        return core_schema.union_schema(
            [core_schema.is_instance_schema(cls), frozen],
            serialization=core_schema.plain_serializer_function_ser_schema(lambda one: one.value, return_schema=figure),
        )


class FigureRange(NamedTuple):
    """From the least to the greatest that a figure may be."""

    low: float
    high: float


Figure = Cleared[T_co] | None
"""A figure that may be shown, or None for one that may not."""
Grid = tuple[tuple[Figure[T_co], ...], ...]
"""Figures by row and column, the last row and the last column being totals."""


@dataclass(frozen=True)
class Crosstab:
    """Firms by row and column, and every figure about the same groups; the last row and column are totals."""

    floor: int
    cells: NDArray[np.intp]
    _counts: Counts
    hidden: Mask

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns, totals included."""
        return self._counts.shape[0], self._counts.shape[1]

    @property
    def counts(self) -> Grid[int]:
        """How many firms there are."""
        return self._grid(lambda i, j: int(self._counts[i, j]))

    def means(self, low: NDArray[np.float64], high: NDArray[np.float64]) -> Grid[FigureRange]:
        """The mean of the least and of the greatest value possible of each firm (n,); None where there is no firm."""
        lows, highs = (self._sums(values) / np.maximum(self._counts, 1) for values in (low, high))
        return self._grid(lambda i, j: FigureRange(float(lows[i, j]), float(highs[i, j])), empty=False)

    def tails(self) -> tuple[Figure[int], ...]:
        """Of a table of one row: how many firms are in a column or in one after it, for each column.

        Told where what is shown tells it anyway: all those columns, or all columns before them with the total.
        """
        row, hidden = self._counts[0, :-1], self.hidden[0]
        told = (not hidden[at:-1].any() or not (hidden[:at].any() or hidden[-1]) for at in range(len(row)))
        return tuple(Cleared(int(row[at:].sum()), _SEAL) if shown else None for at, shown in enumerate(told))

    def percentiles(self, values: NDArray[np.float64], cell: int) -> Figure[tuple[float, ...]]:
        """The percentiles ``QUANTILES`` of the values (n,) of a cell's firms, in whole numbers.

        Their mean is not told: beside the mean of a group that holds a few firms more it would give those few away.
        """
        own = values[self.cells == cell]
        return self.over(lambda: tuple(float(round(one)) for one in np.percentile(own, QUANTILES)), cell)

    def over(self, figure: Callable[[], Value], cell: int) -> Figure[Value]:
        """A figure over all firms of a cell, where it may be shown."""
        empty = not self._counts[:-1, :-1].ravel()[cell]
        return None if empty or self.hidden[:-1, :-1].ravel()[cell] else Cleared(figure(), _SEAL)

    def _sums(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        rows, columns = self.shape
        sums = np.bincount(self.cells, values, (rows - 1) * (columns - 1)).astype(np.float64)
        return with_totals(sums.reshape(rows - 1, columns - 1))

    def _grid(self, figure: Callable[[int, int], T_co], empty: bool = True) -> Grid[T_co]:
        rows, columns = self.shape
        told = ~self.hidden if empty else ~self.hidden & (self._counts > 0)
        return tuple(
            tuple(Cleared(figure(i, j), _SEAL) if told[i, j] else None for j in range(columns)) for i in range(rows)
        )


def crosstab(
    rows: NDArray[np.intp], columns: NDArray[np.intp], shape: tuple[int, int], floor: int, hidden: Mask
) -> Crosstab:
    """Firms (n,) by the number of their row and of their column, of which there are ``shape`` without the totals.

    ``hidden`` is what ``suppression`` says of it, in the shape with totals.
    """
    cells = np.ravel_multi_index((rows, columns), shape)
    counts = with_totals(np.bincount(cells, minlength=shape[0] * shape[1]).astype(np.int64).reshape(shape))
    return Crosstab(floor, cells, counts, hidden)


@dataclass(frozen=True)
class Having:
    """Which firms (n,) certainly have something, and which possibly; without ``points`` nobody has it."""

    certain: NDArray[np.bool_]
    possible: NDArray[np.bool_]
    points: float = 0


@dataclass(frozen=True)
class PointsBeside:
    """The least and the greatest points possible of each firm (n,), of ``full``, of which means are told."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]
    full: float


@dataclass(frozen=True)
class ToldTogether:
    """The shares of firms with each of several things, and the mean points told beside them.

    The tables say of which groups each may be told, ``rough`` of which things nobody and everybody are not told;
    ``exactly`` is told elsewhere: how many firms have none, one, two of them: just as many, at least as many, and both.
    """

    having: Sequence[Having]
    tables: Sequence[Crosstab]
    points: PointsBeside | None = None
    means_table: Crosstab | None = None
    rough: Sequence[bool] = ()
    exactly: Grid[int] | None = None

    def settled(self, beside: ReleasesBeside) -> ToldTogether:
        """What may be told of each beside all others, and beside earlier releases."""
        every = self._together(beside).settled()
        tables = [replace(one, hidden=~beside.cut(told)) for one, told in zip(self.tables, every.shown, strict=True)]
        exactly = self.exactly if every.exactly else self.exactly and ()
        settled = replace(self, tables=tables, rough=every.blurred, exactly=exactly)
        if self.means_table is None or every.means is None:
            return settled
        return replace(settled, means_table=replace(self.means_table, hidden=~beside.cut(every.means.shown)))

    def again(self, told: Told | None) -> ToldTogether:
        """The same, with the numbers in all only where an earlier release of the same firms told them."""
        return self if told is None or len(told.exactly) or self.exactly is None else replace(self, exactly=())

    def told(self, beside: ReleasesBeside) -> Told:
        """What it tells, for a later release to be compared with."""
        return self._together(beside).told().within(beside.own)

    def _together(self, beside: ReleasesBeside) -> SharesTogether:
        shown = tuple(beside.spread(~one.hidden & (one._counts > 0)) for one in self.tables)
        certain, possible = np.array([(one.certain, one.possible) for one in self.having], bool).swapaxes(0, 1)
        means = None
        if self.points is not None and self.means_table is not None:
            needed, told = [one.points for one in self.having], beside.spread(~self.means_table.hidden)
            means = Means(told, self.points.low, self.points.high, needed, self.points.full)
        rough = tuple(self.rough) or (False,) * len(shown)
        exactly = None
        if self.exactly is not None:
            exactly = [[None if one is None else one.value for one in line] for line in self.exactly]
        floor = self.tables[0].floor
        return SharesTogether(
            beside.stays,
            TableGround(*beside.shape),
            floor,
            certain,
            possible,
            shown,
            rough,
            means,
            exactly,
            beside.before,
        )

    def shares(self, whole: float = 1) -> list[Grid[FigureRange]]:
        """From those certain to those possible, ``whole`` being all, by the steps of the floor that they lie between.

        So no group of firms that have something, or lack it, can be counted to less.
        """
        return [_share(*one, whole) for one in zip(self.tables, self.having, self.rough, strict=True)]

    def means(self) -> Grid[FigureRange]:
        """The mean points."""
        if self.points is None or self.means_table is None:
            raise TypeError("no points are told")
        return self.means_table.means(self.points.low, self.points.high)


def _share(table: Crosstab, of: Having, rough: bool, whole: float) -> Grid[FigureRange]:
    low, high = (table._sums(end.astype(float)) for end in (of.certain, of.possible))

    def told(i: int, j: int) -> FigureRange:
        n = int(table._counts[i, j])
        first, last = (step_of(int(end[i, j]), n, table.floor, rough) for end in (low, high))
        return FigureRange(first.low / n * whole, last.high / n * whole)

    return table._grid(told, empty=False)


def among(figure: Value, firms: int, floor: int) -> Cleared[Value]:
    """A figure about one firm among so many real ones: none of them, or as many as the floor."""
    if 0 < firms < floor:
        raise ValueError(f"{firms} firms are too few to compare anybody with")
    return Cleared(figure, _SEAL)


def share_and_means(
    found: SharesTogether, at: int, having: Sequence[Having], points: PointsBeside
) -> tuple[list[Figure[FigureRange]], Figure[FigureRange]]:
    """The shares in per cent of the firms of a place with each of several things, and the mean points, as settled."""
    n = round(found.sums(np.ones(len(points.low))).ravel()[at])
    shares: list[Figure[FigureRange]] = []
    for of, shown, blurred in zip(having, found.shown, found.blurred, strict=True):
        ends = (round(found.sums(end).ravel()[at]) for end in (of.certain, of.possible))
        first, last = (step_of(k, n, found.floor, blurred) for k in ends)
        told = bool(n) and bool(shown.ravel()[at])
        shares.append(Cleared(FigureRange(first.low / n * 100, last.high / n * 100), _SEAL) if told else None)
    if not n or found.means is None or not found.means.shown.ravel()[at]:
        return shares, None
    low, high = (float(found.sums(end).ravel()[at]) / n for end in (points.low, points.high))
    return shares, Cleared(FigureRange(low, high), _SEAL)


def at_least(number: int, floor: int) -> Figure[int]:
    """How many cases there are at least, in whole steps of the floor; None where there are fewer."""
    return Cleared(number // floor * floor, _SEAL) if number >= floor else None


def without(whole: Figure[int], part: Figure[int]) -> Figure[int]:
    """The firms of a group but one of the parts in its table: what everybody works out of the two."""
    return None if whole is None or part is None else Cleared(whole.value - part.value, _SEAL)


def nobody(firms: Figure[int]) -> bool:
    """Is it shown that there is no firm?"""
    return firms is not None and firms.value == 0
