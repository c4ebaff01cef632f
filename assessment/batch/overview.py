"""Figures over all firms of a batch, for a screen that many people see: shares, groups, spreads, types, drift.

Groups smaller than the floor are hidden, and further ones where a hidden one could be worked out by subtraction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

from assessment.advisory import Reading
from assessment.archetypes import FeatureDrift, drift
from assessment.archetypes.drift import SENTENCES
from assessment.barriers import verdicts
from assessment.barriers.diagnosing import VERDICTS
from assessment.batch.barriers import barrier_shares
from assessment.content.facts import ChoiceFact
from assessment.content.measures import Barrier
from assessment.language import Label, label
from assessment.peers.suppression import TOTAL, crosstab
from assessment.scoring import Scores

UNSTATED = "unstated"
"""The group of the firms that did not say where they belong."""
CITY, CHAIN = "city", "chain"
QUANTILES = (10, 25, 50, 75, 90)
HIDDEN = -1


@dataclass(frozen=True)
class LevelCount:
    """How many firms stand at a level for certain, and how many at least there while answers are missing."""

    level: int
    name: Label
    certain: int
    open: int


@dataclass(frozen=True)
class Measure:
    """Something to show by group: its mean over the firms of a group, in ``unit``, on a scale from 0 to ``full``."""

    id: str
    label: Label
    unit: Label
    full: float


@dataclass(frozen=True)
class Group:
    """One city or chain."""

    id: str
    label: Label


@dataclass(frozen=True)
class CrossTable:
    """Firms and means by row and column; the last row and the last column are totals; hidden cells are -1 and NaN."""

    rows: tuple[Group, ...]
    columns: tuple[Group, ...]
    counts: NDArray[np.int64]
    means: NDArray[np.float64]


@dataclass(frozen=True)
class Spread:
    """How the firms whose points are certain spread over one dimension, in per cent of its full points.

    ``quantiles`` are the 10th, 25th, 50th, 75th and 90th percentile; None when fewer firms than the floor are known.
    """

    node: str
    label: Label
    firms: int
    mean: float | None
    quantiles: tuple[float, ...] | None


@dataclass(frozen=True)
class TypeShare:
    """How many firms belong to a type, and its share (0 to 1) among the firms the model was trained on."""

    id: str
    name: Label
    firms: int
    trained: float | None


PER_CENT = label("%", "%")
FIRMS = Measure("firms", label("企业数", "Firms"), label("家", "firms"), 0)
ALL = Group("", label("合计", "All"))


@dataclass(frozen=True)
class Overview:
    """The figures of a reading under one framework."""

    reading: Reading
    framework_id: str
    floor: int
    _tables: dict[str, CrossTable] = field(default_factory=dict, compare=False)

    @property
    def scores(self) -> Scores:
        """The scores that the figures are about."""
        return self.reading.scores[self.framework_id]

    @property
    def firms(self) -> int:
        """How many firms there are."""
        return len(self.scores)

    @cached_property
    def points(self) -> tuple[float, float]:
        """The mean of the least and of the greatest points possible."""
        low, high = self.scores.points()
        return float(low.mean()), float(high.mean())

    @cached_property
    def levels(self) -> tuple[LevelCount, ...]:
        """How many firms stand at each level, from none upwards."""
        low, settled = self.scores.level_low, self.scores.level_low == self.scores.level_high
        return tuple(
            LevelCount(at, name, int((settled & (low == at)).sum()), int((~settled & (low == at)).sum()))
            for at, name in self.level_names.items()
        )

    @cached_property
    def level_names(self) -> dict[int, Label]:
        """The levels by number, 0 being none."""
        spec = self.scores.framework.spec
        return {0: spec.no_level} | {level.level: level.name for level in spec.levels}

    @cached_property
    def measures(self) -> dict[str, Measure]:
        """What can be shown by group."""
        framework = self.scores.framework
        points = Measure(
            "points",
            label("平均得分（按已确定的计）", "Mean points (as far as certain)"),
            label("分", "points"),
            float(framework.best(framework.root)),
        )
        shares = [
            Measure(f"level_{at}", label("{n}及以上的占比", "Share at {n} or above").fill(n=name), PER_CENT, 100)
            for at, name in self.level_names.items()
            if at
        ]
        return {measure.id: measure for measure in (FIRMS, points, *shares, *self._barriers)}

    @cached_property
    def _barriers(self) -> tuple[Measure, ...]:
        """The share that reports each barrier, when any firm says something of barriers."""
        title = label("说自己“{term}”的占比", "Share that reports '{term}'")
        return tuple(
            Measure(f"barrier_{one.barrier}", title.fill(term=one.term), PER_CENT, 100)
            for one in barrier_shares(self.reading, self.floor)
            if one.reported != HIDDEN
        )

    def by_city_and_chain(self, measure_id: str) -> CrossTable:
        """A measure by city and chain, every firm counted; those that did not say form a group of their own."""
        if measure_id not in self._tables:
            self._tables[measure_id] = self._cross(self._values(measure_id))
        return self._tables[measure_id]

    def _values(self, measure_id: str) -> NDArray[np.float64]:
        if measure_id == FIRMS.id:
            return np.ones(self.firms)
        if measure_id == "points":
            return self.scores.points()[0]
        if measure_id.startswith("barrier_"):
            codes = verdicts(self.reading.table, self.reading.advisor.barriers)
            told = codes[cast(Barrier, measure_id.removeprefix("barrier_"))]
            return (told < VERDICTS.index("open")).astype(np.float64) * 100
        reached = self.scores.level_low >= int(measure_id.removeprefix("level_"))
        return reached.astype(np.float64) * 100

    def _cross(self, values: NDArray[np.float64]) -> CrossTable:
        found = crosstab(self._groups(CITY), self._groups(CHAIN), values, self.floor)
        rows = _ordered(found.rows, self._options(CITY))
        columns = _ordered(found.columns, self._options(CHAIN))
        i = [found.rows.index(group.id or TOTAL) for group in rows]
        j = [found.columns.index(group.id or TOTAL) for group in columns]
        return CrossTable(rows, columns, found.counts[np.ix_(i, j)], found.means[np.ix_(i, j)])

    def _options(self, fact_id: str) -> list[Group]:
        fact = self.reading.table.bank.facts[fact_id]
        assert isinstance(fact, ChoiceFact)
        return [Group(option.id, option.label) for option in fact.options]

    def _groups(self, fact_id: str) -> list[str | None]:
        column = self.reading.table.columns.get(fact_id)
        names: list[str | None] = [*(group.id for group in self._options(fact_id)), UNSTATED]
        return [UNSTATED] * self.firms if column is None else [names[code] for code in column.values.tolist()]

    @cached_property
    def spreads(self) -> tuple[Spread, ...]:
        """The spread of the total and of every dimension, over the firms in which it is certain."""
        framework = self.scores.framework
        nodes = [framework.nodes[framework.root], *framework.dimensions]
        return tuple(self._spread(node.id, node.title if i else TOTAL_POINTS) for i, node in enumerate(nodes))

    def _spread(self, node_id: str, title: Label) -> Spread:
        low, high = self.scores.points(node_id)
        certain = low[low == high] / float(self.scores.framework.best(node_id)) * 100
        if len(certain) < self.floor:
            return Spread(node_id, title, len(certain), None, None)
        at = tuple(float(q) for q in np.percentile(certain, QUANTILES))
        return Spread(node_id, title, len(certain), float(certain.mean()), at)

    @cached_property
    def types(self) -> tuple[TypeShare, ...]:
        """How many firms belong to each type, most frequent among the training firms first; then those without."""
        placements = self.reading.placements
        if placements is None:
            return ()
        model = placements.model
        counts = np.bincount(placements.codes + 1, minlength=len(model.artefact.types) + 1)
        shares = [
            TypeShare(model.identifier(code), model.name(code), int(counts[code + 1]), one.share)
            for code, one in enumerate(model.artefact.types)
        ]
        without = TypeShare("", label("回答太少，暂时归不了类", "Too little known to tell"), int(counts[0]), None)
        return (*sorted(shares, key=lambda share: -(share.trained or 0)), without)

    @cached_property
    def drift(self) -> tuple[FeatureDrift, ...]:
        """Do the firms resemble those that the types were trained on? Feature by feature.

        Where fewer than half of the firms are fully known, those are no fair sample of the rest: no verdict.
        """
        placements = self.reading.placements
        if placements is None:
            return ()
        found = drift(placements.model.artefact, placements.features)
        unfair = {"verdict": "too_few", "sentence": SENTENCES["too_few"]}
        return tuple(one if 2 * one.firms >= self.firms else one.model_copy(update=unfair) for one in found)

    @property
    def drift_verdict(self) -> Label:
        """All features in one sentence."""
        for verdict, sentence in _DIFFERENT.items():
            concerned = [feature.label for feature in self.drift if feature.verdict == verdict]
            if concerned:
                names = label("、".join(name.zh for name in concerned), ", ".join(name.en for name in concerned))
                return sentence.fill(names=names)
        return _TOO_FEW if all(feature.verdict == "too_few" for feature in self.drift) else _ALIKE


TOTAL_POINTS = label("总分", "Total")
_ALIKE = label(
    "这批企业与训练所用的企业没有明显差别，企业类型可以放心用。",
    "These firms resemble those of the training; the types can be used.",
)
_DIFFERENT = {
    "moved": label(
        "这批企业与训练所用的企业明显不同：{names}。类型仅供参考，攒够企业后请重新训练。",
        "These firms clearly differ from those of the training: {names}. Take the types with care, and train again "
        "once there are enough firms.",
    ),
    "watch": label(
        "这批企业与训练所用的企业有些不同，请留意：{names}。",
        "These firms differ somewhat from those of the training: {names}.",
    ),
}
_TOO_FEW = label(
    "企业还太少，看不出与训练所用的企业有没有差别。",
    "Too few firms to tell whether they differ from those of the training.",
)


def _ordered(found: Sequence[str | None], options: Sequence[Group]) -> tuple[Group, ...]:
    """The groups that occur, in the order of the questionnaire, and the total."""
    known = [*options, Group(UNSTATED, label("未填写", "Not stated"))]
    return (*(group for group in known if group.id in found), ALL)
