"""What does a budget buy? The most points that can be reached for a cost, as a staircase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.telling import theme
from assessment.telling.charts.base import AXIS_SIZE, LABEL_SIZE, Chart, Frame
from assessment.telling.charts.layout import figure, round_ticks
from assessment.telling.charts.pen import Lettering, Pen

_HEIGHT = 200.0
_BOTTOM, _TOP, _TICK_ROOM = 30.0, 18.0, 28.0


@dataclass(frozen=True)
class Stair:
    """The best result for ``cost``: ``points``; a way has a name."""

    cost: float
    points: float
    label: str = ""


class Staircase(Chart):
    """Steps up to the right: between two costs, more money buys nothing.

    ``ways`` are marked beside the stairs: plans that want something else than points, such as the next level.
    """

    def __init__(
        self,
        frame: Frame,
        offers: Sequence[Stair],
        cost_word: str,
        points_word: str,
        ways: Sequence[Stair] = (),
    ) -> None:
        super().__init__(frame)
        self._offers = sorted(offers, key=lambda offer: offer.cost)
        self._ways = ways
        self._cost_word, self._points_word = cost_word, points_word

    @property
    def has_data(self) -> bool:
        """True when there is an offer."""
        return bool(self._offers)

    def drawing_height(self, letters: Lettering, width: float) -> float:
        """Always the same."""
        return _HEIGHT

    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """Axes, the staircase, the ways with their names."""
        points = [offer.points for offer in [*self._offers, *self._ways]]
        low, high = min(points), max(points)
        ticks = round_ticks(max(0.0, low - 0.2 * (high - low)), high)
        costs = round_ticks(0, max(offer.cost for offer in [*self._offers, *self._ways]) or 1, 6)
        right = width - pen.text_width(figure(costs[-1]), AXIS_SIZE) / 2

        def x_of(cost: float) -> float:
            return _TICK_ROOM + cost / costs[-1] * (right - _TICK_ROOM)

        def y_of(value: float) -> float:
            return _BOTTOM + (value - ticks[0]) / ((ticks[-1] - ticks[0]) or 1) * (height - _BOTTOM - _TOP)

        for tick in ticks:
            pen.line(_TICK_ROOM, y_of(tick), right, y_of(tick), width=0.4)
            pen.text(_TICK_ROOM - 5, y_of(tick), figure(tick), AXIS_SIZE, theme.MUTED, align=1)
        for cost in costs:
            pen.line(x_of(cost), _BOTTOM, x_of(cost), _BOTTOM - 3, theme.MUTED)
            pen.text(x_of(cost), _BOTTOM - 9, figure(cost), AXIS_SIZE, theme.MUTED, align=0.5)
        pen.text(right, _BOTTOM - 22, self._cost_word, AXIS_SIZE, theme.MUTED, align=1)
        pen.text(0, height - 5, self._points_word, AXIS_SIZE, theme.MUTED)

        stairs = [(x_of(self._offers[0].cost), y_of(self._offers[0].points))]
        for offer in self._offers[1:]:
            stairs += [(x_of(offer.cost), stairs[-1][1]), (x_of(offer.cost), y_of(offer.points))]
        stairs.append((right, stairs[-1][1]))
        pen.polygon([(stairs[0][0], _BOTTOM), *stairs, (right, _BOTTOM)], fill=theme.LEVELS[1], opacity=0.45)

        pen.path(stairs, theme.PRIMARY, 1.8)
        for offer in self._offers:
            pen.mark("disc", x_of(offer.cost), y_of(offer.points), 2.0, theme.PRIMARY)
        for way in self._ways:
            pen.line(x_of(way.cost), _BOTTOM, x_of(way.cost), y_of(way.points), theme.OWN, 0.9, dash=(3, 2))
            pen.mark("diamond", x_of(way.cost), y_of(way.points), 3.8, theme.OWN)
        self._draw_labels(pen, [(x_of(way.cost), y_of(way.points), way.label) for way in self._ways], right)

    def _draw_labels(self, pen: Pen, placed: Sequence[tuple[float, float, str]], right: float) -> None:
        """Every name that has room below its step, or above where the axis is near."""
        taken: list[tuple[float, float, float, float]] = []
        for x, y, text in placed:
            label = pen.shorten(text, right - _TICK_ROOM, LABEL_SIZE, True)
            wide = pen.text_width(label, LABEL_SIZE, True)
            left = x + 6 if x + 6 + wide <= right else max(_TICK_ROOM, x - 6 - wide)  # clear of the line below its step
            middle = y - 10.5 if y - 18 > _BOTTOM else y + 10.5
            box = (left, middle - 6.5, left + wide, middle + 6.5)
            if not any(_overlap(box, other) for other in taken):
                taken.append(box)
                pen.text(left, middle, label, LABEL_SIZE, theme.OWN, bold=True)


def _overlap(first: tuple[float, float, float, float], second: tuple[float, float, float, float]) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]
