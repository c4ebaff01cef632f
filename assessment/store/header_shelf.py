"""What the headers of somebody's own workbooks mean, as they once said: the next file with the same is understood."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete, insert, select

from assessment.store import schema
from assessment.store.desk import Desk

_HEADERS = schema.remembered_headers
MOST_HEADERS = 2_000
"""Of one owner; the oldest are forgotten for newer ones."""


class HeaderShelf(Desk):
    """Headers, by whose files they stand in."""

    def remember_headers(self, owner: str, headers: Mapping[str, str | None]) -> None:
        """Keep which fact each header means, None for a column that is left aside; what was said before is replaced."""
        said = {schema.keepable(header): fact for header, fact in headers.items()}
        own, now = _HEADERS.c.owner == owner, self._clock()
        with self._writing() as connection:
            if said:
                connection.execute(delete(_HEADERS).where(own, _HEADERS.c.header.in_(list(said))))
                rows = [{"owner": owner, "header": header, "fact": fact, "at": now} for header, fact in said.items()]
                connection.execute(insert(_HEADERS), rows)
                facts = sorted({fact for fact in said.values() if fact})
                self.trail.note(connection, "headers_named", details={"headers": len(said), "facts": facts}, by=owner)
            newest = select(_HEADERS.c.header).where(own).order_by(_HEADERS.c.at.desc(), _HEADERS.c.header)
            if too_many := list(connection.scalars(newest.offset(MOST_HEADERS))):
                connection.execute(delete(_HEADERS).where(own, _HEADERS.c.header.in_(too_many)))

    def remembered_headers(self, owner: str) -> dict[str, str | None]:
        """The fact that each header means, None for one that is left aside."""
        rows = select(_HEADERS.c.header, _HEADERS.c.fact).where(_HEADERS.c.owner == owner).order_by(_HEADERS.c.header)
        with self._reading() as connection:
            return {row.header: row.fact for row in connection.execute(rows)}

    def forget_headers(self, owner: str) -> None:
        """Forget all that an owner said."""
        with self._forgetting() as connection:
            connection.execute(delete(_HEADERS).where(_HEADERS.c.owner == owner))
