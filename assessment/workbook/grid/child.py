"""The child process that parses a workbook: its bytes on standard input, one JSON value a line on standard output.

It runs by itself with little memory and a time limit, because the parser aborts on some small hostile files.
Arguments: the limit of memory in bytes, that of processor time in seconds. First line: a list of sheets, each
``{"name", "hidden", "merged"}``; then for each sheet one line a row, from row 1 and column A, and a line ``null``.
Dates and times are objects with one key (date, datetime, time, seconds).
"""

from __future__ import annotations

import datetime
import io
import json
import sys
from collections.abc import Sequence

import python_calamine

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


def plain(row: Sequence[object], indent: int) -> list[object]:
    """A row from column A on: empty cells are None, true and false are the words shown, an empty tail is left out."""
    cells: list[object] = [None] * indent + [
        None if value == "" else str(value).upper() if isinstance(value, bool) else value for value in row
    ]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


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
        for row in sheet.iter_rows():
            out.write(encode(plain(row, indent)) + "\n")
        out.write("null\n")
    out.flush()


if __name__ == "__main__":
    try:
        main()
    except MemoryError:
        sys.exit(OUT_OF_MEMORY)
    except python_calamine.PasswordError:
        sys.exit(PASSWORD)
