"""The HTML document around the pages: its language, name, icon, style sheet and script instead of Streamlit's own."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import lru_cache
from pathlib import Path

from assessment.language import Label, Lang, label

ASSETS = Path(__file__).parent / "assets"
APP_NAME = label("赣企数诊", "Ganqi Shuzhen")
HTML_LANG: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}
_NO_SCRIPT = label("请在浏览器设置中开启 JavaScript 后再打开本页。", "Please enable JavaScript to open this page.")
_HOME = label("到首页", "To the first page")
# What goes: a font that the theme never shows, the pointer to an interface that is closed, inline script, comments.
_DROPPED = (
    r'<link\s+rel="preload"[^>]*>',
    r'<link rel="service-desc"[^>]*>',
    r"<script>.*?</script>",
    r"<!--(?!\s*Copyright).*?-->",
)


class ShellChanged(Exception):
    """Streamlit's own document no longer looks as expected, so it cannot be put into the reader's language."""


def in_language(document: str, lang: Lang) -> str:
    """Streamlit's document with our language, name, icon, styles and script; raises ``ShellChanged``.

    Inline scripts are taken out, so that the content policy need not allow any.
    """
    styles = f'<link rel="stylesheet" href="{asset("shell.css")}" />'
    # Before Streamlit's own: they watch over the connection, and over what it fetches at its start.
    scripts = "".join(f'<script defer src="{asset(name)}"></script>' for name in ("saving.js", "shell.js"))
    for pattern, text in (
        (r'<html lang="en">', f'<html lang="{HTML_LANG[lang]}">'),
        (r"<title>.*?</title>", f"<title>{APP_NAME.text(lang)}</title>{scripts}"),
        (r'<link rel="shortcut icon"[^>]*>', f'<link rel="icon" type="image/svg+xml" href="{asset("favicon.svg")}" />'),
        (r"<noscript>.*?</noscript>", f"<noscript><p>{_NO_SCRIPT.text(lang)}</p></noscript>"),
        (r"</head>", f"{styles}</head>"),
    ):
        found = re.search(pattern, document, re.DOTALL)
        if found is None:
            raise ShellChanged(pattern)
        document = document[: found.start()] + text + document[found.end() :]
    for pattern in _DROPPED:
        document = re.sub(pattern, "", document, flags=re.DOTALL)
    return document


def notice(words: Label, lang: Lang, up: str) -> str:
    """A page that says one thing, in both languages, with the way to the first page, which lies ``up`` from here."""
    first, second = (words.zh, words.en) if lang == "zh" else (words.en, words.zh)
    return page(APP_NAME, f'<p>{html.escape(first)}</p><p class="quiet">{html.escape(second)}</p>', lang, up)


def page(title: Label, body: str, lang: Lang, up: str) -> str:
    """A page of our own, without a script; ``body`` is markup. The first page lies ``up`` from here."""
    home = f"{up}?lang=en" if lang == "en" else up
    return (
        f'<!doctype html><html lang="{HTML_LANG[lang]}"><head><meta charset="utf-8" />'
        '<meta name="viewport" content="width=device-width, initial-scale=1" />'
        f"<title>{title.text(lang)}</title>"
        f'<link rel="stylesheet" href="{up}{asset("shell.css")}" /></head><body class="notice"><main class="verbatim">'
        f"<h1>{title.text(lang)}</h1>{body}"
        f'<p><a href="{home}">{_HOME.text(lang)}</a></p></main></body></html>'
    )


@lru_cache
def asset(name: str) -> str:
    """The address of one of our files, different for every content, so that it may be kept by the browser for good."""
    return f"./assets/{name}?{hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]}"


@lru_cache(maxsize=1)
def icon() -> str:
    """Our icon as an address of the data itself, which no run need read from the disk."""
    return f"data:image/svg+xml;base64,{base64.b64encode((ASSETS / 'favicon.svg').read_bytes()).decode()}"
