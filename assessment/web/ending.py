"""How the server ends: every request to stop closes the database, whatever the visitors' connections do."""

from __future__ import annotations

import signal
import threading

import uvicorn

PATIENCE = 5
"""Seconds that a download or an upload in progress may hold up the end."""
_AS_TERMINATE = ("SIGHUP", "SIGQUIT")


def prepare() -> None:
    """Let a closed terminal and a quit end the server as SIGTERM does, and nobody hold it up for ever.

    The web server runs the end of the lifespan for SIGTERM and SIGINT alone, and waits without limit for a client that
    has stopped reading. A signal that is ignored (``nohup``) stays ignored.
    """
    handler = signal.getsignal(signal.SIGTERM)
    server = getattr(handler, "__self__", None)
    if threading.current_thread() is not threading.main_thread() or not isinstance(server, uvicorn.Server):
        return
    server.config.timeout_graceful_shutdown = PATIENCE
    for name in _AS_TERMINATE:
        number = getattr(signal, name, None)  # not on Windows
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, lambda *_: signal.raise_signal(signal.SIGTERM))
