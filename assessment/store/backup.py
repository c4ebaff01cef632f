"""A whole copy of the database while others work with it, and the way back: whole or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, inspect, select
from sqlalchemy.exc import DBAPIError

from assessment.language import Label, label
from assessment.output import alone_in
from assessment.settings import secret_text
from assessment.store import lease, schema
from assessment.store.database import BUSY_SECONDS, connect, read_url
from assessment.store.desk import Desk
from assessment.store.migrating import check_version, head, migrate
from assessment.store.refusals import DatabaseRefused
from assessment.store.seal import is_whole, seal_of, write_seal
from assessment.store.secret import SUFFIX as SECRET_SUFFIX
from assessment.store.secret import secret_of
from assessment.store.trail import Act

_LOGS = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database that is being written."""


@dataclass(frozen=True)
class Copied:
    """What a copy holds.

    ``replaced`` is where the database is that it took the place of, ``secret`` where the secret was put that belongs to
    the copy. ``sealed`` tells whether the copy is known to be what was written.
    """

    assessments: int
    answers: int
    results: int
    evidence: int = 0
    replaced: Path | None = None
    secret: Path | None = None
    sealed: bool = True


def back_up(text_url: str, out: Path, *, replace: bool = False) -> Copied:
    """Write a consistent copy of the SQLite database at a URL to ``out``, one file, whatever is written meanwhile.

    It holds every answer that was acknowledged before. The copy is examined before it takes its name. Raises
    ``DatabaseRefused`` when there is nothing to copy, when ``out`` exists (unless ``replace``) or cannot be written.
    """
    source = _file_of(text_url, _USE_PG_DUMP)
    if not source.exists():
        raise DatabaseRefused(
            label(f"还没有数据库 {source}", f"There is no database {source} yet"),
            label("请核对 ASSESSMENT_DATABASE_URL。", "Check ASSESSMENT_DATABASE_URL."),
        )
    if out.exists() and out.samefile(source):
        raise DatabaseRefused(
            label(f"{out} 就是数据库本身", f"{out} is the database itself"),
            label("请换一个文件名。", "Use another name."),
        )
    with _beside(out, ".part") as work:
        for taken in (out, _secret_of(out)):
            if taken.exists() and not replace:
                raise DatabaseRefused(
                    label(f"{taken} 已经存在，没有覆盖", f"{taken} exists and was not overwritten"),
                    label(
                        "请换一个文件名；确要覆盖旧备份请加 --force。",
                        "Use another name, or --force to replace an old copy.",
                    ),
                )
        _copy(source, work)
        copied = _examined(work)
        if _secret_of(source).exists():
            _copy_secret(source, work)
            _put(_secret_of(work), _secret_of(out))
            copied = replace_fields(copied, secret=_secret_of(out))
        known = _secret_of(source).exists() or secret_text()
        write_seal(work, secret_of(read_url(text_url)) if known else None)
        seal_of(out).unlink(missing_ok=True)  # an old seal would call the new copy altered
        _put(work, out)
        _put(seal_of(work), seal_of(out))
    _record(text_url, "database_copied", out)
    return copied


def restore(text_url: str, file: Path, now: datetime) -> Copied:
    """Put a copy in the place of the SQLite database at a URL, which is kept beside it under a name with the time.

    The copy is examined and brought to the current schema first. At every moment the place holds the old database or
    the new one, whole. Raises ``DatabaseRefused``, having changed nothing, when the file is no sound database of ours
    or of a newer version, when it is not what its seal says, or while anybody works with the database. The secret
    beside the file comes along; where there is none, the one that is here stays.
    """
    target = _file_of(text_url, _USE_PG_RESTORE)
    if not file.is_file():
        raise DatabaseRefused(
            label(f"没有文件 {file}", f"There is no file {file}"), label("请核对文件名。", "Check its name.")
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    with lease.alone(target), _beside(target, ".restoring") as work:
        _copy(file, work)
        _examined(work)
        _copy_secret(file if _secret_of(file).exists() else target, work)
        secret = secret_of(read_url(f"sqlite:///{work}"))  # refuses a damaged one
        if (whole := is_whole(file, secret)) is False:
            raise _unsound(file, "cut short or altered since it was written")
        migrate(f"sqlite:///{work}")
        copied = _examined(work)
        replaced = _keep_aside(target, now) if target.exists() else None
        if _secret_of(work).exists():
            _put(_secret_of(work), _secret_of(target))
        _put(work, target)
    _record(text_url, "database_restored", file)
    return replace_fields(copied, replaced=replaced, sealed=whole is not None)


def _record(text_url: str, act: Act, file: Path) -> None:
    """Put it into the trail, so that an erasure can say which copies still hold a firm."""
    engine = connect(text_url, pooled=False)
    with engine.connect() as connection:
        current = check_version(connection) == head()
    if current:  # a copy is taken of an older database, too, which stays as it is
        Desk(engine).trail.record(act, details={"file": file.name})
    engine.dispose()


_USE_PG_DUMP = label(
    "PostgreSQL 请用它自己的 pg_dump --format=custom 备份（运行中也一致）。",
    "For PostgreSQL use its own 'pg_dump --format=custom', which is consistent while the server runs.",
)
_USE_PG_RESTORE = label(
    "PostgreSQL 请停止服务后用它自己的 pg_restore --clean --if-exists --single-transaction 恢复。",
    "For PostgreSQL stop the server and use its own 'pg_restore --clean --if-exists --single-transaction'.",
)


def _file_of(text_url: str, otherwise: Label) -> Path:
    url = read_url(text_url)
    if url.get_backend_name() != "sqlite":
        raise DatabaseRefused(
            label("这个命令只用于 SQLite 数据库", "This command is for SQLite databases only"), otherwise
        )
    return Path(str(url.database)).absolute()


@contextmanager
def _beside(path: Path, suffix: str) -> Iterator[Path]:
    """A file in the same folder to be completed before it takes the name; nothing of it stays when that fails.

    Whoever else writes such a file there waits: two of one name would each write into the other's.
    """
    work = path.with_name(path.name + suffix)
    if not work.parent.is_dir():
        raise _unwritable(path, "no such folder")
    try:
        with alone_in(work.parent):
            _remove(work, _secret_of(work), seal_of(work), *_logs_of(work))
            try:
                os.close(os.open(work, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
                yield work
            finally:
                _remove(work, _secret_of(work), seal_of(work), *_logs_of(work))
    except (OSError, sqlite3.Error) as fault:
        raise _unwritable(path, str(fault)) from fault


def _unwritable(path: Path, why: str) -> DatabaseRefused:
    return DatabaseRefused(
        label(
            f"没有写成 {path}（{why}），原有文件没有动", f"{path} was not written ({why}); what was there is unchanged"
        ),
        label("请检查文件夹、写入权限和磁盘空间。", "Check the folder, its permissions and the disk space."),
    )


def _copy(source: Path, work: Path) -> None:
    """All of one database at one moment, the part in its write-ahead log included."""
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as old:
            old.execute("SELECT * FROM sqlite_master").fetchall()
            with closing(sqlite3.connect(work)) as new:
                old.backup(new)
    except sqlite3.DatabaseError as fault:
        if isinstance(fault, sqlite3.OperationalError):
            raise
        raise _unsound(source, str(fault)) from fault


def _secret_of(database: Path) -> Path:
    return database.with_name(database.name + SECRET_SUFFIX)


def _copy_secret(source: Path, work: Path) -> None:
    if _secret_of(source).exists():
        content = _secret_of(source).read_bytes()
        with os.fdopen(os.open(_secret_of(work), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)


def _examined(work: Path) -> Copied:
    """What a copy holds, once it is sound and ours; it is then one file without a log."""
    engine = connect(f"sqlite:///{work}", pooled=False)
    try:
        with engine.connect() as connection:
            if check_version(connection) is None:
                raise _unsound(work, "not a database of this system")
            sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar()
            if sound != "ok" or connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise _unsound(work, str(sound))
            assessments, answers, results = [
                int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608 - our names
                for table in ("assessments", "answers", "results")
            ]
            # A copy may be of an edition that knew no evidence yet.
            files = inspect(connection).has_table("evidence")
            evidence = connection.scalar(select(func.count()).select_from(schema.evidence)) if files else 0
    except DBAPIError as fault:
        raise _unsound(work, str(fault.orig)) from fault
    with closing(sqlite3.connect(work)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    return Copied(assessments, answers, results, evidence or 0)


def _unsound(path: Path, why: str) -> DatabaseRefused:
    name = path.name.removesuffix(".part").removesuffix(".restoring")
    return DatabaseRefused(
        label(f"{name} 的内容不完好，没有采用（{why}）", f"{name} is not sound and was not used ({why})"),
        label("请改用另一个备份；正在用的数据库没有改动。", "Use another backup; the database in use was not changed."),
    )


def _keep_aside(target: Path, now: datetime) -> Path:
    """Keep what stands at the place under another name, too, and leave there no log that a new file would inherit."""
    aside = target.with_name(f"{target.name}.replaced-{now:%Y%m%d-%H%M%S}")
    if aside.exists():
        raise _unwritable(aside, "exists")
    # A file that is damaged, which may be why it is replaced, is kept as it is, with its log beside it.
    if _begins_as_database(target):
        try:
            with closing(sqlite3.connect(target, timeout=0)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError:
            raise lease.in_use() from None
        except sqlite3.DatabaseError:
            pass
    try:
        for suffix in ("", SECRET_SUFFIX, *_LOGS):
            if (part := target.with_name(target.name + suffix)).exists():
                _twice(part, aside.with_name(aside.name + suffix))
    except OSError:
        _remove(aside, _secret_of(aside), *_logs_of(aside))
        raise
    _remove(*_logs_of(target))
    return aside


def _begins_as_database(path: Path) -> bool:
    """SQLite throws the log away of what is no database."""
    with path.open("rb") as file:
        return file.read(16) == b"SQLite format 3\0"


def _twice(path: Path, other: Path) -> None:
    """The same file under two names, or two equal files where the disk knows no second name."""
    try:
        os.link(path, other)
    except OSError:
        shutil.copy2(path, other)


def _put(work: Path, path: Path) -> None:
    """Give a finished file its name, and have both on the disk before saying so."""
    with work.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(work, path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _logs_of(path: Path) -> list[Path]:
    return [path.with_name(path.name + suffix) for suffix in _LOGS]


def _remove(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
