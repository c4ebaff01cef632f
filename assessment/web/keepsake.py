"""The resume code in a form that a person can keep: to read, to copy, to photograph."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import segno
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.language import Label, Lang, label
from assessment.store.trail import OWNER, TrailFilter
from assessment.web import links, resources, session
from assessment.web.markup import block, escape
from assessment.web.progress import clock

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
_CHANGE = label("码被别人知道了？换新码或停用", "Somebody else knows it? Renew or stop it")
_RENEW_EXPLAIN = label(
    "换一个新码：旧码和旧链接马上失效，别处打开的页面也会退出；回答都还在，这一页用新码接着填。",
    "A new code: the old one and its link are void at once, and pages opened with it elsewhere end. All answers stay, "
    "and you go on here with the new code.",
)
_RENEW = label("换一个新码", "Get a new code")
_STOP_EXPLAIN = label(
    "停用：谁也打不开这份自测，您自己也要请转型促进中心换发新码才能再打开。",
    "Stop it: nobody can open this assessment. To open it again you, too, need a new code from your promotion centre.",
)
_STOP_SURE = label("我确定要停用", "I am sure")
_STOP = label("停用续答码", "Stop the code")
_CENTRE = label("转型促进中心", "your promotion centre")
_ISSUED = label("这个续答码由 {by} 于 {time} 换发。", "This code was issued by {by}, {time}.")


def link_of(code: str, **more: str | None) -> str:
    """The address at which a code opens its questionnaire, with more to say in it."""
    said = {name: value for name, value in more.items() if value}
    return f"{site()}/questions?{urlencode({'code': code, **said})}"


def copied(link: str, lang: Lang) -> str:
    """A link as markup: to read, to copy, to photograph."""
    return (
        f'<img class="qr" src="{escape(picture(link))}" alt="{_QR.text(lang)}">'
        f'<p class="quiet">{_LINK.text(lang)}</p><p class="link">{escape(link)}</p>'
        f'<button type="button" class="copy" data-copy="{escape(link)}" data-done="{_COPIED.text(lang)}">'
        f"{_COPY.text(lang)}</button>"
    )


def site() -> str:
    """The address below which all pages are, as the browser sees it; known while a page is drawn, and not later."""
    assert get_script_run_ctx(suppress_warning=True) is not None
    address = urlsplit(st.context.url or "")
    return f"{address.scheme}://{address.netloc}{address.path.rpartition('/')[0]}"


def show(assessment_id: UUID) -> None:
    """Put code, link and QR code on the page, and the way to a new code."""
    lang = links.lang()
    code = st.query_params["code"]
    link = link_of(code, **{links.WHOSE: links.given().get(links.WHOSE)})
    block(
        f'<p class="quiet">{_EXPLAIN.text(lang)}</p>'
        f'<p>{_CODE.text(lang)}<br><span class="code">{escape(code)}</span></p>{copied(link, lang)}'
    )
    if issued := _issued(assessment_id, code):
        words = _ISSUED.fill(by=issued[0], time=clock(issued[1], lang)).text(lang)
        block(f'<p class="quiet">{escape(words)}</p>')
    with st.popover(_CHANGE.text(lang), key="change-code"):
        _change()


@lru_cache(maxsize=1024)
def _issued(assessment_id: UUID, _code: str) -> tuple[Label | str, datetime] | None:
    """By whom and when this very code was issued; None where the firm has it from the start, or from itself."""
    renewals = TrailFilter(act="code_renewed", subject_kind="assessment", subject=assessment_id.hex)
    found = resources.store().trail.lines(renewals, limit=1)
    if not found or found[0].actor == OWNER:
        return None
    return resources.store().signer(found[0].actor) or found[0].signed_by or _CENTRE, found[0].at


def _change() -> None:
    lang = links.lang()
    block(f"<p>{_RENEW_EXPLAIN.text(lang)}</p>")
    if st.button(_RENEW.text(lang), key="renew-code", type="primary"):
        same = {links.WHOSE: links.given().get(links.WHOSE), "topic": st.query_params.get("topic")}
        links.go(links.QUESTIONS, code=session.renew(), **same)
    block(f"<p>{_STOP_EXPLAIN.text(lang)}</p>")
    sure = st.checkbox(_STOP_SURE.text(lang), key="stop-code-sure")
    if st.button(_STOP.text(lang), key="stop-code", disabled=not sure):
        session.stop()
        links.go(links.HOME, code=None)


@lru_cache(maxsize=1024)
def picture(link: str) -> str:
    """The link as a picture to photograph, as an address of the data itself; drawing it takes 9 ms."""
    return segno.make(link, error="m").svg_data_uri(dark="#1C2733", border=2)
