"""A row of large figures with what they count, for a section that opens with its sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from assessment.report.lettering import shorten, text_width
from assessment.report.pen import CanvasPen
from assessment.report.structure import PagePart, part
from assessment.telling import theme

_HEIGHT, _SIZE = 58.0, 18.0
_CAPTION = theme.CAPTION_SIZE


@dataclass(frozen=True)
class FigureBox:
    """A figure, what it counts, and a range under it."""

    value: str
    caption: str
    range: str = ""


class FiguresRow(Flowable):
    """Figures side by side, thin rules between them; each is read as one paragraph."""

    def __init__(self, figures: Sequence[FigureBox], parent: PagePart | None = None) -> None:
        super().__init__()
        self._figures = figures
        self._nodes = [part("P", parent) for _ in figures]
        self.spaceBefore, self.spaceAfter = 4.0, 10.0

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """The whole width; always the same height."""
        self.width, self.height = avail_width, _HEIGHT
        return self.width, self.height

    def draw(self) -> None:
        """Draw them on a wash, each in an equal share of the width."""
        pen = CanvasPen(self.canv)
        room = self.width / len(self._figures)
        self.canv.begin(None)
        pen.rect(0, 0, self.width, self.height, fill=theme.WASH)
        for at in range(1, len(self._figures)):
            pen.line(at * room, 9, at * room, self.height - 9)
        self.canv.end()
        for at, (figure, node) in enumerate(zip(self._figures, self._nodes, strict=True)):
            x = at * room
            self.canv.begin(node)
            size = min(_SIZE, _SIZE * (room - 12) / max(1.0, text_width(figure.value, _SIZE, bold=True)))
            pen.text(x + room / 2, self.height - 18, figure.value, size, theme.PRIMARY, bold=True, align=0.5)
            for y, text in ((22, figure.caption), (11, figure.range)):
                pen.text(x + room / 2, y, shorten(text, room - 8, _CAPTION), _CAPTION, theme.MUTED, align=0.5)
            self.canv.end()
