"""Jobs are done by whichever process is free; one that is killed loses none, one that is stopped lets them wait."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from assessment.advisory import default_advisor
from assessment.batch import save_firms, saved_firms
from assessment.content.bank import FactBank
from assessment.language import label
from assessment.problems import refuse
from assessment.store.assessments import Store
from assessment.store.records import JobRecord
from assessment.work import kept, kinds
from assessment.work.runner import JobAtWork, Runner
from assessment.workbook.firms.reading import read_firms
from assessment.workbook.grid.readers import read_grid
from tests.web.waiting import until

ROOT = Path(__file__).resolve().parents[2]
FIRMS = "企业名称,所在地,从业人数\n示例甲有限公司,南昌,40\n示例乙有限公司,火星,x\n".encode()


@pytest.fixture
def running(store: Store) -> Iterator[Callable[..., Runner]]:
    started: list[Runner] = []

    def start(**works: Callable[[JobAtWork], object]) -> Runner:
        started.append(Runner(lambda: store, works))
        started[-1].start()
        return started[-1]

    yield start
    for runner in started:
        runner.end(10)


def ended(store: Store, job: JobRecord) -> JobRecord:
    def look() -> JobRecord:
        found = store.job(job.id)
        assert found is not None
        return found

    return until(look, lambda found: not found.open, looks=600)


def at_work(store: Store, job: JobRecord) -> None:
    assert until(lambda: store.job(job.id), lambda found: found is not None and found.state == "running", looks=600)


def test_what_a_job_gives_and_why_one_fails(store: Store, running: Callable[..., Runner]) -> None:
    def refused(_: JobAtWork) -> None:
        raise refuse("/tmp/secret/企业.xlsx", label("空的", "empty"), label("请换一个。", "Take another."))

    def broken(_: JobAtWork) -> None:
        raise RuntimeError("secret")

    def full(_: JobAtWork) -> None:
        raise OSError(28, "No space left on device")

    runner = running(good=lambda work: work.job.given, refused=refused, broken=broken, full=full)
    jobs = {kind: store.begin_job(kind, "", {"n": 1}) for kind in ("good", "refused", "broken", "full")}
    runner.wake()
    found = {kind: ended(store, job) for kind, job in jobs.items()}
    assert (found["good"].state, found["good"].result) == ("done", {"n": 1})
    assert found["refused"].faults[0].zh == "企业.xlsx：空的。请换一个。"
    assert "编号" in found["broken"].faults[0].zh and "secret" not in found["broken"].faults[0].en
    assert "磁盘" in found["full"].faults[0].zh
    assert {one.state for one in found.values()} == {"done", "failed"}


def test_a_job_is_stopped(store: Store, running: Callable[..., Runner]) -> None:
    def endless(work: JobAtWork) -> None:
        while True:
            work.advance(1, 2)
            work.stop.wait(0.05)

    runner = running(endless=endless)
    job = store.begin_job("endless", "", {})
    runner.wake()
    at_work(store, job)
    store.ask_stop(job.id)
    runner.wake()
    assert ended(store, job).state == "cancelled"


def test_a_server_that_ends_leaves_its_jobs_to_the_next(store: Store, running: Callable[..., Runner]) -> None:
    def first(work: JobAtWork) -> None:
        while True:
            work.advance(0, 1)
            work.stop.wait(0.05)

    runner = running(slow=first)
    job = store.begin_job("slow", "", {})
    runner.wake()
    at_work(store, job)
    runner.end(10)
    found = store.job(job.id)
    assert found is not None and (found.state, found.tries) == ("waiting", 0)
    running(slow=lambda _: "done by the next").wake()
    assert ended(store, job).result == "done by the next"


KILLED = """
import sys, threading
from assessment.store.assessments import open_store
from assessment.work.runner import Runner
def forever(work):
    print("at work", flush=True)
    threading.Event().wait()
store = open_store(sys.argv[1])
Runner(lambda: store, {"slow": forever}).start()
threading.Event().wait()
"""


def test_a_job_of_a_killed_process_is_done_by_another_at_once(
    url: str, store: Store, running: Callable[..., Runner]
) -> None:
    job = store.begin_job("slow", "", {})
    process = subprocess.Popen([sys.executable, "-c", KILLED, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "at work\n"
    done = threading.Event()
    runner = running(slow=lambda _: done.set())
    runner.wake()
    assert not done.wait(1.5), "the other process still lives"
    process.send_signal(signal.SIGKILL)
    process.wait()
    began = time.monotonic()
    assert ended(store, job).state == "done"
    assert time.monotonic() - began < 30
    assert "从头再来" in store.job_log(job.id)[0].words.zh
    assert os.getpid() != process.pid


def test_a_file_is_read_once_and_every_process_finds_its_firms_with_all_that_was_wrong(
    store: Store, running: Callable[..., Runner], bank: FactBank
) -> None:
    file = kept.put(store, "企业.csv", FIRMS, "", date(2026, 11, 23))
    job = store.begin_job(kinds.READING, "", {}, file.id)
    running(**kinds.kinds(default_advisor)).wake()
    assert ended(store, job).result["firms"] == 2
    batch = kinds.batch_of(default_advisor(), file)
    fresh = read_firms(bank, read_grid(FIRMS, "企业.csv"))
    assert batch is not None
    assert batch.problems == fresh.problems and len(batch.problems) > 2
    assert (batch.tally, batch.columns, batch.faulty.tolist()) == (fresh.tally, fresh.columns, fresh.faulty.tolist())
    assert [batch.table.record(row) for row in range(2)] == [fresh.table.record(row) for row in range(2)]
    assert batch.table.ids == fresh.table.ids


def test_firms_read_under_other_questions_are_not_used(bank: FactBank, tmp_path: Path) -> None:
    firms = read_firms(bank, read_grid(FIRMS, "企业.csv"))
    save_firms(firms, tmp_path / "firms.npz")
    others = FactBank([])
    others.facts = dict(bank.facts)
    city = bank.facts["city"]
    others.facts["city"] = city.model_copy(update={"options": city.options[1:]})  # type: ignore[union-attr]
    assert saved_firms(bank, tmp_path / "firms.npz") is not None
    assert saved_firms(others, tmp_path / "firms.npz") is None
