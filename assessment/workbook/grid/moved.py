"""A sheet whose cells stand elsewhere than in the file, with the addresses that a person finds there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessment.workbook.grid.cells import Sheet, column_letters
from assessment.workbook.grid.number_format import NumberFormat


@dataclass(frozen=True)
class TurnedSheet(Sheet):
    """A sheet with rows for columns; an address is that of the file, a whole row the first cell of its column."""

    def address(self, row: int, column: int | None = None) -> str:
        """The place as a person finds it in the file."""
        return f"{self.name}!{column_letters(row)}{column or 1}"


@dataclass(frozen=True)
class GatheredSheet(Sheet):
    """A sheet put together from cells of the file, which ``origins`` gives by row and column, or by row alone."""

    origins: Mapping[tuple[int, int | None], str] = field(default_factory=dict)

    def address(self, row: int, column: int | None = None) -> str:
        """The place as a person finds it in the file."""
        return self.origins.get((row, column)) or self.origins.get((row, None)) or self.name


def turned(sheet: Sheet) -> TurnedSheet:
    """The sheet with rows for columns."""
    rows = [[sheet.value(row, column) for row in range(1, len(sheet.rows) + 1)] for column in range(1, sheet.width + 1)]
    formats: dict[int, dict[int, NumberFormat]] = {}
    for column, by_row in sheet.formats.items():
        for row, form in by_row.items():
            formats.setdefault(row, {})[column] = form
    return TurnedSheet(
        sheet.name,
        rows,
        sheet.hidden,
        tuple((left, top, right, bottom) for top, left, bottom, right in sheet.merged),
        {(column, row): error for (row, column), error in sheet.errors.items()},
        formats,
        sheet.hidden_columns,
        sheet.hidden_rows,
    )
