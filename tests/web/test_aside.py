"""Plans are worked out in a process beside the server: it may die, and it goes when the server goes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assessment.language import label
from assessment.problems import InputRefused, refuse
from assessment.store.assessments import open_store
from assessment.web.aside import Aside
from tests.web.conftest import AppServer
from tests.web.result_page import begin, result, sample


@pytest.fixture
def aside() -> Iterator[Aside]:
    made = Aside(int)
    made.begin()
    yield made
    made.end()


def _refused(where: str) -> None:
    raise refuse(where, label("不行", "It cannot be done"), label("请改。", "Change it."))


def _die_unless_in(process: int) -> int:
    if os.getpid() != process:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_work_is_done_by_another_process_that_stays(aside: Aside) -> None:
    first, second = aside.work_out(os.getpid), aside.work_out(os.getpid)
    assert first == second != os.getpid()
    assert aside.work_out(divmod, 17, 5) == (3, 2)


def test_without_a_server_the_work_is_done_here() -> None:
    assert Aside(int).work_out(os.getpid) == os.getpid()


def test_what_is_raised_there_is_raised_here(aside: Aside) -> None:
    with pytest.raises(InputRefused) as refused:
        aside.work_out(_refused, "企业.xlsx")
    (problem,) = refused.value.problems
    assert (problem.where, problem.remedy.zh) == ("企业.xlsx", "请改。")


def test_a_process_that_dies_loses_nothing_and_another_takes_its_place(aside: Aside) -> None:
    before = aside.work_out(os.getpid)
    assert aside.work_out(_die_unless_in, os.getpid()) == os.getpid(), "done here"
    assert aside.work_out(os.getpid) not in (before, os.getpid())


def _cannot_begin() -> None:
    raise RuntimeError("示例：读不出内容")


def test_why_it_cannot_begin_is_told_and_the_work_is_done_here(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    broken = Aside(_cannot_begin)
    broken.begin()
    assert broken.work_out(os.getpid) == os.getpid()
    broken.end()
    assert "示例：读不出内容" in capfd.readouterr().err
    assert "unable to begin" in caplog.text


def test_it_goes_at_once_with_the_server_even_in_the_middle_of_a_work(aside: Aside) -> None:
    process = aside.work_out(os.getpid)
    assert aside._pool is not None
    aside._pool.submit(time.sleep, 600)
    aside.end()
    assert not _is_there(process)
    assert aside.work_out(os.getpid) == os.getpid()


def _beside(server: AppServer) -> list[int]:
    """The processes that a server has started for work, by their numbers."""
    children = Path(f"/proc/{server.pid}/task").glob("*/children")
    numbers = {int(number) for listed in children for number in listed.read_text().split()}
    return sorted(number for number in numbers if b"spawn_main" in Path(f"/proc/{number}/cmdline").read_bytes())


@pytest.mark.browser
def test_a_result_is_shown_when_the_process_beside_the_server_was_killed(phone: Page, tmp_path: Path) -> None:
    server = AppServer(tmp_path)
    server.start()
    store = open_store(server.database)
    try:
        seen = []
        for name in ("moulding", "furniture", "ceramics"):
            result(phone, server, begin(store, sample(name)))
            expect(phone.locator("#part-plan")).to_be_attached()
            seen.append(_beside(server))
            if name == "moulding":
                os.kill(seen[0][0], signal.SIGKILL)
        (first,), (second,) = seen[0], seen[-1]
        assert second != first
        assert "died" in server.log.read_text() and "Traceback" not in server.log.read_text()
    finally:
        store.close()
        server.stop()
    assert not _is_there(second), "gone with the server"
