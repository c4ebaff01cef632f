"""What a centre is working on: its file, what was read from it, and what is made of it.

The file is kept on the disk under a token that stands in the address, so that a reload, a cut connection and a restart
of the server find it again; what was read from it is held in memory, for a few files at a time.
"""

from __future__ import annotations

import secrets
import shutil
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import streamlit as st

from assessment import settings
from assessment.batch import Batch, Overview, Written, score_file
from assessment.language import Label
from assessment.peers import ReleaseDesk
from assessment.providers import Matchmaking
from assessment.web import resources
from assessment.web.centre import kept
from assessment.web.centre.jobs import Job
from assessment.web.centre.kept import About

IN_MEMORY = 4
"""The firms of so many files are held in memory, and of all that were looked at in the last ``LOOKED_AT`` seconds."""
LOOKED_AT = 120.0
ARCHIVE = "reports.zip"
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

    token: str
    about: About
    reading: Job[Batch] | None = None
    archive: Archive | None = None
    meeting: Meeting | None = None
    used: float = 0.0
    _faultless: Batch | None = None
    _overviews: dict[str, Overview] = field(default_factory=dict)
    _desk: ReleaseDesk | None = None

    def read(self) -> None:
        """Start to read the file."""
        advisor, token, about = resources.advisor(), self.token, self.about
        self.reading = Job(lambda job: score_file(advisor, kept.data(token), about.day, about.name, say=job.say))

    @property
    def name(self) -> str:
        """What the person calls the file."""
        return self.about.name

    @property
    def faultless(self) -> bool:
        """Whether only the firms without a problem count."""
        return self.about.faultless

    @faultless.setter
    def faultless(self, only: bool) -> None:
        if only != self.about.faultless:
            self.about = replace(self.about, faultless=only)
            kept.describe(self.token, self.about)

    @property
    def at_work(self) -> bool:
        """Is the file being read?"""
        return self.reading is not None and self.reading.running

    def settled(self, seconds: float) -> bool:
        """Wait at most so long for the file to be read; true when it has been, or was refused."""
        return self.reading is not None and self.reading.wait(seconds)

    @property
    def faults(self) -> tuple[Label, ...]:
        """Why the file was refused."""
        return () if self.reading is None else self.reading.faults

    @property
    def whole(self) -> Batch | None:
        """Every firm of the file; None while it is being read, and when it was refused."""
        return None if self.reading is None else self.reading.result

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
        if self._desk is None:
            self._desk = ReleaseDesk.of(whole.table, settings.peer_floor(), settings.today(), resources.store())
        if framework_id not in self._overviews:
            self._overviews[framework_id] = Overview(whole.reading, framework_id, self._desk)
        return self._overviews[framework_id]

    @property
    def busy(self) -> bool:
        """Is something still being made?"""
        made = (self.archive, self.meeting)
        return self.at_work or any(one is not None and one.job.running for one in made)

    def let_go(self) -> None:
        """Free the memory that the firms take."""
        self.reading = self._faultless = self._desk = None
        self._overviews.clear()

    def put_away(self) -> None:
        """Stop what is at work, and remove its files."""
        if self.archive is not None:
            self.archive.discard()
        if self.meeting is not None:
            self.meeting.job.stop.set()


_benches: dict[str, Bench] = {}
_lock = threading.Lock()


def begin(name: str, data: bytes) -> Bench:
    """Keep a file and start to read it; what was in hand in this session is put away.

    Raises ``InputRefused`` when there is no room to keep it.
    """
    close()
    token = secrets.token_urlsafe(16)
    kept.put(token, About(name, settings.now().isoformat(), settings.today().isoformat()), data)
    bench = _open(token)
    assert bench is not None
    st.session_state[PLACE] = st.query_params[PLACE] = token
    return bench


def current() -> Bench | None:
    """The file in hand, by the address or by the session; None when there is none, or no longer.

    One that this server does not hold in memory, since it was restarted or others were at work, is read again.
    """
    token = st.query_params.get(PLACE) or st.session_state.get(PLACE) or ""
    bench = _open(token)
    if bench is not None:
        st.session_state[PLACE] = token
        if st.query_params.get(PLACE) != token:
            st.query_params[PLACE] = token
    return bench


def lost() -> bool:
    """Does the address name a file that is no longer kept?"""
    return PLACE in st.query_params and current() is None


def close() -> None:
    """Put the file in hand away, and forget it."""
    token = st.query_params.pop(PLACE, None) or st.session_state.get(PLACE)
    st.session_state.pop(PLACE, None)
    _forget(token or "")


def archive_of(ticket: str) -> Archive | None:
    """The finished archive of a download ticket."""
    with _lock:
        made = {bench.archive.ticket: bench.archive for bench in _benches.values() if bench.archive is not None}
    archive = made.get(ticket)
    return archive if archive is not None and archive.job.result is not None else None


def sweep() -> None:
    """Forget every file that nobody has used for hours, with all that was made of it."""
    with _lock:
        held = list(_benches.items())
    for token, bench in held:
        if bench.busy:
            kept.touch(token)
        elif kept.get(token) is None:
            _forget(token)
    kept.sweep()


def _open(token: str) -> Bench | None:
    """The bench of a file that is kept, at work on it or done; None when it is not kept."""
    sweep()
    about = kept.get(token)
    if about is None:
        return None
    kept.touch(token)
    with _lock:
        bench = _benches.get(token)
        if bench is None:
            bench = _benches[token] = Bench(token, about)
        bench.used = time.monotonic()
        if bench.reading is None:
            bench.read()
        _make_room()
    return bench


def _forget(token: str) -> None:
    with _lock:
        bench = _benches.pop(token, None)
    if bench is not None:
        bench.put_away()
    if token:
        kept.drop(token)


def _make_room() -> None:
    """Let go of the firms of files that nobody looks at just now; they are read again when somebody does."""
    idle = sorted((b for b in _benches.values() if b.reading is not None and not b.busy), key=lambda b: b.used)
    for bench in idle[: max(0, len(idle) - IN_MEMORY)]:
        if time.monotonic() - bench.used > LOOKED_AT:
            bench.let_go()
