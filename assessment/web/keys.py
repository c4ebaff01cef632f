"""Rooms that are not for everybody: a passphrase from a setting, or, without one, this machine only."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st

from assessment.language import Label, label
from assessment.problems import InputRefused
from assessment.settings import LEAST_PASSPHRASE, Setting
from assessment.web import links
from assessment.web.markup import block, literal

REFUSAL_SECONDS = 1.0
GUESSES_AT_ONCE = 3

_FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")
_PORT = re.compile(r":\d+$")
_guesses = threading.BoundedSemaphore(GUESSES_AT_ONCE)

_ASK = label("本页只给工作人员使用，请输入口令。", "This page is for the staff. Please enter the passphrase.")
_FIELD = label("口令", "Passphrase")
_ENTER = label("进入", "Enter")
_WRONG = label(
    "口令不对。请核对大小写；忘记了请问本系统的管理员。",
    "That is not the passphrase. Check capital letters, or ask whoever runs this system.",
)
_BUSY = label(
    "现在试口令的人太多，请过几秒再试。", "Too many people are trying passphrases; wait a few seconds and try again."
)
_ONLY_HERE = label(
    "还没有设口令，所以只有在运行本系统的这台电脑上能打开本页。",
    "No passphrase is set, so this page opens only on the computer that runs this system.",
)
_CLOSED = label(
    "还没有设口令，本页只能在运行本系统的那台电脑上打开。要在别处用，请管理员设置 {setting}"
    "（至少 {least} 个字符）再重启。",
    "No passphrase is set, so this page opens only on the computer that runs this system. To use it elsewhere, have "
    "{setting} set (at least {least} characters) and the system restarted.",
)


@dataclass(frozen=True)
class Visit:
    """Where a visitor comes from: the address of the connection (None: this machine) and what the browser says."""

    address: str | None
    headers: Mapping[str, str]

    @property
    def from_this_machine(self) -> bool:
        """Is this a browser on this machine, and nobody behind a proxy or under a foreign name?"""
        if any(name in self.headers for name in _FORWARDED):
            return False
        names = [self.headers.get("Host", ""), urlsplit(self.headers.get("Origin", "")).netloc]
        return _is_loopback(self.address or "127.0.0.1") and all(_is_loopback(_PORT.sub("", n)) for n in names if n)


def opened(setting: Setting[str]) -> bool:
    """May this visitor use the page that the passphrase in ``setting`` guards? If not, the page now says what to do."""
    try:
        key = setting()
    except InputRefused as refused:
        st.warning(literal(refused.problems[0].sentence(links.lang())))
        return False
    if not key:
        here = Visit(st.context.ip_address, st.context.headers).from_this_machine
        if not here:
            told = _CLOSED.fill(setting=setting.name.replace("_", r"\_"), least=LEAST_PASSPHRASE)
            st.warning(told.text(links.lang()))
        return here
    if st.session_state.get(setting.name) == _digest(key):
        return True
    return _ask(setting.name, key)


def note(setting: Setting[str]) -> None:
    """Say on the page that it opens on this machine only, where no passphrase is set."""
    if not setting():
        block(f'<p class="quiet">{_ONLY_HERE.text(links.lang())}</p>')


def _ask(setting: str, key: str) -> bool:
    lang = links.lang()
    place = st.empty()
    with place.container(), st.form(f"key-{setting}", border=False):
        st.markdown(_ASK.text(lang))
        typed = st.text_input(_FIELD.text(lang), type="password", autocomplete="current-password", width=320)
        pressed = st.form_submit_button(_ENTER.text(lang), type="primary")
    if not pressed or not typed:
        return False
    fault = guess(typed, key)
    if fault is not None:
        st.error(fault.text(lang))
        return False
    st.session_state[setting] = _digest(key)
    place.empty()
    return True


def guess(typed: str, key: str) -> Label | None:
    """Why a passphrase does not open, None when it does.

    The comparison takes as long whatever was typed; a wrong guess costs a second, and few are taken at a time.
    """
    if not _guesses.acquire(blocking=False):
        return _BUSY
    try:
        if hmac.compare_digest(_digest(typed.strip()), _digest(key)):
            return None
        time.sleep(REFUSAL_SECONDS)
        return _WRONG
    finally:
        _guesses.release()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _is_loopback(name: str) -> bool:
    name = name.strip("[]").lower()
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
