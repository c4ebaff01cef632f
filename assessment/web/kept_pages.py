"""The pages as Streamlit wants them, made once a language: making one anew asks the disk where its file is."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from assessment.language import Label, Lang

_ROOT = Path(__file__).resolve().parents[2]
_KEPT: dict[Lang, dict[str, StreamlitPage]] = {}


def made(titles: Mapping[str, Label], addresses: Mapping[str, str], lang: Lang) -> list[StreamlitPage]:
    """The pages of one run, each by its file: copies, since Streamlit notes on the one that is opened that it may run.

    The one with the empty address is the first page.
    """
    if lang not in _KEPT:
        _KEPT[lang] = {
            page: st.Page(_ROOT / page, title=titles[page].text(lang), url_path=address, default=not address)
            for page, address in addresses.items()
        }
    return [copy.copy(page) for page in _KEPT[lang].values()]


def of(page: str, lang: Lang) -> str | StreamlitPage:
    """A page to link to; its file where the pages have not been made, as in a trial of one page alone."""
    return _KEPT.get(lang, {}).get(page, page)
