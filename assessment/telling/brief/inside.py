"""What the firms have and lack: machines, scenes, the help they need, and what kinds of firms they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment.archetypes.drift import SENTENCES, Verdict
from assessment.language import percent
from assessment.monitoring import MERGED_STEPS, NeedLine
from assessment.telling.blocks import Block, Column, Drawing, Heading, Paragraph, Section, Table, Words
from assessment.telling.brief.subject import BriefSubject
from assessment.telling.charts.bars import BarWords, PointBar, PointBars
from assessment.telling.charts.base import Frame
from assessment.telling.charts.layout import figures as range_of

_WORST: tuple[Verdict, ...] = ("moved", "watch")


def machines(subject: BriefSubject) -> Section:
    """Machines summed over the firms that said how many."""
    columns = [
        Column(subject.say("设备", "Machines"), 40),
        Column(subject.say("合计（台）", "Sum"), 20, "right", strong=True),
        Column(subject.say("说了的企业", "Firms that said"), 20, "right"),
        Column(subject.say("没说的企业", "Firms that did not"), 20, "right"),
    ]
    rows: list[list[Words]] = [
        [subject.tell(one.label), f"{one.machines:,.0f}" if one.said else "—", f"{one.said:,}", f"{one.silent:,}"]
        for one in subject.figures.machines
    ]
    lead = subject.words("brief_inside.only_firms_that_said")
    title = subject.say("设备合计", "Machines in all")
    return Section("machines", title, lead, (Table(columns, rows, caption=title),))


def scenes(subject: BriefSubject) -> Section:
    """The business scenes, the weakest first."""
    found = subject.figures.scenes
    lead = subject.words("brief_inside.each_scene_has_grades")
    title = subject.say("薄弱的业务场景", "Weak business scenes")
    if not found:
        return Section("scenes", title, lead, ())
    bars = [PointBar(subject.tell(one.label), one.grade.low, one.grade.high, float(one.best)) for one in found]
    answer = subject.say(
        "最弱的是{names}。", "Weakest: {names}.", names=subject.joined([bar.label for bar in bars[:3]])
    )
    chart = PointBars(
        Frame(
            question=subject.say("哪些场景最薄弱？", "Which scenes are weakest?"),
            answer=answer,
            note=answer + subject.gap + subject.say("斜纹是没答完的。", "Hatched is what answers leave open."),
        ),
        bars,
        BarWords(
            subject.say("平均级", "mean grade"),
            subject.say("补齐回答后可能", "possible"),
            subject.say("到 4 级还差", "missing to grade 4"),
        ),
        value=lambda bar: range_of(bar.low, bar.high, 2),
    )
    columns = [
        Column(subject.say("场景", "Scene"), 34),
        Column(subject.say("平均级", "Mean grade"), 22, "right"),
        Column(subject.say("还没做（0 级）", "Not begun (grade 0)"), 22, "right"),
        Column(subject.say("企业数", "Firms"), 16, "right"),
    ]
    rows: list[list[Words]] = [
        [subject.tell(one.label), subject.range(one.grade, 2), subject.share(one.none), f"{one.none.of:,}"]
        for one in found
    ]
    return Section("scenes", title, lead, (Drawing(chart), Table(columns, rows, caption=title)))


def needs(subject: BriefSubject) -> Section:
    """What the firms' plans ask for, and who in the pool offers it."""
    found = [one for one in subject.figures.needs if one.firms or any(one.steps)]
    idle = [subject.tell(one.label) for one in subject.figures.needs if one.offers and one not in found]
    lead = subject.words("brief_inside.needs_come_from_the_plan")
    columns = [
        Column(subject.say("需要的帮助", "Help needed"), 34),
        Column(subject.say("企业", "Firms"), 15, "right", strong=True),
        Column(subject.say("服务商", "Providers"), 15, "right"),
        Column(subject.say("产品", "Offers"), 15, "right"),
        Column(subject.say("一年能接", "Projects a year"), 18, "right"),
    ]
    rows: list[list[Words]] = [
        [subject.tell(one.label), f"{one.firms:,}", f"{one.providers:,}", f"{one.offers:,}", f"{one.capacity:,}"]
        for one in found
    ]
    blocks: list[Block] = [Table(columns, rows, caption=subject.say("需要和资源池", "Needs and the pool"))]
    if idle:
        words = subject.words("brief_inside.pool_and_asked_for_by_none", names=subject.joined(idle))
        blocks.append(Paragraph(words, role="quiet"))
    short = [one for one in found if one.firms > one.capacity]
    if short:
        names = subject.joined([subject.tell(one.label) for one in short])
        blocks.append(Paragraph(subject.words("brief_inside.more_firms_than_the_pool", names=names)))
    blocks += _meetings(subject, found)
    if subject.figures.advisor.pool.is_sample:
        words = subject.words("brief_inside.pool_is_a_made_up")
        blocks.insert(0, Paragraph(words, role="quiet"))
    return Section("needs", subject.say("需要什么帮助", "What help is needed"), lead, tuple(blocks))


def _meetings(subject: BriefSubject, found: Sequence[NeedLine]) -> Iterator[Block]:
    """From need to contract, where anybody was invited."""
    invited = [one for one in found if any(one.steps)]
    if not invited:
        return
    steps = list(subject.figures.names["step"].items())
    shown = [(at, name) for at, (step, name) in enumerate(steps) if step not in MERGED_STEPS]
    columns = [
        Column(subject.say("需要的帮助", "Help needed"), 30),
        Column(subject.say("企业", "Firms"), 14, "right"),
        *(Column(subject.tell(name), 14, "right", strong=name is shown[-1][1]) for _, name in shown),
    ]
    rows: list[list[Words]] = [
        [subject.tell(one.label), f"{one.firms:,}", *(f"{one.steps[at]:,}" for at, _ in shown)] for one in invited
    ]
    yield Heading(subject.say("从需求到签约", "From need to contract"))
    yield Table(columns, rows, caption=subject.say("从需求到签约", "From need to contract"))
    yield Paragraph(
        subject.words("brief_inside.firms_counted_wherever"),
        role="quiet",
    )


def types(subject: BriefSubject) -> Section:
    """What kinds of firms they are, and whether the kinds fit them."""
    lead = subject.words("brief_inside.types_come_from_answers")
    return Section("types", subject.say("企业类型", "Types of firms"), lead, tuple(_types(subject)))


def _types(subject: BriefSubject) -> Iterator[Block]:
    found, n = subject.figures.types, subject.figures.detailed
    if not found or not n:
        return
    bars = [PointBar(subject.tell(one.name), one.firms, one.firms, n) for one in found if one.id]
    answer = subject.say(
        "最多的是“{name}”，{share}。", "Most are '{name}', {share}.",
        name=found[0].name, share=subject.part(found[0].firms, n),
    )  # fmt: skip
    yield Drawing(
        PointBars(
            Frame(
                question=subject.say("它们是哪几类企业？", "What kinds of firms are they?"), answer=answer, note=answer
            ),
            bars,
            BarWords(subject.say("这一类", "of this type"), "", subject.say("其余", "others")),
            value=lambda bar: subject.beside(f"{bar.low:,.0f}", subject.part(int(bar.low), n)),
        )
    )
    columns = [
        Column(subject.say("类型", "Type"), 46),
        Column(subject.say("企业", "Firms"), 16, "right"),
        Column(subject.say("占比", "Share"), 16, "right"),
        Column(subject.say("训练时", "In training"), 18, "right"),
    ]
    rows: list[list[Words]] = [
        [
            subject.tell(one.name),
            f"{one.firms:,}",
            subject.part(one.firms, n),
            "—" if one.trained is None else percent(one.trained),
        ]
        for one in found
        if one.id or one.firms
    ]
    yield Table(columns, rows, caption=subject.say("企业类型", "Types of firms"))
    yield Paragraph(_drift(subject))
    for verdict in () if _unfair(subject) else _WORST:
        names = [subject.tell(one.label) for one in subject.figures.drift if one.verdict == verdict]
        if names:
            words = subject.say("{names}：{s}", "{s} ({names})", names=subject.joined(names), s=SENTENCES[verdict])
            yield Paragraph(words, role="small")


def _unfair(subject: BriefSubject) -> bool:
    """Are the firms of which all is known no fair sample of the rest: fewer than half of them?"""
    return any(2 * one.firms < subject.figures.detailed for one in subject.figures.drift)


def _drift(subject: BriefSubject) -> str:
    """Whether the types can be relied on for these firms, in one sentence."""
    verdicts = {one.verdict for one in subject.figures.drift}
    if _unfair(subject):
        return subject.words("brief_inside.more_than_half_are_open")
    if "moved" in verdicts:
        return subject.words("brief_inside.firms_clearly_differ")
    if "watch" in verdicts:
        return subject.words("brief_inside.firms_differ_somewhat")
    if verdicts == {"too_few"}:
        return subject.words("brief_inside.too_few_firms_to_tell")
    return subject.say("这批企业和训练所用的没有明显差别。", "These firms resemble those of the training.")
