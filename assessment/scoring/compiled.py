"""What compiling makes of a framework: items with look-up tables, levels with thresholds, all in whole numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assessment.content.frameworks import Item, Worth, own_points


@dataclass(frozen=True)
class Threshold:
    """One requirement of a level.

    Either ``node``'s points (in root units) reach ``at_least``, or at least ``at_least`` of ``items`` (positions)
    reach ``grade``.
    """

    at_least: int
    node: str | None = None
    set_id: str | None = None
    items: tuple[int, ...] = ()
    grade: int = 0


@dataclass(frozen=True)
class CompiledLevel:
    """A level and its thresholds, all of which must hold."""

    level: int
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True)
class Edge:
    """The lower edge of a band as an exact fraction of 1; ``inclusive`` when the edge itself belongs to the band."""

    at: Fraction
    inclusive: bool


@dataclass(frozen=True)
class CompiledItem:
    """One item with its tables.

    ``states`` are the options or bands in file order (for a choice, in the fact's option order). ``points`` are
    their worth in root units; ``low``/``high`` are lookup tables (choice: by mask of possible options including the
    hidden bit; multi: one table by mask of ticks; ratio: by band number, the last entry standing for "not asked").
    """

    spec: Item
    facts: tuple[str, ...]
    states: tuple[Worth, ...]
    state_ids: tuple[str, ...]
    points: tuple[int, ...]
    points_low: NDArray[np.int64]
    points_high: NDArray[np.int64]
    grade_low: NDArray[np.uint8]
    grade_high: NDArray[np.uint8]
    edges: tuple[Edge, ...] = ()

    @cached_property
    def grain(self) -> int:
        """The least number of equal parts of 1 such that every edge of a band is a whole number of them."""
        return math.lcm(*(edge.at.denominator for edge in self.edges))

    @property
    def best(self) -> int:
        """The most points the item can give, in root units."""
        return int(self.points_high.max())

    @property
    def own(self) -> Fraction:
        """The most points the item can give, in the item's own published points."""
        return own_points(self.spec)


def tick_tables(points: tuple[int, ...], grades: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Sum of points and highest grade for every set of ticks; index = bit mask."""
    sums, tops = np.zeros(1, np.int64), np.zeros(1, np.uint8)
    for worth, grade in zip(points, grades, strict=True):
        sums = np.concatenate([sums, sums + worth])
        tops = np.concatenate([tops, np.maximum(tops, grade).astype(np.uint8)])
    return sums, tops


def range_tables(worths: tuple[int, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Least and greatest worth over every non-empty set of possible states; index = bit mask, 0 unused."""
    size = 1 << len(worths)
    low, high = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for mask in range(1, size):
        possible = [w for i, w in enumerate(worths) if mask >> i & 1]
        low[mask], high[mask] = min(possible), max(possible)
    return low, high
