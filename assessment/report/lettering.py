"""One line of text: how wide it is, and how it is drawn."""

from __future__ import annotations

import functools

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from assessment.report.fonts import char_width, clean, runs
from assessment.report.marks import fit_marks

# Share of the font size from the baseline to the top and to the bottom of an ideograph.
ASCENT = 0.88
DESCENT = 0.12

_TOLERANCE = 1e-6  # points


@functools.lru_cache(maxsize=50_000)
def em_width(text: str, bold: bool = False) -> float:
    """Width of one line of set text in em (multiply by the font size for points)."""
    return sum([char_width(char, bold) for char in text])


@functools.cache
def ink(color: str) -> Color:
    """The ReportLab colour of ``#RRGGBB``; parsing it at each use would cost a tenth of a report."""
    return HexColor(color)


def one_line(text: str) -> str:
    """Plain text cleaned, its line ends turned into spaces, its marks fitted."""
    return fit_marks(clean(text).replace("\n", " "))


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line of plain text in points."""
    return em_width(one_line(text), bold) * size


def shorten(text: str, width: float, size: float, bold: bool = False) -> str:
    """``text`` on one line and at most ``width`` points wide, cut with an ellipsis where it must be."""
    text = clean(text).replace("\n", " ")
    if text_width(text, size, bold) <= width + _TOLERANCE:
        return text
    room = width / size - em_width("…", bold)
    end = 0
    for char in fit_marks(text):
        room -= char_width(char, bold)
        if room < 0:
            break
        end += 1
    short = _cut(text, end)
    while end and text_width(short, size, bold) > width + _TOLERANCE:  # a mark was narrow only beside the next one
        end -= 1
        short = _cut(text, end)
    return short


def _cut(text: str, end: int) -> str:
    return text[:end].rstrip(" ，、；：,;:（(《“") + "…"


def draw_text(
    canvas: Canvas,
    x: float,
    y: float,
    text: str,
    size: float,
    color: str,
    *,
    bold: bool = False,
    align: float = 0.0,
) -> float:
    """Draw one line of plain text with its baseline at ``y`` points and return its width in points.

    ``align`` is the share of the width to the left of ``x``: 0 starts there, 0.5 centres, 1 ends there.
    ``color`` is ``#RRGGBB``.
    """
    text = one_line(text)
    width = em_width(text, bold) * size
    pen = canvas.beginText(x - align * width, y)
    pen.setFillColor(ink(color))
    for run in runs(text, bold):
        pen.setFont(run.face, size)
        pen.textOut(run.text)
    canvas.drawText(pen)
    return width
