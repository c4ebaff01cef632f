"""Is the database fit for work, and if not, what to do."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from assessment.language import Label, label
from assessment.settings import database_url, secret_text
from assessment.store.database import cannot_open, connect, read_url
from assessment.store.desk import Desk
from assessment.store.migrating import check_version, head
from assessment.store.refusals import StoreRefused
from assessment.store.schema import metadata, trail
from assessment.store.secret import secret_path

PROTECTING_TRIGGERS = frozenset(
    {
        "tr_answer_log_update",
        "tr_answer_log_delete",
        "tr_results_update",
        "tr_results_delete",
        "tr_trail_update",
        "tr_trail_delete",
        "tr_trail_head_update",
        "tr_trail_head_delete",
        "tr_content_overrides_update",
        "tr_invitation_log_update",
        "tr_invitation_log_delete",
    }
)


@dataclass(frozen=True)
class Check:
    """One thing examined; ``remedy`` says what to do, and is None when nothing is.

    Something in order may have a remedy too: what is not there yet, which is right before the first start only.
    """

    label: Label
    ok: bool
    remedy: Label | None = None


def doctor(url: str | None = None) -> list[Check]:
    """Examine the database at a URL, by default ``database_url()``; never raises for its faults, changes nothing."""
    opens = label("数据库可以打开", "The database opens")
    try:
        parsed = read_url(url or database_url())
        if parsed.get_backend_name() == "sqlite" and not (path := Path(str(parsed.database)).absolute()).exists():
            return [_not_yet(path)]
        engine = connect(url or database_url(), pooled=False)
    except StoreRefused as refused:
        return [Check(opens, False, refused.remedy)]
    try:
        with engine.begin() as connection:
            migrated = _migrated(connection)
    except DBAPIError as error:
        closed = cannot_open(engine, error)
        return [Check(closed.message, False, closed.remedy)]
    further = [_run(examination, engine) for examination in _examinations(engine, migrated)]
    return [Check(opens, True), migrated, *further]


def _not_yet(path: Path) -> Check:
    folder = next(parent for parent in path.parents if parent.exists())
    if folder.is_dir() and os.access(folder, os.W_OK):
        return _first_start(label(f"还没有数据库文件 {path}", f"There is no database file {path} yet"))
    return Check(
        label(f"数据库无法建立：{folder} 不能写入", f"No database can be made: {folder} cannot be written"),
        False,
        label("请检查文件夹的写入权限，或换一个位置。", "Check the folder's permissions, or choose another place."),
    )


def _first_start(found: Label) -> Check:
    remedy = label(
        "第一次启动 assessment serve 时自动建立。本来应该有数据的，请核对 ASSESSMENT_DATABASE_URL，或从备份恢复。",
        "The first 'assessment serve' makes it. If there should be data already, check ASSESSMENT_DATABASE_URL, or "
        "restore a backup.",
    )
    return Check(found, True, remedy)


def _migrated(connection: Connection) -> Check:
    try:
        version = check_version(connection)
    except StoreRefused as refused:
        return Check(refused.message, False, refused.remedy)
    if version is None:
        return _first_start(label("数据库是空的，还没有表", "The database is empty and has no tables yet"))
    if version == head():
        return Check(label("表结构是最新的", "The schema is current"), True)
    remedy = label(
        "启动一次程序即自动升级：assessment serve。", "Start the program once; it upgrades itself: assessment serve."
    )
    return Check(label(f"表结构是旧的（{version}）", f"The schema is an old one ({version})"), False, remedy)


@dataclass(frozen=True)
class _Examination:
    label: Label
    holds: Callable[[Connection], bool]
    remedy: Label
    writing: bool = False


def _run(examination: _Examination, engine: Engine) -> Check:
    try:
        with engine.execution_options(writing=examination.writing).connect() as connection:
            ok = examination.holds(connection)  # never committed: what it writes, it only tries
    except DBAPIError:
        ok = False
    return Check(examination.label, ok, None if ok else examination.remedy)


def _examinations(engine: Engine, migrated: Check) -> list[_Examination]:
    restore = label("请停止程序，从备份恢复数据库。", "Stop the program and restore the database from a backup.")
    chosen = [
        _Examination(
            label("数据库可以写入", "The database can be written"),
            _writable,
            label("请检查文件或账号的写入权限，以及磁盘空间。", "Check write permissions and the disk space."),
            writing=True,
        )
    ]
    begun = not (migrated.ok and migrated.remedy)
    if engine.dialect.name == "sqlite" and begun:
        chosen.append(
            _Examination(
                label("预写日志（WAL）已开启", "Write-ahead logging is on"),
                lambda connection: connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal",
                label(
                    "启动一次程序即自动开启；数据库文件要放在本机磁盘上，不能放在网络盘。",
                    "Start the program once; the file must be on a local disk, not on a network share.",
                ),
            )
        )
        chosen.append(_Examination(label("数据完好", "The data are sound"), _sqlite_sound, restore))
    if migrated.ok and begun:
        chosen.append(_Examination(label("各表可以读取", "Every table can be read"), _readable, restore))
        chosen.append(
            _Examination(
                label("结果和修改记录受保护，不能改写", "Results and the log are protected"), _protected, restore
            )
        )
        chosen.append(
            _Examination(
                label("操作记录完好", "The trail is whole"),
                lambda connection: _trail_whole(connection, engine),
                label(
                    "运行 assessment trail verify 看是哪一条；密钥文件不在数据库旁的，先把它放回。",
                    "Run 'assessment trail verify' to see which line; where the secret beside the database is gone, "
                    "put it back first.",
                ),
            )
        )
    return chosen


def _trail_whole(connection: Connection, engine: Engine) -> bool:
    """Every line read and checked; a secret that is gone is not made anew, which would only hide the loss."""
    if not secret_text() and not secret_path(engine.url).exists():
        return connection.execute(trail.select().limit(1)).first() is None
    try:
        return Desk(engine).trail.verify().whole
    except StoreRefused:
        return False


def _writable(connection: Connection) -> bool:
    connection.exec_driver_sql("CREATE TABLE doctor_probe (n INTEGER)")
    connection.exec_driver_sql("INSERT INTO doctor_probe VALUES (1)")
    return connection.exec_driver_sql("SELECT n FROM doctor_probe").scalar() == 1


def _sqlite_sound(connection: Connection) -> bool:
    sound = connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    return sound and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is None


def _readable(connection: Connection) -> bool:
    for table in metadata.sorted_tables:
        connection.execute(table.select().limit(1)).first()
    return True


def _protected(connection: Connection) -> bool:
    if connection.dialect.name == "sqlite":
        names = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    else:
        names = text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'")
    return set(connection.scalars(names)) >= PROTECTING_TRIGGERS
