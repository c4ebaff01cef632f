"""A framework's tables packed for speed: one look-up for several items gives points and counts, worst and best.

Each figure a result needs (the points of some items, how many items of a set reach a grade) is a field of some bits in
a 64-bit word, once for the worst and once for the best completion. Adding words adds all fields; no field can
overflow, because it is as wide as the largest total it can ever hold. Items with few codes are read together: their
codes make one code, whose table holds the sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.scoring.codes import Coded
from assessment.scoring.framework import Framework

WORD_BITS = 64
MOST_ENTRIES = 1 << 12
FEW = 256
"""So few firms are read item by item."""

Words = NDArray[np.uint64]


@dataclass(frozen=True)
class Points:
    """A figure: the points of the items that lie below all of these wanted nodes and no other, in root units."""

    nodes: frozenset[str]


@dataclass(frozen=True)
class Reached:
    """A figure: how many of the items that all of these sets count, and no other, reach a grade."""

    sets: frozenset[str]
    grade: int


Figure = Points | Reached


@dataclass(frozen=True)
class Field:
    """Where one figure lies: the word, and the shifts of its worst and best value; ``mask`` cuts it out."""

    word: int
    low_shift: int
    high_shift: int
    mask: int

    def shift(self, *, best: bool) -> int:
        """The shift of one end."""
        return self.high_shift if best else self.low_shift

    def read(self, words: Words, *, best: bool) -> NDArray[np.int32]:
        """The figure (n,) in words of shape (word_count, n)."""
        return ((words[self.word] >> self.shift(best=best)) & self.mask).astype(np.int32)


@dataclass(frozen=True)
class LookUp:
    """Some items read at once: the codes (n,) of each with their number, and the sum of their worths in one word."""

    word: int
    codes: Sequence[tuple[NDArray[Any], int]]
    table: Words

    def read(self, block: slice) -> Words:
        """The worth of the items for a block of firms."""
        (first, _), *others = self.codes
        index = first[block]
        if others:
            index = index.astype(np.uint16)
            for codes, size in others:
                index *= np.uint16(size)
                index += codes[block]
        # Every code has its entry, so nothing is ever clipped; telling numpy so saves it a check of each.
        return self.table.take(index, mode="clip")


class PackedTables:
    """The packed tables of one framework.

    ``figures`` are what is packed, each with its field; ``nodes`` and ``counts`` say which of them add up to the points
    of each wanted node and to the count of each (set, grade).
    """

    def __init__(self, framework: Framework):
        self.framework = framework
        thresholds = [threshold for level in framework.levels for threshold in level.thresholds]
        wanted = [framework.root, *(node.id for node in framework.dimensions), *(t.node for t in thresholds if t.node)]
        counted = {(t.set_id, t.grade): t.items for t in thresholds if t.set_id is not None}
        self._figures = [_figures(framework, i, wanted, counted) for i in range(len(framework.items))]
        totals: dict[Figure, int] = {}
        for item, figures in zip(framework.items, self._figures, strict=True):
            for figure in figures:
                totals[figure] = totals.get(figure, 0) + (item.best if isinstance(figure, Points) else 1)
        self.fields = _place(totals)
        self.word_count = max((field.word + 1 for field in self.fields.values()), default=0)
        self.nodes = {node: [f for f in totals if isinstance(f, Points) and node in f.nodes] for node in wanted}
        self.counts = {
            (set_id, grade): [f for f in totals if isinstance(f, Reached) and f.grade == grade and set_id in f.sets]
            for set_id, grade in counted
        }
        self._tables = [
            {word: (self._table(i, word, best=False), self._table(i, word, best=True)) for word in self._words(i)}
            for i in range(len(framework.items))
        ]

    def _words(self, item: int) -> list[int]:
        return sorted({self.fields[figure].word for figure in self._figures[item]})

    def _table(self, item: int, word: int, *, best: bool) -> Words:
        """What the item adds to a word at one end; indexed as the item's own tables."""
        compiled = self.framework.items[item]
        points = compiled.points_high if best else compiled.points_low
        grades = compiled.grade_high if best else compiled.grade_low
        table = np.zeros(len(points), np.uint64)
        for figure in self._figures[item]:
            field = self.fields[figure]
            if field.word == word:
                worth = points if isinstance(figure, Points) else grades >= figure.grade
                table += worth.astype(np.uint64) << field.shift(best=best)
        return table

    def look_ups(self, coded: Sequence[Coded], n: int) -> list[LookUp]:
        """What to read for ``n`` firms whose items are ``coded``; together they give every word."""
        if n < FEW:  # a table of every combination would be far larger than the firms
            return [LookUp(word, [(np.arange(n), n)], self._worths(word, coded, n)) for word in range(self.word_count)]
        found = []
        for word in range(self.word_count):
            codes: list[tuple[NDArray[Any], int]] = []
            table = np.zeros(1, np.uint64)
            for i in sorted(range(len(coded)), key=lambda i: len(coded[i].low)):
                if word not in self._tables[i]:
                    continue
                low, high = self._tables[i][word]
                worth = low[coded[i].low] + high[coded[i].high]
                if codes and len(table) * len(worth) > MOST_ENTRIES:
                    found.append(LookUp(word, codes, table))
                    codes, table = [], np.zeros(1, np.uint64)
                codes.append((coded[i].codes, len(worth)))
                table = np.add.outer(table, worth).ravel()
            found.append(LookUp(word, codes, table))
        return found

    def _worths(self, word: int, coded: Sequence[Coded], n: int) -> Words:
        """What each firm's items (n,) add to a word."""
        worths = np.zeros(n, np.uint64)
        for one, tables in zip(coded, self._tables, strict=True):
            if word in tables:
                low, high = tables[word]
                worths += low[one.low[one.codes]] + high[one.high[one.codes]]
        return worths


def _figures(
    framework: Framework, i: int, wanted: list[str], counted: Mapping[tuple[str, int], tuple[int, ...]]
) -> list[Figure]:
    """The figures to which an item adds."""
    item = framework.items[i]
    nodes = frozenset(framework.path(item.spec.node)) & frozenset(wanted)
    figures: list[Figure] = [Points(nodes)] if item.best else []
    for grade in sorted({grade for _, grade in counted}):
        sets = frozenset(set_id for (set_id, g), members in counted.items() if g == grade and i in members)
        figures += [Reached(sets, grade)] if sets else []
    return figures


def _place(totals: Mapping[Figure, int]) -> dict[Figure, Field]:
    """A place for every figure, given the largest total of each: the first word that still has room for both ends."""
    fields: dict[Figure, Field] = {}
    used: list[int] = []
    for figure, most in totals.items():
        width = most.bit_length()
        word = next((w for w, bits in enumerate(used) if bits + 2 * width <= WORD_BITS), len(used))
        if word == len(used):
            used.append(0)
        fields[figure] = Field(word, used[word], used[word] + width, (1 << width) - 1)
        used[word] += 2 * width
    return fields


@lru_cache(maxsize=32)
def packed_tables(framework: Framework) -> PackedTables:
    """The packed tables of a framework, made once."""
    return PackedTables(framework)
