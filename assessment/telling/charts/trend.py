"""How did province and nation move, what is aimed at, and where is the firm? Published values over the years."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assessment.telling import theme
from assessment.telling.charts.base import AXIS_SIZE, LABEL_SIZE, Chart, Frame
from assessment.telling.charts.layout import figure, round_ticks, spread
from assessment.telling.charts.pen import Dash, Lettering, Pen
from assessment.telling.charts.standing import MARKS, Kind

_LEAST_HEIGHT = 110.0
_BOTTOM, _TOP, _TICK_ROOM, _LEADER = 18.0, 8.0, 26.0, 16.0
_LABEL_SHARE, _LINE = 0.34, 9.5
_LINES: dict[Kind, tuple[float, Dash]] = {"province": (1.8, ()), "nation": (1.2, (5, 2.5)), "other": (1.0, (1, 2))}


@dataclass(frozen=True)
class Observation:
    """A value at a time, in years with decimals: the end of 2020 is 2021.0, June 2023 is 2023.5."""

    year: float
    value: float


@dataclass(frozen=True)
class TrendLine:
    """Values in order of time, joined by a line; those of the kind ``target`` stand alone."""

    label: str
    kind: Kind
    points: tuple[Observation, ...]


@dataclass(frozen=True)
class _EndLabel:
    text: str
    x: float
    y: float
    color: str
    bold: bool


class Trend(Chart):
    """Lines named at their right ends instead of in a legend; the firm's own point is a diamond.

    With ``own_high`` the firm's value lies anywhere between ``own`` and that. ``since`` is the first year of the axis
    when values begin later, so that several charts share one.
    """

    def __init__(
        self,
        frame: Frame,
        series: Sequence[TrendLine],
        own: Observation | None = None,
        own_label: str = "",
        own_high: float | None = None,
        since: int | None = None,
    ) -> None:
        super().__init__(frame)
        self._series = [one for one in series if one.points]
        self._own = own
        self._own_label = own_label
        self._own_high = own_high if own is not None and own_high is not None and own_high > own.value else None
        self._since = since

    @property
    def has_data(self) -> bool:
        """True when a value was published; the firm's own point alone is no trend."""
        return bool(self._series)

    def drawing_height(self, letters: Lettering, width: float) -> float:
        """As high as its labels need, one below the other."""
        texts = self._label_texts()
        widest = self._label_width(letters, width)
        lines = max((len(letters.fit_lines(text, widest, 2, LABEL_SIZE, True)) for text in texts), default=1)
        return max(_LEAST_HEIGHT, _BOTTOM + _TOP + _apart(lines) * len(texts))

    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """Grid, lines, marks, and the labels at the right."""
        points = [point for one in self._series for point in one.points] + ([self._own] if self._own else [])
        values = [point.value for point in points] + ([self._own_high] if self._own_high is not None else [])
        ticks = round_ticks(*_padded(values))
        ticks = [tick for tick in ticks if tick <= max(100.0, *values)]  # nobody does more than all of it
        first, last = math.ceil(min(p.year for p in points)) - 1, math.ceil(max(p.year for p in points))
        first = first if self._since is None else min(first, self._since)
        right = width - self._label_width(pen, width)
        plot_right = right - _LEADER

        def x_of(year: float) -> float:
            return _TICK_ROOM + (year - first) / (last - first) * (plot_right - _TICK_ROOM)

        def y_of(value: float) -> float:
            return _BOTTOM + (value - ticks[0]) / (ticks[-1] - ticks[0]) * (height - _BOTTOM - _TOP)

        for tick in ticks:
            pen.line(_TICK_ROOM, y_of(tick), plot_right, y_of(tick), width=0.4)
            pen.text(_TICK_ROOM - 5, y_of(tick), figure(tick), AXIS_SIZE, theme.MUTED, align=1)
        step = max(1, math.ceil((last - first) * 22 / (plot_right - _TICK_ROOM)))
        for year in range(first, last + 1):
            pen.line(x_of(year), _BOTTOM, x_of(year), _BOTTOM - 3, theme.MUTED)
        for year in range(first, last, step):  # the name of a year stands in the middle of it
            pen.text(x_of(year + 0.5), _BOTTOM - 9, str(year), AXIS_SIZE, theme.MUTED, align=0.5)

        ends: list[_EndLabel] = []
        for one, text in zip(self._series, self._label_texts(), strict=False):
            placed = [(x_of(point.year), y_of(point.value)) for point in one.points]
            if one.kind != "target":
                line_width, dash = _LINES[one.kind]
                for start, end in pairwise(placed):
                    pen.line(*start, *end, theme.PRIMARY, line_width, dash)
            for place in placed:
                pen.mark(MARKS[one.kind], *place, 2.6, theme.PRIMARY)
            ends.append(_EndLabel(text, *placed[-1], theme.INK, False))
        if self._own:
            place = x_of(self._own.year), y_of(self._own.value)
            ends.append(_EndLabel(self._label_texts()[-1], *place, theme.OWN, True))
        self._draw_labels(pen, ends, right, width, height)
        if self._own:
            x, y = x_of(self._own.year), y_of(self._own.value)
            if self._own_high is not None:
                pen.line(x, y, x, y_of(self._own_high), theme.OWN, 2.2)
                pen.mark("diamond", x, y_of(self._own_high), 3.8, theme.OWN)
            pen.mark("diamond", x, y, 3.8, theme.OWN)

    def _label_width(self, letters: Lettering, width: float) -> float:
        widest = max((letters.text_width(text, LABEL_SIZE, bold=True) for text in self._label_texts()), default=0.0)
        return min(widest, width * _LABEL_SHARE)

    def _label_texts(self) -> list[str]:
        texts = [f"{one.label} {figure(one.points[-1].value)}%" for one in self._series]
        if self._own:
            high = "" if self._own_high is None else f"–{figure(self._own_high)}"
            texts.append(f"{self._own_label} {figure(self._own.value)}{high}%")
        return texts

    def _draw_labels(self, pen: Pen, ends: list[_EndLabel], x: float, width: float, height: float) -> None:
        texts = [pen.fit_lines(end.text, width - x, 2, LABEL_SIZE, end.bold) for end in ends]
        apart = _apart(max(map(len, texts), default=1))
        places = spread([end.y for end in ends], apart, _BOTTOM, height - _TOP)
        for end, lines, y in zip(ends, texts, places, strict=True):
            pen.path([(end.x + 4, end.y), (x - _LEADER + 4, end.y), (x - 3, y)], theme.RULE, 0.5)
            for number, line in enumerate(lines):
                above = _LINE * ((len(lines) - 1) / 2 - number)
                pen.text(x, y + above, line, LABEL_SIZE, end.color, bold=end.bold)


def _apart(lines: int) -> float:
    """From the middle of a label to that of the next."""
    return 13.0 + _LINE * (lines - 1)


def _padded(values: Sequence[float]) -> tuple[float, float]:
    """The range of the values with a tenth of air, not below zero when no value is."""
    low, high = min(values), max(values)
    air = (high - low) * 0.1 or 5.0
    return (max(low - air, 0.0) if low >= 0 else low - air), high + air
