"""A told chart as a picture at print resolution, drawn by the same strokes as on paper."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator

import pypdfium2
from PIL import Image

from assessment.report.file import Facts, pdf
from assessment.report.pen import ROUNDED, CanvasPen, PaperLettering
from assessment.report.sheet import PaperSheet
from assessment.telling.charts.base import Chart, RowChart

DOTS_PER_INCH = 220
_POINTS_PER_INCH = 72
_LETTERS = PaperLettering()
_FACTS = Facts("", "", "", "", "", "zh-CN", datetime.date(2026, 1, 1))  # of a file that nobody keeps
_EDGE = 2.0  # points to the left and right of what is drawn: some programs cut the outermost dots
_WHITE = 250  # what the choice of colours has made of white
_COLORS = 128  # a chart has a dozen, and the steps between them at the edges


def parted(chart: Chart, width: float, room: float) -> Iterator[Chart]:
    """The chart, or as many with some of its rows each as it takes for none to be higher than ``room``."""
    while isinstance(chart, RowChart) and 0 < (fits := chart.fitting(_LETTERS, width, room)) < len(chart.rows):
        yield chart.with_rows(chart.rows[:fits], chart.frame)
        chart = chart.with_rows(chart.rows[fits:], chart.frame)
    yield chart


def png(chart: Chart, width: float) -> bytes:
    """The drawing alone, ``width`` points wide, as PNG; the same chart gives the same bytes."""
    room = width - 2 * _EDGE
    sheet = PaperSheet(width, chart.height(_LETTERS, room))
    sheet.translate(_EDGE, 0)
    sheet.put(ROUNDED)
    chart.draw(CanvasPen(sheet), room)
    sheet.showPage()
    page = pypdfium2.PdfDocument(pdf(sheet, _FACTS))[0]
    out = io.BytesIO()
    drawn = page.render(scale=DOTS_PER_INCH / _POINTS_PER_INCH).to_pil().convert("RGB")
    few = drawn.quantize(_COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.putpalette([255 if value >= _WHITE else value for value in few.getpalette() or []])
    few.save(out, "PNG")
    return out.getvalue()
