"""Charts on paper: the house's strokes on a ReportLab canvas."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from assessment.report.lettering import ASCENT, DESCENT, draw_text, ink, shorten, text_width
from assessment.report.typesetting import Style, Text, fit_lines
from assessment.telling import theme
from assessment.telling.charts.pen import Dash, Lettering, Pen, Points

_HATCH_GAP = 3.2
# From the middle of an ideograph down to the baseline, as a share of the font size.
_MIDDLE = (ASCENT - DESCENT) / 2


class PaperLettering(Lettering):
    """How wide text is in the fonts of the report."""

    def text_width(self, text: str, size: float, bold: bool = False) -> float:
        """Width of one line of plain text in points."""
        return text_width(text, size, bold)

    def lines(self, text: str, width: float, size: float, bold: bool = False) -> list[str]:
        """The text in lines at most ``width`` points wide."""
        return Text(text, Style(size, bold=bold)).lines(width)

    def fit_lines(self, text: str, width: float, most: int, size: float, bold: bool = False) -> list[str]:
        """The text in at most ``most`` lines."""
        return fit_lines(text, width, most, size, bold)

    def shorten(self, text: str, width: float, size: float, bold: bool = False) -> str:
        """The text on one line at most ``width`` points wide."""
        return shorten(text, width, size, bold)


class CanvasPen(PaperLettering, Pen):
    """Nothing it sets survives it but what every call sets anew."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas

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
        """One line whose vertical middle is at ``y``; its width in points."""
        return draw_text(self._canvas, x, y - _MIDDLE * size, text, size, color, bold=bold, align=align)

    def circle(self, x: float, y: float, radius: float, fill: str, stroke: str, width: float) -> None:
        """A circle."""
        canvas = self._canvas
        canvas.setLineWidth(width)
        canvas.setStrokeColor(ink(stroke))
        canvas.setFillColor(ink(fill))
        canvas.circle(x, y, radius, stroke=1, fill=1)

    def hatch(self, x: float, y: float, width: float, height: float, color: str, line_width: float = 0.6) -> None:
        """Slanting lines over a rectangle."""
        canvas = self._canvas
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(x, y, width, height)
        canvas.clipPath(clip, stroke=0, fill=0)
        canvas.setStrokeColor(ink(color))
        canvas.setLineWidth(line_width)
        lines = canvas.beginPath()
        for number in range(int((width + height) / _HATCH_GAP) + 1):
            offset = number * _HATCH_GAP
            lines.moveTo(x + offset - height, y)
            lines.lineTo(x + offset, y + height)
        canvas.drawPath(lines, stroke=1, fill=0)
        canvas.restoreState()

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
        canvas = self._canvas
        path = canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        if close:
            path.close()
        if fill:
            canvas.setFillColor(ink(fill))
            if opacity < 1:
                canvas.setFillAlpha(opacity)
        if stroke:
            canvas.setStrokeColor(ink(stroke))
            canvas.setLineWidth(width)
            canvas.setDash(*([list(dash)] if dash else []))
        canvas.drawPath(path, stroke=int(stroke is not None), fill=int(fill is not None))
        if opacity < 1:
            canvas.setFillAlpha(1)
        if dash:
            canvas.setDash()
