"""A framework's tables packed for speed: one look-up per item gives points and counts, worst and best, at once.

Each figure a result needs (the points of a group of items, how many items of a set reach a grade) is a field of some
bits in a 64-bit word, once for the worst and once for the best completion. Adding words adds all fields; no field can
overflow, because it is as wide as the largest total it can ever hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assessment.framework import Framework

WORD_BITS = 63


@dataclass(frozen=True)
class FieldPlace:
    """Where one figure lies: the word, and the shifts of its worst and best value; ``mask`` cuts it out."""

    word: int
    low_shift: int
    high_shift: int
    mask: int


class PackedTables:
    """The packed tables of one framework.

    ``groups`` partition the items by the set of wanted nodes that contain them; a node's points are the sum of its
    groups. ``counts`` are the (set, grade) pairs that level rules use.
    """

    def __init__(self, framework: Framework):
        self.framework = framework
        wanted = [n.id for n in framework.dimensions]
        wanted += [t.node for level in framework.levels for t in level.thresholds if t.node is not None]
        self.nodes = list(dict.fromkeys([framework.root, *wanted]))
        self.groups: dict[frozenset[str], list[int]] = {}
        for i, item in enumerate(framework.items):
            holders = frozenset(framework.path(item.spec.node)) & frozenset(self.nodes)
            if item.best:
                self.groups.setdefault(holders, []).append(i)
        self.counts: dict[tuple[str, int], tuple[int, ...]] = {
            (t.set_id, t.grade): t.items for level in framework.levels for t in level.thresholds if t.set_id is not None
        }
        self.places: dict[object, FieldPlace] = {}
        self._words = 0
        self._free = 0
        for holders, members in self.groups.items():
            self._place(holders, sum(framework.items[i].best for i in members))
        self._free = 0
        for key in sorted(self.counts):
            self._place(key, len(self.counts[key]))
        self.word_count = self._words

    def _place(self, key: object, most: int) -> None:
        width = max(1, int(most).bit_length())
        if self._free < 2 * width:
            self._words, self._free = self._words + 1, WORD_BITS
        start = WORD_BITS - self._free
        self.places[key] = FieldPlace(self._words - 1, start, start + width, (1 << width) - 1)
        self._free -= 2 * width

    def words_of(self, item: int) -> list[int]:
        """The words to which an item adds anything."""
        return sorted({self.places[key].word for key in self._keys(item)})

    def _keys(self, item: int) -> list[object]:
        points: list[object] = [holders for holders, members in self.groups.items() if item in members]
        return points + [key for key, members in self.counts.items() if item in members]

    def low(self, item: int, word: int) -> NDArray[np.int64]:
        """The item's table for the worst completion, in one word; indexed as the item's own tables."""
        return self._table(item, word, best=False)

    def high(self, item: int, word: int) -> NDArray[np.int64]:
        """The item's table for the best completion, in one word."""
        return self._table(item, word, best=True)

    def _table(self, item: int, word: int, *, best: bool) -> NDArray[np.int64]:
        compiled = self.framework.items[item]
        points, grades = (
            (compiled.points_high, compiled.grade_high) if best else (compiled.points_low, compiled.grade_low)
        )
        table = np.zeros(len(points), np.int64)
        for key in self._keys(item):
            place = self.places[key]
            if place.word != word:
                continue
            worth = points if isinstance(key, frozenset) else (grades >= key[1]).astype(np.int64)  # type: ignore[index]
            table += worth << (place.high_shift if best else place.low_shift)
        return table

    def unpack(
        self, words: NDArray[np.int64], *, best: bool
    ) -> tuple[dict[str, NDArray[np.int64]], dict[tuple[str, int], NDArray[np.int64]]]:
        """Points (n,) of each wanted node and counts (n,) of each (set, grade); ``words`` is (word_count, n)."""

        def field(key: object) -> NDArray[np.int64]:
            place = self.places[key]
            return (words[place.word] >> (place.high_shift if best else place.low_shift)) & place.mask

        parts = {holders: field(holders) for holders in self.groups}
        zeros = np.zeros(words.shape[1], np.int64)
        nodes = {node: sum((v for holders, v in parts.items() if node in holders), zeros) for node in self.nodes}
        return nodes, {key: field(key) for key in self.counts}


@lru_cache(maxsize=32)
def packed_tables(framework: Framework) -> PackedTables:
    """The packed tables of a framework, made once."""
    return PackedTables(framework)
