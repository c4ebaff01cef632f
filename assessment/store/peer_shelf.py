"""What a centre's workbooks say of being counted among peers: confirmed by a person, and taken back by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, func, insert, null, select, update

from assessment.language import label
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.records import PeerBatch
from assessment.store.refusals import TextRefused

_BATCHES = schema.peer_batches
PeerMark = tuple[int, datetime | None, int, datetime | None, datetime | None]
"""What changes when somebody joins, withdraws or is deleted."""


class PeerShelf(Desk):
    """Confirmed batches. One that was withdrawn keeps who, when and how many, and loses every answer."""

    def confirm_batch(self, said: Sequence[Mapping[str, Any]], file: str, by: str) -> PeerBatch:
        """Keep what the firms of a workbook said; raises ``TextRefused`` when nobody signs for it."""
        by = schema.keepable(by.strip())
        if not by:
            raise _unsigned()
        agreed = sum(one["answers"] is not None for one in said)
        batch_id = uuid4()
        values = {
            "id": batch_id,
            "confirmed_at": self._clock(),
            "confirmed_by": by,
            "file": schema.keepable(file),
            "agreed": agreed,
            "refused": len(said) - agreed,
            "said": [dict(one) for one in said],
            "secret_mark": self.secret.mark,
        }
        with self._writing() as connection:
            connection.execute(insert(_BATCHES).values(**values))
            counts = {"agreed": agreed, "refused": len(said) - agreed}
            self.trail.note(connection, "peers_confirmed", "peer_batch", batch_id, details=counts, by=by)
            return _batch(connection.execute(select(_BATCHES).where(_BATCHES.c.id == values["id"])).one())

    def withdraw_batch(self, batch_id: UUID, by: str) -> None:
        """Take a batch back: its answers are deleted; nothing happens when that was done before."""
        by = schema.keepable(by.strip())
        if not by:
            raise _unsigned()
        with self._forgetting() as connection:
            row = update(_BATCHES).where(_BATCHES.c.id == batch_id, _BATCHES.c.withdrawn_at.is_(None))
            if connection.execute(row.values(said=null(), withdrawn_at=self._clock(), withdrawn_by=by)).rowcount:
                self.trail.note(connection, "peers_withdrawn", "peer_batch", batch_id, by=by)

    def peer_mark(self) -> PeerMark:
        """A mark that is another one after every firm that joins, withdraws or is deleted."""
        firms = schema.assessments.c
        online = select(func.count(), func.max(firms.finished_at)).where(firms.consent, firms.finished_at.is_not(None))
        signed = select(func.count(), func.max(_BATCHES.c.confirmed_at), func.max(_BATCHES.c.withdrawn_at))
        with self._reading() as connection:
            return (*connection.execute(online).one(), *connection.execute(signed).one())

    def peer_batches(self) -> list[PeerBatch]:
        """All batches, oldest first, the withdrawn ones included."""
        rows = select(_BATCHES).order_by(_BATCHES.c.confirmed_at, _BATCHES.c.id)
        with self._reading() as connection:
            return [_batch(row) for row in connection.execute(rows)]


def _unsigned() -> TextRefused:
    return TextRefused(
        label("要有人签名才能确认或撤回", "Somebody must sign for it"),
        label("请写上经办人的姓名。", "Please give your name."),
    )


def _batch(row: Row[Any]) -> PeerBatch:
    return PeerBatch(
        row.id,
        row.confirmed_at,
        row.confirmed_by,
        row.file,
        row.agreed,
        row.refused,
        row.said,
        row.withdrawn_at,
        row.withdrawn_by,
        row.secret_mark,
    )
