"""The trail as a table to take along, as CSV and as a workbook; nothing in it becomes a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from uuid import UUID

import xlsxwriter

from assessment.language import Lang, label
from assessment.settings import in_china
from assessment.store.account_records import signing_account
from assessment.store.trail import ACTS, TrailLine
from assessment.workbook.firms.writing import csv_cell

COLUMNS = (
    label("编号", "number"),
    label("时间", "time"),
    label("谁", "actor"),
    label("姓名", "name"),
    label("角色", "role"),
    label("做了什么", "act"),
    label("对象", "kind"),
    label("对象编号", "subject"),
    label("企业", "firm"),
    label("地区", "area"),
    label("细节", "details"),
    label("前一条摘要", "previous digest"),
    label("摘要", "digest"),
)
_SHEET = label("操作记录", "Trail")


def trail_csv(lines: Iterable[TrailLine], names: Mapping[UUID, str], lang: Lang) -> bytes:
    """The lines under a header, in UTF-8 with a mark, so that Excel reads it; ``names`` are those of accounts."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow([column.text(lang) for column in COLUMNS])
    for line in lines:
        writer.writerow([csv_cell(cell) for cell in _cells(line, names, lang)])
    return held.getvalue().encode("utf-8-sig")


def trail_workbook(lines: Iterable[TrailLine], names: Mapping[UUID, str], lang: Lang) -> bytes:
    """The same as .xlsx."""
    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        sheet, bold = book.add_worksheet(_SHEET.text(lang)), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(1, len(COLUMNS) - 1, 20)
        for at, column in enumerate(COLUMNS):
            sheet.write_string(0, at, column.text(lang), bold)
        for row, line in enumerate(lines, 1):
            for at, cell in enumerate(_cells(line, names, lang)):
                sheet.write(row, at, cell) if isinstance(cell, int) else sheet.write_string(row, at, cell)
    return out.getvalue()


def _cells(line: TrailLine, names: Mapping[UUID, str], lang: Lang) -> tuple[str | int, ...]:
    account = signing_account(line.actor)
    return (
        line.number,
        f"{in_china(line.at):%Y-%m-%d %H:%M:%S}",
        line.actor,
        "" if account is None else names.get(account, ""),
        line.role,
        ACTS[line.act].text(lang) if line.act in ACTS else line.act,
        line.subject_kind,
        line.subject,
        line.firm,
        line.area,
        json.dumps(dict(line.details), ensure_ascii=False),
        line.previous,
        line.digest,
    )
