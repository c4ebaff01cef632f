"""Where the work of a batch is done: here, by processes of this machine, or by the workers of a Dask cluster.

All of them take tasks and give results in the order of the tasks, so that what comes out is the same, byte by byte.
"""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from assessment.batch.workers import Pending, Pool, workers
from assessment.language import label
from assessment.problems import refuse

Hands = tuple[Pool, int]
"""Whoever takes tasks, and how many are worked on at the same time."""
_ANSWERS = 20  # seconds within which a scheduler answers


@dataclass(frozen=True)
class Engine:
    """Where work is done: by the cluster at an address, by so many processes here, or in this one for ``processes`` 1.

    ``processes`` None is one for each processor.
    """

    processes: int | None = None
    cluster: str | None = None

    @property
    def hands(self) -> int:
        """How many tasks are worked on at the same time here; a cluster says so itself."""
        return self.processes or os.cpu_count() or 1

    @contextmanager
    def pool(
        self,
        what: str,
        begin: Callable[..., None],
        given: tuple[Any, ...],
        most: int | None = None,
        here: bool = False,
    ) -> Iterator[Hands]:
        """Hands that have begun with ``begin(*given)``, and how many there are; ``most`` tasks are to be done.

        ``begin`` sets what the tasks of its module need. With ``here`` a single pair of hands is this process. Raises
        ``InputRefused`` about ``what`` when the processes die or the cluster is not to be had.
        """
        if self.cluster is not None:
            with _cluster(self.cluster, what, begin, given) as found:
                yield found
            return
        hands = self.hands if most is None else max(1, min(self.hands, most))
        if hands == 1 and here:
            begin(*given)
            yield _Here(), 1
            return
        with workers(what, hands, begin, given) as pool:
            yield pool, hands


class _Here:
    """Does what it is asked at once, in this process."""

    def submit(self, work: Callable[[Any], Any], task: Any, /) -> Pending:
        """Do the task."""
        done: Future[Any] = Future()
        done.set_result(work(task))
        return done


@contextmanager
def _cluster(address: str, what: str, begin: Callable[..., None], given: tuple[Any, ...]) -> Iterator[Hands]:
    """The workers of a cluster. One that dies is done without: its tasks are given to another, each counted once."""
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise refuse(
            "--cluster",
            label("没有安装集群所需的软件", "what a cluster needs is not installed"),
            label(
                "请安装：pip install 'ganqi-shuzhen[cluster]'。", "Install it: pip install 'ganqi-shuzhen[cluster]'."
            ),
        ) from None
    try:
        client = Client(address, timeout=_ANSWERS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as fault:
        raise refuse(
            "--cluster",
            label("连不上这个集群", "this cluster does not answer"),
            label("请核对地址，例如 tcp://10.0.0.5:8786。", "Check the address, for example tcp://10.0.0.5:8786."),
            address,
        ) from fault
    try:
        hands = sum(client.nthreads().values())
        if not hands:
            raise refuse(
                "--cluster",
                label("集群里没有工作进程", "the cluster has no workers"),
                label("请先启动：dask worker 地址 --nthreads 1。", "Start some: dask worker ADDRESS --nthreads 1."),
                address,
            )
        yield _Workers(client, begin, given), hands
    except KilledWorker as fault:
        raise refuse(
            what,
            label("集群里几个工作进程先后停在同一件事上", "several workers of the cluster died at the same task"),
            label("多半是内存不够；请看工作进程的日志。", "Probably out of memory; see the logs of the workers."),
        ) from fault
    finally:
        client.close()


class _Workers:
    """The workers of a cluster: what they begin with is sent to each of them once."""

    def __init__(self, client: Any, begin: Callable[..., None], given: tuple[Any, ...]):
        self._client = client
        job = pickle.dumps((begin, given))
        self._key = f"{os.getpid()}-{id(self)}-{len(job)}"
        self._job = client.submit(bytes, job, pure=False)  # a task and no data: it can be done again elsewhere

    def submit(self, work: Callable[[Any], Any], task: Any, /) -> Pending:
        """Hand out a task; its result is fetched once, whichever worker did it."""
        pending: Pending = self._client.submit(_at_a_worker, self._key, self._job, work, task, pure=False)
        return pending


_AT_WORK = threading.Lock()
_begun: str | None = None


def _at_a_worker(key: str, job: bytes, work: Callable[[Any], Any], task: Any) -> Any:
    """Do a task in a process of a cluster, which begins first if it has begun with something else; one at a time."""
    global _begun
    with _AT_WORK:
        if _begun != key:
            begin, given = pickle.loads(job)  # noqa: S301 (it comes from whoever runs the cluster, as the code does)
            begin(*given)
            _begun = key
        return work(task)
