"""Support programmes: what they ask for and say, dated and sourced; never a promise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reportlab.platypus import Flowable

from assessment.content.programmes import Tier
from assessment.content.provenance import FIDELITY
from assessment.language import Label, label
from assessment.programmes import ConditionState, ProgrammeMatch, ProgrammeSupport
from assessment.report.boxes import Panel
from assessment.report.headings import IN_PANEL, INTRO, Heading
from assessment.report.tables import Column, TextTable
from assessment.report.typesetting import SMALL, Content, Span, Text
from assessment.telling import theme
from assessment.telling.subject import Subject

_STATES: dict[ConditionState, tuple[Label, str]] = {
    "met": (label("已满足", "met"), theme.GOOD),
    "after_plan": (label("改造后可满足", "met after the plan"), theme.GOOD),
    "to_prove": (label("申报时要证明", "to be proven"), theme.CAUTION),
    "open": (label("还判断不了", "cannot be told yet"), theme.CAUTION),
    "unmet": (label("目前不满足", "not met now"), theme.CAUTION),
}


def section(subject: Subject) -> list[Flowable]:
    """The caveat, then every programme that the firm's place, industry and size do not rule out."""
    found = subject.advisory.programmes
    if not found:
        return [
            Text(
                subject.say(
                    "资料里没有针对贵企业所在地、行业和规模的政策。请向当地工业和信息化主管部门打听，以主管部门最新通知为准。",
                    "The content holds no programme for a firm of your place, industry and size. Ask the local "
                    "authority; its latest notice decides.",
                ),
                SMALL,
            )
        ]
    caveats = dict.fromkeys(subject.tell(programme.caveat) for programme in found)
    flowables: list[Flowable] = [Panel([Text(caveat, IN_PANEL)], bar=theme.CAUTION) for caveat in caveats]
    for programme in found:
        flowables += _programme(subject, programme)
    return flowables


def _programme(subject: Subject, programme: ProgrammeMatch) -> Iterator[Flowable]:
    yield Heading(subject.tell(programme.title), f"programme-{programme.programme}", 1)
    verdict = Span(subject.tell(programme.verdict), bold=True, color=theme.PRIMARY)
    text: list[str | Span] = [verdict, subject.say("。", ". "), subject.tell(programme.summary)]
    if programme.aged is not None:
        text += [subject.say("", " "), Span(subject.tell(programme.aged), color=theme.CAUTION)]
    yield Text(text, INTRO)
    rows: list[list[Content]] = []
    for condition in programme.conditions:
        state, color = _STATES[condition.state]
        rows.append(
            [
                subject.tell(condition.text),
                subject.tell(condition.found),
                Span(subject.tell(state), bold=True, color=color),
            ]
        )
    columns = [
        Column(subject.say("条件", "Condition"), 46),
        Column(subject.say("按您填的", "By your answers"), 34),
        Column(subject.say("状态", "State"), 20),
    ]
    yield TextTable(columns, rows)
    yield Text(_amounts(subject, programme), INTRO)
    yield Text(provenance(subject, programme), replace(SMALL, color=theme.MUTED))


def _amounts(subject: Subject, programme: ProgrammeMatch) -> list[str | Span]:
    told: list[str | Span] = [Span(subject.say("金额：", "Amounts: "), bold=True)]
    tiers = subject.say("；", "; ").join(_tier(subject, tier) for tier in programme.amounts)
    if tiers:
        told.append(tiers + subject.say("。", ". "))
    told.append(subject.say("{note}。", "{note}.", note=subject.tell(programme.amount_note).rstrip("。.")))
    return told


def _tier(subject: Subject, tier: Tier) -> str:
    parts = []
    if tier.share_percent is not None:
        parts.append(
            subject.say("不超过支出的 {share:g}%", "at most {share:g} % of the spend", share=tier.share_percent)
        )
    if tier.cap is not None:
        parts.append(subject.say("最高 {cap}", "up to {cap}", cap=subject.money(tier.cap)))
    return f"{subject.tell(tier.label)}{subject.say('：', ': ')}{subject.joined(parts)}"


def provenance(subject: Subject, programme: ProgrammeMatch | ProgrammeSupport) -> str:
    """Source, dates, period and fidelity of a programme, with the word that the authority decides."""
    source = programme.source
    parts = [subject.say("来源：{title}", "Source: {title}", title=source.title)]
    if source.date is not None:
        parts.append(subject.say("日期 {day}", "dated {day}", day=source.date.isoformat()))
    if programme.seen is not None:
        parts.append(subject.say("看到的文本 {seen}", "text seen {seen}", seen=programme.seen))
    if programme.starts or programme.ends:
        begin = programme.starts.isoformat() if programme.starts else "…"
        end = programme.ends.isoformat() if programme.ends else "…"
        parts.append(subject.say("期限 {begin} 至 {end}", "period {begin} to {end}", begin=begin, end=end))
    parts.append(subject.tell(FIDELITY[programme.fidelity]))
    return subject.say("；", "; ").join(parts) + subject.say(
        "。以主管部门最新通知为准。", ". The latest notice of the authority decides."
    )
