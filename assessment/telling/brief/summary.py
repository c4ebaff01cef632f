"""What is most worth knowing, how far the round is, and how many firms stand at which level."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.telling.blocks import (
    Block,
    Bullets,
    Column,
    Drawing,
    Figure,
    Figures,
    Panel,
    Paragraph,
    Section,
    Table,
    Words,
)
from assessment.telling.brief.subject import BriefSubject
from assessment.telling.charts.bars import BarWords, PointBar, PointBars
from assessment.telling.charts.base import Frame
from assessment.telling.charts.layout import figures as range_of


def summary(subject: BriefSubject) -> Section:
    """The whole on one page."""
    return Section("summary", subject.say("要点", "In short"), "", tuple(_summary(subject)))


def _summary(subject: BriefSubject) -> Iterator[Block]:
    figures, whole = subject.figures, subject.figures.whole
    covered = figures.coverage
    shown = [
        Figure(f"{covered.invited:,}", subject.say("应参加的企业", "firms invited")),
        Figure(
            f"{covered.done:,}",
            subject.say("已完成", "done"),
            subject.part(covered.done, covered.invited) if not covered.outside else "",
        ),
        Figure(f"{covered.verified:,}", subject.say("已核实", "verified")),
    ]
    if figures.scored:
        share = subject.share(whole.shares[subject.level])
        shown.append(Figure(share, subject.level_name(subject.level)))
    yield Panel(
        [Paragraph(subject.words("brief_summary.for_internal_use"), role="small")], tone="caution", depth="headline"
    )
    yield Figures(shown, depth="headline")
    yield Bullets(list(_sentences(subject)), depth="headline")


def _sentences(subject: BriefSubject) -> Iterator[Words]:
    figures = subject.figures
    if not figures.scored:
        yield subject.say("还没有一家企业有结果。", "No firm has a result yet.")
        return
    yield subject.words(
        "brief_summary.with_a_result_points",
        n=subject.firms(figures.scored),
        points=subject.range(figures.whole.points),
        best=subject.number(figures.best),
    )
    moved = figures.movement
    if moved is not None and moved.firms:
        yield subject.words(
            "brief_summary.that_also_had_a_result",
            before=subject.before_name or "",
            n=subject.firms(moved.firms),
            up=subject.firms(moved.by_firms.up) if subject.lang == "zh" else moved.by_firms.up,
            down=subject.firms(moved.by_firms.down) if subject.lang == "zh" else moved.by_firms.down,
        )
    if figures.scenes:
        weakest = [subject.tell(one.label) for one in figures.scenes[:3]]
        yield subject.words("brief_summary.weakest_business", names=subject.joined(weakest))
    asked = [one for one in figures.needs if one.firms]
    if asked:
        yield subject.words("brief_summary.asked_for_most",
            name=asked[0].label, n=subject.firms(asked[0].firms))  # fmt: skip
    if subject.waiting:
        yield subject.words("brief_summary.scenes_machines_and_rates", n=subject.waiting)


def coverage(subject: BriefSubject) -> Section:
    """How far the round is."""
    covered = subject.figures.coverage
    steps = (
        (subject.say("已开始", "begun"), covered.begun),
        (subject.say("已完成", "done"), covered.done),
        (subject.say("已核实", "verified"), covered.verified),
    )
    most = max(covered.invited, covered.begun, 1)
    chart = PointBars(
        Frame(
            question=subject.say("应参加的企业走到了哪一步？", "How far have the invited firms come?"),
            answer=subject.say(
                "{all}里 {done}已完成。", "{done} of {all} are done.",
                all=subject.firms(most), done=subject.firms(covered.done),
            ),
            note=subject.words("brief_summary.each_step_holds_those_after"),
        ),
        [PointBar(name, n, n, most) for name, n in steps],
        BarWords(subject.say("到了这一步", "so far"), "", subject.say("还没有", "not yet")),
        value=lambda bar: subject.beside(f"{bar.low:,.0f}", subject.part(int(bar.low), most)),
    )  # fmt: skip
    blocks: list[Block] = [Drawing(chart), _steps(subject, steps, covered.invited)]
    if covered.outside:
        blocks.append(
            Paragraph(
                subject.words("brief_summary.them_lie_outside", n=subject.firms(covered.outside)),
                role="quiet",
            )
        )
    blocks.append(_by_city(subject))
    title = subject.say("进度", "Coverage")
    return Section(
        "coverage",
        title,
        subject.say("应参加、已开始、已完成、已核实。", "Invited, begun, done, verified."),
        tuple(blocks),
    )


def _steps(subject: BriefSubject, steps: tuple[tuple[str, int], ...], invited: int) -> Table:
    rows: list[list[Words]] = [[subject.say("应参加", "invited"), f"{invited:,}", ""]]
    rows += [[name, f"{n:,}", subject.part(n, invited)] for name, n in steps]
    columns = [
        Column(subject.say("步骤", "Step"), 40),
        Column(subject.say("企业数", "Firms"), 20, "right"),
        Column(subject.say("占应参加", "Of the invited"), 20, "right"),
    ]
    return Table(columns, rows, caption=subject.say("进度", "Coverage"))


def _by_city(subject: BriefSubject) -> Table:
    """How many of each city, or of each county where all lie in one city, have a result."""
    lines = subject.figures.groups("city")
    if len(lines) < 2:
        lines = subject.figures.groups("county")
    whole = subject.figures.whole
    rows: list[list[Words]] = [
        [subject.tell(one.label), f"{one.firms:,}", f"{one.scored:,}", subject.part(one.scored, one.firms)]
        for one in (*lines, whole)
    ]
    columns = [
        Column(subject.say("地区", "Area"), 40),
        Column(subject.say("企业数", "Firms"), 20, "right"),
        Column(subject.say("有结果", "With a result"), 20, "right"),
        Column(subject.say("占比", "Share"), 20, "right"),
    ]
    return Table(columns, rows, total=True, caption=subject.say("各地区有结果的企业", "Firms with a result by area"))


def levels(subject: BriefSubject) -> Section:
    """How many firms stand at each level."""
    figures = subject.figures
    most = max(one.certain + one.open for one in figures.levels) or 1
    bars = [PointBar(subject.tell(one.name), one.certain, one.certain + one.open, most) for one in figures.levels]
    top = max(figures.levels, key=lambda one: one.certain + one.open)
    chart = PointBars(
        Frame(
            question=subject.say("多少企业在哪一级？", "How many firms stand at which level?"),
            answer=subject.say(
                "最多的在{name}：{n}。", "Most stand at '{name}': {n}.",
                name=top.name, n=subject.firms(top.certain + top.open),
            ),
            note=subject.words("brief_summary.hatched_at_least"),
        ),
        bars,
        BarWords(
            subject.say("已确定", "certain"),
            subject.say("至少在这一级", "at least here"),
            subject.say("别的级", "elsewhere"),
        ),
        value=lambda bar: range_of(bar.low, bar.high, 0),
    )  # fmt: skip
    n = figures.scored
    rows: list[list[Words]] = [
        [subject.tell(one.name), f"{one.certain:,}", f"{one.open:,}", subject.part(one.certain + one.open, n)]
        for one in figures.levels
    ]
    columns = [
        Column(subject.say("等级", "Level"), 34),
        Column(subject.say("已确定", "Certain"), 22, "right"),
        Column(subject.say("至少", "At least"), 22, "right"),
        Column(subject.say("合计占比", "Share of both"), 22, "right"),
    ]
    table = Table(columns, rows, caption=subject.say("等级分布", "Levels"))
    lead = subject.say("{n}有结果的企业。", "{n} with a result.", n=subject.firms(n))
    return Section("levels", subject.say("等级分布", "Levels"), lead, (Drawing(chart), table))
