"""What all charts share: a question, a sentence that answers it, a note, and a table for those who cannot see it."""

from __future__ import annotations

import itertools
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.telling import theme
from assessment.telling.charts.pen import Lettering, Pen

LABEL_SIZE, AXIS_SIZE = theme.SMALL_SIZE, theme.CAPTION_SIZE
EMPTY_HEIGHT = 34.0


@dataclass(frozen=True)
class Frame:
    """The words around a chart.

    ``question`` is what it answers, ``answer`` the sentence that does, ``note`` says how to read it and on what it
    rests, ``empty`` is said where there is nothing to draw.
    """

    question: str = ""
    note: str = ""
    empty: str = "—"
    answer: str = ""


class Chart(ABC):
    """A chart as wide as its column. Subclasses hold the data, say how high the drawing is and draw it."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame

    @property
    @abstractmethod
    def has_data(self) -> bool:
        """False when there is nothing to draw."""

    @abstractmethod
    def drawing_height(self, letters: Lettering, width: float) -> float:
        """Height in points of the drawing alone, in a column ``width`` points wide."""

    @abstractmethod
    def draw_chart(self, pen: Pen, width: float, height: float) -> None:
        """Draw within the rectangle from (0, 0) to (``width``, ``height``)."""

    def height(self, letters: Lettering, width: float) -> float:
        """Height in points of what ``draw`` puts down."""
        return self.drawing_height(letters, width) if self.has_data else EMPTY_HEIGHT

    def draw(self, pen: Pen, width: float) -> None:
        """Draw the chart, or say that there is nothing to draw."""
        if self.has_data:
            self.draw_chart(pen, width, self.drawing_height(pen, width))
            return
        pen.rect(0, 2, width, EMPTY_HEIGHT - 4, fill=theme.WASH)
        pen.text(width / 2, EMPTY_HEIGHT / 2, self.frame.empty, LABEL_SIZE, theme.MUTED, align=0.5)


class RowChart(Chart):
    """A chart of rows one below the other, which may be cut between rows when a page ends."""

    rows: Sequence[object]

    @property
    def has_data(self) -> bool:
        """True when there is a row."""
        return bool(self.rows)

    @abstractmethod
    def row_heights(self, letters: Lettering, width: float) -> list[float]:
        """Height of each row in points."""

    @abstractmethod
    def axis_height(self) -> float:
        """Height in points of what is drawn once: axis, legend."""

    @abstractmethod
    def with_rows(self, rows: Sequence[object], frame: Frame) -> RowChart:
        """The same chart on the same scale with only ``rows``."""

    def fitting(self, letters: Lettering, width: float, room: float) -> int:
        """How many rows fit a height beside the axis; where not all do, at least two are left for what follows."""
        ends = itertools.accumulate(self.row_heights(letters, width), initial=self.axis_height())
        fits = sum(end <= room for end in ends) - 1
        return fits if fits == len(self.rows) else min(fits, len(self.rows) - 2)

    def drawing_height(self, letters: Lettering, width: float) -> float:
        """All rows and the axis."""
        return sum(self.row_heights(letters, width)) + self.axis_height()
