"""Lists of visits as they were drawn, so that what the visits find is reckoned from the very draw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from assessment.store import schema
from assessment.store.desk import Desk

_DRAWS = schema.visit_draws
_TOLD = [column for column in _DRAWS.c if column is not _DRAWS.c.data]


@dataclass(frozen=True)
class VisitDraw:
    """A list that was drawn: from which firms (of a ``round_id`` and ``area``, or of a file), for what, by whom."""

    id: UUID
    firms_of: str
    round_id: UUID | None
    area: str
    framework: str
    level: int
    firms: int
    visits: int
    seed: int
    refused: float
    by: str
    at: datetime

    @property
    def number(self) -> str:
        """What people call it."""
        return self.id.hex[:8]


class DrawShelf(Desk):
    """Lists of visits; what is in their ``data`` is not looked at here."""

    def keep_draw(
        self,
        firms_of: str,
        round_id: UUID | None,
        area: str,
        framework: str,
        level: int,
        firms: int,
        visits: int,
        seed: int,
        refused: float,
        by: str,
        data: bytes,
    ) -> VisitDraw:
        """Keep a list as it was drawn; nothing of it changes from then on."""
        kept = VisitDraw(
            id=uuid4(),
            firms_of=schema.keepable(firms_of),
            round_id=round_id,
            area=area,
            framework=framework,
            level=level,
            firms=firms,
            visits=visits,
            seed=seed,
            refused=refused,
            by=schema.keepable(by),
            at=self._clock(),
        )
        with self._writing() as connection:
            connection.execute(insert(_DRAWS).values(**vars(kept), data=data))
            told = {"draw": kept.number, "firms": firms, "visits": visits, "level": level, "seed": seed}
            self.trail.note(connection, "visits_drawn", "area", area, details=told)
        return kept

    def draws(self) -> list[VisitDraw]:
        """All lists, the latest first."""
        with self._reading() as connection:
            rows = connection.execute(select(*_TOLD).order_by(_DRAWS.c.at.desc(), _DRAWS.c.id))
            return [VisitDraw(**row._mapping) for row in rows]

    def draw_data(self, draw: UUID) -> bytes | None:
        """What was kept with a list; None where there is no such list."""
        with self._reading() as connection:
            found = connection.scalar(select(_DRAWS.c.data).where(_DRAWS.c.id == draw))
            return None if found is None else bytes(found)
