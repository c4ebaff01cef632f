"""How a modelled firm of the same trade and size went one level up, month by month, beside the firm's own figures."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.advisory.same_trade import SameTrade, TradeMonth
from assessment.content.provenance import FIDELITY
from assessment.content.regions import NO_CHAIN
from assessment.scoring import plain_number
from assessment.telling.blocks import Block, Column, Depth, Heading, Panel, Paragraph, Section, Span, Table, Words
from assessment.telling.naming import section_of
from assessment.telling.sections.structure import level_text
from assessment.telling.subject import Subject

_FEW = 4
"""A course of more months stands in the full length alone."""


def alike(subject: Subject) -> Section:
    """The example with its marking, or in a sentence why there is none; nothing where nobody asked for one."""
    found, note = subject.advisory.same_trade, subject.advisory.same_trade_note
    blocks: tuple[Block, ...] = ()
    if found is not None:
        blocks = tuple(_blocks(subject, found))
    elif note is not None:
        blocks = (Paragraph(subject.tell(note), role="quiet"),)
    return section_of(
        subject,
        "alike",
        blocks,
        subject.say("还没有例子", "no example yet") if found is None else _brief(subject, found),
    )


def _brief(subject: Subject, found: SameTrade) -> str:
    return subject.say(
        "{steps}，{months}，约 {cost}",
        "{steps}, {months}, about {cost}",
        steps=subject.count(found.steps, "步", "step"),
        months=subject.count(found.months[-1].month, "个月", "month"),
        cost=subject.money(found.cost.likely),
    )


def _blocks(subject: Subject, found: SameTrade) -> Iterator[Block]:
    tag = Span(subject.tell(FIDELITY["modelled"]), strong=True, tag=True, tone="caution")
    where = subject.say("{chain}里", "of the chain {chain}", chain=found.chain)
    if subject.advisory.firm.chain == NO_CHAIN:
        where = subject.say("各产业链以外的", "outside the industrial chains")
    told = subject.words(
        "alike.went_from_to_in_about",
        where=where,
        size=subject.tell(found.size) if subject.lang == "zh" else subject.tell(found.size).lower(),
        before=level_text(subject, found.level_before),
        after=level_text(subject, found.level_after),
        months=subject.count(found.months[-1].month, "个月", "month"),
        steps=found.steps if subject.lang == "zh" else subject.count(found.steps, "步", "step"),
        cost=subject.money(found.cost.likely),
    )
    yield Paragraph([tag, " ", told])
    yield _by_month(subject, found, "body" if len(found.months) <= _FEW else "detail")
    yield Heading(subject.say("和您放在一起看", "Beside your own figures"), id="alike-own", depth="detail")
    yield _beside(subject, found)
    words = subject.words("alike.it_is_the_one_in_the_middle", of=f"{found.of:,}")
    marking = Span(subject.tell(found.marking), tone="caution")
    yield Panel([Paragraph([words, subject.gap, marking], role="small")], tone="caution")
    yield Paragraph(
        [subject.say("模拟企业的版本编号：", "Version of the modelled firms: "), Span(found.population, cited=True)],
        role="quiet",
        depth="detail",
    )


def _by_month(subject: Subject, found: SameTrade, depth: Depth) -> Table:
    columns = [
        Column(subject.say("月", "Month"), 12, strong=True),
        Column(subject.say("做什么", "What is done"), 56),
        Column(subject.say("开支（估算，{unit}）", "Spent (est., {unit})", unit=subject.unit), 20, "right"),
        Column(subject.say("人天", "Days"), 12, "right"),
    ]
    rows: list[list[Words]] = [
        [
            subject.say("第 {n} 个月", "Month {n}", n=one.month),
            _done(subject, one),
            subject.amount(one.cost.likely) if one.begins else "—",
            plain_number(one.own_days),
        ]
        for one in found.months
    ]
    return Table(columns, rows, depth=depth)


def _done(subject: Subject, one: TradeMonth) -> str:
    between = subject.say("；", "; ")
    parts = []
    if one.begins:
        titles = between.join(subject.tell(title) for title in one.begins)
        parts.append(subject.say("开始：{titles}。", "Begins: {titles}.", titles=titles))
    if one.goes_on:
        titles = between.join(subject.tell(title) for title in one.goes_on)
        parts.append(subject.say("接着做：{titles}。", "Goes on: {titles}.", titles=titles))
    return subject.gap.join(parts)


def _beside(subject: Subject, found: SameTrade) -> Table:
    advisory, main = subject.advisory, subject.advisory.main
    plan = advisory.plan if advisory.plan is not None and advisory.plan.steps else None
    own = {entry.fact: subject.tell(entry.text) for entry in advisory.firm.profile}
    people, sales = found.employees, found.revenue
    open_ = "—"
    rows: list[list[Words]] = [
        [
            subject.say("从业人员", "Employees"),
            open_ if people is None else subject.count(round(people), "人", "person", "people"),
            own.get("employees", open_),
        ],
        [
            subject.say("营业收入", "Revenue"),
            open_ if sales is None else subject.say("约 {m}", "about {m}", m=subject.money(_rounded(sales))),
            own.get("revenue", open_),
        ],
        [subject.say("起点", "From"), level_text(subject, found.level_before), level_text(subject, main.level_low)],
        [
            subject.say("得分", "Points"),
            f"{plain_number(found.points_before)} → {plain_number(found.points_after)}",
            subject.points(main.points_low, main.points_high, main.points_max)
            if plan is None
            else f"{plain_number(plan.points_before)} → {plain_number(plan.points_after)}",
        ],
        [subject.say("步数", "Steps"), str(found.steps), open_ if plan is None else str(len(plan.steps))],
        [
            subject.say("费用（估算）", "Cost (estimate)"),
            subject.money(found.cost.likely),
            open_ if plan is None else subject.money(plan.cost.likely),
        ],
        [
            subject.say("时间", "Time"),
            subject.count(found.weeks, "周", "week"),
            open_ if plan is None else subject.count(plan.weeks, "周", "week"),
        ],
    ]
    columns = [
        Column(subject.say("项目", "Item"), 30),
        Column(subject.say("模拟企业", "Modelled firm"), 35),
        Column(subject.say("您", "You"), 35, strong=True),
    ]
    return Table(columns, rows, depth="detail")


def _rounded(amount: float) -> float:
    """To two figures that count: a modelled firm has no books to be exact about."""
    return float(f"{amount:.2g}")
