"""A brief as a Word document: the same told sections as on paper, to be worked on further."""

from __future__ import annotations

import datetime

import docx
from docx.document import Document as WordDocument

from assessment.telling.blocks import numbered
from assessment.telling.briefing import BriefHead, Head, ToldBrief
from assessment.telling.front import HOUSE
from assessment.word import styles
from assessment.word.document import TAGS, name_eastern, put_foot, put_section, settled
from assessment.word.styles import fit
from assessment.word.told import WordWriter


def brief_word(told: ToldBrief[Head]) -> bytes:
    """A told brief as .docx; the same input gives the same bytes."""
    subject, made = told.subject, docx.Document()
    styles.prepare(made)
    _describe(made, subject)
    writer = WordWriter(made, subject.lang)
    writer.paragraph("Title").add_run(fit(subject.title))
    writer.paragraph("Quiet Text").add_run(fit(subject.about))
    put_foot(made, subject, subject.made_by or subject.tell(HOUSE))
    for number, section in enumerate(numbered(told.sections), 1):
        put_section(writer, number, section)
    return settled(made)


def _describe(made: WordDocument, subject: BriefHead) -> None:
    """Language, title and author, dated by the brief and not by the clock."""
    properties = made.core_properties
    properties.title = fit(f"{subject.title} · {subject.of_month}")[:255]
    properties.author = fit(subject.made_by or subject.tell(HOUSE))[:255]
    properties.subject = fit(subject.about)[:255]
    properties.language = TAGS[subject.lang]
    properties.comments = ""
    properties.last_modified_by = ""
    properties.created = properties.modified = datetime.datetime.combine(subject.on, datetime.time())
    name_eastern(made)
