"""Addresses: every page, and the query parameters that carry language, assessment and topic from page to page."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from assessment.language import Lang

_FOLDER = "assessment/web/pages"
HOME = f"{_FOLDER}/home.py"
QUESTIONS = f"{_FOLDER}/questionnaire.py"
RESULT = f"{_FOLDER}/result.py"
CONSULTANT = f"{_FOLDER}/consultant.py"
CENTRE = f"{_FOLDER}/centre.py"
DOING = f"{_FOLDER}/doing.py"
METHODS = f"{_FOLDER}/methods.py"
ACCOUNT = f"{_FOLDER}/account.py"
ACCOUNTS = f"{_FOLDER}/accounts.py"
TRAIL = f"{_FOLDER}/trail.py"
MEETINGS = f"{_FOLDER}/meetings.py"
PUBLISHED = f"{_FOLDER}/published.py"
CHECKED = f"{_FOLDER}/checked.py"
ADDRESSES = {
    HOME: "",
    QUESTIONS: "questions",
    RESULT: "result",
    DOING: "doing",
    CONSULTANT: "consultant",
    CENTRE: "centre",
    METHODS: "methods",
    ACCOUNT: "account",
    ACCOUNTS: "accounts",
    TRAIL: "trail",
    MEETINGS: "meetings",
    PUBLISHED: "published",
    CHECKED: "checked",
}
"""Every page and its address; whatever else is asked for does not exist."""

OWN_DOCUMENTS = ("sign-in", "invitation", "oidc")
"""How the addresses of our own documents begin: they take what no page may see, and give the cookie."""

API = "api"
"""How the addresses of the interface for other programs begin."""

KEPT = ("lang", "code", "assessment", "scope")
"""What every link hands on; a topic belongs to one page only."""


def lang() -> Lang:
    """The reader's language: Chinese unless the address says English."""
    return "en" if st.query_params.get("lang") == "en" else "zh"


def query(**changes: str | None) -> dict[str, str]:
    """The parameters of a link: language and assessment as they are now, with changes; None leaves one out."""
    kept: dict[str, str | None] = {name: st.query_params.get(name) for name in KEPT}
    return {name: value for name, value in (kept | changes).items() if value}


def link(page: str, text: str, *, key: str | None = None, **changes: str | None) -> None:
    """A link to a page in the same language and for the same assessment."""
    with st.container(key=key, width="content"):
        st.page_link(page, label=text, query_params=query(**changes))


def turn(page: str | StreamlitPage, text: str, parameters: dict[str, str], *, key: str) -> None:
    """A link to the page that is open, with other parameters.

    It is a button, because a page link to the open page leaves the address in the browser as it was.
    """
    if st.button(text, key=key, type="tertiary"):
        st.switch_page(page, query_params=parameters)


def go(page: str, **changes: str | None) -> NoReturn:
    """Leave this run and open a page."""
    st.switch_page(page, query_params=query(**changes))
