"""What centres published of their rounds, for whoever signs in."""

from __future__ import annotations

import streamlit as st
from pydantic import ValidationError

from assessment.language import label
from assessment.monitoring import PublishedFigures
from assessment.telling.brief.published import PublishedSubject, published
from assessment.web import frame, links, resources
from assessment.web.markup import block, escape
from assessment.web.told import markup

_TITLE = label("公开的数字", "Published figures")
_LEAD = label(
    "中心发布的各轮结果；看不出任何一家企业。", "Rounds as centres published them; no firm can be told from it."
)
_NONE = label("还没有发布过。", "Nothing has been published yet.")
_WHICH = label("哪一轮", "Which round")
_UNREAD = label(
    "这一份是更早的版本发布的，现在读不了。", "This was published by an earlier version and cannot be read now."
)


def page() -> None:
    """Put the page together."""
    lang = links.lang()
    st.html(frame.ASSETS / "result.css")
    block(f'<h1>{_TITLE.text(lang)}</h1><p class="lead">{_LEAD.text(lang)}</p>')
    found = {one.id: one for one in resources.store().published_overviews()}
    if not found:
        block(f"<p>{_NONE.text(lang)}</p>")
        return
    picked = st.selectbox(
        _WHICH.text(lang),
        list(found),
        format_func=lambda one: f"{found[one].document.get('round', '')} · {found[one].day.isoformat()}",
        filter_mode=None,
        width=420,
    )
    try:
        figures = PublishedFigures.model_validate(found[picked].document)
    except ValidationError:
        st.warning(_UNREAD.text(lang))
        return
    subject = PublishedSubject(figures, lang)
    block(f'<h2>{escape(figures.round)}</h2><p class="quiet">{escape(subject.day(figures.day))}</p>')
    block(markup(published(subject)))


page()
