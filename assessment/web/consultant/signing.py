"""Signing a report: the act that freezes it with the name, the place and the day, and what was signed before."""

from __future__ import annotations

import datetime
import logging
from dataclasses import dataclass
from uuid import UUID

import streamlit as st
from pydantic import ValidationError

from assessment import settings
from assessment.advisory import Advisory
from assessment.content import wording
from assessment.language import Lang, label
from assessment.settings import in_china
from assessment.store.records import SignedReport
from assessment.store.refusals import TooManyResults
from assessment.telling.brand import NAME_LENGTH, Brand, Signed
from assessment.web import resources
from assessment.web.markup import block, escape, literal
from assessment.web.result.computing import Live
from assessment.web.result.trying.planner import with_choices

TITLE = label("签署", "Sign")
WHAT = label(
    "签署以后，这一份的内容、您的资料、地点和日期都固定下来，谁也改不了；以后改了回答或资料，要重新签一份。",
    "Once signed, this report with your profile, place and day stays as it is; nobody can change it. After later "
    "changes sign a new one.",
)
PLACE = label("签署地点", "Place")
DAY = label("签署日期", "Day")
SURE = label("我看过这份报告，愿意署名", "I have read this report and sign it")
SIGN = label("签署这份报告", "Sign this report")
FIRST = label("请填写地点和日期，并勾选确认。", "Please give place and day, and tick the confirmation.")
_WORKING = label("正在固定这份报告……", "Fixing the report ...")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Handed:
    """A signed report as it can be drawn again: always the same."""

    number: int
    signed_at: datetime.datetime
    advisory: Advisory
    brand: Brand
    signed: Signed


def sign(assessment_id: UUID, live: Live, brand: Brand, lang: Lang) -> None:
    """The form to sign with; a form, so that no half-made choice signs anything."""
    with st.expander(TITLE.text(lang), key="consultant-signing"):
        block(f'<p class="quiet">{WHAT.text(lang)}</p><p><b>{escape(brand.whole)}</b></p>')
        with st.form("consultant-sign", border=False, clear_on_submit=True):
            place = st.text_input(PLACE.text(lang), max_chars=NAME_LENGTH, key="sign-place")
            today = settings.today()
            day = st.date_input(DAY.text(lang), today, max_value=today, format="YYYY-MM-DD", key="sign-day")
            sure = st.checkbox(SURE.text(lang), key="sign-sure")
            pressed = st.form_submit_button(SIGN.text(lang), type="primary")
    if not pressed:
        return
    if not place.strip() or day is None or not sure:
        st.error(FIRST.text(lang))
        return
    try:
        signed_ = Signed(place=place, day=day)
    except ValidationError as fault:
        st.error(literal(" ".join(wording.told(error).text(lang) for error in fault.errors())))
        return
    with st.spinner(_WORKING.text(lang)):
        document = {
            "advisory": with_choices(live).model_dump(mode="json"),
            "brand": brand.model_dump(mode="json"),
            "signed": signed_.model_dump(mode="json"),
        }
        try:
            resources.store().sign_report(assessment_id, document, brand.name)
        except TooManyResults as refused:
            st.error(literal(f"{refused.message.text(lang)}。{refused.remedy.text(lang)}"))
            return
    st.rerun()


def signed(assessment_id: UUID) -> list[Handed]:
    """What was signed and can be drawn; a report in the form of an earlier version is left out, and logged."""
    found = []
    for one in resources.store().signed_reports(assessment_id):
        handed = _handed(one)
        if handed is not None:
            found.append(handed)
    return found


def _handed(one: SignedReport) -> Handed | None:
    try:
        return Handed(
            one.number,
            one.signed_at,
            Advisory.model_validate(one.document["advisory"]),
            Brand.model_validate(one.document["brand"]),
            Signed.model_validate(one.document["signed"]),
        )
    except (ValidationError, KeyError) as fault:
        _LOG.error("signed report no. %d cannot be read: %s", one.number, fault)
        return None


def told(one: Handed, lang: Lang) -> str:
    """A signed report in a line of markup."""
    words = label("已签署第 {n} 份", "Signed report no. {n}").fill(n=one.number).text(lang)
    when = f"{in_china(one.signed_at):%Y-%m-%d %H:%M}"
    parts = (words, one.brand.whole, one.signed.place, one.signed.day.isoformat(), when)
    return " · ".join(escape(part) for part in parts)
