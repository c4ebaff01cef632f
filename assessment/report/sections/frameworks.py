"""The same answers under every framework: interval, levels, how much is known, what to answer first, and every item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reportlab.platypus import Flowable

from assessment.language import percent
from assessment.report.headings import BULLET, INTRO, LISTED, Heading
from assessment.report.sections.items import scored_items
from assessment.report.sections.open_ends import narrowing
from assessment.report.tables import Column, TextTable
from assessment.report.typesetting import SMALL, Content, Span, Text
from assessment.scoring import CERTAINTY, FrameworkResult, ItemReason
from assessment.telling.subject import Subject


def section(subject: Subject) -> Iterator[Flowable]:
    """One table of all frameworks, the questions worth most under each, then the items of those but the main one."""
    results = subject.advisory.frameworks
    if len(results) < 2:
        return
    yield Heading(
        subject.say("同样的回答，按每套指标算", "The same answers under every framework"), "dimensions-other", 1
    )
    yield Text(
        subject.say(
            "答过的问题不用再答；一套指标要的回答没有给全，结果就是一个区间。每个等级写明是确定达到、可能达到，还是还达不到。",
            "No question is asked twice; where a framework lacks answers its result is a range. Each level is certain, "
            "possible or out of reach.",
        ),
        INTRO,
    )
    yield _table(subject)
    for result in results:
        yield from _questions(subject, result)
    for result in results:
        if result is not subject.advisory.main:
            yield from _items(subject, result)


def _table(subject: Subject) -> TextTable:
    rows: list[list[Content]] = [
        [
            subject.say("{title}（{v} 版）", "{title} (edition {v})", title=result.title, v=result.version),
            subject.points(result.points_low, result.points_high, result.points_max),
            _levels(subject, result),
            f"{percent(result.known, 0)}%",
        ]
        for result in subject.advisory.frameworks
    ]
    columns = [
        Column(subject.say("框架", "Framework"), 38),
        Column(subject.say("得分", "Points"), 17, "right"),
        Column(subject.say("等级", "Levels"), 32),
        Column(subject.say("已知的项", "Items known"), 13, "right"),
    ]
    return TextTable(columns, rows)


def _levels(subject: Subject, result: FrameworkResult) -> list[str | Span]:
    """The level or its range, then which levels are certain, possible and out of reach."""
    told: list[str | Span] = [Span(subject.tell(result.level_name), bold=True)]
    for state, words in CERTAINTY.items():
        names = [subject.tell(level.name) for level in result.levels if level.state == state]
        if names:
            told.append(f"\n{subject.tell(words)}{subject.say('：', ': ')}{subject.joined(names)}")
    return told


def _questions(subject: Subject, result: FrameworkResult) -> Iterator[Flowable]:
    """The three questions that would narrow the result most, in a paragraph."""
    asked = [one for one in subject.advisory.next_questions if one.framework == result.framework]
    if not asked or result is subject.advisory.main:
        return
    title = subject.say("{title}，最值得先答：", "{title}, worth answering first: ", title=result.short_title)
    told: list[str | Span] = [Span(title, bold=True)]
    for one in asked:
        told.append(
            subject.say("{ask}（缩小 {by}）", "{ask} (narrows by {by}) ", ask=one.ask, by=narrowing(subject, one))
        )
    yield Text(told, LISTED, bullet=BULLET)


def _items(subject: Subject, result: FrameworkResult) -> Iterator[Flowable]:
    """Every item of which something is known, with answers, rule and points; the others in a sentence."""
    known = [item for item in result.items if _tells(item)]
    if not known:
        return
    name = subject.tell(result.short_title)
    yield Heading(
        subject.say("{name}：每一分怎么来的", "{name}: where the points come from", name=name),
        f"dimensions-{result.framework}",
        1,
    )
    yield Text(_source(subject, result, len(result.items) - len(known)), replace(SMALL, keep_with_next=True))
    yield scored_items(subject, known)


def _tells(item: ItemReason) -> bool:
    return item.certain or any(answer.state == "answered" or answer.carried for answer in item.answers)


def _source(subject: Subject, result: FrameworkResult, missing: int) -> str:
    told = subject.say(
        "规则：{document}，{v} 版，{date}。",
        "Rule: {document}, edition {v}, {date}. ",
        document=result.document,
        v=result.version,
        date=result.date.isoformat(),
    )
    if missing:
        told += subject.say(
            "还有 {n} 项什么都没答，没有列出，按最差和最好各算了一遍。",
            "{items} of which nothing is known are left out here and counted at their worst and best.",
            n=missing,
            items=subject.count(missing, "", "item"),
        )
    return told
