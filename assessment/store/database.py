"""Which database, and an engine set up so that threads and power cuts lose nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from assessment.language import label
from assessment.store.refusals import DatabaseRefused
from assessment.store.schema import keepable

BUSY_SECONDS = 30


def read_url(text_url: str) -> URL:
    """The URL with its driver named; raises ``DatabaseRefused`` for anything but a SQLite file or PostgreSQL."""
    try:
        url = make_url(text_url)
    except ArgumentError:
        raise _unusable_url() from None
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername in ("sqlite", "sqlite+pysqlite") and url.database not in (None, "", ":memory:"):
        return url
    if url.drivername == "postgresql+psycopg":
        return url
    raise _unusable_url()


def _unusable_url() -> DatabaseRefused:
    return DatabaseRefused(
        label("数据库地址无法使用", "The database URL cannot be used"),
        label(
            "请把 ASSESSMENT_DATABASE_URL 设为 sqlite:///文件路径 或 postgresql+psycopg://用户:密码@主机/库名。",
            "Set ASSESSMENT_DATABASE_URL to sqlite:///path/of/file or postgresql+psycopg://user:password@host/name.",
        ),
    )


def connect(text_url: str, *, pooled: bool = True) -> Engine:
    """An engine for the URL; creates the folder and an empty file that only its owner may read for SQLite."""
    url = read_url(text_url)
    # Error messages go to logs, where firms' answers have no business: hide_parameters.
    options: dict[str, Any] = {"json_serializer": _to_json, "hide_parameters": True}
    if not pooled:
        options["poolclass"] = NullPool
    if url.get_backend_name() == "sqlite":
        _prepare_file(Path(str(url.database)))
        engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, **options)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, connect_args={"connect_timeout": 10}, pool_pre_ping=True, **options)


def _prepare_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise DatabaseRefused(
            label(
                f"无法建立数据库文件 {path}（{error.strerror}）",
                f"Cannot create the database file {path} ({error.strerror})",
            ),
            label("请检查文件夹的写入权限和磁盘空间。", "Check the folder's permissions and the disk space."),
        ) from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling begins too late to be safe between threads; _begin_sqlite does it.
    connection.isolation_level = None
    for pragma in (
        "foreign_keys=ON",
        "synchronous=FULL",  # an answer that was shown as saved survives a power cut
        "secure_delete=ON",  # what a person asked to be deleted is overwritten, not only unlinked
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its lock at once: a reader that turns into a writer fails without waiting.
    if connection.get_execution_options().get("writing"):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # touches no file, so it cannot fail; every page reads many times
        driver: Any = connection.connection.driver_connection
        driver.execute("BEGIN")


def _to_json(value: Any) -> str:
    """JSON for the database; NaN is refused, as no database reads it back."""
    return keepable(json.dumps(value, ensure_ascii=False, allow_nan=False))


def cannot_open(engine: Engine, error: DBAPIError) -> DatabaseRefused:
    """The refusal for a database that does not open; never shows its password."""
    shown = engine.url.render_as_string(hide_password=True)
    reason = str(error.orig).strip().partition("\n")[0] or type(error.orig).__name__
    return DatabaseRefused(
        label(f"无法打开数据库 {shown}（{reason}）", f"Cannot open the database {shown} ({reason})"),
        label(
            "请检查地址、数据库服务是否已启动、读写权限，以及文件是否完好；可运行 assessment doctor 逐项检查。",
            "Check the URL, that the server runs, the permissions and the file; 'assessment doctor' examines each.",
        ),
    )
