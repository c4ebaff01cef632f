"""On which level does the firm stand? The levels as steps that rise to the right."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.telling import theme
from assessment.telling.charts.base import AXIS_SIZE, LABEL_SIZE, Chart, Frame
from assessment.telling.charts.pen import Lettering, Pen

_LOWEST, _RISE, _GAP, _MARK_ROOM = 27.0, 8.0, 3.0, 17.0


class Ladder(Chart):
    """A step for each of ``names``; the firm stands on those from ``low`` to ``high`` (indices, the same when known).

    Their tops are drawn in the firm's colour, dashed when there are several; ``own_label`` stands above the first.
    """

    def __init__(self, frame: Frame, names: Sequence[str], low: int, high: int, own_label: str) -> None:
        super().__init__(frame)
        self._names = names
        self._low, self._high = low, high
        self._own_label = own_label

    @property
    def has_data(self) -> bool:
        """True when there is a step."""
        return bool(self._names)

    def drawing_height(self, letters: Lettering, width: float) -> float:
        """The highest step, and above the firm's own the mark."""
        return _LOWEST + max(_RISE * (len(self._names) - 1), _RISE * self._low + _MARK_ROOM)

    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """The steps from left to right, then the firm's mark."""
        wide = (width + _GAP) / len(self._names) - _GAP
        for at, name in enumerate(self._names):
            x, high = at * (wide + _GAP), _LOWEST + _RISE * at
            ground = theme.LEVELS[round(at * (len(theme.LEVELS) - 1) / max(1, len(self._names) - 1))]
            own = self._low <= at <= self._high
            pen.rect(x, 0, wide, high, fill=ground, stroke=theme.RULE)
            lines, bold = _lines(pen, name, wide - 8, own)
            color = theme.readable_on(ground)
            pen.block(x + wide / 2, high / 2, lines, LABEL_SIZE, color, bold=bold, align=0.5)
            if own:
                pen.line(x, high, x + wide, high, theme.OWN, 2.4, (5, 4) if self._low < self._high else ())
        x, top = self._low * (wide + _GAP), _LOWEST + _RISE * self._low
        wide_label = pen.text_width(self._own_label, AXIS_SIZE, bold=True)
        middle = min(max(x + wide / 2, wide_label / 2 + 10), width - wide_label / 2)
        pen.mark("diamond", middle - wide_label / 2 - 6, top + 9, 3.0, theme.OWN)
        pen.text(middle, top + 9, self._own_label, AXIS_SIZE, theme.OWN, bold=True, align=0.5)


def _lines(letters: Lettering, name: str, width: float, own: bool) -> tuple[list[str], bool]:
    """A level's name, and whether it is bold; where it takes two lines, what stands in brackets is the second, whole.

    The firm's ``own`` is bold unless that alone would break it.
    """
    head, bracket, rest = name.partition("（")
    parts = [head, bracket + rest]
    for bold in dict.fromkeys((own, False)):
        widest = max(letters.text_width(part, LABEL_SIZE, bold) for part in parts)
        if bracket and widest <= width < letters.text_width(name, LABEL_SIZE, bold):
            return parts, bold
    return letters.fit_lines(name, width, 2, LABEL_SIZE, own), own
