"""The link that opens the staff's rooms where no passphrase is set: once, for one browser, on this machine only.

``assessment serve`` makes its secret and prints it, as notebooks do. Whoever follows it first gets a cookie that the
rooms know until the server stops.
"""

from __future__ import annotations

import hmac
import secrets
import threading

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import config

from assessment import settings
from assessment.language import label
from assessment.web import callers, frame, links

_USED = label(
    "这个链接只能用一次，已经用过，或不是在运行本系统的这台电脑上打开的。要新的链接，请重新运行 assessment serve。",
    "This link works once, on the computer that runs this system; it was used, or was opened elsewhere. For a new one, "
    "start assessment serve again.",
)


class OneTimeLink:
    """A secret that is given for a cookie once; safe to share between threads."""

    def __init__(self, token: str):
        self._lock = threading.Lock()
        self._token, self._cookie = token, ""

    def redeem(self, token: str) -> str | None:
        """The cookie for the right token, the first time it is shown."""
        with self._lock:
            if not self._token or not _same(token, self._token):
                return None
            self._token, self._cookie = "", secrets.token_urlsafe(32)
            return self._cookie

    def opened_for(self, cookie: str | None) -> bool:
        """Is this the cookie that was given?"""
        return bool(self._cookie and cookie) and _same(cookie or "", self._cookie)


def cookie_name() -> str:
    """A name of its own for each port, since a browser keeps one set of cookies for all servers of a machine."""
    return f"ganqi_staff_{config.get_option('server.port')}"


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


THIS_SERVERS = OneTimeLink(settings.staff_token())


def _open(request: Request) -> Response:
    here = callers.is_here(request.client.host if request.client else None, request.headers)
    cookie = THIS_SERVERS.redeem(request.path_params["token"]) if here else None
    if cookie is None:
        return HTMLResponse(frame.notice(_USED, "zh", "../"), 403)
    response = RedirectResponse(f"../{links.ADDRESSES[links.CENTRE]}", 303, {"Cache-Control": "no-store"})
    response.set_cookie(cookie_name(), cookie, path=callers.base() or "/", httponly=True, samesite="strict")
    return response


ROUTES: list[BaseRoute] = [Route("/staff/{token}", _open)]
