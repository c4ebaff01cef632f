"""A plain table to take along, as CSV and as a workbook: a header, rows, and no formula or link in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from assessment.workbook.firms.writing import csv_cell


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV in UTF-8 with a mark, so that Excel reads it; no text becomes a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def plain_workbook(rows: Iterable[Sequence[object]], sheet_name: str) -> bytes:
    """The rows as one sheet of an .xlsx file, the first of them its header; numbers stay numbers, all else is text."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        sheet, bold = book.add_worksheet(sheet_name), book.add_format({"bold": True})
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 32)
        sheet.set_column(1, 20, 16)
        for number, row in enumerate(rows):
            for at, cell in enumerate(row):
                if isinstance(cell, int | float):
                    sheet.write_number(number, at, cell)
                else:
                    sheet.write_string(number, at, str(cell), bold if number == 0 else None)
    return out.getvalue()
