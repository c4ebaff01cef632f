"""A told brief on the page: part by part, and to take along as PDF and Word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from assessment.language import label
from assessment.telling.brief.head import Head, ToldBrief
from assessment.web import frame, handing
from assessment.web.markup import block, escape
from assessment.web.told import markup

_SECTION = label("看哪一部分", "Part")
_PAPERS = (label("简报 PDF", "Brief as PDF"), label("简报 Word", "Brief as Word"))


def show(told: ToldBrief[Head], key: str, depth: int = 2) -> None:
    """The head, at a ``depth`` of headings, and the part that is picked under ``key``."""
    st.html(frame.ASSETS / "result.css")  # a told document looks the same wherever it is drawn
    title, about = escape(told.subject.title), escape(told.subject.about)
    block(f'<h{depth}>{title}</h{depth}><p class="quiet">{about}</p>')
    sections = {one.id: one for one in told.sections}
    if st.session_state.get(key) not in sections:  # what was picked before may be told no more
        st.session_state.pop(key, None)
    picked = st.pills(
        _SECTION.text(told.subject.lang),
        list(sections),
        default="summary",
        required=True,
        format_func=lambda one: sections[one].title,
        key=key,
        persist_state="session",
        label_visibility="collapsed",
    )
    part = sections.get(picked) or told.sections[0]
    lead = f'<p class="quiet">{escape(part.lead)}</p>' if part.lead else ""
    block(f"<h{depth + 1}>{escape(part.title)}</h{depth + 1}>{lead}{markup(part.blocks)}")


def papers(told: ToldBrief[Head], name: str, key: str, details: Mapping[str, Any]) -> None:
    """The brief as a file to take along; ``name`` has no ending."""
    handing.papers(
        _PAPERS,
        partial(_made, told),
        name,
        lang=told.subject.lang,
        key=key,
        act="report_made",
        details=details,
    )


def _made(told: ToldBrief[Head], ending: str) -> bytes:
    if ending == "pdf":
        from assessment.report.leaflet import brief_pdf

        return brief_pdf(told)
    from assessment.word.leaflet import brief_word

    return brief_word(told)
