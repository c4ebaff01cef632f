"""Bringing a database to the current schema, automatically and safely."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, inspect, text
from sqlalchemy.exc import DBAPIError

from assessment.language import label
from assessment.store.database import BUSY_SECONDS, cannot_open, connect
from assessment.store.refusals import DatabaseRefused
from assessment.store.schema import metadata
from assessment.store.secret import secret_of

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
# Alembic keeps the migration it is running in module-level state, so one at a time in this process ...
_PROCESS_LOCK = threading.Lock()
# ... and between processes, the advisory lock that they share on a PostgreSQL server; SQLite has its write lock.
_SERVER_LOCK = 0x67616E7169


def migrate(text_url: str) -> None:
    """Bring the database to the current schema, all or nothing; threads and processes may call this at once.

    Raises ``DatabaseRefused`` when it cannot be reached, is damaged, holds foreign tables or is of a newer version.
    """
    engine = connect(text_url, pooled=False)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite_migration)
    try:
        with _PROCESS_LOCK, engine.execution_options(writing=True).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SERVER_LOCK})
            old = check_version(connection) != head()
            if old:
                _upgrade(connection)
        if old and engine.dialect.name == "sqlite":
            # What a step replaced is overwritten now, and does not stay readable beside the write-ahead log.
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except DBAPIError as error:
        raise cannot_open(engine, error) from error


@contextmanager
def built_anew(text_url: str) -> Iterator[Connection]:
    """A database without tables, brought to the current schema in a transaction that the caller fills and that ends
    with it: whatever goes wrong leaves the database empty. Raises ``DatabaseRefused`` when it is not empty.
    """
    engine = connect(text_url, pooled=False)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite_migration)
    try:
        with _PROCESS_LOCK, engine.execution_options(writing=True).begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SERVER_LOCK})
            if taken := sorted(inspect(connection).get_table_names()):
                raise DatabaseRefused(
                    label(f"目标数据库不是空的（有表“{taken[0]}”）", f"The target is not empty: it has '{taken[0]}'"),
                    label("请换一个空的数据库；没有动它。", "Use an empty database; this one was left alone."),
                )
            _upgrade(connection)
            yield connection
    except DBAPIError as error:
        raise cannot_open(engine, error) from error


def head() -> str:
    """The newest revision that this program knows."""
    return str(_steps().get_current_head())


@lru_cache(maxsize=1)
def _steps() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def check_version(connection: Connection) -> str | None:
    """The revision of the database, None when it is empty; raises ``DatabaseRefused`` for one not ours or newer."""
    version = MigrationContext.configure(connection).get_current_revision()
    if version is None:
        strangers = sorted(set(inspect(connection).get_table_names()) & set(metadata.tables))
        if strangers:
            raise DatabaseRefused(
                label(
                    f"数据库里已有别的程序的表“{strangers[0]}”",
                    f"The database holds a table '{strangers[0]}' of another program",
                ),
                label("请换一个空的数据库。", "Please use an empty database."),
            )
    elif version not in {script.revision for script in _steps().walk_revisions()}:
        raise DatabaseRefused(
            label(
                f"数据库由更新版本的程序建立（{version}），本程序不会改动它",
                f"The database was made by a newer version of the program ({version}); this one leaves it alone",
            ),
            label("请升级程序，或改用另一个数据库。", "Upgrade the program, or use another database."),
        )
    return version


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["secret"] = secret_of(connection.engine.url)
    command.upgrade(config, head())
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise DatabaseRefused(
            label(
                "数据库内容前后矛盾，没有升级", "The content of the database contradicts itself; it was not upgraded"
            ),
            label("请从备份恢复。", "Restore it from a backup."),
        )


def _prepare_sqlite_migration(connection: Any, _record: object) -> None:
    # Batch migrations drop and rebuild tables; with foreign keys on, dropping a table empties its children.
    connection.execute("PRAGMA foreign_keys=OFF")
    # While a table is being rebuilt, the triggers that name it find nothing; renaming must not stumble over that.
    connection.execute("PRAGMA legacy_alter_table=ON")
    # Write-ahead logging stays on once set. SQLite does not wait for the lock that setting it takes.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.05)
