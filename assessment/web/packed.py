"""Files that never change go out compressed, each compressed once a process and kept.

Streamlit sends its own files as they lie on the disk, since compressing one anew for every visitor costs more than it
brings; what is kept costs nothing a second time. Only files that are there are ever looked for, by their own names.
"""

from __future__ import annotations

import gzip
from functools import cache, lru_cache
from pathlib import Path

import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from assessment.web import callers, frame

LEAST = 1_000
"""Octets below which packing brings nothing."""
_KINDS = frozenset({".js", ".css", ".svg", ".json"})
"""Pictures and fonts are packed by themselves."""


class Packed:
    """ASGI middleware: the body of a static file is put in its packed form where the browser takes that."""

    def __init__(self, app: ASGIApp):
        self.app, self._base = app, callers.base()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a file that can be packed; hand on every other one."""
        file = _file(callers.below(scope["path"], self._base)) if scope["type"] == "http" else None
        if file is None or not _wants_packed(scope):
            await self.app(scope, receive, send)
            return

        async def packed(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                body = await anyio.to_thread.run_sync(_pack, file)
                told = MutableHeaders(scope=message)
                told["content-encoding"], told["content-length"] = "gzip", str(len(body))
                told["etag"] = f"W/{told.get('etag', '').removeprefix('W/')}"
                told.add_vary_header("Accept-Encoding")
                await send(message)
                await send({"type": "http.response.body", "body": body})
            elif message["type"] == "http.response.start":
                sent.append(message)
                await send(message)
            elif sent:
                await send(message)

        sent: list[Message] = []
        # Headers as they always are; the plain body is not even read.
        await self.app({**scope, "method": "HEAD"}, receive, packed)


def _wants_packed(scope: Scope) -> bool:
    """Does a request ask for the whole file, and take it in its packed form?"""
    headers = Headers(scope=scope)
    if scope["method"] != "GET" or "range" in headers:
        return False
    offered = [one.strip().split(";") for one in headers.get("accept-encoding", "").lower().split(",")]
    return any(name[0] == "gzip" and "q=0" not in [one.strip() for one in name[1:]] for name in offered)


def _file(path: str | None) -> Path | None:
    """The file of an address, when it is one of those that are worth packing."""
    return None if path is None else _files().get(path)


@lru_cache(maxsize=1)
def _files() -> dict[str, Path]:
    """All of Streamlit's files and ours that are worth packing, by address."""
    streamlit = Path(file_util.get_static_dir())
    found = {
        f"/static/{one.relative_to(streamlit / 'static').as_posix()}": one for one in streamlit.rglob("static/**/*")
    }
    found |= {f"/assets/{one.name}": one for one in frame.ASSETS.iterdir()}
    return {
        address: file
        for address, file in found.items()
        if file.suffix in _KINDS and file.is_file() and file.stat().st_size >= LEAST
    }


@cache
def _pack(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), mtime=0)
