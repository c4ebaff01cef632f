"""What a comparison says about one firm, as pages, reports and JSON show it."""

from __future__ import annotations

import datetime
from typing import Literal

from assessment.content.benchmarks import Bound, ValueKind
from assessment.content.provenance import Fidelity, Source
from assessment.documents import Strict
from assessment.language import Label

Has = Literal["yes", "no", "unknown"]


class PublishedReference(Strict):
    """One published value beside a firm's own; gaps are in percentage points, own minus published."""

    geography: str
    geography_label: Label
    date: datetime.date
    kind: ValueKind
    value: float | None
    above: Label | None
    bound: Bound
    population: Label
    source: Source
    fidelity: Fidelity
    note: Label | None
    age_months: int
    gap_low: float | None
    gap_high: float | None
    text: Label


class SeriesPoint(Strict):
    """One published value of a series; ``date`` is the end of the period that it is about."""

    date: datetime.date
    value: float
    bound: Bound
    source: Source
    fidelity: Fidelity
    note: Label | None


class Series(Strict):
    """Values of one place about the same firms, oldest first; targets stand alone and are not joined by a line."""

    geography: str
    geography_label: Label
    place: Literal["province", "nation", "sector", "elsewhere"]
    kind: ValueKind
    population: Label
    points: tuple[SeriesPoint, ...]


class Comparison(Strict):
    """One indicator for one firm.

    A rate fills ``own_low`` and ``own_high`` (per cent, equal when nothing is missing, both None when nothing is
    known); a share of firms fills ``has`` instead and never has a percentage of its own. ``series`` is how the
    published values moved; results kept from before it was recorded have none.
    """

    indicator: str
    label: Label
    definition: Label
    kind: Literal["mean_rate", "share_of_firms"]
    own_low: float | None
    own_high: float | None
    has: Has | None
    missing: tuple[str, ...]
    population: Label
    references: tuple[PublishedReference, ...]
    sentence: Label
    caution: Label | None
    series: tuple[Series, ...] = ()

    @property
    def has_history(self) -> bool:
        """Whether values of more than one date were published, so that there is a course to draw."""
        return len({point.date for one in self.series if one.kind == "actual" for point in one.points}) > 1
