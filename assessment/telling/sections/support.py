"""What the plan would cost if a programme granted support: a scenario beside the full price, and never a promise."""

from __future__ import annotations

from assessment.content.measures import CostRange
from assessment.programmes import ONLY_A_SCENARIO, ProgrammeSupport
from assessment.telling.blocks import (
    Block,
    Bullets,
    Column,
    Depth,
    Heading,
    Panel,
    Paragraph,
    Section,
    Span,
    Table,
    Words,
)
from assessment.telling.naming import section_of
from assessment.telling.sections.programmes import bound_of, provenance
from assessment.telling.subject import Subject


def support(subject: Subject) -> Section:
    """The plan's cost with and without the support of each programme whose door is open; empty without one."""
    found = subject.advisory.support
    blocks: list[Block] = []
    if found:
        full = subject.say(
            "没有补助，方案要 {m}。", "Without support the plan costs {m}.", m=subject.cost(found[0].without)
        )
        blocks += [Paragraph(full), Panel([Paragraph(subject.tell(ONLY_A_SCENARIO), role="small")], tone="caution")]
    for one in found:
        # What cannot be reckoned with is no scenario: an owner finds it among the programmes.
        blocks += _programme(subject, one, "body" if one.scenarios else "detail")
    reckoned = sum(bool(one.scenarios) for one in found)
    return section_of(
        subject,
        "support",
        blocks,
        subject.say("{n} 项可以假设着算，不是承诺", "{n} to reckon with as 'what if'; no promise", n=reckoned)
        if reckoned
        else subject.say("没有公布可以算的金额", "no amount was published that can be reckoned with"),
    )


def _programme(subject: Subject, one: ProgrammeSupport, depth: Depth) -> list[Block]:
    told: list[str | Span] = [
        Span(subject.tell(one.verdict), strong=True),
        subject.say("。", ". "),
        subject.tell(one.sentence),
    ]
    if one.aged is not None:
        told += [subject.gap, Span(subject.tell(one.aged), tone="caution")]
    blocks: list[Block] = [Heading(subject.tell(one.title), depth=depth), Paragraph(told, role="small", depth=depth)]
    if one.to_prove:
        blocks += [
            Paragraph(subject.say("申报时要证明：", "To be proven when applying:"), role="lead", depth="detail"),
            Bullets([subject.tell(proof) for proof in one.to_prove], depth="detail"),
        ]
    if one.scenarios:
        blocks.append(_table(subject, one))
    return [*blocks, Paragraph(Span(provenance(subject, one), cited=True), role="quiet", depth="detail")]


def _table(subject: Subject, one: ProgrammeSupport) -> Table:
    nothing = CostRange(low=0, likely=0, high=0)
    rows = [_row(subject, subject.say("没有补助", "Without support"), nothing, one.without)]
    for tier in one.scenarios:
        bound = bound_of(subject, tier.scenario.share_percent, tier.scenario.cap)
        name = subject.say("假如算{tier}：{bound}", "If among the {tier}: {bound}", tier=tier.label, bound=bound)
        rows.append(_row(subject, name, tier.scenario.support, tier.scenario.left))
    return Table(
        [
            Column(subject.say("假设", "Scenario"), 46),
            Column(subject.say("补助（{unit}）", "Support ({unit})", unit=subject.unit), 27, "right"),
            Column(subject.say("自己付（估算，{unit}）", "Left to pay (est., {unit})", unit=subject.unit), 27, "right"),
        ],
        rows,
    )


def _row(subject: Subject, name: str, granted: CostRange, left: CostRange) -> list[Words]:
    return [name, subject.bare_cost(granted) if granted.high else "—", subject.bare_cost(left)]
