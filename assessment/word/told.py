"""Told blocks in Word: each kind of block as what Word itself calls it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from assessment.language import Lang
from assessment.telling import blocks as told
from assessment.telling import theme
from assessment.word import styles
from assessment.word.picture import png

# What XML cannot hold: control characters, and halves of a pair that stand alone.
_UNFIT = {code: "\ufffd" for code in [*range(0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF] if code not in (9, 10)}


def fit(text: str) -> str:
    """The text with every character that XML cannot hold replaced by U+FFFD."""
    return text.translate(_UNFIT)


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
        return made

    def set_style(self, paragraph: Paragraph, style: str) -> None:
        """Give a paragraph one of the document's styles, by its name."""
        paragraph._p.style = self._styles[style]

    def heading(self, text: str, level: int) -> Paragraph:
        """A heading, 1 to 3."""
        made = self.paragraph(f"Heading {level}")
        made.add_run(fit(text))
        return made

    def put(self, blocks: Sequence[told.Block], style: str | None = None) -> None:
        """The blocks in their order; ``style`` is that of the paragraphs within a panel."""
        for block in blocks:
            self._put(block, style)

    def _put(self, block: told.Block, style: str | None) -> None:
        match block:
            case told.Heading(text):
                self.heading(text, 2)
            case told.Paragraph(words, role):
                self._words(self.paragraph(style or styles.ROLES[role]), words)
            case told.Bullets():
                self._bullets(block)
            case told.Table():
                self._table(block)
            case told.Figures(items):
                self._figures_row(items)
            case told.Drawing():
                self._drawing(block)
            case told.Panel(inner):
                self.put(inner, styles.PANEL)
            case told.Fold(title, inner, end):
                text = told.plain(title) + (f" · {end}" if end else "")
                self.heading(text, 3)
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
            ink = styles.TONES[one.tone]
            if ink is not None:
                run.font.color.rgb = styles.color(ink)
        return paragraph

    def _bullets(self, block: told.Bullets) -> None:
        for place, item in enumerate(block.items):
            if block.marks:
                paragraph = self.paragraph("Small Text")
                paragraph.paragraph_format.left_indent = Pt(14)
                paragraph.paragraph_format.first_line_indent = Pt(-14)
                paragraph.add_run(f"{block.marks[place]} ")
            elif block.ordered:  # the number is text, so that every list begins at one in every program
                paragraph = self.paragraph("Small Text")
                paragraph.paragraph_format.left_indent = Pt(18)
                paragraph.paragraph_format.first_line_indent = Pt(-18)
                paragraph.add_run(f"{place + 1}. ")
            else:
                paragraph = self.paragraph("List Bullet")
            self._words(paragraph, item)

    def _table(self, block: told.Table) -> None:
        if block.caption:
            self._caption(block.caption)
        table = self.document.add_table(rows=1, cols=len(block.columns), style="Normal Table")
        table.autofit = False
        whole = sum(column.share for column in block.columns)
        widths = [Pt(theme.CONTENT_WIDTH * column.share / whole) for column in block.columns]
        for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
            self._cell(cell, told.Span(column.title, strong=True, tone="primary"), column)
        _repeat_head(table.rows[0])
        for place, row in enumerate(block.rows):
            last = block.total and place + 1 == len(block.rows)
            for cell, words, column in zip(table.add_row().cells, row, block.columns, strict=True):
                self._cell(cell, told.Span(told.plain(words), strong=True) if last else words, column)
        for grid, width in zip(table.columns, widths, strict=True):  # some programs look here, some at the cells
            grid.width = width
        _light_borders(table)
        for row in table.rows:
            _never_cut(row)
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width
        self.paragraph("Small Text")

    def _cell(self, cell: Any, words: told.Words, column: told.Column) -> None:
        paragraph = cell.paragraphs[0]
        self.set_style(paragraph, "Small Text")
        paragraph.paragraph_format.space_after = Pt(2)
        if column.align == "right":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if column.strong and not isinstance(words, told.Span):
            words = [told.Span(one.text, True, one.tone, one.tag) for one in told.spans(words)]
        self._words(paragraph, words)

    def _figures_row(self, items: Sequence[told.Figure]) -> None:
        table = self.document.add_table(rows=1, cols=len(items))
        for cell, item in zip(table.rows[0].cells, items, strict=True):
            value = cell.paragraphs[0]
            value.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self._words(value, told.Span(item.value, strong=True, tone="primary")).runs[0].font.size = Pt(16)
            for text in (item.caption, item.note):
                if text:
                    below = self.paragraph("Quiet Text", cell)
                    below.alignment = WD_ALIGN_PARAGRAPH.CENTER
                    self._words(below, text)
        _never_cut(table.rows[0])
        self.paragraph("Small Text")

    def _drawing(self, block: told.Drawing) -> None:
        frame = block.chart.frame
        if frame.question:
            self._caption(frame.question)
        paragraph = self.document.add_paragraph()
        picture = paragraph.add_run().add_picture(
            io.BytesIO(png(block.chart, theme.CONTENT_WIDTH)), width=Pt(theme.CONTENT_WIDTH)
        )
        described = picture._inline.docPr
        described.set("descr", fit(" ".join(text for text in (frame.question, frame.answer) if text)))
        if frame.note:
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


def _light_borders(table: Any) -> None:
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", theme.RULE.removeprefix("#"))):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", "50"), ("left", "80"), ("bottom", "20"), ("right", "80")):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), room)
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.insert_element_before(margins, "w:tblLook")


def _repeat_head(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    properties.append(head)


def _never_cut(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
