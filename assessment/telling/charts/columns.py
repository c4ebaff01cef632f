"""How are the others spread, and where is the firm among them? Columns of shares over ranges of a figure."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.telling import theme
from assessment.telling.charts.base import AXIS_SIZE, LABEL_SIZE, Chart, Frame
from assessment.telling.charts.layout import figure
from assessment.telling.charts.pen import Lettering, Pen

_HEIGHT, _BOTTOM, _TOP, _TICK_ROOM, _AIR = 130.0, 28.0, 18.0, 30.0, 0.12


class SharedColumns(Chart):
    """A column for each of ``shares`` (of 1) over equal ranges of a figure; ``own`` is the firm's."""

    def __init__(
        self, frame: Frame, shares: Sequence[float], low: float, high: float, own: float, own_label: str, axis_word: str
    ) -> None:
        super().__init__(frame)
        self._shares = shares
        self._low, self._high = low, high
        self._own, self._own_label, self._axis_word = own, own_label, axis_word

    @property
    def has_data(self) -> bool:
        """True when anybody is counted."""
        return sum(self._shares) > 0

    @property
    def own_column(self) -> int:
        """The column in which the firm stands; the last one takes its upper end in, as the counting does."""
        share = (self._own - self._low) / (self._high - self._low)
        return min(len(self._shares) - 1, max(0, int(share * len(self._shares))))

    def drawing_height(self, letters: Lettering, width: float) -> float:
        """Always the same."""
        return _HEIGHT

    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """Columns over their axis, the firm's own in its colour with its name above."""
        room, top = width - _TICK_ROOM, height - _TOP
        wide, most = room / len(self._shares), max(self._shares)
        for share in (0.0, most / 2, most):
            y = _BOTTOM + share / most * (top - _BOTTOM)
            pen.line(_TICK_ROOM, y, width, y, width=0.4)
            pen.text(
                _TICK_ROOM - 5, y, f"{figure(100 * share, 0 if most > 0.02 else 1)}%", AXIS_SIZE, theme.MUTED, align=1
            )
        for at, share in enumerate(self._shares):
            color = theme.OWN if at == self.own_column else theme.PRIMARY_SOFT
            tall = share / most * (top - _BOTTOM)
            pen.rect(_TICK_ROOM + (at + _AIR / 2) * wide, _BOTTOM, (1 - _AIR) * wide, tall, fill=color)
        for part in range(5):
            value = self._low + part / 4 * (self._high - self._low)
            pen.text(_TICK_ROOM + part / 4 * room, _BOTTOM - 9, figure(value), AXIS_SIZE, theme.MUTED, align=part / 4)
        pen.text(_TICK_ROOM + room / 2, 6, self._axis_word, AXIS_SIZE, theme.MUTED, align=0.5)
        x = _TICK_ROOM + (self.own_column + 0.5) * wide
        pen.line(x, _BOTTOM, x, top + 4, theme.OWN, 0.8, (1, 2))
        half = pen.text_width(self._own_label, LABEL_SIZE, bold=True) / 2
        middle = min(max(x, half), width - half)
        pen.text(middle, top + 10, self._own_label, LABEL_SIZE, theme.OWN, bold=True, align=0.5)
