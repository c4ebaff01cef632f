"""A whole database moved to another one, from SQLite to PostgreSQL or back: all of it, proven, or nothing.

Every table is copied by what the schema says of it, so a new table needs nothing here. What stands in the target is
read again before it is committed, and must give the same count and digest for every table.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Integer, LargeBinary, Table, func, inspect, select, text, tuple_, update

from assessment.language import label
from assessment.store import lease
from assessment.store.database import connect, read_url
from assessment.store.many_rows import put_rows
from assessment.store.migrating import built_anew, check_version, head
from assessment.store.refusals import DatabaseRefused
from assessment.store.schema import metadata
from assessment.store.secret import hand_over

_ROWS, _FILES = 1_000, 10
"""Rows that are read at a time, and of a table of files, which are megabytes each."""
_DIGITS = 1 << 256


@dataclass(frozen=True)
class TableSum:
    """How many rows a table has, and a digest of all of them in whatever order."""

    table: str
    rows: int
    digest: str


def transfer(source_url: str, target_url: str) -> tuple[TableSum, ...]:
    """Copy everything of one database into another, empty one; returns what was counted, the same in both.

    The source stands still meanwhile and is not changed. The secret of its digests comes along. Raises
    ``DatabaseRefused``, and leaves the target empty, for a source in use or of an older edition, a target that is not
    empty, and whatever did not arrive as it was.
    """
    with _standing_still(source_url) as source:
        hand_over(source.engine.url, read_url(target_url))
        with built_anew(target_url) as target:
            sent = tuple(_copied(source, target, table) for table in metadata.sorted_tables)
            for table in metadata.sorted_tables:
                _carry_sequence(source, target, table)
            for one in sent:
                if (arrived := _sum(target, metadata.tables[one.table])) != one:
                    raise _differs(one, arrived)
            if target.dialect.name == "sqlite" and target.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise _differs(sent[0], sent[0])
    return sent


@contextmanager
def _standing_still(text_url: str) -> Iterator[Connection]:
    """The source in one transaction during which nobody writes to it."""
    url = read_url(text_url)
    sqlite = url.get_backend_name() == "sqlite"
    path = Path(str(url.database)).absolute()
    if sqlite and not path.exists():
        raise DatabaseRefused(
            label(f"没有数据库 {path}", f"There is no database {path}"),
            label("请核对地址。", "Check the URL."),
        )
    engine = connect(text_url, pooled=False)
    with lease.alone(path) if sqlite else nullcontext(), engine.begin() as connection:
        if check_version(connection) != head():
            raise DatabaseRefused(
                label("要搬的数据库还是旧的表结构", "The source has an older schema, or none"),
                label("请先用它启动一次 assessment serve，自动升级。", "Start 'assessment serve' on it once first."),
            )
        strangers = sorted(set(inspect(connection).get_table_names()) - set(metadata.tables) - {"alembic_version"})
        if strangers:
            raise DatabaseRefused(
                label(f"数据库里有不认识的表“{strangers[0]}”", f"The source has an unknown table '{strangers[0]}'"),
                label("请先移走它，否则会丢。", "Move it away first; it would be lost."),
            )
        if not sqlite:
            for table in metadata.sorted_tables:
                quoted = connection.dialect.identifier_preparer.format_table(table)
                connection.execute(text(f"LOCK TABLE {quoted} IN SHARE MODE"))
        yield connection
    engine.dispose()


def _copied(source: Connection, target: Connection, table: Table) -> TableSum:
    keys = list(table.primary_key.columns)
    own = [key.parent.name for key in table.foreign_keys if key.column.table is table]
    standing = {tuple(row) for row in target.execute(select(*keys))}  # what a migration put in
    later: list[dict[str, Any]] = []
    summed = _Sum()
    for rows in _pages(source, table):
        fresh = []
        for row in rows:
            summed.add(row)
            if any(row[name] is not None for name in own):
                later.append(row)
                row = row | dict.fromkeys(own)
            if tuple(row[key.name] for key in keys) in standing:
                same = tuple_(*keys) == tuple(row[key.name] for key in keys)
                target.execute(update(table).where(same).values(row))
            else:
                fresh.append(row)
        put_rows(target, table, fresh)
    for row in later:  # rows that name others of the same table, once all are there
        same = tuple_(*keys) == tuple(row[key.name] for key in keys)
        target.execute(update(table).where(same).values({name: row[name] for name in own}))
    return summed.of(table)


def _sum(connection: Connection, table: Table) -> TableSum:
    summed = _Sum()
    for rows in _pages(connection, table):
        for row in rows:
            summed.add(row)
    return summed.of(table)


def _pages(connection: Connection, table: Table) -> Iterator[Sequence[dict[str, Any]]]:
    at_once = _FILES if any(isinstance(column.type, LargeBinary) for column in table.c) else _ROWS
    rows = connection.execution_options(stream_results=True, yield_per=at_once).execute(select(table)).mappings()
    for page in rows.partitions():
        yield [dict(row) for row in page]


class _Sum:
    """Counts rows, and adds up a digest of each, so that their order does not matter."""

    def __init__(self) -> None:
        self._rows = self._digests = 0

    def add(self, row: dict[str, Any]) -> None:
        """One more row."""
        told = json.dumps([_plain(value) for value in row.values()], ensure_ascii=True)
        self._rows += 1
        self._digests = (self._digests + int(hashlib.sha256(told.encode()).hexdigest(), 16)) % _DIGITS

    def of(self, table: Table) -> TableSum:
        """What was counted in a table."""
        return TableSum(table.name, self._rows, f"{self._digests:064x}")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, bytes):
        return value.hex()
    return value if value is None or isinstance(value, str | int | float | list | dict) else str(value)


def _carry_sequence(source: Connection, target: Connection, table: Table) -> None:
    """Numbers that were given once are not given again, although their rows may be gone."""
    column = table.autoincrement_column
    if column is None or not isinstance(column.type, Integer):
        return
    highest = max(_given(source, table), target.scalar(select(func.max(column))) or 0)
    if not highest:
        return
    if target.dialect.name == "postgresql":
        named = {"table": table.name, "column": column.name}
        sequence = target.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), named)
        target.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})
    elif table.dialect_options["sqlite"]["autoincrement"]:
        told = {"table": table.name, "highest": highest}
        target.execute(text("DELETE FROM sqlite_sequence WHERE name = :table"), told)
        target.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :highest)"), told)


def _given(source: Connection, table: Table) -> int:
    """The highest number that a table ever gave, 0 where none is known."""
    if source.dialect.name == "sqlite":
        if not table.dialect_options["sqlite"]["autoincrement"]:
            return 0
        named = {"table": table.name}
        return source.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :table"), named) or 0
    column = table.autoincrement_column
    assert column is not None
    named = {"table": table.name, "column": column.name}
    sequence = source.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), named)
    given: Iterable[Any] = source.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()  # noqa: S608
    last, called = given
    return last if called else 0


def _differs(sent: TableSum, arrived: TableSum) -> DatabaseRefused:
    return DatabaseRefused(
        label(
            f"表“{sent.table}”没有原样到达（{sent.rows} 行，到了 {arrived.rows} 行）",
            f"Table '{sent.table}' did not arrive as it was ({sent.rows} rows sent, {arrived.rows} arrived)",
        ),
        label(
            "目标数据库仍是空的，原来的没有动。请运行 assessment doctor 检查原来的数据库。",
            "The target is still empty and the source unchanged. Run 'assessment doctor' on the source.",
        ),
    )
