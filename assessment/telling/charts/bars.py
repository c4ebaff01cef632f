"""Where are the points, and where are they missing? Horizontal bars of points out of the most possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assessment.scoring import plain_number, point_range
from assessment.telling import theme
from assessment.telling.charts.base import AXIS_SIZE, LABEL_SIZE, Frame, RowChart
from assessment.telling.charts.pen import Lettering, Pen

_ROW, _BAR, _GAP = 23.0, 11.0, 8.0
_LEGEND, _SAMPLE, _SAMPLE_GAP = 18.0, 18.0, 14.0


@dataclass(frozen=True)
class PointBar:
    """Points ``low`` to ``high`` (the same when everything is known) of at most ``maximum``."""

    label: str
    low: float
    high: float
    maximum: float


@dataclass(frozen=True)
class BarWords:
    """The legend: points that are certain, points that depend on missing answers, points not reached."""

    certain: str
    possible: str
    missing: str


class PointBars(RowChart):
    """One bar a row on one scale of points, so a longer track means more points to win; ``value`` words a bar."""

    def __init__(
        self,
        frame: Frame,
        bars: Sequence[PointBar],
        words: BarWords,
        longest: float | None = None,
        value: Callable[[PointBar], str] | None = None,
    ) -> None:
        super().__init__(frame)
        self._value = value or _out_of
        self.rows: Sequence[PointBar] = bars
        self._words = words
        self._longest = longest or max((bar.maximum for bar in bars), default=1.0) or 1.0

    def row_heights(self, letters: Lettering, width: float) -> list[float]:
        """All rows are alike."""
        return [_ROW] * len(self.rows)

    def axis_height(self) -> float:
        """The legend."""
        return _LEGEND

    def with_rows(self, rows: Sequence[object], frame: Frame) -> PointBars:
        """Some of the bars on the same scale."""
        bars = [bar for bar in rows if isinstance(bar, PointBar)]
        return PointBars(frame, bars, self._words, self._longest, self._value)

    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """Label, track with the bar in it, and the figures."""
        values = [self._value(bar) for bar in self.rows]
        value_width = max(pen.text_width(value, LABEL_SIZE, bold=True) for value in values)
        label_width = min(max(pen.text_width(bar.label, LABEL_SIZE) for bar in self.rows), width * 0.34)
        left = label_width + _GAP
        scale = (width - left - value_width - _GAP) / self._longest
        y = height - _ROW / 2
        for bar, value in zip(self.rows, values, strict=True):
            pen.block(label_width, y, pen.fit_lines(bar.label, label_width, 2, LABEL_SIZE), align=1)
            draw_bar(pen, left, y - _BAR / 2, bar, scale)
            pen.text(left + bar.maximum * scale + _GAP, y, value, LABEL_SIZE, bold=True)
            y -= _ROW
        self._draw_legend(pen, left, width)

    def _draw_legend(self, pen: Pen, left: float, width: float) -> None:
        """From the beginning of the bars, or further left where the words need the room."""
        samples = [(self._words.certain, PointBar("", 1, 1, 1)), (self._words.missing, PointBar("", 0, 0, 1))]
        if any(bar.high > bar.low for bar in self.rows):
            samples.insert(1, (self._words.possible, PointBar("", 0, 1, 1)))
        widths = [_SAMPLE + pen.text_width(word, AXIS_SIZE) + _SAMPLE_GAP for word, _ in samples]
        x, y = max(0.0, min(left, width - sum(widths) + _SAMPLE_GAP)), _LEGEND / 2 - 3
        for (word, sample), wide in zip(samples, widths, strict=True):
            draw_bar(pen, x, y - 3.5, sample, 14.0, 7.0)
            pen.text(x + _SAMPLE, y, word, AXIS_SIZE, theme.MUTED)
            x += wide


def _out_of(bar: PointBar) -> str:
    return f"{point_range(bar.low, bar.high)} / {plain_number(bar.maximum)}"


def draw_bar(pen: Pen, x: float, y: float, bar: PointBar, scale: float, height: float = _BAR) -> None:
    """One track with its certain and its possible part; ``scale`` is points of length per point of score."""
    low, high = (min(max(value, 0.0), bar.maximum) * scale for value in (bar.low, bar.high))
    pen.rect(x, y, bar.maximum * scale, height, fill=theme.WASH)
    if high > low:
        pen.rect(x + low, y, high - low, height, fill=theme.LEVELS[1])
        pen.hatch(x + low, y, high - low, height, theme.PRIMARY)
    if low > 0:
        pen.rect(x, y, low, height, fill=theme.PRIMARY)
    pen.rect(x, y, bar.maximum * scale, height, stroke=theme.RULE)
