"""What a dashboard needs of one firm besides its standing, as a row of numbers that is kept with it.

Scenes, rates, machines, what a firm adds to the plan's targets, its type and its features: all from one reading, so
that 80,000 firms are added up without their answers being read again. A row belongs to a layout: the edition of the
rules, and which numbers stand in it. Other content is another layout, and rows of an old one are found anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assessment.advisory import MAIN_FRAMEWORK, Advisor, Reading
from assessment.answers import State
from assessment.archetypes.drift import FULLY_KNOWN
from assessment.content.benchmarks import OwnChoice, OwnRatio
from assessment.content.regions import CountedFirms, CountedMachines, PlanTarget
from assessment.scoring import Framework

Numbers = NDArray[np.float64]
KeptNumbers = NDArray[np.float32]
MACHINES = ("equipment_total", "equipment_digital", "equipment_connected", "equipment_cnc")
"""The counts of machines that are summed."""
KEPT_AS = "<f4"
"""Four bytes: counts are exact to 16 million, rates to seven digits."""


@dataclass(frozen=True)
class FigureLayout:
    """Which numbers are kept of a firm, and in which order; ``key`` is at most 140 characters."""

    framework: Framework
    columns: tuple[str, ...]
    content: str

    @classmethod
    def of(cls, advisor: Advisor, framework: Framework) -> FigureLayout:
        """The layout under an edition of the main framework and the content in force."""
        model = advisor.archetypes.get(framework.key)
        indicators = advisor.benchmarks.indicators.values()
        columns = ["level.low", "level.high", "points.low", "points.high"]
        for item in scenes(framework):
            columns += [f"scene.{framework.items[item].spec.id}.low", f"scene.{framework.items[item].spec.id}.high"]
        for one in indicators:
            if isinstance(one.own, OwnRatio):
                columns += [f"rate.{one.id}.low", f"rate.{one.id}.high"]
            elif isinstance(one.own, OwnChoice):
                columns.append(f"has.{one.id}")
        columns += [f"machines.{fact}" for fact in MACHINES]
        columns += [f"target.{one.id}" for one in advisor.regions.plan_targets if one.ours.kind != "none"]
        columns.append("type")
        columns += [f"feature.{one.id}" for one in (model.spec.features if model else ())]
        rules = [one.ours.model_dump_json() for one in advisor.regions.plan_targets]
        rules += [one.own.model_dump_json() for one in indicators] + [model.artefact.key if model else ""]
        return cls(framework, tuple(columns), "\n".join(rules))

    @cached_property
    def key(self) -> str:
        """The edition and a digest: the same for the same numbers, by the same rules."""
        text = "\n".join((*self.columns, self.content))
        return f"{self.framework.key[:120]} {hashlib.sha256(text.encode()).hexdigest()[:16]}"

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The column of every name."""
        return {name: at for at, name in enumerate(self.columns)}

    def rows(self, kept: Sequence[bytes | None]) -> KeptNumbers:
        """Kept rows as (n, columns); a firm without one, or with one of another length, has no number at all."""
        wide = 4 * len(self.columns)
        found = np.full((len(kept), len(self.columns)), np.nan, np.float32)
        there = [at for at, row in enumerate(kept) if row is not None and len(row) == wide]
        if there:
            read = np.frombuffer(b"".join(row for row in kept if row is not None and len(row) == wide), KEPT_AS)
            found[there] = read.reshape(len(there), len(self.columns))
        return found


def scenes(framework: Framework) -> list[int]:
    """The positions of the items that give a grade and no points."""
    return [at for at, item in enumerate(framework.items) if not item.best and item.grade_high.max()]


def measured(reading: Reading, layout: FigureLayout) -> list[bytes]:
    """A row for every firm of a reading, which must be one under the layout's edition."""
    if reading.main is not layout.framework:
        raise ValueError(f"a reading under {reading.main.key} has no figures of {layout.framework.key}")
    n, scores, benchmarks = len(reading.table), reading.scores[MAIN_FRAMEWORK], reading.comparisons
    low, high = scores.points()
    found: dict[str, NDArray[np.generic]] = {
        "level.low": scores.level_low,
        "level.high": scores.level_high,
        "points.low": low,
        "points.high": high,
    }
    for item in scenes(layout.framework):
        name = f"scene.{layout.framework.items[item].spec.id}"
        found |= {f"{name}.low": scores.grade_low[item], f"{name}.high": scores.grade_high[item]}
    for indicator, ends in benchmarks.rates.items():
        for end, values in zip(("low", "high"), ends, strict=True):
            found[f"rate.{indicator}.{end}"] = np.where(benchmarks.asked[indicator], values, np.nan)
    for indicator, has in benchmarks.has.items():
        found[f"has.{indicator}"] = np.where(benchmarks.asked[indicator], has, np.nan)
    found |= {f"machines.{fact}": _told(reading, fact) for fact in MACHINES}
    for target in reading.advisor.regions.plan_targets:
        if (adds := _adds(reading, target)) is not None:
            found[f"target.{target.id}"] = adds
    placements = reading.placements
    found["type"] = np.full(n, -1) if placements is None else placements.codes
    if placements is not None:
        features = placements.features
        known = np.where(features.known > FULLY_KNOWN, features.low, np.nan)
        found |= {f"feature.{one.id}": known[:, at] for at, one in enumerate(placements.model.spec.features)}
    rows = np.column_stack([np.asarray(found[name], np.float64) for name in layout.columns])
    return [row.tobytes() for row in rows.astype(KEPT_AS)]


def _told(reading: Reading, fact_id: str) -> Numbers:
    """A number as the firm said it; none where it has not. What does not apply is nought: there is no machine."""
    column = reading.table.column(fact_id)
    return np.where(column.states == State.NOT_APPLICABLE, 0.0, np.asarray(column.values, np.float64))


def _adds(reading: Reading, target: PlanTarget) -> Numbers | None:
    """What each firm adds to a target, no number where it has not said; None where no question tells."""
    if isinstance(target.ours, CountedFirms):
        possible = reading.knowledge.options(target.ours.fact)
        wanted = reading.table.bank.mask(target.ours.fact, target.ours.options)
        surely, possibly = (possible & ~wanted) == 0, (possible & wanted) != 0
        return np.where(surely, 1.0, np.where(possibly, np.nan, 0.0))
    if isinstance(target.ours, CountedMachines):
        return np.min([_told(reading, fact) for fact in target.ours.facts], axis=0)
    return None
