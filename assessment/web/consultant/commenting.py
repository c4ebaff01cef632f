"""A consultant's comments, each standing in the section of the report it belongs to."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from assessment.language import label
from assessment.store.refusals import TextRefused
from assessment.telling.document import NAMES
from assessment.web import links, progress, resources
from assessment.web.markup import block, escape, literal

SECTION = label("写在报告的哪一部分", "Section of the report")
TEXT = label("意见", "Comment")
ADD = label("加入报告", "Add to the report")
REMOVE = label("删除", "Remove")
NONE = label("还没有意见。", "No comments yet.")


def show(assessment_id: UUID, consultant: str) -> None:
    """The comments so far, and a form for one more."""
    lang, store = links.lang(), resources.store()
    comments = store.comments(assessment_id)
    if not comments:
        block(f'<p class="quiet">{NONE.text(lang)}</p>')
    for comment in comments:
        with st.container(key=f"comment-{comment.id}", border=True):
            section = NAMES[comment.section].text(lang) if comment.section in NAMES else comment.section
            signed = f"{escape(section)} · {escape(comment.author)} · {progress.clock(comment.at, lang)}"
            block(f'<p class="quiet">{signed}</p><p>{escape(comment.text)}</p>')
            if st.button(REMOVE.text(lang), key=f"remove-{comment.id}"):
                store.remove_comment(assessment_id, comment.id)
                st.rerun()
    with st.form("comment", clear_on_submit=True, border=False):
        section = st.selectbox(
            SECTION.text(lang), list(NAMES), format_func=lambda s: NAMES[s].text(lang), key="comment-section"
        )
        text = st.text_area(TEXT.text(lang), key="comment-text", max_chars=2000)
        pressed = st.form_submit_button(ADD.text(lang), type="primary")
    if pressed:
        try:
            store.add_comment(assessment_id, section, text, consultant)
        except TextRefused as refused:
            st.error(literal(f"{refused.message.text(lang)} {refused.remedy.text(lang)}"))
        else:
            st.rerun()
