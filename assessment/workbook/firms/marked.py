"""The marked copy: a clerk's own workbook back, its bad cells coloured and explained, with a first sheet of what to do.

A workbook is edited by openpyxl in a child process with the limits of reading; what is no .xlsx becomes one. Corrected
there and handed in again, it is read as any workbook: the sheet added is known as ours.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from assessment.language import Lang, label
from assessment.problems import Problem, refuse
from assessment.workbook.firms.wording import MARKED, PLACE
from assessment.workbook.grid.cells import Grid
from assessment.workbook.grid.files import Limits, check_unpacked, recognise

_CHILD = Path(__file__).with_name("marking.py")
_CELL = re.compile(r"(?P<sheet>.*)!(?P<column>[A-Z]+)(?P<row>\d+)", re.DOTALL)
MOST_LINES = 20_000
"""So many lines a person will not work through; the list of problems has them all."""
_NO_ROOM = label(
    "这个工作簿太大，做不了标记副本", "the workbook is too large for a marked copy"
), label("请改用问题清单（CSV）。", "Use the list of problems (CSV) instead.")  # fmt: skip
_TITLES = (
    label("状态", "State"),
    PLACE,
    label("企业", "Firm"),
    label("填写内容", "Found"),
    label("问题", "What is wrong"),
    label("怎么办", "What to do"),
)
_WORDS = {
    "open": label("待改", "to do"),
    "done": label("已改", "changed"),
    "lead": label(
        "按“状态”筛选，只看还没改的；点“位置”跳到单元格。改好后直接上传这个文件，本表不会被读取。",
        "Filter by State to see what is left; a place leads to its cell. Hand this very file in again.",
    ),
    "rest": label(
        "还有 {n} 处没有列出，改好这些再上传一次。", "{n} more are not listed; correct these and hand it in again."
    ),
    "copied": label(
        "原文件不是 .xlsx：这是它的副本，只有数值，没有格式和公式。",
        "The file was no .xlsx: this is a copy of its values, without formats and formulas.",
    ),
    "lost": label(
        "这份副本里没有带上：{parts}。原文件没有动过。", "This copy is without: {parts}. Your own file is untouched."
    ),
}
_PARTS = {
    "xl/charts/": label("图表", "charts"),
    "xl/pivotTables/": label("数据透视表", "pivot tables"),
    "xl/ctrlProps/": label("表单控件", "form controls"),
    "xl/slicers/": label("切片器", "slicers"),
    "xl/threadedComments/": label("批注对话", "threaded comments"),
    "xl/diagrams/": label("图示", "diagrams"),
    "xl/vbaProject.bin": label("宏", "macros"),
    "<xdr:sp": label("图形和文本框", "shapes"),
    "x14:dataValidation": label("引用别的表的下拉列表", "lists that refer to another sheet"),
    "x14:conditionalFormatting": label("部分条件格式", "some conditional formats"),
}


@dataclass(frozen=True)
class MarkedLine:
    """One problem as a line of the first sheet; ``sheet`` and ``cell`` are None where it is no cell's."""

    sheet: str | None
    cell: str | None
    place: str
    firm: str
    found: str
    message: str
    remedy: str


def write_marked(
    data: bytes, grid: Grid, problems: Sequence[Problem], firms: Mapping[str, str], lang: Lang, limits: Limits
) -> bytes:
    """The marked copy of a file as .xlsx.

    ``grid`` is what was read of ``data``, ``problems`` are told in its order, ``firms`` gives the name of the firm by
    the place of its row (企业!7). Raises ``InputRefused`` when the file is too large to be edited.
    """
    limits = limits.scaled(len(data))
    copied = recognise(data, grid.filename) != "xlsx"
    if not copied:
        check_unpacked(data, grid.filename, limits)
    told: dict[str, Any] = {
        "title": MARKED.text(lang),
        "titles": [title.text(lang) for title in _TITLES],
        "words": {name: words.text(lang) for name, words in _WORDS.items()},
        "parts": {part: words.text(lang) for part, words in _PARTS.items()},
        "known": [MARKED.zh, MARKED.en],
        "places": [PLACE.zh, PLACE.en],
        "joint": "、" if lang == "zh" else ", ",
        "more": max(0, len(problems) - MOST_LINES),
        "lines": [asdict(_line(problem, firms, lang)) for problem in problems[:MOST_LINES]],
        "sheets": [[sheet.name, sheet.hidden, _plain(sheet.rows)] for sheet in grid.sheets] if copied else None,
    }
    return _marked(b"" if copied else data, json.dumps(told, default=str).encode(), grid.filename, limits)


def _line(problem: Problem, firms: Mapping[str, str], lang: Lang) -> MarkedLine:
    found = _CELL.fullmatch(problem.where)
    sheet, cell = (found["sheet"], found["column"] + found["row"]) if found else (None, None)
    row = f"{sheet}!{found['row']}" if found else problem.where
    across = f"{sheet}!{found['column']}1" if found else ""  # the firm of a table on its side
    name = firms.get(row) or firms.get(across) or ""
    return MarkedLine(
        sheet, cell, problem.where, name, problem.found or "", problem.message.text(lang), problem.remedy.text(lang)
    )


def _plain(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Cells as JSON keeps them; dates as the text that shows them."""
    return [[cell if isinstance(cell, str | int | float) else None if cell is None else str(cell) for cell in row]
            for row in rows]  # fmt: skip


def _marked(data: bytes, told: bytes, filename: str, limits: Limits) -> bytes:
    """What the child process makes of a workbook and of what is to be marked in it."""
    command = [sys.executable, "-P", str(_CHILD), str(limits.child_memory), str(int(limits.seconds) + 1)]
    given = len(told).to_bytes(8, "big") + told + data
    with subprocess.Popen(  # noqa: S603 (a fixed program; what was handed in goes to its standard input)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        alarm = threading.Timer(limits.seconds * 2, child.kill)
        alarm.start()
        try:
            made, _ = child.communicate(given)
        finally:
            alarm.cancel()
            child.kill()
        if child.wait() or not made:
            raise refuse(filename, *_NO_ROOM)
    return made
