"""What is done when? The steps of a plan over the weeks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.telling import theme
from assessment.telling.charts.base import AXIS_SIZE, LABEL_SIZE, Frame, RowChart
from assessment.telling.charts.layout import round_ticks
from assessment.telling.charts.pen import Lettering, Pen

_ROW, _BAR = 24.0, 12.0
_AXIS, _MILESTONE_ROOM = 16.0, 14.0
_NAME_SHARE, _GAP = 0.32, 8.0
_NUMBER, _MIN_BAR, _MIN_LABEL = 14.0, 3.0, 16.0


@dataclass(frozen=True)
class TimelineStep:
    """A step from week ``start`` (0 is today) for ``weeks``; ``note`` stands by its bar, a cost for example."""

    name: str
    start: float
    weeks: float
    note: str = ""


@dataclass(frozen=True)
class Milestone:
    """What is reached at the end of a week."""

    label: str
    week: float


class Timeline(RowChart):
    """Bars over weeks, numbered in their order; milestones stand above as lines through all rows."""

    def __init__(
        self,
        frame: Frame,
        steps: Sequence[TimelineStep],
        week_word: str,
        milestones: Sequence[Milestone] = (),
        first_number: int = 1,
        weeks: float | None = None,
    ) -> None:
        super().__init__(frame)
        self.rows: Sequence[TimelineStep] = steps
        self._week_word = week_word
        self._milestones = sorted(milestones, key=lambda one: one.week)
        self._first_number = first_number
        ends = [step.start + step.weeks for step in steps] + [one.week for one in milestones]
        self._weeks = weeks or max(1, math.ceil(max(ends, default=1)))

    def row_heights(self, letters: Lettering, width: float) -> list[float]:
        """All rows are alike."""
        return [_ROW] * len(self.rows)

    def axis_height(self) -> float:
        """Weeks below, milestones above."""
        return _AXIS + (_MILESTONE_ROOM if self._milestones else 0.0)

    def with_rows(self, rows: Sequence[object], frame: Frame) -> Timeline:
        """Some of the steps on the same weeks, numbered on."""
        steps = [row for row in rows if isinstance(row, TimelineStep)]
        first = self._first_number + next(at for at, row in enumerate(self.rows) if row is steps[0])
        return Timeline(frame, steps, self._week_word, self._milestones, first, self._weeks)

    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """Grid of weeks, rows, milestones."""
        left = width * _NAME_SHARE + _GAP
        scale = (width - left - 6) / self._weeks
        top = height - (_MILESTONE_ROOM if self._milestones else 0.0)
        bottom = _AXIS
        for number in range(len(self.rows)):
            pen.rect(0, top - (number + 1) * _ROW, width, _ROW - 1.5, fill=theme.WASH)
        for week in [tick for tick in round_ticks(0, self._weeks, 8) if tick <= self._weeks and tick == int(tick)]:
            x = left + week * scale
            pen.line(x, bottom, x, top, width=0.4)
            pen.text(x, bottom - 8, str(int(week)), AXIS_SIZE, theme.MUTED, align=0.5)
        pen.text(left - _GAP, bottom - 8, self._week_word, AXIS_SIZE, theme.MUTED, align=1)
        self._draw_milestones(pen, left, scale, bottom, top)
        y = top - _ROW / 2
        for number, step in enumerate(self.rows, self._first_number):
            pen.text(_NUMBER, y, f"{number}.", LABEL_SIZE, align=1)
            pen.block(_NUMBER + 4, y, pen.fit_lines(step.name, width * _NAME_SHARE - _NUMBER - 4, 2, LABEL_SIZE))
            x, length = left + step.start * scale, max(step.weeks * scale, _MIN_BAR)
            pen.rect(x, y - _BAR / 2, length, _BAR, fill=theme.PRIMARY)
            _draw_note(pen, step.note, (left, width), x, length, y)
            y -= _ROW

    def _draw_milestones(self, pen: Pen, left: float, scale: float, bottom: float, top: float) -> None:
        places = [left + one.week * scale for one in self._milestones]
        used = left
        end = left + self._weeks * scale + 6
        for one, x, following in zip(self._milestones, places, [*places, end][1:], strict=True):
            pen.line(x, bottom, x, top + 2, theme.OWN, 0.9, dash=(3, 2))
            pen.mark("diamond", x, top + 4, 3.0, theme.OWN)
            before, after = x - used - 12, following - x - 14
            to_the_left = pen.text_width(one.label, AXIS_SIZE, bold=True) <= before or before >= after
            room = before if to_the_left else after
            used = x
            if room >= _MIN_LABEL:
                label = pen.shorten(one.label, room, AXIS_SIZE, bold=True)
                align, place = (1.0, x - 6) if to_the_left else (0.0, x + 6)
                wide = pen.text(place, top + 5, label, AXIS_SIZE, theme.OWN, bold=True, align=align)
                used = x if to_the_left else x + 6 + wide


def _draw_note(pen: Pen, note: str, room: tuple[float, float], x: float, length: float, y: float) -> None:
    """The note in its bar, else right of it, else left of it, else cut where there is most room."""
    if not note:
        return
    wide = pen.text_width(note, AXIS_SIZE)
    after, before = room[1] - (x + length) - 8, x - room[0] - 8
    if wide <= length - 8:
        pen.text(x + length / 2, y, note, AXIS_SIZE, theme.PAPER, align=0.5)
        return
    to_the_right = wide <= after or after >= before
    note = pen.shorten(note, after if to_the_right else before, AXIS_SIZE)
    wide = pen.text_width(note, AXIS_SIZE)
    left = x + length + 5 if to_the_right else x - 5 - wide
    pen.rect(left - 1, y - 5, wide + 2, 10, fill=theme.WASH)  # over the lines of weeks and milestones
    pen.text(left, y, note, AXIS_SIZE, theme.MUTED)
