"""Whoever waits for a file to be read is told which files are read meanwhile."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

from assessment.store.assessments import open_store
from assessment.web.centre.waiting import at_work
from assessment.work import kinds


def test_a_slow_file_is_named_to_whom_it_belongs_and_to_others_told_without_its_name(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{tmp_path / 'own.sqlite3'}")) as store:
        assert at_work(store, lambda _: True) is None
        for owner in ("南昌中心", "赣州中心"):
            file = store.keep_file(f"{owner}.xlsx", 1, owner, date(2026, 11, 23))
            store.begin_job(kinds.READING, owner, {}, file.id)
        assert at_work(store, lambda _: True) is None, "both wait"
        for _ in range(2):
            store.claim_job("worker", [kinds.READING], lambda _: False)
        words = at_work(store, lambda owner: owner == "南昌中心")
    assert words is not None
    assert "南昌中心.xlsx（已用 1 分钟）" in words.zh and "别人的一个文件（已用 1 分钟）" in words.zh
    assert "赣州" not in words.zh and "赣州" not in words.en
