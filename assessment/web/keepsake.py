"""The resume code in a form that a person can keep: to read, to copy, to photograph."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from assessment.language import label
from assessment.web import links
from assessment.web.markup import block, escape

TITLE = label("保存续答码，换手机也能接着填", "Keep your resume code to continue on any device")
_EXPLAIN = label(
    "关掉网页也不会丢。凭续答码或下面的链接，随时回来接着填；知道它的人都能看和改，请像钥匙一样保管。",
    "Closing the page loses nothing. With the code or the link you can continue at any time. Whoever has it can read "
    "and change the answers, so keep it like a key.",
)
_CODE = label("续答码", "Resume code")
_LINK = label("续答链接", "Link")
_COPY = label("复制链接", "Copy the link")
_COPIED = label("已复制", "Copied")
_QR = label("续答链接的二维码", "QR code of the link")


def show() -> None:
    """Put code, link and QR code on the page."""
    lang = links.lang()
    code = st.query_params["code"]
    address = urlsplit(st.context.url or "")
    query = urlencode({"code": code})
    link = f"{address.scheme}://{address.netloc}{address.path.rpartition('/')[0]}/questions?{query}"
    block(
        f'<p class="quiet">{_EXPLAIN.text(lang)}</p>'
        f'<p>{_CODE.text(lang)}<br><span class="code">{escape(code)}</span></p>'
        f'<img class="qr" src="{escape(_picture(link))}" alt="{_QR.text(lang)}">'
        f'<p class="quiet">{_LINK.text(lang)}</p><p class="link">{escape(link)}</p>'
        f'<button type="button" class="copy" data-copy="{escape(link)}" data-done="{_COPIED.text(lang)}">'
        f"{_COPY.text(lang)}</button>"
    )


@lru_cache(maxsize=256)
def _picture(link: str) -> str:
    """The link as a picture to photograph, as an address of the data itself; drawing it takes 9 ms."""
    return segno.make(link, error="m").svg_data_uri(dark="#1C2733", border=2)
