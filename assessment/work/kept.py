"""Files that a centre handed in, with all that was made of them, until nobody uses them for days or somebody says so.

What is known of a file stands in the database, its content in a folder of its own beside it; every process of the
server that works with the database must see the same folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from dataclasses import dataclass
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

EXPORT, DRAW = "export", "draw"
BY_THEMSELVES = frozenset({EXPORT, DRAW, WEBHOOK})
"""Jobs that are about no file: they are forgotten as long after their end, with what they made."""
_FILE = "file"
_YOUNG = timedelta(hours=1)
"""A folder may be younger than what the database says of it."""


def folder(database: str | None = None) -> Path:
    """Where files are kept: where it is set, else beside a SQLite database, else in ``var`` of the project.

    ``database`` is the URL of another database than the one in use.
    """
    if chosen := settings.files_folder():
        return chosen
    url = make_url(database or settings.database_url())
    sqlite = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
    return (Path(str(url.database)).resolve().parent if sqlite else settings.content_root() / "var") / "uploads"


@dataclass(frozen=True)
class Carried:
    """Files that went along with a database: how many, with how many bytes, and the names of those not found whole."""

    files: int
    size: int
    lacking: tuple[str, ...]


def carry(store: Store, source: Path, target: Path) -> Carried:
    """Copy what the files of a database are from one folder into another, and compare every copy by its SHA-256.

    What stands in the target already is compared alike. A file that the database knows and neither folder has whole
    is named. Raises ``OSError`` when a copy cannot be written.
    """
    files = size = 0
    lacking = []
    for one in store.kept_files():
        there, here = source / one.id.hex, target / one.id.hex
        if not here.exists() and there.is_dir():
            aside = here.with_name(f"{here.name}.part")
            shutil.rmtree(aside, ignore_errors=True)
            shutil.copytree(there, aside)
            aside.rename(here)
        found = sorted(path.relative_to(here) for path in here.rglob("*") if path.is_file()) if here.exists() else []
        if Path(_FILE) not in found or (there.is_dir() and _digests(there) != _digests(here)):
            lacking.append(one.name)
        files += len(found)
        size += sum((here / path).stat().st_size for path in found)
    return Carried(files, size, tuple(lacking))


def _digests(place: Path) -> dict[str, str]:
    found = {}
    for path in sorted(path for path in place.rglob("*") if path.is_file()):
        with path.open("rb") as stream:
            found[str(path.relative_to(place))] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


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
