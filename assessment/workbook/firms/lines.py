"""The sheet that a person reads: a firm a line, filtered, frozen, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assessment.language import Label, Lang
from assessment.workbook.coded import CodedColumn
from assessment.workbook.firms.wording import LINES
from assessment.workbook.large import LargeWorkbook

Form = Literal["text", "points", "money", "count"]
_FORMATS: dict[Form, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "points": {"num_format": "0.00"},
    "money": {"num_format": "#,##0.0"},
    "count": {"num_format": "0"},
}


@dataclass(frozen=True)
class LineColumn:
    """One column: its title, its width in characters, a cell for each firm (None where there is nothing to say)."""

    title: Label
    width: int
    cells: CodedColumn | Sequence[str | float | None]
    form: Form = "text"

    @property
    def coded(self) -> CodedColumn:
        """The cells, each different one once."""
        return self.cells if isinstance(self.cells, CodedColumn) else CodedColumn.of(self.cells)


def write_lines(large: LargeWorkbook, columns: Sequence[LineColumn], lang: Lang, head: Any) -> None:
    """Add the sheet to a workbook; text stays text, whatever it begins with."""
    sheet = large.book.add_worksheet(LINES.text(lang))
    formats = {form: large.book.add_format({"valign": "top", **more}) for form, more in _FORMATS.items()}
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, column.title.text(lang), head)
    sheet.set_row(0, 36)
    large.fill(sheet, 2, [column.coded for column in columns], [formats[column.form] for column in columns])
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(columns[0].cells), len(columns) - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
