"""Schema of the modelled reference population: who the firms are, how they differ, and what they must add up to."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import Field

from assessment.content.provenance import Fidelity, Source
from assessment.documents import Identifier, Strict
from assessment.language import Label

Percent = Annotated[float, Field(ge=0, le=100)]
InnerPercent = Annotated[float, Field(gt=0, lt=100)]
Shares = dict[Identifier, Percent]


class FigureBasis(Strict):
    """Where a figure comes from; a figure without a source is an assumption and must say why it was chosen."""

    fidelity: Fidelity
    indicator: str | None = None
    geography: Label | None = None
    date: datetime.date | None = None
    source: Identifier | None = None
    note: Label | None = None


class Scale(Strict):
    """The firms that the published figures are about (规上): revenue of at least this many 万元 a year."""

    revenue_at_least: float = Field(gt=0)
    basis: FigureBasis


class ChainShare(Strict):
    """An industrial chain: its share of the firms, its ways of producing (per cent) and the cities it is at home in."""

    share: Percent
    modes: Shares
    at_home: tuple[Identifier, ...] = ()


class EmployeeBand(Strict):
    """Persons employed from ``start`` to ``stop``, both included, spread evenly on a logarithmic scale."""

    start: int = Field(ge=1)
    stop: int = Field(le=999, description="every industrial firm below 1000 persons is an SME, whatever its revenue")
    share: Percent


class Spread(Strict):
    """A positive quantity: its median and the standard deviation of its natural logarithm."""

    median: float = Field(gt=0)
    spread: float = Field(ge=0, le=3)


class Profile(Strict):
    """Who the firms are; everything here that is not published is an assumption."""

    cities: Shares
    chains: dict[Identifier, ChainShare]
    home_weight: float = Field(ge=1, description="how much likelier a chain is in a city it is at home in")
    employees: tuple[EmployeeBand, ...] = Field(min_length=1)
    revenue_per_head: Spread
    revenue_average: tuple[float, float] = Field(description="mean of three years over last year's revenue, range")
    machines_per_head: dict[Identifier, Spread]
    key_processes: tuple[int, int]
    bases: dict[Identifier, FigureBasis]


class SizeGroup(Strict):
    """A published share of firms at or above one and the same bar, for a range of persons employed."""

    employees: tuple[int, int]
    share: InnerPercent


class SizeGradient(Strict):
    """How overall maturity rises with size: the first two groups fix the slope, further ones are compared."""

    groups: tuple[SizeGroup, ...] = Field(min_length=2)
    basis: FigureBasis


class ChainGroup(Strict):
    """A published share of firms at or above one and the same bar, for some chains."""

    chains: tuple[Identifier, ...] = Field(min_length=1)
    share: InnerPercent
    basis: FigureBasis


class AreaLoading(Strict):
    """How the answers of an area hang together: loadings on overall maturity and on the area's own strength."""

    general: float = Field(ge=0, lt=1)
    own: float = Field(ge=0, lt=1)


class Latent(Strict):
    """What lies behind the answers."""

    size_gradient: SizeGradient
    chain_groups: tuple[ChainGroup, ...] = Field(min_length=1)
    areas: dict[Identifier, AreaLoading]
    basis: FigureBasis


class _MarginBase(Strict):
    area: Identifier
    about: Literal["above_scale", "all"] = Field("above_scale", description="the firms whose figure this is")
    basis: FigureBasis


class OrdinalMargin(_MarginBase):
    """Per cent of firms at each option of a choice fact; ``moves_with`` shares the hidden variable of a scene."""

    kind: Literal["ordinal"]
    fact: Identifier
    shares: Shares
    moves_with: Identifier | None = None


class TicksMargin(_MarginBase):
    """Per cent of firms that tick each option of a multi fact; ``leans_on`` ties an option to a scene."""

    kind: Literal["ticks"]
    fact: Identifier
    shares: Shares
    leans_on: dict[Identifier, Identifier] = Field(default_factory=dict)
    lean: float = Field(0.0, ge=0, lt=1, description="correlation with the scene that an option leans on")


class RateMargin(_MarginBase):
    """Mean over firms of a rate of counts; the count is split over the numerators that a firm is asked."""

    kind: Literal["rate"]
    numerators: tuple[Identifier, ...] = Field(min_length=1, max_length=2)
    denominator: Identifier
    mean: InnerPercent
    spread: float = Field(gt=0, le=4, description="standard deviation of the logit of the rate over firms")


class SceneEase(Strict):
    """A scene: its area and how much easier it is than the average scene, in standard deviations."""

    area: Identifier
    ease: float = Field(ge=-2, le=2)


class ScenesMargin(Strict):
    """Per cent of firms at or above each option, on average over the scenes."""

    kind: Literal["scenes"]
    scenes: dict[Identifier, SceneEase]
    at_least: dict[Identifier, InnerPercent]
    about: Literal["above_scale", "all"] = "above_scale"
    basis: FigureBasis


class EitherMargin(_MarginBase):
    """Per cent of firms at the last option of ``fact`` or of ``other``; ``other`` has its own margin before."""

    kind: Literal["either"]
    fact: Identifier
    other: Identifier
    share: InnerPercent


class SpendingBand(Strict):
    """An amount as a percentage of another, from ``start`` to ``stop``, evenly on a logarithmic scale."""

    start: float = Field(gt=0)
    stop: float
    share: Percent


class SpendingMargin(_MarginBase):
    """Per cent of firms in each band of one amount over another."""

    kind: Literal["spending"]
    fact: Identifier
    of: Identifier
    bands: tuple[SpendingBand, ...] = Field(min_length=1)


class CoverageMargin(Strict):
    """Not drawn but counted, so that no firm contradicts itself: how many scenes reach a given option."""

    kind: Literal["coverage"]
    fact: Identifier
    steps: dict[Identifier, Identifier]
    at_least: dict[Identifier, int]
    basis: FigureBasis


Margin = Annotated[
    OrdinalMargin | TicksMargin | RateMargin | ScenesMargin | EitherMargin | SpendingMargin | CoverageMargin,
    Field(discriminator="kind"),
]


class Unused(Strict):
    """A published figure that the model does not use, and why."""

    figure: Label
    value: Label
    reason: Label


class PopulationFile(Strict):
    """``seeds/population.yaml``."""

    id: Identifier
    version: str
    title: Label
    purpose: Label
    period: Label = Field(description="the time that the figures are about")
    marking: Label = Field(description="shown wherever something rests on this population")
    sources: dict[Identifier, Source]
    above_scale: Scale
    profile: Profile
    latent: Latent
    margins: tuple[Margin, ...] = Field(min_length=1)
    unused: tuple[Unused, ...] = ()
