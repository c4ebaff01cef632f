"""What stands between browser and Streamlit: foreign calls refused, addresses closed, headers, documents of our own."""

from __future__ import annotations

import asyncio
import logging
import re
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assessment.language import Label, Lang, label
from assessment.web import callers, frame, links

CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
"""Addresses of Streamlit that tell a stranger about the server or offer a way around the pages."""

_LOG = logging.getLogger(__name__)
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:]+\](:\d+)?")
_NOTHING_HERE = label(
    "这个网址没有内容。可能少了或多了几个字，请回到首页，或重新打开当时保存的链接。",
    "There is nothing at this address. Some of it may be missing: go to the first page, or open the link you kept.",
)


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
    """ASGI middleware around all that is served; it sees requests and connections before anything else does."""

    def __init__(self, app: ASGIApp):
        self.app, self._base = app, callers.base()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or let a connection through."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refused = callers.refusal(scope)
        if refused is not None:
            named = [value[:100] for name, value in scope["headers"] if name in (b"host", b"origin")]
            _LOG.warning("refused %s %r: %r", scope["type"], scope["path"][:100], named)
        if scope["type"] == "websocket":
            if refused is None:
                await self.app(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": 1008})
            return
        path = callers.below(scope["path"], self._base)
        answer = _Answer(send, scope, path)
        if refused is not None:
            await answer.instead(refused, 403)
        elif path is None or path.startswith(CLOSED):
            await answer.instead(_NOTHING_HERE, 404)
        else:
            try:
                await self.app(_plain(scope, path), receive, answer.send)
            except (asyncio.CancelledError, ClientDisconnect) as cut:
                # The visitor has left in the middle, or the server ends and waits no longer: no fault of the program.
                _LOG.warning("broken off %s %r: %s", scope["method"], scope["path"][:100], cut or "the visitor left")


class _Answer:
    """One response on its way out; a document is held back until it is complete."""

    def __init__(self, send: Send, scope: Scope, path: str | None):
        self._send, self._scope = send, scope
        self._headers = Headers(scope=scope)
        self._lang: Lang = "en" if parse_qs(scope["query_string"].decode("latin-1")).get("lang") == ["en"] else "zh"
        self._is_page = path is not None and path.strip("/") in links.ADDRESSES.values()
        self._is_ours = links.OWN_DOCUMENTS.fullmatch(path or "") is not None
        # How far up the first page lies, as the browser sees it; a proxy may have taken a part of the path away.
        self._up = "../" * ((path or "/").count("/") - 1) or "./"
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            document = self._dressed(message).get("content-type", "").startswith("text/html")
            status = message["status"]
            if not self._is_ours and ((status == 200 and document) or (status == 404 and self._reads_html)):
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self._start)
            return
        await self._send(message)

    async def instead(self, words: Label, status: int) -> None:
        """Our own page, or our own words for a program, in place of an answer."""
        response: Response
        if self._reads_html:
            response = HTMLResponse(frame.notice(words, self._lang, self._up), status)
        else:
            response = PlainTextResponse(f"{words.zh}\n{words.en}\n", status)
        await response(self._scope, _nothing, self._dress_and_send)

    async def _finish(self, start: Message) -> None:
        """Streamlit gives its document to whatever is asked for; only pages get it, in the reader's language."""
        found = start["status"] == 200
        if (found and not self._is_page) or (not found and self._body == b"Not Found"):
            await self.instead(_NOTHING_HERE, 404)
            return
        if found and self._body:
            self._body = frame.in_language(self._body.decode("utf-8"), self._lang).encode()
        headers = MutableHeaders(scope=start)
        headers["content-length"] = str(len(self._body))
        headers["cache-control"] = "no-cache"
        for name in ("etag", "last-modified"):
            del headers[name]
        await self._send(start)
        await self._send({"type": "http.response.body", "body": self._body})

    @property
    def _reads_html(self) -> bool:
        return "text/html" in self._headers.get("accept", "")

    async def _dress_and_send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._dressed(message)
        await self._send(message)

    def _dressed(self, start: Message) -> MutableHeaders:
        """The headers of an answer, with those that every answer carries."""
        headers = MutableHeaders(scope=start)
        for name, value in _HEADERS.items():
            headers[name] = value
        headers.setdefault("Content-Security-Policy", content_policy(self._headers.get("host", "")))
        if self._scope["scheme"] == "https":
            for i, (key, cookie) in enumerate(headers.raw):
                if key == b"set-cookie" and b"secure" not in cookie.lower():
                    headers.raw[i] = (key, cookie + b"; Secure")
        return headers


async def _nothing() -> Message:
    return {"type": "http.request"}


def _plain(scope: Scope, path: str) -> Scope:
    """The request for a page without compression, ranges and conditions, so that its document can be rewritten."""
    if path.startswith(("/static/", "/_stcore/", "/media/", "/assets/", f"/{links.API}/")):
        return scope
    dropped = (b"accept-encoding", b"range", b"if-none-match", b"if-modified-since", b"if-range")
    return {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in dropped]}
