"""What holds the firm back and where that lets the plan begin; stands before the plan."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from assessment.barriers import BarrierReading, PlanTelling
from assessment.barriers.arranging import StepHint
from assessment.report.boxes import Panel
from assessment.report.headings import BULLET, IN_PANEL, INTRO, LISTED, Heading
from assessment.report.typesetting import SMALL, Span, Text
from assessment.telling import theme
from assessment.telling.subject import Subject


def before_the_plan(subject: Subject) -> Iterator[Flowable]:
    """The diagnosis with the answers it rests on; a sentence when nothing was answered, nothing in older results."""
    found, telling = subject.advisory.barriers, subject.advisory.telling
    if found is None:
        return
    if not found.answered:
        yield Text(Span(subject.tell(found.sentence), color=theme.MUTED), SMALL)
        return
    yield Heading(subject.say("什么拦着您，从哪里起步", "What holds you back, and where to begin"), "plan-barriers", 1)
    held = [reading for reading in found.readings if reading.signs]
    if not held:
        yield Text(subject.tell(found.sentence), SMALL)
    for reading in held:
        yield from _held(subject, reading)
    if held or found.answered < found.asked:
        for reading in found.readings:
            if not reading.signs:
                yield Text(subject.tell(reading.sentence), LISTED, bullet=BULLET)
    if telling is not None and held:
        yield from _beginning(subject, telling)
    source = subject.say(
        "{basis}{caveat}三个说法的出处：{title}（{day}）。",
        "{basis} {caveat} The three terms: {title} ({day}).",
        basis=found.basis,
        caveat=found.caveat,
        title=found.source.title,
        day=found.source.date or subject.say("日期不详", "undated"),
    )
    yield Text(Span(source, color=theme.MUTED), SMALL)


def _held(subject: Subject, reading: BarrierReading) -> Iterator[Flowable]:
    yield Text(
        [Span(subject.tell(reading.term), bold=True), subject.say("：", ": "), subject.tell(reading.plain)], INTRO
    )
    for sign in reading.signs:
        services = subject.joined([subject.tell(one.label) for one in sign.services])
        where = subject.say("（可找：{names}）", " (where to turn: {names})", names=services) if services else ""
        text: list[str | Span] = [
            Span(subject.tell(sign.reason), bold=True),
            subject.say("", " "),
            subject.tell(sign.advice) + where,
        ]
        yield Text(text, LISTED, bullet=BULLET)


def _beginning(subject: Subject, telling: PlanTelling) -> Iterator[Flowable]:
    if telling.opening is not None:
        yield Panel([Text(subject.tell(telling.opening), IN_PANEL)])
    if telling.begin is not None:
        yield Text(subject.tell(telling.begin), LISTED, bullet=BULLET)
    for hint in telling.hints:
        yield Text(_minded(subject, hint), LISTED, bullet=BULLET)
    for one in telling.before:
        cost = subject.say("不花钱", "free of charge") if not one.cost.high else subject.cost(one.cost)
        words = subject.say("{s}（{cost}）", "{s} ({cost})", s=one.sentence, cost=cost)
        yield Text(words, LISTED, bullet=BULLET)


def _minded(subject: Subject, hint: StepHint) -> str:
    if not hint.measures:
        return subject.say(
            "因为“{term}”，每一步都记着：{text}",
            "Because of '{term}', mind at every step: {text}",
            term=hint.term,
            text=hint.text,
        )
    return subject.say(
        "正对着“{term}”的步骤：{titles}。{text}",
        "Steps that answer '{term}': {titles}. {text}",
        term=hint.term,
        titles=subject.joined([subject.tell(title) for title in hint.titles]),
        text=hint.text,
    )
