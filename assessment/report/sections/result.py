"""The result on one page: the level, why, what matters most, and the next level in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reportlab.platypus import Flowable

from assessment.planning import Plan
from assessment.report.boxes import Columns, Panel, Room
from assessment.report.charts.bars import Bar, BarWords, PointBars
from assessment.report.charts.base import Frame
from assessment.report.charts.ladder import Ladder
from assessment.report.charts.layout import figures
from assessment.report.charts.strip import SceneStrip
from assessment.report.sections.scene_chart import scene_words, scenes
from assessment.report.typesetting import SMALL, SUBHEADING, Span, Style, Text, fitted
from assessment.scoring import LevelReason, plain_number
from assessment.telling import theme
from assessment.telling.findings import findings, gap_text
from assessment.telling.structure import level_text, next_level
from assessment.telling.subject import Subject

_CAPTION = Style(theme.SMALL_SIZE, 13.0, theme.MUTED, space_after=2.0)
_BIG = Style(22.0, 30.0, theme.PRIMARY, bold=True, space_after=2.0)
_LONG = replace(_BIG, size=15.0, leading=22.0)
_POINTS = Style(26.0, 30.0, theme.PRIMARY, bold=True, align="right", space_after=0.0)
_HEADLINE, _HEADLINE_GAP = (0.68, 0.32), 18.0
_POINTS_WIDTH = _HEADLINE[1] * (theme.CONTENT_WIDTH - _HEADLINE_GAP)
_POINTS_CAPTION = replace(_CAPTION, align="right")
_TEXT = replace(SMALL, size=9.0, leading=14.0, space_after=3.0)
_LISTED = replace(_TEXT, indent=14.0)
_SMALL_HEAD = replace(SUBHEADING, size=10.5, leading=15.0, space_before=6.0)


def section(subject: Subject) -> list[Flowable]:
    """Level, points, thresholds, findings, the next level and all scenes, on one page."""
    return [
        _headline(subject),
        _ladder(subject),
        Text(_why(subject), _TEXT),
        Columns([list(_thresholds(subject)), [_bars(subject)]], (0.52, 0.48)),
        *_findings(subject),
        _next(subject),
        SceneStrip(
            Frame(subject.say("16 个业务场景各做到第几级？", "Which level does each business scene reach?")),
            scenes(subject),
            scene_words(subject),
        ),
    ]


def _headline(subject: Subject) -> Flowable:
    result = subject.advisory.main
    low, high = level_text(subject, result.level_low), level_text(subject, result.level_high)
    known = low == high
    level = low if known else subject.say("{low} 至 {high}", "{low} to {high}", low=low, high=high)
    left: list[Flowable] = [Text(subject.tell(result.title), _CAPTION), Text(level, _BIG if known else _LONG)]
    points = figures(result.points_low, result.points_high, decimals=2)
    most = plain_number(result.points_max)
    right: list[Flowable] = [
        Text(subject.say("总分（满分 {most}）", "points of {most}", most=most), _POINTS_CAPTION),
        Text(points, fitted(_POINTS, points, _POINTS_WIDTH)),
    ]
    return Columns([left, right], _HEADLINE, _HEADLINE_GAP)


def _ladder(subject: Subject) -> Flowable:
    result = subject.advisory.main
    names = [level_text(subject, 0), *(level_text(subject, level.level) for level in result.levels)]
    numbers = [0, *(level.level for level in result.levels)]
    own = (
        subject.say("您在这里", "you are here")
        if result.level is not None
        else subject.say("您在这几级之间", "on one of these")
    )
    return Ladder(Frame(), names, numbers.index(result.level_low), numbers.index(result.level_high), own)


def _why(subject: Subject) -> list[str | Span]:
    """What the level means, and why the result is a range when it is one."""
    result = subject.advisory.main
    reached = next((level for level in result.levels if level.level == result.level_low), None)
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
            Span(level_text(subject, reached.level), bold=True),
            subject.say("：", ": "),
            _meaning(subject, reached),
        ]
        told.append(
            subject.say(
                "这一级的 {n} 条门槛都已达到。",
                " All {n} thresholds of this level are met.",
                n=len(reached.requirements),
            )
        )
    if result.points is None or result.level is None:
        told.append(subject.say("{told}", " {told}", told=result.open_answers.range_told))
    return told


def _meaning(subject: Subject, level: LevelReason) -> str:
    return subject.tell(level.meaning)


def _thresholds(subject: Subject) -> Iterator[Flowable]:
    """What the next level asks for, and how far the firm is from each."""
    level = next_level(subject.advisory.main)
    if level is None:
        last = subject.advisory.main.levels[-1]
        yield Text(subject.say("最高等级的门槛", "Thresholds of the highest level"), _SMALL_HEAD)
        level = last
    else:
        name = level_text(subject, level.level)
        yield Text(subject.say("{level}要求什么", "What {level} asks for", level=name), _SMALL_HEAD)
    for requirement in level.requirements:
        met = requirement.state == "certain"
        state = subject.say("已达到", "met") if met else gap_text(subject, requirement)
        color = theme.GOOD if met else theme.CAUTION
        text: list[str | Span] = [
            f"{subject.sentence(requirement.text)}{subject.say('：', ': ')}",
            Span(state, bold=True, color=color),
        ]
        yield Text(text, _LISTED, bullet="✓" if met else "–")


def _bars(subject: Subject) -> Flowable:
    result = subject.advisory.main
    words = BarWords(
        subject.say("得到", "reached"),
        subject.say("还没定", "still open"),
        subject.say("未得", "missing"),
    )
    bars = [
        Bar(subject.tell(node.title), node.points_low, node.points_high, node.points_max) for node in result.dimensions
    ]
    return PointBars(Frame(subject.say("三个维度各得多少分？", "How many points in each dimension?")), bars, words)


def _findings(subject: Subject) -> Iterator[Flowable]:
    yield Text(subject.say("最要紧的发现", "What matters most"), _SMALL_HEAD)
    for number, finding in enumerate(findings(subject), 1):
        text: list[str | Span] = [Span(f"{finding.title}{subject.say('。', '. ')}", bold=True), finding.text]
        yield Text(text, _LISTED, bullet=f"{number}.")
    yield Room(2.0)


def _next(subject: Subject) -> Flowable:
    return Panel([Text(next_sentence(subject), replace(_TEXT, space_after=0.0))], bar=theme.OWN, space_after=8.0)


def next_sentence(subject: Subject) -> list[str | Span]:
    """The next level in one sentence: steps, cost and time, or why there is no plan."""
    advisory = subject.advisory
    plan = advisory.plan
    if plan is None:
        note = advisory.plan_note
        return [subject.tell(note) if note else subject.say("没有方案。", "There is no plan.")]
    target = Span(level_text(subject, plan.target_level), bold=True)
    if plan.status == "infeasible":
        return [subject.tell(plan.summary)]
    if not plan.steps:
        return [target, subject.say("不用再做什么就已达到。", " is reached without any further step.")]
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
            bold=True,
        ),
        subject.say(
            "，自己人投入 {days} 人天；已证明没有更便宜的组合。",
            ", with {days} days of your own people; it is proven that no cheaper set exists.",
            days=plain_number(plan.own_days),
        ),
        *_limits(subject, plan),
        *_worst(subject, plan),
    ]


def _limits(subject: Subject, plan: Plan) -> Iterator[str]:
    if plan.limits_told is not None:
        yield subject.say("条件：{limits}。", " Limits: {limits}.", limits=plan.limits_told)


def _worst(subject: Subject, plan: Plan) -> Iterator[str]:
    """That open answers made the plan dearer than it may have to be."""
    open_answers = subject.advisory.main.open_answers
    if plan.steps and open_answers.questions:
        yield subject.say("{told}", " {told}", told=open_answers.plan_told)
