"""One line of text: how wide it is, and how it is drawn."""

from __future__ import annotations

import functools

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.rl_accel import escapePDF, fp_str
from reportlab.pdfbase.pdfmetrics import getFont
from reportlab.pdfgen.canvas import Canvas

from assessment.report.fonts import char_width, clean, runs
from assessment.telling.marks import fit_marks

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


class Writer:
    """A text object that names colour and face only where they change; lengths in points.

    ReportLab's own measures every string to follow the pen, which takes a fifth of a report's time.
    """

    def __init__(self, canvas: Canvas, size: float) -> None:
        self._canvas = canvas
        self._doc = canvas._doc  # the subsets of a font belong to a document
        self._size = fp_str(size)
        self._code = ["BT"]
        self._color = ""
        self._subset: tuple[str, int] | None = None
        self._stretch = 0.0

    def move_to(self, x: float, y: float, stretch: float = 0.0) -> None:
        """Go on at ``x``, ``y``, with so much more space between characters."""
        self._code.append(f"1 0 0 1 {fp_str(x, y)} Tm")
        self._set_stretch(stretch)

    def write(self, text: str, bold: bool, color: str) -> None:
        """Write set text where the last ended."""
        if color != self._color:
            self._code.append(_fill(color))
            self._color = color
        for face, characters in runs(text, bold):
            font = getFont(face)
            for number, codes in font.splitString(characters, self._doc):
                if (face, number) != self._subset:
                    self._code.append(f"{font.getSubsetInternalName(number, self._doc)} {self._size} Tf")
                    self._subset = face, number
                self._code.append(f"({escapePDF(codes)}) Tj")

    def done(self) -> None:
        """Put what was written on the canvas."""
        self._set_stretch(0.0)
        self._canvas.drawText(self)

    def getCode(self) -> str:
        """The operators, as the canvas asks for them."""
        return " ".join([*self._code, "ET"])

    def _set_stretch(self, stretch: float) -> None:
        if stretch != self._stretch:
            self._code.append(f"{fp_str(stretch)} Tc")
            self._stretch = stretch


@functools.cache
def _fill(color: str) -> str:
    return f"{fp_str(*ink(color).rgb())} rg"


@functools.lru_cache(maxsize=20_000)
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
    writer = Writer(canvas, size)
    writer.move_to(x - align * width, y)
    writer.write(text, bold, color)
    writer.done()
    return width
