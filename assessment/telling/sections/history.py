"""How province and nation moved since 2015, what is aimed at, and where the firm is: a chart for each indicator."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator, Sequence

from assessment.benchmarks.results import Comparison, Series
from assessment.telling.blocks import Block, Column, Drawing, Heading, Paragraph, Span, Table, Words
from assessment.telling.charts import trend
from assessment.telling.charts.base import Frame
from assessment.telling.charts.standing import Kind
from assessment.telling.subject import Subject

_KINDS: dict[str, Kind] = {"province": "province", "nation": "nation"}


def history(subject: Subject, found: Sequence[Comparison]) -> Iterator[Block]:
    """A chart for each indicator of which values of several dates were published; nothing for older results."""
    drawn = [one for one in found if one.has_history]
    if not drawn:
        return
    first = min(point.date.year for one in drawn for line in one.series for point in line.points)
    title = subject.say("{year} 年以来的变化", "The course since {year}", year=first)
    yield Heading(title, id="comparison-history")
    yield _legend(subject, drawn)
    for one in drawn:
        yield Drawing(_chart(subject, one, first), _table(subject, one))


def _legend(subject: Subject, drawn: Sequence[Comparison]) -> Paragraph:
    """How the marks read, for all the charts at once."""
    told = subject.words("history.values_about_other")
    if any(line.kind == "target" for one in drawn for line in one.series):
        told += subject.say(" △ 是目标。", " △ is a target.")
    if any(one.kind == "mean_rate" and one.own_low is not None for one in drawn):
        day = subject.day(subject.advisory.on)
        told += subject.say(" ◆ 是您的企业，{day}。", " ◆ is your firm, {day}.", day=day)
    return Paragraph(told, role="lead")


def _note(subject: Subject, one: Comparison) -> str:
    """Whom the values are about, and what one firm has or has not."""
    usual = subject.say("对象：{firms}。", "Population: {firms}.", firms=one.population)
    if one.kind == "mean_rate":
        return usual
    state = {
        "yes": subject.say("您的企业已做到", "your firm does it"),
        "no": subject.say("您的企业还没有做到", "your firm does not do it yet"),
        "unknown": subject.say("您的还没定", "yours is not known yet"),
    }[one.has or "unknown"]
    return usual + subject.words("history.this_counts_the_firms", state=state)


def _chart(subject: Subject, one: Comparison, first: int) -> trend.Trend:
    own, high = one.own_low, one.own_high
    question = subject.say("{name}：{year} 年以来", "{name} since {year}", name=one.label, year=first)
    return trend.Trend(
        Frame(question, _note(subject, one), answer=subject.tell(one.sentence)),
        [_line(subject, one, line) for line in one.series],
        None if own is None else trend.Observation(_year(subject.advisory.on), own),
        subject.say("您", "you"),
        own_high=high,
        since=first,
    )


def _line(subject: Subject, one: Comparison, line: Series) -> trend.TrendLine:
    points = tuple(trend.Observation(_year(point.date), point.value) for point in line.points)
    kind: Kind = "target" if line.kind == "target" else _KINDS.get(line.place, "other")
    return trend.TrendLine(_name(subject, one, line), kind, points)


def _name(subject: Subject, comparison: Comparison, one: Series) -> str:
    """What a series is called: the place, whether it is aimed at, and the firms when they are not the usual ones."""
    short = one.place in _KINDS
    place = subject.tell(one.geography_label) if short else subject.say("行业", "industry")
    if one.kind == "target":
        place = subject.say("{place}目标", "{place} target", place=place)
    if one.population == comparison.population:
        return place
    return subject.say("{place}（{firms}）", "{place} ({firms})", place=place, firms=one.population)


def _table(subject: Subject, one: Comparison) -> Table:
    """Every value of the chart with its date and source."""
    rows: list[list[Words]] = [
        [
            _name(subject, one, line),
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


def _year(day: datetime.date) -> float:
    """A day in years with decimals: the end of 2020 is 2021.0."""
    return day.year + day.timetuple().tm_yday / (366 if calendar.isleap(day.year) else 365)
