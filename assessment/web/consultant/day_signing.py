"""The end of a day: the visits that were made and not signed yet, signed in one go, each with its own place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from assessment.answers import UNANSWERED, State
from assessment.language import Lang, label
from assessment.permissions import Right, require
from assessment.settings import today
from assessment.store.account_records import Account
from assessment.store.firm_records import Firm
from assessment.store.refusals import StoreRefused
from assessment.store.visit_book import PLACE_LENGTH
from assessment.store.visit_records import SiteVisit
from assessment.web import resources, visitors
from assessment.web.consultant.visit_signing import NAME, SURE, WHAT
from assessment.web.firms import reaching
from assessment.web.markup import block, escape, literal

TITLE = label("一起签署到今天的走访", "Sign the visits up to today together")
LINE = label("{firm}：已核实 {n} 题，{d} 题不一致", "{firm}: {n} verified, {d} otherwise than reported")
PLACE = label("地点（{firm}）", "Place ({firm})")
SIGN = label("签署勾选的走访", "Sign those that are ticked")
FIRST = label("请勾选走访，填写姓名和每家的地点，并勾选确认。", "Tick visits, give name and places, and confirm.")
DONE = label("已签署 {n} 次走访。", "{n} visits were signed.")
_SIGNED = "day-signed"


class _Made(NamedTuple):
    """A visit that was made: how many answers were verified, and how many of them otherwise than reported."""

    visit: SiteVisit
    firm: Firm
    verified: int
    differing: int


def show(planned: Sequence[tuple[SiteVisit, Firm]], account: Account, lang: Lang) -> None:
    """The form, where more than one visit waits for its signature."""
    if (signed := st.session_state.pop(_SIGNED, 0)) > 0:
        st.success(DONE.fill(n=signed).text(lang))
    made = [one for one in (_made(visit, firm) for visit, firm in planned if _due(visit, account)) if one.verified]
    if len(made) < 2:
        return
    block(f'<h2>{TITLE.text(lang)}</h2><p class="quiet">{WHAT.text(lang)}</p>')
    with st.form("day-sign", border=False):
        picked: list[tuple[_Made, bool, str]] = []
        for one in made:
            words = LINE.fill(firm=one.firm.name, n=one.verified, d=one.differing).text(lang)
            ticked = st.checkbox(literal(words), True, key=f"day-sign-{one.visit.id}")
            place = st.text_input(
                literal(PLACE.fill(firm=one.firm.name).text(lang)),
                one.visit.place or reaching.area_name(one.firm, lang),
                max_chars=PLACE_LENGTH,
                key=f"day-place-{one.visit.id}",
            )
            picked.append((one, ticked, place))
        name = st.text_input(NAME.text(lang), account.name, max_chars=PLACE_LENGTH, key="day-sign-name")
        sure = st.checkbox(SURE.text(lang), key="day-sign-sure")
        pressed = st.form_submit_button(SIGN.text(lang), type="primary")
    if not pressed:
        return
    wanted = [(one, place) for one, ticked, place in picked if ticked]
    if not (wanted and name.strip() and sure and all(place.strip() for _, place in wanted)):
        st.error(FIRST.text(lang))
        return
    refused = _sign(wanted, name, account, lang)
    st.session_state[_SIGNED] = len(wanted) - len(refused)
    if not refused:
        st.rerun()
    block(f"<ul>{''.join(f'<li>{escape(words)}</li>' for words in refused)}</ul>")


def _sign(wanted: Sequence[tuple[_Made, str]], name: str, account: Account, lang: Lang) -> list[str]:
    """Sign them one by one; what was refused, by firm: the others stay signed."""
    refused = []
    for one, place in wanted:
        require(visitors.actor(), Right.VERIFY, visitors.matter_of(one.visit.assessment_id))
        try:
            resources.store().sign_visit(one.visit.assessment_id, name, place, account.name, one.visit.id)
        except StoreRefused as why:
            refused.append(f"{one.firm.name}: {why.message.text(lang)} {why.remedy.text(lang)}")
    return refused


def _due(visit: SiteVisit, account: Account) -> bool:
    """Is it over, or today, and this person's own?"""
    return visit.day <= today() and visit.consultant_id in (None, account.id)


def _made(visit: SiteVisit, firm: Firm) -> _Made:
    saved = resources.store().saved_answers(visit.assessment_id)
    reported = {one.fact_id: one.answer for one in saved if one.origin == "self"}
    seen = [one for one in saved if one.origin == "verified" and one.answer.state is not State.UNANSWERED]
    differing = sum(reported.get(one.fact_id, UNANSWERED) != one.answer for one in seen)
    return _Made(visit, firm, len(seen), differing)
