"""How many assessments were begun within an hour, by one client and in all: counted in the database for all processes.

What two processes write in the very same moment may both still pass on PostgreSQL; the next one is refused.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select

from assessment.language import label
from assessment.store import schema
from assessment.store.refusals import StoreRefused

HOUR = timedelta(hours=1)
MARK = "+"
"""What the digest of a client begins with here, in the table that also holds wrong codes (see ``slowing``)."""
_COUNTED = schema.resume_attempts


class TooMany(StoreRefused):
    """Too many were begun within an hour; says when there is room again."""


@dataclass(frozen=True)
class Allowance:
    """So many within an hour for ``each`` client, and so many ``in_all``."""

    each: int
    in_all: int

    def take(self, connection: Connection, client: str, now: datetime) -> None:
        """Count one of a client (a digest); raises ``TooMany`` when it, or all together, have had theirs."""
        own, marked = f"{MARK}{client}"[:32], _COUNTED.c.client.startswith(MARK)
        # Those that lie ahead were counted while the clock was wrong.
        over = or_(_COUNTED.c.at <= now - HOUR, _COUNTED.c.at > now + HOUR)
        connection.execute(delete(_COUNTED).where(marked, over))
        full = _nth_last(connection, _COUNTED.c.client == own, self.each)
        full = full or _nth_last(connection, marked, self.in_all)
        if full is not None:
            raise _too_many(full + HOUR - now)
        connection.execute(insert(_COUNTED).values(client=own, at=now))


def _nth_last(connection: Connection, which: ColumnElement[bool], n: int) -> datetime | None:
    """When the last but so many of them was begun; None where there were not so many."""
    times = select(_COUNTED.c.at).where(which).order_by(_COUNTED.c.at.desc())
    return connection.scalar(times.offset(n - 1).limit(1))


def _too_many(left: timedelta) -> TooMany:
    minutes = max(1, math.ceil(left.total_seconds() / 60))
    return TooMany(
        label("这一小时里新开始的自测太多了", "Too many assessments were begun within an hour"),
        label(
            f"请过 {minutes} 分钟再开始；已经开始的，用续答码接着填，不受影响。",
            f"Begin in {minutes} minutes; one that was begun before can be gone on with by its code at any time.",
        ),
    )
