"""The bare page: the same questions, fields, buttons, links and folds, and nothing behind them. Run by Streamlit.

What stands in a field is Streamlit's own to remember; no database, no score, no progress is worked out. It is written
as Streamlit's documentation shows it, and served with the settings of the real pages.
"""

import streamlit as st

from assessment.content.facts import ChoiceFact
from assessment.web import questions, resources
from assessment.web.entries import Entry
from assessment.web.markup import block

app = st.App(__file__)
KEY = "000000000000-self"
TARGETS = ("questions", "result", "doing", "consultant", "centre", "methods", "account", "published")


@st.cache_resource
def _topics() -> list[list[str]]:
    bank = resources.shipped().bank
    topics: dict[str, list[str]] = {}
    for fact in resources.asked(None):
        if not bank.facts[fact].asked_if:
            topics.setdefault(bank.topic_of[fact], []).append(fact)
    return list(topics.values())


def _nothing() -> None:
    st.write("-")


def _home() -> None:
    if "at" not in st.session_state:
        if st.button("start", key="start-miit"):
            st.session_state["at"] = 0
            st.rerun()
        return
    bank, at = resources.shipped().bank, st.session_state["at"]
    with st.container(key="how-far"):
        block(f'<div class="progress">{at}</div>')
    block("<h1>Topic</h1><p>About it</p>")
    for fact_id in _topics()[at]:
        fact, key = bank.facts[fact_id], f"{KEY}-{fact_id}"
        with st.container(key=f"question-{fact_id}"):
            questions.draw(fact, key, Entry(), "zh")
            if isinstance(fact, ChoiceFact):
                with st.container(key=f"below-{key}", horizontal=True):
                    block('<p class="status">-</p>')
                    if st.session_state.get(key) is not None:
                        st.button("clear", key=f"clear-{key}", type="tertiary")
            else:
                block('<p class="status">-</p>')
    with st.container(key="statement"):
        st.text_input("·", "", key="drawn", label_visibility="collapsed")
        st.button("·", key="refresh")
    with st.container(horizontal=True, key="steps"):
        if at and st.button("back", key="back"):
            st.session_state["at"] -= 1
            st.rerun()
        if at + 1 < len(_topics()) and st.button("next", key="next", type="primary"):
            st.session_state["at"] += 1
            st.rerun()
    for fold in ("keep", "paper", "overview"):
        st.expander(fold, key=fold, on_change="rerun")


if st.runtime.scriptrunner.get_script_run_ctx(suppress_warning=True) is not None:
    st.set_page_config(layout="centered")
    pages = {name: st.Page(_nothing, title=name, url_path=name) for name in TARGETS}
    home = st.Page(_home, title="home", default=True)
    page = st.navigation([home, *pages.values()], position="hidden")
    with st.container(key="topbar", horizontal=True):
        st.page_link(home, label="home")
        st.button("English", key="language", type="tertiary")
    page.run()
    with st.container(key="footer"), st.container(horizontal=True, key="footer-links"):
        for name in TARGETS[-5:]:
            with st.container(width="content"):
                st.page_link(pages[name], label=name)
        block("<p>About this system</p>")
