"""What the parser of a workbook does not tell of a sheet: errors, number formats, and what is hidden."""

from __future__ import annotations

from dataclasses import dataclass, field

from assessment.workbook.grid.cells import Range
from assessment.workbook.grid.files import LAST_COLUMN
from assessment.workbook.grid.number_format import NumberFormat

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""The errors of a cell by the numbers that binary workbooks have for them."""


@dataclass
class Marks:
    """What the parser does not tell of one sheet.

    Errors by (row, column), number formats that show a number as something else by column and row, and what is hidden,
    of cells that hold nought, too. ``conditional`` are the ranges in which a condition gives numbers such a format.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formats: dict[int, dict[int, NumberFormat]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    zeros_hidden: bool = False
    conditional: dict[Range, None] = field(default_factory=dict)

    def hide_columns(self, first: int, last: int) -> None:
        """Take down that columns are hidden, as far as a sheet is read."""
        self.hidden_columns.update(range(first, min(last, LAST_COLUMN) + 1))
