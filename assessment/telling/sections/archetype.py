"""What kind of firm this is: the portrait, how surely, and what sets the firm apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment.archetypes import ArchetypeResult, Trait
from assessment.language import percent
from assessment.telling.blocks import Block, Bullets, Depth, Heading, Panel, Paragraph, Section, Span
from assessment.telling.naming import section_of
from assessment.telling.subject import Subject


def archetype(subject: Subject) -> Section:
    """The type in an owner's words with its marking, or why there is none."""
    found = subject.advisory.archetype
    return section_of(subject, "archetype", _blocks(subject, found), subject.tell(found.name))


def _blocks(subject: Subject, found: ArchetypeResult) -> Iterator[Block]:
    yield Paragraph([Span(subject.tell(found.name), strong=True, tone="primary")])
    if found.portrait is not None:
        yield Paragraph(subject.tell(found.portrait))
    for note in found.notes:
        yield Paragraph(subject.tell(note), role="small")
    if found.next_step is not None:
        first = Span(subject.say("这类企业一般先做什么：", "What firms of this type do first: "), strong=True)
        yield Paragraph([first, subject.tell(found.next_step)])
    if found.marking is not None:
        yield Panel([Paragraph(Span(subject.tell(found.marking), tone="caution"), role="small")], tone="caution")
    differs = subject.say("您和同类企业不一样的地方", "Where you differ from your type")
    yield from _traits(subject, differs, found.differs_from_type, "body")
    typical = subject.say("这类企业的共同点", "What firms of this type share")
    yield from _traits(subject, typical, found.typical_of_type, "detail")
    if found.likeness is not None:
        likeness = subject.words("archetype.how_like_it_of_what", like=found.likeness, known=percent(found.known, 0))
        yield Paragraph([likeness, Span(found.model, cited=True)], role="quiet", depth="detail")


def _traits(subject: Subject, title: str, traits: Sequence[Trait], depth: Depth) -> Iterator[Block]:
    if traits:
        yield Heading(title, depth=depth)
        yield Bullets([subject.tell(trait.sentence) for trait in traits], depth=depth)
