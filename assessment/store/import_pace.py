"""Many rows written a few at a time, so that whoever else has something to save waits a moment and no more."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

GOAL = 0.1
"""Seconds that a transaction should take."""
FEWEST, FIRST, MOST = 32, 48, 1_000
"""Rows of any transaction at least, of the first, and at most."""
BREATH, LONGEST_BREATH = 0.05, 0.15
"""Seconds that are left to others. Who waits for SQLite looks again after a few milliseconds, then every hundred."""


class Pace:
    """How many rows the next transaction may take, from how long the last ones took."""

    def __init__(self, dialect: str, rows: int = FIRST):
        # Only SQLite knows one writer at a time; elsewhere others need not be let in.
        self._shared = dialect == "sqlite"
        self.rows = rows
        self._owed = 0.0

    @contextmanager
    def slice(self) -> Iterator[int]:
        """The rows of one transaction, which is to be all that happens inside; lets others in before it begins."""
        if self._shared and self._owed:
            time.sleep(self._owed)
        begun = time.perf_counter()
        yield self.rows
        took = time.perf_counter() - begun
        self._owed = min(max(BREATH, took), LONGEST_BREATH)
        fitting = int(self.rows * GOAL / max(took, 1e-4))
        # By half or double at most: it may have been a wait for others that took so long.
        self.rows = min(max(fitting, self.rows // 2, FEWEST), self.rows * 2, MOST)
