"""Tokens by which other programs work in the name of an account: made, shown once, listed, revoked."""

from __future__ import annotations

import streamlit as st

from assessment.language import Lang, label
from assessment.permissions import ROLES, Role
from assessment.settings import in_china
from assessment.store.account_records import Account
from assessment.store.refusals import StoreRefused
from assessment.store.token_shelf import LONGEST_DAYS, LONGEST_NAME, ApiToken
from assessment.web import failures, resources
from assessment.web.markup import block, escape
from assessment.web.progress import clock

TITLE = label("给程序用的令牌", "Tokens for programs")
_WHY = label(
    "别的系统凭令牌用接口，能做的不超过您自己。令牌只显示一次，请马上存好；丢了就收回，另发一个。",
    "Other systems use the interface by a token, and may do no more than you. It is shown once: keep it safe at once; "
    "revoke one that was lost and make another.",
)
_NONE = label("还没有令牌。", "No tokens yet.")
NAME = label("给哪个程序用", "For which program")
DAYS = label("有效几天", "Valid for how many days")
_ROLE = label("角色", "Role")
_AREA = label("地区代码（不写就是您的全部地区）", "Area code (blank: all of yours)")
MAKE = label("发一个令牌", "Make a token")
_MADE = label("令牌“{name}”，只显示这一次：", "The token '{name}', shown this once:")
_LINE = label("{name} · {role}{area} · 到 {until} · {used}", "{name} · {role}{area} · until {until} · {used}")
_USED, _NEVER = label("最近用于 {time}", "last used {time}"), label("还没用过", "never used")
REVOKE = label("收回", "Revoke")
_SHOWN = "token-shown"


def show(mine: Account, lang: Lang) -> None:
    """Put the tokens of an account on its page."""
    store = resources.store()
    block(f'<h2>{TITLE.text(lang)}</h2><p class="quiet">{_WHY.text(lang)}</p>')
    if (shown := st.session_state.pop(_SHOWN, None)) is not None:
        name, text = shown
        block(f"<p>{escape(_MADE.fill(name=name).text(lang))}</p>")
        st.code(text, language=None)
    found = store.tokens(mine.id)
    if not found:
        block(f"<p>{_NONE.text(lang)}</p>")
    for token in found:
        with st.container(horizontal=True, key=f"token-{token.id}", vertical_alignment="center"):
            block(f"<p>{escape(_told(token, lang))}</p>")
            if st.button(REVOKE.text(lang), key=f"revoke-{token.id}"):
                store.revoke_token(mine.id, token.id)
                st.rerun()
    with st.expander(MAKE.text(lang), key="token-new"):
        _new(mine, lang)


def _new(mine: Account, lang: Lang) -> None:
    roles = [mine.role, Role.CLERK] if mine.role is Role.ADMINISTRATOR else [mine.role]
    with st.form("token-form", border=False, clear_on_submit=True):
        name = st.text_input(NAME.text(lang), max_chars=LONGEST_NAME, key="token-name", width=320)
        days = st.number_input(DAYS.text(lang), 1, LONGEST_DAYS, 90, key="token-days", width=320)
        role, area = mine.role, ""
        if len(roles) > 1:
            role = st.selectbox(
                _ROLE.text(lang),
                roles,
                format_func=lambda one: ROLES[one].text(lang),
                filter_mode=None,
                key="token-role",
                width=320,
            )
        if Role.CLERK in roles:
            area = st.text_input(_AREA.text(lang), max_chars=6, key="token-area", width=320)
        pressed = st.form_submit_button(MAKE.text(lang), key="token-make")
    if not pressed:
        return
    try:
        made, text = resources.store().make_token(mine.id, name, role, area.strip(), int(days))
    except StoreRefused as refused:
        failures.show(refused)
        return
    st.session_state[_SHOWN] = made.name, text
    st.rerun()


def _told(token: ApiToken, lang: Lang) -> str:
    used = _NEVER if token.used_at is None else _USED.fill(time=clock(token.used_at, lang))
    return _LINE.fill(
        name=token.name,
        role=ROLES[token.role],
        area=f" {token.area}" if token.area else "",
        until=f"{in_china(token.expires_at):%Y-%m-%d}",
        used=used,
    ).text(lang)
