"""Why something else was verified than reported, what the firm says to that, and what it objects later."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from assessment.content.facts import Fact
from assessment.language import Lang, label
from assessment.store.refusals import StoreRefused
from assessment.store.visit_book import REMARK_LENGTH
from assessment.store.visit_records import AnswerRemark, RemarkKind
from assessment.web import links, progress, resources
from assessment.web.markup import block, escape, literal

KINDS = {
    "reason": label("核实不一致的理由", "Why it was verified otherwise"),
    "firm_says": label("企业的说法", "What the firm says"),
    "objection": label("企业的异议", "The firm's objection"),
}
SAVE = label("记下", "Keep it")
NOTHING = label("请先写理由或企业的说法。", "Please write a reason or what the firm says.")
_FIELDS: tuple[RemarkKind, ...] = ("reason", "firm_says")


def show(assessment_id: UUID, fact: Fact, differs: bool, consultant: str) -> None:
    """What was said about an answer; a form for more where it was verified otherwise, or something was said before."""
    lang, store = links.lang(), resources.store()
    said = [one for one in store.remarks(assessment_id) if one.fact_id == fact.id]
    if said:
        block(listed(said, lang))
    if not differs and not said:
        return
    with st.form(f"explain-{fact.id}", border=False):
        typed = {
            kind: st.text_area(
                KINDS[kind].text(lang), max_chars=REMARK_LENGTH, key=f"explain-{kind}-{fact.id}-{len(said)}", height=80
            )
            for kind in _FIELDS
        }
        pressed = st.form_submit_button(SAVE.text(lang))
    if not pressed:
        return
    told = {kind: text for kind, text in typed.items() if text and text.strip()}
    if not told:
        st.error(NOTHING.text(lang))
        return
    try:
        for kind, text in told.items():
            store.add_remark(assessment_id, fact.id, kind, text, consultant)
    except StoreRefused as refused:
        st.error(literal(f"{refused.message.text(lang)} {refused.remedy.text(lang)}"))
    else:
        st.rerun()


def listed(said: Sequence[AnswerRemark], lang: Lang) -> str:
    """What was said, in the order in which it was, as markup."""
    items = []
    for one in said:
        who = "" if one.by == "self" else f"{escape(one.by)} · "
        signed = f'<span class="quiet">{who}{progress.clock(one.at, lang)}</span>'
        kind = escape(KINDS[one.kind].text(lang))
        items.append(f"<li><b>{kind}</b>{'：' if lang == 'zh' else ': '}{escape(one.text)} {signed}</li>")
    return f"<ul>{''.join(items)}</ul>"
