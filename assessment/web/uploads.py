"""Files handed in: taken from those who passed a door alone, so much for one visitor and so much in all.

Streamlit takes a file from any open page and holds it in memory until the page is closed. This stands before it and
decides before anything of the file is read.
"""

from __future__ import annotations

import threading
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment import settings
from assessment.web import callers

ADDRESS = "/_stcore/upload_file/"
SHARE = 3
"""A visitor may hold one part in so many of what is held in all."""

_MANY = 1000
_lock = threading.Lock()
_may: set[str] = set()
_coming: dict[str, int] = {}
"""Bytes that are under way, by session."""


def allow() -> None:
    """From now on this session may hand in files: its visitor has passed a door."""
    context = get_script_run_ctx()
    if context is None:
        return
    with _lock:
        _may.add(context.session_id)
        if len(_may) > _MANY:
            server = runtime.get_instance()
            _may.intersection_update([one for one in _may if server.is_active_session(one)])


def forbid() -> None:
    """From now on this session hands in no files any more: its visitor signed out, or lost the right."""
    context = get_script_run_ctx()
    if context is not None:
        with _lock:
            _may.discard(context.session_id)


class Gate:
    """ASGI middleware before Streamlit's own address for files."""

    def __init__(self, app: ASGIApp):
        self.app, self._base = app, callers.base()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a file through, or refuse it unread."""
        path = callers.below(scope["path"], self._base) if scope["type"] == "http" else None
        if path is None or not path.startswith(ADDRESS) or scope["method"] != "PUT":
            await self.app(scope, receive, send)
            return
        session = path.removeprefix(ADDRESS).partition("/")[0]
        length = Headers(scope=scope).get("content-length", "")
        size = int(length) if length.isascii() and length.isdecimal() and len(length) < 16 else None
        refused = _taken(session, size)
        if refused is not None:
            await PlainTextResponse(refused.phrase, refused.value)(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send)
        finally:
            with _lock:
                left = _coming.pop(session, 0) - (size or 0)
                if left > 0:
                    _coming[session] = left


def _taken(session: str, size: int | None) -> HTTPStatus | None:
    """Make room for a file of ``size`` bytes; why there is none, otherwise."""
    most = settings.uploads_mb() << 20
    with _lock:
        if session not in _may:
            return HTTPStatus.FORBIDDEN
        if size is None:
            return HTTPStatus.LENGTH_REQUIRED
        held = _held()
        for name, coming in _coming.items():
            held[name] = held.get(name, 0) + coming
        if held.get(session, 0) + size > most // SHARE:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if sum(held.values()) + size > most:
            return HTTPStatus.INSUFFICIENT_STORAGE
        _coming[session] = _coming.get(session, 0) + size
        return None


def _held() -> dict[str, int]:
    """Bytes that Streamlit holds, by session."""
    manager = runtime.get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return {
        session: sum(len(file.data) for file in list(files.values()))
        for session, files in list(manager.file_storage.items())
    }
