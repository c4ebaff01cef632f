"""The frame of every page: name, language, way home; and what is done at the start of every run."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from assessment.language import Lang, label
from assessment.store.account_records import SignedIn
from assessment.store.trail import OWNER, Acting, acting
from assessment.web import admission, failures, frame, links, rooms, session, viewed, visitors
from assessment.web.markup import block, escape, literal

_OTHER_LANGUAGE = label("English", "中文")
_FOOTER = (
    (links.CONSULTANT, label("顾问入口", "For consultants")),
    (links.CENTRE, label("转型促进中心", "For promotion centres")),
    (links.METHODS, label("方法与来源", "Methods and sources")),
    (links.ACCOUNT, label("登录、我的账号", "Sign in, my account")),
)
_PUBLISHED = label("公开的数字", "Published figures")
_WAITS = label(
    "现在用的人多，正在排队，前面还有 {n} 位。不用刷新，填的都在。",
    "Many people are here just now: {n} before you. No need to reload; what you filled in is kept.",
)
_NEXT = label(
    "现在用的人多，马上就到您。不用刷新，填的都在。",
    "Many people are here just now: you are next. No need to reload; what you filled in is kept.",
)
PAGES = {address: page for page, address in links.ADDRESSES.items()}
_DISCLAIMER = label(
    "本系统供企业自查和改进参考，不是官方评定，也不承诺任何补贴或称号；官方结果以主管部门平台为准。",
    "For a firm's own check and improvement. Not an official rating, and no promise of subsidies or titles; "
    "only the platforms of the authorities give official results.",
)


def show(pages: Sequence[StreamlitPage]) -> None:
    """Run the page of the address inside the frame; what is done in it is signed by whoever is signed in."""
    visitor = visitors.signed_in()
    who = Acting(OWNER, OWNER) if visitor is None else visitor.account.acting
    viewed.remember(who)
    with acting(who.actor, who.role):
        _show(pages, visitor)


def _show(pages: Sequence[StreamlitPage], visitor: SignedIn | None) -> None:
    lang = links.lang()
    st.set_page_config(page_icon=frame.icon(), layout="centered")
    page = st.navigation(list(pages), position="hidden")
    place, told = st.empty(), False

    def tell(before: int) -> None:
        nonlocal told
        told = True
        place.html(waiting(before, lang))

    with admission.turnstile_of(PAGES[page.url_path]).turn(tell):
        if told:
            place.empty()
        with session.one_look():
            _draw(page, visitor, lang)


def waiting(before: int, lang: Lang) -> str:
    """Markup that tells somebody how many come before."""
    words = _WAITS.fill(n=before) if before else _NEXT
    return f'<p class="waits-its-turn" role="status">{escape(words.text(lang))}</p>'


def _draw(page: StreamlitPage, visitor: SignedIn | None, lang: Lang) -> None:
    viewed.turn_to(page.url_path)
    session.keep_answers()
    with st.container(key="topbar", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        links.link(links.HOME, frame.APP_NAME.text(lang), key="brand")
        other = "en" if lang == "zh" else None
        with st.container(key="topbar-end", horizontal=True, width="content", vertical_alignment="center"):
            if visitor is not None:
                links.link(links.ACCOUNT, literal(visitor.account.name), key="whoami")
            links.turn(page, _OTHER_LANGUAGE.text(lang), _same_place(other), key="language")
    with st.container(key=f"page-{page.url_path or 'home'}"):
        try:
            if rooms.opens(PAGES[page.url_path]):
                viewed.page(PAGES[page.url_path])
                page.run()
        except Exception as fault:
            failures.show(fault)
    with st.container(key="footer"):
        with st.container(horizontal=True, key="footer-links"):
            for target, text in _FOOTER:
                links.link(target, text.text(lang))
            if visitor is not None:  # published among those who sign in
                links.link(links.PUBLISHED, _PUBLISHED.text(lang))
        block(f"<p>{escape(_DISCLAIMER.text(lang))}</p>")


def _same_place(lang: str | None) -> dict[str, str]:
    return links.query(lang=lang) | {k: v for k, v in st.query_params.to_dict().items() if k not in links.KEPT}
