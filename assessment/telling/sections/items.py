"""Items in a table: what was answered, which rule applied, and what it gave."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.knowledge import CarriedAnswer
from assessment.scoring import FrameworkResult, ItemReason
from assessment.telling.blocks import Column, Depth, Span, Table, Words
from assessment.telling.charts.layout import figures
from assessment.telling.sections.structure import is_scene, is_starred
from assessment.telling.subject import Subject


def items(subject: Subject, result: FrameworkResult, found: Sequence[ItemReason], depth: Depth = "body") -> Table:
    """A row an item: its rule and points; of scenes, which give none, the step, for which the answer speaks."""
    scenes = all(is_scene(item) for item in found)
    columns = [
        Column(subject.say("业务场景", "Scene") if scenes else subject.say("指标", "Item"), 22),
        Column(subject.say("您的回答", "Your answer"), 66 if scenes else 34),
        *([] if scenes else [Column(subject.say("怎么算的", "How it counts"), 32)]),
        Column(subject.say("级别", "Step") if scenes else subject.say("得分", "Points"), 12, "right", strong=True),
    ]
    rows: list[list[Words]] = [
        [
            _title(subject, item),
            answers(subject, item),
            *([] if scenes else [_rule(subject, result, item)]),
            worth(subject, item),
        ]
        for item in found
    ]
    return Table(columns, rows, folded=True, depth=depth)


def _title(subject: Subject, item: ItemReason) -> str:
    return ("★ " if is_starred(item) else "") + subject.tell(item.title)


def _rule(subject: Subject, result: FrameworkResult, item: ItemReason) -> list[str | Span]:
    """The rule that applied; what is in doubt about it is told once, in the method."""
    rule: list[str | Span] = [subject.tell(item.rule)]
    if any(item.id in doubt.about.replace(",", " ").split() for doubt in result.doubts):
        rule.append(Span(subject.say("（存疑，见方法）", " (in doubt, see the method)"), tone="caution"))
    return rule


def worth(subject: Subject, item: ItemReason) -> str:
    """The points of an item of their maximum, or the step of a scene."""
    if is_scene(item):
        return figures(item.grade_low, item.grade_high)
    return subject.points(item.points_low, item.points_high, item.points_max)


def answers(subject: Subject, item: ItemReason) -> list[str | Span]:
    """The answers in words; the fact is named where there are several, and a verified or missing one is marked."""
    told: list[str | Span] = []
    for answer in item.answers:
        if told:
            told.append("\n")
        if len(item.answers) > 1:
            told.append(f"{subject.tell(answer.label)}{subject.colon}")
        missing = answer.state != "answered"
        told.append(Span(subject.tell(answer.text), tone="caution" if missing else "plain", fact=answer.fact))
        if answer.carried is not None:
            told.append(_followed(subject, answer.carried))
        if answer.fact in subject.advisory.verified:
            told.append(Span(subject.say("✓ 现场核实", "✓ verified on site"), tag=True, tone="good"))
    return told


def _followed(subject: Subject, carried: CarriedAnswer) -> str:
    """What other answers say where this one is missing, and which."""
    return subject.say(
        "（从“{facts}”推出：{known}）",
        " (from {facts}: {known})",
        facts=subject.joined([subject.tell(name) for name in carried.source_labels]),
        known=carried.known,
    )
