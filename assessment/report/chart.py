"""A told chart on paper: its question above, its note below, cut between rows where a page ends."""

from __future__ import annotations

from dataclasses import replace

from reportlab.platypus import Flowable

from assessment.report.pen import ROUNDED, CanvasPen, PaperLettering
from assessment.report.structure import PagePart, part
from assessment.report.typesetting import CAPTION, SUBHEADING, Text
from assessment.telling.charts.base import Chart, RowChart

_QUESTION = replace(SUBHEADING, size=10.0, leading=15.0, space_before=0.0, keep_with_next=False)
_GAP = 4.0
_FEW = 3  # so few rows stay together, and of more none stands alone on a page
_LETTERS = PaperLettering()


class ChartBox(Flowable):
    """One chart, as wide as its column; who cannot see it is read its question and the sentence that answers it."""

    def __init__(self, chart: Chart, parent: PagePart | None = None) -> None:
        super().__init__()
        self.chart = chart
        self.spaceBefore, self.spaceAfter = 6.0, 12.0
        self.width = self.height = -1.0
        frame = chart.frame
        question = part("P", parent)
        alt = " ".join(text for text in (frame.question, frame.answer) if text) or frame.note or frame.empty
        self._figure = part("Figure", parent, alt)
        self._question = Text(frame.question, _QUESTION, node=question)
        self._note = Text(frame.note, CAPTION, node=part("P", parent))

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Lay out for a column; the width taken and the height, in points."""
        if avail_width == self.width:
            return self.width, self.height
        self.width = avail_width
        self._question_height = self._question.wrap(avail_width, 0)[1] + _GAP if self._question.text else 0.0
        self._note_height = self._note.wrap(avail_width, 0)[1] + _GAP if self._note.text else 0.0
        self.height = self._question_height + self.chart.height(_LETTERS, avail_width) + self._note_height
        return self.width, self.height

    def draw(self) -> None:
        """Draw the question, the chart and the note."""
        sheet = self.canv
        if self._question_height:
            self._question.draw_at(sheet, 0, self.height)
        if self._note_height:
            again = self._note.node is None  # it was read where the chart began
            if again:
                sheet.begin(None)
            self._note.draw_at(sheet, 0, self._note_height - _GAP)
            if again:
                sheet.end()
        sheet.begin(self._figure)
        sheet.saveState()
        sheet.translate(0, self._note_height)
        sheet.put(ROUNDED)
        self.chart.draw(CanvasPen(sheet), self.width)
        sheet.restoreState()
        sheet.end()

    def split(self, avail_width: float, avail_height: float) -> list[Flowable]:
        """Two charts, cut where rows no longer fit; the question stays above, the note stands under both."""
        chart = self.chart
        if not isinstance(chart, RowChart) or len(chart.rows) <= _FEW:
            return []
        self.wrap(avail_width, avail_height)
        room = avail_height - self._question_height - self._note_height
        fits = min(chart.fitting(_LETTERS, avail_width, room), len(chart.rows) - 2)
        if fits < 2:
            return []
        upper = ChartBox(chart.with_rows(chart.rows[:fits], chart.frame))
        lower = ChartBox(chart.with_rows(chart.rows[fits:], replace(chart.frame, question="")))
        upper._question.node, upper._note.node = self._question.node, self._note.node
        upper._figure = lower._figure = self._figure
        lower._note.node = None
        return [upper, lower]
