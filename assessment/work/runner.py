"""Does the jobs that stand in the database, a few at a time, and says of each that somebody is at work on it."""

from __future__ import annotations

import logging
import os
import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any, Literal
from uuid import UUID

from assessment.batch import Stopped
from assessment.language import Label, label
from assessment.problems import InputRefused
from assessment.store.alive import is_gone, new_worker
from assessment.store.assessments import Store
from assessment.store.records import JobRecord
from assessment.store.refusals import StoreRefused
from assessment.store.trail import signed_as
from assessment.work import kept

AT_ONCE = 2
"""So many jobs one process does at the same time."""
EVERY = 1.0
"""Seconds after which a process that is at work looks for jobs, and says how far its own have come."""
IDLE = 3.0
"""Seconds after which one with nothing to do looks for jobs that others have begun (it is woken for its own), and for
what was left behind."""

_LOG = logging.getLogger(__name__)
_DISK = label(
    "写文件时出错，多半是磁盘满了。请管理员清出空间后重试。",
    "A file could not be written, probably because the disk is full. Have some space freed and try again.",
)
_BROKEN = label(
    "处理时出了问题，文件没有损坏。请重试；如果还不行，请把编号 {number} 告诉管理员。",
    "Something went wrong; your file is unharmed. Try again; if that does not help, give the number {number} to "
    "whoever runs this system.",
)
_Ending = Literal["done", "failed", "cancelled", "waiting"]


class JobAtWork:
    """A job that this process is at work on: what is to be done, and the way to say how far it has come."""

    def __init__(self, store: Store, job: JobRecord, worker: str):
        self.store, self.job, self.worker = store, job, worker
        self.stop = threading.Event()
        self.again = False
        """Is it to wait for another process, since this one is ending?"""
        self._words: Label | None = None
        self._done = self._of = 0

    @property
    def folder(self) -> Path:
        """Where files go that the work makes; they are forgotten with the file that it is about."""
        assert self.job.file_id is not None
        return kept.place(self.job.file_id)

    def say(self, words: Label) -> None:
        """What is being done now."""
        self._words, self._done, self._of = words, 0, 0

    def advance(self, done: int, of: int) -> None:
        """So much is done; raises ``Stopped`` when it is to stop."""
        self._done, self._of = done, of
        if self.stop.is_set():
            raise Stopped

    def beat(self) -> None:
        """Tell the database that this process lives, and learn whether to stop."""
        if self.store.beat(self.job.id, self.worker, self._words, self._done, self._of) != "ours":
            self.stop.set()


Work = Callable[[JobAtWork], Any]
"""Does a job; returns what came out as JSON. Raises ``Stopped`` soon after ``stop`` is set."""


Chore = Callable[[Store, threading.Event], None]
"""Puts in order what a process that is gone left behind; returns soon after the event is set."""


class Runner:
    """Threads of this process that do jobs of the ``kinds`` that it knows, and a ``chore`` again and again."""

    def __init__(self, store: Callable[[], Store], kinds: Mapping[str, Work], chore: Chore | None = None):
        self._store, self._kinds = store, kinds
        self.worker = new_worker()
        self._wake, self._ending = threading.Event(), threading.Event()
        self._tasks: dict[UUID, JobAtWork] = {}
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._supervise, name="jobs", daemon=True)]
        if chore is not None:
            self._threads.append(threading.Thread(target=self._tidy, args=(chore,), name="chore", daemon=True))

    def start(self) -> None:
        """Begin to look for jobs, and for what was left behind."""
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """There is a new job, or one was asked to stop: look at once."""
        self._wake.set()

    def end(self, seconds: float) -> None:
        """Take no more jobs, and let those at work wait for the next process, which is given so many seconds."""
        self._ending.set()
        self._wake.set()
        with self._lock:
            tasks = list(self._tasks.values())
        for task in tasks:
            task.again = True
            task.stop.set()
        for thread in self._threads:
            thread.join(seconds)

    def _supervise(self) -> None:
        while not self._ending.is_set() or self._tasks:
            try:
                self._once()
            except StoreRefused as refused:
                _LOG.warning("jobs: %s", refused)
            except Exception:
                _LOG.exception("jobs: looking for them failed; they are looked for again")
            self._wake.wait(EVERY if self._tasks else IDLE)
            self._wake.clear()

    def _tidy(self, chore: Chore) -> None:
        while not self._ending.wait(IDLE):
            try:
                chore(self._store(), self._ending)
            except StoreRefused as refused:
                _LOG.warning("jobs: what was left behind is looked for again: %s", refused)
            except Exception:
                _LOG.exception("jobs: what was left behind could not be put in order; it is tried again")

    def _once(self) -> None:
        store = self._store()
        with self._lock:
            tasks = list(self._tasks.values())
        for task in tasks:
            task.beat()
        while len(self._tasks) < AT_ONCE and not self._ending.is_set():
            job = store.claim_job(self.worker, self._kinds.keys(), self._is_gone)
            if job is None:
                return
            task = JobAtWork(store, job, self.worker)
            with self._lock:
                self._tasks[job.id] = task
            threading.Thread(target=self._do, args=(task,), name=f"job-{job.kind}", daemon=True).start()

    def _is_gone(self, worker: str) -> bool:
        return is_gone(worker, self.worker)

    def _do(self, task: JobAtWork) -> None:
        state: _Ending = "failed"
        result: Any = None
        faults: tuple[Label, ...] = ()
        try:
            with signed_as(task.job.owner):
                result, state = self._kinds[task.job.kind](task), "done"
        except Stopped:
            state = "waiting" if task.again else "cancelled"
        except InputRefused as refused:
            told = [replace(problem, where=PurePath(problem.where).name) for problem in refused.problems]
            faults = tuple(label(problem.sentence("zh"), problem.sentence("en")) for problem in told)
        except StoreRefused as refused:
            faults = (
                label(f"{refused.message.zh}。{refused.remedy.zh}", f"{refused.message.en}. {refused.remedy.en}"),
            )
        except OSError as fault:
            _LOG.error("a job could not write: %s", fault)
            faults = (_DISK,)
        except Exception as fault:
            number = secrets.token_hex(3).upper()
            _LOG.error("job failed, number %s", number, exc_info=fault)
            faults = (_BROKEN.fill(number=number),)
        try:
            task.store.end_job(task.job.id, self.worker, state, result, faults)
        except StoreRefused as refused:  # it is claimed anew when this process's time is over
            _LOG.error("how a job ended could not be put down: %s", refused)
        with self._lock:
            del self._tasks[task.job.id]
        self._wake.set()


def processes() -> int:
    """One processor is left for the people who look at pages."""
    return max(1, (os.cpu_count() or 1) - 1)
