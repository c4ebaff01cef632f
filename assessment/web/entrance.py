"""A page about one assessment is entered with its code, or shows the way to the first page."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from assessment.language import label
from assessment.web import links, session

NO_ASSESSMENT = label(
    "请先在首页开始一份评估，或输入续答码。",
    "Please start an assessment on the first page, or enter your resume code.",
)
TO_HOME = label("到首页", "To the first page")


def entered() -> UUID | None:
    """The assessment in hand; without one the page says so, and a refused code is told on the first page."""
    assessment_id = session.current()
    if assessment_id is None:
        if st.query_params.get("code"):
            links.go(links.HOME)
        st.info(NO_ASSESSMENT.text(links.lang()))
        links.link(links.HOME, TO_HOME.text(links.lang()))
    return assessment_id
