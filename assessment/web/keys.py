"""Rooms that are not for everybody: a passphrase from a setting, or, without one, the one-time link of this machine."""

from __future__ import annotations

import hashlib
import hmac
import logging
import threading
import time
from collections import OrderedDict

import streamlit as st

from assessment.language import Label, label
from assessment.problems import InputRefused
from assessment.settings import LEAST_PASSPHRASE, Setting
from assessment.web import callers, links, staff_link, uploads
from assessment.web.markup import block, literal

_LOG = logging.getLogger(__name__)
_ASK = label("本页只给工作人员使用，请输入口令。", "This page is for the staff. Please enter the passphrase.")
_FIELD = label("口令", "Passphrase")
_ENTER = label("进入", "Enter")
_WRONG = label(
    "口令不对。请核对大小写；忘记了请问本系统的管理员。",
    "That is not the passphrase. Check capital letters, or ask whoever runs this system.",
)
_ONLY_HERE = label(
    "还没有设口令，所以只有在运行本系统的这台电脑上能打开本页。",
    "No passphrase is set, so this page opens only on the computer that runs this system.",
)
_CLOSED = label(
    "还没有设口令，本页只能在运行本系统的那台电脑上，用 assessment serve 启动时显示的一次性链接打开。"
    "要在别处用，请管理员设置 {setting}（至少 {least} 个字符）再重启。",
    "No passphrase is set, so this page opens only on the computer that runs this system, by the one-time link that "
    "assessment serve shows when it starts. To use it elsewhere, have {setting} set (at least {least} characters) and "
    "the system restarted.",
)


def opened(setting: Setting[str]) -> bool:
    """May this visitor use the page that the passphrase in ``setting`` guards? If not, the page now says what to do.

    Whoever may, may also hand in files from now on.
    """
    try:
        key = setting()
    except InputRefused as refused:
        st.warning(literal(refused.problems[0].sentence(links.lang())))
        return False
    if key:
        passed = st.session_state.get(setting.name) == _digest(key) or _ask(setting.name, key)
    else:
        passed = _followed_the_link()
        if not passed:
            told = _CLOSED.fill(setting=setting.name, least=LEAST_PASSPHRASE)
            st.warning(literal(told.text(links.lang())))
    if passed:
        uploads.allow()
    return passed


def _followed_the_link() -> bool:
    here = callers.is_here(st.context.ip_address, st.context.headers)
    return here and staff_link.THIS_SERVERS.opened_for(st.context.cookies.get(staff_link.cookie_name()))


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
    fault = guess(typed, key, callers.client_of(st.context.ip_address))
    if fault is not None:
        st.error(fault.text(lang))
        return False
    st.session_state[setting] = _digest(key)
    place.empty()
    return True


class WrongGuesses:
    """The wrong guesses of each client, of late; each makes the answer to the next wrong one come later."""

    WINDOW = 900.0
    FIRST, LONGEST = 1.0, 16.0
    """Seconds; the wait doubles with every wrong guess within the window."""
    CLIENTS = 10_000

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def one_more(self, client: str) -> tuple[int, float]:
        """How many it has been now, and the seconds after which the client may be told."""
        with self._lock:
            count, last = self._of.pop(client, (0, 0.0))
            now = time.monotonic()
            count = count + 1 if now - last < self.WINDOW else 1
            self._of[client] = count, now
            while len(self._of) > self.CLIENTS:
                self._of.popitem(last=False)
        return count, min(self.LONGEST, self.FIRST * 2 ** min(count - 1, 10))


_wrong = WrongGuesses()


def guess(typed: str, key: str, client: str) -> Label | None:
    """Why a passphrase does not open, None when it does.

    The right one opens at once, whoever else is guessing. The comparison takes as long whatever was typed; a wrong
    guess is logged, and its answer waits the longer the more there were from the same client.
    """
    if hmac.compare_digest(_digest(typed.strip()), _digest(key)):
        return None
    count, seconds = _wrong.one_more(client)
    _LOG.warning("wrong passphrase from %s, number %d of late", client, count)
    time.sleep(seconds)
    return _WRONG


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
