"""The grid: the cells of a workbook or CSV file with the addresses a person sees, whatever the file was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assessment.answers.typed import Value
from assessment.language import Label, visible
from assessment.workbook.grid.number_format import NumberFormat

Range = tuple[int, int, int, int]  # first row, first column, last row, last column; from 1, inclusive

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NO_RESULT = "formula"  # a formula that was never calculated
MERGED = "merged"  # a cell merged with the one above, which holds the value


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its value (None when empty), its place, and what its format or formula adds.

    ``format`` is its number format where that shows a number as something else. ``error`` is the error that a formula
    shows (#DIV/0!), or ``NO_RESULT``; the value is then None.
    """

    address: str
    value: Value
    format: NumberFormat | None = None
    error: str | None = None


@dataclass(frozen=True)
class Sheet:
    """One sheet: rows of values from row 1 on, a row shorter than ``width`` where its tail is empty.

    ``merged`` are the merged ranges. ``errors`` maps (row, column) to the error shown there, ``formats`` maps column
    and row to the number formats that show a number as something else; ``hidden_rows`` and ``hidden_columns`` are
    hidden or filtered out. ``fields`` says of each row of a text file into how many cells it was divided, empty ones
    included. Rows and columns count from 1, as a person sees them.
    """

    name: str
    rows: list[list[Value]]
    hidden: bool = False
    merged: tuple[Range, ...] = ()
    errors: Mapping[tuple[int, int], str] = field(default_factory=dict)
    formats: Mapping[int, Mapping[int, NumberFormat]] = field(default_factory=dict)
    hidden_rows: Set[int] = frozenset()
    hidden_columns: Set[int] = frozenset()
    fields: Sequence[int] = ()

    @cached_property
    def error_columns(self) -> Mapping[int, set[int]]:
        """The columns in which a row shows an error, by row."""
        columns: dict[int, set[int]] = {}
        for row, column in self.errors:
            columns.setdefault(row, set()).add(column)
        return columns

    @property
    def width(self) -> int:
        """The number of columns of the longest row."""
        return max(map(len, self.rows), default=0)

    @property
    def empty(self) -> bool:
        """Whether no cell holds anything but blanks."""
        return not self.errors and all(is_empty(value) for row in self.rows for value in row)

    def value(self, row: int, column: int) -> Value:
        """The bare value at ``row``, ``column``; None outside the sheet."""
        if not 1 <= row <= len(self.rows) or not 1 <= column <= len(self.rows[row - 1]):
            return None
        return self.rows[row - 1][column - 1]

    def cell(self, row: int, column: int) -> Cell:
        """The cell at ``row``, ``column``; empty outside the sheet."""
        return Cell(
            self.address(row, column),
            self.value(row, column),
            self.formats.get(column, {}).get(row),
            self.errors.get((row, column)),
        )

    def resolved(self, row: int, column: int) -> Cell:
        """As ``cell``, but a cell inside a merged range is the range's first cell, which alone holds the value."""
        for top, left, bottom, right in self.merged:
            if top <= row <= bottom and left <= column <= right:
                return self.cell(top, left)
        return self.cell(row, column)

    def address(self, row: int, column: int | None = None) -> str:
        """The place as a person finds it: 企业!C7, or 企业!7 for a whole row."""
        return f"{self.name}!{column_letters(column) if column else ''}{self.number(row)}"

    def addresses(self, rows: Sequence[int]) -> list[str]:
        """The places of whole rows."""
        return [self.address(row) for row in rows]

    def number(self, row: int) -> int:
        """The number that a person sees beside a row."""
        return row

    def numbers(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The same of several rows (n,)."""
        return rows

    def filled_rows(self, after: int = 0) -> Iterator[tuple[int, list[Value]]]:
        """Row number and values of each row below ``after`` that is not empty."""
        for row, values in enumerate(self.rows[after:], after + 1):
            if row in self.error_columns or not all(map(is_empty, values)):
                yield row, values


@dataclass(frozen=True)
class Grid:
    """A file read into sheets; ``sheets`` keeps their order and holds the hidden ones too.

    ``caveats`` say what cannot be seen in it.
    """

    filename: str
    sheets: tuple[Sheet, ...]
    caveats: tuple[Label, ...] = ()

    @property
    def visible(self) -> tuple[Sheet, ...]:
        """The sheets that a person sees and that hold something; at least one."""
        return tuple(sheet for sheet in self.sheets if not sheet.hidden and not sheet.empty)

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, hidden or not."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def is_empty(value: Value) -> bool:
    """Whether a cell holds nothing, or nothing that can be seen."""
    if not isinstance(value, str):
        return value is None
    return not ("一" <= value[:1] <= "鿿" or "0" <= value[:1] <= "9" or visible(value))  # most are seen at a glance


def column_letters(column: int) -> str:
    """The letters of a column counted from 1: 3 is C, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The inverse of ``column_letters``."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def ranges(written: str) -> list[Range]:
    """The ranges of cells written as B2:C9 E4."""
    found = []
    for one in written.split():
        first, _, last = one.replace("$", "").partition(":")
        corners = [(end.rstrip("0123456789"), end.lstrip(_LETTERS)) for end in (first, last or first)]
        (left, top), (right, bottom) = corners
        found.append((int(top), column_number(left), int(bottom), column_number(right)))
    return found
