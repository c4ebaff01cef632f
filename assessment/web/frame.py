"""The HTML document around the pages: its language, name, icon, style sheet and script instead of Streamlit's own."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from assessment.language import Lang, label

ASSETS = Path(__file__).parent / "assets"
APP_NAME = label("赣企数诊", "Ganqi Shuzhen")
HTML_LANG: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}
_NO_SCRIPT = label("请在浏览器设置中开启 JavaScript 后再打开本页。", "Please enable JavaScript to open this page.")
# What goes: a font that the theme never shows, the pointer to an interface that is closed, inline script, comments.
_DROPPED = (
    r'<link\s+rel="preload"[^>]*>',
    r'<link rel="service-desc"[^>]*>',
    r"<script>.*?</script>",
    r"<!--(?!\s*Copyright).*?-->",
)


class ShellChanged(Exception):
    """Streamlit's own document no longer looks as expected, so it cannot be put into the reader's language."""


def in_language(html: str, lang: Lang) -> str:
    """Streamlit's document with our language, name, icon, styles and script; raises ``ShellChanged``.

    Inline scripts are taken out, so that the content policy need not allow any.
    """
    styles = f'<link rel="stylesheet" href="{asset("shell.css")}" />'
    script = f'<script defer src="{asset("shell.js")}"></script>'
    # Before Streamlit's own: it watches over the connection, and must be there when that is opened.
    first = f'<script defer src="{asset("saving.js")}"></script>'
    for pattern, text in (
        (r'<html lang="en">', f'<html lang="{HTML_LANG[lang]}">'),
        (r"<title>.*?</title>", f"<title>{APP_NAME.text(lang)}</title>{first}"),
        (r'<link rel="shortcut icon"[^>]*>', f'<link rel="icon" type="image/svg+xml" href="{asset("favicon.svg")}" />'),
        (r"<noscript>.*?</noscript>", f"<noscript><p>{_NO_SCRIPT.text(lang)}</p></noscript>"),
        (r"</head>", f"{styles}{script}</head>"),
    ):
        found = re.search(pattern, html, re.DOTALL)
        if found is None:
            raise ShellChanged(pattern)
        html = html[: found.start()] + text + html[found.end() :]
    for pattern in _DROPPED:
        html = re.sub(pattern, "", html, flags=re.DOTALL)
    return html


@lru_cache
def asset(name: str) -> str:
    """The address of one of our files, different for every content, so that it may be kept by the browser for good."""
    return f"./assets/{name}?{hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]}"
