"""A consultant's comments, each standing in the section of the report it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from assessment.language import Lang, label
from assessment.store.records import SavedComment
from assessment.store.refusals import TextRefused
from assessment.store.shelves import COMMENT_LENGTH
from assessment.telling.naming import NAMES
from assessment.web import links, progress, resources
from assessment.web.markup import block, escape, literal

SECTION = label("写在报告的哪一部分", "Section of the report")
TEXT = label("意见", "Comment")
ADD = label("加入报告", "Add to the report")
CHANGE = label("修改", "Change")
NEW_TEXT = label("改成", "New words")
KEEP = label("存下", "Keep")
REMOVE = label("删除", "Remove")
SURE = label("删除这条意见", "Remove this comment")
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
            block(f'<p class="quiet">{signed}</p><p class="said">{escape(comment.text)}</p>')
            with st.container(horizontal=True):
                _change(assessment_id, comment, consultant, lang)
                with st.popover(REMOVE.text(lang), key=f"take-back-{comment.id}"):
                    if st.button(SURE.text(lang), key=f"remove-{comment.id}"):
                        store.remove_comment(assessment_id, comment.id)
                        st.rerun()
    with st.form("comment", clear_on_submit=True, border=False):
        section = st.selectbox(
            SECTION.text(lang), list(NAMES), format_func=lambda s: NAMES[s].text(lang), key="comment-section"
        )
        text = st.text_area(TEXT.text(lang), key="comment-text", max_chars=COMMENT_LENGTH)
        pressed = st.form_submit_button(ADD.text(lang), type="primary")
    if pressed:
        _kept(lambda: store.add_comment(assessment_id, section, text, consultant), lang)


def _change(assessment_id: UUID, comment: SavedComment, consultant: str, lang: Lang) -> None:
    with st.popover(CHANGE.text(lang), key=f"change-{comment.id}"), st.form(f"words-{comment.id}", border=False):
        text = st.text_area(NEW_TEXT.text(lang), comment.text, key=f"words-{comment.id}-text", max_chars=COMMENT_LENGTH)
        if st.form_submit_button(KEEP.text(lang), type="primary"):
            _kept(lambda: resources.store().change_comment(assessment_id, comment.id, text, consultant), lang)


def _kept(keep: Callable[[], object], lang: Lang) -> None:
    """Keep words, or say why they are refused."""
    try:
        keep()
    except TextRefused as refused:
        st.error(literal(f"{refused.message.text(lang)} {refused.remedy.text(lang)}"))
    else:
        st.rerun()
