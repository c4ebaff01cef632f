"""A file that a centre handed in stays until nobody has used it for six hours, whoever else is at work."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from assessment import settings
from assessment.problems import InputRefused
from assessment.web.centre import bench, kept
from assessment.web.centre.bench import Bench
from assessment.web.centre.kept import About

ABOUT = About("企业.xlsx", "2026-11-26T08:00:00+00:00", "2026-11-26")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv(settings.database_url.name, f"sqlite:///{tmp_path / 'assessment.sqlite3'}")
    monkeypatch.setattr(bench, "_benches", {})
    monkeypatch.setattr(bench.resources, "advisor", lambda: None)
    monkeypatch.setattr(bench, "score_file", lambda _advisor, data, on, name, say: SimpleNamespace(data=data, on=on))
    return tmp_path / "uploads"


@pytest.fixture
def clock(monkeypatch):
    """Moves the one clock."""
    began = settings.now()
    passed = timedelta()

    def go_on(hours: float) -> None:
        nonlocal passed
        passed += timedelta(hours=hours)

    monkeypatch.setattr(settings, "now", lambda: began + passed)
    return go_on


def handed_in(token: str, data: bytes = b"a,b") -> Bench:
    kept.put(token, ABOUT, data)
    return opened(token)


def opened(token: str) -> Bench:
    found = bench._open(token)
    assert found is not None
    assert found.settled(30)
    return found


def restarted(monkeypatch) -> None:
    """What another process holds: nothing."""
    monkeypatch.setattr(bench, "_benches", {})


def test_it_lies_beside_the_database_and_its_folder_tells_no_link(place: Path) -> None:
    handed_in("secret-token")
    (folder,) = place.iterdir()
    assert "secret" not in folder.name
    assert folder.stat().st_mode & 0o077 == 0


def test_others_who_upload_throw_nobodys_file_away() -> None:
    first = handed_in("first", b"mine")
    for n in range(12):
        handed_in(f"other {n}")
    assert opened("first") is first
    assert opened("first").whole.data == b"mine"


def test_memory_is_freed_and_the_file_read_again(monkeypatch) -> None:
    monkeypatch.setattr(bench, "LOOKED_AT", -1.0)
    first = handed_in("first", b"mine")
    for n in range(bench.IN_MEMORY + 1):
        handed_in(f"other {n}")
    assert first.whole is None
    assert opened("first").whole.data == b"mine"


def test_a_restart_of_the_server_keeps_it_with_its_day_and_the_choice_of_firms(monkeypatch) -> None:
    handed_in("first", b"mine").faultless = True
    restarted(monkeypatch)
    again = opened("first")
    assert (again.name, again.faultless, again.whole.data) == ("企业.xlsx", True, b"mine")
    assert again.whole.on == ABOUT.day


def test_after_six_hours_without_use_it_is_deleted_with_its_reports(place: Path, clock) -> None:
    held = handed_in("first")
    (kept.reports_folder("first") / bench.ARCHIVE).write_bytes(b"pdf")
    clock(5)
    assert opened("first") is held
    clock(5)
    bench.sweep()
    assert opened("first") is held
    clock(6.1)
    bench.sweep()
    assert list(place.iterdir()) == []
    assert bench._benches == {}
    assert bench._open("first") is None


def test_an_expired_link_opens_nothing_even_before_the_sweep(clock, monkeypatch) -> None:
    handed_in("first")
    restarted(monkeypatch)
    clock(7)
    assert kept.get("first") is None


def test_what_a_server_left_behind_is_deleted_at_the_next_start(place: Path, clock, monkeypatch) -> None:
    handed_in("first")
    restarted(monkeypatch)
    clock(7)
    bench.sweep()
    assert list(place.iterdir()) == []


def test_reports_of_a_server_that_is_gone_are_deleted(monkeypatch) -> None:
    handed_in("first")
    with monkeypatch.context() as another:
        another.setattr(os, "getpid", lambda: 2**22 - 3)
        gone = kept.reports_folder("first")
    mine = kept.reports_folder("first")
    kept.sweep()
    assert mine.exists() and not gone.exists()


def test_what_is_at_work_stays(clock) -> None:
    held = handed_in("first")
    stop = threading.Event()
    held.meeting = bench.Meeting(bench.Job(lambda _: stop.wait(30)), False, "")  # type: ignore[arg-type]
    clock(7)
    bench.sweep()
    assert opened("first") is held
    stop.set()


def test_a_full_store_refuses_the_new_file_and_keeps_the_others(monkeypatch) -> None:
    handed_in("first", b"x" * 100)
    monkeypatch.setattr(kept, "MOST_BYTES", 150)
    with pytest.raises(InputRefused, match="no room"):
        kept.put("second", ABOUT, b"x" * 100)
    assert opened("first").whole is not None
    assert kept.get("second") is None


@pytest.mark.parametrize("token", ["", "..", "../..", "x" * 500, "企业\0"])
def test_a_token_that_nobody_was_given_opens_nothing(token: str) -> None:
    assert bench._open(token) is None
