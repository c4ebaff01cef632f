"""A text file as a sheet: its separator and its rows."""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Iterator
from pathlib import PurePath

from assessment.answers.typed import Value
from assessment.language import label
from assessment.problems import InputRefused, refuse
from assessment.workbook.grid.cells import Sheet
from assessment.workbook.grid.encoding import decode
from assessment.workbook.grid.files import LAST_COLUMN, Limits, too_long, too_wide

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SEPARATORS = (",", "\t", ";", "|", "，")
FORMULA_STARTERS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # spreadsheet programs run what follows


def read_csv(data: bytes, filename: str, limits: Limits) -> Sheet:
    """Read separated values; the sheet is named after the file.

    The separator is a comma (also a full-width one), tab, semicolon or bar, whichever divides the first lines most
    evenly, or what a first line ``sep=;`` says. The apostrophe that guards a formula starter in our own exports is
    taken off again.
    Raises ``InputRefused`` for an unknown encoding, binary content, an unclosed quotation mark and too many rows.
    """
    text = decode(data, filename)
    separator, said = separator_of(text)
    name = PurePath(filename).stem or filename
    fields = array("H", [0] if said else [])
    rows = list(read_rows(text[said:], separator, name, 2 if said else 1, limits, fields))
    return Sheet(name, [[], *rows] if said else rows, fields=fields)


def read_rows(
    text: str, separator: str, name: str, first: int, limits: Limits, fields: array[int] | None = None
) -> Iterator[list[Value]]:
    """The rows of separated values, the first of them numbered ``first``; an empty tail is left out.

    Into how many ``fields`` each was divided is written down.
    """
    lines = (found[0] for found in _LINE.finditer(text))
    share = _Shared({"": None})
    number = first
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=separator, strict=True), first):
            row = list(map(share.__getitem__, cells))
            if fields is not None:
                fields.append(min(len(row), LAST_COLUMN))
            while row and row[-1] is None:
                row.pop()
            if len(row) > LAST_COLUMN:
                raise too_wide(f"{name}!{number}")
            if number > limits.rows:
                raise too_long(f"{name}!{number}", limits)
            yield row
            number += 1
    except csv.Error as fault:
        raise csv_fault(fault, f"{name}!{number}") from fault


class _Shared(dict[str, Value]):
    """What cells hold, by their text: most say what others say, and one copy of each is kept."""

    def __missing__(self, cell: str) -> Value:
        held = self[cell] = _unguarded(cell)
        return held


def csv_fault(fault: csv.Error, where: str) -> InputRefused:
    """The refusal of a row that cannot be divided into cells."""
    return _too_much(where) if "field larger" in str(fault) else _bad_quote(where)


def separator_of(text: str) -> tuple[str, int]:
    """What separates the values, and how many characters the first line takes if it says so (sep=;).

    Else it is the sign that gives the first rows the most columns, judged by the row that has the fewest of them.
    """
    first, end, _ = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return first.strip()[4], len(first + end)
    sample = [line for line in text[:20_000].split("\n")[:20] if line.strip()]

    def columns(separator: str) -> tuple[int, int]:
        counts = sorted(line.count(separator) for line in sample) or [0]
        return counts[0], counts[len(counts) // 2]

    return max(_SEPARATORS, key=columns), 0


def _unguarded(cell: str) -> Value:
    """A cell without the marks that make spreadsheet programs take it for text: '=1 and ="001". None when empty."""
    if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTERS):
        return cell[1:]
    if cell.startswith('="') and cell.endswith('"'):
        return cell[2:-1].replace('""', '"') or None
    return cell


def _bad_quote(where: str) -> InputRefused:
    return refuse(
        where,
        label(
            "从这一行起引号不成对，无法分列",
            "from this row on the quotation marks do not pair up",
        ),
        label(
            '请补上或删除多余的英文双引号（"），或在 Excel、WPS 中另存为 .xlsx 再上传。',
            'Add or delete the odd quotation mark ("), or save the file as .xlsx in Excel or WPS and hand that in.',
        ),
    )


def _too_much(where: str) -> InputRefused:
    return refuse(
        where,
        label(
            f"这一行有一格超过 {csv.field_size_limit():,} 个字",
            f"a cell of this row has more than {csv.field_size_limit():,} characters",
        ),
        label(
            "多半是少了一个英文双引号，后面的行都被当成了一格；请核对后再上传。",
            'Probably a quotation mark (") is missing and the rows below became one cell; check it and try again.',
        ),
    )
