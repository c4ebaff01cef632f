"""Schemas of published figures: what an indicator is, its dated values, and distributions of firms.

Two kinds of percentage never mix. A ``mean_rate`` averages a rate that every firm has; a firm's own rate is compared
with it. A ``share_of_firms`` counts firms that have something; one firm has it or has not, and never has a per cent of
its own.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from assessment.content.provenance import Fidelity, Source
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label

ValueKind = Literal["actual", "target"]
Bound = Literal["exact", "about", "above"]


class OwnRatio(Strict):
    """A firm's own rate in per cent: the sum of the numerator facts over the denominator fact."""

    kind: Literal["ratio"]
    numerator: tuple[Identifier, ...] = Field(min_length=1)
    denominator: Identifier


class OwnChoice(Strict):
    """Whether a firm belongs to the share: its answer to a choice fact is one of ``options``."""

    kind: Literal["choice"]
    fact: Identifier
    options: tuple[Identifier, ...] = Field(min_length=1)
    has: Label = Field(description="completes 'your firm ...' when it belongs to the share")
    lacks: Label = Field(description="completes 'your firm ...' when it does not")


class OwnNothing(Strict):
    """A figure that one firm's answers cannot give."""

    kind: Literal["none"]
    why: Label


class Indicator(Strict):
    """One published indicator: what it measures, over which firms, and what a single firm sets beside it."""

    id: Identifier
    label: Label
    definition: Label
    kind: Literal["mean_rate", "share_of_firms", "index", "count"]
    unit: Label
    maximum: float | None = Field(None, gt=0, description="the end of the scale, which starts at 0")
    population: Label = Field(description="the firms that the published values are about")
    own: Annotated[OwnRatio | OwnChoice | OwnNothing, Field(discriminator="kind")]
    never_mix_with: tuple[Identifier, ...] = ()
    caution: Label | None = None

    @model_validator(mode="after")
    def _own_value_fits(self) -> Indicator:
        fitting = {"mean_rate": ("ratio", "none"), "share_of_firms": ("choice", "none")}.get(self.kind, ("none",))
        if self.own.kind not in fitting:
            raise wrong(
                f"{self.kind} 的 own 应是 {' 或 '.join(fitting)}",
                f"'own' of a {self.kind} must be {' or '.join(fitting)}",
            )
        if self.kind in ("mean_rate", "share_of_firms") and self.maximum != 100:
            raise wrong(
                f"{self.kind} 是百分比，请写 maximum: 100", f"a {self.kind} is a percentage: write 'maximum: 100'"
            )
        return self


class Geography(Strict):
    """The area, or the part of an industry in it, that a value is about."""

    id: Identifier
    label: Label
    kind: Literal["province", "nation", "sector", "elsewhere"] = Field(
        description="province and nation stand beside every firm, a sector beside firms of its chains"
    )
    chains: tuple[Identifier, ...] = ()

    @model_validator(mode="after")
    def _chains(self) -> Geography:
        if (self.kind == "sector") != bool(self.chains):
            raise wrong(
                "行业（sector）要写明和哪些产业链的企业比，别的不写",
                "a sector, and only a sector, names the chains whose firms it stands beside",
            )
        return self


class IndicatorFile(Strict):
    """The file ``seeds/benchmarks/indicators.yaml``."""

    series_from: datetime.date = Field(description="older values break the series and are refused")
    note: Label = Field(description="what every reader of a comparison must know about the populations")
    geographies: tuple[Geography, ...] = Field(min_length=1)
    indicators: tuple[Indicator, ...] = Field(min_length=1)


class BenchmarkValue(Strict):
    """One published value; a target may instead name the geography whose value it wants to exceed."""

    indicator: Identifier
    geography: Identifier
    date: datetime.date
    kind: ValueKind
    value: float | None = Field(None, allow_inf_nan=False)
    above: Identifier | None = None
    bound: Bound = "exact"
    population: Label | None = Field(None, description="when narrower or other than the indicator's own")
    source: Source
    fidelity: Fidelity
    note: Label | None = None

    @model_validator(mode="after")
    def _one_statement(self) -> BenchmarkValue:
        if (self.value is None) == (self.above is None):
            raise wrong("应写 value；目标值也可以写 above", "expected either 'value' or, for a target, 'above'")
        if self.above is not None and self.kind != "target":
            raise wrong("只有目标值可以写 above", "only a target can be 'above' another geography")
        return self

    @property
    def key(self) -> tuple[str, str, datetime.date, str]:
        """What no two values may share."""
        return self.indicator, self.geography, self.date, self.kind


class ValuesFile(Strict):
    """The file ``seeds/benchmarks/values.yaml``, and any file of newer values."""

    values: tuple[BenchmarkValue, ...] = Field(min_length=1)


class Part(Strict):
    """The share of a sample between two ends of a scale, both included; an open end is left out."""

    low: float | None = None
    high: float | None = None
    percent: float = Field(ge=0, le=100)


class Distribution(Strict):
    """How one sample of firms spreads over a scale; ``complete`` parts add up to 100%."""

    id: Identifier
    scale: Identifier
    label: Label
    population: Label
    date: datetime.date
    complete: bool
    parts: tuple[Part, ...] = Field(min_length=1)
    source: Source
    fidelity: Fidelity

    @model_validator(mode="after")
    def _sum(self) -> Distribution:
        total = sum(part.percent for part in self.parts)
        if total > 100.05 or (self.complete and total < 99.95):
            raise wrong(f"各部分合计 {total:g}%", f"the parts add up to {total:g}%")
        return self


class GroupShare(Strict):
    """The share of one group of firms that reaches a point of a scale."""

    id: Identifier
    scale: Identifier
    label: Label
    group: Label
    date: datetime.date
    at_least: float | None = Field(None, description="the point of the scale, when the scale has numbers")
    percent: float = Field(ge=0, le=100)
    bound: Literal["exact", "above", "below"] = "exact"
    source: Source
    fidelity: Fidelity


Scaled = tuple[Distribution, ...] | tuple[GroupShare, ...]


class MaturityFile(Strict):
    """The file ``seeds/benchmarks/maturity_shares.yaml``: each figure is about its own sample."""

    scales: dict[Identifier, Label]
    distributions: tuple[Distribution, ...]
    shares: tuple[GroupShare, ...]

    @field_validator("distributions", "shares")
    @classmethod
    def _known_scales(cls, entries: Scaled, info: ValidationInfo) -> Scaled:
        for entry in entries:
            if entry.scale not in info.data.get("scales", ()):
                raise wrong(
                    f"“{entry.id}”用的尺度“{entry.scale}”没有在 scales 里定义",
                    f"'{entry.id}' uses the scale '{entry.scale}', which 'scales' does not define",
                )
        return entries


class ProgressCount(Strict):
    """A dated count of what the province has reached."""

    id: Identifier
    label: Label
    date: datetime.date
    value: int = Field(ge=0)
    bound: Bound = "exact"
    source: Source
    fidelity: Fidelity


class ProgressFile(Strict):
    """The file ``seeds/benchmarks/jiangxi_progress.yaml``."""

    counts: tuple[ProgressCount, ...] = Field(min_length=1)
