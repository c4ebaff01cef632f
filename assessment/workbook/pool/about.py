"""What a pool says of itself: its name, its date, what kind of figures it holds and where they come from."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from assessment.answers.typed import Value, fold, is_blank
from assessment.content.provenance import Fidelity
from assessment.content.providers import PoolFile
from assessment.language import Label, Lang, label, listed
from assessment.problems import Problem, shorten
from assessment.workbook.firms.wording import ABOUT
from assessment.workbook.grid.cells import Grid, Sheet
from assessment.workbook.pool.columns import FIDELITIES

_TITLE = label("名称", "Name")
_DATE = label("截至日期（年-月-日）", "As of (year-month-day)")
_FIDELITY = label("数据性质", "Kind of figures")
_PROVENANCE = label("来源说明", "Where it comes from")
_HEAD = (label("项目", "Item"), label("中文", "Chinese"), label("英文", "English"))


class PoolStanding(NamedTuple):
    """The standing of a pool's rows, as ``PoolFile`` keeps it."""

    title: Label
    date: datetime.date
    fidelity: Fidelity
    provenance: Label


def unsaid(on: datetime.date) -> PoolStanding:
    """The standing of a list that says nothing of itself."""
    return PoolStanding(
        label("促进中心导入的资源池", "Resource pool imported by the centre"),
        on,
        "secondary",
        label(
            "由数字化转型促进中心导入，内容由服务商申报，本系统没有核实。",
            "Imported by the promotion centre; declared by the providers and not verified by this system.",
        ),
    )


def read_standing(grid: Grid, on: datetime.date) -> tuple[PoolStanding, list[Problem]]:
    """The standing that the sheet ``ABOUT`` tells, filled up with ``unsaid``, and what could not be read of it.

    A text in one language serves for both.
    """
    standing = unsaid(on)
    title, date, fidelity, provenance = standing
    problems: list[Problem] = []
    sheet = grid.sheet(ABOUT.zh) or grid.sheet(ABOUT.en)
    for row, name, zh, en in _items(sheet) if sheet else ():
        if name is _TITLE:
            title = Label(zh=str(zh or en), en=str(en or zh))
        elif name is _PROVENANCE:
            provenance = Label(zh=str(zh or en), en=str(en or zh))
        elif name is _DATE:
            date = _date(zh or en) or date
        else:
            fidelity = _fidelity(zh or en) or fidelity
        if sheet and ((name is _DATE and not _date(zh or en)) or (name is _FIDELITY and not _fidelity(zh or en))):
            problems.append(_unread(sheet.address(row, 2), name, zh or en))
    return PoolStanding(title, date, fidelity, provenance), problems


def write_about(book: Any, pool: PoolFile | None, lang: Lang) -> None:
    """Add the sheet; empty but for its items when there is no pool yet."""
    sheet = book.add_worksheet(ABOUT.text(lang))
    head = book.add_format({"bold": True, "bg_color": "#DDE8F4", "border": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 2, 60, wrapped)
    for at, title in enumerate(_HEAD):
        sheet.write_string(0, at, title.text(lang), head)
    texts: dict[Label, tuple[str, str]] = dict.fromkeys((_TITLE, _DATE, _FIDELITY, _PROVENANCE), ("", ""))
    if pool is not None:
        kind = FIDELITIES[pool.fidelity]
        texts = {
            _TITLE: (pool.title.zh, pool.title.en),
            _DATE: (pool.date.isoformat(), ""),
            _FIDELITY: (kind.zh, kind.en),
            _PROVENANCE: (pool.provenance.zh, pool.provenance.en),
        }
    for row, (name, given) in enumerate(texts.items(), 1):
        sheet.write_string(row, 0, name.text(lang))
        for at, text in enumerate(given, 1):
            sheet.write_string(row, at, text, wrapped)
    kinds = [text.text(lang) for text in FIDELITIES.values()]
    sheet.data_validation(3, 1, 3, 1, {"validate": "list", "source": kinds, "error_type": "warning"})


def _items(sheet: Sheet) -> Iterator[tuple[int, Label, Value, Value]]:
    """The items that are filled in: row, name, and what stands under both languages."""
    names = {fold(text): name for name in (_TITLE, _DATE, _FIDELITY, _PROVENANCE) for text in (name.zh, name.en)}
    for row in range(1, len(sheet.rows) + 1):
        named, zh, en = (sheet.value(row, column) for column in (1, 2, 3))
        zh, en = None if is_blank(zh) else zh, None if is_blank(en) else en
        if isinstance(named, str) and fold(named) in names and (zh or en):
            yield row, names[fold(named)], zh, en


def _date(value: Value) -> datetime.date | None:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value).strip().replace("/", "-"))
    except ValueError:
        return None


def _fidelity(value: Value) -> Fidelity | None:
    key = fold(str(value))
    return next((name for name, text in FIDELITIES.items() if key in (name, fold(text.zh), fold(text.en))), None)


def _unread(where: str, name: Label, value: Value) -> Problem:
    remedy = (
        label("请写成 2026-11-23 这样。", "Write it as 2026-11-23.")
        if name is _DATE
        else label("请填其中之一：{these}。", "Enter one of: {these}.").fill(these=listed(FIDELITIES.values()))
    )
    message = label(f"“{name.zh}”看不懂", f"'{name.en}' cannot be read")
    return Problem(where, message, remedy, shorten(value))
