"""A compiled framework applied to a table of answers: points, grades and levels, with their intervals and reasons.

Everything is computed twice over the same tables, for the worst and for the best completion of what is missing; where
nothing is missing the two ends are equal and the score is certain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable
from assessment.knowledge import Knowledge
from assessment.scoring.codes import Coded, blocks, encode
from assessment.scoring.compiled import Threshold
from assessment.scoring.framework import Framework
from assessment.scoring.packed import Figure, PackedTables, Words, packed_tables

if TYPE_CHECKING:
    import pandas as pd

Certainty = Literal["certain", "possible", "out_of_reach"]


@dataclass(frozen=True)
class End:
    """One end of the scores of n firms: the worst or the best completion.

    ``nodes`` are the points (n,) of the total, the dimensions and the nodes that level rules use, in root units;
    ``counts`` how many items (n,) of a set reach a grade; ``level`` (n,) is 0 for none.
    """

    nodes: dict[str, NDArray[np.int32]]
    counts: dict[tuple[str, int], NDArray[np.unsignedinteger]]
    level: NDArray[np.int8]

    def value(self, threshold: Threshold) -> NDArray[np.integer]:
        """What a threshold compares (n,): a node's points in root units, or a count of items."""
        if threshold.node is not None:
            return self.nodes[threshold.node]
        assert threshold.set_id is not None
        return self.counts[threshold.set_id, threshold.grade]


@dataclass(frozen=True)
class Scores:
    """The scores of n firms under one framework, at their worst and at their best."""

    framework: Framework
    coded: list[Coded]
    worst: End
    best: End

    def __len__(self) -> int:
        return len(self.worst.level)

    @property
    def level_low(self) -> NDArray[np.int8]:
        """The level (n,) that holds whatever the missing answers are; 0 for none."""
        return self.worst.level

    @property
    def level_high(self) -> NDArray[np.int8]:
        """The highest level (n,) that the missing answers still allow."""
        return self.best.level

    @cached_property
    def item_low(self) -> NDArray[np.int64]:
        """Worst points of every item, (items, n), in root units."""
        return self._per_item("points_low", "low")

    @cached_property
    def item_high(self) -> NDArray[np.int64]:
        """Best points of every item, (items, n), in root units."""
        return self._per_item("points_high", "high")

    @cached_property
    def grade_low(self) -> NDArray[np.int64]:
        """Worst grade of every item, (items, n)."""
        return self._per_item("grade_low", "low")

    @cached_property
    def grade_high(self) -> NDArray[np.int64]:
        """Best grade of every item, (items, n)."""
        return self._per_item("grade_high", "high")

    @cached_property
    def node_low(self) -> dict[str, NDArray[np.int64]]:
        """Worst points (n,) of every node, in root units."""
        return {node: self.item_low[self.framework.members(node)].sum(axis=0) for node in self.framework.nodes}

    @cached_property
    def node_high(self) -> dict[str, NDArray[np.int64]]:
        """Best points (n,) of every node, in root units."""
        return {node: self.item_high[self.framework.members(node)].sum(axis=0) for node in self.framework.nodes}

    def _per_item(self, table: str, end: str) -> NDArray[Any]:
        rows = [
            getattr(item, table)[getattr(coded, end)[coded.codes]]
            for item, coded in zip(self.framework.items, self.coded, strict=True)
        ]
        return np.stack(rows).astype(np.int64)

    def _ends(self, node_id: str) -> tuple[NDArray[Any], NDArray[Any]]:
        if node_id in self.worst.nodes:
            return self.worst.nodes[node_id], self.best.nodes[node_id]
        return self.node_low[node_id], self.node_high[node_id]

    def points(self, node_id: str | None = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Worst and best points (n,) of a node (default: the total) in the node's own scale."""
        node_id = node_id or self.framework.root
        low, high = self._ends(node_id)
        return self._own(low, node_id), self._own(high, node_id)

    def exact(self, row: int, node_id: str | None = None) -> tuple[Fraction, Fraction]:
        """Worst and best points of one firm as exact fractions."""
        node_id = node_id or self.framework.root
        scale = self.framework.scale(node_id)
        low, high = self._ends(node_id)
        return int(low[row]) * scale, int(high[row]) * scale

    def _own(self, units: NDArray[Any], node_id: str) -> NDArray[np.float64]:
        scale = self.framework.scale(node_id)
        return units.astype(np.int64) * scale.numerator / scale.denominator

    def certainty(self, level: int) -> list[Certainty]:
        """For each firm: is the level certain, possible or out of reach given what is known?"""
        return [
            "certain" if low >= level else "possible" if high >= level else "out_of_reach"
            for low, high in zip(self.level_low, self.level_high, strict=True)
        ]

    def frame(self, ids: list[str]) -> pd.DataFrame:
        """One row a firm; ``<framework>.points`` and ``.level`` are empty where missing answers leave them open."""
        import pandas as pd  # takes half a second to load: only where a table of results is asked for

        name = self.framework.spec.id
        low, high = self.points()
        columns: dict[str, object] = {
            f"{name}.points": np.where(low == high, low, np.nan),
            f"{name}.points_low": low,
            f"{name}.points_high": high,
            f"{name}.level": pd.array(np.where(self.level_low == self.level_high, self.level_low, -1), "Int16"),
            f"{name}.level_low": self.level_low,
            f"{name}.level_high": self.level_high,
        }
        for node in self.framework.dimensions:
            low, high = self.points(node.id)
            columns[f"{name}.{node.id}"] = np.where(low == high, low, np.nan)
            columns[f"{name}.{node.id}_low"] = low
            columns[f"{name}.{node.id}_high"] = high
        frame = pd.DataFrame(columns, index=pd.Index(ids, name="firm"))
        level = f"{name}.level"
        frame[level] = frame[level].mask(frame[level] < 0)
        return frame


def score(framework: Framework, table: AnswerTable, knowledge: Knowledge | None = None) -> Scores:
    """Score every firm of the table; ``knowledge`` may carry what a crosswalk adds to the answers."""
    coded = encode(framework, knowledge or Knowledge(table))
    worst, best = _look_up(framework, coded, len(table))
    return Scores(framework, coded, worst, best)


def _look_up(framework: Framework, coded: list[Coded], n: int) -> tuple[End, End]:
    """Both ends of every firm, a block of firms at a time so that sums stay in the processor's cache."""
    packed = packed_tables(framework)
    look_ups = packed.look_ups(coded, n)
    worst, best = _empty_end(packed, n), _empty_end(packed, n)
    for block in blocks(n):
        words = np.zeros((packed.word_count, block.stop - block.start), np.uint64)
        for look_up in look_ups:
            words[look_up.word] += look_up.read(block)
        _unpack(packed, words, worst, block, best=False)
        _unpack(packed, words, best, block, best=True)
    return worst, best


def _empty_end(packed: PackedTables, n: int) -> End:
    return End(
        {node: np.empty(n, np.int32) for node in packed.nodes},
        {key: np.empty(n, np.min_scalar_type(len(packed.framework.items))) for key in packed.counts},
        np.zeros(n, np.int8),
    )


def _unpack(packed: PackedTables, words: Words, end: End, block: slice, *, best: bool) -> None:
    """Write the figures of a block of firms, and the highest level that holds for each."""
    read = {figure: field.read(words, best=best) for figure, field in packed.fields.items()}
    for node, figures in packed.nodes.items():
        end.nodes[node][block] = _added(figures, read)
    for key, counted in packed.counts.items():
        end.counts[key][block] = _added(counted, read)
    for level in packed.framework.levels:
        holds = np.ones(block.stop - block.start, bool)
        for threshold in level.thresholds:
            holds &= end.value(threshold)[block] >= threshold.at_least
        np.copyto(end.level[block], level.level, where=holds)


def _added(figures: Sequence[Figure], read: Mapping[Figure, NDArray[np.int32]]) -> NDArray[np.int32] | int:
    """The sum of some figures; 0 when nothing adds to it."""
    return sum((read[figure] for figure in figures[1:]), read[figures[0]]) if figures else 0
