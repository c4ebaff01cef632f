"""A told chart as a picture at print resolution, drawn by the same strokes as on paper."""

from __future__ import annotations

import datetime
import io

import pypdfium2
from PIL import Image

from assessment.report.file import Facts, pdf
from assessment.report.pen import ROUNDED, CanvasPen, PaperLettering
from assessment.report.sheet import PaperSheet
from assessment.telling.charts.base import Chart

DOTS_PER_INCH = 220
_POINTS_PER_INCH = 72
_FACTS = Facts("", "", "", "", "", "zh-CN", datetime.date(2026, 1, 1))  # of a file that nobody keeps
_COLORS = 128  # a chart has a dozen, and the steps between them at the edges


def png(chart: Chart, width: float) -> bytes:
    """The drawing alone, ``width`` points wide, as PNG; the same chart gives the same bytes."""
    sheet = PaperSheet(width, chart.height(PaperLettering(), width))
    sheet.put(ROUNDED)
    chart.draw(CanvasPen(sheet), width)
    sheet.showPage()
    page = pypdfium2.PdfDocument(pdf(sheet, _FACTS))[0]
    out = io.BytesIO()
    drawn = page.render(scale=DOTS_PER_INCH / _POINTS_PER_INCH).to_pil().convert("RGB")
    drawn.quantize(_COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()
