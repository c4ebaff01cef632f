"""How the pages are served: what stands between browser and Streamlit, and what is done before the first visit."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.language import Lang
from assessment.web import frame, late_answers
from assessment.web.centre import downloads

CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
"""Addresses of Streamlit that tell a stranger about the server or offer a way around the pages."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:]+\](:\d+)?")


def content_policy(host: str) -> str:
    """What a page may load: only from this server. Streamlit writes its styles inline, so those must be allowed.

    ``host`` is named because some browsers do not count a web socket as 'self'.
    """
    socket = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{socket}",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


class Frontage:
    """ASGI middleware: closed addresses, security headers, and the document in the reader's language."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _Answer(send, Headers(scope=scope).get("host", ""), _language(scope))
        if scope["path"].startswith(CLOSED):
            await PlainTextResponse("Not found", status_code=404)(scope, receive, answer.send)
            return
        await self.app(_plain(scope), receive, answer.send)


class _Answer:
    """One response on its way out; a document is held back until it is complete."""

    def __init__(self, send: Send, host: str, lang: Lang):
        self._send, self._host, self._lang = send, host, lang
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers["Content-Security-Policy"] = content_policy(self._host)
            if headers.get("content-type", "").startswith("text/html"):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            await self._send_document()
            return
        await self._send(message)

    async def _send_document(self) -> None:
        assert self._start is not None
        html = self._body.decode("utf-8")
        body = frame.in_language(html, self._lang).encode() if html else b""
        headers = MutableHeaders(scope=self._start)
        headers["content-length"] = str(len(body))
        headers["cache-control"] = "no-cache"
        for name in ("etag", "last-modified"):
            del headers[name]
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})


def _language(scope: Scope) -> Lang:
    return "en" if parse_qs(scope["query_string"].decode("latin-1")).get("lang") == ["en"] else "zh"


def _plain(scope: Scope) -> Scope:
    """The request for a page without compression, ranges and conditions, so that its document can be rewritten."""
    if scope["path"].startswith(("/static/", "/_stcore/", "/media/", "/assets/")):
        return scope
    dropped = (b"accept-encoding", b"range", b"if-none-match", b"if-modified-since", b"if-range")
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in dropped]}


class _Assets(StaticFiles):
    """Our own style sheet, script and icon; their addresses change with their content."""

    def file_response(self, *args: Any, **kwargs: Any) -> Any:
        response = super().file_response(*args, **kwargs)
        response.headers["cache-control"] = "public, immutable, max-age=31536000"
        return response


MIDDLEWARE = [Middleware(Frontage)]
ROUTES: list[BaseRoute] = [
    Mount("/assets", _Assets(directory=frame.ASSETS), name="assets"),
    *downloads.ROUTES,
    *late_answers.ROUTES,
]


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Load content, models and the database before the first visitor comes, so that nobody waits for them."""
    from assessment.web import resources

    resources.warm()
    yield


def is_page_run() -> bool:
    """Is this a visitor's run of the entry script (and not the server importing it)?"""
    return get_script_run_ctx(suppress_warning=True) is not None
