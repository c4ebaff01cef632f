"""A text file as a sheet: its encoding, its separator, its rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import PurePath

from assessment.answers.typed import Value
from assessment.language import label
from assessment.problems import InputRefused, refuse
from assessment.workbook.grid.cells import Sheet
from assessment.workbook.grid.files import LAST_COLUMN, Limits, too_long, too_wide

_SEPARATORS = (",", "\t", ";", "|")
FORMULA_STARTERS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # spreadsheet programs run what follows

_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")


def read_csv(data: bytes, filename: str, limits: Limits) -> Sheet:
    """Read separated values; the sheet is named after the file.

    The separator is a comma, tab, semicolon or bar, whichever divides the first lines most evenly, or what a first line
    ``sep=;`` says. The apostrophe that guards a formula starter in our own exports is taken off again.
    Raises ``InputRefused`` for an unknown encoding, binary content, an unclosed quotation mark and too many rows.
    """
    text = decode(data, filename)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        separator, text, skipped = first.strip()[4], rest, 1
    else:
        separator, skipped = _separator(text), 0
    name = PurePath(filename).stem or filename
    rows: list[list[Value]] = [[]] * skipped
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in lines:
            row: list[Value] = [_unguarded(cell) or None for cell in cells]
            while row and row[-1] is None:
                row.pop()
            rows.append(row)
            if len(row) > LAST_COLUMN:
                raise too_wide(f"{name}!{len(rows)}")
            if len(rows) > limits.rows:
                raise too_long(f"{name}!{len(rows)}", limits)
    except csv.Error as fault:
        raise _bad_quote(f"{name}!{len(rows) + 1}") from fault
    return Sheet(name, rows)


def decode(data: bytes, filename: str) -> str:
    """The text of a file in UTF-8, UTF-16 or GB18030 (which covers GBK and GB2312).

    A byte order mark decides; else strict UTF-8, then strict GB18030: statistical guessing took short Chinese files for
    Korean. Raises ``InputRefused`` when no encoding fits or NUL characters show that it is no text.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data[:4096] and (bare := _utf16_without_mark(data[:4096])):
        encodings = (bare,)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        start = text[:10_000]
        if "\0" in text or len(_CONTROL.findall(start)) * 50 > len(start):
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise refuse(
        filename,
        label(
            "无法识别文件的文字编码，或者它不是文本文件",
            "the encoding of the text is not recognised, or it is no text file",
        ),
        label(
            "请在 Excel 或 WPS 中打开核对，另存为 .xlsx 或“CSV UTF-8”，再上传。",
            "Open it in Excel or WPS, check it, save it as .xlsx or 'CSV UTF-8' and hand that in.",
        ),
    )


def _utf16_without_mark(start: bytes) -> str | None:
    """UTF-16 without a mark shows in the zero bytes of its commas and digits: all odd places, or all even."""
    odd, even = start[1::2].count(0), start[0::2].count(0)
    if odd and not even:
        return "utf-16-le"
    if even and not odd:
        return "utf-16-be"
    return None


def _separator(text: str) -> str:
    """The separator that gives the first rows the most columns, judged by the row that has the fewest of them."""
    sample = [line for line in text[:20_000].split("\n")[:20] if line.strip()]

    def columns(separator: str) -> tuple[int, int]:
        counts = sorted(line.count(separator) for line in sample) or [0]
        return counts[0], counts[len(counts) // 2]

    return max(_SEPARATORS, key=columns)


def _unguarded(cell: str) -> str:
    """A cell without the marks that make spreadsheet programs take it for text: '=1 and ="001"."""
    if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTERS):
        return cell[1:]
    if cell.startswith('="') and cell.endswith('"'):
        return cell[2:-1].replace('""', '"')
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
