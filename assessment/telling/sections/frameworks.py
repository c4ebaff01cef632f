"""The same answers under every framework: interval, levels, how much is known, what to answer first, every item."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.language import percent
from assessment.scoring import CERTAINTY, FrameworkResult, ItemReason
from assessment.telling.blocks import Block, Bullets, Column, Fold, Heading, Paragraph, Section, Span, Table, Words, at
from assessment.telling.naming import section_of
from assessment.telling.sections.items import items
from assessment.telling.sections.open_ends import narrowing
from assessment.telling.subject import Subject

KNOWN_ENOUGH = 0.05
"""Of a framework with a smaller share known, nothing but the table is told: the rest would be noise."""


def frameworks(subject: Subject) -> Section:
    """One table of all frameworks, the questions worth most under each, then the items of those but the main one."""
    results = subject.advisory.frameworks
    return section_of(
        subject,
        "frameworks",
        tuple(at("detail", _blocks(subject, [one for one in results if one is not subject.lead]))),
        subject.say("{n} 套指标，各知道多少", "{n} frameworks, and how much of each is known", n=len(results)),
    )


def _blocks(subject: Subject, results: list[FrameworkResult]) -> Iterator[Block]:
    if not results:
        return
    yield _table(subject, [subject.lead, *results])
    for result in results:
        if result.known >= KNOWN_ENOUGH:
            yield from _framework(subject, result)


def _table(subject: Subject, results: list[FrameworkResult]) -> Table:
    rows: list[list[Words]] = [
        [
            subject.say("{title}（{v} 版）", "{title} (edition {v})", title=result.short_title, v=result.version),
            *(_known(subject, result) if result.known else (subject.say("还没答到", "not answered yet"), "0%", "—")),
        ]
        for result in results
    ]
    columns = [
        Column(subject.say("框架", "Framework"), 36),
        Column(subject.say("等级", "Levels"), 33),
        Column(subject.say("已知的项", "Items known"), 13, "right"),
        Column(subject.say("得分", "Points"), 18, "right"),
    ]
    return Table(columns, rows)


def _known(subject: Subject, result: FrameworkResult) -> Iterator[Words]:
    """Levels, share known and points of a framework of which something is known; the rest would be nothing to all."""
    yield _levels(subject, result)
    yield percent(result.known, 0)
    yield subject.points(result.points_low, result.points_high, result.points_max)


def _levels(subject: Subject, result: FrameworkResult) -> list[str | Span]:
    """The level or its range, then which levels are certain, possible and out of reach."""
    told: list[str | Span] = [Span(subject.tell(result.level_name), strong=True)]
    for state, words in CERTAINTY.items():
        names = [subject.tell(level.name) for level in result.levels if level.state == state]
        if names:
            told.append(f"\n{subject.tell(words)}{subject.colon}{subject.joined(names)}")
    return told


def _framework(subject: Subject, result: FrameworkResult) -> Iterator[Block]:
    yield Heading(subject.tell(result.short_title), id=f"framework-{result.framework}")
    asked = [one for one in subject.advisory.next_questions if one.framework == result.framework]
    if asked:
        yield Paragraph(subject.say("最值得先答：", "Worth answering first:"), role="lead")
        told: list[Words] = [
            [
                subject.say("{ask}（缩小 {by}）", "{ask} (narrows by {by})", ask=one.ask, by=narrowing(subject, one)),
                Span("", fact=one.fact),
            ]
            for one in asked
        ]
        yield Bullets(told)
    known = [item for item in result.items if _tells(item)]
    if known:
        words = _rule(subject, result, len(result.items) - len(known))
        title = subject.say("每一分怎么来的", "The reason for every point")
        blocks: list[Block] = [Paragraph(words, role="lead"), items(subject, result, known)]
        yield Fold(title, blocks)


def _tells(item: ItemReason) -> bool:
    return item.certain or any(answer.state == "answered" or answer.carried for answer in item.answers)


def _rule(subject: Subject, result: FrameworkResult, missing: int) -> list[str | Span]:
    told: list[str | Span] = [
        subject.say("规则：", "Rule: "),
        Span(subject.document(result.document, result.document_en), cited=True),
        subject.say("，{v} 版，{date}。", ", edition {v}, {date}. ", v=result.version, date=result.date.isoformat()),
    ]
    if missing:
        told.append(
            subject.words("frameworks.which_nothing_is_known", n=missing, items=subject.count(missing, "", "item"))
        )
    return told
