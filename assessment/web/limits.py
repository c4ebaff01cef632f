"""So much an hour for one client, and for all together; counted in memory, so each process counts for itself."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable

from assessment import settings
from assessment.language import label
from assessment.store.refusals import StoreRefused

HOUR = 3600.0


class TooMany(StoreRefused):
    """Too much was asked for within an hour; says when there is room again."""


class Allowance:
    """Takes note of what clients do, and refuses what would be too much; safe to share between threads."""

    def __init__(self, each: Callable[[], int], in_all: Callable[[], int], clock: Callable[[], float] = time.monotonic):
        self._each, self._in_all, self._clock = each, in_all, clock
        self._lock = threading.Lock()
        self._taken: deque[tuple[float, str]] = deque()

    def take(self, client: str) -> None:
        """Count one; raises ``TooMany`` when the client, or all together, have had theirs."""
        with self._lock:
            now = self._clock()
            while self._taken and self._taken[0][0] <= now - HOUR:
                self._taken.popleft()
            own = [at for at, who in self._taken if who == client]
            most, each = self._in_all(), self._each()
            full = own[-each] if len(own) >= each else self._taken[-most][0] if len(self._taken) >= most else None
            if full is not None:
                raise _too_many(full + HOUR - now)
            self._taken.append((now, client))


new_assessments = Allowance(settings.new_each_hour, settings.new_in_all)


def _too_many(seconds: float) -> TooMany:
    minutes = max(1, math.ceil(seconds / 60))
    return TooMany(
        label("这一小时里新开始的自测太多了", "Too many assessments were begun within an hour"),
        label(
            f"请过 {minutes} 分钟再开始；已经开始的，用续答码接着填，不受影响。",
            f"Begin in {minutes} minutes; one that was begun before can be gone on with by its code at any time.",
        ),
    )
