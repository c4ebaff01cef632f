"""Any spreadsheet file as a ``Grid``: workbooks parsed in a child process, text by its encoding and separator."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from assessment.language import Label, label, listed
from assessment.problems import InputRefused, refuse
from assessment.workbook.grid.cells import Grid, Sheet, column_letters
from assessment.workbook.grid.csvfile import read_csv
from assessment.workbook.grid.files import Kind, Limits, check_size, check_unpacked, recognise
from assessment.workbook.grid.marks import Marks
from assessment.workbook.grid.ods_scan import ods_marks
from assessment.workbook.grid.prescan import prescan
from assessment.workbook.grid.sandbox import parse_workbook
from assessment.workbook.grid.xls_scan import xls_marks
from assessment.workbook.grid.xlsb_scan import xlsb_marks

_VALUES_ONLY = label(
    "这个 .{kind} 文件写法特别：只读得到数值，看不到显示格式（如百分比、以万元显示）和隐藏的行列，"
    "出错的公式（如 #DIV/0!）读作没填，请抽查几个数；要按看到的读，请另存为 .xlsx。",
    "This .{kind} file is written in an unusual way: only values can be read from it, neither how numbers are shown "
    "(per cent, thousands) nor what is hidden, and formulas that show an error (#DIV/0!) are read as empty. Check a "
    "few figures, or save it as .xlsx to have them read as you see them.",
)
_CONDITIONAL = label(
    "{where} 设了条件格式，可能把数换个样子显示（如以万元、百分比）；读的是没有条件格式时的数，请抽查几个。",
    "{where} has conditional formats that may show numbers otherwise (thousands, per cent); they are read as they "
    "stand without them. Check a few.",
)
DEFAULT_LIMITS = Limits()
_RANGES_LOOKED_AT, _RANGES_TOLD = 50, 5
_LOG = logging.getLogger(__name__)


def read_grid(
    source: bytes | str | os.PathLike[str], filename: str | None = None, limits: Limits = DEFAULT_LIMITS
) -> Grid:
    """Read a file, or its bytes, that a person handed in; ``filename`` is the name they know it by.

    Raises ``InputRefused``, saying what the file is and what to do, for whatever cannot be read as a table.
    """
    if isinstance(source, bytes):
        filename, data = filename or "upload", source
        check_size(len(data), filename, limits)
    else:
        path = Path(source)
        filename = filename or path.name
        try:
            check_size(path.stat().st_size, filename, limits)
            data = path.read_bytes()
        except OSError as fault:
            raise refuse(
                filename,
                label("文件不存在或无法打开", "the file does not exist or cannot be opened"),
                label(
                    "请核对文件位置，并先在 Excel 或 WPS 中关闭它。", "Check where it is, and close it in Excel or WPS."
                ),
            ) from fault
    limits = limits.scaled(len(data))
    kind = recognise(data, filename)
    marks: Mapping[str, Marks] | None = {}
    if kind == "text":
        sheets: tuple[Sheet, ...] = (read_csv(data, filename, limits),)
    else:
        if kind == "xlsx":
            scanned = prescan(data, filename, limits)
            data, marks = scanned.data, scanned.marks
        else:
            if kind != "xls":
                check_unpacked(data, filename, limits)
            marks = _marks(kind, data, limits)
        sheets = parse_workbook(data, filename, marks or {}, limits)
    caveats = [] if marks is not None else [_VALUES_ONLY.fill(kind=kind)]
    if where := [place for sheet in sheets if marks and sheet.name in marks for place in _doubtful(sheet, marks)]:
        more = [] if len(where) <= _RANGES_TOLD else [label("……", "…")]
        caveats.append(_CONDITIONAL.fill(where=listed(where[:_RANGES_TOLD] + more)))
    grid = Grid(filename, sheets, tuple(caveats))
    if not grid.visible:
        raise _nothing_to_read(grid)
    return grid


def _marks(kind: Kind, data: bytes, limits: Limits) -> Mapping[str, Marks] | None:
    """What the parser does not tell of a workbook other than .xlsx; None where it cannot be seen."""
    try:
        return xls_marks(data) if kind == "xls" else xlsb_marks(data) if kind == "xlsb" else ods_marks(data, limits)
    except Exception as fault:  # many kinds on what no office program writes; whether it can be read, the parser says
        _LOG.info("formats and errors of a .%s cannot be seen: %r", kind, fault)
        return None


def _doubtful(sheet: Sheet, marks: Mapping[str, Marks]) -> Iterator[Label]:
    """The ranges of a sheet in which a condition may show a number as something else."""
    for top, left, bottom, right in islice(marks[sheet.name].conditional, _RANGES_LOOKED_AT):
        cells = (value for row in islice(sheet.rows, top - 1, bottom) for value in row[left - 1 : right])
        if any(isinstance(value, int | float) for value in cells):
            place = f"{sheet.address(top, left)}:{column_letters(right)}{bottom}"
            yield label(place, place)


def _nothing_to_read(grid: Grid) -> InputRefused:
    if any(not sheet.empty for sheet in grid.sheets):
        return refuse(
            grid.filename,
            label("有内容的工作表都被隐藏了", "every sheet that holds anything is hidden"),
            label(
                "请在 Excel 或 WPS 中右键单击工作表标签，取消隐藏，保存后再上传。",
                "In Excel or WPS, right-click a sheet tab, unhide the sheet, save and hand it in again.",
            ),
        )
    return refuse(
        grid.filename,
        label("文件里没有内容，全是空行或空表", "the file holds nothing but empty rows or sheets"),
        label("请核对是否选对了文件，填写后再上传。", "Check that it is the right file, and filled in."),
    )
