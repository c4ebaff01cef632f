"""The visits by day, each with the firm, where it is and what to look at there."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from itertools import groupby

import streamlit as st

from assessment.language import Lang, label
from assessment.settings import today
from assessment.store.firm_records import Firm
from assessment.store.visit_records import SiteVisit
from assessment.web.firms import reaching
from assessment.web.markup import block, escape
from assessment.web.visits import looking

TITLE = label("走访安排", "Visits by day")
NONE = label("还没有安排走访。", "No visit is planned.")
_TODAY, _LATE = label("今天", "today"), label("已过，未签署", "over, not signed")
LOOK = label("看什么", "What to look at")
_WEEKDAYS = (
    label("周一", "Mon"),
    label("周二", "Tue"),
    label("周三", "Wed"),
    label("周四", "Thu"),
    label("周五", "Fri"),
    label("周六", "Sat"),
    label("周日", "Sun"),
)


def show(planned: Sequence[tuple[SiteVisit, Firm]], opens: Callable[[SiteVisit, Firm], None], lang: Lang) -> None:
    """The visits under their days; ``opens`` puts the way to a firm on the page."""
    block(f"<h2>{TITLE.text(lang)}</h2>")
    if not planned:
        block(f'<p class="quiet">{NONE.text(lang)}</p>')
    for day, visits in groupby(planned, key=lambda one: one[0].day):
        block(f"<h3>{escape(_called(day, lang))}</h3>")
        for visit, firm in sorted(visits, key=lambda one: (one[0].hour, reaching.area_name(one[1], lang))):
            with st.container(key=f"agenda-{visit.id}", border=True):
                opens(visit, firm)
                told = (visit.hour, reaching.area_name(firm, lang), visit.place, visit.consultant)
                block(f'<p class="quiet">{escape(" · ".join(part for part in told if part))}</p>')
                fold = st.expander(LOOK.text(lang), key=f"agenda-look-{visit.id}", on_change="rerun")
                if fold.open:
                    with fold:
                        block(looking.markup(looking.of(visit.assessment_id), lang))


def _called(day: datetime.date, lang: Lang) -> str:
    note = _TODAY if day == today() else _LATE if day < today() else None
    parts = (day.isoformat(), _WEEKDAYS[day.weekday()].text(lang), "" if note is None else note.text(lang))
    return " · ".join(part for part in parts if part)
