"""Told blocks in Word: each kind of block as what Word itself calls it."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from assessment.language import Lang
from assessment.report.lettering import text_width
from assessment.report.picture import parted, png
from assessment.telling import blocks as told
from assessment.telling import theme
from assessment.word import styles
from assessment.word.styles import fit
from assessment.word.table import table

_FIGURE, _BESIDE_FIGURE = 16.0, 14.0
"""The size of a large figure where there is room, and what its cell keeps free beside it; points."""

_PICTURE = theme.CONTENT_HEIGHT * 0.8
"""The highest picture that stands on a page with its caption, its note and a heading; points."""


class WordWriter:
    """Puts blocks at the end of a document, and counts its tables and charts."""

    def __init__(self, document: Document, lang: Lang):
        self.document = document
        self._lang = lang
        self._figures = 0
        # python-docx goes through every style of a document whenever one is named
        self._styles = {style.name: style.style_id for style in document.styles}

    def paragraph(self, style: str, within: Any = None) -> Paragraph:
        """An empty paragraph at the end of the document, or of a cell of it."""
        made: Paragraph = (within or self.document).add_paragraph()
        self.set_style(made, style)
        self._last = made
        return made

    def set_style(self, paragraph: Paragraph, style: str) -> None:
        """Give a paragraph one of the document's styles, by its name."""
        paragraph._p.style = self._styles[style]

    def heading(self, text: str, level: int) -> Paragraph:
        """A heading, 1 or 2."""
        made = self.paragraph(f"Heading {level}")
        made.add_run(fit(text))
        return made

    def put(self, blocks: Sequence[told.Block], style: str | None = None) -> None:
        """The blocks in their order; ``style`` is that of the paragraphs within a panel."""
        for place, block in enumerate(blocks):
            self._put(block, style)
            if told.keeps_with_next(blocks, place):
                self._last.paragraph_format.keep_with_next = True

    def _put(self, block: told.Block, style: str | None) -> None:
        match block:
            case told.Heading(text):
                self.heading(text, 2)
            case told.Paragraph(words, role):
                self._words(self.paragraph(style or styles.ROLES[role]), words)
            case told.Bullets():
                self._bullets(block, style)
            case told.Table():
                self._table(block)
            case told.Figures(items):
                self._figures_row(items)
            case told.Drawing():
                self._drawing(block)
            case told.Panel(inner):
                self.put(inner, styles.PANEL)
                self._last.paragraph_format.space_after = Pt(6)
            case told.Fold(title, inner, end):
                if (alone := told.run_in(block)) is not None:
                    self._bullets(alone, style)
                    return
                text = told.plain(title) + (f" · {end}" if end else "")
                if block.id or end:
                    self.heading(text, 2)
                else:
                    self._words(self.paragraph("Lead"), text)
                self.put(inner)
            case told.Steps(items):
                for number, step in enumerate(items, 1):
                    self._step(number, step)
            case told.Beside(left, right):
                self.put([*left, *right])

    def _words(self, paragraph: Paragraph, words: told.Words) -> Paragraph:
        for one in told.spans(words):
            text = f" {one.text}" if one.tag else one.text
            run = paragraph.add_run(fit(text))
            run.bold = True if one.strong else None
            ink = theme.TONES[one.tone]
            if ink is not None:
                run.font.color.rgb = styles.color(ink)
        return paragraph

    def _bullets(self, block: told.Bullets, style: str | None) -> None:
        """The signs and numbers of a list are text, so that every list begins at one in every program."""
        for place, item in enumerate(block.items):
            if block.marks:
                mark = block.marks[place]
            elif block.ordered:
                mark = f"{place + 1}."
            elif style is None:
                self._words(self.paragraph("List Bullet"), item)
                continue
            else:
                mark = "·"
            room = Pt(18 if block.ordered else 14)
            paragraph = self.paragraph(style or "Small Text")
            paragraph.paragraph_format.left_indent, paragraph.paragraph_format.first_line_indent = room, -room
            paragraph.add_run(f"{mark} ")
            self._words(paragraph, item)

    def _table(self, block: told.Table) -> None:
        if block.caption:
            self._caption(block.caption)
        made = table(block, self._styles["Table Text"])
        self.document.element.body._insert_tbl(made)
        self.paragraph("After Table")

    def _figures_row(self, items: Sequence[told.Figure]) -> None:
        table = self.document.add_table(rows=1, cols=len(items))
        widest = max(text_width(item.value, _FIGURE, bold=True) for item in items)
        room = theme.CONTENT_WIDTH / len(items) - _BESIDE_FIGURE
        size = Pt(math.floor(2 * _FIGURE * min(1.0, room / widest)) / 2)
        for cell, item in zip(table.rows[0].cells, items, strict=True):
            value = cell.paragraphs[0]
            value.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self._words(value, told.Span(item.value, strong=True, tone="primary")).runs[0].font.size = size
            for text in (item.caption, item.note):
                if text:
                    below = self.paragraph("Quiet Text", cell)
                    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
                    self._words(below, text)
        _never_cut(table.rows[0])
        self.paragraph("After Table")

    def _drawing(self, block: told.Drawing) -> None:
        frame = block.chart.frame
        if frame.question:
            self._caption(frame.question)
        for chart in parted(block.chart, theme.CONTENT_WIDTH, _PICTURE):
            paragraph = self.paragraph(styles.PICTURE)
            picture = paragraph.add_run().add_picture(
                io.BytesIO(png(chart, theme.CONTENT_WIDTH)), width=Pt(theme.CONTENT_WIDTH)
            )
            described = picture._inline.docPr
            described.set("descr", fit(" ".join(text for text in (frame.question, frame.answer) if text)))
        if frame.note:
            paragraph.paragraph_format.keep_with_next = True
            self._words(self.paragraph("Quiet Text"), frame.note)

    def _caption(self, text: str) -> None:
        """A caption with a number that Word counts itself."""
        self._figures += 1
        paragraph = self.paragraph(styles.CAPTION)
        paragraph.add_run("图表 " if self._lang == "zh" else "Exhibit ")
        field(paragraph, "SEQ Exhibit \\* ARABIC", str(self._figures))
        paragraph.add_run(f"  {fit(text)}")

    def _step(self, number: int, step: told.ToldStep) -> None:
        paragraph = self.paragraph(styles.STEP)
        paragraph.add_run(f"{number}. ")
        self._words(paragraph, step.title)
        if step.facts:
            self._words(self.paragraph("Quiet Text"), " · ".join(step.facts))
        self.put(step.blocks)


def field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field that Word works out anew; ``shown`` is what stands there until then."""
    begin_field(paragraph, instruction)
    paragraph.add_run(shown)
    end_field(paragraph)


def begin_field(paragraph: Paragraph, instruction: str, *, dirty: bool = False) -> None:
    """What follows, up to ``end_field``, is what stands there until Word works the field out.

    A ``dirty`` one is worked out when the document is opened.
    """
    _mark(paragraph, "begin", dirty=dirty)
    asked = OxmlElement("w:instrText")
    asked.set(qn("xml:space"), "preserve")
    asked.text = instruction
    paragraph.add_run()._r.append(asked)
    _mark(paragraph, "separate")


def end_field(paragraph: Paragraph) -> None:
    """The field ends here."""
    _mark(paragraph, "end")


def _mark(paragraph: Paragraph, kind: str, *, dirty: bool = False) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    if dirty:
        mark.set(qn("w:dirty"), "true")
    paragraph.add_run()._r.append(mark)


def _never_cut(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
