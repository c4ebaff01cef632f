"""Files that a centre handed in, with all that was made of them, until nobody uses them for days or somebody says so.

What is known of a file stands in the database, its content in a folder of its own beside it; every process of the
server that works with the database must see the same folder.
"""

from __future__ import annotations

import contextlib
import shutil
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy.engine import make_url

from assessment import settings
from assessment.language import label
from assessment.output import written
from assessment.problems import refuse
from assessment.store.assessments import Store
from assessment.store.outbox import WEBHOOK
from assessment.store.records import KeptFile

MOST_BYTES = 4 * 2**30
"""So much is kept of all files together; a further one is refused, and nobody's is thrown away for it."""

EXPORT = "export"
BY_THEMSELVES = frozenset({EXPORT, WEBHOOK})
"""Jobs that are about no file: they are forgotten as long after their end, with what they made."""
_FILE = "file"
_YOUNG = timedelta(hours=1)
"""A folder may be younger than what the database says of it."""


def folder() -> Path:
    """Where files are kept: where it is set, else beside a SQLite database, else in ``var`` of the project."""
    if chosen := settings.files_folder():
        return chosen
    url = make_url(settings.database_url())
    sqlite = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
    return (Path(str(url.database)).resolve().parent if sqlite else settings.content_root() / "var") / "uploads"


def put(store: Store, name: str, data: bytes, owner: str, day: date) -> KeptFile:
    """Keep a file; raises ``InputRefused`` when there is no room."""
    if store.bytes_kept() + len(data) > MOST_BYTES:
        raise refuse(
            name,
            label("暂存的文件已经太多，放不下这一个", "too many files are kept; there is no room for this one"),
            label(
                "请先删除不用的文件，或请管理员用命令行处理。",
                "Delete files that are no longer needed, or use the command line.",
            ),
        )
    kept = store.keep_file(name, len(data), owner, day)
    try:
        place(kept.id).mkdir(mode=0o700, parents=True, exist_ok=True)
        with written(place(kept.id) / _FILE) as stream:
            stream.write(data)
    except BaseException:
        drop(store, kept.id)
        raise
    return kept


def place(file_id: UUID) -> Path:
    """The folder of a file and of what was made of it."""
    return folder() / file_id.hex


def content(file_id: UUID) -> Path:
    """The file as it was handed in."""
    return place(file_id) / _FILE


def drop(store: Store, file_id: UUID) -> None:
    """Forget a file, the jobs about it, and what was made of it."""
    store.forget_file(file_id)
    shutil.rmtree(place(file_id), ignore_errors=True)


def sweep(store: Store) -> None:
    """Forget what nobody has used for days, and folders that belong to no file any more."""
    since = settings.now() - timedelta(days=settings.file_days())
    for file_id in store.idle_files(since):
        drop(store, file_id)
    store.forget_tries(since)
    known = {kept.id.hex for kept in store.kept_files()}
    for job in store.jobs():
        if job.kind in BY_THEMSELVES and job.ended_at is not None and job.ended_at < since:
            store.forget_job(job.id)
        elif job.kind in BY_THEMSELVES:
            known.add(job.id.hex)
    with contextlib.suppress(OSError):
        for path in [path for path in folder().iterdir() if path.is_dir() and path.name not in known]:
            if settings.now().timestamp() - path.stat().st_mtime > _YOUNG.total_seconds():
                shutil.rmtree(path, ignore_errors=True)
