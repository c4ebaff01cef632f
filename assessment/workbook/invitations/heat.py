"""Where the pool has holes: the share of steps met by kind of service and place, coloured, with every figure below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assessment.content.measures import Category
from assessment.language import Label, label
from assessment.providers import NOT_SAID, HeatCell, Side
from assessment.workbook.invitations.pen import CATEGORY, INK, RULE, SHADES, SheetColumn, SheetPen

SIDES: dict[Side, Label] = {"city": label("按地区", "By area"), "chain": label("按产业链", "By chain")}
_NOTE = label(
    "每格是需求事项中有人谈的比例：越红缺口越大，越绿越满足；“无”表示没有一个产品的申报范围包括这里；空白是没有需求。",
    "Share of the steps asked for that somebody is invited for: the redder, the larger the hole; 'none' where no "
    "offer is open to firms there; empty where nobody asks.",
)
_COUNTS = label("同一张图的数：有人谈的事项 / 需求事项", "The same in figures: steps met / steps asked for")
_TABLE = label("全部数字，缺口大的在前", "Every figure, the largest holes first")
_ALL = label("合计", "All")


def write_heat(pen: SheetPen, side: Side) -> None:
    """Add the sheet of one side."""
    cells = [cell for cell in pen.made.cells if cell.side == side]
    sheet = pen.sheet(SIDES[side])
    places = _in_order(pen, side, cells)
    width = max(len(places) + 1, 7)
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, width, 10)
    grounds = _Grounds(pen.book)
    row = pen.line(sheet, 0, width, _NOTE, "quiet", 150)
    row = _matrix(pen, sheet, row, places, cells, grounds, shares=True)
    row = pen.line(sheet, row + 1, width, _COUNTS, "heading")
    row = _matrix(pen, sheet, row, places, cells, grounds, shares=False)
    row = pen.line(sheet, row + 1, width, _TABLE, "heading")
    columns = (
        SheetColumn(CATEGORY, 24),
        SheetColumn(SIDES[side]),
        SheetColumn(label("有需求的企业", "Firms in need"), style="number"),
        SheetColumn(label("需求事项", "Steps asked for"), style="number"),
        SheetColumn(label("有人谈的事项", "Steps met"), style="number"),
        SheetColumn(label("缺口事项", "Steps open"), style="number"),
        SheetColumn(label("可服务的产品数", "Offers open to it"), style="number"),
        SheetColumn(label("其年承接能力", "Their capacity a year"), style="number"),
    )
    ordered = sorted(cells, key=lambda c: c.met - c.steps)
    told = [
        (
            pen.categories[c.category],
            pen.text(c.label),
            c.firms,
            c.steps,
            c.met,
            c.steps - c.met,
            c.offers,
            c.capacity,
        )
        for c in ordered
    ]
    pen.rows(sheet, row, columns, told)
    sheet.freeze_panes(2, 1)


class _Grounds:
    """The format of a cell by its share, as figure or as text."""

    def __init__(self, book: Any):
        look = {"align": "center", "valign": "vcenter", "font_color": INK, "border": 1, "border_color": "#FFFFFF"}
        none = label("无", "none")
        self.shares = [book.add_format(look | {"bg_color": ground, "num_format": "0%"}) for ground in SHADES]
        self.counts = [book.add_format(look | {"bg_color": ground}) for ground in SHADES]
        self.none = {
            lang: book.add_format(look | {"bg_color": SHADES[0], "bold": True, "num_format": f'"{none.text(lang)}"'})
            for lang in ("zh", "en")
        }
        self.empty = book.add_format(look | {"border_color": RULE})

    @staticmethod
    def of(share: float) -> int:
        """Which of the grounds a share has."""
        return min(len(SHADES) - 1, int(share * len(SHADES)))


def _matrix(
    pen: SheetPen,
    sheet: Any,
    top: int,
    places: Sequence[Label],
    cells: Sequence[HeatCell],
    grounds: _Grounds,
    shares: bool,
) -> int:
    """Categories by places with sums at the right and below; returns the row after it."""
    for at, text in enumerate((CATEGORY, *places, _ALL)):
        sheet.write_string(top, at, pen.text(text), pen.styles["head"])
    sheet.set_row(top, 32)
    categories: list[Category | None] = [*pen.categories, None]
    for row, category in enumerate(categories, top + 1):
        sheet.write_string(row, 0, pen.categories[category] if category else pen.text(_ALL), pen.styles["bold"])
        sheet.set_row(row, 20)
        for at, place in enumerate((*places, None), 1):
            found = [c for c in cells if category in (None, c.category) and place in (None, c.label)]
            steps, met = sum(c.steps for c in found), sum(c.met for c in found)
            if not steps:
                sheet.write_blank(row, at, None, grounds.empty)
            elif not shares:
                sheet.write_string(row, at, f"{met} / {steps}", grounds.counts[grounds.of(met / steps)])
            elif not any(c.offers for c in found):
                sheet.write_number(row, at, 0, grounds.none[pen.lang])
            else:
                sheet.write_number(row, at, met / steps, grounds.shares[grounds.of(met / steps)])
    return top + 1 + len(categories)


def _in_order(pen: SheetPen, side: Side, cells: Sequence[HeatCell]) -> list[Label]:
    """The places in the order of the questionnaire, those who have not said last."""
    named = {cell.label for cell in cells}
    return [name for name in (*pen.places[side].values(), NOT_SAID) if name in named]
