"""Charts on the page: the house's strokes as SVG, put there as a picture with its words beside it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from urllib.parse import quote

from assessment.telling import theme
from assessment.telling.charts.base import Chart
from assessment.telling.charts.pen import Dash, Lettering, Pen, Points
from assessment.telling.linebreaking import break_lines
from assessment.telling.marks import PLAIN
from assessment.web.markup import escape

FONTS = "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',system-ui,sans-serif"
_HATCH_GAP = 3.2
# Widths of the usual signs in em, on the broad side of what systems show; an ideograph is one em.
_NARROW = dict.fromkeys("iljtfrI.,:;!'|·() []", 0.34) | dict.fromkeys("mwMW%@—…", 0.92)
_BOLD = 1.05


@lru_cache(maxsize=4096)
def _em(char: str) -> float:
    if unicodedata.east_asian_width(char) in "WFA" and char not in "·–×°±":
        return 1.0
    return _NARROW.get(char, 0.66 if char.isupper() else 0.58)


class ScreenLettering(Lettering):
    """How wide text is on a screen, about: the fonts there are the reader's own."""

    def text_width(self, text: str, size: float, bold: bool = False) -> float:
        """Width of one line of plain text."""
        return sum(map(_em, text)) * size * (_BOLD if bold else 1.0)

    def lines(self, text: str, width: float, size: float, bold: bool = False) -> list[str]:
        """The text in lines at most ``width`` wide."""

        def measure(start: int, end: int) -> float:
            return self.text_width(text[start:end], size, bold)

        return [text[line.start : line.end].translate(PLAIN) for line in break_lines(text, width, size, measure)]

    def fit_lines(self, text: str, width: float, most: int, size: float, bold: bool = False) -> list[str]:
        """The text in at most ``most`` lines."""
        lines = self.lines(text, width, size, bold)
        if len(lines) <= most:
            return lines
        kept = lines[: most - 1]
        return [*kept, self.shorten(text[len("".join(kept)) :].lstrip(), width, size, bold)]

    def shorten(self, text: str, width: float, size: float, bold: bool = False) -> str:
        """The text on one line at most ``width`` wide."""
        if self.text_width(text, size, bold) <= width:
            return text
        while text and self.text_width(text + "…", size, bold) > width:
            text = text[:-1]
        return text.rstrip(" ，、；：,;:（(《“") + "…"


class SvgPen(ScreenLettering, Pen):
    """Collects the elements of one drawing, turned so that the origin is at the upper left."""

    def __init__(self, height: float) -> None:
        self._height = height
        self.elements: list[str] = []

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
        """One line whose vertical middle is at ``y``; its width."""
        wide = self.text_width(text, size, bold)
        anchor = {0.0: "start", 0.5: "middle", 1.0: "end"}.get(align)
        if anchor is None:
            x, anchor = x - align * wide, "start"
        weight = ' font-weight="600"' if bold else ""
        self.elements.append(
            f'<text x="{x:.2f}" y="{self._height - y + 0.36 * size:.2f}" font-size="{size:g}" fill="{color}"'
            f'{weight} text-anchor="{anchor}">{escape(text)}</text>'
        )
        return wide

    def circle(self, x: float, y: float, radius: float, fill: str, stroke: str, width: float) -> None:
        """A circle."""
        self.elements.append(
            f'<circle cx="{x:.2f}" cy="{self._height - y:.2f}" r="{radius:g}" fill="{fill}" stroke="{stroke}"'
            f' stroke-width="{width:g}"/>'
        )

    def hatch(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """Slanting lines over a rectangle, each cut to it."""
        for number in range(int((width + height) / _HATCH_GAP) + 1):
            low = number * _HATCH_GAP - height  # where the line meets the lower edge
            first, last = max(low, 0.0), min(low + height, width)
            if last > first:
                ends = [(x + first, y + first - low), (x + last, y + last - low)]
                self.shape(ends, stroke=color, close=False)

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
        told = " ".join(f"{x:.2f},{self._height - y:.2f}" for x, y in points)
        name = "polygon" if close else "polyline"
        parts = [f'<{name} points="{told}" fill="{fill or "none"}"']
        if fill and opacity < 1:
            parts.append(f' fill-opacity="{opacity:g}"')
        if stroke:
            parts.append(f' stroke="{stroke}" stroke-width="{width:g}" stroke-linecap="round" stroke-linejoin="round"')
        if dash:
            parts.append(f' stroke-dasharray="{",".join(f"{part:g}" for part in dash)}"')
        self.elements.append("".join(parts) + "/>")


def svg(chart: Chart, width: float) -> str:
    """The drawing alone as an SVG document, ``width`` points wide."""
    height = chart.height(ScreenLettering(), width)
    pen = SvgPen(height)
    chart.draw(pen, width)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:.2f}" '
        f'font-family="{FONTS}">{"".join(pen.elements)}</svg>'
    )


def pictures(chart: Chart, alt: str) -> str:
    """The chart as markup, drawn for a phone and for a desk: the page shows the one that fits."""
    return "".join(_picture(chart, alt, kind, width) for kind, width in _WIDTHS)


_WIDTHS = (("narrow", 270.0), ("wide", 520.0))


def _picture(chart: Chart, alt: str, kind: str, width: float) -> str:
    source = "data:image/svg+xml," + quote(svg(chart, width), safe="~()*!.,'=:;/ ")
    return f'<img class="drawing {kind}" src="{escape(source)}" alt="{escape(alt)}">'
