"""A plain list to take along, as CSV and as a workbook; nothing in it becomes a formula or a link."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from assessment.workbook.firms.writing import csv_cell

Cell = str | int


def plain_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Rows under a header, in UTF-8 with a mark, so that Excel reads it."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow([csv_cell(head) for head in heads])
    for row in rows:
        writer.writerow([csv_cell(cell) for cell in row])
    return held.getvalue().encode("utf-8-sig")


def plain_workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The same as .xlsx with one sheet, whose header stays in view."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        sheet, bold = book.add_worksheet(title), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(1, len(heads) - 1, 20)
        for at, head in enumerate(heads):
            sheet.write_string(0, at, head, bold)
        for number, row in enumerate(rows, 1):
            for at, cell in enumerate(row):
                sheet.write(number, at, cell) if isinstance(cell, int) else sheet.write_string(number, at, cell)
    return out.getvalue()
