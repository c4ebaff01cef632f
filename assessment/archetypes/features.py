"""The features that place a firm: interpretable numbers from 0 to 1, each with what missing answers leave open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable
from assessment.content.archetypes import ArchetypesFile, Feature, GradesFeature, RateFeature
from assessment.knowledge import Knowledge
from assessment.language import label
from assessment.problems import refuse
from assessment.scoring import Scores

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Features:
    """Worst and best value of every feature, each (n, features), between 0 and 1; equal where all is known."""

    low: Floats
    high: Floats

    def __len__(self) -> int:
        return len(self.low)

    @property
    def middle(self) -> Floats:
        """The midpoints (n, features)."""
        return (self.low + self.high) / 2

    @property
    def known(self) -> Floats:
        """How much of each feature is known (n, features): 1 for a point, 0 for the whole range."""
        return 1 - (self.high - self.low)


def feature_table(
    spec: ArchetypesFile, table: AnswerTable, scores: Scores, knowledge: Knowledge | None = None
) -> Features:
    """The features of every firm of a table from its scores under ``spec.framework``.

    A question that a firm is not asked (machines of a firm that does not produce) leaves its feature wholly open:
    it then has no say in where the firm belongs. Raises ``InputRefused`` for scores of another edition.
    """
    if scores.framework.key != spec.framework:
        raise refuse(
            "seeds/archetypes.yaml framework",
            label("企业类型用的是另一版指标", "the archetypes belong to another edition of the framework"),
            label("请用这一版指标重新训练。", "Train them again on this edition."),
            f"{scores.framework.key} / {spec.framework}",
        )
    knowledge = knowledge or Knowledge(table)
    ends = [_ends(feature, scores, knowledge) for feature in spec.features]
    shape = (len(table), len(ends))
    low = np.column_stack([low for low, _ in ends]) if len(table) else np.zeros(shape)
    high = np.column_stack([high for _, high in ends]) if len(table) else np.zeros(shape)
    return Features(low, high)


def _ends(feature: Feature, scores: Scores, knowledge: Knowledge) -> tuple[Floats, Floats]:
    if isinstance(feature, RateFeature):
        return _rate(feature, knowledge)
    framework = scores.framework
    if feature.node not in framework.nodes:
        raise refuse(
            f"seeds/archetypes.yaml features {feature.id}",
            label(f"指标里没有节点“{feature.node}”", f"the framework has no node '{feature.node}'"),
            label("请用该指标 nodes 里的 id。", "Use an id of the framework's nodes."),
        )
    members = framework.members(feature.node)
    if isinstance(feature, GradesFeature):
        most = float(feature.highest * len(members))
        return _sum(scores, members, "grade_low", "low") / most, _sum(scores, members, "grade_high", "high") / most
    most = float(sum(framework.items[i].best for i in members))
    return _sum(scores, members, "points_low", "low") / most, _sum(scores, members, "points_high", "high") / most


def _sum(scores: Scores, members: list[int], table: str, end: str) -> Floats:
    """The sum (n,) over items of what each code means in one of the items' tables."""
    total = np.zeros(len(scores))
    for i in members:
        coded = scores.coded[i]
        meaning = getattr(scores.framework.items[i], table)[getattr(coded, end)]
        total += meaning.astype(np.float64)[coded.codes]
    return total


def _rate(feature: RateFeature, knowledge: Knowledge) -> tuple[Floats, Floats]:
    part_low, part_high = knowledge.number(feature.numerator)
    whole_low, whole_high = knowledge.number(feature.denominator)
    asked = whole_low > 0
    low = np.divide(part_low, whole_high, out=np.zeros(len(part_low)), where=asked)
    high = np.divide(part_high, whole_low, out=np.ones(len(part_low)), where=asked)
    return np.minimum(low, 1.0), np.minimum(high, 1.0)
