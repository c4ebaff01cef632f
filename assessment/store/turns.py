"""Threads of one process write to SQLite in the order in which they asked.

SQLite lets in whoever happens to look first once its lock is free; who has much to write and asks again at once would
be let in again and again. Between processes that is so still, and ``Pace`` leaves them time.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from assessment.store.refusals import DatabaseUnavailable


class Turns:
    """A lock that is given to whoever has waited longest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def turn(self, seconds: float) -> Iterator[None]:
        """Have one's turn; raises ``DatabaseUnavailable`` when it does not come within so many seconds."""
        mine = threading.Event()
        with self._lock:
            if self._taken:
                self._waiting.append(mine)
            else:
                self._taken = True
                mine.set()
        if not mine.wait(seconds):
            with self._lock:
                if not mine.is_set():  # it may have come in this very moment
                    self._waiting.remove(mine)
                    raise DatabaseUnavailable()
        try:
            yield
        finally:
            with self._lock:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._taken = False
