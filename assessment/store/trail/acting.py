"""Who is acting: set once where a request or a command begins, and found in every line that is written until its end.

An actor is written as ``account:<id>``, ``owner`` (whoever holds a firm's code), ``command:<login>``, ``signed:<name>``
(staff who signed by name before there were accounts) or ``system``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

OWNER, SYSTEM = "owner", "system"


@dataclass(frozen=True)
class Acting:
    """Who acts, and in which role."""

    actor: str
    role: str = ""


_NOW: ContextVar[Acting | None] = ContextVar("acting", default=None)


@contextmanager
def acting(actor: str, role: str = "") -> Iterator[None]:
    """Sign every line written in this context with an actor and a role."""
    token = _NOW.set(Acting(actor, role))
    try:
        yield
    finally:
        _NOW.reset(token)


def now_acting(by: str | None = None) -> Acting:
    """Who acts in this context; where nobody was set, who signed (``by``), else the system itself."""
    if (set_ := _NOW.get()) is not None:
        return set_
    if by is None:
        return Acting(SYSTEM)
    return Acting(OWNER, OWNER) if by in (OWNER, "self") else Acting(f"signed:{by}")
