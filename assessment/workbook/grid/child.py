"""The child process that parses a workbook: its bytes on standard input, one JSON value a line on standard output.

It runs by itself with little memory and a time limit, because the parser aborts on some small hostile files.
Arguments: the limit of memory in bytes, that of processor time in seconds. First line: a list of sheets, each
``{"name", "hidden", "merged"}``; then for each sheet, from row 1 and column A, one line for some thousand rows, and a
line ``null``. Such a line is ``[rows, [[values, codes], ...]]``: of each column the different values, and which of them
each row shows (unsigned 16-bit numbers in the machine's order, as base64). Dates and times are objects with one key
(date, datetime, time, seconds).
"""

from __future__ import annotations

import base64
import datetime
import io
import json
import sys
from array import array
from collections.abc import Sequence
from itertools import islice, zip_longest

import python_calamine

BLOCK = 4096
"""Rows of a line; fewer than the codes of a column can tell apart."""
OUT_OF_MEMORY = 3
PASSWORD = 4


def limit(memory: int, seconds: int) -> None:
    """Bound this process where the system allows it."""
    try:
        import resource
    except ImportError:  # Windows has no such limits: the checks before parsing must do
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def tagged(value: object) -> dict[str, object]:
    """A date or time as JSON."""
    if isinstance(value, datetime.timedelta):
        return {"seconds": value.total_seconds()}
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return {type(value).__name__: value.isoformat()}
    raise TypeError(type(value).__name__)


def coded(column: Sequence[object]) -> tuple[list[object], str]:
    """The different cells of a column and which of them each row shows; true and false are the words shown."""
    if bool in set(map(type, column)):  # they are equal to 1 and 0, which are other cells
        column = [str(value).upper() if isinstance(value, bool) else value for value in column]
    places = {value: place for place, value in enumerate(dict.fromkeys(column))}
    codes = array("H", map(places.__getitem__, column))
    return [None if value == "" else value for value in places], base64.b64encode(codes.tobytes()).decode("ascii")


def main() -> None:
    """Read, parse, write; a damaged workbook ends in exit status 1, as any exception does."""
    limit(int(sys.argv[1]), int(sys.argv[2]))
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="ascii", newline="\n")
    encode = json.JSONEncoder(default=tagged, separators=(",", ":")).encode
    workbook = python_calamine.load_workbook(io.BytesIO(sys.stdin.buffer.read()))
    kind, shown = python_calamine.SheetTypeEnum.WorkSheet, python_calamine.SheetVisibleEnum.Visible
    sheets = [(meta, workbook.get_sheet_by_name(meta.name)) for meta in workbook.sheets_metadata if meta.typ == kind]
    heads = [
        {"name": meta.name, "hidden": meta.visible != shown, "merged": sheet.merged_cell_ranges or []}
        for meta, sheet in sheets
    ]
    out.write(encode(heads) + "\n")
    for _, sheet in sheets:
        indent = sheet.start[1] if sheet.start else 0
        rows = sheet.iter_rows()
        while some := list(islice(rows, BLOCK)):
            nothing: tuple[list[object], str] = [None], base64.b64encode(bytes(2 * len(some))).decode("ascii")
            columns = [nothing] * indent
            columns += map(coded, zip_longest(*some))
            out.write(encode([len(some), columns]) + "\n")
        out.write("null\n")
    out.flush()


if __name__ == "__main__":
    try:
        main()
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    except python_calamine.PasswordError:
        sys.exit(PASSWORD)
