"""Leaflets and briefs as Word files, to be worked on further: a title, then sections with real styles and tables."""

from __future__ import annotations

from collections.abc import Sequence

import docx

from assessment.report.document import facts_of
from assessment.report.file import Facts
from assessment.report.leaflet import brief_facts
from assessment.telling.blocks import Section, numbered
from assessment.telling.brief.head import Head, ToldBrief
from assessment.telling.front import HOUSE
from assessment.telling.leaflets.leaflet import Leaflet
from assessment.telling.speech import Speech
from assessment.word import styles
from assessment.word.document import describe, put_foot, put_section, settled
from assessment.word.styles import fit
from assessment.word.told import WordWriter


def leaflet_word(told: Leaflet) -> bytes:
    """A leaflet as .docx; the same leaflet gives the same bytes."""
    facts = facts_of(told.subject, told.title)
    return _paper(told.subject, facts, told.title, told.lines, told.title, told.sections)


def brief_word(told: ToldBrief[Head]) -> bytes:
    """A told brief as .docx; the same input gives the same bytes."""
    subject = told.subject
    foot = subject.made_by or subject.tell(HOUSE)
    return _paper(subject, brief_facts(subject), subject.title, (subject.about,), foot, told.sections)


def _paper(
    speech: Speech, facts: Facts, title: str, lines: Sequence[str], foot: str, sections: Sequence[Section]
) -> bytes:
    made = docx.Document()
    styles.prepare(made)
    describe(made, facts, speech.lang)
    writer = WordWriter(made, speech.lang)
    writer.paragraph("Title").add_run(fit(title))
    for line in lines:
        writer.paragraph("Quiet Text").add_run(fit(line))
    put_foot(made, speech, foot)
    for number, section in enumerate(numbered(sections), 1):
        put_section(writer, number, section)
    return settled(made)
