"""The report put down block by block with fpdf2, charts as shapes of its own."""

from __future__ import annotations

from collections.abc import Sequence

from fpdf import FPDF, FontFace

from assessment.report.fonts import clean
from assessment.report.pen import PaperLettering
from assessment.telling import blocks as told
from assessment.telling import theme
from assessment.telling.charts.base import Chart
from assessment.telling.charts.pen import Dash, Pen, Points
from assessment.telling.document import Document
from benchmarks.speed.engines.shared import BOLD, REGULAR, SIZES, TONES, title

_HATCH_GAP = 3.2


def write(document: Document) -> bytes:
    """The report as PDF."""
    return _Writer().write(document)


class _Page(FPDF):
    def footer(self) -> None:
        self.set_y(-40)
        self.set_font("noto", "", 7.5)
        self.cell(0, 10, f"{self.page_no()} / {{nb}}", align="R")


class _Writer:
    def __init__(self) -> None:
        self._pdf = pdf = _Page(unit="pt", format="A4")
        pdf.add_font("noto", "", str(REGULAR))
        pdf.add_font("noto", "B", str(BOLD))
        pdf.set_margins(theme.MARGIN_SIDE, theme.MARGIN_TOP, theme.MARGIN_SIDE)
        pdf.set_auto_page_break(True, theme.MARGIN_BOTTOM)

    def write(self, document: Document) -> bytes:
        self._pdf.add_page()
        for text, size in zip(title(document), (24.0, 10.0, 10.0), strict=True):
            self._line(text, size)
        for number, section in enumerate(document.sections, 1):
            self._line(f"{number} {section.title}", 15, bold=True, color=theme.PRIMARY)
            self._line(section.lead, 8.5)
            self._put(section.blocks)
        return bytes(self._pdf.output())

    def _line(self, text: str, size: float, *, bold: bool = False, color: str = theme.INK) -> None:
        pdf = self._pdf
        pdf.set_font("noto", "B" if bold else "", size)
        pdf.set_text_color(color)
        pdf.multi_cell(0, size * 1.6, clean(text), new_x="LMARGIN", new_y="NEXT", wrapmode="CHAR")
        pdf.ln(3)

    def _words(self, words: told.Words, size: float) -> None:
        """Words whose spans differ, one after the other as fpdf2 writes them."""
        pdf = self._pdf
        for one in told.spans(words):
            pdf.set_font("noto", "B" if one.strong else "", size)
            pdf.set_text_color(TONES.get(one.tone, theme.INK))
            pdf.write(size * 1.6, clean(one.text), wrapmode="CHAR")
        pdf.ln(size * 1.6 + 3)

    def _put(self, blocks: Sequence[told.Block]) -> None:
        for block in blocks:
            match block:
                case told.Heading(text):
                    self._line(text, 11.5, bold=True)
                case told.Paragraph(words, role):
                    self._words(words, SIZES[role])
                case told.Bullets(items):
                    for item in items:
                        self._words(["· ", *told.spans(item)], 8.5)
                case told.Table():
                    self._table(block)
                case told.Figures(figures):
                    for one in figures:
                        self._line(f"{one.value}  {one.caption} {one.note}", 12, bold=True)
                case told.Drawing(chart):
                    self._line(chart.frame.question, 10, bold=True)
                    self._chart(chart)
                    self._line(chart.frame.note, 7.5)
                case told.Panel(inner):
                    self._put(inner)
                case told.Fold(words, inner, end):
                    self._line(f"{told.plain(words)} {end}", 10.5, bold=True)
                    self._put(inner)
                case told.Steps(items):
                    for number, step in enumerate(items, 1):
                        self._line(f"{number}. {told.plain(step.title)}  {' · '.join(step.facts)}", 10, bold=True)
                        self._put(step.blocks)
                case told.Beside(left, right):
                    self._put([*left, *right])

    def _table(self, block: told.Table) -> None:
        pdf = self._pdf
        pdf.set_font("noto", "", 8.5)
        pdf.set_draw_color(theme.RULE)
        aligns = tuple(column.align.upper() for column in block.columns)
        with pdf.table(
            col_widths=tuple(column.share for column in block.columns),
            text_align=aligns,
            borders_layout="HORIZONTAL_LINES",
            line_height=13,
            padding=4,
            headings_style=FontFace(emphasis="BOLD", color=theme.PRIMARY),
            wrapmode="CHAR",
        ) as table:
            table.row([clean(column.title) for column in block.columns])
            for row in block.rows:
                table.row([clean(told.plain(cell)) for cell in row])
        pdf.ln(10)

    def _chart(self, chart: Chart) -> None:
        pdf = self._pdf
        height = chart.height(PaperLettering(), theme.CONTENT_WIDTH)
        if pdf.will_page_break(height):
            pdf.add_page()
        top = pdf.get_y()
        chart.draw(_FpdfPen(pdf, theme.MARGIN_SIDE, top + height), theme.CONTENT_WIDTH)
        pdf.set_xy(theme.MARGIN_SIDE, top + height + 4)


class _FpdfPen(PaperLettering, Pen):
    """Charts as shapes of fpdf2's own."""

    def __init__(self, pdf: FPDF, left: float, bottom: float) -> None:
        self._pdf, self._left, self._bottom = pdf, left, bottom

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = theme.SMALL_SIZE,
        color: str = theme.INK,
        *,
        bold: bool = False,
        align: float = 0.0,
    ) -> float:
        """One line; its width."""
        wide = self.text_width(text, size, bold)
        self._pdf.set_font("noto", "B" if bold else "", size)
        self._pdf.set_text_color(color)
        if text:
            self._pdf.text(self._left + x - align * wide, self._bottom - y + 0.36 * size, clean(text))
        return wide

    def shape(
        self,
        points: Points,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 0.6,
        dash: Dash = (),
        opacity: float = 1.0,
        close: bool = True,
    ) -> None:
        """A polygon or a path."""
        if not (fill or stroke):
            return
        pdf = self._pdf
        if fill:
            pdf.set_fill_color(fill)
        if stroke:
            pdf.set_draw_color(stroke)
            pdf.set_line_width(width)
        if dash:
            pdf.set_dash_pattern(dash[0], dash[-1])
        style = ("DF" if stroke else "F") if fill else "D"
        pdf.polyline([(self._left + x, self._bottom - y) for x, y in points], polygon=close, style=style)
        if dash:
            pdf.set_dash_pattern()

    def circle(self, x: float, y: float, radius: float, fill: str, stroke: str, width: float) -> None:
        """A circle."""
        pdf = self._pdf
        pdf.set_fill_color(fill)
        pdf.set_draw_color(stroke)
        pdf.set_line_width(width)
        pdf.circle(self._left + x, self._bottom - y, radius, style="DF")

    def hatch(self, x: float, y: float, width: float, height: float, color: str, line_width: float = 0.6) -> None:
        """Slanting lines over a rectangle, each cut to it."""
        for number in range(int((width + height) / _HATCH_GAP) + 1):
            low = number * _HATCH_GAP - height
            first, last = max(low, 0.0), min(low + height, width)
            if last > first:
                ends = [(x + first, y + first - low), (x + last, y + last - low)]
                self.shape(ends, stroke=color, width=line_width, close=False)
