"""Charts on paper: the house's strokes as operators of a page."""

from __future__ import annotations

from assessment.report import lettering
from assessment.report.lettering import ASCENT, DESCENT, draw_text, shorten, text_width
from assessment.report.sheet import PaperSheet
from assessment.report.typesetting import Style, Text, fit_lines
from assessment.telling import theme
from assessment.telling.charts.pen import Dash, Lettering, Pen, Points

ROUNDED = "1 J 1 j"
"""Ends and corners of strokes are round from here on."""
_HATCH_GAP = 3.2
_ROUND = 0.5523  # how far the handles of a quarter of a circle reach, as a share of its radius
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

    def __init__(self, sheet: PaperSheet) -> None:
        self._sheet = sheet

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
        return draw_text(self._sheet, x, y - _MIDDLE * size, text, size, color, bold=bold, align=align)

    def circle(self, x: float, y: float, radius: float, fill: str, stroke: str, width: float) -> None:
        """A circle."""
        far, near = radius, radius * _ROUND
        quarters = (
            ((far, near), (near, far), (0, far)),
            ((-near, far), (-far, near), (-far, 0)),
            ((-far, -near), (-near, -far), (0, -far)),
            ((near, -far), (far, -near), (far, 0)),
        )
        curves = " ".join(" ".join(f"{x + dx:.2f} {y + dy:.2f}" for dx, dy in one) + " c" for one in quarters)
        self._sheet.put(
            f"{lettering.fill(fill)} {lettering.stroke(stroke)} {width:g} w {x + far:.2f} {y:.2f} m {curves} h B"
        )

    def hatch(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """Slanting lines over a rectangle."""
        strokes = []
        for number in range(int((width + height) / _HATCH_GAP) + 1):
            offset = number * _HATCH_GAP
            strokes.append(f"{x + offset - height:.2f} {y:.2f} m {x + offset:.2f} {y + height:.2f} l")
        self._sheet.put(
            f"q {x:.2f} {y:.2f} {width:.2f} {height:.2f} re W n {lettering.stroke(color)} 0.6 w {' '.join(strokes)} S Q"
        )

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
        sheet = self._sheet
        (x, y), *rest = points
        path = f"{x:.2f} {y:.2f} m " + " ".join([f"{x:.2f} {y:.2f} l" for x, y in rest])
        if fill and opacity < 1:
            sheet.opacity(opacity)
        looks = [lettering.fill(fill)] if fill else []
        if stroke:
            looks.append(f"{lettering.stroke(stroke)} {width:g} w")
            if dash:
                looks.append(f"[{' '.join(f'{one:g}' for one in dash)}] 0 d")
        paint = ("B" if stroke else "f") if fill else "S"
        sheet.put(f"{' '.join(looks)} {path}{' h' if close else ''} {paint}{' [] 0 d' if stroke and dash else ''}")
        if fill and opacity < 1:
            sheet.opacity(1)
