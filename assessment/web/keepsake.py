"""The resume code in a form that a person can keep: to read, to copy, to photograph."""

from __future__ import annotations

from urllib.parse import urlsplit

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
_LINK = label("续答链接（点右上角图标复制）", "Link (the icon copies it)")
_QR = label("续答链接的二维码", "QR code of the link")


def show() -> None:
    """Put code, link and QR code on the page."""
    lang = links.lang()
    code = st.query_params["code"]
    address = urlsplit(st.context.url or "")
    link = f"{address.scheme}://{address.netloc}{address.path.rpartition('/')[0]}/questions?code={code}"
    picture = segno.make(link, error="m").svg_data_uri(dark="#1C2733", border=2)
    block(
        f'<p class="quiet">{_EXPLAIN.text(lang)}</p>'
        f'<p>{_CODE.text(lang)}<br><span class="code">{escape(code)}</span></p>'
        f'<img class="qr" src="{escape(picture)}" alt="{_QR.text(lang)}"><p class="quiet">{_LINK.text(lang)}</p>'
    )
    st.code(link, language=None, wrap_lines=True)
