"""The sections of the page, where one is, and the way to another."""

from __future__ import annotations

import streamlit as st

from assessment.language import Label, label
from assessment.web import links
from assessment.web.markup import block

SECTIONS: dict[str, Label] = {
    "template": label("模板", "Template"),
    "upload": label("上传", "Upload"),
    "dashboard": label("看板", "Dashboard"),
    "reports": label("报告", "Reports"),
    "meetings": label("对接", "Matchmaking"),
    "content": label("内容", "Content"),
    "codes": label("续答码", "Codes"),
}
_CHOICE = label("这一页的各部分", "Parts of this page")
_NOTHING = label("还没有数据。请先上传填好的表。", "Nothing here yet. Please upload a workbook first.")
_UPLOAD = label("去上传", "Upload one")
_PARAMETER = "section"
_KEY = "centre-section"


def choose() -> str:
    """Put the list of sections on the page; returns the one that is open, which stands in the address."""
    lang = links.lang()
    wanted = st.query_params.get(_PARAMETER)
    here = wanted if wanted in SECTIONS else next(iter(SECTIONS))
    st.session_state[_KEY] = here
    st.segmented_control(
        _CHOICE.text(lang),
        list(SECTIONS),
        format_func=lambda section: SECTIONS[section].text(lang),
        key=_KEY,
        required=True,
        label_visibility="collapsed",
        on_change=lambda: _open(st.session_state[_KEY]),
    )
    return here


def button(section: str, text: Label, *, primary: bool = False) -> None:
    """A button that opens a section."""
    st.button(
        text.text(links.lang()),
        key=f"to-{section}",
        type="primary" if primary else "secondary",
        on_click=lambda: _open(section),
    )


def no_firms() -> None:
    """What a section about the firms says while there are none."""
    block(f"<p>{_NOTHING.text(links.lang())}</p>")
    button("upload", _UPLOAD, primary=True)


def _open(section: str) -> None:
    st.query_params[_PARAMETER] = section
