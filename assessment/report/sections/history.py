"""How province and nation moved since 2015, what is aimed at, and where the firm is: a chart for each indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportlab.platypus import Flowable

from assessment.benchmarks.results import Comparison, Series
from assessment.report.chart import ChartBox
from assessment.telling.charts import trend
from assessment.telling.charts.base import Frame
from assessment.telling.series import _KINDS, Kind, name_of, note_of, year_of
from assessment.telling.subject import Subject


def history(subject: Subject, comparisons: Sequence[Comparison]) -> Iterator[Flowable]:
    """A chart for each indicator of which values of several dates were published; nothing for older results."""
    every = [point.date.year for one in subject.advisory.comparisons for line in one.series for point in line.points]
    for comparison in comparisons:
        if comparison.has_history:
            yield _chart(subject, comparison, min(every))


def _chart(subject: Subject, comparison: Comparison, first: int) -> ChartBox:
    own, high = comparison.own_low, comparison.own_high
    return ChartBox(
        trend.Trend(
            Frame(
                subject.say("{name}：{year} 年以来", "{name} since {year}", name=comparison.label, year=first),
                note_of(subject, comparison),
            ),
            [_line(subject, comparison, one) for one in comparison.series],
            None if own is None else trend.Observation(year_of(subject.advisory.on), own),
            subject.say("您", "you"),
            own_high=high,
            since=first,
        )
    )


def _line(subject: Subject, comparison: Comparison, one: Series) -> trend.Series:
    points = tuple(trend.Observation(year_of(point.date), point.value) for point in one.points)
    kind: Kind = "target" if one.kind == "target" else _KINDS.get(one.place, "other")
    return trend.Series(name_of(subject, comparison, one), kind, points)
