"""The result on one screen of a phone: level, parts, first step, and a code by which the next owner begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.telling import theme
from assessment.telling.charts.base import Chart, Frame
from assessment.telling.charts.pen import Lettering, Pen

_EDGE, _GAP = 16.0, 10.0
_HEAD, _BIG, _TEXT, _SMALL = 11.0, 17.0, 10.0, 8.0
_BAR, _ROW, _CODE = 8.0, 27.0, 84.0
_BAND = 34.0


@dataclass(frozen=True)
class CardBar:
    """A part of the result: its name, the shares of its points that are sure and possible (0 to 1), and the figure."""

    name: str
    low: float
    high: float
    figure: str


@dataclass(frozen=True)
class CardWords:
    """What stands on a card; all of it is plain text."""

    head: str
    firm: str
    verdict: str
    points: str
    step_head: str
    step: str
    invitation: str
    caveat: str


class ResultCard(Chart):
    """A card; ``code`` is the matrix of a QR code, true where it is dark."""

    def __init__(self, frame: Frame, words: CardWords, bars: Sequence[CardBar], code: Sequence[Sequence[bool]]) -> None:
        super().__init__(frame)
        self._words, self._bars, self._code = words, bars, code

    @property
    def has_data(self) -> bool:
        """A card always has its verdict."""
        return True

    def drawing_height(self, letters: Lettering, width: float) -> float:
        """All of it, with its edges."""
        room = width - 2 * _EDGE
        verdict = len(letters.fit_lines(self._words.verdict, room, 2, _BIG, True)) * _BIG * 1.25
        step = len(letters.fit_lines(self._words.step, room, 3, _TEXT)) * _TEXT * 1.4
        return (
            _BAND + _GAP + 15 + verdict + 18 + _ROW * len(self._bars) + 2 * _GAP + 16 + step + _GAP + _CODE + 2 * _GAP
        )

    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """From the top down."""
        words, room = self._words, width - 2 * _EDGE
        pen.rect(0, 0, width, height, fill=theme.PAPER, stroke=theme.RULE)
        pen.rect(0, height - _BAND, width, _BAND, fill=theme.PRIMARY)
        pen.text(_EDGE, height - _BAND / 2, words.head, _HEAD, theme.PAPER, bold=True)
        y = height - _BAND - _GAP - 6
        pen.text(_EDGE, y, pen.shorten(words.firm, room, _SMALL), _SMALL, theme.MUTED)
        y -= 9
        lines = pen.fit_lines(words.verdict, room, 2, _BIG, True)
        pen.block(_EDGE, y - len(lines) * _BIG * 1.25 / 2, lines, _BIG, theme.INK, bold=True)
        y -= len(lines) * _BIG * 1.25 + 9
        pen.text(_EDGE, y, words.points, _TEXT, theme.PRIMARY, bold=True)
        y -= 9
        for bar in self._bars:
            pen.text(_EDGE, y - 7, bar.name, _SMALL)
            pen.text(_EDGE + room, y - 7, bar.figure, _SMALL, theme.MUTED, align=1.0)
            pen.rect(_EDGE, y - 14 - _BAR, room, _BAR, fill=theme.LEVELS[0])
            pen.rect(_EDGE, y - 14 - _BAR, max(0.5, room * bar.low), _BAR, fill=theme.PRIMARY)
            if bar.high > bar.low:
                pen.hatch(_EDGE + room * bar.low, y - 14 - _BAR, room * (bar.high - bar.low), _BAR, theme.PRIMARY_SOFT)
            y -= _ROW
        y -= _GAP
        pen.text(_EDGE, y - 6, words.step_head, _SMALL, theme.OWN, bold=True)
        lines = pen.fit_lines(words.step, room, 3, _TEXT)
        pen.block(_EDGE, y - 14 - len(lines) * _TEXT * 1.4 / 2, lines, _TEXT)
        self._draw_code(pen, _EDGE, _GAP, _CODE)
        side, beside = _EDGE + _CODE + _GAP, room - _CODE - _GAP
        lines = pen.fit_lines(words.invitation, beside, 3, _TEXT, True)
        pen.block(side, _GAP + _CODE * 0.66, lines, _TEXT, theme.INK, bold=True)
        pen.block(side, _GAP + _CODE * 0.2, pen.fit_lines(words.caveat, beside, 3, _SMALL), _SMALL, theme.MUTED)

    def _draw_code(self, pen: Pen, x: float, y: float, size: float) -> None:
        """Runs of dark squares in each row of the QR code."""
        cell = size / max(1, len(self._code))
        for row, squares in enumerate(self._code):
            top, start = y + size - (row + 1) * cell, None
            for column, dark in enumerate([*squares, False]):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    pen.rect(x + start * cell, top, (column - start) * cell, cell + 0.05, fill=theme.INK)
                    start = None
