"""The trail as a table to take along, as CSV and as a workbook; nothing in it becomes a formula."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from assessment.language import Lang, label
from assessment.settings import in_china
from assessment.store.account_records import signing_account
from assessment.store.trail import ACTS, TrailLine
from assessment.workbook.plain import csv_bytes, plain_workbook

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
    return csv_bytes(_rows(lines, names, lang))


def trail_workbook(lines: Iterable[TrailLine], names: Mapping[UUID, str], lang: Lang) -> bytes:
    """The same as .xlsx."""
    return plain_workbook(_rows(lines, names, lang), _SHEET.text(lang))


def _rows(lines: Iterable[TrailLine], names: Mapping[UUID, str], lang: Lang) -> Iterator[Sequence[str | int]]:
    yield [column.text(lang) for column in COLUMNS]
    for line in lines:
        yield _cells(line, names, lang)


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
