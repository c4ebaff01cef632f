"""Three pairs of eyes, told: the interval, and the agenda of the talk about what differs."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.advisory.views import Difference, Views
from assessment.language import label
from assessment.scoring import plain_number
from assessment.telling.blocks import Block, Bullets, Column, Panel, Paragraph, Section, Span, Table, Words
from assessment.telling.leaflets.leaflet import Leaflet
from assessment.telling.subject import Subject

TITLE = label("三人对答：要谈的几处", "Three pairs of eyes: what to talk about")


def agenda(subject: Subject, found: Views) -> Leaflet:
    """The agenda as a paper to print."""
    lines = (f"{subject.advisory.firm.name}  ·  {subject.day(subject.advisory.on)}", subject.tell(found.sentence))
    return Leaflet(subject, subject.tell(TITLE), lines, (_talk(subject, found),))


def told_views(subject: Subject, found: Views) -> list[Block]:
    """The one sentence, the agenda, what else differs, and whose words were left out."""
    return [Panel([Paragraph(subject.tell(found.sentence), role="lead")]), *_blocks(subject, found)]


def _talk(subject: Subject, found: Views) -> Section:
    return Section(
        "talk",
        subject.say("{n} 分钟，逐条谈", "{n} minutes, one by one", n=found.minutes),
        subject.words("views.what_is_worth_most"),
        tuple(_blocks(subject, found)),
    )


def _blocks(subject: Subject, found: Views) -> Iterator[Block]:
    columns = [
        Column(subject.say("问题", "Question"), 30),
        Column(subject.say("谁怎么说", "Who says what"), 54),
        Column(subject.say("差几分", "Points"), 16, "right"),
    ]
    talk = [one for one in found.differences if one.talk]
    rest = [one for one in found.differences if not one.talk]
    if talk:
        yield Table(columns, [_row(subject, one) for one in talk], id="views-talk")
    if rest:
        yield Paragraph(subject.say("有空再谈：", "If there is time:"), role="small")
        yield Table(columns, [_row(subject, one) for one in rest], id="views-rest")
    if found.left_out:
        yield Paragraph(
            subject.words("views.these_were_answered"),
            role="small",
        )
        yield Bullets(
            [
                subject.say("{who}：{what}", "{who}: {what}", who=one.who, what=subject.tell(one.label))
                for one in found.left_out
            ]
        )


def _row(subject: Subject, one: Difference) -> list[Words]:
    words: list[str | Span] = []
    for say in one.says:
        if words:
            words.append(subject.say("；", "; "))
        words += [Span(subject.tell(say.who), strong=True), subject.colon, subject.tell(say.text)]
    points = plain_number(round(one.points, 2)) if one.points else subject.say("不影响分", "none")
    return [Span(subject.tell(one.label), strong=True), words, points]
