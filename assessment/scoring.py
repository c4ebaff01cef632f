"""A compiled framework applied to a table of answers: points, grades and levels, with their intervals and reasons.

Everything is computed twice over the same tables, for the worst and for the best completion of what is missing; where
nothing is missing the two ends are equal and the score is certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessment.answers import AnswerTable
from assessment.content.facts import NumberFact
from assessment.content.frameworks import ChoiceItem, MultiItem, RatioItem
from assessment.framework import CompiledItem, Framework, Threshold
from assessment.knowledge import Knowledge

Certainty = Literal["certain", "possible", "out_of_reach"]


@dataclass(frozen=True)
class Scores:
    """The scores of n firms under one framework.

    ``item_low``/``item_high`` are (items, n) in root units, ``grade_low``/``grade_high`` (items, n);
    ``node_low``/``node_high`` map each node to (n,) in root units; levels are (n,) with 0 for none.
    """

    framework: Framework
    item_low: NDArray[np.int64]
    item_high: NDArray[np.int64]
    grade_low: NDArray[np.uint8]
    grade_high: NDArray[np.uint8]
    node_low: dict[str, NDArray[np.int64]]
    node_high: dict[str, NDArray[np.int64]]
    level_low: NDArray[np.int8]
    level_high: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.level_low)

    def points(self, node_id: str | None = None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Worst and best points (n,) of a node (default: the total) in the node's own scale."""
        node_id = node_id or self.framework.root
        return self._own(self.node_low[node_id], node_id), self._own(self.node_high[node_id], node_id)

    def exact(self, row: int, node_id: str | None = None) -> tuple[Fraction, Fraction]:
        """Worst and best points of one firm as exact fractions."""
        node_id = node_id or self.framework.root
        scale = self.framework.scale(node_id)
        return int(self.node_low[node_id][row]) * scale, int(self.node_high[node_id][row]) * scale

    def _own(self, units: NDArray[np.int64], node_id: str) -> NDArray[np.float64]:
        scale = self.framework.scale(node_id)
        return units * scale.numerator / scale.denominator

    def certainty(self, level: int) -> list[Certainty]:
        """For each firm: is the level certain, possible or out of reach given what is known?"""
        return [
            "certain" if low >= level else "possible" if high >= level else "out_of_reach"
            for low, high in zip(self.level_low, self.level_high, strict=True)
        ]

    def frame(self, ids: list[str]) -> pd.DataFrame:
        """One row a firm; ``<framework>.points`` and ``.level`` are empty where missing answers leave them open."""
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
    knowledge = knowledge or Knowledge(table)
    n, m = len(table), len(framework.items)
    item_low, item_high = np.zeros((m, n), np.int64), np.zeros((m, n), np.int64)
    grade_low, grade_high = np.zeros((m, n), np.uint8), np.zeros((m, n), np.uint8)
    for i, item in enumerate(framework.items):
        worst, best = _ends(item, knowledge)
        item_low[i], item_high[i] = item.points_low[worst], item.points_high[best]
        grade_low[i], grade_high[i] = item.grade_low[worst], item.grade_high[best]
    node_low = {node: item_low[framework.members(node)].sum(axis=0) for node in framework.nodes}
    node_high = {node: item_high[framework.members(node)].sum(axis=0) for node in framework.nodes}
    return Scores(
        framework,
        item_low,
        item_high,
        grade_low,
        grade_high,
        node_low,
        node_high,
        _levels(framework, node_low, grade_low, n),
        _levels(framework, node_high, grade_high, n),
    )


def _ends(item: CompiledItem, knowledge: Knowledge) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Table indices (n,) of the worst and of the best completion."""
    if isinstance(item.spec, ChoiceItem):
        masks = knowledge.options(item.spec.fact)
        return masks, masks
    if isinstance(item.spec, MultiItem):
        return knowledge.ticks(item.spec.fact)
    return _rate_bands(item, item.spec, knowledge)


def _rate_bands(
    item: CompiledItem, spec: RatioItem, knowledge: Knowledge
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Band numbers of the least and of the greatest possible rate, compared in whole numbers without rounding."""
    facts = [knowledge.bank.facts[f] for f in item.facts]
    scale = 10 ** max(f.decimals for f in facts if isinstance(f, NumberFact))
    lows, highs = zip(*(knowledge.number(f) for f in item.facts), strict=True)
    whole = [np.rint(np.asarray(v) * scale).astype(np.int64) for v in (*lows, *highs)]
    parts = len(spec.numerator)
    part_low, whole_low = sum(whole[:parts]), whole[parts]
    part_high, whole_high = sum(whole[parts + 1 : -1]), whole[-1]
    not_asked = len(item.states)
    # A rate cannot exceed 100 %, however the unknown parts fall out.
    worst = _band(item, np.minimum(part_low, whole_high), whole_high)
    best = _band(item, np.minimum(part_high, whole_low), whole_low)
    possibly_hidden, surely_hidden = whole_low == 0, whole_high == 0
    return np.where(possibly_hidden, not_asked, worst), np.where(
        surely_hidden, not_asked, np.where(possibly_hidden, not_asked - 1, best)
    )


def _band(item: CompiledItem, part: NDArray[np.int64], whole: NDArray[np.int64]) -> NDArray[np.int64]:
    band = np.zeros(len(part), np.int64)
    for edge in item.edges[1:]:
        left, right = part * edge.at.denominator, whole * edge.at.numerator
        band += left >= right if edge.inclusive else left > right
    return band


def _levels(
    framework: Framework, nodes: dict[str, NDArray[np.int64]], grades: NDArray[np.uint8], n: int
) -> NDArray[np.int8]:
    reached = np.zeros(n, np.int8)
    for level in framework.levels:
        holds = np.ones(n, bool)
        for threshold in level.thresholds:
            holds &= threshold_value(threshold, nodes, grades) >= threshold.at_least
        reached[holds] = level.level
    return reached


def threshold_value(
    threshold: Threshold, nodes: dict[str, NDArray[np.int64]], grades: NDArray[np.uint8]
) -> NDArray[np.int64]:
    """What a threshold compares, (n,): a node's points in root units, or how many items reach the grade."""
    if threshold.node is not None:
        return nodes[threshold.node]
    return np.asarray((grades[list(threshold.items)] >= threshold.grade).sum(axis=0), np.int64)
