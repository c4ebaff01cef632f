"""Which process is at work on something, and whether it is gone."""

from __future__ import annotations

import os
import platform
import secrets
from datetime import datetime, timedelta
from functools import lru_cache

LEASE = timedelta(minutes=2)
"""A process that has not said for so long that it lives is taken for dead; it may have waited for the database."""


def new_worker() -> str:
    """A name that nobody else ever has: machine, number of the process, and a mark by lot."""
    return f"{_machine()}:{os.getpid()}:{secrets.token_hex(6)}"


def this_process() -> str:
    """The name of this process, the same as long as it lives."""
    return _of_process(os.getpid())


def is_gone(worker: str, own: str) -> bool:
    """Is it a process of this machine, and gone? One of another machine is not known to be."""
    node, _, number = worker.rpartition(":")[0].rpartition(":")
    if node != _machine():
        return False
    if int(number) == os.getpid():
        return worker != own
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:  # it is there, and somebody else's
        return False
    return False


def is_silent(beat_at: datetime, now: datetime) -> bool:
    """Has nothing been heard for too long? Both ways: a clock put back must not make a dead process live for ever."""
    return abs(now - beat_at) > LEASE


@lru_cache(maxsize=1)
def _of_process(_number: int) -> str:
    return new_worker()


def _machine() -> str:
    return platform.node()[:40]
