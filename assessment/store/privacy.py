"""Everything that is kept about one firm: to be handed out, and to be erased for good.

Which rows these are follows from the schema: all that hang on the firm or its assessments, directly or not. Added to
them is what a centre's workbooks said of it (known by keyed digests), and the lines of the trail, which stay: they hold
ids that point to nothing once the firm is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, LargeBinary, Table, delete, exists, func, or_, select, text, update

from assessment.answers.firm_name import CODE_FACT, NAME_FACT, name_key
from assessment.settings import in_china
from assessment.store import schema
from assessment.store.desk import Desk
from assessment.store.draw_shelf import mark_of, take_out
from assessment.store.refusals import UnknownFirm
from assessment.store.traces import (
    Rows,
    found_in_files,
    found_in_tables,
    named_in,
    names_of,
    pieces_of,
    spellings,
)

_FIRMS, _ASSESSMENTS, _ANSWERS, _BATCHES = schema.firms, schema.assessments, schema.answers, schema.peer_batches
_ROWS = schema.import_rows
_IN_QUESTION = 500


@dataclass(frozen=True)
class Erasure:
    """What an erasure did. ``left`` are places where the firm's name or code is still found, by whom they are kept."""

    rows: Mapping[str, int]
    left: tuple[str, ...]
    rewritten: bool
    files: tuple[tuple[str, datetime], ...]
    """Workbooks that centres handed in, and when: the firm may be in them, and they go when their time is over."""

    @property
    def done(self) -> bool:
        """True when nothing of the firm was found any more."""
        return not self.left


class Privacy(Desk):
    """What is kept about a firm, by the id of the firm or of an assessment that has none."""

    def kept_about(self, subject: UUID) -> dict[str, Any]:
        """Everything kept about a firm (or a single assessment), as plain JSON; raises ``UnknownFirm``.

        Leaves out what opens a door: codes' digests and tokens.
        """
        with self._writing() as connection:
            firms, assessments = _roots(connection, subject)
            found = _reached(connection, firms, assessments)
            kept: dict[str, Any] = {name: [_shown(row) for row in rows] for name, rows in sorted(found.items()) if rows}
            who = self._whom(found)
            said = [one for _, batch in _of_batches(connection) for one in batch if _identity(one) in who]
            if said:
                kept["peer_batches"] = said
            ids = [row["id"].hex for name in ("firms", "assessments") for row in found.get(name, ())]
            of_it = or_(schema.trail.c.firm.in_(ids), schema.trail.c.subject.in_(ids))
            lines = connection.execute(select(schema.trail).where(of_it).order_by(schema.trail.c.number)).mappings()
            kept["trail"] = [_shown(dict(line)) for line in lines]
            kind, firm = ("firm", subject) if firms else ("assessment", None)
            self.trail.note(connection, "data_exported", kind, subject, firm=firm)
        return kept

    def erase(self, subject: UUID) -> Erasure:
        """Forget a firm with all its assessments (or a single assessment); raises ``UnknownFirm``.

        Afterwards the whole database, and on SQLite its file and log byte by byte, is searched for the firm's names and
        codes, and the file for pieces of its evidence. Backups, and the server's own log on PostgreSQL, are not within
        reach.
        """
        with self._writing() as connection:
            firms, assessments = _roots(connection, subject)
            pieces = pieces_of(connection, assessments)
            names, counted = self._forget(connection, firms, assessments)
            kind, firm = ("firm", subject) if firms else ("assessment", None)
            self.trail.note(connection, "firm_erased", kind, subject, firm=firm, details=counted)
        signs = [*(spelt for name in names for spelt in spellings(name)), *pieces]
        rewritten = self._leave_no_page(signs, counted)
        with self._reading() as connection:
            left_in = list(found_in_tables(connection, names))
            handed_in = select(schema.kept_files.c.name, schema.kept_files.c.kept_at)
            files = tuple((row.name, row.kept_at) for row in connection.execute(handed_in))
        return Erasure(counted, (*left_in, *found_in_files(self.engine, signs)), rewritten, files)

    def expire(self, lifetime: timedelta) -> int:
        """Erase every assessment that nobody has changed for so long, as ``erase`` does; how many there were."""
        overdue = select(_ASSESSMENTS.c.id).where(_ASSESSMENTS.c.updated_at < self._clock() - lifetime)
        erased = 0
        while True:
            with self._forgetting() as connection:
                ids = list(connection.scalars(overdue.order_by(_ASSESSMENTS.c.id).limit(_IN_QUESTION)))
                if not ids:
                    return erased
                own = select(_ASSESSMENTS.c.firm_id).where(_ASSESSMENTS.c.id.in_(ids))
                others = exists().where(_ASSESSMENTS.c.firm_id == _FIRMS.c.id, _ASSESSMENTS.c.id.not_in(ids))
                firms = list(connection.scalars(select(_FIRMS.c.id).where(_FIRMS.c.id.in_(own), ~others)))
                _, counted = self._forget(connection, firms, ids)
                self.trail.note(connection, "kept_too_long", details=counted)
            erased += len(ids)

    def _forget(
        self, connection: Connection, firms: Sequence[UUID], assessments: Sequence[UUID]
    ) -> tuple[list[str], dict[str, int]]:
        """Delete firms and assessments with all that hangs on them; their names, and how many rows of which table."""
        found = _reached(connection, firms, assessments)
        who = self._whom(found)
        counted = {name: len(rows) for name, rows in found.items() if rows}
        forgotten = 0
        for batch_id, said in _of_batches(connection):
            left = [one for one in said if _identity(one) not in who]
            if len(left) < len(said):
                forgotten += len(said) - len(left)
                connection.execute(update(_BATCHES).where(_BATCHES.c.id == batch_id).values(said=left))
        if forgotten:
            counted["peer_batches"] = forgotten
        names = names_of(found)
        marks = {mark_of(self.secret, spelt) for name in names for spelt in (name, name_key(name))}
        if lists := take_out(connection, marks):
            counted["visit_draws"] = lists
        for table, column, of in _loosely_tied():
            ids = firms if of is _FIRMS else assessments
            connection.execute(delete(table).where(column.in_(ids)))
        for batch in connection.execute(select(_ROWS).where(named_in(_ROWS.c.twins, names))) if names else ():
            same = (_ROWS.c.import_id == batch.import_id) & (_ROWS.c.number == batch.number)
            others = [twin for twin in batch.twins if not any(name in str(twin) for name in names)]
            connection.execute(update(_ROWS).where(same).values(twins=others))
        connection.execute(delete(_ASSESSMENTS).where(_ASSESSMENTS.c.id.in_(assessments)))
        connection.execute(delete(_FIRMS).where(_FIRMS.c.id.in_(firms)))
        return names, counted

    def _whom(self, found: Rows) -> set[tuple[str | None, str | None]]:
        """How workbooks that a centre confirmed name the firm: by its code where both tell one, else by its name."""
        from assessment.peers import Identity  # takes a second to load, which most commands do without

        told: dict[UUID, dict[str, Any]] = {}
        for row in found.get("answers", ()):
            if row["fact_id"] in (NAME_FACT, CODE_FACT):
                told.setdefault(row["assessment_id"], {})[row["fact_id"]] = row["value"]
        records = [
            *told.values(),
            *({NAME_FACT: f["name"], CODE_FACT: f["credit_code"]} for f in found.get("firms", ())),
        ]
        whole = [Identity.of(record, self.secret.digest) for record in records]
        names = {one.name for one in whole if one.name}
        codes = {one.code for one in whole if one.code}
        return {(code, None) for code in codes} | {(None, name) for name in names}

    def _leave_no_page(self, signs: Sequence[bytes], tables: Mapping[str, int]) -> bool:
        """Empty the log; where pages of the file still hold what was deleted, write the whole file anew."""
        if self.engine.dialect.name == "postgresql":
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                for name in tables:
                    quoted = connection.dialect.identifier_preparer.quote(name)
                    connection.execute(text(f"VACUUM (FULL) {quoted}"))
            return True
        self._fold_log()
        if not found_in_files(self.engine, signs):
            return False
        with self.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("VACUUM")
        self._fold_log()
        return True


def _roots(connection: Connection, subject: UUID) -> tuple[list[UUID], list[UUID]]:
    """The firms (those merged into it as well) and assessments that a subject stands for."""
    firms = [subject] if connection.scalar(select(_FIRMS.c.id).where(_FIRMS.c.id == subject)) else []
    while more := list(
        connection.scalars(select(_FIRMS.c.id).where(_FIRMS.c.merged_into.in_(firms), _FIRMS.c.id.not_in(firms)))
    ):
        firms += more
    if firms:
        own = _ASSESSMENTS.c.firm_id.in_(firms)
        return firms, list(connection.scalars(select(_ASSESSMENTS.c.id).where(own)))
    row = connection.execute(select(_ASSESSMENTS.c.firm_id).where(_ASSESSMENTS.c.id == subject)).first()
    if row is None:
        raise UnknownFirm()
    if row.firm_id is not None and _alone(connection, row.firm_id):
        return [row.firm_id], [subject]
    return [], [subject]


def _alone(connection: Connection, firm_id: UUID) -> bool:
    """Is it the firm of a single assessment?"""
    return (
        connection.execute(
            select(func.count()).select_from(_ASSESSMENTS).where(_ASSESSMENTS.c.firm_id == firm_id)
        ).scalar_one()
        == 1
    )


def _reached(connection: Connection, firms: Sequence[UUID], assessments: Sequence[UUID]) -> dict[str, list[Any]]:
    """The rows of firms and assessments, and of every table that hangs on them."""
    found: dict[str, dict[tuple[Any, ...], Mapping[str, Any]]] = {}
    starting = ((_FIRMS, _FIRMS.c.id, firms), (_ASSESSMENTS, _ASSESSMENTS.c.id, assessments))
    for table, column, ids in starting:
        _gather(connection, table, column, ids, found)
    for table in schema.metadata.sorted_tables:
        if table in (_FIRMS, _ASSESSMENTS):
            continue
        for key in table.foreign_keys:
            parents = found.get(key.column.table.name, {})
            if key.column.table is not table and parents and key.ondelete == "CASCADE":
                _gather(connection, table, key.parent, [row[key.column.name] for row in parents.values()], found)
    for table, column, of in _loosely_tied():
        _gather(connection, table, column, firms if of is _FIRMS else assessments, found)
    return {name: list(rows.values()) for name, rows in found.items()}


def _loosely_tied() -> Iterator[tuple[Table, Any, Table]]:
    """Columns that name a firm or an assessment, which may be gone: the rows of imports."""
    for table in schema.metadata.sorted_tables:
        for name, of in (("firm_id", _FIRMS), ("assessment_id", _ASSESSMENTS)):
            if name in table.c and not table.c[name].foreign_keys:
                yield table, table.c[name], of


def _gather(connection: Connection, table: Table, column: Any, ids: Sequence[Any], found: Any) -> None:
    rows = found.setdefault(table.name, {})
    keys = [key.name for key in table.primary_key.columns]
    for start in range(0, len(ids), _IN_QUESTION):
        some = ids[start : start + _IN_QUESTION]
        for row in connection.execute(select(*_readable(table)).where(column.in_(some))).mappings():
            rows[tuple(row[key] for key in keys)] = dict(row)


def _readable(table: Table) -> list[Any]:
    """The columns of a table but for files: those are handed out one by one, and deleted unread."""
    return [column for column in table.c if not isinstance(column.type, LargeBinary)]


def _of_batches(connection: Connection) -> list[tuple[UUID, list[Any]]]:
    return [(row.id, row.said) for row in connection.execute(select(_BATCHES.c.id, _BATCHES.c.said)) if row.said]


def _identity(one: Mapping[str, Any]) -> tuple[str | None, str | None]:
    return (one["code"], None) if one["code"] else (None, one["name"])


_DOORS = frozenset({"code_lookup", "code_hash", "token", "password_hash", "previous", "digest"})


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items() if name not in _DOORS}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return in_china(value).isoformat(timespec="seconds")
    if isinstance(value, UUID | date):
        return str(value)
    return value
