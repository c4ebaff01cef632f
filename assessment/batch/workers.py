"""Work spread over processes that stay alive: results in order, given up soon after somebody says so."""

from __future__ import annotations

import gc
import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, TypeVar

from assessment.language import label
from assessment.problems import refuse

Task = TypeVar("Task")
Result = TypeVar("Result")


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
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("spawn"), _begin, (begin, given))
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
    pool: ProcessPoolExecutor,
    work: Callable[[Task], Result],
    tasks: Iterable[Task],
    stop: threading.Event,
    ahead: int,
) -> Generator[Result]:
    """The result of every task, in order, with at most ``ahead`` handed out.

    Raises ``Stopped`` soon after ``stop`` is set.
    """
    waiting: deque[Future[Result]] = deque()
    for task in tasks:
        waiting.append(pool.submit(work, task))
        if len(waiting) >= ahead:
            yield _next(waiting, stop)
    while waiting:
        yield _next(waiting, stop)


def _next(waiting: deque[Future[Result]], stop: threading.Event) -> Result:
    """The result of the oldest task, once it is there."""
    while not stop.is_set():
        try:
            made = waiting[0].result(timeout=0.2)
        except NotYet:
            continue
        waiting.popleft()
        return made
    raise Stopped


def _begin(begin: Callable[..., None], given: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    begin(*given)
    gc.freeze()  # what a process needs for good need not be looked through again and again


def _end_with_parent() -> None:
    """A server that is killed cannot tell its processes; left alone they would wait for work for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
