"""The figures of an area and a round: how far, at which level, in which group, and what all add up to.

Each is told from what is certain to what is possible once the missing answers are there, never by its worst case alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assessment.advisory import Advisor
from assessment.archetypes import FeatureDrift, drift
from assessment.archetypes.features import Features
from assessment.benchmarks.published import Dated
from assessment.content.benchmarks import BenchmarkValue, Indicator, OwnChoice, OwnRatio
from assessment.content.regions import PlanTarget
from assessment.language import Label, label
from assessment.monitoring.firms import MonitoredFirms, Standings
from assessment.monitoring.measured import MACHINES, Numbers, scenes
from assessment.monitoring.movement import Movement, movement
from assessment.monitoring.spans import OpenRange, ShareRange

Rows = NDArray[np.bool_]
UNKNOWN = ""
"""The group of firms of which is not known where they belong."""
PROVINCE, NATION = "jiangxi", "china"


@dataclass(frozen=True)
class Coverage:
    """How many firms were invited, and how many have begun, are done and are verified; each counts those after it.

    ``outside`` have begun in the round without lying in its areas; they are among the others but the invited.
    """

    invited: int
    begun: int
    done: int
    verified: int
    outside: int


@dataclass(frozen=True)
class LevelShare:
    """How many firms surely stand just at a level, and how many at least there while answers are missing."""

    level: int
    name: Label
    certain: int
    open: int


@dataclass(frozen=True)
class GroupLine:
    """One city, county, chain or size: its firms with a result, their mean points, who stands at a level or above.

    ``firms`` are all of the group, ``scored`` those with a result. ``shares`` is by level, from 1.
    """

    id: str
    label: Label
    firms: int
    scored: int
    points: OpenRange | None
    shares: Mapping[int, ShareRange]


@dataclass(frozen=True)
class RateLine:
    """Our firms beside what is published of one indicator.

    ``own`` is their mean rate or share in per cent over the ``asked``, of whom ``open`` have not said enough. Targets
    are those of province and nation, by the day on which they are due.
    """

    indicator: Indicator
    own: OpenRange | None
    asked: int
    open: int
    province: Dated | None
    nation: Dated | None
    targets: tuple[BenchmarkValue, ...]


@dataclass(frozen=True)
class TargetLine:
    """A target of the plan and what our firms add up to: of so many that said, while so many have not."""

    target: PlanTarget
    ours: float | None
    said: int
    silent: int


@dataclass(frozen=True)
class MachineLine:
    """Machines of the firms that said how many, all together."""

    fact: str
    label: Label
    machines: float
    said: int
    silent: int


@dataclass(frozen=True)
class SceneLine:
    """A business scene: the mean grade of the firms, and how many have not begun with it (grade 0)."""

    id: str
    label: Label
    grade: OpenRange
    none: ShareRange
    best: int


@dataclass(frozen=True)
class NeedLine:
    """Firms whose plan asks for a kind of help, and who in the pool offers it.

    ``steps`` counts the firms that were invited for it and came at least so far, by the steps of invitations.
    """

    category: str
    label: Label
    firms: int
    offers: int
    providers: int
    capacity: int
    steps: tuple[int, ...]


@dataclass(frozen=True)
class TypeLine:
    """Firms of a type; ``trained`` is its share among the firms of the training (0 to 1). Without an id: untold."""

    id: str
    name: Label
    firms: int
    trained: float | None


@dataclass(frozen=True)
class AreaFigures:
    """All figures about some firms on a day.

    ``names`` has the groups by what they are grouped by, in their order, and as "step" the steps of invitations.
    """

    firms: MonitoredFirms
    advisor: Advisor
    on: datetime.date
    names: Mapping[str, Mapping[str, Label]]

    @property
    def level_names(self) -> dict[int, Label]:
        """The levels by number, 0 being none."""
        spec = self.firms.now.layout.framework.spec
        return {0: spec.no_level} | {level.level: level.name for level in spec.levels}

    @property
    def best(self) -> float:
        """The most points possible."""
        framework = self.firms.now.layout.framework
        return float(framework.best(framework.root))

    @cached_property
    def now(self) -> Standings:
        """Where the firms stand, all by one edition."""
        return self.firms.now.by_edition()

    @property
    def scored(self) -> int:
        """How many have a result."""
        return int(self.now.known.sum())

    @property
    def detailed(self) -> int:
        """Of how many the figures beside level and points are kept."""
        return int(self.now.detailed.sum())

    @property
    def left_out(self) -> int:
        """Of how many a result is kept under another edition and could not be scored anew."""
        return int((self.firms.now.known & ~self.now.known).sum())

    @cached_property
    def coverage(self) -> Coverage:
        """How far the round has come."""
        firms = self.firms
        return Coverage(
            int(firms.invited.sum()),
            int(firms.begun.sum()),
            int(firms.done.sum()),
            int(firms.verified.sum()),
            int((firms.begun & ~firms.invited).sum()),
        )

    @cached_property
    def levels(self) -> tuple[LevelShare, ...]:
        """How many stand at each level, from none upwards."""
        low, high = self.now.level_low, self.now.level_high
        return tuple(
            LevelShare(at, name, int(((low == at) & (high == at)).sum()), int(((low == at) & (high > at)).sum()))
            for at, name in self.level_names.items()
        )

    @cached_property
    def whole(self) -> GroupLine:
        """All firms as one group."""
        return self._line("", _ALL, np.ones(len(self.firms), bool))

    def groups(self, by: str) -> tuple[GroupLine, ...]:
        """The groups of one kind that hold firms, in their order; those of which it is not known last."""
        column = self.firms.places[by]
        there = {one if one is not None else UNKNOWN for one in column.tolist()}
        names = {**self.names[by], **{one: label(one, one) for one in sorted(there - {UNKNOWN, *self.names[by]})}}
        lines = [self._line(one, name, column == one) for one, name in names.items() if one in there]
        if UNKNOWN in there:
            lines.append(self._line(UNKNOWN, _UNKNOWN, np.array([one is None for one in column], bool)))
        return tuple(lines)

    def _line(self, id_: str, name: Label, rows: Rows) -> GroupLine:
        known = rows & self.now.known
        low, high = self.now.level_low[known], self.now.level_high[known]
        n = int(known.sum())
        return GroupLine(
            id_,
            name,
            int(rows.sum()),
            n,
            OpenRange.mean(self.now.points_low[known], self.now.points_high[known]),
            {at: ShareRange(int((low >= at).sum()), int((high >= at).sum()), n) for at in self.level_names if at},
        )

    @cached_property
    def movement(self) -> Movement | None:
        """Against the round before, what changed rules did apart; None where there is none to compare with."""
        return movement(self.firms)

    @cached_property
    def rates(self) -> tuple[RateLine, ...]:
        """Our firms beside province and nation, for the indicators of which a value is published."""
        benchmarks = self.advisor.benchmarks
        found = []
        for one in benchmarks.indicators.values():
            if one.id not in benchmarks.published or one.own.kind == "none":
                continue
            own, asked, open_ = self._rate(one)
            province, nation = (benchmarks.value_on(one.id, place, self.on) for place in (PROVINCE, NATION))
            targets = (benchmarks.series(one.id, place, "target") for place in (PROVINCE, NATION))
            aims = tuple(sorted((aim for some in targets for aim in some), key=lambda aim: aim.date))
            found.append(RateLine(one, own, asked, open_, province, nation, aims))
        return tuple(found)

    def _rate(self, one: Indicator) -> tuple[OpenRange | None, int, int]:
        if isinstance(one.own, OwnRatio):
            low, high = self.now.column(f"rate.{one.id}.low"), self.now.column(f"rate.{one.id}.high")
            asked = ~np.isnan(low)
            return OpenRange.mean(low[asked], high[asked]), int(asked.sum()), int((low < high)[asked].sum())
        assert isinstance(one.own, OwnChoice)
        has = self.now.column(f"has.{one.id}")
        asked = ~np.isnan(has)
        certain, possible = (np.where(yes, 100.0, 0.0) for yes in (has[asked] > 0, has[asked] != 0))
        span = OpenRange.mean(certain, possible)
        return span, int(asked.sum()), int((has < 0).sum())

    @cached_property
    def targets(self) -> tuple[TargetLine, ...]:
        """The plan's own targets with what our firms add up to."""
        found = []
        for one in self.advisor.regions.plan_targets:
            if one.ours.kind == "none":
                found.append(TargetLine(one, None, 0, 0))
                continue
            adds, said, silent = self._sum(self.now.column(f"target.{one.id}"))
            found.append(TargetLine(one, adds, said, silent))
        return tuple(found)

    @cached_property
    def machines(self) -> tuple[MachineLine, ...]:
        """Machines summed."""
        bank = self.advisor.bank
        return tuple(
            MachineLine(fact, bank.facts[fact].label, *self._sum(self.now.column(f"machines.{fact}")))
            for fact in MACHINES
        )

    def _sum(self, column: Numbers) -> tuple[float, int, int]:
        said = ~np.isnan(column)
        return float(column[said].sum()), int(said.sum()), int(self.now.known.sum() - said.sum())

    @cached_property
    def scenes(self) -> tuple[SceneLine, ...]:
        """The business scenes, the weakest first."""
        framework, found = self.now.layout.framework, []
        for at in scenes(framework):
            item = framework.items[at]
            low, high = (self.now.column(f"scene.{item.spec.id}.{end}") for end in ("low", "high"))
            known = ~np.isnan(low)
            grade = OpenRange.mean(low[known], high[known])
            if grade is not None:
                none = ShareRange(int((high[known] == 0).sum()), int((low[known] == 0).sum()), int(known.sum()))
                best = int(item.grade_high.max())
                found.append(SceneLine(item.spec.id, item.spec.title, grade, none, best))
        return tuple(sorted(found, key=lambda one: one.grade.low + one.grade.high))

    @cached_property
    def needs(self) -> tuple[NeedLine, ...]:
        """What the firms' plans ask for beside the pool, the most asked first.

        Where all firms lie in one city, the pool is those who serve it.
        """
        pool, cities = self.advisor.pool, {one for one in self.firms.places["city"].tolist() if one is not None}
        city = cities.pop() if len(cities) == 1 else None
        serving = {
            name: [one for one in pool.of_category(name) if city is None or not one.cities or city in one.cities]
            for name in pool.categories
        }
        told = [str(one or "") for one in self.now.needs[self.now.known].tolist()]
        found = [
            NeedLine(
                name,
                entry.label,
                sum(f" {name} " in one for one in told),
                len(serving[name]),
                len({offer.provider for offer in serving[name]}),
                sum(offer.capacity for offer in serving[name]),
                self._steps(name),
            )
            for name, entry in pool.categories.items()
        ]
        return tuple(sorted(found, key=lambda one: -one.firms))

    def _steps(self, category: str) -> tuple[int, ...]:
        reached = self.firms.reached.get(category)
        return tuple(0 if reached is None else int((reached >= at).sum()) for at in range(len(self.names["step"])))

    @cached_property
    def types(self) -> tuple[TypeLine, ...]:
        """How many firms belong to each type, the most frequent first; those of no type yet last."""
        model = self.advisor.archetypes.get(self.now.layout.framework.key)
        if model is None:
            return ()
        codes = self.now.column("type")
        lines = [
            TypeLine(model.identifier(code), model.name(code), int((codes == code).sum()), one.share)
            for code, one in enumerate(model.artefact.types)
        ]
        return (*sorted(lines, key=lambda one: -one.firms), TypeLine("", _NO_TYPE, int((codes == -1).sum()), None))

    @cached_property
    def drift(self) -> tuple[FeatureDrift, ...]:
        """Whether the firms resemble those of the training, feature by feature."""
        model = self.advisor.archetypes.get(self.now.layout.framework.key)
        if model is None:
            return ()
        rows = self.now.detailed
        values = np.column_stack([self.now.column(f"feature.{one.id}")[rows] for one in model.spec.features])
        known = ~np.isnan(values)
        low = np.where(known, values, 0.0)
        return tuple(drift(model.artefact, Features(low, np.where(known, low, 1.0))))


def stands_apart(lines: Sequence[GroupLine], whole: GroupLine, level: int) -> dict[str, bool]:
    """The groups whose share at a level or above surely differs from that of all, chance counted in."""
    return {one.id: one.shares[level].stands_apart(whole.shares[level]) for one in lines}


_ALL = label("合计", "All")
_UNKNOWN = label("未填写", "Not stated")
_NO_TYPE = label("回答太少，暂时归不了类", "Too little known to tell")
