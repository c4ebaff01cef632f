"""How the lists look: formats, tables that print, and text that stays text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessment.content.bank import FactBank
from assessment.language import Label, Lang, label
from assessment.providers import NOT_SAID, Matchmaking
from assessment.workbook.pool.columns import SIZES
from assessment.workbook.wrapping import wrapped_lines

INK, QUIET, WARNING, HEAD, RULE = "#1F2A37", "#5F6B7A", "#9C2A00", "#DDE8F4", "#B8C4D2"
SHADES = ("#DE7F66", "#EDAE97", "#F6D8BF", "#D9E8DC", "#A9D0B6")
"""From nobody met to all met; every ground is light enough for dark text."""

Cells = Sequence[str | float | None]
FIRM, PROVIDER, CATEGORY = label("企业", "Firm"), label("服务商", "Provider"), label("类别", "Category")
CITY, CHAIN, SIZE = label("所在地", "City"), label("产业链", "Chain"), label("规模", "Size")
SAMPLE = label(
    "示例资源池：服务商、价格和承接能力都是编的，请勿据此发出邀约。换上本中心的资源池后重新生成。",
    "Sample pool: providers, prices and capacities are made up. Do not invite anybody on its strength; make the lists "
    "anew with the centre's own pool.",
)


@dataclass(frozen=True)
class SheetColumn:
    """A column: its header, its width in characters, and how its figures are shown."""

    title: Label
    width: float = 12
    style: str = "text"


class SheetPen:
    """One workbook being written in one language; places and categories by their names."""

    def __init__(self, book: Any, made: Matchmaking, bank: FactBank, lang: Lang):
        self.book, self.made, self.lang = book, made, lang
        self.categories = {result.category: result.label.text(lang) for result in made.categories}
        self.places = {side: bank.option_names(side) for side in ("city", "chain")}
        self.sizes = {option.id: option.label for option in SIZES}
        plain: dict[str, Any] = {"valign": "top", "font_color": INK}
        right = {"align": "right", "indent": 1}
        look: dict[str, dict[str, Any]] = {
            "text": {"text_wrap": True},
            "number": right | {"num_format": "#,##0"},
            "money": right | {"num_format": "#,##0.0#"},
            "share": right | {"num_format": "0%"},
            "bold": {"bold": True, "text_wrap": True},
            "title": {"bold": True, "font_size": 16},
            "heading": {"bold": True, "font_size": 12},
            "quiet": {"font_color": QUIET, "text_wrap": True},
            "warning": {"bold": True, "font_color": WARNING, "text_wrap": True},
            "head": {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": HEAD, "border": 1},
        }
        look["head"]["border_color"] = RULE
        look["head right"] = look["head"] | {"align": "right"}
        self.styles = {name: book.add_format(plain | given) for name, given in look.items()}
        # Rows of tables have a faint line below; the first row of a group stands off by a darker one above it.
        below, above = {"bottom": 1, "bottom_color": HEAD}, {"top": 1, "top_color": QUIET}
        self.cells, self.first = (
            {name: book.add_format(plain | look[name] | lines) for name in ("text", "number", "money", "share")}
            for lines in (below, below | above)
        )

    def text(self, words: Label) -> str:
        """The words in the language of the workbook."""
        return words.text(self.lang)

    def place(self, side: str, key: str | None) -> str:
        """The name of an area or chain; 'not said' where a firm has not."""
        return self.text(NOT_SAID if key is None else self.places[side][key])

    def size(self, key: str | None) -> str:
        """The name of a size class."""
        return self.text(NOT_SAID if key is None else self.sizes[key])

    def joined(self, texts: Sequence[Label]) -> str:
        """Several texts in one cell."""
        return ("；" if self.lang == "zh" else "; ").join(self.text(text) for text in texts)

    def sheet(self, name: Label) -> Any:
        """A new sheet that prints on A4 across, as many pages down as it takes, with its name and page at the foot."""
        sheet = self.book.add_worksheet(self.text(name))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.set_footer("&L&8&A&R&8&P / &N")
        return sheet

    def line(self, sheet: Any, row: int, last: int, text: Label | str, style: str, per_row: int = 100) -> int:
        """A line of text over the columns up to ``last``, as high as it needs; returns the next row."""
        words = text if isinstance(text, str) else self.text(text)
        sheet.merge_range(row, 0, row, last, "", self.styles[style])
        sheet.write_string(row, 0, words, self.styles[style])
        sheet.set_row(row, _height([(words, per_row)], {"title": 28, "heading": 22}.get(style, 0)))
        return row + 1

    def listing(self, name: Label, columns: Sequence[SheetColumn], rows: Sequence[Cells], frozen: int = 1) -> Any:
        """A sheet of one table with filters; a line where the first column changes."""
        sheet = self.sheet(name)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
        self.rows(sheet, 0, columns, rows, grouped=True)
        sheet.freeze_panes(1, frozen)
        sheet.repeat_rows(0)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        return sheet

    def rows(
        self, sheet: Any, top: int, columns: Sequence[SheetColumn], rows: Sequence[Cells], *, grouped: bool = False
    ) -> int:
        """A table whose header stands in row ``top``; returns the row after it."""
        for at, column in enumerate(columns):
            style = "head" if column.style == "text" else "head right"
            sheet.write_string(top, at, self.text(column.title), self.styles[style])
        sheet.set_row(top, _height([(self.text(column.title), column.width - 1) for column in columns], 32))
        before: str | float | None = None
        for row, cells in enumerate(rows, top + 1):
            styles: Mapping[str, Any] = self.first if grouped and cells[0] != before else self.cells
            before = cells[0]
            texts = zip(cells, columns, strict=True)
            sheet.set_row(row, _height([(cell, c.width) for cell, c in texts if isinstance(cell, str)]))
            for at, (column, cell) in enumerate(zip(columns, cells, strict=True)):
                if isinstance(cell, str):
                    sheet.write_string(row, at, cell, styles["text"])
                elif cell is not None:
                    sheet.write_number(row, at, cell, styles[column.style])
                else:
                    sheet.write_blank(row, at, None, styles["text"])
        return top + 1 + len(rows)


def _height(texts: Sequence[tuple[str, float]], least: float = 0) -> float:
    """The height of a row in points for texts wrapped in columns of so many characters; not every program finds it."""
    lines = (wrapped_lines(text, max(1.0, width)) for text, width in texts)
    return max(least, 16 * max(1, max(lines, default=1)))
