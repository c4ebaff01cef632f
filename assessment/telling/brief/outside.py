"""Our firms beside province and nation, and beside the plan's own targets, whose period is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment.benchmarks.published import Dated
from assessment.benchmarks.wording import age_text
from assessment.content.benchmarks import BenchmarkValue
from assessment.content.provenance import FIDELITY
from assessment.content.regions import CountedFirms, CountedMachines, CountedNothing, KnownCount
from assessment.monitoring import RateLine, TargetLine
from assessment.telling.blocks import Block, Bullets, Column, Drawing, Panel, Paragraph, Section, Span, Table, Words
from assessment.telling.brief.subject import BriefSubject
from assessment.telling.charts.base import Frame
from assessment.telling.charts.standing import PublishedMark, StandingChart, StandingRow

_ALL_OPEN = 99.9
"""A range this wide says nothing: nobody answered."""


def rates(subject: BriefSubject) -> Section:
    """The indicators of which a value is published."""
    lines = [one for one in subject.figures.rates if one.own is not None and one.own.high - one.own.low < _ALL_OPEN]
    lead = subject.words("brief_outside.published_values")
    blocks = tuple(_rates(subject, lines)) if lines else ()
    return Section("rates", subject.say("和全省、全国比", "Beside province and nation"), lead, blocks)


def _rates(subject: BriefSubject, lines: Sequence[RateLine]) -> Iterator[Block]:
    below = [subject.tell(one.indicator.label) for one in lines if _below(one)]
    answer = (
        subject.words("brief_outside.surely_below_the_nation", names=subject.joined(below))
        if below
        else subject.say("没有一项确定低于全国公布值。", "None is surely below the nation's value.")
    )
    yield Drawing(
        StandingChart(
            Frame(
                question=subject.say("我们的企业和公布值差多远？", "How far are our firms from published values?"),
                answer=answer,
                note=answer + subject.gap + subject.words("brief_outside.our_firms_between"),
            ),
            [_standing(subject, one) for one in lines],
        )
    )
    sources: list[str] = []
    rows = [_row(subject, one, sources) for one in lines]
    columns = [
        Column(subject.say("指标", "Indicator"), 30),
        Column(subject.say("我们的企业 %", "Our firms %"), 17, "right", strong=True),
        Column(subject.say("计入（没答完）", "Counted (open)"), 17, "right"),
        Column(subject.say("江西 %", "Jiangxi %"), 20, "right"),
        Column(subject.say("全国 %", "China %"), 20, "right"),
    ]
    yield Table(columns, rows, caption=subject.say("比率", "Rates"))
    aims = [words for one in lines for aim in one.targets if (words := _aim(subject, one, aim))]
    if aims:
        yield Bullets(aims)
    marks = [f"[{at}]" for at in range(1, len(sources) + 1)]
    yield Bullets([Span(source, tone="quiet", cited=True) for source in sources], marks=marks, depth="detail")


def _below(one: RateLine) -> bool:
    nation = None if one.nation is None else one.nation.value.value
    return nation is not None and one.own is not None and one.own.high < nation


def _standing(subject: BriefSubject, one: RateLine) -> StandingRow:
    assert one.own is not None
    marks = []
    for kind, name, dated in (
        ("province", subject.say("江西", "Jiangxi"), one.province),
        ("nation", subject.say("全国", "China"), one.nation),
    ):
        if dated is not None and dated.value.value is not None:
            label = f"{name} {subject.month(dated.value.date)}"
            marks.append(PublishedMark(label, dated.value.value, "province" if kind == "province" else "nation"))
    own = subject.range(one.own, 1, "%")
    return StandingRow(subject.tell(one.indicator.label), one.own.low, own, tuple(marks), one.own.high)


def _row(subject: BriefSubject, one: RateLine, sources: list[str]) -> list[Words]:
    published = [_published(subject, dated, sources) for dated in (one.province, one.nation)]
    counted = f"{one.asked:,} ({one.open:,})" if subject.lang == "en" else f"{one.asked:,}（{one.open:,}）"
    return [subject.tell(one.indicator.label), subject.range(one.own), counted, *published]


def _published(subject: BriefSubject, dated: Dated | None, sources: list[str]) -> str:
    if dated is None or dated.value.value is None:
        return "—"
    source = subject.source(dated.value.source, dated.value.fidelity)
    if source not in sources:
        sources.append(source)
    told = f"{subject.bound(dated.value.bound)}{dated.value.value:g}"
    age = age_text(dated.age_months)
    day = subject.month(dated.value.date)
    if age is not None:
        day = subject.say("{day}，{age}", "{day}, {age}", day=day, age=age)
    return subject.say("{v}（{d}）[{n}]", "{v} ({d}) [{n}]", v=told, d=day, n=sources.index(source) + 1)


def _aim(subject: BriefSubject, one: RateLine, aim: BenchmarkValue) -> str:
    """A target with the day on which it is due; one whose day is past is told as such, and never as running."""
    places = subject.figures.advisor.benchmarks.geographies
    goal = (
        subject.say("高于{place}", "above {place}", place=places[aim.above].label)
        if aim.above is not None
        else f"{subject.bound(aim.bound)}{aim.value:g}%"
    )
    over = aim.date <= subject.figures.on
    return subject.words(
        "brief_outside.target_of_for",
        name=one.indicator.label,
        place=places[aim.geography].label,
        year=aim.date.year,
        goal=goal,
        state=subject.say("到期已过", "its day is past") if over else subject.say("还没到期", "not yet due"),
    )


def targets(subject: BriefSubject) -> Section:
    """The plan's own targets: due, over, what our firms add up to, and what is known."""
    regions = subject.figures.advisor.regions
    period = regions.plan_period
    lead = subject.words("brief_outside.due_the_period_is_over", plan=regions.plan.title, year=period.ended.year)
    columns = [
        Column(subject.say("目标", "Target"), 30),
        Column(subject.say("{year} 年目标值", "Aimed at, {year}", year=period.ended.year), 17, "right"),
        Column(subject.say("我们的企业合计", "Our firms add up to"), 22, "right", strong=True),
        Column(subject.say("说明", "What is counted"), 40),
    ]
    rows: list[list[Words]] = [_target(subject, one) for one in subject.figures.targets]
    known = [_known(subject, one, count) for one in subject.figures.targets for count in one.target.known]
    blocks: list[Block] = [
        Panel([Paragraph(subject.tell(period.note), role="small")], tone="caution"),
        Table(columns, rows, caption=subject.say("规划目标", "Targets of the plan")),
        Paragraph(
            subject.words("brief_outside.our_firms_are_those_that_answered"),
            role="quiet",
        ),
    ]
    if known:
        blocks += [
            Paragraph(subject.say("已公布的相近数字：", "Published figures close to these:"), role="lead"),
            Bullets(known),
        ]
    source = subject.source(regions.plan.source, regions.plan.fidelity)
    blocks.append(Paragraph(Span(source, tone="quiet", cited=True), role="source"))
    return Section("targets", subject.say("规划的目标", "The plan's targets"), lead, tuple(blocks))


def _target(subject: BriefSubject, one: TargetLine) -> list[Words]:
    target = one.target
    above = subject.say("以上", " or more") if target.at_least else ""
    aimed = f"{target.value:,} {subject.tell(target.unit)}{above}"
    match target.ours:
        case CountedNothing(why=why):
            return [subject.tell(target.label), aimed, "—", subject.tell(why)]
        case CountedFirms(caution=caution):
            most = ""
        case CountedMachines(caution=caution, at_most=at_most):
            most = subject.say("至多 ", "at most ") if at_most else ""
    ours = "—" if not one.said or one.ours is None else f"{most}{one.ours:,.0f} {subject.tell(target.unit)}"
    told = subject.words(
        "brief_outside.said_so_did_not",
        caution=caution,
        said=subject.firms(one.said),
        silent=subject.firms(one.silent) if subject.lang == "zh" else one.silent,
    )
    return [subject.tell(target.label), aimed, ours, told]


def _known(subject: BriefSubject, one: TargetLine, count: KnownCount) -> Words:
    told = subject.words(
        "brief_outside.target_bound_value",
        target=one.target.label,
        label=count.label,
        bound=subject.bound(count.bound),
        value=count.value,
        day=count.date.isoformat(),
        fidelity=FIDELITY[count.fidelity],
        note=count.note,
    )
    return [told, Span(f" {count.source.named(subject.lang)}", tone="quiet", cited=True)]
