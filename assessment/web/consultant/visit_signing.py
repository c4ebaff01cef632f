"""The end of a visit: what was verified in one list, signed with name, place and time; and what was signed before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import streamlit as st

from assessment.answers import UNANSWERED, State, kept_text
from assessment.language import Lang, label
from assessment.settings import in_china
from assessment.store.account_records import Account
from assessment.store.refusals import StoreRefused
from assessment.store.visit_book import PLACE_LENGTH
from assessment.store.visit_records import SiteVisit
from assessment.web import links, resources
from assessment.web.markup import block, escape, literal

WHAT = label(
    "签署以后，这次走访核实的回答、理由、企业的说法和佐证材料都固定下来，谁也改不了；以后再核实，是另一次走访。",
    "Once signed, what this visit verified, with reasons, what the firm says, and evidence, stays as it is; what is "
    "verified later is another visit.",
)
COUNT = label(
    "已核实 {n} 题，其中 {d} 题和自报不一致；佐证材料 {f} 份。",
    "{n} answers verified, {d} of them otherwise than reported; {f} files of evidence.",
)
NAME, PLACE = label("姓名", "Name"), label("地点", "Place")
SURE = label("以上是我在现场看到的", "This is what I saw on site")
SIGN = label("签署这次走访", "Sign this visit")
FIRST = label("请填写姓名和地点，并勾选确认。", "Please give name and place, and tick the confirmation.")
SIGNED = label("已签署的走访", "Signed visits")
_TOLD = label("{name} · {place} · {time}", "{name} · {place} · {time}")
_OTHERWISE = label("{fact}：自报“{reported}”，核实“{verified}”", "{fact}: reported '{reported}', verified '{verified}'")
_FILES = label("材料 {n} 份", "{n} files")
_DIGEST = label("内容摘要（SHA-256）：{digest}", "Digest (SHA-256): {digest}")


def show(assessment_id: UUID, account: Account) -> None:
    """What would be signed, the form, and what was signed before."""
    lang, store = links.lang(), resources.store()
    saved = store.saved_answers(assessment_id)
    reported = {one.fact_id: one.answer for one in saved if one.origin == "self"}
    seen = {one.fact_id: one.answer for one in saved if one.origin == "verified"}
    seen = {fact: answer for fact, answer in seen.items() if answer.state is not State.UNANSWERED}
    differing = sum(reported.get(fact, UNANSWERED) != answer for fact, answer in seen.items())
    files = [one for one in store.evidence(assessment_id) if one.origin == "verified"]
    words = COUNT.fill(n=len(seen), d=differing, f=len(files)).text(lang)
    block(f'<p>{escape(words)}</p><p class="quiet">{WHAT.text(lang)}</p>')
    visits = store.visits(assessment_id)
    planned = next((one for one in visits if one.signed_at is None), None)
    signed = [one for one in reversed(visits) if one.signed_at is not None]
    after = f"-{len(signed)}" if signed else ""  # an empty form once a visit is signed
    with st.form("visit-sign", border=False):
        name = st.text_input(NAME.text(lang), account.name, max_chars=PLACE_LENGTH, key=f"visit-sign-name{after}")
        standing = "" if planned is None else planned.place
        place = st.text_input(PLACE.text(lang), standing, max_chars=PLACE_LENGTH, key=f"visit-sign-place{after}")
        sure = st.checkbox(SURE.text(lang), key=f"visit-sign-sure{after}")
        pressed = st.form_submit_button(SIGN.text(lang), type="primary")
    if pressed and not (name.strip() and place.strip() and sure):
        st.error(FIRST.text(lang))
    elif pressed:
        try:
            store.sign_visit(assessment_id, name, place, account.name, None if planned is None else planned.id)
        except StoreRefused as refused:
            st.error(literal(f"{refused.message.text(lang)} {refused.remedy.text(lang)}"))
        else:
            st.rerun()
    if signed:
        block(f"<h3>{SIGNED.text(lang)}</h3>{''.join(markup(one, lang) for one in signed)}")


def markup(visit: SiteVisit, lang: Lang) -> str:
    """A signed visit: who, where, when, and what was verified otherwise than reported."""
    if visit.signed_at is None or visit.document is None:
        return ""
    when = f"{in_china(visit.signed_at):%Y-%m-%d %H:%M}"
    head = _TOLD.fill(name=visit.signed_by or "", place=visit.place, time=when).text(lang)
    told = list(visit.document["answers"])
    lines = [_line(one, lang) for one in told if one["reported"] != one["verified"]]
    files = sum(len(one["evidence"]) for one in told)
    counted = COUNT.fill(n=len(told), d=len(lines), f=files).text(lang)
    return (
        f'<div class="signed-visit"><p>✓ <b>{escape(head)}</b></p><p>{escape(counted)}</p><ul>{"".join(lines)}</ul>'
        f'<p class="quiet link">{escape(_DIGEST.fill(digest=visit.digest or "").text(lang))}</p></div>'
    )


def _line(one: Mapping[str, Any], lang: Lang) -> str:
    fact = resources.bank().facts.get(one["fact"])
    name = one["fact"] if fact is None else fact.label.text(lang)
    values = {which: kept_text(resources.bank(), one["fact"], one[which], lang) for which in ("reported", "verified")}
    parts = [_OTHERWISE.fill(fact=name, **values).text(lang), one["reason"], one["firm_says"]]
    if one["evidence"]:
        parts.append(_FILES.fill(n=len(one["evidence"])).text(lang))
    return f"<li>{escape(' · '.join(part for part in parts if part))}</li>"
