"""Few pages are worked out at once; the others wait their turn, in the order in which they came, and are told.

All pages of a process share one interpreter with the thread that hears the browsers. Twenty results worked out at once
leave that thread a twentieth of the time, and nobody's answer gets through. So two light pages go at once, one of which
may wait for the disk, results one at a time beside them, and pages of the staff one at a time beside those: whoever
looks through a whole county holds up nobody who answers.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from assessment.web import links

TOLD_AFTER = 1.0
"""Seconds after which somebody who waits is told, and told again."""


class Turnstile:
    """So many at once; who comes first goes first. Safe to share between threads."""

    def __init__(self, places: int):
        self._free = places
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, tell: Callable[[int], None]) -> Iterator[None]:
        """Have one's turn; ``tell`` is called with the number of those before, again and again until it comes.

        What ``tell`` raises (the person has left, or wants something else) gives the place in the queue up.
        """
        mine = threading.Event()
        with self._lock:
            if self._free:
                self._free -= 1
                mine.set()
            else:
                self._waiting.append(mine)
        try:
            while not mine.wait(TOLD_AFTER):
                tell(self._before(mine))
            yield
        finally:
            self._leave(mine)

    def _before(self, mine: threading.Event) -> int:
        with self._lock:
            return self._waiting.index(mine) if mine in self._waiting else 0

    def _leave(self, mine: threading.Event) -> None:
        """The place goes to whoever has waited longest; who leaves the queue leaves no hole in it."""
        with self._lock:
            if not mine.is_set():
                self._waiting.remove(mine)
            elif self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1


_LIGHT, _RESULTS, _STAFF = Turnstile(2), Turnstile(1), Turnstile(1)
_TURNSTILES = {
    links.RESULT: _RESULTS,
    links.DOING: _RESULTS,
    links.CONSULTANT: _STAFF,
    links.CENTRE: _STAFF,
    links.PUBLISHED: _STAFF,
}


def turnstile_of(page: str) -> Turnstile:
    """The turnstile that the runs of a page go through."""
    return _TURNSTILES.get(page, _LIGHT)
