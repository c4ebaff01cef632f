"""Addresses: every page, and the query parameters that carry language, assessment and topic from page to page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NoReturn
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.language import Lang
from assessment.telling.seal import VERIFY
from assessment.web import kept_pages

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

API = "api"
"""How the addresses of the interface for other programs begin."""

OWN_DOCUMENTS = re.compile(rf"/(sign-in|invitation/[^/]+|oidc/(begin|callback)|{VERIFY}(/[^/]+)?|{API}/.*)")
"""Addresses that we answer ourselves, documents and refusals: for all others Streamlit has its own document."""

WHOSE = "whose"
"""Names the person of a firm who answers their own pages alone."""

KEPT = ("lang", "code", "assessment", "scope", WHOSE)
"""What every link hands on; a topic belongs to one page only."""


def given() -> Mapping[str, str]:
    """The parameters of the address; of one that stands there twice the last.

    Asked for dozens of times in a run: Streamlit's own way takes a lock and builds them anew every time.
    """
    context = get_script_run_ctx(suppress_warning=True)
    return st.query_params.to_dict() if context is None else _read(context.query_string)


@lru_cache(maxsize=1024)
def _read(query_string: str) -> Mapping[str, str]:
    return MappingProxyType(dict(parse_qsl(query_string, keep_blank_values=True)))


def lang() -> Lang:
    """The reader's language: Chinese unless the address says English."""
    return "en" if given().get("lang") == "en" else "zh"


def query(**changes: str | None) -> dict[str, str]:
    """The parameters of a link: language and assessment as they are now, with changes; None leaves one out.

    Whose pages are asked belongs to the assessment, and ends with its code.
    """
    kept: dict[str, str | None] = {name: given().get(name) for name in KEPT}
    if "code" in changes:
        kept[WHOSE] = None
    return {name: value for name, value in (kept | changes).items() if value}


def link(page: str, text: str, *, key: str | None = None, **changes: str | None) -> None:
    """A link to a page in the same language and for the same assessment; ``key`` names it for the style sheet."""
    if key is None:
        st.page_link(kept_pages.of(page, lang()), label=text, query_params=query(**changes))
        return
    with st.container(key=key, width="content"):
        st.page_link(kept_pages.of(page, lang()), label=text, query_params=query(**changes))


def turn(page: str | StreamlitPage, text: str, parameters: dict[str, str], *, key: str) -> None:
    """A link to the page that is open, with other parameters.

    It is a button, because a page link to the open page leaves the address in the browser as it was.
    """
    if st.button(text, key=key, type="tertiary"):
        st.switch_page(kept_pages.of(page, lang()) if isinstance(page, str) else page, query_params=parameters)


def go(page: str, **changes: str | None) -> NoReturn:
    """Leave this run and open a page."""
    st.switch_page(kept_pages.of(page, lang()), query_params=query(**changes))
