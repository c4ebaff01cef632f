"""Who is acting: set once where a request or a command begins, and found in every line that is written until its end.

An actor is written as ``account:<id>``, ``owner`` (whoever holds a firm's code), ``command:<login>``, ``signed:<name>``
(staff who signed by name before there were accounts) or ``system``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

OWNER, SYSTEM, ACCOUNT = "owner", "system", "account:"


@dataclass(frozen=True)
class Acting:
    """Who acts, and in which role."""

    actor: str
    role: str = ""


_NOW: ContextVar[Acting | None] = ContextVar("acting", default=None)
_elsewhere: Callable[[], Acting | None] = lambda: None  # noqa: E731


@contextmanager
def acting(actor: str, role: str = "") -> Iterator[None]:
    """Sign every line written in this context with an actor and a role."""
    token = _NOW.set(Acting(actor, role))
    try:
        yield
    finally:
        _NOW.reset(token)


def ask_elsewhere(asked: Callable[[], Acting | None]) -> None:
    """Have somebody else say who acts where no ``acting`` stands around: what is pressed on a page is done outside."""
    global _elsewhere
    _elsewhere = asked


def now_acting(by: str | None = None) -> Acting:
    """Who acts in this context; where nobody was set, who signed (``by``), else the system itself."""
    if (set_ := _NOW.get() or _elsewhere()) is not None:
        return set_
    if by is None:
        return Acting(SYSTEM)
    return _signer(by)


def signed_as(by: str) -> AbstractContextManager[None]:
    """Sign every line written in this context as somebody signed what is worked on here, so a job its beginner."""
    who = _signer(by)
    return acting(who.actor, who.role)


def _signer(by: str) -> Acting:
    if by in (OWNER, "self"):
        return Acting(OWNER, OWNER)
    return Acting(by) if by.startswith(ACCOUNT) else Acting(f"signed:{by}" if by else SYSTEM)
