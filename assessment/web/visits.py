"""Who is at the browser: the account of its cookie, or the firm of the code in the address."""

from __future__ import annotations

import re
from collections.abc import Mapping

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from assessment.permissions import Actor, Role
from assessment.store.account_records import Browser, SignedIn
from assessment.web import callers, resources, session

_BROWSERS = (
    ("MicroMessenger", "微信 / WeChat"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def cookie_name() -> str:
    """The same for all processes that share a database, and another for every other one on the same machine."""
    return f"ganqi_{resources.store().secret.mark[:8]}"


def signed_in() -> SignedIn | None:
    """The account at the browser of this page, as it stands in the database now."""
    return resources.store().signed_in(_cookie())


def _cookie() -> str | None:
    return st.context.cookies.get(cookie_name())


def actor() -> Actor | None:
    """Who acts on this page: an account, else the firm whose code stands in the address."""
    found = signed_in()
    if found is not None:
        return found.account.actor
    opened = session.current()
    return None if opened is None else Actor(Role.OWNER, "", held=frozenset({opened}))


def of_request(request: Request) -> SignedIn | None:
    """The account of a request."""
    return resources.store().signed_in(request.cookies.get(cookie_name()))


def browser_of(request: Request) -> Browser:
    """What is noted of the browser that signs in."""
    return Browser(_named(request.headers), client_of(request))


def client_of(request: Request) -> str:
    """Whom a request counts as when wrong passwords are counted."""
    return callers.client_of(request.client.host if request.client else None)


def give(response: Response, cookie: str) -> Response:
    """Put the cookie of a visit into a response; no script of a page can read it, no other site can have it sent."""
    response.set_cookie(cookie_name(), cookie, path=callers.base() or "/", httponly=True, samesite="lax")
    response.headers["Cache-Control"] = "no-store"
    return response


def _named(headers: Mapping[str, str]) -> str:
    """A browser and its system in words that a person knows."""
    told = headers.get("user-agent", "")
    kind = next((name for sign, name in _BROWSERS if sign in told), re.sub(r"[^\w ./-].*", "", told)[:20])
    system = next((name for sign, name in _SYSTEMS if sign in told), "")
    return " · ".join(part for part in (kind, system) if part)
