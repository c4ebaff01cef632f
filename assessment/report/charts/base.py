"""What all charts share: a question above, a note below, and a word when there is nothing to draw."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reportlab.platypus import Flowable

from assessment.report.charts.pen import Pen
from assessment.report.typesetting import CAPTION, SUBHEADING, Text
from assessment.telling import theme

LABEL_SIZE, AXIS_SIZE = theme.SMALL_SIZE, theme.CAPTION_SIZE
_QUESTION = replace(SUBHEADING, size=10.0, leading=15.0, space_before=0.0, keep_with_next=False)
_GAP = 4.0
_EMPTY_HEIGHT = 34.0
_FEW = 3  # of more rows than this none stands alone on a page


@dataclass(frozen=True)
class Frame:
    """The words around a chart: the question it answers, a note on sources, and what to say without data."""

    question: str = ""
    note: str = ""
    empty: str = "—"


class Chart(Flowable, ABC):
    """A chart as wide as its column. Subclasses say how high the drawing is and draw it."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.frame = frame
        self.spaceBefore, self.spaceAfter = 6.0, 12.0
        self._question = Text(frame.question, _QUESTION)
        self._note = Text(frame.note, CAPTION)

    @property
    @abstractmethod
    def has_data(self) -> bool:
        """False when there is nothing to draw."""

    @abstractmethod
    def drawing_height(self, width: float) -> float:
        """Height in points of the drawing alone, in a column ``width`` points wide."""

    @abstractmethod
    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """Draw within the rectangle from (0, 0) to (``width``, ``height``)."""

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Lay out for a column; the width taken and the height, in points."""
        self.width = avail_width
        self._question_height = self._question.wrap(avail_width, 0)[1] + _GAP if self.frame.question else 0.0
        self._note_height = self._note.wrap(avail_width, 0)[1] + _GAP if self.frame.note else 0.0
        self._drawing_height = self.drawing_height(avail_width) if self.has_data else _EMPTY_HEIGHT
        self.height = self._question_height + self._drawing_height + self._note_height
        return self.width, self.height

    def draw(self) -> None:
        """Draw the question, the chart and the note."""
        canvas = self.canv
        if self.frame.question:
            self._question.draw_at(canvas, 0, self.height)
        if self.frame.note:
            self._note.draw_at(canvas, 0, self._note_height - _GAP)
        canvas.saveState()
        canvas.translate(0, self._note_height)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        pen = Pen(canvas)
        if self.has_data:
            self.draw_chart(pen, self.width, self._drawing_height)
        else:
            pen.rect(0, 2, self.width, _EMPTY_HEIGHT - 4, fill=theme.WASH)
            pen.text(self.width / 2, _EMPTY_HEIGHT / 2, self.frame.empty, LABEL_SIZE, theme.MUTED, align=0.5)
        canvas.restoreState()


class RowChart(Chart):
    """A chart of rows one below the other, which splits between rows when a page ends."""

    rows: Sequence[object]

    @property
    def has_data(self) -> bool:
        """True when there is a row."""
        return bool(self.rows)

    @abstractmethod
    def row_heights(self, width: float) -> list[float]:
        """Height of each row in points."""

    @abstractmethod
    def axis_height(self) -> float:
        """Height in points of what is drawn once: axis, legend."""

    @abstractmethod
    def with_rows(self, rows: Sequence[object], frame: Frame) -> RowChart:
        """The same chart on the same scale with only ``rows``."""

    def drawing_height(self, width: float) -> float:
        """All rows and the axis."""
        return sum(self.row_heights(width)) + self.axis_height()

    def split(self, avail_width: float, avail_height: float) -> list[Flowable]:
        """Two charts, cut where rows no longer fit; the question stays above, the note below."""
        self.wrap(avail_width, avail_height)
        left = avail_height - self._question_height - self.axis_height()
        fits = 0
        for height in self.row_heights(avail_width):
            left -= height
            if left < 0:
                break
            fits += 1
        least = 2 if len(self.rows) > _FEW else 1
        fits = min(fits, len(self.rows) - least)
        if fits < least:
            return []
        upper = self.with_rows(self.rows[:fits], replace(self.frame, note=""))
        lower = self.with_rows(self.rows[fits:], replace(self.frame, question=""))
        return [upper, lower]
