"""Where the firm stands beside published figures: mean rates apart from shares of firms, each dated and sourced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment.benchmarks.results import Comparison
from assessment.benchmarks.results import PublishedReference as Published
from assessment.benchmarks.wording import age_text
from assessment.content.provenance import FIDELITY
from assessment.telling.blocks import (
    Block,
    Bullets,
    Column,
    Drawing,
    Fold,
    Heading,
    Paragraph,
    Section,
    Span,
    Table,
    Words,
    at,
)
from assessment.telling.charts.base import Frame
from assessment.telling.charts.layout import figures
from assessment.telling.charts.standing import Kind, PublishedMark, StandingChart, StandingRow
from assessment.telling.naming import section_of
from assessment.telling.sections.europe import europe
from assessment.telling.sections.history import history
from assessment.telling.sections.peers import peers
from assessment.telling.sections.structure import fact_labels
from assessment.telling.subject import Subject

_KINDS: dict[str, Kind] = {"jiangxi": "province", "china": "nation"}


def comparison(subject: Subject) -> Section:
    """Rates and shares, which never mix; peers, the EU yardstick, the course over the years, the published values."""
    found = subject.advisory.comparisons
    blocks: list[Block] = []
    if found:
        rates = [one for one in found if one.kind == "mean_rate"]
        shares = [one for one in found if one.kind == "share_of_firms"]
        blocks += [*_rates(subject, rates), *at("detail", _shares(subject, shares))]
    else:
        words = subject.say("没有可比的公布数值。", "There is no published figure to compare with.")
        blocks.append(Paragraph(words))
    blocks += [*peers(subject), *at("detail", (*europe(subject), *history(subject, found), *_values(subject)))]
    return section_of(subject, "comparison", blocks, _brief(subject))


def _brief(subject: Subject) -> str:
    """Of the published means, how many the firm is certainly above and below."""
    gaps = [
        (reference.gap_low, reference.gap_high)
        for one in subject.advisory.comparisons
        for reference in one.references
        if reference.kind == "actual"
    ]
    known = [(low, high) for low, high in gaps if low is not None and high is not None]
    if not known:
        return subject.say("还没有可比的回答", "nothing to compare yet")
    return subject.words(
        "comparison.published_means_above",
        all=len(known),
        above=sum(low > 0 for low, _ in known),
        below=sum(high < 0 for _, high in known),
    )


def _rates(subject: Subject, found: Sequence[Comparison]) -> Iterator[Block]:
    if not found:
        return
    yield Heading(subject.say("您的比率，和平均水平比", "Your rates beside the means"), id="comparison-rates")
    frame = Frame(note=_legend(subject), answer=" ".join(subject.tell(one.sentence) for one in found))
    yield Drawing(StandingChart(frame, [_rate(subject, one) for one in found]))
    yield from at("detail", [_sentences(subject, found)])


def _shares(subject: Subject, found: Sequence[Comparison]) -> Iterator[Block]:
    if not found:
        return
    yield Heading(
        subject.say("已经有多少企业做到，您做到没有", "How many firms do it, and do you?"), id="comparison-shares"
    )
    yield Paragraph(
        subject.words("comparison.per_cent_below_count"),
        role="lead",
    )
    frame = Frame(note=_legend(subject, own=False), answer=" ".join(subject.tell(one.sentence) for one in found))
    yield Drawing(StandingChart(frame, [_share(subject, one) for one in found]))
    yield _sentences(subject, found)


def _legend(subject: Subject, own: bool = True) -> str:
    mark = subject.say("◆ 您的企业，", "◆ your firm, ") if own else ""
    return mark + subject.words("comparison.jiangxi_china_target")


def _rate(subject: Subject, one: Comparison) -> StandingRow:
    low, high = one.own_low, one.own_high
    if low is None or high is None:
        label = subject.say("还算不出来", "not known yet")
        return StandingRow(subject.tell(one.label), None, label, _references(subject, one))
    label = subject.say("您 {own}%", "you {own}%", own=figures(low, high))
    return StandingRow(subject.tell(one.label), low, label, _references(subject, one), own_high=high)


def _share(subject: Subject, one: Comparison) -> StandingRow:
    own = {
        "yes": subject.say("您已做到", "you do"),
        "no": subject.say("您还没有", "you do not yet"),
        "unknown": subject.say("您的还没定", "not known yet"),
    }[one.has or "unknown"]
    return StandingRow(subject.tell(one.label), None, own, _references(subject, one))


def _references(subject: Subject, one: Comparison) -> tuple[PublishedMark, ...]:
    """The values that can be drawn; a target that only wants to exceed another stands in the table."""
    return tuple(
        PublishedMark(
            subject.say(
                "{place}{kind}（{day}）",
                "{place} {kind}({day})",
                place=_place(subject, value),
                kind=subject.say("目标", "target ") if value.kind == "target" else "",
                day=subject.month(value.date),
            ),
            value.value,
            "target" if value.kind == "target" else _KINDS.get(value.geography, "other"),
        )
        for value in one.references
        if value.value is not None
    )


def _place(subject: Subject, value: Published) -> str:
    """Where a value is about, in short: a sector's full name stands in the table."""
    known = value.geography in _KINDS
    return subject.tell(value.geography_label) if known else subject.say("行业", "industry")


def _sentences(subject: Subject, found: Sequence[Comparison]) -> Fold:
    told = Bullets([_sentence(subject, one) for one in found])
    return Fold(subject.say("一项一项说", "One by one"), [told])


def _sentence(subject: Subject, one: Comparison) -> Words:
    told: list[str | Span] = [subject.tell(one.sentence)]
    if one.caution is not None:
        told.append(Span(f" {subject.tell(one.caution)}", tone="quiet"))
    if one.missing:
        names = subject.joined(fact_labels(subject, one.missing))
        missing = subject.say(" 还缺：{names}。", " Missing: {names}.", names=names)
        told.append(Span(missing, tone="caution", fact=one.missing[0]))
    return told


def _values(subject: Subject) -> Iterator[Block]:
    """Every published value with its date and population, and the numbered list of sources."""
    published = [(one, value) for one in subject.advisory.comparisons for value in one.references]
    if not published:
        return
    title = subject.say("公布的数值从哪里来", "Where the published values come from")
    yield Heading(title, id="comparison-values")
    yield Paragraph(
        subject.words("comparison.larger_and_key_firms"),
        role="lead",
    )
    sources = list(dict.fromkeys(_source(subject, value) for _, value in published))
    rows: list[list[Words]] = [
        [subject.tell(one.label), *_value(subject, value), f"[{sources.index(_source(subject, value)) + 1}]"]
        for one, value in published
    ]
    columns = [
        Column(subject.say("指标", "Indicator"), 21, grouped=True),
        Column(subject.say("地区", "Place"), 13),
        Column(subject.say("数值", "Value"), 13, "right", strong=True),
        Column(subject.say("截至，多久以前", "As of, age"), 24),
        Column(subject.say("对象", "Population"), 19),
        Column(subject.say("来源", "Source"), 10, "right"),
    ]
    yield Table(columns, rows)
    marks = [f"[{at}]" for at in range(1, len(sources) + 1)]
    yield Bullets([Span(source, tone="quiet", cited=True) for source in sources], marks=marks)


def _value(subject: Subject, value: Published) -> list[Words]:
    """Place, value, date and population of one published value, for the table."""
    if value.value is None:
        told = subject.say("超过{place}", "above {place}", place=value.above)
    else:
        told = f"{subject.bound(value.bound)}{value.value:g}%"
    place = f"{subject.tell(value.geography_label)}{subject.say('目标', ' target') if value.kind == 'target' else ''}"
    age = age_text(value.age_months) if value.kind == "actual" else None
    day = subject.month(value.date)
    if age is not None:
        day = subject.say("{day}，{age}", "{day}, {age}", day=day, age=age)
    return [place, told, day, subject.tell(value.population)]


def _source(subject: Subject, value: Published) -> str:
    """Title, date and standing of a source, with the note on the value."""
    parts = [value.source.named(subject.lang)]
    if value.source.date is not None:
        parts.append(value.source.date.isoformat())
    parts.append(subject.tell(FIDELITY[value.fidelity]))
    if value.note is not None:
        parts.append(subject.tell(value.note))
    return subject.say("；", "; ").join(parts)
