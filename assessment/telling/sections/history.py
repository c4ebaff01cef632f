"""How province and nation moved since 2015, what is aimed at, and where the firm is: a chart for each indicator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment.benchmarks.results import Comparison, Series
from assessment.telling.blocks import Block, Column, Drawing, Heading, Span, Table, Words
from assessment.telling.charts import trend
from assessment.telling.charts.base import Frame
from assessment.telling.series import KINDS, Kind, name_of, note_of, year_of
from assessment.telling.subject import Subject


def history(subject: Subject, found: Sequence[Comparison]) -> Iterator[Block]:
    """A chart for each indicator of which values of several dates were published; nothing for older results."""
    drawn = [one for one in found if one.has_history]
    if not drawn:
        return
    first = min(point.date.year for one in drawn for line in one.series for point in line.points)
    title = subject.say("{year} 年以来的变化", "The course since {year}", year=first)
    yield Heading(title, id="comparison-history")
    for one in drawn:
        yield Drawing(_chart(subject, one, first), _table(subject, one))


def _chart(subject: Subject, one: Comparison, first: int) -> trend.Trend:
    own, high = one.own_low, one.own_high
    question = subject.say("{name}：{year} 年以来", "{name} since {year}", name=one.label, year=first)
    return trend.Trend(
        Frame(question, note_of(subject, one), answer=subject.tell(one.sentence)),
        [_line(subject, one, line) for line in one.series],
        None if own is None else trend.Observation(year_of(subject.advisory.on), own),
        subject.say("您", "you"),
        own_high=high,
        since=first,
    )


def _line(subject: Subject, one: Comparison, line: Series) -> trend.TrendLine:
    points = tuple(trend.Observation(year_of(point.date), point.value) for point in line.points)
    kind: Kind = "target" if line.kind == "target" else KINDS.get(line.place, "other")
    return trend.TrendLine(name_of(subject, one, line), kind, points)


def _table(subject: Subject, one: Comparison) -> Table:
    """Every value of the chart with its date and source."""
    rows: list[list[Words]] = [
        [
            name_of(subject, one, line),
            subject.month(point.date),
            f"{subject.bound(point.bound)}{point.value:g}%",
            [
                Span(subject.source(point.source, point.fidelity), cited=True),
                f" {subject.tell(point.note)}" if point.note else "",
            ],
        ]
        for line in one.series
        for point in line.points
    ]
    return Table(
        [
            Column(subject.say("谁", "Whose"), 24, grouped=True),
            Column(subject.say("日期", "Date"), 14),
            Column(subject.say("数值", "Value"), 14, "right"),
            Column(subject.say("来源", "Source"), 48),
        ],
        rows,
        caption=subject.say("图中的每个数和来源", "Every figure of the chart, with its source"),
    )
