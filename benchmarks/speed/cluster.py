"""Plans and reports on workers of a cluster: measured with one and two, reckoned for a province and for more of them.

Workers and scheduler are processes of their own, and the commands are those of a centre. A worker needs so much of a
processor for each firm, whoever else works; the command that hands out needs a little for each as well, and is where
more workers help no further. So k workers need for N firms what the larger of both comes to.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from assessment.advisory import default_advisor
from benchmarks.load.servers import processor_of
from benchmarks.speed.files import write_firms

PROVINCE = 80_000
MEASURED, RECKONED = (1, 2), (4, 8, 16)
JOBS = {
    "plans": ("score", 1_000, "xlsx", ("--plans",)),
    "reports": ("reports", 100, "zip", ()),
}
NAMES = {"plans": "评分和每家的方案 / scores and a plan each", "reports": "完整报告 / full reports"}


class Spent(NamedTuple):
    """Seconds of one job: elapsed, and of the processor, by the workers together and by the command; starting aside."""

    elapsed: float
    workers: float
    command: float


def tables() -> str:
    """What was measured, and what a province comes to."""
    lines = [
        "| | 家数 / firms | 工作进程 / workers | 用时 s / elapsed | 工作进程每家 ms / a firm by workers "
        "| 派活的每家 ms / by the command |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    province = [
        "| 8 万家推算，小时 / 80,000 firms reckoned, hours | "
        + " | ".join(f"{k}" for k in (*MEASURED, *RECKONED))
        + " |",
        "|---|" + "---:|" * (len(MEASURED) + len(RECKONED)),
    ]
    for job, (_, firms, *_rest) in JOBS.items():
        found = {k: _measured(job, k) for k in MEASURED}
        for k, spent in found.items():
            lines.append(
                f"| {NAMES[job]} | {firms:,} | {k} | {spent.elapsed:.0f} | {1e3 * spent.workers / firms:.0f} "
                f"| {1e3 * spent.command / firms:.1f} |"
            )
        workers, command = (max(getattr(one, who) for one in found.values()) for who in ("workers", "command"))
        hours = [max(workers / k, command) * PROVINCE / firms / 3600 for k in (*MEASURED, *RECKONED)]
        province.append(f"| {NAMES[job]} | " + " | ".join(f"{one:.2f}" for one in hours) + " |")
    return "\n".join([*lines, "", *province])


def _measured(job: str, workers: int) -> Spent:
    command, firms, kind, options = JOBS[job]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        few, many = folder / "few.csv", folder / "many.csv"
        write_firms(default_advisor(), 16, few)
        write_firms(default_advisor(), firms, many)
        with cluster(folder, workers) as (address, running):
            # What each process loads once is paid before, by a job of a few firms.
            started = _run(command, few, folder / f"few.{kind}", address, options)
            before = sum(map(processor_of, running))
            took = _run(command, many, folder / f"many.{kind}", address, options)
            spent = sum(map(processor_of, running)) - before
    return Spent(took.elapsed, spent, max(0.0, took.command - started.command))


def _run(command: str, source: Path, out: Path, address: str, options: Sequence[str]) -> Spent:
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "assessment.cli", command, str(source), str(out), "--cluster", address, *options],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(time.perf_counter() - begun, 0.0, processor)


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[tuple[str, list[int]]]:
    """A scheduler and some workers, each a process of its own: the address, and the workers' numbers."""
    said = ["--scheduler-file", str(folder / "scheduler.json"), "--host", "127.0.0.1", "--no-dashboard"]
    program = [sys.executable, "-m"]
    scheduler = subprocess.Popen(
        [*program, "distributed.cli.dask_scheduler", *said, "--port", "0"], stderr=subprocess.PIPE, text=True
    )
    assert scheduler.stderr is not None
    address = next(line.split()[-1] for line in scheduler.stderr if "Scheduler at:" in line)
    more = ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder)]
    command = [*program, "distributed.cli.dask_worker", *said, *more]
    running = [subprocess.Popen(command, stderr=subprocess.DEVNULL) for _ in range(workers)]
    try:
        yield address, [one.pid for one in running]
    finally:
        for one in (*running, scheduler):
            one.kill()
            one.wait()
