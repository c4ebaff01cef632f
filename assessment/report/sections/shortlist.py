"""Who can do it: for each need of the plan at most three offers, with the reasons for their order."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from assessment.providers import Match, NeedMatches
from assessment.report.boxes import Panel
from assessment.report.headings import BULLET, IN_PANEL, INTRO, LISTED, Heading
from assessment.report.tables import Column, TextTable
from assessment.report.typesetting import SMALL, Content, Span, Text
from assessment.telling import theme
from assessment.telling.subject import Subject


def section(subject: Subject) -> list[Flowable]:
    """The offers by need, marked where the pool is made up, and the note on neutrality."""
    found = subject.advisory.shortlist
    if found is None:
        note = subject.advisory.shortlist_note
        nobody = subject.say("没有步骤要请别人做。", "No step asks for anybody else.")
        return [Text(subject.tell(note) if note else nobody, SMALL)]
    flowables: list[Flowable] = []
    if found.names_left_out is not None:
        flowables.append(Panel([Text(subject.tell(found.names_left_out), IN_PANEL)]))
    elif found.sample:
        mark = Span(subject.say("示例。", "Sample. "), bold=True, color=theme.CAUTION)
        flowables.append(Panel([Text([mark, subject.tell(found.provenance)], IN_PANEL)], bar=theme.CAUTION))
    for need in found.needs:
        flowables += _need(subject, need, named=found.names_left_out is None)
    if found.asks:
        title = subject.say("不管找谁，先问这几句", "Whoever it is, ask this first")
        flowables.append(Heading(title, "shortlist-asks", 1))
        flowables += [Text(subject.tell(ask), LISTED, bullet=BULLET) for ask in found.asks]
    flowables.append(Text(subject.tell(found.neutrality), SMALL))
    return flowables


def _need(subject: Subject, need: NeedMatches, *, named: bool) -> Iterator[Flowable]:
    yield Heading(subject.tell(need.category_label), f"shortlist-{need.category}", 1)
    if need.meaning is not None:
        yield Text(subject.say("{meaning}。", "{meaning}.", meaning=need.meaning), SMALL)
    yield Text(
        subject.say(
            "用在：{titles}。方案预计 {low} 至 {high}。",
            "For: {titles}. The plan foresees {low} to {high}.",
            titles=subject.joined([subject.tell(title) for title in need.titles]),
            low=subject.money(need.cost_low),
            high=subject.money(need.cost_high),
        ),
        INTRO,
    )
    if not named:
        return
    if not need.matches:
        note = need.note
        yield Text(subject.tell(note) if note else subject.say("没有符合的。", "None fits."), SMALL)
        return
    columns = [
        Column(subject.say("服务商和产品", "Provider and product"), 32),
        Column(subject.say("申报价格（{unit}）", "Declared price\n{unit}", unit=subject.unit), 17, "right"),
        Column(subject.say("完成案例", "Projects done"), 10, "right"),
        Column(subject.say("为什么排在这里", "Why it stands here"), 41),
    ]
    yield TextTable(columns, [_row(subject, match) for match in need.matches])
    if need.note:
        yield Text(subject.tell(need.note), SMALL)


def _row(subject: Subject, match: Match) -> list[Content]:
    told = [match.extent, *(reason.text for reason in match.reasons)]
    reasons: list[str | Span] = [subject.say("；", "; ").join(subject.tell(text) for text in told)]
    if match.interest:
        note = subject.say("\n请留意：{interest}", "\nNote: {interest}", interest=match.interest)
        reasons.append(Span(note, color=theme.CAUTION))
    return [
        [Span(match.provider, bold=True), "\n", match.product],
        f"{subject.amount(match.price_low)}–{subject.amount(match.price_high)}",
        str(match.cases),
        reasons,
    ]
