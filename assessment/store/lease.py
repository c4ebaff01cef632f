"""Who works with a SQLite database: many may at once, but nobody while its file is being replaced.

SQLite's own locks on an empty file beside the database do it: they are the same on every system, and fall with the
process that holds them, however it ends.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from assessment.language import label
from assessment.store.database import BUSY_SECONDS
from assessment.store.refusals import DatabaseRefused


def lease_file(database: Path) -> Path:
    """The file whose locks tell who works with a database; it stays empty."""
    return database.with_name(f"{database.name}-lease")


def take(database: Path) -> sqlite3.Connection:
    """A share in the use of a database, given back by closing it; waits while the file is being replaced."""
    connection = _opened(database, BUSY_SECONDS, check_same_thread=False)
    try:
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM sqlite_master").fetchall()
    except sqlite3.OperationalError:
        connection.close()
        raise DatabaseRefused(
            label("数据库正在从备份恢复", "The database is being restored from a backup"),
            label("请等恢复完成再试。", "Try again when that is done."),
        ) from None
    return connection


@contextmanager
def alone(database: Path) -> Iterator[None]:
    """Hold a database alone, to replace it; raises ``DatabaseRefused`` while anybody works with it."""
    with closing(_opened(database, 0)) as connection:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            raise in_use() from None
        yield


def in_use() -> DatabaseRefused:
    """The refusal for a database that somebody works with."""
    return DatabaseRefused(
        label("数据库正在使用，没有动它", "The database is in use; it was left alone"),
        label(
            "请先停止所有 assessment serve 和用着这个数据库的命令，再试一次。",
            "Stop every 'assessment serve' and command that uses this database, then try again.",
        ),
    )


def _opened(database: Path, seconds: float, *, check_same_thread: bool = True) -> sqlite3.Connection:
    path = lease_file(database)
    path.touch(mode=0o600)
    return sqlite3.connect(path, timeout=seconds, isolation_level=None, check_same_thread=check_same_thread)
