"""A told chart as a picture at print resolution, drawn by the same strokes as on paper."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from assessment.report import fonts
from assessment.report.pen import CanvasPen, PaperLettering
from assessment.telling.charts.base import Chart

DOTS_PER_INCH = 220
_POINTS_PER_INCH = 72
_COLORS = 128  # a chart has a dozen, and the steps between them at the edges


def png(chart: Chart, width: float) -> bytes:
    """The drawing alone, ``width`` points wide, as PNG; the same chart gives the same bytes."""
    fonts.register()
    height = chart.height(PaperLettering(), width)
    canvas = Canvas("", pagesize=(width, height), invariant=1, initialFontName=fonts.REGULAR)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    chart.draw(CanvasPen(canvas), width)
    canvas.showPage()
    page = pypdfium2.PdfDocument(canvas.getpdfdata())[0]
    out = io.BytesIO()
    drawn = page.render(scale=DOTS_PER_INCH / _POINTS_PER_INCH).to_pil().convert("RGB")
    drawn.quantize(_COLORS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
    return out.getvalue()
