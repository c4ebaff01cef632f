"""Where the firm stands beside published figures: mean rates apart from shares of firms, each dated and sourced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportlab.platypus import Flowable

from assessment.benchmarks.results import Comparison
from assessment.benchmarks.results import Reference as Published
from assessment.benchmarks.wording import age_text
from assessment.content.provenance import FIDELITY
from assessment.report.charts.base import Frame
from assessment.report.charts.layout import figures
from assessment.report.charts.shares import ShareBar
from assessment.report.charts.standing import Indicator, Reference, Standing
from assessment.report.headings import BULLET, INTRO, LISTED, SOURCE, Heading
from assessment.report.sections.history import history
from assessment.report.sections.peers import peers
from assessment.report.tables import Column, TextTable
from assessment.report.typesetting import SMALL, Content, Span, Text
from assessment.telling import theme
from assessment.telling.series import Kind
from assessment.telling.subject import Subject

_KINDS: dict[str, Kind] = {"jiangxi": "province", "china": "nation"}


def section(subject: Subject) -> list[Flowable]:
    """Rates and shares, which never mix, each in words and over the years; peers, the EU yardstick, a table of
    published values."""
    comparisons = subject.advisory.comparisons
    if not comparisons:
        return [Text(subject.say("没有可比的公布数值。", "There is no published figure to compare with."), SMALL)]
    return [
        *_rates(subject, [one for one in comparisons if one.kind == "mean_rate"]),
        *_shares(subject, [one for one in comparisons if one.kind == "share_of_firms"]),
        *peers(subject),
        *_europe(subject),
        *_values(subject),
    ]


def _rates(subject: Subject, comparisons: Sequence[Comparison]) -> Iterator[Flowable]:
    if not comparisons:
        return
    yield Heading(subject.say("您的比率，和平均水平比", "Your rates beside the means"), "comparison-rates", 1)
    yield Standing(Frame(note=_legend(subject)), [_rate(subject, one) for one in comparisons])
    yield from _sentences(subject, comparisons)
    yield from history(subject, comparisons)


def _shares(subject: Subject, comparisons: Sequence[Comparison]) -> Iterator[Flowable]:
    if not comparisons:
        return
    yield Heading(
        subject.say("已经有多少企业做到，您做到没有", "How many firms do it, and do you?"), "comparison-shares", 1
    )
    caution = subject.say(
        "下面的百分比是做到的企业占多少，不是哪家企业的得分；您只有做到或没做到。",
        "The per cent below count firms that do it and are nobody's score; you do it or you do not.",
    )
    yield Text(caution, INTRO)
    yield Standing(Frame(note=_legend(subject, own=False)), [_share(subject, one) for one in comparisons])
    yield from _sentences(subject, comparisons)
    yield from history(subject, comparisons)


def _legend(subject: Subject, own: bool = True) -> str:
    mark = subject.say("◆ 您的企业，", "◆ your firm, ") if own else ""
    return mark + subject.say(
        "● 江西，○ 全国，△ 目标，□ 行业。括号里是数据截至的年月；来源见本节末。",
        "● Jiangxi, ○ China, △ target, □ industry. In brackets the month of the figure; sources at the end of "
        "this section.",
    )


def _rate(subject: Subject, comparison: Comparison) -> Indicator:
    low, high = comparison.own_low, comparison.own_high
    if low is None or high is None:
        label = subject.say("还算不出来", "not known yet")
        return Indicator(subject.tell(comparison.label), None, label, _references(subject, comparison))
    label = subject.say("您 {own}%", "you {own}%", own=figures(low, high))
    return Indicator(subject.tell(comparison.label), low, label, _references(subject, comparison), own_high=high)


def _share(subject: Subject, comparison: Comparison) -> Indicator:
    own = {
        "yes": subject.say("您已做到", "you do"),
        "no": subject.say("您还没有", "you do not yet"),
        "unknown": subject.say("您的还没定", "not known yet"),
    }[comparison.has or "unknown"]
    return Indicator(subject.tell(comparison.label), None, own, _references(subject, comparison))


def _references(subject: Subject, comparison: Comparison) -> tuple[Reference, ...]:
    """The values that can be drawn; a target that only wants to exceed another stands in the table."""
    return tuple(
        Reference(
            subject.say(
                "{place}{kind}（{day}）",
                "{place} {kind}({day})",
                place=_place(subject, one),
                kind=_target_word(subject, one),
                day=subject.month(one.date),
            ),
            one.value,
            "target" if one.kind == "target" else _KINDS.get(one.geography, "other"),
        )
        for one in comparison.references
        if one.value is not None
    )


def _place(subject: Subject, published: Published) -> str:
    """Where a value is about, in short: a sector's full name stands in the table."""
    known = published.geography in _KINDS
    return subject.tell(published.geography_label) if known else subject.say("行业", "industry")


def _target_word(subject: Subject, published: Published) -> str:
    return subject.say("目标", "target ") if published.kind == "target" else ""


def _sentences(subject: Subject, comparisons: Sequence[Comparison]) -> Iterator[Flowable]:
    for comparison in comparisons:
        told: list[str | Span] = [subject.tell(comparison.sentence)]
        if comparison.caution is not None:
            told.append(Span(f" {subject.tell(comparison.caution)}", color=theme.MUTED))
        yield Text(told, LISTED, bullet=BULLET)


def _europe(subject: Subject) -> Iterator[Flowable]:
    position = subject.advisory.eu_position
    yield Heading(subject.say("放到欧盟的尺子上看", "On the European yardstick"), "comparison-europe", 1)
    if position is None:
        yield Text(
            subject.say(
                "没有给出：要答全欧盟数字化强度指数的问题，而且企业有 10 人以上，才能和欧盟同规模的企业比。",
                "Not given: a place among EU firms takes all answers of the EU Digital Intensity Index and a firm of "
                "10 persons or more.",
            ),
            SMALL,
        )
        return
    question = subject.say(
        "欧盟同规模企业的分布（{year} 年）", "How EU firms of this size spread ({year})", year=position.year
    )
    note = subject.say(
        "{caution} 对象：{population}。来源：{source}。",
        "{caution} Population: {population}. Source: {source}.",
        caution=position.caution,
        population=position.population,
        source=position.source.title,
    )
    yield ShareBar(
        Frame(question, note),
        [
            (subject.say("低于您", "below you"), position.below),
            (subject.tell(position.class_label), position.same),
            (subject.say("高于您", "above you"), position.higher),
        ],
    )
    yield Text(subject.tell(position.sentence), SMALL)


def _values(subject: Subject) -> Iterator[Flowable]:
    """Every published value with its date and population, and the numbered list of sources."""
    published = [(comparison, one) for comparison in subject.advisory.comparisons for one in comparison.references]
    if not published:
        return
    yield Heading(subject.say("公布的数值从哪里来", "Where the published values come from"), "comparison-values", 1)
    yield Text(
        subject.say(
            "规上和重点企业普遍比中小企业大，所以这些数值偏高；同一指标，各地区的年份可能不同。",
            "Larger and key firms are mostly larger than SMEs, so these values run high; years may differ between "
            "places.",
        ),
        INTRO,
    )
    sources = list(dict.fromkeys(_source(subject, one) for _, one in published))
    rows: list[list[Content]] = []
    shown = ""
    for comparison, one in published:
        number = f"[{sources.index(_source(subject, one)) + 1}]"
        rows.append(
            ["" if comparison.indicator == shown else subject.tell(comparison.label), *_value(subject, one), number]
        )
        shown = comparison.indicator
    columns = [
        Column(subject.say("指标", "Indicator"), 21),
        Column(subject.say("地区", "Place"), 13),
        Column(subject.say("数值", "Value"), 13, "right", True),
        Column(subject.say("截至，多久以前", "As of, age"), 25),
        Column(subject.say("对象", "Population"), 20),
        Column(subject.say("来源", "Source"), 8, "right"),
    ]
    yield TextTable(columns, rows)
    for at, source in enumerate(sources, 1):
        yield Text(source, SOURCE, bullet=f"[{at}]")


def _value(subject: Subject, one: Published) -> list[Content]:
    """Place, value, date and population of one published value, for the table."""
    if one.value is None:
        value = subject.say("超过{place}", "above {place}", place=one.above)
    else:
        bound = {"exact": "", "about": subject.say("约 ", "about "), "above": subject.say("超过 ", "over ")}[one.bound]
        value = f"{bound}{one.value:g}%"
    place = f"{subject.tell(one.geography_label)}{subject.say('目标', ' target') if one.kind == 'target' else ''}"
    age = age_text(one.age_months) if one.kind == "actual" else None
    day = subject.month(one.date)
    if age is not None:
        day = subject.say("{day}，{age}", "{day}, {age}", day=day, age=age)
    return [place, value, day, subject.tell(one.population)]


def _source(subject: Subject, one: Published) -> str:
    """Title, date and standing of a source, with the note on the value."""
    parts = [one.source.title]
    if one.source.date is not None:
        parts.append(one.source.date.isoformat())
    parts.append(subject.tell(FIDELITY[one.fidelity]))
    if one.note is not None:
        parts.append(subject.tell(one.note))
    return subject.say("；", "; ").join(parts)
