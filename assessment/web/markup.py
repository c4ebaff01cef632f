"""Text of people and of content on a page, always shown as it was written and never as markup."""

from __future__ import annotations

import html
import re

import streamlit as st

from assessment.telling.linebreaking import QUANTITY

_WHOLE = re.compile(rf"[一二三四五六七八九0-9]级|{QUANTITY}|[0-9][0-9.,]*(?:–[0-9][0-9.,]*)+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=@/])")


def literal(text: str) -> str:
    """The text for a Markdown label: no character of it is read as markup, link, image, formula or icon."""
    return _MARKDOWN.sub(r"\\\1", text)


def escape(text: object) -> str:
    """The text for HTML."""
    return html.escape(str(text))


def whole(escaped: str) -> str:
    """Escaped text in which no line breaks within a level (一级), a number with its unit, or a range (13.75–38.75)."""
    return _WHOLE.sub(r'<span class="whole">\g<0></span>', escaped)


def block(markup: str) -> None:
    """Put our own markup on the page; whatever a person wrote must have gone through ``escape``."""
    st.html(f'<div class="verbatim">{markup}</div>')
