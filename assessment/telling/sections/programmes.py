"""Support programmes worth asking about: what they ask for and say, dated and sourced; never a promise."""

from __future__ import annotations

from assessment.content.programmes import Tier
from assessment.content.provenance import FIDELITY
from assessment.language import Label, label
from assessment.programmes import OPEN_DOORS, ConditionState, ProgrammeMatch, ProgrammeSupport
from assessment.telling.blocks import Block, Column, Depth, Fold, Panel, Paragraph, Section, Span, Table, Tone
from assessment.telling.naming import section_of
from assessment.telling.subject import Subject

_STATES: dict[ConditionState, tuple[str, Label, Tone]] = {
    "met": ("✓", label("已满足", "met"), "good"),
    "after_plan": ("→", label("改造后可满足", "met after the plan"), "good"),
    "to_prove": ("○", label("申报时要证明", "to be proven"), "caution"),
    "open": ("?", label("还判断不了", "cannot be told yet"), "caution"),
    "unmet": ("✗", label("目前不满足", "not met now"), "caution"),
}


_FEW = 3
"""So many programmes stand in the owner's length."""


def programmes(subject: Subject) -> Section:
    """The caveat, then every programme that the firm's place, industry and size do not rule out."""
    found = subject.advisory.programmes
    blocks: list[Block] = []
    if not found:
        blocks.append(Paragraph(subject.words("programmes.content_holds_no_programme")))
    for caveat in dict.fromkeys(subject.tell(one.caveat) for one in found):
        blocks.append(Panel([Paragraph(caveat, role="small")], tone="caution"))
    blocks += [_programme(subject, one, "body" if at < _FEW else "detail") for at, one in enumerate(found)]
    if len(found) > _FEW:
        left = subject.say("还有 {n} 项，在全本里。", "{n} more: see the full report.", n=len(found) - _FEW)
        blocks.append(Paragraph(left, role="quiet", depth="short"))
    return section_of(subject, "programmes", blocks, _brief(subject))


def _brief(subject: Subject) -> str:
    n = sum(match.state in OPEN_DOORS for match in subject.advisory.programmes)
    if n:
        return subject.say("{n} 项可以去打听", "{n} worth asking about", n=n)
    if subject.advisory.programmes:
        return subject.say("目前没有对得上的，列出来供了解", "none fits at present; listed for information")
    return subject.say("没有找到对得上的", "none was found that fits")


def _programme(subject: Subject, one: ProgrammeMatch, depth: Depth) -> Block:
    told: list[str | Span] = [subject.tell(one.summary)]
    if one.aged is not None:
        told += [subject.gap, Span(subject.tell(one.aged), tone="caution")]
    verdict = Span(subject.tell(one.verdict), tag=True, tone="good" if one.state in OPEN_DOORS[:2] else "plain")
    return Fold(
        [Span(subject.tell(one.title), strong=True), " · ", verdict],
        [
            Paragraph(told, role="small"),
            Table(
                [
                    Column(subject.say("条件", "Condition"), 46),
                    Column(subject.say("按您填的", "By your answers"), 32),
                    Column(subject.say("状态", "State"), 22),
                ],
                [
                    [subject.tell(condition.text), subject.tell(condition.found), _state(subject, condition.state)]
                    for condition in one.conditions
                ],
                depth="detail",
            ),
            Paragraph(_amounts(subject, one), role="small"),
            Paragraph(Span(provenance(subject, one), cited=True), role="quiet"),
        ],
        depth=depth,
        id=f"programme-{one.programme}",
    )


def _state(subject: Subject, state: ConditionState) -> Span:
    sign, words, tone = _STATES[state]
    return Span(f"{sign} {subject.tell(words)}", strong=True, tone=tone)


def _amounts(subject: Subject, one: ProgrammeMatch) -> list[str | Span]:
    told: list[str | Span] = [Span(subject.say("金额：", "Amounts: "), strong=True)]
    tiers = subject.say("；", "; ").join(_tier(subject, tier) for tier in one.amounts)
    if tiers:
        told.append(tiers + subject.say("。", ". "))
    told.append(subject.say("{note}。", "{note}.", note=subject.tell(one.amount_note).rstrip("。.")))
    return told


def _tier(subject: Subject, tier: Tier) -> str:
    named = subject.tell(tier.label)
    bound = bound_of(subject, tier.share_percent, tier.cap)
    return f"{named}{subject.colon}{bound}" if bound else named


def bound_of(subject: Subject, share_percent: float | None, cap: float | None) -> str:
    """The published bound of a tier: a share of the spend (per cent), a sum (万元), or both; empty without either."""
    parts = []
    if share_percent is not None:
        parts.append(subject.say("不超过支出的 {n:g}%", "at most {n:g}% of the spend", n=share_percent))
    if cap is not None:
        parts.append(subject.say("最高 {cap}", "{cap} at most", cap=subject.money(cap)))
    return subject.joined(parts)


def provenance(subject: Subject, one: ProgrammeMatch | ProgrammeSupport) -> str:
    """Source, dates, period and fidelity of a programme, with the word that the authority decides."""
    source = one.source
    parts = [subject.say("来源：{title}", "Source: {title}", title=source.named(subject.lang))]
    if source.date is not None:
        parts.append(subject.say("日期 {day}", "dated {day}", day=source.date.isoformat()))
    if one.seen is not None:
        parts.append(subject.say("看到的文本 {seen}", "text seen {seen}", seen=one.seen))
    if one.starts or one.ends:
        begin = one.starts.isoformat() if one.starts else "…"
        end = one.ends.isoformat() if one.ends else "…"
        parts.append(subject.say("期限 {begin} 至 {end}", "period {begin} to {end}", begin=begin, end=end))
    parts.append(subject.tell(FIDELITY[one.fidelity]))
    return subject.say("；", "; ").join(parts) + subject.words("programmes.latest_notice_of_the_authority")
