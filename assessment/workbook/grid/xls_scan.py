"""The look inside an .xls for what the parser leaves out (MS-XLS, BIFF8): errors, number formats, what is hidden."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from assessment.workbook.grid.cells import NO_RESULT
from assessment.workbook.grid.marks import ERRORS, Marks
from assessment.workbook.grid.number_format import BUILT_IN, NumberFormat, number_format
from assessment.workbook.grid.ole import ole_stream

_BOF, _EOF, _BOUNDSHEET, _FORMAT, _XF, _FILEPASS = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0, 0x002F
_BIFF8 = 0x0600
_CALCULATE_ON_LOAD = 0x02
_NUMBER_FORMAT_CHANGES = 0x02000000  # a flag of what a conditional format changes
_CELL = struct.Struct("<HHH")


def xls_marks(data: bytes) -> dict[str, Marks]:
    """The marks of each sheet by name; raises ValueError, KeyError or struct.error where they cannot be read."""
    stream = ole_stream(data, "Workbook")
    sheets: dict[str, int] = {}
    codes, styles = dict(BUILT_IN), []
    for kind, at, size in _records(stream, 0):
        if kind == _BOF and struct.unpack_from("<H", stream, at)[0] != _BIFF8:
            raise ValueError("an edition older than Excel 97")
        if kind == _FILEPASS:
            raise ValueError("the workbook is encrypted")
        if kind == _BOUNDSHEET:
            sheets[_text(stream, at + 7, stream[at + 6])] = struct.unpack_from("<I", stream, at)[0]
        elif kind == _FORMAT:
            number, length = struct.unpack_from("<HH", stream, at)
            codes[number] = _text(stream, at + 4, length)
        elif kind == _XF and size >= 4:
            styles.append(struct.unpack_from("<H", stream, at + 2)[0])
    formats = [number_format(codes.get(number, "")) for number in styles]
    return {name: _Sheet(stream, codes, formats).read(at) for name, at in sheets.items()}


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """The records of a part of the stream: kind, where its content begins, length. Charts within are left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        depth += kind == _BOF
        if depth == 1:
            yield kind, at + 4, size
        depth -= kind == _EOF
        if not depth:
            return
        at += 4 + size
    raise ValueError("a part of the workbook does not end")


def _text(stream: bytes, at: int, length: int) -> str:
    """A text of ``length`` signs whose first byte says how they are written."""
    wide = stream[at] & 1
    return stream[at + 1 : at + 1 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")


class _Sheet:
    """The records of one sheet."""

    def __init__(self, stream: bytes, codes: dict[int, str], formats: list[NumberFormat | None]):
        self.stream, self.codes, self.formats = stream, codes, formats
        self.marks = Marks()
        self._range = (0, 0, 0, 0)
        self._handlers: dict[int, Callable[[int, int], None]] = {
            0x0006: self._formula,
            0x0205: self._error,
            0x0203: self._number,
            0x027E: self._number,
            0x00BD: self._numbers,
            0x0208: self._row,
            0x007D: self._columns,
            0x023E: self._window,
            0x01B0: lambda at, _: self._conditions(at),
            0x0879: lambda at, _: self._conditions(at + 12),
            0x01B1: lambda at, _: self._condition(at + 6),
            0x087A: lambda at, _: self._condition(at + 22),
        }

    def read(self, at: int) -> Marks:
        for kind, begin, size in _records(self.stream, at):
            if handle := self._handlers.get(kind):
                handle(begin, size)
        return self.marks

    def _styled(self, row: int, column: int, style: int) -> None:
        form = self.formats[style] if style < len(self.formats) else None
        if form is not None:
            self.marks.formats.setdefault(column + 1, {})[row + 1] = form

    def _number(self, at: int, _: int) -> None:
        self._styled(*_CELL.unpack_from(self.stream, at))

    def _numbers(self, at: int, size: int) -> None:
        row, column = struct.unpack_from("<HH", self.stream, at)
        for i in range((size - 6) // 6):
            self._styled(row, column + i, struct.unpack_from("<H", self.stream, at + 4 + 6 * i)[0])

    def _formula(self, at: int, _: int) -> None:
        row, column, style = _CELL.unpack_from(self.stream, at)
        result, flags = self.stream[at + 6 : at + 14], self.stream[at + 14]
        if result[6:] != b"\xff\xff":
            if not any(result) and flags & _CALCULATE_ON_LOAD:
                self.marks.errors[row + 1, column + 1] = NO_RESULT
            self._styled(row, column, style)
        elif result[0] == 2:
            self.marks.errors[row + 1, column + 1] = ERRORS.get(result[2], "#?")

    def _error(self, at: int, _: int) -> None:
        row, column, _ = _CELL.unpack_from(self.stream, at)
        value, is_error = self.stream[at + 6 : at + 8]
        if is_error:
            self.marks.errors[row + 1, column + 1] = ERRORS.get(value, "#?")

    def _row(self, at: int, _: int) -> None:
        if self.stream[at + 12] & 0x20:
            self.marks.hidden_rows.add(struct.unpack_from("<H", self.stream, at)[0] + 1)

    def _columns(self, at: int, _: int) -> None:
        first, last = struct.unpack_from("<HH", self.stream, at)
        if self.stream[at + 8] & 1:
            self.marks.hide_columns(first + 1, last + 1)

    def _window(self, at: int, _: int) -> None:
        self.marks.zeros_hidden |= not self.stream[at] & 0x10

    def _conditions(self, at: int) -> None:
        top, bottom, left, right = struct.unpack_from("<HHHH", self.stream, at + 4)
        self._range = top + 1, left + 1, bottom + 1, right + 1

    def _condition(self, at: int) -> None:
        """What a condition changes: among others the number format, as a code or by its number."""
        flags, more = struct.unpack_from("<IH", self.stream, at)
        if not flags & _NUMBER_FORMAT_CHANGES:
            return
        if more & 1:
            code = _text(self.stream, at + 10, struct.unpack_from("<H", self.stream, at + 8)[0])
        else:
            code = self.codes.get(self.stream[at + 7], "")
        if number_format(code) is not None:
            self.marks.conditional[self._range] = None
