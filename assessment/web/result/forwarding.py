"""The result as pictures inside the page: kept and forwarded with a long press, where nothing can be downloaded."""

from __future__ import annotations

import base64
import io

import pypdfium2
import segno
import streamlit as st

from assessment.language import label
from assessment.report.picture import png
from assessment.telling.card import card
from assessment.web import keepsake, resources, verifying
from assessment.web.markup import block, escape
from assessment.web.result.keeping import report, whole
from assessment.web.result.view import View

WIDTH = 270.0
"""Of the card, in points: at the resolution of pictures a phone shows it whole and sharp."""
_PAGE_SCALE = 1.6
_TITLE = label("发到微信：一屏卡片、报告图片", "To forward: a card, and the report as pictures")
_PRESS = label(
    "长按图片，就能保存或发给朋友。卡片上的二维码让别人测自己的厂，看不到您的回答。",
    "Press and hold the picture to save or forward it. The QR code on it lets others check their own firm; it does not "
    "open your answers.",
)
_PAGES = label("把整份报告显示成图片", "Show the whole report as pictures")
_PAGE = label("报告第 {n} 页", "Page {n} of the report")
_IN_WECHAT = label(
    "微信里点“下载”可能没有反应：用下面的图片就行；一定要 PDF 文件，点右上角“…”，选“在浏览器打开”。",
    "Inside WeChat a download may do nothing: use the pictures below. For the PDF file choose '…' at the top right, "
    "then 'Open in browser'.",
)


def in_wechat() -> bool:
    """Is the page shown inside WeChat, which blocks downloads?"""
    return "MicroMessenger" in (st.context.headers.get("User-Agent") or "")


def show(view: View) -> None:
    """The fold with the card and the pages; it is open inside WeChat, and what is in it is drawn when it is open."""
    lang, here = view.lang, in_wechat()
    if here:
        block(f'<p class="quiet">{_IN_WECHAT.text(lang)}</p>')
    fold = st.expander(_TITLE.text(lang), expanded=here, key="forwarding", on_change="rerun")
    if not fold.open:
        return
    with fold:
        told = card(view.subject, code_of(keepsake.site()))
        picture(png(told, WIDTH), told.frame.answer, "card")
        block(f'<p class="quiet">{_PRESS.text(lang)}</p>')
        _entered(view, "result-card")
        if st.button(_PAGES.text(lang), key="result-pictures"):
            _entered(view, "result-pictures")
            for number, page in enumerate(_pages(report(whole(view), lang, verifying.address_here())), 1):
                picture(page, _PAGE.fill(n=number).text(lang), "sheet")


def _entered(view: View, file: str) -> None:
    """The line in the trail that a firm's data were handed out as a picture; once for what one tab was shown."""
    shown = st.session_state.setdefault("forwarded", set())
    if (view.assessment_id, file) in shown:
        return
    shown.add((view.assessment_id, file))
    store = resources.store()
    firm = store.firm_of(view.assessment_id)
    store.trail.record(
        "downloaded",
        "assessment",
        view.assessment_id,
        firm=firm.id if firm else None,
        details={"file": file, "kind": "png"},
    )


def code_of(address: str) -> list[list[bool]]:
    """The QR code of an address, true where it is dark."""
    return [[bool(square) for square in row] for row in segno.make(address, error="m").matrix]


def picture(data: bytes, words: str, kind: str) -> None:
    """A picture in the page, with its words for those who do not see it."""
    source = base64.b64encode(data).decode()
    block(f'<img class="{kind}" src="data:image/png;base64,{source}" alt="{escape(words)}">')


def _pages(document: bytes) -> list[bytes]:
    """The pages of a PDF as PNG."""
    found = []
    for page in pypdfium2.PdfDocument(document):
        out = io.BytesIO()
        page.render(scale=_PAGE_SCALE).to_pil().convert("P").save(out, "PNG", optimize=True)
        found.append(out.getvalue())
    return found
