"""The same job on a Dask cluster: a real scheduler and workers, one of which is killed while it works."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.advisory import default_advisor
from assessment.batch import Engine, FlowJob, plans_of, score_file, score_flow
from assessment.problems import InputRefused
from assessment.workbook.grid import parts
from assessment.workbook.grid.files import Limits
from tests.batches import as_csv, records

ON = datetime.date(2026, 11, 23)


class Cluster:
    """A scheduler and two workers, each a process of its own."""

    def __init__(self, folder: Path):
        self.file = folder / "scheduler.json"
        said = {"--scheduler-file": str(self.file)}
        started = subprocess.Popen(
            _command("scheduler", said | {"--host": "127.0.0.1", "--port": "0"}, "--no-dashboard"),
            stderr=subprocess.PIPE,
            text=True,
        )
        self.processes = [started]
        assert started.stderr is not None
        self.address = next(line.split()[-1] for line in started.stderr if "Scheduler at:" in line)
        self.workers = []
        for _ in range(2):
            options = {"--nthreads": "1", "--host": "127.0.0.1", "--local-directory": str(folder)}
            command = _command("worker", said | options, "--no-dashboard", "--no-nanny")
            self.workers.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
        self.processes += self.workers

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


def _command(kind: str, options: dict[str, str], *flags: str) -> list[str]:
    return [sys.executable, "-m", f"distributed.cli.dask_{kind}", *[w for o in options.items() for w in o], *flags]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    found = Cluster(tmp_path_factory.mktemp("dask"))
    yield found
    found.close()


def test_a_cluster_gives_the_same_file_byte_by_byte_though_a_worker_is_killed(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from distributed import Client

    advisor = default_advisor()
    source = tmp_path / "企业.csv"
    source.write_bytes(as_csv(records(advisor, 60, 1, gaps=0.1), city_30="火星"))
    monkeypatch.setattr(parts, "SIGNS", 2_500)
    job, limits = FlowJob(advisor, ON, "csv"), Limits(rows=10_000)
    score_flow(job, source, tmp_path / "here.csv", limits)
    with Client(cluster.address, set_as_default=False) as client:
        client.wait_for_workers(2)
    killed: list[int] = []

    def kill(firms: int, share: float) -> None:
        if not killed:
            killed.append(firms)
            cluster.workers[0].kill()

    engine = Engine(cluster=cluster.address)
    flowed = score_flow(job, source, tmp_path / "there.csv", limits, engine=engine, progress=kill)
    assert flowed is not None and flowed.firms == 60
    assert 0 < killed[0] < 60, "it was killed while there was work to do"
    assert cluster.workers[0].wait() != 0
    assert (tmp_path / "there.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()
    # another job with the workers that are left begins with what it needs
    reading = score_file(advisor, source, ON).only(range(3)).reading
    assert plans_of(reading, engine) == plans_of(reading)


def test_a_cluster_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch):
    from assessment.batch import engines

    monkeypatch.setattr(engines, "_ANSWERS", 0.2)
    for address in ("tcp://127.0.0.1:9", "nonsense"):
        with pytest.raises(InputRefused, match="does not answer"), Engine(cluster=address).pool("x", os.getpid, ()):
            pass
