"""How do groups differ, and which difference is more than chance? A bar a group on one scale of per cent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.telling import theme
from assessment.telling.charts.base import AXIS_SIZE, LABEL_SIZE, Frame, RowChart
from assessment.telling.charts.layout import figure
from assessment.telling.charts.pen import Lettering, Pen

_ROW, _BAR, _GAP = 21.0, 10.0, 8.0
_LEGEND, _AXIS, _SAMPLE = 18.0, 14.0, 18.0
_TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True)
class GroupBar:
    """A group: from what is certain to what is possible, and how far chance reaches, all in per cent.

    ``apart`` says that it differs from all for certain; ``value`` is the figure in words.
    """

    label: str
    low: float
    high: float
    chance_low: float
    chance_high: float
    apart: bool
    value: str


@dataclass(frozen=True)
class GroupWords:
    """The legend: groups that stand apart, those that do not, what is possible, what chance may do, and all."""

    apart: str
    alike: str
    possible: str
    chance: str
    whole: str


class GroupBars(RowChart):
    """Dark where a group surely differs from the whole, pale where it need not; a dashed line marks the whole."""

    def __init__(self, frame: Frame, groups: Sequence[GroupBar], whole: tuple[float, float], words: GroupWords) -> None:
        super().__init__(frame)
        self.rows: Sequence[GroupBar] = groups
        self._whole, self._words = whole, words

    def row_heights(self, letters: Lettering, width: float) -> list[float]:
        """All rows are alike."""
        return [_ROW] * len(self.rows)

    def axis_height(self) -> float:
        """The scale and the legend."""
        return _AXIS + _LEGEND * 2

    def with_rows(self, rows: Sequence[object], frame: Frame) -> GroupBars:
        """Some of the groups on the same scale."""
        return GroupBars(frame, [one for one in rows if isinstance(one, GroupBar)], self._whole, self._words)

    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """Name, bar with its whisker, and the figure; then the scale and the legend."""
        value_width = max(pen.text_width(one.value, LABEL_SIZE, bold=True) for one in self.rows)
        label_width = min(max(pen.text_width(one.label, LABEL_SIZE) for one in self.rows), width * 0.3)
        left = label_width + _GAP
        scale = (width - left - value_width - _GAP) / 100
        bottom = _AXIS + 2 * _LEGEND
        for end in sorted(set(self._whole)):
            pen.line(left + end * scale, bottom, left + end * scale, height, theme.OWN, 0.8, (2, 2))
        y = height - _ROW / 2
        for one in self.rows:
            pen.block(label_width, y, pen.fit_lines(one.label, label_width, 2, LABEL_SIZE), align=1)
            _draw_group(pen, one, left, y, scale)
            pen.text(left + 100 * scale + _GAP, y, one.value, LABEL_SIZE, bold=True)
            y -= _ROW
        for tick in _TICKS:
            pen.text(left + tick * scale, bottom - _AXIS / 2, f"{figure(tick)}%", AXIS_SIZE, theme.MUTED, align=0.5)
        self._draw_legend(pen, width)

    def _draw_legend(self, pen: Pen, width: float) -> None:
        words = self._words
        samples = [
            (words.apart, GroupBar("", 100, 100, 100, 100, True, "")),
            (words.alike, GroupBar("", 100, 100, 100, 100, False, "")),
            (words.possible, GroupBar("", 0, 100, 0, 100, False, "")),
        ]
        x, y = 0.0, 1.5 * _LEGEND
        for word, sample in samples:
            _draw_group(pen, sample, x, y, 0.14, whisker=False)
            x += _SAMPLE + pen.text(x + _SAMPLE, y, word, AXIS_SIZE, theme.MUTED) + 12
        y -= _LEGEND
        pen.line(0, y, 14, y, theme.INK, 0.8)
        x = _SAMPLE + pen.text(_SAMPLE, y, words.chance, AXIS_SIZE, theme.MUTED) + 12
        pen.line(x + 7, y - 5, x + 7, y + 5, theme.OWN, 0.8, (2, 2))
        pen.text(x + _SAMPLE, y, pen.shorten(words.whole, width - x - _SAMPLE, AXIS_SIZE), AXIS_SIZE, theme.MUTED)


def _draw_group(pen: Pen, one: GroupBar, left: float, y: float, scale: float, whisker: bool = True) -> None:
    color = theme.PRIMARY if one.apart else theme.PRIMARY_SOFT
    pen.rect(left, y - _BAR / 2, 100 * scale, _BAR, fill=theme.WASH)
    if one.high > one.low:
        pen.rect(left + one.low * scale, y - _BAR / 2, (one.high - one.low) * scale, _BAR, fill=theme.LEVELS[1])
        pen.hatch(left + one.low * scale, y - _BAR / 2, (one.high - one.low) * scale, _BAR, color)
    if one.low > 0:
        pen.rect(left, y - _BAR / 2, one.low * scale, _BAR, fill=color)
    if whisker:
        ends = left + one.chance_low * scale, left + one.chance_high * scale
        pen.line(ends[0], y, ends[1], y, theme.INK, 0.8)
        for end in ends:
            pen.line(end, y - 3, end, y + 3, theme.INK, 0.8)
