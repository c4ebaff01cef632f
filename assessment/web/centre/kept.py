"""Files that a centre handed in, kept on the disk beside the database until nobody has used them for hours.

A file lies in a folder of its own, named by a digest of the token that stands in its link, so that whoever sees the
folder learns no link. Nothing of it is written to the database.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy.engine import make_url

from assessment import settings
from assessment.language import label
from assessment.output import write_text, written
from assessment.problems import refuse

IDLE = timedelta(hours=6)
MOST_BYTES = 4 * 2**30
"""So much is kept of all files together; a further one is refused, and nobody's is thrown away for it."""

_FILE = "file"
_ABOUT = "about.json"
_REPORTS = "reports-"


@dataclass(frozen=True)
class About:
    """What is known of a file: its name, when it was handed in, the day it is scored on, and which firms count."""

    name: str
    at: str
    on: str
    faultless: bool = False

    @property
    def moment(self) -> datetime:
        """When it was handed in."""
        return datetime.fromisoformat(self.at)

    @property
    def day(self) -> date:
        """The day whose rules count."""
        return date.fromisoformat(self.on)


def folder() -> Path:
    """Where files are kept: beside a SQLite database, else in ``var`` of the project."""
    url = make_url(settings.database_url())
    sqlite = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
    return (Path(str(url.database)).resolve().parent if sqlite else settings.content_root() / "var") / "uploads"


def put(token: str, about: About, data: bytes) -> None:
    """Keep a file; raises ``InputRefused`` when there is no room."""
    kept = sum(path.stat().st_size for path in folder().glob(f"*/{_FILE}"))
    if kept + len(data) > MOST_BYTES:
        raise refuse(
            about.name,
            label("暂存的文件已经太多，放不下这一个", "too many files are kept; there is no room for this one"),
            label("请过几个小时再传，或请管理员用命令行处理。", "Try again in some hours, or use the command line."),
        )
    place = _place(token)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with written(place / _FILE) as stream:
        stream.write(data)
    describe(token, about)


def describe(token: str, about: About) -> None:
    """Note what is known of a file, and that it is in use."""
    write_text(_place(token) / _ABOUT, json.dumps(asdict(about), ensure_ascii=False))
    touch(token)


def get(token: str) -> About | None:
    """What is known of a file; None when it is not, or no longer, kept."""
    if not token or _idle_since(_place(token)) > IDLE:
        return None
    try:
        return About(**json.loads((_place(token) / _ABOUT).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def data(token: str) -> bytes:
    """The file as it was handed in."""
    return (_place(token) / _FILE).read_bytes()


def touch(token: str) -> None:
    """Note that a file is in use."""
    now = settings.now().timestamp()
    with contextlib.suppress(OSError):
        os.utime(_place(token), (now, now))


def drop(token: str) -> None:
    """Forget a file, and what was made of it."""
    shutil.rmtree(_place(token), ignore_errors=True)


def reports_folder(token: str) -> Path:
    """A new folder for reports of a file, which is forgotten with it."""
    made = _place(token) / f"{_REPORTS}{os.getpid()}-{settings.now():%H%M%S%f}"
    made.mkdir(mode=0o700, parents=True)
    touch(token)
    return made


def sweep() -> None:
    """Forget what nobody has used for ``IDLE``, and reports of servers that are gone, which nobody can fetch."""
    for place in _places():
        if _idle_since(place) > IDLE:
            shutil.rmtree(place, ignore_errors=True)
            continue
        for made in place.glob(f"{_REPORTS}*"):
            if not _alive(int(made.name.removeprefix(_REPORTS).partition("-")[0])):
                shutil.rmtree(made, ignore_errors=True)


def _place(token: str) -> Path:
    return folder() / hashlib.sha256(token.encode()).hexdigest()


def _places() -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from [path for path in folder().iterdir() if path.is_dir()]


def _idle_since(place: Path) -> timedelta:
    """How long a file has not been used; for ever when it is not there."""
    try:
        return timedelta(seconds=settings.now().timestamp() - place.stat().st_mtime)
    except OSError:
        return timedelta.max


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is there, and somebody else's
        return True
    return True
