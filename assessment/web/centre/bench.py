"""What a centre is working on: its file, what was read from it, and what is made of it.

The file, and the jobs about it, stand in the database under a number that is in the address, so that a reload, a cut
connection, a restart and another process of the server find them again; what was read from it is held in memory, for a
few files at a time.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import streamlit as st

from assessment import settings
from assessment.advisory import Advisor
from assessment.batch import Batch, Overview
from assessment.language import Label
from assessment.peers import ReleaseDesk
from assessment.store.records import JobRecord, KeptFile
from assessment.web import resources, visitors
from assessment.work import kept, kinds

IN_MEMORY = 4
"""The firms of so many files are held in memory, and of all that were looked at in the last ``LOOKED_AT`` seconds."""
LOOKED_AT = 120.0
PLACE = "batch"
"""Where the address, and the session, hold the number of the file in hand."""

_LOOK = 0.05
_NOTED = timedelta(minutes=1)
"""How exactly the database knows when a file was last used."""


@dataclass
class _Firms:
    """The firms of one file in memory, with what was made of them."""

    advisor: Advisor
    whole: Batch
    used: float = 0.0
    faultless: Batch | None = None
    overviews: dict[str, Overview] = field(default_factory=dict)
    desk: ReleaseDesk | None = None


_firms: dict[UUID, _Firms] = {}
_lock = threading.Lock()


class Bench:
    """One file in hand, as it stands in the database during one run of a page."""

    def __init__(self, file: KeptFile):
        self.file = file
        self._newest: dict[str, JobRecord] = {}
        for job in resources.store().jobs(file.id):
            self._newest.setdefault(job.kind, job)
        if kinds.READING not in self._newest:
            self.begin(kinds.READING, {})

    def begin(self, kind: str, given: dict[str, Any]) -> JobRecord:
        """Ask for a job about the file."""
        job = self._newest[kind] = resources.store().begin_job(kind, visitors.signature(), given, self.file.id)
        resources.runner().wake()
        return job

    def job(self, kind: str) -> JobRecord | None:
        """The newest job of a kind about the file; None when there is none."""
        return self._newest.get(kind)

    def look(self, kind: str) -> JobRecord | None:
        """The same as it stands now."""
        known = self._newest.get(kind)
        now = None if known is None else resources.store().job(known.id)
        if now is None:
            self._newest.pop(kind, None)
        else:
            self._newest[kind] = now
        return now

    def put_away(self, kind: str) -> None:
        """Stop a job about the file, and forget what it made."""
        for job in resources.store().jobs(self.file.id):
            if job.kind == kind:
                resources.store().forget_job(job.id)
                kinds.forget_what_was_made(job)
        self._newest.pop(kind, None)
        resources.runner().wake()

    def stop(self, kind: str) -> None:
        """Ask that a job about the file stop."""
        if job := self._newest.get(kind):
            resources.store().ask_stop(job.id)
            resources.runner().wake()

    @property
    def name(self) -> str:
        """What the person calls the file."""
        return self.file.name

    @property
    def faultless(self) -> bool:
        """Whether only the firms without a problem count."""
        return self.file.faultless

    @faultless.setter
    def faultless(self, only: bool) -> None:
        if only != self.file.faultless:
            resources.store().choose_firms(self.file.id, faultless=only)
            found = resources.store().kept_file(self.file.id)
            self.file = found or self.file

    @property
    def at_work(self) -> bool:
        """Is the file being read?"""
        job = self.job(kinds.READING)
        return job is not None and job.open

    def settled(self, seconds: float) -> bool:
        """Wait at most so long for the file to be read; true when it has been, or was refused."""
        until = time.monotonic() + seconds
        while self.at_work and time.monotonic() < until:
            time.sleep(_LOOK)
            self.look(kinds.READING)
        return not self.at_work

    @property
    def faults(self) -> tuple[Label, ...]:
        """Why the file was refused."""
        job = self.job(kinds.READING)
        return () if job is None else job.faults

    @property
    def whole(self) -> Batch | None:
        """Every firm of the file; None while it is being read, and when it was refused."""
        held = self._held()
        return None if held is None else held.whole

    @property
    def chosen(self) -> Batch:
        """The firms that results and reports are about."""
        held = self._held()
        assert held is not None
        if not self.faultless:
            return held.whole
        if held.faultless is None:
            held.faultless = kinds.only_faultless(held.whole)
        return held.faultless

    def overview(self, framework_id: str) -> Overview:
        """The figures over all firms of the file."""
        held = self._held()
        assert held is not None
        if held.desk is None:
            held.desk = ReleaseDesk.of(held.whole.table, settings.peer_floor(), settings.today(), resources.store())
        if framework_id not in held.overviews:
            held.overviews[framework_id] = Overview(held.whole.reading, framework_id, held.desk)
        return held.overviews[framework_id]

    def _held(self) -> _Firms | None:
        """The firms in memory, fetched where they are not; with the content in force when the file was opened."""
        job = self.job(kinds.READING)
        if job is None or job.state != "done":
            return None
        with _lock:
            held = _firms.get(self.file.id)
            if held is None:
                advisor = resources.advisor()
                whole = kinds.batch_of(advisor, self.file)
                if whole is None:  # the questions have changed since
                    self.begin(kinds.READING, {})
                    return None
                held = _firms[self.file.id] = _Firms(advisor, whole)
            held.used = time.monotonic()
            _make_room()
        return held


def begin(name: str, data: bytes) -> None:
    """Keep a file, and have it read.

    Raises ``InputRefused`` when there is no room to keep it.
    """
    file = kept.put(resources.store(), name, data, visitors.signature(), settings.today())
    Bench(file)
    take(file.id)


def read_again(held: Bench) -> None:
    """Have the file in hand read anew."""
    with _lock:
        _firms.pop(held.file.id, None)
    held.begin(kinds.READING, {})


def take(file_id: UUID) -> None:
    """Take a kept file in hand."""
    st.session_state[PLACE] = st.query_params[PLACE] = str(file_id)


def current() -> Bench | None:
    """The file in hand, by the address or by the session; None when there is none, or no longer."""
    named = st.query_params.get(PLACE) or st.session_state.get(PLACE) or ""
    bench = opened(named)
    if bench is not None:
        st.session_state[PLACE] = named
        if st.query_params.get(PLACE) != named:
            st.query_params[PLACE] = named
    return bench


def opened(named: str) -> Bench | None:
    """The file of a number; None when there is none, no longer, or when somebody else handed it in."""
    try:
        file_id = UUID(named)
    except ValueError:
        return None
    file = resources.store().kept_file(file_id)
    if file is None:
        with _lock:
            _firms.pop(file_id, None)
        return None
    if not visitors.is_theirs(file.owner, visitors.signed_in()):
        return None
    if settings.now() - file.used_at > _NOTED:
        resources.store().use_file(file_id)
    return Bench(file)


def lost() -> bool:
    """Does the address name a file that is no longer kept?"""
    return PLACE in st.query_params and current() is None


def lay_down() -> None:
    """Have no file in hand; it stays kept."""
    st.query_params.pop(PLACE, None)
    st.session_state.pop(PLACE, None)


def forget(file_id: UUID) -> None:
    """Forget a file with all that was made of it."""
    if st.session_state.get(PLACE) == str(file_id) or st.query_params.get(PLACE) == str(file_id):
        lay_down()
    kept.drop(resources.store(), file_id)
    with _lock:
        _firms.pop(file_id, None)
    resources.runner().wake()


def _make_room() -> None:
    """Let go of the firms of files that nobody looks at just now; they are fetched again when somebody does."""
    idle = sorted(_firms, key=lambda file_id: _firms[file_id].used)
    for file_id in idle[: max(0, len(idle) - IN_MEMORY)]:
        if time.monotonic() - _firms[file_id].used > LOOKED_AT:
            del _firms[file_id]
