"""Items in a table: what was answered, which rule applied, and what it gave."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.knowledge import CarriedAnswer
from assessment.report.tables import Column, TextTable
from assessment.report.typesetting import Content, Span
from assessment.scoring import ItemReason
from assessment.telling import theme
from assessment.telling.subject import Subject


def scored_items(subject: Subject, items: Sequence[ItemReason]) -> TextTable:
    """A row an item, its points at the end."""
    columns = [
        Column(subject.say("指标", "Item"), 22),
        Column(subject.say("您的回答", "Your answer"), 32),
        Column(subject.say("怎么算的", "How it was scored"), 33),
        Column(subject.say("得分", "Points"), 13, "right", True),
    ]
    rows: list[list[Content]] = [
        [
            subject.tell(item.title),
            answers_told(subject, item),
            subject.tell(item.rule),
            subject.points(item.points_low, item.points_high, item.points_max),
        ]
        for item in items
    ]
    return TextTable(columns, rows)


def answers_told(subject: Subject, item: ItemReason) -> list[str | Span]:
    """The answers in words; the fact is named where there are several, and a verified or missing one is marked."""
    told: list[str | Span] = []
    for answer in item.answers:
        if told:
            told.append("\n")
        if len(item.answers) > 1:
            told.append(f"{subject.tell(answer.label)}{subject.say('：', ': ')}")
        missing = answer.state in ("unanswered", "refused", "dont_know", "not_applicable")
        told.append(Span(subject.tell(answer.text), color=theme.CAUTION if missing else None))
        if answer.carried is not None:
            told.append(_followed(subject, answer.carried))
        if answer.fact in subject.advisory.verified:
            told.append(Span(subject.say(" ✓ 现场核实", " ✓ verified on site"), color=theme.GOOD))
    return told


def _followed(subject: Subject, carried: CarriedAnswer) -> str:
    """What other answers say where this one is missing, and which."""
    return subject.say(
        "（从“{facts}”推出：{known}）",
        " (from {facts}: {known})",
        facts=subject.joined([subject.tell(name) for name in carried.source_labels]),
        known=carried.known,
    )
