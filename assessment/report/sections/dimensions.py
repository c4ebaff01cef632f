"""Dimensions and scenes in detail: every answer, the rule that applied and what it gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportlab.platypus import Flowable

from assessment.report.chart import ChartBox
from assessment.report.headings import INTRO, Heading
from assessment.report.sections import frameworks, open_ends
from assessment.report.sections.items import answers_told, scored_items
from assessment.report.sections.scene_chart import scene_words, scenes
from assessment.report.tables import Column, TextTable
from assessment.report.typesetting import SMALL, Content, Span, Text
from assessment.scoring import ItemReason
from assessment.telling import theme
from assessment.telling.charts.base import Frame
from assessment.telling.charts.layout import figures
from assessment.telling.charts.radar import Axis, Radar, RadarWords
from assessment.telling.charts.scenes import SceneTiles
from assessment.telling.structure import branches, fact_labels, is_starred, parts
from assessment.telling.subject import Subject


def section(subject: Subject) -> list[Flowable]:
    """Charts, a table for every dimension, what was verified, what is open, and every framework beside the others."""
    return [
        _radar(subject),
        _tiles(subject),
        *_tables(subject),
        *_verified(subject),
        *open_ends.section(subject),
        *frameworks.section(subject),
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
    return ChartBox(Radar(Frame(question, note), axes, RadarWords("", "")))


def _tiles(subject: Subject) -> Flowable:
    question = subject.say(
        "哪些业务场景托住等级，哪些拖住等级？", "Which scenes hold the level up, and which hold it back?"
    )
    return ChartBox(SceneTiles(Frame(question), scenes(subject), scene_words(subject)))


def _tables(subject: Subject) -> Iterator[Flowable]:
    for node, items in branches(subject.advisory.main):
        scored = node.points_max > 0
        title = subject.tell(node.title)
        if scored:
            points = subject.points(node.points_low, node.points_high, node.points_max)
            title += subject.say("（{points} 分）", " ({points} points)", points=points)
        yield Heading(title, f"dimensions-{node.id}", depth=1)
        if scored:
            yield scored_items(subject, items)
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


def _scenes(subject: Subject, items: Sequence[ItemReason]) -> TextTable:
    columns = [
        Column(subject.say("业务场景", "Scene"), 24),
        Column(subject.say("您的做法", "What you do"), 66),
        Column(subject.say("级别", "Level"), 10, "right", True),
    ]
    rows: list[list[Content]] = []
    for item in items:
        name = ("★ " if is_starred(item) else "") + subject.tell(item.title)
        told = answers_told(subject, item)
        if not item.certain or any(answer.state != "answered" for answer in item.answers):
            told.append(Span(subject.say("（{rule}）", " ({rule})", rule=item.rule), color=theme.MUTED))
        rows.append([name, told, figures(item.grade_low, item.grade_high)])
    return TextTable(columns, rows)


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
