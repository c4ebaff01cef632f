"""What a chart draws with, whoever shows it: lengths in points, the origin at the lower left, colours ``#RRGGBB``."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Literal, Protocol

from assessment.telling import theme

Mark = Literal["disc", "ring", "square", "triangle", "diamond"]
Dash = tuple[float, ...]
Points = Sequence[tuple[float, float]]


class Lettering(Protocol):
    """How wide text is where it will be shown; widths and sizes in points."""

    def text_width(self, text: str, size: float, bold: bool = False) -> float:
        """Width of one line of plain text."""

    def lines(self, text: str, width: float, size: float, bold: bool = False) -> list[str]:
        """The text in lines at most ``width`` wide, broken by the rules of Chinese text."""

    def fit_lines(self, text: str, width: float, most: int, size: float, bold: bool = False) -> list[str]:
        """The text in at most ``most`` lines, the last cut with an ellipsis where it must be."""

    def shorten(self, text: str, width: float, size: float, bold: bool = False) -> str:
        """The text on one line, cut with an ellipsis where it must be."""


class Pen(Lettering, ABC):
    """The house's strokes. A way of showing charts says how text, shapes, circles and hatching are put down."""

    @abstractmethod
    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = theme.SMALL_SIZE,
        color: str = theme.INK,
        *,
        bold: bool = False,
        align: float = 0.0,
    ) -> float:
        """One line whose vertical middle is at ``y``; ``align`` is the share of it left of ``x``. Its width."""

    @abstractmethod
    def shape(
        self,
        points: Points,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 0.6,
        dash: Dash = (),
        opacity: float = 1.0,
        close: bool = True,
    ) -> None:
        """A polygon, or a path where it is not closed; ``opacity`` is that of the filling."""

    @abstractmethod
    def circle(self, x: float, y: float, radius: float, fill: str, stroke: str, width: float) -> None:
        """A circle."""

    @abstractmethod
    def hatch(self, x: float, y: float, width: float, height: float, color: str) -> None:
        """Slanting lines over a rectangle: not known, or only possible; seen without colour too."""

    def block(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        size: float = theme.SMALL_SIZE,
        color: str = theme.INK,
        *,
        bold: bool = False,
        align: float = 0.0,
    ) -> None:
        """Lines one below the other whose common middle is at ``y``."""
        leading = size * 1.2
        for number, line in enumerate(lines):
            self.text(x, y + (len(lines) / 2 - number - 0.5) * leading, line, size, color, bold=bold, align=align)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, color: str = theme.RULE, width: float = 0.6, dash: Dash = ()
    ) -> None:
        """A straight stroke."""
        self.path([(x1, y1), (x2, y2)], color, width, dash)

    def path(self, points: Points, color: str, width: float = 1.2, dash: Dash = ()) -> None:
        """A stroke through ``points``."""
        self.shape(points, stroke=color, width=width, dash=dash, close=False)

    def polygon(
        self,
        points: Points,
        fill: str | None = None,
        stroke: str | None = None,
        width: float = 1.2,
        dash: Dash = (),
        opacity: float = 1.0,
    ) -> None:
        """A closed shape."""
        self.shape(points, fill=fill, stroke=stroke, width=width, dash=dash, opacity=opacity)

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str | None = None, stroke: str | None = None
    ) -> None:
        """A rectangle from its lower left corner."""
        self.shape([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], fill=fill, stroke=stroke)

    def mark(self, kind: Mark, x: float, y: float, radius: float, color: str) -> None:
        """A point of a series; ``disc`` and ``diamond`` are filled, the others open with a white inside."""
        if kind in ("disc", "ring"):
            self.circle(x, y, radius, color if kind == "disc" else theme.PAPER, color, 1.2)
        elif kind == "diamond":  # with a white edge, to stand out where points crowd
            self.shape(_corners(x, y, radius * 1.35, 4, 90), fill=color, stroke=theme.PAPER, width=0.8)
        elif kind == "square":
            self.shape(_corners(x, y, radius * 1.25, 4, 45), fill=theme.PAPER, stroke=color, width=1.2)
        else:
            self.shape(_corners(x, y, radius * 1.3, 3, 90), fill=theme.PAPER, stroke=color, width=1.2)


def _corners(x: float, y: float, radius: float, count: int, first: float) -> list[tuple[float, float]]:
    angles = [math.radians(first + 360 * number / count) for number in range(count)]
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]
