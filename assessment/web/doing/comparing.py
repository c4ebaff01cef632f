"""Three pairs of eyes: the shop floor and the accounts answer a copy of their own; what differs is told here."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import streamlit as st

from assessment.advisory.views import Respondent, views
from assessment.answers import Answer, AnswerTable
from assessment.content.respondents import RespondentPart, load_respondents
from assessment.language import label
from assessment.report.leaflet import leaflet_pdf
from assessment.store.refusals import StoreRefused, UnknownAssessment
from assessment.store.trail import OWNER, now_acting
from assessment.telling.views import agenda, told_views
from assessment.web import callers, handing, resources
from assessment.web.markup import block, escape
from assessment.web.result.view import View

LEAD = label(
    "同一件事，老板、车间、财务看到的常常不一样。请他们各自在首页另开一份自测，只答自己那几页，再把续答码填到这里。"
    "说得不一样的地方，谁的都算可能，总分就是一个区间。",
    "Owner, shop floor and accounts often see the same thing differently. Have each begin an assessment of their own "
    "on the first page, answer their pages alone, and enter its resume code here. Where they differ either may be "
    "right, so the total is an interval.",
)
CODE = label("{who}的续答码", "Resume code of {who}")
ADD = label("接上", "Connect")
DROP = label("断开", "Disconnect")
PAGES = label("要答的页：{pages}", "Pages to answer: {pages}")
JOINED = label("已接上，答了 {n} 题", "connected, {n} answered")
GONE = label("已被删除", "deleted meanwhile")
SAME = label(
    "这就是本企业的这一份，请填另一份的续答码。", "This is the very assessment that is open; enter another's code."
)
PRINT = label("下载要谈的几处（PDF）", "The agenda (PDF)")


def show(view: View) -> None:
    """Connect the others, then what they say together."""
    content = load_respondents(resources.advisor().root, resources.bank())
    block(f"<p>{view.text(LEAD)}</p>")
    joined = _joined(view.assessment_id)
    answers = {} if view.live is None else view.live.answers
    given = [Respondent("owner", _table(answers, view.assessment_id))]
    for part in content.parts:
        if part.id != "owner":
            table = _part(view, part, joined.get(part.id))
            if table is not None:
                given.append(Respondent(part.id, table))
    found = views(resources.advisor().main_on(view.advisory.on), given, content)
    block(f'<section class="told-views">{view.told(told_views(view.subject, found))}</section>')
    if found.differences:
        paper = agenda(view.subject, found)
        handing.download(
            PRINT.text(view.lang),
            lambda: leaflet_pdf(paper),
            f"agenda-{view.advisory.on.isoformat()}.pdf",
            "application/pdf",
            key="views-pdf",
            assessment=view.assessment_id,
        )
    told = view.subject.source(content.source, content.fidelity)
    words = view.say("谁答哪几页，依据：{s}。", "Whose pages these are rests on: {s}.", s=told)
    block(f'<p class="quiet">{words}</p>')


def _joined(assessment_id: UUID) -> dict[str, UUID]:
    """The assessments that were connected, by part."""
    return {
        entry.about: UUID(str(entry.document["assessment"]))
        for entry in resources.store().plan_entries(assessment_id)
        if entry.kind == "respondent"
    }


def _table(answers: Mapping[str, Answer], assessment_id: UUID) -> AnswerTable:
    """The answers as a table of one row, as far as their questions are known."""
    known = {fact: answer for fact, answer in answers.items() if fact in resources.bank().facts}
    return AnswerTable.from_answers(resources.bank(), [known], [str(assessment_id)])


def _part(view: View, part: RespondentPart, other: UUID | None) -> AnswerTable | None:
    """One of the others: how far they are, or a field for their code; their answers where they are connected."""
    lang, store = view.lang, resources.store()
    topics = () if part.topics == "all" else part.topics
    pages = view.subject.joined([resources.bank().topics[topic].title.text(lang) for topic in topics])
    with st.container(border=True, key=f"respondent-{part.id}"):
        block(f'<p><b>{view.text(part.title)}</b></p><p class="quiet">{view.text(PAGES.fill(pages=pages))}</p>')
        if other is None:
            _connect(view, part)
            return None
        try:
            store.assessment(other)
        except UnknownAssessment:
            block(f'<p class="notice">{view.text(GONE)}</p>')
            given = None
        else:
            given = store.answers(other)
            block(f"<p>{view.text(JOINED.fill(n=len(given)))}</p>")
        if st.button(DROP.text(lang), key=f"respondent-drop-{part.id}", type="tertiary"):
            store.remove_plan_entry(view.assessment_id, "respondent", part.id, now_acting(OWNER).actor)
            st.rerun()
    if given is None:
        return None
    return _table(given, other)


def _connect(view: View, part: RespondentPart) -> None:
    """Who has the code of an assessment may read it, here as on the first page."""
    store = resources.store()
    with st.form(f"respondent-form-{part.id}", border=False):
        code = st.text_input(
            CODE.fill(who=part.title).text(view.lang), key=f"respondent-code-{part.id}", autocomplete="off", width=320
        )
        pressed = st.form_submit_button(ADD.text(view.lang))
    if not pressed:
        return
    try:
        other = store.resume(code.strip(), callers.client_of(st.context.ip_address)).id
        if other == view.assessment_id:
            block(f'<p class="notice">{view.text(SAME)}</p>')
            return
        document = {"assessment": str(other)}
        store.put_plan_entry(view.assessment_id, "respondent", part.id, document, now_acting(OWNER).actor)
    except StoreRefused as refused:
        told = f"{refused.message.text(view.lang)} {refused.remedy.text(view.lang)}"
        block(f'<p class="notice">{escape(told)}</p>')
        return
    st.rerun()
