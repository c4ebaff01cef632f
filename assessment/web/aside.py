"""A process beside the server, in which plans are worked out: nobody's answer waits while one is reasoned out."""

from __future__ import annotations

import logging
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from typing import TypeVar, TypeVarTuple

from assessment.batch.workers import begin_worker

Given = TypeVarTuple("Given")
Found = TypeVar("Found")
SOON = 60.0
"""Seconds after which the process is started, if nobody has asked before: first pages need the processor more."""
_LOG = logging.getLogger(__name__)


class Aside:
    """One process that works for the pages of this one, from ``begin`` to ``end``; outside of that, work is done here.

    What it is given and what it finds go from process to process, so they hold no connection and nothing of a page.
    """

    def __init__(self, ready: Callable[[], object]):
        self._ready = ready
        self._lock = threading.Lock()
        self._begun = False
        self._pool: ProcessPoolExecutor | None = None
        self._hold: Connection | None = None

    def begin(self) -> None:
        """From now on there is a process, which loads what it needs (``ready``) before it is first asked."""
        self._begun = True
        soon = threading.Timer(SOON, self._running)
        soon.daemon = True
        soon.start()

    def _running(self) -> ProcessPoolExecutor | None:
        with self._lock:
            if self._begun and self._pool is None:
                spawn = multiprocessing.get_context("spawn")
                held, self._hold = spawn.Pipe(duplex=False)
                self._pool = ProcessPoolExecutor(1, spawn, begin_worker, (_begin, (held, self._ready)))
                self._pool.submit(int)  # or it would start with the first work only
                held.close()
            return self._pool

    def work_out(self, work: Callable[[*Given], Found], *given: *Given) -> Found:
        """What ``work`` gives; raises what it raises. Where the process dies over it, it is done here."""
        pool = self._running()
        if pool is not None:
            try:
                return pool.submit(work, *given).result()
            except BrokenProcessPool:
                self._forget(pool)
        return work(*given)

    def _forget(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is broken:
                _LOG.warning(
                    "the process beside the server died: killed, out of memory, or unable to begin (see above)"
                )
                self._pool = None

    def end(self) -> None:
        """Take no more work, and let go of the process; on return it is gone, and with it what it held open."""
        with self._lock:
            self._begun = False
            pool, self._pool = self._pool, None
            if pool is not None and self._hold is not None:
                self._hold.close()
                pool.shutdown()


def _begin(held: Connection, ready: Callable[[], object]) -> None:
    threading.Thread(target=_end_when_let_go, args=(held,), daemon=True).start()
    ready()


def _end_when_let_go(held: Connection) -> None:
    held.poll(None)
    os._exit(0)
