"""The look inside an .xlsb for what the parser leaves out (MS-XLSB): errors, number formats, what is hidden."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
from collections.abc import Iterator

from assessment.workbook.grid.cells import Range
from assessment.workbook.grid.marks import ERRORS, Marks
from assessment.workbook.grid.number_format import BUILT_IN, NumberFormat, number_format
from assessment.workbook.grid.xml_parts import elements

_ROW, _COLUMNS, _VIEW = 0, 60, 137
_NUMBERS, _ERRORS = (2, 5, 9), (3, 11)
_SHORT = range(12, 19)  # cells without a column of their own: no office program writes them
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 44, 47, 617, 618
_SHEET, _CONDITIONS, _CONDITION = 156, 461, 463
_MOST_RECORDS = 30_000_000  # two bytes can be a record
_NOTHING = 0xFFFFFFFF


def xlsb_marks(data: bytes) -> dict[str, Marks]:
    """The marks of each sheet by name; raises ValueError, KeyError or struct.error where they cannot be read."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        by_lower = {name.lower(): name for name in archive.namelist()}
        related = elements(archive, by_lower["xl/_rels/workbook.bin.rels"])
        targets = {one["Id"]: posixpath.normpath(posixpath.join("/xl", one["Target"]))[1:] for _, one in related[1:]}
        styles = by_lower.get("xl/styles.bin")
        formats = _formats(archive.read(styles)) if styles else []
        marks = {}
        for kind, record in _records(archive.read(by_lower["xl/workbook.bin"])):
            if kind == _SHEET:
                relation, after = _text(record, 8)
                part = targets.get(relation, "").lower()
                if part.startswith("xl/worksheets/"):
                    marks[_text(record, after)[0]] = _sheet(archive.read(by_lower[part]), formats)
        return marks


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each record."""
    at = read = 0
    while at < len(part):
        read += 1
        if read > _MOST_RECORDS:
            raise ValueError("more records than an office program writes")
        kind = part[at]
        at += 1
        if kind & 0x80:
            kind = kind & 0x7F | part[at] << 7
            at += 1
        size = shift = 0
        while True:
            size |= (part[at] & 0x7F) << shift
            at, shift, more = at + 1, shift + 7, part[at] & 0x80
            if not more:
                break
        if at + size > len(part):
            raise ValueError("a record is cut off")
        yield kind, part[at : at + size]
        at += size


def _text(record: bytes, at: int) -> tuple[str, int]:
    """A text and where it ends."""
    length = struct.unpack_from("<I", record, at)[0]
    end = at + 4 + 2 * length
    return record[at + 4 : end].decode("utf-16-le"), end


def _formats(part: bytes) -> list[NumberFormat | None]:
    codes, found, inside = dict(BUILT_IN), [], False
    for kind, record in _records(part):
        if kind == _FORMAT:
            codes[struct.unpack_from("<H", record)[0]] = _text(record, 2)[0]
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            inside = kind == _STYLES_BEGIN
        elif kind == _STYLE and inside:
            found.append(number_format(codes.get(struct.unpack_from("<H", record, 2)[0], "")))
    return found


def _sheet(part: bytes, formats: list[NumberFormat | None]) -> Marks:
    marks, row = Marks(), 0
    ranges: list[Range] = []
    for kind, record in _records(part):
        if kind == _ROW:
            row = struct.unpack_from("<I", record)[0] + 1
            if record[11] & 0x10:
                marks.hidden_rows.add(row)
        elif kind in _NUMBERS or kind in _ERRORS:
            column, style = struct.unpack_from("<II", record)
            form = formats[style & 0xFFFFFF] if style & 0xFFFFFF < len(formats) else None
            if kind in _ERRORS:
                marks.errors[row, column + 1] = ERRORS.get(record[8], "#?")
            elif form is not None:
                marks.formats.setdefault(column + 1, {})[row] = form
        elif kind in _SHORT:
            raise ValueError("cells without a column")
        elif kind == _COLUMNS:
            first, last = struct.unpack_from("<II", record)
            if record[16] & 1:
                marks.hide_columns(first + 1, last + 1)
        elif kind == _VIEW:
            marks.zeros_hidden |= not record[0] & 0x10
        elif kind == _CONDITIONS:
            areas = range(struct.unpack_from("<I", record, 8)[0])
            ends = [struct.unpack_from("<IIII", record, 12 + 16 * i) for i in areas]
            ranges = [(top + 1, left + 1, bottom + 1, right + 1) for top, bottom, left, right in ends]
        elif kind == _CONDITION and struct.unpack_from("<I", record, 8)[0] != _NOTHING:
            marks.conditional |= dict.fromkeys(ranges)
    return marks
