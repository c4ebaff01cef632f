"""What the sections of a result are called, and what each answers: the words that stand in more than one place."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.language import Label
from assessment.telling.blocks import Block, Section
from assessment.telling.subject import Subject
from assessment.telling.words import table

NAMES: dict[str, Label] = {id: words.name for id, words in table().sections.items()}
"""What each section is called where sections are chosen or commented on, in the order in which they stand."""


def section_of(subject: Subject, id: str, blocks: Iterable[Block], brief: str = "") -> Section:
    """A section under its usual title."""
    words = table().sections[id]
    return Section(id, subject.tell(words.title or words.name), subject.tell(words.lead), tuple(blocks), brief)
