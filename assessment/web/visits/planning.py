"""Planning a visit at a firm: day, hour, place, and who goes."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial
from uuid import UUID

import streamlit as st

from assessment.language import Lang, label
from assessment.permissions import Actor, Right, Role, require
from assessment.settings import today
from assessment.store.account_records import Account
from assessment.store.refusals import StoreRefused
from assessment.store.visit_book import PLACE_LENGTH
from assessment.store.visit_records import SiteVisit
from assessment.web import links, resources, visitors
from assessment.web.markup import block, escape, literal

TITLE = label("安排走访", "Plan a visit")
DAY, HOUR = label("哪天", "Day"), label("几点（如 09:30，可不填）", "Hour (as 09:30, optional)")
PLACE = label("去哪里（地址，可不填）", "Where to go (address, optional)")
WHO = label("谁去", "Who goes")
PLAN, MOVE, DROP = label("安排", "Plan it"), label("改期", "Change"), label("取消这次走访", "Drop this visit")
NOBODY = label(
    "还没有顾问账号。请管理员先邀请一位顾问，再安排走访。",
    "There is no consultant's account yet. Have an administrator invite one first.",
)
_PLANNED = label("{day} {hour} · {who}", "{day} {hour} · {who}")
_DAY_FIRST = label("请选日期。", "Please choose a day.")


def show(assessment_id: UUID) -> None:
    """The visits that are planned for an assessment, and a form for one more."""
    lang, actor = links.lang(), visitors.actor()
    require(actor, Right.PLAN_VISIT, visitors.matter_of(assessment_id))
    assert actor is not None
    visits = resources.store().visits(assessment_id)
    for one in visits:
        if one.signed_at is None:
            _planned(one, actor, lang)
    goers = _goers(actor)
    if not goers:
        block(f'<p class="quiet">{NOBODY.text(lang)}</p>')
        return
    with st.form(f"visit-{assessment_id}", border=False):
        names = {account.id: account.name for account in goers}
        who = st.selectbox(WHO.text(lang), list(names), format_func=lambda one: names[one], key="visit-who")
        day, hour, place = _fields(f"new-{len(visits)}", today(), "", "", lang)
        pressed = st.form_submit_button(PLAN.text(lang), type="primary")
    if pressed and day is None:
        st.error(_DAY_FIRST.text(lang))
    elif pressed and day is not None and who is not None:
        _done(lang, partial(resources.store().plan_visit, assessment_id, day, hour, place, who, actor.name))


def _goers(actor: Actor) -> list[Account]:
    """Who may be sent: a consultant goes in person; a clerk and an administrator send any consultant."""
    accounts = [one for one in resources.store().accounts() if one.disabled_at is None]
    if actor.role is Role.CONSULTANT:
        return [one for one in accounts if one.id == actor.account]
    own = [one for one in accounts if one.id == actor.account and one.role is Role.ADMINISTRATOR]
    return [one for one in accounts if one.role is Role.CONSULTANT] + own


def told(visit: SiteVisit, lang: Lang) -> str:
    """Day, hour and who goes, in a line."""
    words = _PLANNED.fill(day=visit.day.isoformat(), hour=visit.hour, who=visit.consultant).text(lang)
    return " · ".join(part for part in (" ".join(words.split()), visit.place) if part)


def _planned(visit: SiteVisit, actor: Actor, lang: Lang) -> None:
    with st.container(key=f"visit-{visit.id}", border=True):
        block(f"<p>{escape(told(visit, lang))}</p>")
        with st.form(f"visit-move-{visit.id}", border=False):
            day, hour, place = _fields(str(visit.id), max(visit.day, today()), visit.hour, visit.place, lang)
            pressed = st.form_submit_button(MOVE.text(lang))
        if pressed and day is None:
            st.error(_DAY_FIRST.text(lang))
        elif pressed and day is not None:
            _done(lang, partial(resources.store().move_visit, visit.id, day, hour, place, actor.name))
        if st.button(DROP.text(lang), key=f"visit-drop-{visit.id}", type="tertiary"):
            _done(lang, partial(resources.store().drop_visit, visit.id, actor.name))


def _fields(key: str, day: datetime.date, hour: str, place: str, lang: Lang) -> tuple[datetime.date | None, str, str]:
    with st.container(horizontal=True):
        chosen = st.date_input(
            DAY.text(lang), day, min_value=today(), format="YYYY-MM-DD", key=f"visit-day-{key}", width=170
        )
        at = st.text_input(HOUR.text(lang), hour, max_chars=5, key=f"visit-hour-{key}", width=220)
    where = st.text_input(PLACE.text(lang), place, max_chars=PLACE_LENGTH, key=f"visit-place-{key}")
    return chosen, (at or "").strip(), where or ""


def _done(lang: Lang, act: Callable[[], object]) -> None:
    try:
        act()
    except StoreRefused as refused:
        st.error(literal(f"{refused.message.text(lang)} {refused.remedy.text(lang)}"))
    else:
        st.rerun()
