"""What the level rests on: which answers must be accepted on a visit, and how many may be refused."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.advisory.bearing import Bearing
from assessment.advisory.claims import Claim
from assessment.telling.blocks import Block, Bullets, Column, Heading, Paragraph, Section, Span, Table, Words, at
from assessment.telling.naming import section_of
from assessment.telling.sections.structure import level_text
from assessment.telling.subject import Subject


def bearing(subject: Subject) -> Section:
    """Empty for a firm without a level."""
    found, note = subject.advisory.bearing, subject.advisory.bearing_note
    blocks: list[Block] = []
    if found is not None:
        blocks += [*_told(subject, found), *at("detail", _weights(subject, found))]
    elif note is not None:
        blocks.append(Paragraph(subject.tell(note)))
    return section_of(subject, "bearing", blocks, "" if found is None else _brief(subject, found))


def _brief(subject: Subject, found: Bearing) -> str:
    if found.survives is None:
        return subject.say("都核实过了", "all of it was verified")
    refusals = subject.count(found.survives, "", "refusal")
    return subject.say("经得起 {n} 条不被认可", "stands {refusals}", n=found.survives, refusals=refusals)


def _told(subject: Subject, found: Bearing) -> Iterator[Block]:
    level = level_text(subject, found.level)
    if found.survives is None:
        words = subject.words("bearing.what_rests_on_was_verified", level=level)
        yield Paragraph(words, role="lead")
        return
    if found.survives == 0:
        words = subject.words("bearing.is_lost_as_soon_as_one", level=level)
    else:
        words = subject.words(
            "bearing.stands_any_not_being",
            n=found.survives,
            answers=subject.count(found.survives, "", "answer"),
            more=found.survives + 1,
            level=level,
        )
    yield Paragraph(words[0].upper() + words[1:], role="lead")
    yield Bullets([_together(subject, claims) for claims in found.smallest])
    if found.more:
        words = subject.words("bearing.there_are_more_are_listed", n=len(found.smallest))
        yield Paragraph(words, role="small")


def _together(subject: Subject, claims: tuple[Claim, ...]) -> Words:
    words: list[str | Span] = []
    for place, claim in enumerate(claims):
        if place:
            words.append(subject.say("＋", " + "))
        words.append(Span(subject.tell(claim.label), strong=True))
    return words


def _weights(subject: Subject, found: Bearing) -> Iterator[Block]:
    """The answers by how few of them it takes together, the weightiest first."""
    by: dict[int, list[str]] = {}
    for weight in found.weights:
        if weight.least is not None:
            by.setdefault(weight.least, []).append(subject.tell(weight.claim.label))
    if not by:
        return
    yield Heading(subject.say("每条回答有多要紧", "How much hangs on each answer"), id="bearing-weights")
    yield Paragraph(
        subject.words("bearing.figure_is_the_fewest"),
        role="small",
    )
    columns = [
        Column(subject.say("最少几条一起", "Fewest together"), 22, strong=True),
        Column(subject.say("回答", "Answers"), 78),
    ]
    yield Table(columns, [[str(least), subject.joined(by[least])] for least in sorted(by)])
