"""What a centre is working on: its file, what was read from it, and what is made of it.

It is kept in the server's memory under a token that stands in the address, so that a reload or a cut connection finds
it again. Nothing of it is written to the database.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import numpy as np
import streamlit as st

from assessment import settings
from assessment.batch import Batch, Overview, Written, score_file
from assessment.providers import Matchmaking
from assessment.web import resources
from assessment.web.centre.jobs import Job

MOST = 4
IDLE_SECONDS = 6 * 3600.0
ARCHIVE = "reports.zip"
_FOLDERS = "ganqi-reports-"
_LEFT_BEHIND = 48 * 3600.0
PLACE = "batch"
"""Where the address, and the session, hold the token of the file in hand."""


@dataclass
class Archive:
    """Reports being made, and the folder of the file that they end up in."""

    firms: int
    name: str
    job: Job[Written]
    folder: Path
    ticket: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    @property
    def path(self) -> Path:
        """The file; it is there once the job has ended well."""
        return self.folder / ARCHIVE

    def discard(self) -> None:
        """Stop the work, and remove the file when it has stopped."""
        self.job.stop.set()
        threading.Thread(target=self._clean_up, daemon=True).start()

    def _clean_up(self) -> None:
        self.job.wait(600)
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True)
class Meeting:
    """Matchmaking at work or done, and what it was made with: which firms, and which version of the pool."""

    job: Job[Matchmaking]
    faultless: bool
    pool: str


@dataclass
class Bench:
    """One file in hand; with ``faultless`` only the firms without a problem in their row count."""

    name: str
    at: datetime
    reading: Job[Batch]
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    faultless: bool = False
    archive: Archive | None = None
    meeting: Meeting | None = None
    used: float = field(default_factory=time.monotonic)
    _faultless: Batch | None = None
    _overviews: dict[str, Overview] = field(default_factory=dict)

    @property
    def whole(self) -> Batch | None:
        """Every firm of the file; None while it is being read, and when it was refused."""
        return self.reading.result

    @property
    def chosen(self) -> Batch:
        """The firms that results and reports are about."""
        whole = self.whole
        assert whole is not None
        if not self.faultless:
            return whole
        if self._faultless is None:
            self._faultless = whole.only(np.flatnonzero(~whole.faulty))
        return self._faultless

    def overview(self, framework_id: str) -> Overview:
        """The figures over all firms of the file."""
        whole = self.whole
        assert whole is not None
        if framework_id not in self._overviews:
            self._overviews[framework_id] = Overview(whole.reading, framework_id, settings.peer_floor())
        return self._overviews[framework_id]

    @property
    def busy(self) -> bool:
        """Is something still being made?"""
        made = (self.archive, self.meeting)
        return self.reading.running or any(one is not None and one.job.running for one in made)

    def put_away(self) -> None:
        """Stop what is at work, and remove its files."""
        if self.archive is not None:
            self.archive.discard()
        if self.meeting is not None:
            self.meeting.job.stop.set()


_benches: dict[str, Bench] = {}
_lock = threading.Lock()


def begin(name: str, data: bytes) -> Bench:
    """Start to read a file; what was in hand in this session is put away."""
    close()
    advisor, today = resources.advisor(), settings.today()
    bench = Bench(name, settings.now(), Job(lambda job: score_file(advisor, data, today, name, say=job.say)))
    with _lock:
        _benches[bench.token] = bench
        _make_room()
    st.session_state[PLACE] = st.query_params[PLACE] = bench.token
    return bench


def current() -> Bench | None:
    """The file in hand, by the address or by the session; None when there is none, or no longer."""
    token = st.query_params.get(PLACE) or st.session_state.get(PLACE)
    with _lock:
        bench = _benches.get(token or "")
    if bench is not None:
        bench.used = time.monotonic()
        st.session_state[PLACE] = bench.token
        if st.query_params.get(PLACE) != bench.token:
            st.query_params[PLACE] = bench.token
    return bench


def lost() -> bool:
    """Does the address name a file that is no longer in memory?"""
    return PLACE in st.query_params and current() is None


def close() -> None:
    """Put the file in hand away."""
    token = st.query_params.pop(PLACE, None) or st.session_state.get(PLACE)
    st.session_state.pop(PLACE, None)
    with _lock:
        bench = _benches.pop(token or "", None)
    if bench is not None:
        bench.put_away()


def archive_of(ticket: str) -> Archive | None:
    """The finished archive of a download ticket."""
    with _lock:
        made = {bench.archive.ticket: bench.archive for bench in _benches.values() if bench.archive is not None}
    archive = made.get(ticket)
    return archive if archive is not None and archive.job.result is not None else None


def new_folder() -> Path:
    """A folder that only this server reads; those that a server left behind when it was killed are removed."""
    for old in Path(tempfile.gettempdir()).glob(f"{_FOLDERS}*"):
        if time.time() - old.stat().st_mtime > _LEFT_BEHIND:
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=_FOLDERS))


def _make_room() -> None:
    """Forget what nobody has looked at for hours, and the oldest when there are too many; what is at work stays."""
    idle = sorted((b for b in _benches.values() if not b.busy), key=lambda b: b.used)
    now = time.monotonic()
    for bench in idle:
        if now - bench.used > IDLE_SECONDS or len(_benches) > MOST:
            del _benches[bench.token]
            bench.put_away()
