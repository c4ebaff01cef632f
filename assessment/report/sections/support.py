"""What the plan would cost if a programme granted support: a scenario, dated and sourced; stands after the plan."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from assessment.content.measures import CostRange
from assessment.programmes import ONLY_A_SCENARIO, ProgrammeSupport
from assessment.report.boxes import Panel
from assessment.report.headings import IN_PANEL, INTRO, Heading
from assessment.report.sections.programmes import provenance
from assessment.report.tables import Column, TextTable
from assessment.report.typesetting import SMALL, Content, Span, Text
from assessment.telling import theme
from assessment.telling.subject import Subject


def after_the_plan(subject: Subject) -> Iterator[Flowable]:
    """The plan's cost with and without the support of each programme whose door is open; nothing without one."""
    found = subject.advisory.support
    if not found:
        return
    title = subject.say("假如拿到补助，自己要付多少", "What would be left to pay if support were granted")
    yield Heading(title, "plan-support", 1)
    yield Panel([Text(subject.tell(ONLY_A_SCENARIO), IN_PANEL)], bar=theme.CAUTION)
    for one in found:
        yield from _programme(subject, one)


def _programme(subject: Subject, one: ProgrammeSupport) -> Iterator[Flowable]:
    verdict = subject.say("（{verdict}）", " ({verdict}) ", verdict=one.verdict)
    told: list[str | Span] = [Span(subject.tell(one.title), bold=True), verdict, subject.tell(one.sentence)]
    if one.to_prove:
        proofs = subject.say("；", "; ").join(subject.tell(proof) for proof in one.to_prove)
        told += [
            Span(subject.say("申报时要证明：", " To be proven when applying: "), bold=True),
            subject.say("{proofs}。", "{proofs}.", proofs=proofs),
        ]
    if one.aged is not None:
        told += [subject.say("", " "), Span(subject.tell(one.aged), color=theme.CAUTION)]
    source = Span(provenance(subject, one), color=theme.MUTED)
    if one.scenarios:
        yield Text(told, INTRO)
        yield _table(subject, one)
        yield Text(source, SMALL)
    else:
        yield Text([*told, subject.say("", " "), source], SMALL)


def _table(subject: Subject, one: ProgrammeSupport) -> Flowable:
    nothing = CostRange(low=0, likely=0, high=0)
    rows: list[list[Content]] = [_row(subject, subject.say("没有补助", "Without support"), nothing, one.without)]
    for tier in one.scenarios:
        share, cap = tier.scenario.share_percent, tier.scenario.cap
        bound = subject.say("支出的 {n:g}%", "{n:g} % of the spend", n=share)
        if cap is not None:
            bound += subject.say("，最高 {m}", ", at most {m}", m=subject.money(cap))
        label = subject.say("假如算{tier}：{bound}", "If among the {tier}: {bound}", tier=tier.label, bound=bound)
        rows.append(_row(subject, label, tier.scenario.support, tier.scenario.left))
    columns = [
        Column(subject.say("假设", "Scenario"), 46),
        Column(subject.say("补助（万元）", "Support (CNY 1,000)"), 27, "right"),
        Column(subject.say("自己付（估算，万元）", "Left to pay (est., CNY 1,000)"), 27, "right"),
    ]
    return TextTable(columns, rows)


def _row(subject: Subject, name: str, support: CostRange, left: CostRange) -> list[Content]:
    granted = subject.bare_cost(support) if support.high else "—"
    return [name, granted, subject.bare_cost(left)]
