"""A leaflet as a Word file, to be worked on further: its title, then its sections with real styles and tables."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO

import docx

from assessment.telling.leaflet import Leaflet
from assessment.word import styles
from assessment.word.document import describe, put_foot, settled
from assessment.word.told import WordWriter, fit


def write_word_leaflet(out: Path | IO[bytes], told: Leaflet) -> None:
    """Write a leaflet as .docx to a path or a binary stream; the same leaflet gives the same bytes."""
    made = docx.Document()
    styles.prepare(made)
    describe(made, told.subject, told.title)
    writer = WordWriter(made, told.subject.lang)
    writer.paragraph("Title").add_run(fit(told.title))
    for line in told.lines:
        writer.paragraph("Quiet Text").add_run(fit(line))
    put_foot(made, told.subject, told.title)
    for number, section in enumerate(told.sections, 1):
        writer.heading(f"{number} {section.title}", 1)
        writer.paragraph("Lead").add_run(fit(section.lead))
        writer.put(section.blocks)
    data = settled(made)
    if isinstance(out, Path):
        out.write_bytes(data)
    else:
        out.write(data)


def word_leaflet_bytes(told: Leaflet) -> bytes:
    """The leaflet as the bytes of a file."""
    stream = io.BytesIO()
    write_word_leaflet(stream, told)
    return stream.getvalue()
