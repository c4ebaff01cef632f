"""How do others spread, and in which part is the firm? One bar of shares that add up to the whole."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.telling import theme
from assessment.telling.charts.base import AXIS_SIZE, LABEL_SIZE, Chart, Frame
from assessment.telling.charts.layout import figure
from assessment.telling.charts.pen import Lettering, Pen

_BAR, _LABEL = 18.0, 15.0


class ShareBar(Chart):
    """Parts ``(label, per cent)`` side by side; the firm is in the middle one, which carries its colour."""

    def __init__(self, frame: Frame, parts: Sequence[tuple[str, float]]) -> None:
        super().__init__(frame)
        self._parts = parts

    @property
    def has_data(self) -> bool:
        """True when there is anything to share."""
        return sum(share for _, share in self._parts) > 0

    def drawing_height(self, letters: Lettering, width: float) -> float:
        """The bar and a line of words below it."""
        return _BAR + _LABEL

    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """The parts, their shares in or under them, and the mark of the firm."""
        whole = sum(share for _, share in self._parts)
        x = 0.0
        grounds = (theme.LEVELS[1], theme.OWN, theme.LEVELS[3])
        room = width / len(self._parts)
        for at, ((label, share), ground) in enumerate(zip(self._parts, grounds, strict=True)):
            wide = width * share / whole
            pen.rect(x, _LABEL, wide, _BAR, fill=ground, stroke=theme.PAPER)
            value = f"{figure(share)}%"
            if pen.text_width(value, LABEL_SIZE, bold=True) + 6 < wide:
                color = theme.readable_on(ground)
                pen.text(x + wide / 2, _LABEL + _BAR / 2, value, LABEL_SIZE, color, bold=True, align=0.5)
            x += wide
            place, align = (0.0, width / 2, width)[at], at / 2
            text = pen.shorten(f"{label} {value}", room - 8, AXIS_SIZE, at == 1)
            pen.text(
                place, _LABEL / 2 - 2, text, AXIS_SIZE, theme.OWN if at == 1 else theme.MUTED, bold=at == 1, align=align
            )
