"""Tables of plain text whose cells break by the Chinese rules; they split over pages and repeat their heads."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from reportlab.platypus import Flowable

from assessment.report.lettering import fill, stroke, text_width
from assessment.report.sheet import PaperSheet
from assessment.report.structure import PagePart, Role, part
from assessment.report.typesetting import Align, Content, Style, Text
from assessment.telling import theme

_PAD_X, _PAD_Y = 5.0, 3.0
_CELL = Style(theme.SMALL_SIZE, 12.5, space_after=0.0)
_HEAD = replace(_CELL, bold=True, color=theme.PRIMARY)
# A row up to this height moves to the next page whole; a higher one (a long comment) is cut. Points.
_UNCUT_ROW = 220.0
# A table of a few rows up to this height stays whole. Points.
_LOW_TABLE = 160.0
# A row lower than this does not stand alone under a head when others follow on the next page. Points.
_LONE_ROW = 80.0

_USUAL_WORD = 75.0  # points; what is longer is an address or a code, and may be cut

_LATIN_WORD = re.compile("[^\\s\u2e80-\uffff]+")
_TOLERANCE = 0.01  # points

Row = list[Text]


@functools.lru_cache(maxsize=8192)
def _longest_word(text: str, bold: bool, most: float = math.inf) -> float:
    """The width in points that the Latin words and the figures of a cell need, not to be cut; ``most`` leaves some."""
    widths = (text_width(word, _CELL.size, bold) for word in _LATIN_WORD.findall(text))
    return max((width for width in widths if width <= most), default=0.0) + _TOLERANCE


def needed_width(head: str, cells: Iterable[str], align: Align, bold: bool) -> float:
    """The width in points that the words of a head and of the cells need, all those of figures, else the usual ones."""
    most = math.inf if align == "right" else _USUAL_WORD
    return max([_longest_word(head, True), *(_longest_word(cell, bold, most) for cell in cells)])


def widened(widths: list[float], needed: Sequence[float]) -> list[float]:
    """Columns as wide as the words of their heads need, at the cost of those that have more than they need.

    Left as they are where all of them together have too little.
    """
    lacking = sum(max(0.0, need - width) for width, need in zip(widths, needed, strict=True))
    spare = sum(max(0.0, width - need) for width, need in zip(widths, needed, strict=True))
    if not lacking or lacking > spare:
        return widths
    given = 1 - lacking / spare
    return [
        max(width, need) if width <= need else need + (width - need) * given
        for width, need in zip(widths, needed, strict=True)
    ]


@functools.cache
def _style(style: Style, align: Align, bold: bool) -> Style:
    return replace(style, align=align, bold=bold)


def _role(names_its_row: bool) -> Role:
    return "TH" if names_its_row else "TD"


@dataclass(frozen=True)
class TextColumn:
    """One column: its title, its share of the table's width (any unit) and how its cells are aligned.

    In a ``grouped`` column a cell like the one above it is left blank, except as the first of a page.
    """

    title: str
    share: float = 1.0
    align: Align = "left"
    bold: bool = False
    grouped: bool = False


class TextTable(Flowable):
    """Rows of plain text under a repeated head. Every row has one cell for each column.

    ValueError when a row has another number of cells.
    """

    def __init__(
        self, columns: Sequence[TextColumn], rows: Sequence[Sequence[Content]], parent: PagePart | None = None
    ) -> None:
        super().__init__()
        for number, row in enumerate(rows):
            if len(row) != len(columns):
                raise ValueError(f"row {number} has {len(row)} cells, the table has {len(columns)} columns")
        self._columns = columns
        self._goes_on = False  # the rows are not the first of the table
        table = part("Table", parent)
        head = part("TR", table)
        self._head = [
            Text(column.title, _style(_HEAD, column.align, True), node=part("TH", head)) for column in columns
        ]
        looks = [
            (_style(_CELL, column.align, column.bold), _role(column.bold and not place))
            for place, column in enumerate(columns)
        ]
        self._rows: list[Row] = []
        for row in rows:
            line = part("TR", table)
            cells = zip(row, looks, strict=True)
            self._rows.append([Text(cell, style, node=part(role, line)) for cell, (style, role) in cells])
        self.spaceBefore, self.spaceAfter = 4.0, 10.0
        self._needs = [
            needed_width(column.title, (row[place].text for row in self._rows), column.align, column.bold)
            for place, column in enumerate(columns)
        ]
        self._broken_for = -1.0

    def wrap(self, avail_width: float, avail_height: float) -> tuple[float, float]:
        """Break every cell for the width; the size taken, in points."""
        self._lay_out(avail_width)
        self.width = avail_width
        self.height = self._head_height + sum(self._heights)
        return self.width, self.height

    def split(self, avail_width: float, avail_height: float) -> list[Flowable]:
        """The table in two where its rows do not fit; nothing when not even one row does."""
        self._lay_out(avail_width)
        left = avail_height - self._head_height
        fits = 0
        while fits < len(self._rows) and self._heights[fits] <= left + 1e-6:
            left -= self._heights[fits]
            fits += 1
        if fits == len(self._rows):
            return [self]
        cut = self._heights[fits] > _UNCUT_ROW
        if not cut:
            fits = self._company(fits)
        upper, lower = self._rows[:fits], self._rows[fits:]
        if cut:
            halves = [self._cut(cell, width, left) for cell, width in zip(lower[0], self._cell_widths, strict=True)]
            if any(head.text for head, _ in halves):
                upper = [*upper, [head for head, _ in halves]]
                lower = [[tail for _, tail in halves], *lower[1:]]
        if not upper:
            return []
        first, second = self._with(upper), self._with(lower)
        first._goes_on, second._goes_on = self._goes_on, True
        return [first, second]

    def _company(self, fits: int) -> int:
        """How many rows stay, so that no low row stands alone before the cut, nor fewer than three after it.

        A table of a few low rows is not cut.
        """
        left = len(self._rows) - fits
        if len(self._rows) <= 4 and sum(self._heights) <= _LOW_TABLE:
            return 0
        if left < 3 and fits >= 5:
            return len(self._rows) - 3
        if left == 1 and fits >= 3:
            return fits - 1
        return 0 if fits == 1 and self._heights[0] < _LONE_ROW else fits

    def draw(self) -> None:
        """Draw the table from the top of the flowable down."""
        self.draw_at(self.canv, 0.0, self.height)

    def draw_at(self, sheet: PaperSheet, x: float, top: float) -> None:
        """Draw the head on its wash, then the rows with thin rules between them; ``x``, ``top`` is the upper left."""
        low, right = top - self._head_height, x + self.width
        lines = [
            f"{fill(theme.WASH)} {x:.2f} {low:.2f} {self.width:.2f} {self._head_height:.2f} re f",
            f"{stroke(theme.PRIMARY)} 0.9 w {x:.2f} {top:.2f} m {right:.2f} {top:.2f} l S",
            f"{stroke(theme.RULE)} 0.5 w {x:.2f} {low:.2f} m {right:.2f} {low:.2f} l",
        ]
        y = low
        for height in self._heights:
            y -= height
            lines.append(f"{x:.2f} {y:.2f} m {right:.2f} {y:.2f} l")
        sheet.begin(None)
        sheet.put(" ".join([*lines, "S"]))
        if self._goes_on:  # the head was read where the table began
            self._draw_row(sheet, self._head, x, top, again=True)
        sheet.end()
        if not self._goes_on:
            self._draw_row(sheet, self._head, x, top)
        above: Row | None = None
        for row, height in zip(self._rows, self._heights, strict=True):
            self._draw_row(sheet, row, x, low, above)
            low -= height
            above = row

    def _draw_row(
        self, sheet: PaperSheet, row: Row, x: float, top: float, above: Row | None = None, *, again: bool = False
    ) -> None:
        for place, (cell, width) in enumerate(zip(row, self._cell_widths, strict=True)):
            if not self._is_blank(place, row, above):
                cell.draw_at(sheet, x + _PAD_X, top - _PAD_Y, again=again)
            x += width + 2 * _PAD_X

    def _lay_out(self, width: float) -> None:
        if width == self._broken_for:
            return
        whole = sum(column.share for column in self._columns)
        shares = [width * column.share / whole - 2 * _PAD_X for column in self._columns]
        self._cell_widths = widened(shares, self._needs)
        self._head_height = self._height(self._head)
        above = None
        self._heights = []
        for row in self._rows:
            self._heights.append(self._height(row, above))
            above = row
        self._broken_for = width

    def _height(self, row: Row, above: Row | None = None) -> float:
        """That of the highest cell; of those that are left blank as like the one above, a line."""
        highest = 0.0
        for place, (cell, width) in enumerate(zip(row, self._cell_widths, strict=True)):
            height = cell.wrap(width, 0)[1]
            highest = max(highest, cell.style.leading if self._is_blank(place, row, above) else height)
        return highest + 2 * _PAD_Y

    def _is_blank(self, place: int, row: Row, above: Row | None) -> bool:
        return above is not None and self._columns[place].grouped and above[place].text == row[place].text

    def _cut(self, cell: Text, width: float, room: float) -> tuple[Text, Text]:
        nothing = Text("", cell.style, node=cell.node)
        match cell.split(width, room - 2 * _PAD_Y):
            case [head, tail]:
                return head, tail
            case [_]:
                return cell, nothing
            case _:
                return nothing, cell

    def _with(self, rows: list[Row]) -> TextTable:
        part = TextTable(self._columns, [])
        part._head, part._rows, part._needs = self._head, rows, self._needs  # as wide as on the page before
        return part
