"""Any spreadsheet file as a ``Grid``: .xlsx parsed in a child process, text in its encoding and with its separator."""

from __future__ import annotations

import os
from pathlib import Path

from assessment.language import label
from assessment.problems import InputRefused, refuse
from assessment.workbook.grid.cells import Grid, Sheet
from assessment.workbook.grid.csvfile import read_csv
from assessment.workbook.grid.files import PLAIN_KINDS, Limits, check_size, check_unpacked, recognise
from assessment.workbook.grid.prescan import prescan
from assessment.workbook.grid.sandbox import parse_workbook

_VALUES_ONLY = label(
    "这是 .{kind} 文件：只读得到数值，看不到显示格式（如百分比、以万元显示）和隐藏的行列，"
    "出错的公式（如 #DIV/0!）读作没填，请抽查几个数；要按看到的读，请另存为 .xlsx。",
    "This is an .{kind} file: only values can be read from it, neither how numbers are shown (per cent, thousands) nor "
    "what is hidden, and formulas that show an error (#DIV/0!) are read as empty. Check a few figures, or save it as "
    ".xlsx to have them read as you see them.",
)
DEFAULT_LIMITS = Limits()


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
    if kind == "text":
        sheets: tuple[Sheet, ...] = (read_csv(data, filename, limits),)
    elif kind in PLAIN_KINDS:
        if kind != "xls":
            check_unpacked(data, filename, limits)
        sheets = parse_workbook(data, filename, {}, limits)
    else:
        scanned = prescan(data, filename, limits)
        sheets = parse_workbook(scanned.data, filename, scanned.marks, limits)
    grid = Grid(filename, sheets, _VALUES_ONLY.fill(kind=kind) if kind in PLAIN_KINDS else None)
    if not grid.visible:
        raise _nothing_to_read(grid)
    return grid


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
