"""The list of firms: searched, filtered, sorted and paged by the database."""

from __future__ import annotations

from sqlalchemy import func, select

from assessment.store import schema
from assessment.store.desk import Desk

_FIRMS = schema.firms


class FirmList(Desk):
    """Looks through the firms of a database."""

    def count_firms(self) -> int:
        """How many firms are known; one that was merged into another is not counted beside it."""
        with self._reading() as connection:
            return connection.scalar(select(func.count()).where(_FIRMS.c.merged_into.is_(None))) or 0
