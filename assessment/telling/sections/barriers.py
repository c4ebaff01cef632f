"""What holds the firm back, and where that lets the plan begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment.barriers import BarrierReading, Diagnosis, PlanTelling
from assessment.barriers.arranging import StepHint
from assessment.content.support import SupportTerm
from assessment.telling.blocks import Block, Bullets, Fold, Heading, Panel, Paragraph, Section, Span, Words
from assessment.telling.naming import section_of
from assessment.telling.subject import Subject


def barriers(subject: Subject) -> Section:
    """The diagnosis with the answers it rests on; a sentence when nothing was answered, nothing in older results."""
    found = subject.advisory.barriers
    return section_of(
        subject,
        "barriers",
        _blocks(subject, found) if found is not None else (),
        _brief(subject, found) if found is not None else "",
    )


def _brief(subject: Subject, found: Diagnosis) -> str:
    if not found.answered:
        return subject.say("还没有回答，选填", "not answered; optional")
    held = [subject.tell(reading.term) for reading in found.readings if reading.signs]
    return subject.joined(held) if held else subject.say("没有看到明显的难处", "no clear difficulty")


def _blocks(subject: Subject, found: Diagnosis) -> Iterator[Block]:
    telling = subject.advisory.telling
    held = [reading for reading in found.readings if reading.signs]
    if not held or not found.answered:
        yield Paragraph(subject.tell(found.sentence))
    if not found.answered:
        return
    for reading in held:
        yield from _held(subject, reading)
    others = [subject.tell(reading.sentence) for reading in found.readings if not reading.signs]
    if others and (held or found.answered < found.asked):
        yield Bullets([Span(text, tone="quiet") for text in others])
    if telling is not None and held:
        yield from _beginning(subject, telling)
    basis = subject.say("{basis}{caveat}", "{basis} {caveat}", basis=found.basis, caveat=found.caveat)
    terms = subject.say("三个说法的出处：{s}", "The three terms: {s}", s=subject.source(found.source))
    yield Paragraph([basis, subject.gap, Span(terms, cited=True)], role="quiet", depth="detail")


def _held(subject: Subject, reading: BarrierReading) -> Iterator[Block]:
    strong = reading.verdict == "holds_back"
    extent = subject.say("拦着您", "holds you back") if strong else subject.say("有一点", "a little")
    yield Paragraph(
        [
            Span(subject.tell(reading.term), strong=True),
            Span(extent, tag=True, tone="caution"),
            subject.colon,
            subject.tell(reading.plain),
        ],
        role="lead",
    )
    told: list[Words] = [
        [Span(subject.tell(sign.reason), strong=True), subject.gap, subject.tell(sign.advice), Span("", fact=sign.fact)]
        for sign in reading.signs
    ]
    yield Bullets(told)
    services = {entry.id: entry for sign in reading.signs for entry in sign.services}
    if services:
        yield _services(subject, list(services.values()))


def _services(subject: Subject, services: Sequence[SupportTerm]) -> Fold:
    told: list[Words] = [
        [Span(subject.tell(one.label), strong=True), subject.colon, subject.tell(one.plain)] for one in services
    ]
    title = subject.say("哪里能找到帮手", "Where help is found")
    return Fold(title, [Bullets(told, depth="detail")], depth="detail")


def _beginning(subject: Subject, telling: PlanTelling) -> Iterator[Block]:
    told: list[Words] = [subject.tell(telling.begin)] if telling.begin is not None else []
    told += [_minded(subject, hint) for hint in telling.hints]
    for one in telling.before:
        told.append(
            [subject.tell(one.sentence), subject.gap, subject.begun(subject.cost(one.cost)), subject.say("。", ".")]
        )
    if not told and telling.opening is None:
        return
    yield Heading(subject.say("所以方案这样起步", "So this is how the plan begins"))
    if telling.opening is not None:
        yield Panel([Paragraph(subject.tell(telling.opening), role="small")])
    yield Bullets(told)


def _minded(subject: Subject, hint: StepHint) -> str:
    if not hint.measures:
        return subject.words("barriers.because_of_mind_at_every", term=hint.term, text=hint.text)
    return subject.words(
        "barriers.steps_that_answer",
        term=hint.term,
        titles=subject.joined([subject.tell(title) for title in hint.titles]),
        text=hint.text,
    )
