"""The result in one look: the level or what it lacks, why, first steps, money, and the one question to answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assessment.planning import Evidence, Plan, Step
from assessment.programmes import OPEN_DOORS
from assessment.scoring import FrameworkResult, LevelReason
from assessment.telling.blocks import Beside, Block, Bullets, Drawing, Heading, Panel, Paragraph, Section, Span, Words
from assessment.telling.charts.bars import BarWords, PointBar, PointBars
from assessment.telling.charts.base import Frame
from assessment.telling.charts.ladder import Ladder
from assessment.telling.charts.layout import figures
from assessment.telling.findings import findings
from assessment.telling.sections.dimensions import requirements
from assessment.telling.structure import level_text, next_level
from assessment.telling.subject import Subject

_FIRST = 3
"""So many steps and programmes stand in the result; the plan has all."""


def result(subject: Subject) -> Section:
    """Level and points, what the next level lacks, what to do first, the findings."""
    found = subject.lead
    return Section(
        "result",
        subject.say("结果一页纸", "The result on one page"),
        subject.say(
            "在哪一级，为什么，先做什么，下一级要花多少钱。",
            "The level, why, what to do first, and the price of the next.",
        ),
        (
            Paragraph(subject.tell(found.title), role="label", depth="headline"),
            Paragraph(headline(subject, found), role="verdict", depth="headline"),
            _points(subject, found),
            Drawing(_ladder(subject, found), depth="headline"),
            Paragraph(_why(subject, found), depth="headline"),
            *_first_steps(subject),
            Beside(list(_thresholds(subject, found)), [Drawing(_bars(subject, found))], (0.52, 0.48)),
            *_findings(subject),
        ),
    )


def headline(subject: Subject, found: FrameworkResult) -> str:
    """Where the firm stands, in one sentence that never asks what a range of levels means."""
    low, high = level_text(subject, found.level_low, found), level_text(subject, found.level_high, found)
    if found.level_low == found.level_high:
        if found.level_low:
            return low
        first = found.levels[0]
        name = level_text(subject, first.level, found)
        gap = _points_short(first)
        if gap is None:
            return subject.say("还没到{level}", "Not at {level} yet", level=name)
        return subject.say(
            "还没到{level}，差 {gap} 分", "{gap} points short of {level}", level=name, gap=figures(gap, gap, 2)
        )
    if found.level_low:
        return subject.say("至少{low}，可能到{high}", "{low} at least, {high} at best", low=low, high=high)
    return subject.say("还没定，最高可能到{high}", "Still open, {high} at best", high=high)


def _points_short(level: LevelReason) -> float | None:
    """The points that a level certainly lacks, where points are all that it lacks."""
    short = [one for one in level.requirements if one.state != "certain"]
    if len(short) != 1 or short[0].low != short[0].high or short[0] is not level.requirements[0]:
        return None
    return short[0].needed - short[0].high


def _points(subject: Subject, found: FrameworkResult) -> Paragraph:
    points = figures(found.points_low, found.points_high, decimals=2)
    return Paragraph(
        [
            Span(points, strong=True, tone="primary"),
            subject.say(" / {most} 分", " of {most} points", most=figures(found.points_max, found.points_max)),
        ],
        depth="headline",
    )


def _ladder(subject: Subject, found: FrameworkResult) -> Ladder:
    numbers = [0, *(level.level for level in found.levels)]
    known = found.level is not None
    own = subject.say("您在这里", "you are here") if known else subject.say("您在这几级之间", "on one of these")
    frame = Frame(subject.say("在哪一级？", "Which level?"), answer=headline(subject, found))
    names = [level_text(subject, number, found) for number in numbers]
    return Ladder(frame, names, numbers.index(found.level_low), numbers.index(found.level_high), own)


def _why(subject: Subject, found: FrameworkResult) -> list[str | Span]:
    """What the level means, and why the result is a range when it is one."""
    reached = next((level for level in found.levels if level.level == found.level_low), None)
    told: list[str | Span] = []
    if reached is None:
        told.append(
            subject.say(
                "按现有回答，第一级的门槛还没有全部达到。",
                "With the present answers not all thresholds of the first level are met.",
            )
        )
    else:
        told += [
            Span(level_text(subject, reached.level, found), strong=True),
            subject.colon,
            subject.tell(reached.meaning),
        ]
    if not found.certain:
        told += [subject.gap, subject.tell(found.open_answers.range_told)]
    return told


def _first_steps(subject: Subject) -> Iterator[Block]:
    """What to do on Monday: the question to answer, the first steps with price and papers, money that may help."""
    blocks: list[Block] = []
    asks = [one for one in subject.advisory.next_questions if one.framework == subject.lead.framework]
    if asks:
        ask = Span(subject.tell(asks[0].ask), fact=asks[0].fact)
        blocks.append(
            Paragraph([Span(subject.say("先答这一题（不花钱）：", "Answer this first (free): "), strong=True), ask])
        )
    plan = subject.advisory.plan if subject.lead is subject.advisory.main else None
    if subject.lead is subject.advisory.main:
        blocks.append(Paragraph(next_sentence(subject)))
    if plan is not None and plan.steps:
        blocks.append(Bullets([_step(subject, step) for step in plan.steps[:_FIRST]], ordered=True))
        if len(plan.steps) > _FIRST:
            more = len(plan.steps) - _FIRST
            words = subject.say(
                "还有 {n} 步，见“升级最省的办法”。",
                "{steps} more; see 'The cheapest way up'.",
                n=more,
                steps=subject.count(more, "", "step"),
            )
            blocks.append(Paragraph(words, role="quiet"))
    doors = [one for one in subject.advisory.programmes if one.state in OPEN_DOORS[:2]]
    if doors:
        names = subject.joined([subject.tell(one.title) for one in doors[:_FIRST]])
        words = subject.say("可以去打听：{names}。", "Worth asking about: {names}.", names=names)
        blocks.append(Paragraph([Span(subject.say("可能帮上的钱：", "Money that may help: "), strong=True), words]))
    yield Heading(subject.say("先做什么", "What to do first"), depth="headline")
    yield Panel([replace(block, depth="headline") for block in blocks], tone="own", depth="headline")


def _step(subject: Subject, step: Step) -> Words:
    cost = subject.say("已签约", "contracted") if step.contracted else subject.cost(step.cost)
    told: list[str | Span] = [Span(subject.tell(step.title), strong=True), f" · {cost}"]
    papers = {subject.tell(one.evidence) for one in _evidence(subject, step)}
    if papers:
        told.append(subject.say("；凭据：{p}", "; to show: {p}", p=sorted(papers)[0]))
    return told


def _evidence(subject: Subject, step: Step) -> list[Evidence]:
    plan = subject.advisory.plan
    changed = {change.fact for change in step.changes}
    return [one for one in plan.evidence if one.fact in changed] if plan is not None else []


def next_sentence(subject: Subject) -> list[str | Span]:
    """The next level in one sentence: steps, cost and time, or why there is no plan."""
    plan = subject.advisory.plan
    if plan is None:
        note = subject.advisory.plan_note
        return [subject.tell(note) if note else subject.say("没有方案。", "There is no plan.")]
    target = Span(level_text(subject, plan.target_level), strong=True)
    if plan.status == "infeasible":
        return [subject.tell(plan.summary)]
    if not plan.steps:
        return [target, subject.say("，不用再做什么。", " takes no further step.")]
    return [
        subject.say("到", "To reach "),
        target,
        subject.say("最省的办法：", ", the cheapest way takes "),
        Span(
            subject.say(
                "{steps}，约 {cost}，{weeks}",
                "{steps}, about {cost} and {weeks}",
                steps=subject.count(len(plan.steps), "步", "step"),
                cost=subject.cost(plan.cost),
                weeks=subject.count(plan.weeks, "周", "week"),
            ),
            strong=True,
        ),
        subject.say("。", "."),
        *_limits(subject, plan),
        *_worst(subject, plan),
    ]


def _limits(subject: Subject, plan: Plan) -> Iterator[str]:
    if plan.limits_told is not None:
        yield subject.say("条件：{limits}。", " Limits: {limits}.", limits=plan.limits_told)


def _worst(subject: Subject, plan: Plan) -> Iterator[str]:
    """That open answers made the plan dearer than it may have to be."""
    found = subject.advisory.main.open_answers
    if plan.steps and found.questions:
        yield f"{subject.gap}{subject.tell(found.plan_told)}"


def _thresholds(subject: Subject, found: FrameworkResult) -> Iterator[Block]:
    """What the next level asks for, and how far the firm is from each."""
    level = next_level(found)
    if level is None:
        level = found.levels[-1]
        yield Heading(subject.say("最高等级的门槛", "Thresholds of the highest level"))
    else:
        name = level_text(subject, level.level, found)
        yield Heading(subject.say("{level}要求什么", "What {level} asks for", level=name))
    yield requirements(subject, level)


def _bars(subject: Subject, found: FrameworkResult) -> PointBars:
    words = BarWords(
        subject.say("得到", "reached"), subject.say("还没定", "still open"), subject.say("未得", "missing")
    )
    bars = [
        PointBar(subject.tell(node.title), node.points_low, node.points_high, node.points_max)
        for node in found.dimensions
    ]
    return PointBars(Frame(subject.say("每个维度各得多少分？", "How many points in each dimension?")), bars, words)


def _findings(subject: Subject) -> Iterator[Block]:
    found = findings(subject)
    if found:
        yield Heading(subject.say("最要紧的发现", "What matters most"))
        told: list[Words] = [[Span(f"{one.title}{subject.say('。', '. ')}", strong=True), one.text] for one in found]
        yield Bullets(told, ordered=True)
