"""Passwords: what is asked of one, and how it is kept (argon2, salted, never as it was typed)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from pwdlib import PasswordHash

from assessment.language import label
from assessment.store.refusals import PasswordRefused

LEAST, MOST = 10, 200
"""Characters. Length is what counts: no rule asks for signs of certain kinds."""
WAYS = PasswordHash.recommended()
"""How a password is kept: argon2id with 64 MB, three passes and four lanes."""
_KNOWN = (
    "1234567890",
    "0987654321",
    "qwertyuiop",
    "asdfghjkl",
    "password",
    "passw0rd",
    "woaini",
    "admin",
    "ganqi",
    "mima",
)
"""What everybody tries first; together with few other signs it is no password."""


def prepared(typed: str) -> str:
    """The password as it is kept: composed, so that two ways of typing a sign are one."""
    return unicodedata.normalize("NFKC", typed)


def check(typed: str, login: str) -> None:
    """Raise ``PasswordRefused`` for a password that would be guessed soon."""
    password = prepared(typed)
    if not LEAST <= len(password) <= MOST:
        raise PasswordRefused(
            label(f"密码要有 {LEAST} 到 {MOST} 个字符", f"A password has {LEAST} to {MOST} characters"),
            label(
                "可以用四个不相干的词连起来，容易记也难猜。",
                "Four unrelated words in a row are easy to remember and hard to guess.",
            ),
        )
    plain = password.casefold()
    rest = plain.replace(login.casefold(), "") if login else plain
    for known in _KNOWN:
        rest = rest.replace(known, "")
    if len(set(plain)) < 5 or len(rest) < LEAST // 2:
        raise PasswordRefused(
            label("这个密码太容易猜到", "This password is guessed too easily"),
            label(
                "不要用账号名、常见密码或重复的字符，请换一个。",
                "Use neither the name of the account, nor a common password, nor one sign again and again.",
            ),
        )


def kept(password: str) -> str:
    """What is stored to know a password again."""
    return WAYS.hash(prepared(password))


def matches(typed: str, stored: str | None) -> bool:
    """Is this the password? It takes as long where there is none, so that nobody learns which accounts exist."""
    if len(typed) > MOST:
        return False
    found = WAYS.verify(prepared(typed), stored or _nobodys())
    return found and stored is not None


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return WAYS.hash("nobody's password")
