"""The contents in Word: a field that stands filled in, each line a way to its section."""

from __future__ import annotations

from collections.abc import Sequence

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from assessment.word import styles
from assessment.word.told import WordWriter, begin_field, end_field

_FIELD = 'TOC \\o "1-1" \\h \\z \\u'


def mark(heading: Paragraph, number: int) -> None:
    """Make a section's heading the place that its line of the contents leads to."""
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for one in (start, end):
        one.set(qn("w:id"), str(number))
    start.set(qn("w:name"), _place(number))
    heading.runs[0]._r.addprevious(start)
    heading._p.append(end)


def put(writer: WordWriter, titles: Sequence[str]) -> None:
    """A line for each section; Word adds the pages' numbers when it opens the file."""
    for number, title in enumerate(titles, 1):
        line = writer.paragraph(styles.CONTENTS)
        if number == 1:
            begin_field(line, _FIELD, dirty=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), _place(number))
        link.set(qn("w:history"), "1")
        run = OxmlElement("w:r")
        link.append(run)
        line._p.append(link)
        Run(run, line).text = title
        if number == len(titles):
            end_field(line)


def _place(number: int) -> str:
    return f"_Toc{number:04d}"
