"""How published values moved: the dated series that stand beside a firm, from the first comparable year on.

Values join a line only when they are about the same firms: a figure of key firms never continues a line of all larger
firms. A mean rate and a share of firms are different indicators and so never share a chart.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from assessment.benchmarks.published import Benchmarks
from assessment.benchmarks.results import Series, SeriesPoint
from assessment.content.benchmarks import BenchmarkValue, Geography, Indicator
from assessment.language import Label


def series_beside(
    benchmarks: Benchmarks, indicator: Indicator, places: Iterable[Geography], on: datetime.date
) -> Iterator[Series]:
    """The values reached up to ``on`` and every target with a figure, by place and by the firms they are about."""
    places = list(places)
    for kind in ("actual", "target"):
        for place in places:
            by_population: dict[Label, list[BenchmarkValue]] = {}
            for value in benchmarks.series(indicator.id, place.id, kind):
                if value.value is not None and (kind == "target" or value.date <= on):
                    by_population.setdefault(value.population or indicator.population, []).append(value)
            for population, values in by_population.items():
                yield Series(
                    geography=place.id,
                    geography_label=place.label,
                    place=place.kind,
                    kind=kind,
                    population=population,
                    points=tuple(_point(value) for value in values),
                )


def _point(value: BenchmarkValue) -> SeriesPoint:
    assert value.value is not None
    return SeriesPoint(
        date=value.date,
        value=value.value,
        bound=value.bound,
        source=value.source,
        fidelity=value.fidelity,
        note=value.note,
    )
