"""Another assessment beside the one that is open, by its resume code: whoever has the code of one may read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from uuid import UUID

import streamlit as st

from assessment.answers import Answer, AnswerTable
from assessment.language import Label, label
from assessment.store.records import PlanEntry
from assessment.store.refusals import StoreRefused, UnknownAssessment
from assessment.store.trail import OWNER, now_acting
from assessment.web import callers, resources
from assessment.web.markup import block, escape
from assessment.web.result.view import View

Kind = Literal["respondent", "again"]

ADD = label("接上", "Connect")
DROP = label("断开", "Disconnect")
JOINED = label("已接上，答了 {n} 题", "connected, {n} answered")
GONE = label("已被删除", "deleted meanwhile")
SAME = label(
    "这就是本企业的这一份，请填另一份的续答码。", "This is the very assessment that is open; enter another's code."
)


def entry(assessment_id: UUID, kind: Kind, about: str) -> PlanEntry | None:
    """What was put down of the assessment connected as ``about``; None where none is."""
    entries = resources.store().plan_entries(assessment_id)
    return next((one for one in entries if (one.kind, one.about) == (kind, about)), None)


def connected(assessment_id: UUID, kind: Kind, about: str) -> UUID | None:
    """The assessment connected as ``about``."""
    found = entry(assessment_id, kind, about)
    return None if found is None else UUID(str(found.document["assessment"]))


def show(view: View, kind: Kind, about: str, words: Label) -> AnswerTable | None:
    """How far the one connected is, and its answers, verified ones first; where there is none a field for its code."""
    store, other = resources.store(), connected(view.assessment_id, kind, about)
    if other is None:
        _connect(view, kind, about, words)
        return None
    table = None
    try:
        store.assessment(other)
    except UnknownAssessment:
        block(f'<p class="notice">{view.text(GONE)}</p>')
    else:
        given = store.effective_answers(other)
        block(f"<p>{view.text(JOINED.fill(n=len(given)))}</p>")
        table = table_of(given, other)
    if st.button(DROP.text(view.lang), key=f"{kind}-drop-{about}", type="tertiary"):
        store.remove_plan_entry(view.assessment_id, kind, about, now_acting(OWNER).actor)
        st.rerun()
    return table


def table_of(answers: Mapping[str, Answer], assessment_id: UUID) -> AnswerTable:
    """The answers as a table of one row, as far as their questions are known."""
    known = {fact: answer for fact, answer in answers.items() if fact in resources.bank().facts}
    return AnswerTable.from_answers(resources.bank(), [known], [str(assessment_id)])


def _connect(view: View, kind: Kind, about: str, words: Label) -> None:
    store = resources.store()
    with st.form(f"{kind}-form-{about}", border=False):
        code = st.text_input(words.text(view.lang), key=f"{kind}-code-{about}", autocomplete="off", width=320)
        pressed = st.form_submit_button(ADD.text(view.lang))
    if not pressed:
        return
    try:
        other = store.resume(code.strip(), callers.client_of(st.context.ip_address)).id
        if other == view.assessment_id:
            block(f'<p class="notice">{view.text(SAME)}</p>')
            return
        store.put_plan_entry(view.assessment_id, kind, about, {"assessment": str(other)}, now_acting(OWNER).actor)
    except StoreRefused as refused:
        told = f"{refused.message.text(view.lang)} {refused.remedy.text(view.lang)}"
        block(f'<p class="notice">{escape(told)}</p>')
        return
    st.rerun()
