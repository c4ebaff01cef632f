"""What kind of firm this is: the portrait, how surely, and what sets the firm apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reportlab.platypus import Flowable

from assessment.archetypes import ArchetypeResult, Trait
from assessment.language import label, percent
from assessment.report.boxes import Panel
from assessment.report.headings import BULLET, IN_PANEL, LISTED, Heading
from assessment.report.typesetting import BODY, SMALL, Span, Style, Text
from assessment.telling import theme
from assessment.telling.subject import Subject

_NAME = Style(14.0, 21.0, theme.PRIMARY, bold=True, space_after=3.0, keep_with_next=True)


def section(subject: Subject) -> list[Flowable]:
    """The type in an owner's words with its marking, or why there is none."""
    found = subject.advisory.archetype
    if found is None:
        return [Text(subject.say("没有归类的结果。", "No type was determined."), SMALL)]
    return [
        *_marking(subject, found),
        *_portrait(subject, found),
        *_traits(
            subject,
            subject.say("您和同类企业不一样的地方", "Where you differ from your type"),
            "differs",
            found.differs_from_type,
        ),
        *_traits(
            subject, subject.say("这类企业的共同点", "What firms of this type share"), "typical", found.typical_of_type
        ),
    ]


def _marking(subject: Subject, found: ArchetypeResult) -> Iterator[Flowable]:
    if not found.modelled:
        return
    default = label(
        "模拟参照：类型来自按公布数据校准的模拟企业。", "Modelled reference: the types come from modelled firms."
    )
    marking = Span(subject.tell(found.marking or default), bold=True, color=theme.CAUTION)
    yield Panel([Text(marking, IN_PANEL)], bar=theme.CAUTION)


def _portrait(subject: Subject, found: ArchetypeResult) -> Iterator[Flowable]:
    yield Text(subject.tell(found.name), _NAME)
    if found.portrait is not None:
        yield Text(subject.tell(found.portrait), BODY)
    if found.likeness is not None:
        yield Text(
            subject.say(
                "像不像：{like}。归类用到的特征知道 {known}%。",
                "How like it: {like}. {known}% of what a type rests on is known.",
                like=found.likeness,
                known=percent(found.known, 0),
            ),
            SMALL,
        )
    for note in found.notes:
        yield Text(subject.tell(note), SMALL)
    if found.next_step is not None:
        text: list[str | Span] = [
            Span(subject.say("这类企业一般先做什么：", "What firms of this type do first: "), bold=True),
            subject.tell(found.next_step),
        ]
        yield Text(text, BODY)


def _traits(subject: Subject, title: str, key: str, traits: Sequence[Trait]) -> Iterator[Flowable]:
    if not traits:
        return
    yield Heading(title, f"archetype-{key}", 1)
    for trait in traits:
        yield Text(subject.tell(trait.sentence), LISTED, bullet=BULLET)
