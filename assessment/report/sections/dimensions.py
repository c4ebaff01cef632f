"""Dimensions and scenes in detail: every answer, the rule that applied and what it gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportlab.platypus import Flowable

from assessment.explaining import ItemReason
from assessment.report import theme
from assessment.report.charts.base import Frame
from assessment.report.charts.layout import figures
from assessment.report.charts.radar import Axis, Radar, RadarWords
from assessment.report.charts.scenes import SceneTiles
from assessment.report.headings import INTRO, Heading
from assessment.report.structure import branches, fact_labels, is_starred, parts, scene_words, scenes
from assessment.report.subject import Subject
from assessment.report.tables import Column, TextTable
from assessment.report.typesetting import SMALL, Content, Span, Text


def section(subject: Subject) -> list[Flowable]:
    """Charts, a table for every dimension, what was verified, open questions, and the other frameworks."""
    return [
        _radar(subject),
        _tiles(subject),
        *_tables(subject),
        *_verified(subject),
        *_open_questions(subject),
        *_other_frameworks(subject),
    ]


def _radar(subject: Subject) -> Flowable:
    axes = [
        Axis(subject.tell(node.title), node.points_low / node.points_max, node.points_high / node.points_max)
        for node in parts(subject.advisory.main)
    ]
    note = ""
    if any(axis.high > axis.low for axis in axes):
        note = subject.say("虚线是缺的回答都往好处算。", "The dashed edge takes the open answers at their best.")
    question = subject.say(
        "哪些方面强，哪些方面弱？（得分占满分的比例）", "Strong and weak sides (share of the points to be had)"
    )
    return Radar(Frame(question, note), axes, RadarWords("", ""))


def _tiles(subject: Subject) -> Flowable:
    question = subject.say(
        "哪些业务场景托住等级，哪些拖住等级？", "Which scenes hold the level up, and which hold it back?"
    )
    return SceneTiles(Frame(question), scenes(subject), scene_words(subject))


def _tables(subject: Subject) -> Iterator[Flowable]:
    for node, items in branches(subject.advisory.main):
        scored = node.points_max > 0
        title = subject.tell(node.title)
        if scored:
            points = subject.points(node.points_low, node.points_high, node.points_max)
            title += subject.say("（{points} 分）", " ({points} points)", points=points)
        yield Heading(title, f"dimensions-{node.id}", depth=1)
        if scored:
            yield _scored_items(subject, items)
        else:
            yield Text(
                subject.say(
                    "每个场景选“完全做到”的最高一级，选到第几级就是第几级；场景不计分，只用来定等级。",
                    "A scene is at the highest step that is fully true. Scenes give no points; they count for the "
                    "level.",
                ),
                INTRO,
            )
            yield _scenes(subject, items)


def _scored_items(subject: Subject, items: Sequence[ItemReason]) -> TextTable:
    columns = [
        Column(subject.say("指标", "Item"), 22),
        Column(subject.say("您的回答", "Your answer"), 32),
        Column(subject.say("怎么算的", "How it was scored"), 33),
        Column(subject.say("得分", "Points"), 13, "right", True),
    ]
    rows: list[list[Content]] = [
        [
            subject.tell(item.title),
            _answers(subject, item),
            subject.tell(item.rule),
            subject.points(item.points_low, item.points_high, item.points_max),
        ]
        for item in items
    ]
    return TextTable(columns, rows)


def _scenes(subject: Subject, items: Sequence[ItemReason]) -> TextTable:
    columns = [
        Column(subject.say("业务场景", "Scene"), 24),
        Column(subject.say("您的做法", "What you do"), 66),
        Column(subject.say("级别", "Level"), 10, "right", True),
    ]
    rows: list[list[Content]] = []
    for item in items:
        name = ("★ " if is_starred(item) else "") + subject.tell(item.title)
        told = _answers(subject, item)
        if not item.certain or any(answer.state != "answered" for answer in item.answers):
            told.append(Span(subject.say("（{rule}）", " ({rule})", rule=item.rule), color=theme.MUTED))
        rows.append([name, told, figures(item.grade_low, item.grade_high)])
    return TextTable(columns, rows)


def _answers(subject: Subject, item: ItemReason) -> list[str | Span]:
    """The answers in words; the fact is named where there are several, and a verified or missing one is marked."""
    told: list[str | Span] = []
    for answer in item.answers:
        if told:
            told.append("\n")
        if len(item.answers) > 1:
            told.append(f"{subject.tell(answer.label)}{subject.say('：', ': ')}")
        missing = answer.state in ("unanswered", "dont_know")
        told.append(Span(subject.tell(answer.text), color=theme.CAUTION if missing else None))
        if answer.fact in subject.advisory.verified:
            told.append(Span(subject.say(" ✓ 现场核实", " ✓ verified on site"), color=theme.GOOD))
    return told


def _verified(subject: Subject) -> Iterator[Flowable]:
    yield Heading(subject.say("哪些回答经过现场核实", "What was verified on site"), "dimensions-verified", depth=1)
    verified = subject.advisory.verified
    if not verified:
        yield Text(
            subject.say(
                "没有。所有回答都由企业自己填报；请顾问到现场核实以后，可以重新出一份报告。",
                "Nothing. All answers were given by the firm itself; once a consultant has checked them on site, the "
                "report can be made anew.",
            ),
            SMALL,
        )
        return
    yield Text(
        subject.say(
            "{n} 个回答经顾问到现场核实：{facts}。其余由企业自己填报。",
            "{n} answers were checked on site by a consultant: {facts}. The firm gave the others itself.",
            n=len(verified),
            facts=subject.joined(fact_labels(subject, verified)),
        ),
        SMALL,
    )


def _open_questions(subject: Subject) -> Iterator[Flowable]:
    yield Heading(subject.say("先补哪些回答最值", "Which open answers are worth most"), "dimensions-open", depth=1)
    main = subject.advisory.main.framework
    questions = [question for question in subject.advisory.next_questions if question.framework == main]
    if not questions:
        yield Text(
            subject.say("没有缺的回答，上面的结果是确定的。", "No answer is missing; the result above is certain."),
            SMALL,
        )
        return
    yield Text(
        subject.say(
            "下面的问题还没有答。后面的数是答完之后，总分区间预计缩小多少（占满分的百分比）。",
            "These questions are open. The figure says by how much an answer is expected to narrow the range of the "
            "total, in per cent of the full score.",
        ),
        INTRO,
    )
    rows: list[list[Content]] = []
    for question in questions:
        effect = f"{100 * question.narrowing:.1f}%"
        if question.narrowing < 0.0005:
            effect = (
                subject.say("只影响等级", "the level only")
                if question.level_narrowing
                else subject.say("只影响场景级别", "scene level only")
            )
        rows.append([subject.tell(question.ask), effect])
    columns = [
        Column(subject.say("还没有回答的问题", "Open question"), 78),
        Column(subject.say("预计缩小", "Narrows by"), 22, "right", True),
    ]
    yield TextTable(columns, rows)


def _other_frameworks(subject: Subject) -> Iterator[Flowable]:
    """The same answers under the other frameworks, each with how much of it is known."""
    others = [result for result in subject.advisory.frameworks if result is not subject.advisory.main]
    if not others:
        return
    yield Heading(
        subject.say("同样的回答，按其他框架算", "The same answers under other frameworks"), "dimensions-other", 1
    )
    yield Text(
        subject.say(
            "答过的问题不用再答；一个框架要的回答没有给全，结果就是一个区间。",
            "No question is asked twice; where a framework lacks answers its result is a range.",
        ),
        INTRO,
    )
    rows: list[list[Content]] = []
    for result in others:
        points = subject.points(result.points_low, result.points_high, result.points_max)
        rows.append([subject.tell(result.title), points, subject.tell(result.level_name), f"{result.known:.0%}"])
    columns = [
        Column(subject.say("框架", "Framework"), 46),
        Column(subject.say("得分", "Points"), 18, "right"),
        Column(subject.say("等级", "Level"), 22),
        Column(subject.say("已知的项", "Items known"), 14, "right"),
    ]
    yield TextTable(columns, rows)
