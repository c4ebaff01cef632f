"""Lists of visits as they were drawn, so that what the visits find is reckoned from the very draw."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select, update

from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.secret import Secret

_DRAWS = schema.visit_draws
_TOLD = [column for column in _DRAWS.c if column.name not in ("marks", "data")]


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


def mark_of(secret: Secret, identity: str) -> str:
    """What a firm is known by in a list instead of its code or name; empty where it gave neither."""
    return secret.digest(f"visits {identity}") if identity else ""


def take_out(connection: Connection, marks: Collection[str]) -> int:
    """Leave nothing of some marks in any list; in how many they stood."""
    gone, changed = set(marks), 0
    for draw in connection.execute(select(_DRAWS.c.id, _DRAWS.c.marks)).all():
        if not gone.isdisjoint(draw.marks):
            left = ["" if mark in gone else mark for mark in draw.marks]
            connection.execute(update(_DRAWS).where(_DRAWS.c.id == draw.id).values(marks=left))
            changed += 1
    return changed


class DrawShelf(Desk):
    """Lists of visits; what is in their ``data`` is not looked at here."""

    def mark(self, identity: str) -> str:
        """As ``mark_of``, with the secret of this database."""
        return mark_of(self.secret, identity)

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
        identities: Sequence[str],
        data: bytes,
    ) -> VisitDraw:
        """Keep a list as it was drawn; nothing of it changes but that a firm that is erased loses its mark."""
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
            connection.execute(
                insert(_DRAWS).values(**vars(kept), marks=[self.mark(one) for one in identities], data=data)
            )
            told = {"draw": kept.number, "firms": firms, "visits": visits, "level": level, "seed": seed}
            self.trail.note(connection, "visits_drawn", "area", area, details=told)
        return kept

    def draws(self) -> list[VisitDraw]:
        """All lists, the latest first."""
        with self._reading() as connection:
            rows = connection.execute(select(*_TOLD).order_by(_DRAWS.c.at.desc(), _DRAWS.c.id))
            return [VisitDraw(**row._mapping) for row in rows]

    def draw_data(self, draw: UUID) -> tuple[list[str], bytes] | None:
        """The marks of the firms and what was kept with a list; None where there is no such list."""
        with self._reading() as connection:
            found = connection.execute(select(_DRAWS.c.marks, _DRAWS.c.data).where(_DRAWS.c.id == draw)).first()
            return None if found is None else (found.marks, bytes(found.data))
