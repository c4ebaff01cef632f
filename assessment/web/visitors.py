"""Who is at the browser: the account of its cookie, or the firm of the code in the address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response

from assessment.permissions import Actor, Matter, Right, Scope, reach
from assessment.store import matters
from assessment.store.account_records import Browser, SignedIn
from assessment.store.firm_records import Firm
from assessment.web import callers, resources

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
    found = st.context.cookies.get(cookie_name())
    return found if isinstance(found, str) else None  # a trial run of a page has no browser


def actor() -> Actor | None:
    """The account that acts on this page, if one is signed in."""
    found = signed_in()
    return None if found is None else found.account.actor


def signature() -> str:
    """How what is handed in and begun on this page is signed."""
    found = signed_in()
    return "" if found is None else found.account.signature


def is_theirs(owner: str, here: SignedIn | None) -> bool:
    """May somebody work on what was signed so: their own, or anybody's for an administrator?"""
    if here is None:
        return not owner
    return owner == here.account.signature or reach(here.account.actor, Right.IMPORT).scope is Scope.ALL


def matter_of(assessment_id: UUID) -> Matter:
    """What an assessment is to the table of rights: its firm's; without a known area it is the whole province's."""
    return matters.matter_of(resources.store(), resources.counties(), assessment_id)


def matter_of_firm(firm: Firm) -> Matter:
    """What a firm is to the table of rights."""
    return matters.matter_of_firm(resources.counties(), firm)


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
    """Put the cookie of a session into a response; no script of a page can read it, no other site can have it sent."""
    response.set_cookie(cookie_name(), cookie, path=callers.base() or "/", httponly=True, samesite="lax")
    response.headers["Cache-Control"] = "no-store"
    return response


def _named(headers: Mapping[str, str]) -> str:
    """A browser and its system in words that a person knows."""
    told = headers.get("user-agent", "")
    kind = next((name for sign, name in _BROWSERS if sign in told), re.sub(r"[^\w ./-].*", "", told)[:20])
    system = next((name for sign, name in _SYSTEMS if sign in told), "")
    return " · ".join(part for part in (kind, system) if part)
