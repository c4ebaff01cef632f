"""What is taken along of visits: a calendar for the phone, and a list for letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import streamlit as st

from assessment.answers import State
from assessment.language import Lang, label
from assessment.store.firm_records import Firm
from assessment.store.visit_records import SiteVisit
from assessment.telling.calendar import CalendarEvent, calendar_of
from assessment.web import handing, resources
from assessment.web.firms import reaching
from assessment.workbook.plain import csv_bytes, plain_workbook

CALENDAR, LIST_XLSX, LIST_CSV = (
    label("日历文件（.ics）", "Calendar (.ics)"),
    label("邮件合并名单（.xlsx）", "List for letters (.xlsx)"),
    label("邮件合并名单（.csv）", "List for letters (.csv)"),
)
_VISIT = label("走访：{firm}", "Visit: {firm}")
_TITLE = label("走访", "Visits")
_HEADS = (
    label("企业", "firm"),
    label("统一社会信用代码", "credit code"),
    label("地区", "area"),
    label("走访日期", "day"),
    label("时间", "hour"),
    label("地点", "place"),
    label("顾问", "consultant"),
    label("等什么", "waits for"),
    label("已核实题数", "answers verified"),
    label("待核实题数", "answers to verify"),
)
_WAITS = {
    "begin": label("企业开始自测", "the firm to begin"),
    "plan": label("安排走访", "a visit to be planned"),
    "visit": label("走访", "the visit"),
    "sign": label("签署走访", "the visit to be signed"),
}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Waiting:
    """A firm that waits for something, its latest assessment and the visit that is planned."""

    firm: Firm
    assessment_id: UUID | None
    visit: SiteVisit | None


def show(planned: Sequence[tuple[SiteVisit, Firm]], waiting: Callable[[], Sequence[Waiting]], lang: Lang) -> None:
    """The buttons; a file is made when it is asked for."""
    with st.container(horizontal=True, key="visits-take"):
        handing.download(
            CALENDAR.text(lang), lambda: calendar(planned, lang), "visits.ics", "text/calendar", key="visits-ics"
        )
        heads = [head.text(lang) for head in _HEADS]
        handing.download(
            LIST_XLSX.text(lang),
            lambda: plain_workbook([heads, *(_row(one, lang) for one in waiting())], _TITLE.text(lang)),
            "visits.xlsx",
            _XLSX,
            key="visits-xlsx",
        )
        handing.download(
            LIST_CSV.text(lang),
            lambda: csv_bytes([heads, *(_row(one, lang) for one in waiting())]),
            "visits.csv",
            "text/csv",
            key="visits-csv",
        )


def calendar(planned: Sequence[tuple[SiteVisit, Firm]], lang: Lang) -> bytes:
    """The planned visits as a calendar file."""
    events = [
        CalendarEvent(
            visit.id.hex,
            visit.day,
            visit.hour,
            _VISIT.fill(firm=firm.name or "—").text(lang),
            visit.place or reaching.area_name(firm, lang),
            visit.consultant,
            visit.made_at,
        )
        for visit, firm in planned
    ]
    return calendar_of(events, _TITLE.text(lang))


def _row(one: Waiting, lang: Lang) -> list[str | int]:
    saved = [] if one.assessment_id is None else resources.store().saved_answers(one.assessment_id)
    answered = [answer for answer in saved if answer.answer.state is not State.UNANSWERED]
    verified = {answer.fact_id for answer in answered if answer.origin == "verified"}
    left = {answer.fact_id for answer in answered} - verified
    state = "begin" if one.assessment_id is None else "sign" if verified else "visit" if one.visit else "plan"
    visit = one.visit
    return [
        one.firm.name,
        one.firm.credit_code or "",
        reaching.area_name(one.firm, lang),
        "" if visit is None else visit.day.isoformat(),
        "" if visit is None else visit.hour,
        "" if visit is None else visit.place,
        "" if visit is None else visit.consultant,
        _WAITS[state].text(lang),
        len(verified),
        len(left),
    ]
