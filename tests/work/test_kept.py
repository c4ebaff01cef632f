"""A file that a centre handed in stays until nobody has used it for days, or somebody says so."""

from __future__ import annotations

import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from assessment import settings
from assessment.problems import InputRefused
from assessment.store.assessments import Store
from assessment.work import kept

DAY = date(2026, 11, 26)


def test_it_lies_beside_the_database_for_its_owner_alone_or_where_it_is_set(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = kept.put(store, "企业.xlsx", b"mine", "", DAY)
    assert kept.content(file.id).read_bytes() == b"mine"
    assert kept.content(file.id).is_relative_to(tmp_path / "uploads")
    assert kept.place(file.id).stat().st_mode & 0o077 == 0
    monkeypatch.setenv(settings.files_folder.name, str(tmp_path / "elsewhere"))
    assert kept.folder() == tmp_path / "elsewhere"


def test_a_full_store_refuses_the_new_file_and_keeps_the_others(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    first = kept.put(store, "a.csv", b"x" * 100, "", DAY)
    monkeypatch.setattr(kept, "MOST_BYTES", 150)
    with pytest.raises(InputRefused, match="no room"):
        kept.put(store, "b.csv", b"x" * 100, "", DAY)
    assert [file.id for file in store.kept_files()] == [first.id]


def test_a_file_that_could_not_be_written_is_not_kept(store: Store, tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("a file stands in the way")
    with pytest.raises(OSError, match="uploads"):
        kept.put(store, "a.csv", b"x", "", DAY)
    assert store.kept_files() == []


def test_what_nobody_used_for_days_goes_with_what_was_made_and_so_do_stray_folders(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle, used = (kept.put(store, name, b"x", "", DAY) for name in ("idle", "used"))
    (kept.place(idle.id) / "reports.zip").write_bytes(b"pdf")
    stray, young = kept.folder() / ("0" * 32), kept.folder() / "young"
    for path in (stray, young):
        path.mkdir()
    now = settings.now()
    later = now + timedelta(days=settings.file_days() + 1)
    os.utime(young, (later.timestamp(), later.timestamp()))
    monkeypatch.setattr(settings, "now", lambda: later)
    monkeypatch.setattr(store, "_clock", lambda: later)
    store.use_file(used.id)
    kept.sweep(store)
    assert [file.id for file in store.kept_files()] == [used.id]
    assert {path.name for path in kept.folder().iterdir()} == {used.id.hex, "young"}


def test_files_go_along_with_a_database_and_each_is_proven(store: Store, tmp_path: Path) -> None:
    whole, damaged, gone = (kept.put(store, f"{n}.csv", b"x" * n, "", DAY) for n in (1, 2, 3))
    source, target = kept.folder(), tmp_path / "elsewhere"
    shutil.rmtree(kept.place(gone.id))
    (target / damaged.id.hex).mkdir(parents=True)
    (target / damaged.id.hex / "file").write_bytes(b"yy")
    assert kept.carry(store, source, target) == kept.Carried(2, 3, (gone.name, damaged.name))
    assert (target / whole.id.hex / "file").read_bytes() == b"x"
    assert kept.carry(store, source, source) == kept.Carried(2, 3, (gone.name,)), "the same folder is examined alone"
