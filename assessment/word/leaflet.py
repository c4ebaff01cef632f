"""A leaflet as a Word file, to be worked on further: its title, then its sections with real styles and tables."""

from __future__ import annotations

import docx

from assessment.telling.blocks import numbered
from assessment.telling.leaflet import Leaflet
from assessment.word import styles
from assessment.word.document import describe, put_foot, put_section, settled
from assessment.word.styles import fit
from assessment.word.told import WordWriter


def leaflet_word(told: Leaflet) -> bytes:
    """A leaflet as .docx; the same leaflet gives the same bytes."""
    made = docx.Document()
    styles.prepare(made)
    describe(made, told.subject, told.title)
    writer = WordWriter(made, told.subject.lang)
    writer.paragraph("Title").add_run(fit(told.title))
    for line in told.lines:
        writer.paragraph("Quiet Text").add_run(fit(line))
    put_foot(made, told.subject, told.title)
    for number, section in enumerate(numbered(told.sections), 1):
        put_section(writer, number, section)
    return settled(made)
