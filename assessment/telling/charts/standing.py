"""Where does the firm stand? Its own value among published, dated ones, an axis for each indicator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assessment.telling import theme
from assessment.telling.charts.base import AXIS_SIZE, LABEL_SIZE, Frame, RowChart
from assessment.telling.charts.layout import figure, flag_lanes
from assessment.telling.charts.pen import Lettering, Mark, Pen

Kind = Literal["province", "nation", "target", "other"]
"""Whom a published value is about, or that it is aimed at; each has a mark of its own."""
MARKS: dict[Kind, Mark] = {"province": "disc", "nation": "ring", "target": "triangle", "other": "square"}

_ABOVE, _LANE, _BELOW = 16.0, 11.0, 8.0
_NAME_SHARE, _GAP, _PAD = 0.22, 14.0, 4.0
_AXIS, _RADIUS = 16.0, 2.6
_TICKS = (0, 0.25, 0.5, 0.75, 1)
_ALL = 100.0
_MONTH, _WHEN = re.compile(r"(?<=\d{4})-\d{2}(?=[）)])"), re.compile(r"\s*[（(]\d{4}[^）)]*[）)]")
_LEAST_PLOT = 0.72  # of the room: beyond that, labels are shortened instead


@dataclass(frozen=True)
class PublishedMark:
    """A published value and how it is called: whose, and of when."""

    label: str
    value: float
    kind: Kind


@dataclass(frozen=True)
class StandingRow:
    """One indicator: the firm's value, or None when it has none, and the values to compare it with.

    ``own_label`` is printed with the firm's mark, or alone at the left end when the firm has no value. With
    ``own_high`` the value lies between ``own`` and that.
    """

    name: str
    own: float | None
    own_label: str
    references: tuple[PublishedMark, ...]
    own_high: float | None = None


class StandingChart(RowChart):
    """A row for each indicator on an axis of per cent: the firm above the axis, the others hang below."""

    def __init__(self, frame: Frame, indicators: Sequence[StandingRow]) -> None:
        super().__init__(frame)
        self.rows: Sequence[StandingRow] = indicators

    def row_heights(self, letters: Lettering, width: float) -> list[float]:
        """As high as the labels that hang below the axis need."""
        return [_high(lanes) for _, _, lanes in self._layouts(letters, width)]

    def axis_height(self) -> float:
        """The scale below the last row."""
        return _AXIS

    def with_rows(self, rows: Sequence[object], frame: Frame) -> StandingChart:
        """Some of the indicators on the same scale."""
        return StandingChart(frame, [row for row in rows if isinstance(row, StandingRow)])

    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """Name at the left, axis with marks, flags below."""
        left = width * _NAME_SHARE + _GAP
        top = height
        for row, (scale, labels, lanes) in zip(self.rows, self._layouts(pen, width), strict=True):
            y = top - _ABOVE
            pen.block(left - _GAP, y, pen.fit_lines(row.name, left - _GAP, 3, LABEL_SIZE), align=1)
            pen.line(left, y, left + _ALL * scale, y, theme.RULE, 1.4)
            for share in _TICKS:
                x = left + share * _ALL * scale
                pen.line(x, y - 2, x, y + 2, theme.RULE, 0.8)
            for reference, label, lane in zip(row.references, labels, lanes, strict=True):
                x = left + _clamp(reference.value) * scale
                label_y = y - _LANE * (lane + 1) - 1
                pen.line(x, y, x, label_y - 3.5, theme.PRIMARY_SOFT, 0.6)
                pen.text(x + _PAD, label_y, label, AXIS_SIZE, theme.MUTED)
            for reference in row.references:
                x = left + _clamp(reference.value) * scale
                pen.mark(MARKS[reference.kind], x, y, _RADIUS, theme.PRIMARY)
            self._draw_own(pen, row, left, y, scale)
            top -= _high(lanes)
        for share in _TICKS:
            value = f"{figure(share * _ALL)}%"
            pen.text(left + share * _ALL * scale, _AXIS / 2, value, AXIS_SIZE, theme.MUTED, align=0.5)

    def _draw_own(self, pen: Pen, row: StandingRow, left: float, y: float, scale: float) -> None:
        if row.own is None:
            pen.text(left, y + 9, row.own_label, LABEL_SIZE, theme.OWN, bold=True)
            return
        x = left + _clamp(row.own) * scale
        if row.own_high is not None and row.own_high > row.own:
            end = left + _clamp(row.own_high) * scale
            pen.line(x, y, end, y, theme.OWN, 2.2)
            pen.mark("diamond", end, y, 3.6, theme.OWN)
            self._draw_own_label(pen, row, left, (x + end) / 2, y, scale)
        else:
            self._draw_own_label(pen, row, left, x, y, scale)
        pen.mark("diamond", x, y, 3.6, theme.OWN)

    def _draw_own_label(self, pen: Pen, row: StandingRow, left: float, x: float, y: float, scale: float) -> None:
        half = pen.text_width(row.own_label, LABEL_SIZE, bold=True) / 2
        middle = min(max(x, left + half), max(left + half, left + _ALL * scale - half))
        pen.text(middle, y + 10.5, row.own_label, LABEL_SIZE, theme.OWN, bold=True, align=0.5)

    def _layouts(self, letters: Lettering, width: float) -> list[tuple[float, list[str], list[int]]]:
        """For each row: points per unit, the labels of the references, and their lanes."""
        room = width - width * _NAME_SHARE - _GAP
        last_tick = f"{figure(_ALL)}%"
        scale = (room - letters.text_width(last_tick, AXIS_SIZE) / 2) / _ALL
        for reference in (reference for row in self.rows for reference in row.references if reference.value > 0):
            flag = self._flag(letters, reference)
            space = room - letters.text_width(flag, AXIS_SIZE) - _PAD  # the flag must end within the column
            scale = min(scale, space / _clamp(reference.value))
        scale = max(scale, _LEAST_PLOT * room / _ALL)
        layouts = []
        for row in self.rows:
            starts = [_clamp(reference.value) * scale for reference in row.references]
            fitted = [
                self._flag(letters, reference, room - start - _PAD)
                for reference, start in zip(row.references, starts, strict=True)
            ]
            widths = [letters.text_width(label, AXIS_SIZE) + _PAD for label in fitted]
            layouts.append((scale, fitted, flag_lanes(starts, widths, _PAD)))
        return layouts

    def _flag(self, letters: Lettering, reference: PublishedMark, room: float | None = None) -> str:
        """Name and value; in a narrow ``room`` the month goes, then the year, then the name is cut, never the value."""
        value = f" {figure(reference.value)}%"
        if room is None:
            return reference.label + value
        room -= letters.text_width(value, AXIS_SIZE)
        spelt = (reference.label, _MONTH.sub("", reference.label), _WHEN.sub("", reference.label))
        fits = next((one for one in spelt if letters.text_width(one, AXIS_SIZE) <= room), spelt[-1])
        return letters.shorten(fits, room, AXIS_SIZE) + value


def _high(lanes: Sequence[int]) -> float:
    return _ABOVE + _LANE * (1 + max(lanes, default=0)) + _BELOW


def _clamp(value: float) -> float:
    return min(max(value, 0.0), _ALL)
