"""A sheet whose cells stand elsewhere than in the file, with the addresses that a person finds there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from assessment.answers.typed import Value
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


@dataclass(frozen=True)
class PartSheet(Sheet):
    """Some rows of a long sheet, below those of the header in force.

    ``lead`` are the numbers of the header's rows, and 0 for an empty one below them; ``first`` is that of the row
    below. ``begins`` is the number with which the part begins: rows of the header may stand in it.
    """

    lead: tuple[int, ...] = ()
    first: int = 1
    begins: int = 1

    def number(self, row: int) -> int:
        """The number of a row in the file."""
        return self.lead[row - 1] if row <= len(self.lead) else self.first + row - len(self.lead) - 1

    def numbers(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers of rows (n,) in the file."""
        lead = np.array([*self.lead, 0], np.int64)
        below = self.first + rows - len(self.lead) - 1
        return np.where(rows <= len(self.lead), lead[np.minimum(rows, len(lead)) - 1], below)

    def addresses(self, rows: Sequence[int]) -> list[str]:
        """The places of whole rows."""
        return [f"{self.name}!{number}" for number in self.numbers(np.array(rows, np.int64)).tolist()]


@dataclass(frozen=True)
class ColumnSheet(PartSheet):
    """Some rows of a table kept by column: ``rows`` is its header alone, ``columns`` are the different cells of each
    column and which of them every row shows."""

    columns: tuple[tuple[Sequence[Value], NDArray[np.intp]], ...] = ()

    def value(self, row: int, column: int) -> Value:
        """The bare value at ``row``, ``column``; None outside the sheet."""
        if row == 1 or not 1 <= column <= len(self.columns):
            return super().value(row, column)
        values, codes = self.columns[column - 1]
        return values[codes[row - 2]] if row - 2 < len(codes) else None


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
