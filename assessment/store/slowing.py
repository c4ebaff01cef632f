"""Wrong codes and passwords, counted by client: each within a while makes the answer to the next wrong one come later.

They are counted in the database, so that processes share them. What is right never waits, whoever else is guessing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, or_, select

from assessment.store import schema
from assessment.store.beginnings import MARK

_ATTEMPTS = schema.resume_attempts


@dataclass(frozen=True)
class Slowing:
    """The first wrong one within ``window`` costs ``first`` seconds, each further one twice as much, to ``longest``."""

    first: float = 1.0
    longest: float = 16.0
    window: timedelta = timedelta(minutes=10)

    def count(self, connection: Connection, client: str, now: datetime) -> tuple[int, float]:
        """One more wrong one of a client (a digest): how many there were of late, and the seconds to wait."""
        # Those that lie ahead were counted while the clock was wrong.
        over = or_(_ATTEMPTS.c.at <= now - self.window, _ATTEMPTS.c.at > now + self.window)
        connection.execute(delete(_ATTEMPTS).where(over, ~_ATTEMPTS.c.client.startswith(MARK)))
        connection.execute(insert(_ATTEMPTS).values(client=client, at=now))
        own = select(func.count()).select_from(_ATTEMPTS).where(_ATTEMPTS.c.client == client)
        count = connection.execute(own).scalar_one()
        return count, min(self.first * 2.0 ** min(count - 1, 30), self.longest)
