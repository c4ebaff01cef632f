"""Is the firm lopsided? A radar of the share reached on each axis."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.telling import theme
from assessment.telling.charts.base import LABEL_SIZE, Chart, Frame
from assessment.telling.charts.layout import figures, spread
from assessment.telling.charts.pen import Lettering, Pen

_HEIGHT = 200.0
_LABEL_BAND, _LABEL_GAP, _LINE = 26.0, 23.0, 10.0
_LEGEND = 16.0
_MIN_AXES = 3


@dataclass(frozen=True)
class Axis:
    """A share of 0 to 1, from ``low`` to ``high``, the same when known."""

    label: str
    low: float
    high: float


class Radar(Chart):
    """The firm's shape on three axes or more, the best case as a dashed edge."""

    def __init__(self, frame: Frame, axes: Sequence[Axis]) -> None:
        super().__init__(frame)
        self._axes = axes

    @property
    def has_data(self) -> bool:
        """True for three axes or more: two make no shape."""
        return len(self._axes) >= _MIN_AXES

    def drawing_height(self, letters: Lettering, width: float) -> float:
        """Always the same."""
        return _HEIGHT

    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """Rings and spokes, the shapes, the labels outside."""
        centre = width / 2, _LEGEND + (height - _LEGEND) / 2
        radius = (height - _LEGEND) / 2 - _LABEL_BAND
        angles = [math.pi / 2 - 2 * math.pi * number / len(self._axes) for number in range(len(self._axes))]

        def corner(angle: float, share: float) -> tuple[float, float]:
            reach = radius * min(max(share, 0.0), 1.0)
            return centre[0] + reach * math.cos(angle), centre[1] + reach * math.sin(angle)

        for ring in (0.25, 0.5, 0.75, 1.0):
            pen.polygon([corner(angle, ring) for angle in angles], stroke=theme.RULE, width=0.5)
        for angle in angles:
            pen.line(*centre, *corner(angle, 1.0), width=0.5)

        if any(axis.high > axis.low for axis in self._axes):
            best = [corner(angle, axis.high) for angle, axis in zip(angles, self._axes, strict=True)]
            pen.polygon(best, fill=theme.LEVELS[1], stroke=theme.PRIMARY, width=0.9, dash=(3, 2), opacity=0.5)
        sure = [corner(angle, axis.low) for angle, axis in zip(angles, self._axes, strict=True)]
        pen.polygon(sure, fill=theme.PRIMARY_SOFT, stroke=theme.PRIMARY, width=1.6, opacity=0.45)
        for point in sure:
            pen.mark("disc", *point, 2.0, theme.PRIMARY)
        self._draw_labels(pen, angles, centre, radius, width)

    def _draw_labels(
        self, pen: Pen, angles: Sequence[float], centre: tuple[float, float], radius: float, width: float
    ) -> None:
        """Name over share, outside the ends of the spokes; those of one side are pushed apart where they crowd."""
        reach = radius + 9
        for side in (-1, 0, 1):
            members = [at for at, angle in enumerate(angles) if _side(angle) == side]
            wanted = [(reach + 4) * math.sin(angles[at]) for at in members]
            narrow = width / 2 - reach
            tall = side and any(pen.text_width(self._axes[at].label, LABEL_SIZE) > narrow for at in members)
            gap = _LABEL_GAP + _LINE if tall else _LABEL_GAP
            heights = spread(wanted, gap, -reach - 8, reach + 8) if side else wanted
            for at, up in zip(members, heights, strict=True):
                axis = self._axes[at]
                across = max(abs(reach * math.cos(angles[at])), math.sqrt(max(0.0, reach**2 - up**2))) if side else 0.0
                room = width / 2 - across if side else 2 * reach * abs(math.sin(math.pi * 2 / len(angles))) - 8
                x, y, align = centre[0] + side * across, centre[1] + up, (1 - side) / 2
                lines = pen.fit_lines(axis.label, room, 2 if tall else 1, LABEL_SIZE)
                for line, text in enumerate(reversed(lines)):
                    pen.text(x, y + 5 + line * _LINE, text, LABEL_SIZE, align=align)
                share = f"{figures(100 * axis.low, 100 * axis.high)}%"
                pen.text(x, y - 6, share, LABEL_SIZE, theme.PRIMARY, bold=True, align=align)


def _side(angle: float) -> int:
    """-1 for a spoke that points left, 1 for right, 0 for one that points straight up or down."""
    across = math.cos(angle)
    return 0 if abs(across) < 1e-6 else (1 if across > 0 else -1)
