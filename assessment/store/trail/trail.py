"""Writing lines in the transaction of the act itself, and reading them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, event, func, insert, select, update

from assessment.store import schema
from assessment.store.secret import Secret
from assessment.store.trail.acting import OWNER, now_acting
from assessment.store.trail.acts import ACTS, Act
from assessment.store.trail.lines import TrailFilter, TrailLine, id_text, line_of, text_of
from assessment.store.trail.verifying import TrailHead, TrailReport, head_mark, verify

_LINES, _HEAD = schema.trail, schema.trail_head
_PAGE = 5_000
_WAITING = "trail lines of this transaction"
Transaction = Callable[[], AbstractContextManager[Connection]]


class Trail:
    """The trail of one database.

    A line noted in a transaction is put down at its end, just before it is committed, and goes with it when it is
    rolled back. So the end of the chain is held for the moment of the commit only, and whoever writes holds it last:
    writers wait for each other briefly, and never in a circle.
    """

    def __init__(
        self,
        engine: Engine,
        secret: Secret,
        clock: Callable[[], datetime],
        reading: Transaction,
        writing: Transaction,
    ):
        self._secret, self._clock = secret, clock
        self._reading, self._writing = reading, writing
        event.listen(engine, "commit", self._put)
        event.listen(engine, "rollback", _drop)

    def note(
        self,
        connection: Connection,
        act: Act,
        subject_kind: str = "",
        subject: UUID | str | int | None = None,
        *,
        firm: UUID | str | int | None = None,
        area: str = "",
        details: Mapping[str, Any] | None = None,
        by: str | None = None,
    ) -> None:
        """Put an act into the trail, in the writing transaction of the act itself.

        Who acts is what ``acting`` says; ``by`` signs where nobody was set. ``details`` are JSON: counts, ids of facts
        and files' kinds, never answers, names or what a person typed.
        """
        if act not in ACTS:
            raise ValueError(f"the trail does not know the act {act!r}")
        if not (connection.in_transaction() and connection.get_execution_options().get("writing")):
            raise ValueError("a line of the trail needs a transaction that was begun for writing")
        who = now_acting(by)
        connection.info.setdefault(_WAITING, []).append(
            {
                "at": self._clock(),
                "actor": text_of(who.actor, 80),
                "role": text_of(who.role, 20),
                "act": act,
                "subject_kind": subject_kind,
                "subject": text_of(id_text(subject), 80),
                "firm": text_of(id_text(firm), 40),
                "area": text_of(area, 40),
                # As it will come out of the database, since the digest is of that.
                "details": json.loads(schema.keepable(json.dumps(dict(details or {}), ensure_ascii=False))),
            }
        )

    def record(self, act: Act, subject_kind: str = "", subject: UUID | str | int | None = None, **told: Any) -> None:
        """Put an act into the trail that changes nothing else: a view, an export, a login. See ``note``."""
        with self._writing() as connection:
            self.note(connection, act, subject_kind, subject, **told)

    def unnamed(self, by: str) -> str:
        """Who signed, without the name where that stands beside the answer or comment, and goes with the firm."""
        return by if by in (OWNER, "self") else f"#{self._secret.digest(by)[:12]}"

    def put(self, connection: Connection) -> None:
        """Put down now what was noted in this transaction, for an act that the database allows only after its line."""
        self._put(connection)

    def _put(self, connection: Connection) -> None:
        waiting = connection.info.pop(_WAITING, None)
        if not waiting:
            return
        # On PostgreSQL the row is locked until the commit, which is next; SQLite has one writer anyway.
        number, digest = connection.execute(select(_HEAD.c.number, _HEAD.c.digest).with_for_update()).one()
        rows = []
        for values in waiting:
            line = TrailLine(**values, number=number + 1, previous=digest, digest="")
            number, digest = line.number, line.expected_digest(self._secret)
            rows.append(values | {"number": number, "previous": line.previous, "digest": digest})
        connection.execute(insert(_LINES), rows)
        mark = head_mark(self._secret, number, digest)
        connection.execute(update(_HEAD).values(number=number, digest=digest, mark=mark))

    def lines(
        self, wanted: TrailFilter | None = None, *, before: int | None = None, limit: int | None = None
    ) -> list[TrailLine]:
        """The lines that were asked for, last first; ``before`` goes on from a number."""
        rows = select(_LINES).where(*(wanted or TrailFilter()).conditions()).order_by(_LINES.c.number.desc())
        if before is not None:
            rows = rows.where(_LINES.c.number < before)
        with self._reading() as connection:
            return [line_of(row) for row in connection.execute(rows if limit is None else rows.limit(limit))]

    def count(self, wanted: TrailFilter | None = None) -> int:
        """How many lines there are."""
        rows = select(func.count()).select_from(_LINES).where(*(wanted or TrailFilter()).conditions())
        with self._reading() as connection:
            return connection.execute(rows).scalar_one()

    def verify(self, noted: TrailHead | None = None) -> TrailReport:
        """Whether every line is there, unchanged and in its place; ``noted`` is an end of the trail seen before."""
        with self._reading() as connection:
            if connection.dialect.name == "postgresql":  # every page of lines as of one moment, as SQLite does anyway
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            head = connection.execute(select(_HEAD)).first()
            found = None if head is None else TrailHead(head.number, head.digest)
            mark = None if head is None else head.mark
            return verify(_pages(connection), found, mark, self._secret, noted)


def _pages(connection: Connection) -> Iterator[TrailLine]:
    """Every line in order, read page by page within one transaction."""
    last = None
    while True:
        rows = select(_LINES).order_by(_LINES.c.number).limit(_PAGE)
        page = [
            line_of(row) for row in connection.execute(rows if last is None else rows.where(_LINES.c.number > last))
        ]
        yield from page
        if len(page) < _PAGE:
            return
        last = page[-1].number


def _drop(connection: Connection) -> None:
    connection.info.pop(_WAITING, None)
