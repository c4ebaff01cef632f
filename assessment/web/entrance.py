"""A page about one assessment is entered with its code, or shows the way to the first page."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from assessment.language import label
from assessment.settings import in_china
from assessment.web import links, resources, session
from assessment.web.markup import block

NO_ASSESSMENT = label(
    "请先在首页开始一份评估，或输入续答码。",
    "Please start an assessment on the first page, or enter your resume code.",
)
TO_HOME = label("到首页", "To the first page")
WHOSE = label(
    "这份自测是 {day} 开始的，有这个链接的人都能看、能改里面的回答。不是您的？",
    "This assessment was begun on {day}; whoever has its link can read and change its answers. Not yours?",
)
OWN = label("开始自己的一份 →", "Begin your own →")


def entered() -> UUID | None:
    """The assessment in hand; without one the page says so, and a refused code is told on the first page."""
    assessment_id = session.current()
    if assessment_id is None:
        if links.given().get("code"):
            links.go(links.HOME)
        st.info(NO_ASSESSMENT.text(links.lang()))
        links.link(links.HOME, TO_HOME.text(links.lang()))
    return assessment_id


def say_whose(assessment_id: UUID) -> None:
    """When an assessment was begun that came by a link: a stranger's must not be filled in for one's own."""
    if assessment_id in session.here().mine:
        return
    lang, begun = links.lang(), in_china(resources.store().assessment(assessment_id).created_at)
    with st.container(horizontal=True, vertical_alignment="center", key="whose"):
        block(f'<p class="quiet">{WHOSE.fill(day=f"{begun:%Y-%m-%d}").text(lang)}</p>')
        links.link(links.HOME, OWN.text(lang), code=None, scope=None, key="begin-own")
