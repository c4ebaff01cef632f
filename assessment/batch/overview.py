"""Figures over all firms of a batch, for a screen that many people see: shares, groups, spreads, types, drift.

Every figure about a group comes from ``assessment.peers.cleared``, which says what may be shown; what may not is None.
Where answers are missing, a figure is told from the least to the greatest that it may be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

from assessment.advisory import Reading
from assessment.archetypes import FeatureDrift, drift
from assessment.archetypes.artefact import Training
from assessment.archetypes.drift import FULLY_KNOWN
from assessment.archetypes.drift import Verdict as DriftVerdict
from assessment.barriers import verdicts
from assessment.barriers.diagnosing import VERDICTS
from assessment.batch.barriers import barrier_shares
from assessment.content.measures import Barrier
from assessment.language import Label, label, listed
from assessment.peers import Crosstab, Figure, FigureRange, Grid, Having, PointsBeside, ReleaseDesk, ToldTogether
from assessment.peers.cleared import nobody, without
from assessment.scoring import Scores

UNSTATED = "unstated"
"""The group of the firms that did not say where they belong."""
CITY, CHAIN = "city", "chain"


@dataclass(frozen=True)
class LevelCount:
    """How many firms stand at a level for certain, how many at least there while answers are missing, and both."""

    level: int
    name: Label
    certain: Figure[int]
    open: Figure[int]
    all: Figure[int]


@dataclass(frozen=True)
class GroupFigure:
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
    """Firms, and a measure over them, by row and column; the last row and the last column are totals.

    ``spans`` are the least and the greatest that the measure may be, in its unit; groups without firms have none.
    """

    rows: tuple[Group, ...]
    columns: tuple[Group, ...]
    counts: Grid[int]
    spans: Grid[FigureRange]


@dataclass(frozen=True)
class NodeSpread:
    """How the firms whose points are certain spread over one dimension, in per cent of its full points."""

    node: str
    label: Label
    firms: Figure[int]
    quantiles: Figure[tuple[float, ...]]


@dataclass(frozen=True)
class TypeShare:
    """How many firms belong to a type, and its share (0 to 1) among the firms the model was trained on."""

    id: str
    name: Label
    firms: Figure[int]
    trained: float | None


@dataclass(frozen=True)
class DriftFigure:
    """How far one feature of the firms has moved from those of the training (see ``FeatureDrift``)."""

    feature: str
    label: Label
    firms: Figure[int]
    index: Figure[float]
    by_chance: Figure[float]
    verdict: DriftVerdict


PER_CENT = label("%", "%")
FIRMS = GroupFigure("firms", label("企业数", "Firms"), label("家", "firms"), 0)
ALL = Group("", label("合计", "All"))
_CERTAIN_OR_OPEN = "certain", "open"
_UNSTATED_GROUP = Group(UNSTATED, label("未填写", "Not stated"))


@dataclass(frozen=True)
class Overview:
    """The figures of a reading under one framework; ``desk`` says what of them may be shown beside earlier ones."""

    reading: Reading
    framework_id: str
    desk: ReleaseDesk
    _tables: dict[str, CrossTable] = field(default_factory=dict, compare=False)

    @property
    def scores(self) -> Scores:
        """The scores that the figures are about."""
        return self.reading.scores[self.framework_id]

    @property
    def floor(self) -> int:
        """The fewest firms that a figure may be about."""
        return self.desk.floor

    @cached_property
    def firms(self) -> Figure[int]:
        """How many firms there are."""
        return self.desk.everybody()

    @cached_property
    def points(self) -> Figure[FigureRange]:
        """The mean of the least and of the greatest points possible."""
        low, high = self.scores.points()
        together = self.desk.tally(f"points {self._key}", np.zeros(len(low), np.intp), ("",), (low, high))
        return together.means(low, high)[0][0]

    @property
    def _key(self) -> str:
        return self.scores.framework.key

    @cached_property
    def levels(self) -> tuple[LevelCount, ...]:
        """How many firms stand at each level, from none upwards."""
        *levels, _ = self._levels
        return tuple(
            LevelCount(at, self.level_names[at], *line) for at, line in zip(self.level_names, levels, strict=True)
        )

    @cached_property
    def with_level(self) -> Figure[int]:
        """How many firms surely have a level."""
        return without(self.firms, self.levels[0].all)

    @cached_property
    def open_levels(self) -> Figure[int]:
        """Of how many firms the level is open while answers are missing."""
        return self._levels[-1][1]

    @cached_property
    def _levels(self) -> Grid[int]:
        low, high = self.scores.level_low.astype(np.intp), self.scores.level_high
        at = np.searchsorted(list(self.level_names), low)
        axes = tuple(map(str, self.level_names)), ("certain", "open")
        return self.desk.crosstab(f"levels {self._key}", (at, (low != high).astype(np.intp)), axes).counts

    @cached_property
    def level_names(self) -> dict[int, Label]:
        """The levels by number, 0 being none."""
        spec = self.scores.framework.spec
        return {0: spec.no_level} | {level.level: level.name for level in spec.levels}

    @cached_property
    def measures(self) -> dict[str, GroupFigure]:
        """What can be shown by group."""
        framework = self.scores.framework
        points = GroupFigure(
            "points",
            label("平均得分", "Mean points"),
            label("分", "points"),
            float(framework.best(framework.root)),
        )
        shares = [
            GroupFigure(f"level_{at}", label("{n}及以上的占比", "Share at {n} or above").fill(n=name), PER_CENT, 100)
            for at, name in self.level_names.items()
            if at
        ]
        return {measure.id: measure for measure in (FIRMS, points, *shares, *self._barriers)}

    @cached_property
    def _barriers(self) -> tuple[GroupFigure, ...]:
        """The share that reports each barrier, when any firm says something of barriers."""
        title = label("说自己“{term}”的占比", "Share that reports '{term}'")
        return tuple(
            GroupFigure(f"barrier_{one.barrier}", title.fill(term=one.term), PER_CENT, 100)
            for one in barrier_shares(self.reading, self.desk)
            if one.reported is not None
        )

    def by_city_and_chain(self, measure_id: str) -> CrossTable:
        """A measure by city and chain, every firm counted; those that did not say form a group of their own."""
        if measure_id not in self._tables:
            self._tables[measure_id] = self._cross(measure_id)
        return self._tables[measure_id]

    @cached_property
    def _axes(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        rows, columns = (tuple(one.id for one in self._names(fact)) for fact in (CITY, CHAIN))
        return rows, columns

    @cached_property
    def _groups(self) -> Crosstab:
        return self.desk.crosstab("city-chain", (self._codes(CITY), self._codes(CHAIN)), self._axes)

    def _spans(self, measure_id: str) -> Grid[FigureRange]:
        if measure_id == FIRMS.id:
            ones = np.ones(len(self.scores))
            return self._groups.means(ones, ones)
        if measure_id.startswith("barrier_"):
            codes = verdicts(self.reading.table, self.reading.advisor.barriers)
            told = codes[cast(Barrier, measure_id.removeprefix("barrier_"))] < VERDICTS.index("open")
            return self._together({measure_id: Having(told, told)}).shares(100)[0]
        return self._points_and_levels[measure_id]

    @cached_property
    def _points_and_levels(self) -> dict[str, Grid[FigureRange]]:
        """Mean points and the shares at each level or above: who looks at one of them looks at the others, too."""
        framework, scores = self.scores.framework, self.scores
        having = {
            f"level_{at}": Having(scores.level_low >= at, scores.level_high >= at, framework.points_needed(at))
            for at in self.level_names
            if at
        }
        points = PointsBeside(*scores.points(), float(framework.best(framework.root)))
        told = self._together(having, points, self._levels[:-1])
        return {"points": told.means(), **dict(zip(having, told.shares(100), strict=True))}

    def _together(
        self,
        things: dict[str, Having],
        points: PointsBeside | None = None,
        exactly: Grid[int] | None = None,
    ) -> ToldTogether:
        named = {f"{one} {self._key}": of for one, of in things.items()}
        return self.desk.together("city-chain", self._groups, self._axes, named, points, f"points {self._key}", exactly)

    def _cross(self, measure_id: str) -> CrossTable:
        counts, spans = self._groups.counts, self._spans(measure_id)
        rows = [i for i, line in enumerate(counts) if not nobody(line[-1])]
        columns = [j for j, total in enumerate(counts[-1]) if not nobody(total)]
        return CrossTable(
            tuple([*self._names(CITY), ALL][i] for i in rows),
            tuple([*self._names(CHAIN), ALL][j] for j in columns),
            tuple(tuple(counts[i][j] for j in columns) for i in rows),
            tuple(tuple(spans[i][j] for j in columns) for i in rows),
        )

    def _names(self, fact_id: str) -> list[Group]:
        names = self.reading.table.bank.option_names(fact_id)
        return [*(Group(option, name) for option, name in names.items()), _UNSTATED_GROUP]

    def _codes(self, fact_id: str) -> NDArray[np.intp]:
        return self.reading.table.column(fact_id).values.astype(np.intp)  # what is open has the last name

    @cached_property
    def spreads(self) -> tuple[NodeSpread, ...]:
        """The spread of the total and of every dimension, over the firms in which it is certain."""
        framework = self.scores.framework
        nodes = [framework.nodes[framework.root], *framework.dimensions]
        return tuple(self._spread(node.id, node.title if i else TOTAL_POINTS) for i, node in enumerate(nodes))

    def _spread(self, node_id: str, title: Label) -> NodeSpread:
        low, high = self.scores.points(node_id)
        certain = low == high
        share = low / float(self.scores.framework.best(node_id)) * 100
        name, open_ = f"spread {node_id} {self._key}", (~certain).astype(np.intp)
        firms = self.desk.tally(name, open_, _CERTAIN_OR_OPEN)
        values = np.where(certain, low, 0.0)
        spread = self.desk.tally(name, open_, _CERTAIN_OR_OPEN, (values,)).percentiles(share, 0)
        return NodeSpread(node_id, title, firms.counts[0][0], spread)

    @property
    def training(self) -> Training | None:
        """What the types were trained on; None where none are trained for these rules."""
        placements = self.reading.placements
        return None if placements is None else placements.model.artefact.training

    @cached_property
    def types(self) -> tuple[TypeShare, ...]:
        """How many firms belong to each type, most frequent among the training firms first; then those without."""
        placements = self.reading.placements
        if placements is None:
            return ()
        model = placements.model
        ids = ("", *(model.identifier(code) for code in range(len(model.artefact.types))))
        codes = placements.codes.astype(np.intp) + 1
        counts = self.desk.tally(f"types {model.artefact.key}", codes, ids).counts[0]
        shares = [
            TypeShare(model.identifier(code), model.name(code), counts[code + 1], one.share)
            for code, one in enumerate(model.artefact.types)
        ]
        without_type = TypeShare("", label("回答太少，暂时归不了类", "Too little known to tell"), counts[0], None)
        return (*sorted(shares, key=lambda share: -(share.trained or 0)), without_type)

    @cached_property
    def drift(self) -> tuple[DriftFigure, ...]:
        """Do the firms resemble those that the types were trained on? Feature by feature.

        Where fewer than half of the firms are fully known, those are no fair sample of the rest: no verdict.
        """
        placements = self.reading.placements
        if placements is None:
            return ()
        artefact, features = placements.model.artefact, placements.features
        return tuple(
            self._drift(f"drift {artefact.key} {one.feature}", one, features.known[:, i], features.low[:, i])
            for i, one in enumerate(drift(artefact, features))
        )

    def _drift(self, name: str, one: FeatureDrift, known: NDArray[np.float64], low: NDArray[np.float64]) -> DriftFigure:
        there = known > FULLY_KNOWN
        counted = self.desk.tally(name, (~there).astype(np.intp), _CERTAIN_OR_OPEN)
        told = self.desk.tally(name, (~there).astype(np.intp), _CERTAIN_OR_OPEN, (np.where(there, low, 0.0),))
        index = told.over(lambda: one.index, 0)
        unfair = 2 * one.firms < len(self.scores) or index is None
        return DriftFigure(
            feature=one.feature,
            label=one.label,
            firms=counted.counts[0][0],
            index=index,
            by_chance=told.over(lambda: one.by_chance, 0),
            verdict="too_few" if unfair else one.verdict,
        )

    @property
    def drift_verdict(self) -> Label:
        """All features in one sentence."""
        for verdict, sentence in _DIFFERENT.items():
            concerned = [feature.label for feature in self.drift if feature.verdict == verdict]
            if concerned:
                return sentence.fill(names=listed(concerned))
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
