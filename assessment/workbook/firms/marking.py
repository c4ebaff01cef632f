"""The child process that marks a workbook: what to mark and the file on standard input, the marked one on output.

It runs by itself with little memory and a time limit, because a small hostile file can grow without end. Arguments: the
limit of memory in bytes, that of processor time in seconds. Input: eight bytes with the length of the JSON that
follows, then the file, which is empty when the sheets come within the JSON. Nothing of this project is imported.
"""

from __future__ import annotations

import io
import json
import math
import sys
import zipfile
from typing import Any

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

_BAD = PatternFill("solid", start_color="FFF4B0A8", end_color="FFF4B0A8")
_HEAD = PatternFill("solid", start_color="FFDDE8F4", end_color="FFDDE8F4")
_DONE = PatternFill("solid", start_color="FFDFF0D8", end_color="FFDFF0D8", bgColor="FFDFF0D8")
_WIDTHS = (9, 14, 30, 24, 46, 56)
_HEADER_ROW = 3
_LITERAL = 250  # characters that a text within a formula may have
_AUTHOR = "赣企数诊"
_COMMENT = 8_000  # characters
_COMMENT_WIDTH, _COMMENT_HEIGHT = 260, 130


def limit(memory: int, seconds: int) -> None:
    """Bound this process where the system allows it."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def opened(data: bytes, told: dict[str, Any]) -> openpyxl.Workbook:
    """The workbook as it is, or one of the values that were read from another kind of file."""
    if told["sheets"] is None:
        return openpyxl.load_workbook(io.BytesIO(data), rich_text=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, hidden, rows in told["sheets"]:
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if hidden else "visible"
        for row, values in enumerate(rows, 1):
            for column, value in enumerate(values, 1):
                if value is not None:
                    put(sheet.cell(row, column), value)
    return book


def put(cell: Cell, value: object) -> None:
    """A value as it is: a text that begins like a formula stays a text."""
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"
    else:
        cell.value = value


def mark(book: openpyxl.Workbook, told: dict[str, Any], lost: list[str]) -> None:
    """Colour and explain the bad cells, and add the first sheet; marks of a former copy are taken off."""
    words = told["words"]
    for name in [name for name in book.sheetnames if is_ours(book, name, told)]:
        del book[name]
    for cell in (cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row):
        if isinstance(cell, Cell) and cell.comment and cell.comment.author == _AUTHOR:
            cell.comment = None
            if cell.fill == _BAD:
                cell.fill = PatternFill()
    remarks: dict[tuple[str, str], list[str]] = {}
    for line in told["lines"]:
        if line["cell"] and line["sheet"] in book.sheetnames:
            remarks.setdefault((line["sheet"], line["cell"]), []).append(f"{line['message']}\n{line['remedy']}")
    name = told["title"]
    number = 2
    while name in book.sheetnames:
        name, number = f"{told['title']} ({number})", number + 1
    first = book.create_sheet(name, 0)
    for at, title in enumerate(told["titles"], 1):
        cell = first.cell(_HEADER_ROW, at, title)
        cell.font, cell.fill = Font(bold=True), _HEAD
        first.column_dimensions[get_column_letter(at)].width = _WIDTHS[at - 1]
    first.cell(1, 1, words["lead"]).font = Font(bold=True)
    notes = [words["copied"]] if told["sheets"] is not None else []
    notes += [words["lost"].replace("{parts}", told["joint"].join(lost))] if lost else []
    notes += [words["rest"].replace("{n}", str(told["more"]))] if told["more"] else []
    put(first.cell(2, 1), " ".join(notes))
    wrapped = Alignment(wrap_text=True, vertical="top")
    for row, line in enumerate(told["lines"], _HEADER_ROW + 1):
        first.cell(row, 1).value = state(book, line, words)
        for at, key in enumerate(("place", "firm", "found", "message", "remedy"), 2):
            put(first.cell(row, at), line[key])
            first.cell(row, at).alignment = wrapped
        if line["cell"] and line["sheet"] in book.sheetnames:
            place = first.cell(row, 2)
            place.hyperlink = Hyperlink(ref=place.coordinate, location=f"{quoted(line['sheet'])}!{line['cell']}")
            place.font = Font(color="FF1F4E79", underline="single")
    last = _HEADER_ROW + max(1, len(told["lines"]))
    first.auto_filter.ref = f"A{_HEADER_ROW}:F{last}"
    first.auto_filter.add_filter_column(0, [words["open"]])
    changed = f'$A{_HEADER_ROW + 1}="{words["done"]}"'
    first.conditional_formatting.add(f"A{_HEADER_ROW + 1}:F{last}", FormulaRule(formula=[changed], fill=_DONE))
    first.freeze_panes = f"A{_HEADER_ROW + 1}"
    first.page_setup.orientation, first.page_setup.paperSize = "landscape", 9
    first.page_setup.fitToHeight = 0
    first.sheet_properties.pageSetUpPr.fitToPage = True
    first.print_title_rows = f"{_HEADER_ROW}:{_HEADER_ROW}"
    for (sheet_name, address), texts in remarks.items():
        cell = book[sheet_name][address]
        if not isinstance(cell, Cell):  # within a merged range, whose first cell has the value
            cell = top_left(book[sheet_name], address)
        cell.fill = _BAD
        before = [cell.comment.text] if cell.comment else []
        said = Comment("\n\n".join([*texts, *before])[:_COMMENT], _AUTHOR)
        said.width, said.height = _COMMENT_WIDTH, _COMMENT_HEIGHT
        cell.comment = said
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet is first
    book.active = 0


def is_ours(book: openpyxl.Workbook, name: str, told: dict[str, Any]) -> bool:
    """Whether a sheet is the first sheet of a former copy, in either language."""
    sheet = book[name]
    return name in told["known"] and sheet.cell(_HEADER_ROW, 2).value in told["places"]


def top_left(sheet: Any, address: str) -> Cell:
    """The first cell of the merged range that a cell is in."""
    merged = next(merged for merged in sheet.merged_cells.ranges if address in merged)
    return sheet.cell(merged.min_row, merged.min_col)


def state(book: openpyxl.Workbook, line: dict[str, Any], words: dict[str, str]) -> str:
    """A formula that tells whether the cell still holds what it held; plain words where no cell can tell."""
    if not line["cell"] or line["sheet"] not in book.sheetnames:
        return words["open"]
    cell = book[line["sheet"]][line["cell"]]
    value = cell.value if isinstance(cell, Cell) else None
    where = f"{quoted(line['sheet'])}!{line['cell']}"
    if value is None or value == "":
        same = f'{where}=""'
    elif isinstance(value, bool):
        return words["open"]
    elif isinstance(value, int | float) and math.isfinite(value):
        same = f"{where}={value!r}"
    elif isinstance(value, str) and cell.data_type != "f" and len(value) <= _LITERAL and "\n" not in value:
        same = f'EXACT({where},"{value.replace(chr(34), chr(34) * 2)}")'
    else:
        return words["open"]
    return f'=IF({same},"{words["open"]}","{words["done"]}")'


def quoted(sheet: str) -> str:
    """The name of a sheet as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def parts_lost(data: bytes, parts: dict[str, str]) -> list[str]:
    """What a workbook holds that is not kept when it is saved anew."""
    if not data:
        return []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        inner = [name for name in names if name.startswith(("xl/worksheets/sheet", "xl/drawings/drawing"))]
        signs = [sign for sign in parts if not sign.startswith("xl/")]
        found = {sign for name in inner for sign in signs if sign.encode() in archive.read(name)}
    return [words for part, words in parts.items() if part in found or any(name.startswith(part) for name in names)]


def main() -> None:
    """Read, mark, write; any failure ends in another exit status than 0."""
    limit(int(sys.argv[1]), int(sys.argv[2]))
    given = sys.stdin.buffer.read()
    size = int.from_bytes(given[:8], "big")
    told, data = json.loads(given[8 : 8 + size]), given[8 + size :]
    del given
    book = opened(data, told)
    mark(book, told, parts_lost(data, told["parts"]))
    out = io.BytesIO()
    book.save(out)
    sys.stdout.buffer.write(out.getvalue())
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
