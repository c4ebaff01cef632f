"""Work that takes longer than a person stays on a page: it goes on without them, and they find it again later."""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath
from typing import Generic, TypeVar

from assessment.batch.workers import Stopped
from assessment.language import Label, label
from assessment.problems import InputRefused

Result = TypeVar("Result")

_LOG = logging.getLogger(__name__)
_STARTING = label("正在准备…", "Getting ready…")
_DISK = label(
    "写文件时出错，多半是磁盘满了。请管理员清出空间后重试。",
    "A file could not be written, probably because the disk is full. Have some space freed and try again.",
)
_BROKEN = label(
    "处理时出了问题，文件没有损坏。请重试；如果还不行，请把编号 {number} 告诉管理员。",
    "Something went wrong; your file is unharmed. Try again; if that does not help, give the number {number} to "
    "whoever runs this system.",
)


class Job(Generic[Result]):
    """A function running in a thread of its own; ``words``, ``done`` and ``all`` say how far it has come."""

    def __init__(self, work: Callable[[Job[Result]], Result]):
        self.words: Label = _STARTING
        self.done = self.all = 0
        self.stop = threading.Event()
        self.faults: tuple[Label, ...] = ()
        self._result: list[Result] = []
        self._work = work
        self._began = time.monotonic()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Is it still at work?"""
        return self._thread.is_alive()

    @property
    def seconds(self) -> float:
        """How long ago it began."""
        return time.monotonic() - self._began

    @property
    def result(self) -> Result | None:
        """What came out; None while it runs, and when it failed or was stopped."""
        return self._result[0] if self._result else None

    def wait(self, seconds: float) -> bool:
        """Wait at most so long; true when it has ended."""
        self._thread.join(seconds)
        return not self.running

    def say(self, words: Label) -> None:
        """What is being done now."""
        self.words = words

    def advance(self, done: int, all_: int) -> None:
        """So much is done."""
        self.done, self.all = done, all_

    def _run(self) -> None:
        try:
            self._result.append(self._work(self))
        except Stopped:
            pass
        except InputRefused as refused:
            told = [replace(problem, where=PurePath(problem.where).name) for problem in refused.problems]
            self.faults = tuple(label(problem.sentence("zh"), problem.sentence("en")) for problem in told)
        except OSError as fault:
            _LOG.error("a job could not write: %s", fault)
            self.faults = (_DISK,)
        except Exception as fault:
            number = secrets.token_hex(3).upper()
            _LOG.error("job failed, number %s", number, exc_info=fault)
            self.faults = (_BROKEN.fill(number=number),)


def processes() -> int:
    """One processor is left for the people who look at pages."""
    return max(1, (os.cpu_count() or 1) - 1)


def duration(seconds: float) -> Label:
    """A length of time as a person says it."""
    if seconds < 90:
        return label("1 分钟", "a minute")
    if seconds < 5400:
        return label("{n} 分钟", "{n} minutes").fill(n=round(seconds / 60))
    return label("{n} 小时", "{n} hours").fill(n=f"{seconds / 3600:.1f}")
