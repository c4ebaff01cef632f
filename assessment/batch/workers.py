"""Work spread over processes that stay alive: results in order, given up soon after somebody says so."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from assessment.language import label
from assessment.problems import refuse

Task = TypeVar("Task")
Result = TypeVar("Result")


_NEW_OBJECTS = 20_000


class Pending(Protocol):
    """A result that will be there."""

    def result(self, timeout: float | None = None) -> Any:
        """The result; raises ``TimeoutError`` when it is not there in time."""


class Pool(Protocol):
    """Whoever takes tasks."""

    def submit(self, work: Callable[[Any], Any], task: Any, /) -> Pending:
        """Hand out a task."""


class Stopped(Exception):
    """The work was given up because somebody said so."""


@contextmanager
def workers(
    what: str, processes: int, begin: Callable[..., None], given: tuple[Any, ...]
) -> Iterator[ProcessPoolExecutor]:
    """So many processes, each of which calls ``begin(*given)`` once.

    Raises ``InputRefused`` about ``what`` when they die. They are started afresh rather than forked: a copy of a
    process with threads may hold a lock for ever.
    """
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), begin_worker, (begin, given))
    try:
        yield pool
    except BrokenProcessPool as fault:
        raise refuse(
            what,
            label("处理数据的进程意外停止，多半是内存不够", "a process at work died, probably out of memory"),
            label("请减少企业数，或在内存更大的机器上重试。", "Take fewer firms, or a machine with more memory."),
        ) from fault
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def in_order(
    pool: Pool,
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    stop: threading.Event,
    ahead: int,
) -> Generator[Result]:
    """The result of every task, in order, with at most ``ahead`` handed out.

    Raises ``Stopped`` soon after ``stop`` is set.
    """
    waiting: deque[Pending] = deque()
    for task in tasks:
        waiting.append(pool.submit(work, task))
        if len(waiting) >= ahead:
            yield awaited(waiting.popleft(), stop)
    while waiting:
        yield awaited(waiting.popleft(), stop)


def awaited(pending: Pending, stop: threading.Event) -> Any:
    """The result of a task, once it is there. Raises ``Stopped`` soon after ``stop`` is set."""
    while not stop.is_set():
        try:
            return pending.result(timeout=0.2)
        except (NotYet, TimeoutError):
            continue
    raise Stopped


def keep_what_is_loaded() -> None:
    """For a process that has loaded all it needs: the collector of garbage leaves that alone, and looks for what is
    in circles less often than after every 700 new objects, of which a report makes tens of thousands.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)


def begin_worker(begin: Callable[..., object], given: tuple[Any, ...]) -> None:
    """The first thing that a process at work does: it ends with whoever began it, loads what it needs, and is quiet."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever began them says when to stop
    begin(*given)
    # From here on exceptions come back by themselves, and the solver now and then prints a line for nobody.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    keep_what_is_loaded()


def _end_with_parent() -> None:
    """A server that is killed cannot tell its processes; left alone they would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
