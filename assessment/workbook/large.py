"""Workbooks with large sheets: laid out by XlsxWriter, their rows put in by whole columns.

XlsxWriter makes everything that a person sees around the rows (headers, widths, filters, print settings, styles) and
one sample row of each large sheet. The rows then take the place of the sample, in its styles. Texts stand in their
cells, as XlsxWriter writes them with constant memory; none becomes a formula or a link.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from os import PathLike
from typing import IO, Any

import xlsxwriter

from assessment.workbook.coded import Cell, CodedColumn, joined, texts
from assessment.workbook.grid.cells import column_letters

BLOCK = 4096
"""So many rows are put together at a time: some 20 MB of XML."""
LEVEL = 3
"""How hard the rows are packed: a sixth larger than at the usual 6, in half the time."""
_BYTES_A_CELL = 64  # of XML, more or less
LONGEST = 32_767
"""So many characters a cell of a workbook holds."""
_ROW = re.compile(r'<row r="(\d+)"[^>]*>.*?</row>|<row r="(\d+)"[^>]*/>', re.DOTALL)
_CELL = re.compile(r'<c r="([A-Z]+)\d+"(?: s="(\d+)")?')
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')
_LIKE_AN_ESCAPE = re.compile(r"(?=_x[0-9a-fA-F]{4}_)")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_TO_ESCAPE = re.compile("[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")


@dataclass(frozen=True)
class _Rows:
    """What goes into a sheet: from which row on (counting from 1), and its columns of n cells each."""

    first: int
    columns: Sequence[CodedColumn]

    @property
    def cells(self) -> int:
        """How many cells these are."""
        return sum(map(len, self.columns))


class LargeWorkbook:
    """A workbook in the making; ``book`` is XlsxWriter's, for all but the rows of large sheets."""

    def __init__(self, book: xlsxwriter.Workbook):
        self.book = book
        self._rows: dict[str, _Rows] = {}

    def fill(self, sheet: Any, first: int, columns: Sequence[CodedColumn], formats: Sequence[Any] = ()) -> None:
        """Put columns into a sheet below its header, from row ``first`` on (counting from 1).

        ``formats`` are those of the columns, None for a plain one. Nothing else may be written there or below.
        """
        for at, form in enumerate(formats or [None] * len(columns)):
            sheet.write_blank(first - 1, at, None, form)
        self._rows[f"xl/worksheets/sheet{sheet.index + 1}.xml"] = _Rows(first, columns)

    def rows_of(self, part: str) -> _Rows | None:
        """The rows that go into a part of the workbook."""
        return self._rows.get(part)


@contextmanager
def large_workbook(out: str | PathLike[str] | IO[bytes]) -> Iterator[LargeWorkbook]:
    """A workbook that is written to ``out`` when it has been laid out."""
    laid_out = io.BytesIO()
    with xlsxwriter.Workbook(laid_out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        large = LargeWorkbook(book)
        yield large
    with zipfile.ZipFile(laid_out) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, True, LEVEL) as target:
        for part in source.infolist():
            rows = large.rows_of(part.filename)
            if rows is None:
                target.writestr(part, source.read(part))
                continue
            with target.open(part.filename, "w", force_zip64=rows.cells * _BYTES_A_CELL > 2**31) as stream:
                _write_sheet(stream, source.read(part).decode("utf-8"), rows)


def _write_sheet(stream: IO[bytes], frame: str, rows: _Rows) -> None:
    """A sheet as laid out, with rows in the place of its sample row."""
    sample = next((found for found in _ROW.finditer(frame) if int(found[1] or found[2]) == rows.first), None)
    styles = {found[1]: found[2] for found in _CELL.finditer(sample[0])} if sample else {}
    before, after = (frame[: sample.start()], frame[sample.end() :]) if sample else _around(frame)
    n = len(rows.columns[0]) if rows.columns else 0
    extent = f"A1:{column_letters(max(1, len(rows.columns)))}{max(1, rows.first + n - 1)}"
    stream.write(_DIMENSION.sub(f'<dimension ref="{extent}"/>', before).encode())
    cells = [_Cells(column, at, styles.get(column_letters(at))) for at, column in enumerate(rows.columns, 1)]
    for start in range(0, n, BLOCK):
        stream.write(_block(cells, rows.first, start, min(start + BLOCK, n)))
    stream.write(after.encode())


def _around(frame: str) -> tuple[str, str]:
    """What stands before and after further rows of a sheet whose sample row left no trace, as one without formats."""
    if "<sheetData/>" in frame:
        before, _, after = frame.partition("<sheetData/>")
        return before + "<sheetData>", "</sheetData>" + after
    before, end, after = frame.partition("</sheetData>")
    return before, end + after


class _Cells:
    """The XML of a column: what each of its different cells is called, apart from the number of its row."""

    def __init__(self, column: CodedColumn, at: int, style: str | None):
        self.codes = column.codes
        self.start = f'<c r="{column_letters(at)}'
        ends = [_end(cell, f' s="{style}"' if style else "") for cell in column.values]
        self.ends = texts(ends)
        self.has_gaps = None in ends


def _block(columns: Sequence[_Cells], first: int, start: int, stop: int) -> bytes:
    """Some rows as XML."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = pc.cast(pa.array(np.arange(first + start, first + stop)), pa.string())
    pieces: list[Any] = ['<row r="', numbers, '">']
    for column in columns:
        ends = column.ends.take(pa.array(column.codes[start:stop]))
        if not column.has_gaps:
            pieces += [column.start, numbers, ends]
            continue
        there = pc.is_valid(ends)
        nothing = pa.scalar(None, pa.string())
        pieces += [
            pc.if_else(there, column.start, nothing),
            pc.if_else(there, numbers, nothing),
            ends,
        ]
    return joined([*pieces, "</row>"])


def _end(cell: Cell, style: str) -> str | None:
    """A cell after its place; None where there is nothing to write."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        text = cell[:LONGEST]
        if _TO_ESCAPE.search(text):
            text = _escaped(text)
        space = ' xml:space="preserve"' if text != text.strip() else ""
        return f'"{style} t="inlineStr"><is><t{space}>{text}</t></is></c>'
    return f'"{style}><v>{cell:.16G}</v></c>'


def _escaped(text: str) -> str:
    """A text as XML of a workbook; signs that XML does not know are spelt by their number."""
    spelt = _LIKE_AN_ESCAPE.sub("_x005F", text)
    plain = spelt.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _NOT_IN_XML.sub(lambda sign: f"_x{ord(sign[0]):04X}_", plain)
