"""An import that a process left half written is taken back by the next one, and the job goes on from its beginning."""

from __future__ import annotations

from datetime import date

import pytest

from assessment.advisory import default_advisor
from assessment.answers import Answer, State
from assessment.store.assessments import Store
from assessment.store.firm_records import FirmIdentity
from assessment.store.import_records import RowToImport
from assessment.work import importing, kept
from assessment.work.runner import Runner
from tests.web.waiting import until


def left_half_written(store: Store, firms: int = 120) -> None:
    """An import whose process ended between two slices."""

    def end(done: int, of: int) -> None:
        raise KeyboardInterrupt

    rows = [
        RowToImport(f"企业!{n}", FirmIdentity(f"示例{n}", city="nanchang"), {"a": Answer(State.ANSWERED, "x")}, False)
        for n in range(firms)
    ]
    tried = store.try_import(rows, "先前.xlsx", "示例经办")
    with pytest.raises(KeyboardInterrupt):
        store.write_import(tried.id, good_rows=True, progress=end)
    (one,) = store.moving_imports()
    assert one.left and 0 < store.count_firms() < firms


def test_a_server_takes_back_what_was_left_half_written(store: Store) -> None:
    left_half_written(store)
    runner = Runner(lambda: store, {}, importing.settle)
    runner.start()
    assert until(store.moving_imports, lambda moving: not moving, looks=600) == []
    runner.end(10)
    assert [one.state for one in store.firm_imports()] == ["broken_off"] and store.count_firms() == 0


def test_a_job_first_takes_back_what_was_left_and_says_so(store: Store) -> None:
    left_half_written(store)
    file = kept.put(store, "企业.csv", "企业名称,所在地\n示例甲,南昌县\n".encode(), "", date(2026, 11, 23))
    given = {"by": "示例经办", "round": "", "over": False, "area": "360121", "good_rows": True}
    job = store.begin_job(importing.IMPORT, "", given, file.id)
    runner = Runner(lambda: store, importing.import_kinds(default_advisor))
    runner.start()
    ended = until(lambda: store.job(job.id), lambda found: found is not None and not found.open, looks=600)
    runner.end(10)
    assert ended is not None and (ended.state, ended.result["wrote"]) == ("done", True), ended
    assert any("先前.xlsx" in line.words.zh for line in store.job_log(job.id))
    assert [one.state for one in store.firm_imports()] == ["done", "broken_off"]
    firm = store.find_firm(FirmIdentity("示例甲", city="nanchang"))
    assert firm is not None and firm.county == "360121" and firm.level is not None and store.count_firms() == 1
