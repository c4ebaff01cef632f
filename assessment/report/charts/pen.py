"""Drawing in the manner of the house: lines, marks and labels on a canvas, colours as ``#RRGGBB``, points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from reportlab.pdfgen.canvas import Canvas

from assessment.report.lettering import ASCENT, DESCENT, draw_text, ink
from assessment.telling import theme

Mark = Literal["disc", "ring", "square", "triangle", "diamond"]
Dash = tuple[float, ...]

_HATCH_GAP = 3.2
# From the middle of an ideograph down to the baseline, as a share of the font size.
_MIDDLE = (ASCENT - DESCENT) / 2


class Pen:
    """A canvas with the house's strokes. Nothing it sets survives it but what every call sets anew."""

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
        """One line whose vertical middle is at ``y``; ``align`` as in ``draw_text``. The width in points."""
        return draw_text(self._canvas, x, y - _MIDDLE * size, text, size, color, bold=bold, align=align)

    def block(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: float = theme.SMALL_SIZE,
        color: str = theme.INK,
        *,
        bold: bool = False,
        align: float = 0.0,
    ) -> None:
        """Lines one below the other whose common middle is at ``y``."""
        leading = size * 1.2
        for number, line in enumerate(lines):
            self.text(x, y + (len(lines) / 2 - number - 0.5) * leading, line, size, color, bold=bold, align=align)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, color: str = theme.RULE, width: float = 0.6, dash: Dash = ()
    ) -> None:
        """A straight stroke."""
        self.path([(x1, y1), (x2, y2)], color, width, dash)

    def path(self, points: Sequence[tuple[float, float]], color: str, width: float = 1.2, dash: Dash = ()) -> None:
        """A stroke through ``points``."""
        self._shape(points, stroke=color, width=width, dash=dash, close=False)

    def polygon(
        self,
        points: Sequence[tuple[float, float]],
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 1.2,
        dash: Dash = (),
        opacity: float = 1.0,
    ) -> None:
        """A closed shape."""
        self._shape(points, fill=fill, stroke=stroke, width=width, dash=dash, opacity=opacity)

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str | None = None, stroke: str | None = None
    ) -> None:
        """A rectangle from its lower left corner."""
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        self._shape(corners, fill=fill, stroke=stroke, width=0.6)

    def hatch(self, x: float, y: float, width: float, height: float, color: str, line_width: float = 0.6) -> None:
        """Slanting lines over a rectangle: not known, or only possible; seen without colour too."""
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

    def mark(self, kind: Mark, x: float, y: float, radius: float, color: str) -> None:
        """A point of a series; ``disc`` and ``diamond`` are filled, the others open with a white inside."""
        canvas = self._canvas
        if kind in ("disc", "ring"):
            canvas.setLineWidth(1.2)
            canvas.setStrokeColor(ink(color))
            canvas.setFillColor(ink(color if kind == "disc" else theme.PAPER))
            canvas.circle(x, y, radius, stroke=1, fill=1)
            return
        if kind == "diamond":  # with a white edge, to stand out where points crowd
            self._shape(_corners(x, y, radius * 1.35, 4, 90), fill=color, stroke=theme.PAPER, width=0.8)
        elif kind == "square":
            self._shape(_corners(x, y, radius * 1.25, 4, 45), fill=theme.PAPER, stroke=color, width=1.2)
        else:
            self._shape(_corners(x, y, radius * 1.3, 3, 90), fill=theme.PAPER, stroke=color, width=1.2)

    def _shape(
        self,
        points: Sequence[tuple[float, float]],
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 0.6,
        dash: Dash = (),
        opacity: float = 1.0,
        close: bool = True,
    ) -> None:
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


def _corners(x: float, y: float, radius: float, count: int, first: float) -> list[tuple[float, float]]:
    angles = [math.radians(first + 360 * number / count) for number in range(count)]
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]
