"""Paragraphs: plain text in, correctly broken and drawn lines out.

There is no markup language here. Emphasis is a ``Span`` that the program makes, so whatever a person typed is
drawn as it was typed: ``<b>``, ``&`` and ``<img src=...>`` are only characters, and nothing is ever opened.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from reportlab.platypus import Flowable

from assessment.report.fonts import char_width, clean, heavy
from assessment.report.lettering import ASCENT, Writer, one_line, shorten, text_width
from assessment.report.sheet import PaperSheet, SetText
from assessment.report.structure import PagePart
from assessment.telling import theme
from assessment.telling.linebreaking import Line, break_lines
from assessment.telling.marks import HALF, PLAIN, RIGHT_INKED, fit_marks

Align = Literal["left", "center", "right", "justify"]

# Widest space put between two characters to fill a line, in em. Text readers take 0.1 em for a word space.
_MAX_STRETCH = 0.06


@dataclass(frozen=True)
class Style:
    """How a paragraph looks; lengths in points, ``leading`` from baseline to baseline.

    All of it, its bullet too, begins at ``margin``; ``indent`` is what its lines begin after that.
    """

    size: float = theme.BODY_SIZE
    leading: float = 16.0
    color: str = theme.INK
    bold: bool = False
    align: Align = "left"
    space_before: float = 0.0
    space_after: float = 6.0
    margin: float = 0.0
    indent: float = 0.0
    keep_with_next: bool = False


TITLE = Style(theme.TITLE_SIZE, 34.0, theme.INK, bold=True, space_after=10.0)
HEADING = Style(theme.HEADING_SIZE, 22.0, theme.PRIMARY, bold=True, space_before=14.0, keep_with_next=True)
SUBHEADING = Style(theme.SUBHEADING_SIZE, 17.0, theme.INK, True, space_before=8.0, space_after=4.0, keep_with_next=True)
BODY = Style(align="justify")
SMALL = Style(theme.SMALL_SIZE, 13.0, space_after=3.5)
CAPTION = Style(theme.CAPTION_SIZE, 11.5, theme.MUTED, space_after=8.0)


@dataclass(frozen=True)
class TextSpan:
    """Characters within a paragraph that look different from the rest of it."""

    text: str
    bold: bool = False
    color: str | None = None


Content = str | TextSpan | Sequence[str | TextSpan]


def fit_lines(text: str, width: float, most: int, size: float, bold: bool = False) -> list[str]:
    """Plain text broken into at most ``most`` lines for a label; the last is cut with an ellipsis where it must be."""
    if text_width(text, size, bold) <= width:
        return [one_line(text)]
    paragraph = Text(text, Style(size, bold=bold))
    lines = paragraph.lines(width - size / 2)  # labels do not narrow the marks at the edges of a line
    if any(text_width(line, size, bold) > width for line in lines):  # marks at both edges
        lines = paragraph.lines(width - size)
    if len(lines) <= most:
        return lines
    rest = paragraph.text[paragraph._lines[most - 1].start :]
    return [*lines[: most - 1], shorten(rest, width, size, bold)]


class _Stretch(NamedTuple):
    """Characters ``start`` to ``end`` of a paragraph, set in one weight and colour."""

    start: int
    end: int
    bold: bool
    color: str


class _Paragraph:
    """A paragraph as it is set, whoever shows it: its characters, its lines by width, its operators by how it is drawn.

    Most paragraphs recur in every report, and are broken and lettered once.
    """

    __slots__ = ("_letters", "_lines", "_weights", "plain", "stretches", "style", "text")

    def __init__(self, text: str, stretches: tuple[_Stretch, ...], style: Style) -> None:
        self.text, self.stretches, self.style = text, stretches, style
        self.plain = text.translate(PLAIN)
        """The same characters with marks of the usual width."""
        self._weights = tuple((part.start, part.end, part.bold) for part in stretches)
        self._lines: dict[float, list[Line]] = {}
        self._letters: dict[tuple[float, bool, str], SetText] = {}

    def lines(self, width: float) -> list[Line]:
        """The lines in a column ``width`` points wide."""
        found = self._lines.get(width)
        if found is None:
            room = max(width - self.style.margin - self.style.indent, self.style.size)
            found = self._lines[width] = _broken(self.text, self._weights, room, self.style.size)
        return found

    def letters(self, width: float, is_part: bool, bullet: str) -> SetText:
        """The lines from the baseline of the first; of a part that goes on elsewhere, the last is a full one too."""
        key = width, is_part, bullet
        found = self._letters.get(key)
        if found is None:
            found = self._letters[key] = self._lettered(width, is_part, bullet)
        return found

    def _lettered(self, width: float, is_part: bool, bullet: str) -> SetText:
        style = self.style
        writer = Writer(style.size)
        if bullet:
            writer.move_to(style.margin, 0.0, 0.0)
            writer.write(bullet, style.bold, style.color)
        lines = self.lines(width)
        y = 0.0
        for number, line in enumerate(lines):
            ends = line.last and not (is_part and number + 1 == len(lines))
            self._write_line(writer, line, width, y, ends)
            y -= style.leading
        return writer.done()

    def _write_line(self, writer: Writer, line: Line, width: float, y: float, ends: bool) -> None:
        style = self.style
        x = style.margin + style.indent
        spare = width - x - line.width
        if style.align == "center":
            x += spare / 2
        elif style.align == "right":
            x += spare
        stretch = 0.0
        if style.align == "justify" and not ends:
            stretch = spare / max(1, line.end - line.start - 1)
            if stretch > _MAX_STRETCH * style.size or _is_latin(self.text[line.start : line.end]):
                stretch = 0.0
        writer.move_to(x, y, stretch)
        for part in self.stretches:
            start, end = max(line.start, part.start), min(line.end, part.end)
            if start < end:
                writer.write(_fitted(self.text, line, start, end), part.bold, part.color)


class Text(Flowable):
    """A paragraph of plain text, or of spans, that breaks its lines by the Chinese rules and splits over pages.

    ``bullet`` is drawn once, to the left of the first line, in the indent that ``style.indent`` leaves for it.
    A line end in the text starts a new line. ``node`` is the part of the document's structure that the text is; its
    pieces on further pages are the same part.
    """

    def __init__(self, content: Content, style: Style = BODY, bullet: str = "", node: PagePart | None = None) -> None:
        super().__init__()
        self.node = node
        self.style = style
        self.bullet = fit_marks(clean(bullet)) if bullet else ""
        self.spaceBefore = style.space_before
        self.spaceAfter = style.space_after
        self.keepWithNext = style.keep_with_next
        self._set = _paragraph((content,) if isinstance(content, (str, TextSpan)) else tuple(content), style)
        self._is_part = False  # the paragraph goes on on the next page, so its last line is a full one
        self._lines: list[Line] = []
        self._broken_for = -1.0

    @property
    def text(self) -> str:
        """The characters of the paragraph, cleaned."""
        return self._set.plain

    def lines(self, width: float) -> list[str]:
        """The text of each line in a column ``width`` points wide."""
        self._break(width)
        text = self.text
        return [text[line.start : line.end] for line in self._lines]

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Break the lines for a column; the width taken and the height, in points."""
        self._break(avail_width)
        self.width = avail_width
        self.height = len(self._lines) * self.style.leading
        return self.width, self.height

    def split(self, avail_width: float, avail_height: float) -> list[Text]:
        """Two paragraphs where the lines do not fit, leaving at least two lines on either side; or none."""
        self._break(avail_width)
        count = len(self._lines)
        fits = int((avail_height + 1e-6) // self.style.leading)
        if fits >= count:
            return [self]
        fits = min(fits, count - 2)
        if fits < 2:
            return []
        head = self._part(0, self._lines[fits - 1].end, self.bullet)
        head._is_part = not self._lines[fits - 1].last
        head.spaceAfter = 0.0
        tail = self._part(self._lines[fits].start, len(self._set.text), "")
        tail._is_part = self._is_part
        tail.spaceBefore = 0.0
        return [head, tail]

    def draw(self) -> None:
        """Draw the lines from the top of the flowable down."""
        self.draw_at(self.canv, 0.0, self.height)

    def draw_at(self, sheet: PaperSheet, x: float, top: float, *, again: bool = False) -> None:
        """Draw the lines broken last with their upper left corner at ``x``, ``top`` of ``sheet``.

        ``again`` says that they were read before, on an earlier page, and are repeated for the eye.
        """
        if not self._set.text and not self.bullet:
            return
        style = self.style
        y = top - (style.leading - style.size) / 2 - ASCENT * style.size
        letters = self._set.letters(self._broken_for, self._is_part, self.bullet)
        sheet.put_text(letters, x, y, None if again else self.node)

    def _break(self, width: float) -> None:
        if width != self._broken_for:
            self._lines = self._set.lines(width)
            self._broken_for = width

    def _part(self, start: int, end: int, bullet: str) -> Text:
        part = Text("", self.style, bullet, self.node)
        cut = ((max(start, one.start) - start, min(end, one.end) - start, one) for one in self._set.stretches)
        stretches = tuple(_Stretch(low, high, one.bold, one.color) for low, high, one in cut if low < high)
        part._set = _Paragraph(fit_marks(self.text[start:end]), stretches, self.style)
        return part


@functools.lru_cache(maxsize=8192)
def _paragraph(pieces: tuple[str | TextSpan, ...], style: Style) -> _Paragraph:
    """The characters of a paragraph, cleaned and with marks that meet made narrow, and how each stretch looks."""
    text = ""
    stretches = []
    for piece in pieces:
        span = piece if isinstance(piece, TextSpan) else TextSpan(piece)
        start = len(text)
        text += clean(span.text)
        heavy_here = (span.bold or style.bold) and heavy(span.text)
        stretches.append(_Stretch(start, len(text), heavy_here, span.color or style.color))
    return _Paragraph(fit_marks(text), tuple(stretches), style)  # as many characters as before


def _fitted(text: str, line: Line, start: int, end: int) -> str:
    """The characters ``start`` to ``end`` with the marks at the edges of the line made narrow."""
    piece = text[start:end]
    if start == line.start and piece[0] in RIGHT_INKED:
        piece = HALF[piece[0]] + piece[1:]
    if end == line.end and line.tight:
        piece = piece[:-1] + HALF[piece[-1]]
    return piece


def _is_latin(text: str) -> bool:
    """True for a line that is mostly Latin: spacing its letters would look wrong."""
    return sum(char < "\u2000" for char in text) > len(text) / 2


def _broken(text: str, weights: tuple[tuple[int, int, bool], ...], room: float, size: float) -> list[Line]:
    """The lines of set text whose characters ``start`` to ``end`` are bold or not."""
    widths = (char_width(char, bold) for start, end, bold in weights for char in text[start:end])
    reached = [one * size for one in itertools.accumulate(widths, initial=0.0)]
    return break_lines(text, room, size, lambda start, end: reached[end] - reached[start])
