"""One line of text: how wide it is, and how it is drawn."""

from __future__ import annotations

import functools

from assessment.report.fonts import NONE, REGULAR, char_width, clean, heavy, register, runs
from assessment.report.sheet import FACES, PaperSheet, SetText, gathered
from assessment.report.structure import PagePart
from assessment.telling.marks import fit_marks

# Share of the font size from the baseline to the top and to the bottom of an ideograph.
ASCENT = 0.88
DESCENT = 0.12

_TOLERANCE = 1e-6  # points


@functools.lru_cache(maxsize=50_000)
def em_width(text: str, bold: bool = False) -> float:
    """Width of one line of set text in em (multiply by the font size for points)."""
    return sum([char_width(char, bold) for char in text])


class Writer:
    """Writes text line by line, naming colour and face only where they change; lengths in points."""

    def __init__(self, size: float) -> None:
        self._size = f"{size:g}"
        self._code: list[str] = []
        self._at = (0.0, 0.0)
        self._color = ""
        self._face = ""
        self._stretch = 0.0
        self._taken: dict[str, set[str]] = {}

    def move_to(self, x: float, y: float, stretch: float = 0.0) -> None:
        """Go on at ``x``, ``y`` from the beginning of the text, with so much more space between characters."""
        if (x, y) != self._at:
            self._code.append(f"{x - self._at[0]:.3f} {y - self._at[1]:.3f} Td")
            self._at = x, y
        self._set_stretch(stretch)

    def write(self, text: str, bold: bool, color: str) -> None:
        """Write set text where the last ended."""
        if color != self._color:
            self._code.append(fill(color))
            self._color = color
        for name, characters in runs(text, bold):
            self._show(name, characters)

    def done(self) -> SetText:
        """What was written."""
        self._set_stretch(0.0)
        return SetText(" ".join(self._code), gathered(self._taken))

    def _show(self, name: str, characters: str) -> None:
        self._taken.setdefault(name, set()).update(characters)
        if name == NONE:
            name, codes = REGULAR, "".join(f"{{{ord(char):X}}}" for char in characters)
        else:
            codes = characters.translate(register().of[name].codes)
        if name != self._face:
            self._code.append(f"{FACES[name]} {self._size} Tf")
            self._face = name
        self._code.append(f"<{codes}> Tj")

    def _set_stretch(self, stretch: float) -> None:
        if stretch != self._stretch:
            self._code.append(f"{stretch:.4f} Tc")
            self._stretch = stretch


@functools.cache
def fill(color: str) -> str:
    """The operator that fills with ``#RRGGBB`` from here on."""
    return f"{_channels(color)} rg"


@functools.cache
def stroke(color: str) -> str:
    """The operator that strokes with ``#RRGGBB`` from here on."""
    return f"{_channels(color)} RG"


def _channels(color: str) -> str:
    return " ".join(f"{int(color[at : at + 2], 16) / 255:.4g}" for at in (1, 3, 5))


@functools.lru_cache(maxsize=20_000)
def fitted(text: str) -> str:
    """Plain text as ``one_line``, its marks fitted."""
    return fit_marks(one_line(text))


def one_line(text: str) -> str:
    """Plain text cleaned, its line ends turned into spaces."""
    return clean(text).replace("\n", " ")


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line of plain text in points."""
    text = fitted(text)
    return em_width(text, bold and heavy(text)) * size


def shorten(text: str, width: float, size: float, bold: bool = False) -> str:
    """``text`` on one line and at most ``width`` points wide, cut with an ellipsis where it must be."""
    text = one_line(text)
    bold = bold and heavy(text)
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
    sheet: PaperSheet,
    x: float,
    y: float,
    text: str,
    size: float,
    color: str,
    *,
    bold: bool = False,
    align: float = 0.0,
    node: PagePart | None = None,
) -> float:
    """Draw one line of plain text with its baseline at ``y`` points and return its width in points.

    ``align`` is the share of the width to the left of ``x``: 0 starts there, 0.5 centres, 1 ends there.
    ``color`` is ``#RRGGBB``, ``node`` the part of the document that the line belongs to.
    """
    letters, width = _line(text, size, color, bold)
    sheet.put_text(letters, x - align * width, y, node)
    return width


@functools.lru_cache(maxsize=8192)
def _line(text: str, size: float, color: str, bold: bool) -> tuple[SetText, float]:
    text = fitted(text)
    bold = bold and heavy(text)
    writer = Writer(size)
    writer.write(text, bold, color)
    return writer.done(), em_width(text, bold) * size
