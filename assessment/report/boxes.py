"""Flowables that hold others: a panel with a bar at its left, and columns side by side."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import Flowable

from assessment.report.pen import CanvasPen
from assessment.report.stacking import Stack, draw_stack, stack
from assessment.telling import theme

_BAR, _PAD_X, _PAD_Y = 2.4, 10.0, 8.0
_GAP = 18.0  # between columns, points
_SMALLEST = 60.0  # a piece of a panel lower than this is not worth a cut; points


class PanelBox(Flowable):
    """Flowables on a ground with a coloured bar at the left; it splits between and within them."""

    def __init__(
        self,
        children: Sequence[Flowable],
        bar: str = theme.PRIMARY,
        ground: str = theme.WASH,
        space_after: float = 10.0,
    ) -> None:
        super().__init__()
        self._children = children
        self._bar, self._ground = bar, ground
        self.spaceBefore, self.spaceAfter = 6.0, space_after

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Stack the children; the width taken and the height, in points."""
        self._stack = self._stacked(avail_width)
        self.width, self.height = avail_width, self._stack.height + 2 * _PAD_Y
        return self.width, self.height

    def split(self, avail_width: float, avail_height: float) -> list[Flowable]:
        """Two panels where the children do not fit; none where one is low or too little of either would stand alone."""
        if avail_height < _SMALLEST or self.wrap(avail_width, avail_height)[1] < 2 * _SMALLEST:
            return []
        found = self._stacked(avail_width, avail_height - 2 * _PAD_Y)
        if not found.placed or not found.rest:
            return []
        upper = [placed.flowable for placed in found.placed]
        return [self._with(upper), self._with(found.rest)]

    def draw(self) -> None:
        """Draw the ground, the bar and the children."""
        pen = CanvasPen(self.canv)
        self.canv.begin(None)
        pen.rect(0, 0, self.width, self.height, fill=self._ground)
        pen.rect(0, 0, _BAR, self.height, fill=self._bar)
        self.canv.end()
        draw_stack(self._stack.placed, self.canv, _BAR + _PAD_X, self.height - _PAD_Y)

    def _stacked(self, width: float, height: float = float("inf")) -> Stack:
        return stack(self._children, width - _BAR - 2 * _PAD_X, height)

    def _with(self, children: Sequence[Flowable]) -> PanelBox:
        return PanelBox(children, self._bar, self._ground, self.spaceAfter)


class Columns(Flowable):
    """Stacks side by side, as high as the highest; ``shares`` divide the width. It does not split."""

    def __init__(self, columns: Sequence[Sequence[Flowable]], shares: Sequence[float]) -> None:
        super().__init__()
        self._columns, self._shares = columns, shares
        self.spaceBefore, self.spaceAfter = 8.0, 8.0

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Stack every column; the width taken and the height, in points."""
        room = avail_width - _GAP * (len(self._columns) - 1)
        self._widths = [room * share / sum(self._shares) for share in self._shares]
        self._stacks = [stack(column, width) for column, width in zip(self._columns, self._widths, strict=True)]
        self.width, self.height = avail_width, max(found.height for found in self._stacks)
        return self.width, self.height

    def draw(self) -> None:
        """Draw the columns from their common top."""
        x = 0.0
        for found, width in zip(self._stacks, self._widths, strict=True):
            draw_stack(found.placed, self.canv, x, self.height)
            x += width + _GAP
