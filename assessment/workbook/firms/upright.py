"""Sheets that are no table with a firm a row, made into one: on their side, a sheet a firm, with a column of ours."""

from __future__ import annotations

from dataclasses import replace

from assessment.answers.typed import Value
from assessment.workbook.firms.columns import FIRM_NAME
from assessment.workbook.firms.headers import HeaderReader
from assessment.workbook.firms.judging import RowCells, RowJudge
from assessment.workbook.firms.wording import FILLED_ID
from assessment.workbook.grid.cells import Sheet, is_empty
from assessment.workbook.grid.files import LAST_COLUMN
from assessment.workbook.grid.moved import GatheredSheet, TurnedSheet, turned

_IDS_WITHIN = 10  # rows among which the ids of our template stand
_MOST_ROWS, _FEWEST_FACTS = 200, 4  # of a sheet about one firm


def without_shares(sheet: Sheet) -> Sheet:
    """The sheet without the column of our template that tells how much of each row is filled."""
    ids = ((row, column) for row, values in enumerate(sheet.rows[:_IDS_WITHIN], 1)
           for column, value in enumerate(values, 1) if value == FILLED_ID)  # fmt: skip
    if (found := next(ids, None)) is None:
        return sheet
    _, gone = found
    return replace(
        sheet,
        rows=[[None if at == gone else value for at, value in enumerate(values, 1)] for values in sheet.rows],
        errors={place: error for place, error in sheet.errors.items() if place[1] != gone},
    )


def card(sheet: Sheet, reader: HeaderReader) -> GatheredSheet | None:
    """A sheet about one firm, with names and answers side by side in several columns, as a table of one row."""
    if len(sheet.rows) > _MOST_ROWS:
        return None
    found: dict[str, tuple[Value, str]] = {}
    columns, rows, beside = set(), set(), 0
    for row in range(1, len(sheet.rows) + 1):
        column = 0
        while (column := column + 1) <= len(sheet.rows[row - 1]):
            fact = reader.names(sheet, row, column)
            if fact is None:
                continue
            at = next((c for c in range(column + 1, sheet.width + 1) if not is_empty(sheet.value(row, c))), None)
            if fact.id in found or at is None or reader.names(sheet, row, at):
                beside += 1
                continue
            found[fact.id] = (sheet.value(row, at), sheet.address(row, at))
            columns.add(column)
            rows.add(row)
            column = at
    if (
        FIRM_NAME not in found
        or len(found) < _FEWEST_FACTS
        or len(columns) < 2
        or len(rows) < 2
        or beside * 3 > len(found)
    ):
        return None
    places: dict[tuple[int, int | None], str] = {(2, at): place for at, (_, place) in enumerate(found.values(), 1)}
    return GatheredSheet(
        sheet.name,
        [list(found), [value for value, _ in found.values()]],
        origins={**places, (2, None): f"{sheet.name}!1"},
    )


def on_its_side(sheet: Sheet, reader: HeaderReader) -> TurnedSheet | None:
    """The sheet turned, when its first columns hold facts and some column beside them the answers of a firm."""
    if len(sheet.rows) > LAST_COLUMN:
        return None
    other = turned(sheet)
    for header in reader.find(other):
        if FIRM_NAME in header.columns:
            judge = RowJudge(header)
            if any(judge.speaks(RowCells(other, row)) for row, _ in other.filled_rows(header.last_row)):
                return other
    return None
