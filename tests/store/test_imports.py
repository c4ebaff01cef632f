"""Imports of firms: tried, written whole, the same twice changes nothing, and taken back without harm to anybody."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from assessment.advisory import PROFILE, default_advisor
from assessment.answers import UNANSWERED, Answer, State
from assessment.batch import firms_in_file, save_firms, saved_firms, score_file, scored_firms
from assessment.batch.standing import standing_of
from assessment.content.counties import load_counties
from assessment.monitoring import FigureLayout
from assessment.store import schema
from assessment.store.assessments import Store
from assessment.store.firm_list import FirmReach
from assessment.store.firm_records import FirmIdentity, Standing
from assessment.store.import_records import FirmImport, ImportBounds, RowToImport
from assessment.store.refusals import ImportRefused, RoundClosed
from assessment.work.importing import score_imported, try_firms
from tests.batches import as_csv, records
from tests.store.conftest import Clock

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("示例甲", "示例乙", "示例丙", "示例丁")


def told(value: Any) -> Answer:
    return Answer(State.ANSWERED, value)


def row(name: str, faulty: bool = False, **answers: Answer) -> RowToImport:
    own = {"firm_name": told(name), "city": told("nanchang"), **answers}
    return RowToImport(f"企业!{name}", FirmIdentity(name, city="nanchang"), own, faulty)


def imported(store: Store, clock: Clock, *rows: RowToImport, good_rows: bool = False, **given: Any) -> FirmImport:
    clock.move(seconds=1)
    tried = store.try_import(rows, "企业.xlsx", "示例经办", **given)
    clock.move(seconds=1)
    return store.write_import(tried.id, good_rows=good_rows)


def assessment(store: Store, name: str) -> UUID:
    firm = store.find_firm(FirmIdentity(name, city="nanchang"))
    assert firm is not None
    return store.firm_history(firm.id)[-1].id


def answers_by_owner(store: Store, clock: Clock, name: str, **answers: Answer) -> None:
    clock.move(seconds=1)
    for fact, answer in answers.items():
        store.save_answer(assessment(store, name), fact, answer, "self", "owner", None)


def state(store: Store) -> Mapping[str, list[tuple[Any, ...]]]:
    """All that stands of firms, assessments and answers, but for the log and the moment of the last touch."""
    skipped = {"updated_at"}
    found = {}
    with store.engine.connect() as connection:
        for table in (schema.firms, schema.assessments, schema.answers):
            columns = [column for column in table.c if column.name not in skipped]
            found[table.name] = sorted((tuple(one) for one in connection.execute(select(*columns))), key=repr)
    return found


MIXED = (
    row(NAMES[0], employees=told(40.0), erp=Answer(State.DONT_KNOW), chain=told("food")),
    row(NAMES[1], cloud=Answer(State.NOT_APPLICABLE, None, "没有外购"), tools=told(("a", "b"))),
)


def test_what_is_imported_stands_as_if_it_had_been_answered_with_who_and_when(store: Store, clock: Clock) -> None:
    done = imported(store, clock, *MIXED)
    assert (done.state, done.good, done.counts["new"]) == ("done", 2, 2)
    for given_row in MIXED:
        own = assessment(store, given_row.identity.name)
        assert store.answers(own) == given_row.answers
        log = {entry.fact_id: (entry.at, entry.by, entry.old, entry.new) for entry in store.log(own)}
        assert log == {
            fact: (done.imported_at, "示例经办", None, answer.plain()) for fact, answer in given_row.answers.items()
        }
    firm = store.firm_of(assessment(store, NAMES[0]))
    assert firm is not None and (firm.source, firm.name, firm.city) == ("import", NAMES[0], "nanchang")


def test_trying_writes_nothing_and_counts_everything(store: Store, clock: Clock) -> None:
    imported(store, clock, row(NAMES[0], a=told("x")), row(NAMES[1], a=told("x")), row(NAMES[2], a=told("x")))
    answers_by_owner(store, clock, NAMES[1], a=told("mine"))
    before = state(store)
    clock.move(seconds=1)
    tried = store.try_import(
        [
            row(NAMES[0], a=told("y")),
            row(NAMES[1], a=told("y")),
            row(NAMES[2], a=told("x")),
            row(NAMES[3], a=told("x")),
            row(NAMES[3], a=told("z")),
            row("示例甲有限公司", b=told("x")),
            row("示例戊", faulty=True),
        ],
        "企业.xlsx",
        "示例经办",
    )
    assert dict(tried.counts) == {
        "changed": 1, "conflict": 1, "same": 1, "new": 2, "twin": 1, "faulty": 1, "twins": 2,
    }  # fmt: skip
    assert state(store) == before
    (conflict,) = store.import_rows(tried.id, "conflict")
    assert (conflict.name, conflict.facts) == (NAMES[1], ("a",))
    assert [one.twins for one in store.import_rows(tried.id, twins=True)] == [(), (NAMES[0],)]
    with pytest.raises(ImportRefused, match="3 rows"):
        store.write_import(tried.id, good_rows=False)
    assert state(store) == before
    done = store.write_import(tried.id, good_rows=True)
    assert store.answers(assessment(store, NAMES[0]))["a"] == told("y")
    assert store.answers(assessment(store, NAMES[1]))["a"] == told("mine")
    assert done.good == 3 and store.find_firm(FirmIdentity("示例戊", city="nanchang")) is None


def test_the_same_file_twice_changes_nothing_and_is_no_second_import(store: Store, clock: Clock) -> None:
    first = imported(store, clock, *MIXED)
    before = state(store)
    again = imported(store, clock, *MIXED)
    assert (again.counts["same"], again.good, again.imported_at) == (2, 0, None)
    assert state(store) == before
    assert [one.id for one in store.firm_imports()] == [first.id]
    assert store.write_import(first.id, good_rows=False).imported_at == first.imported_at


def test_what_changed_after_the_try_is_a_conflict(store: Store, clock: Clock) -> None:
    imported(store, clock, row(NAMES[0], a=told("x")))
    clock.move(seconds=1)
    tried = store.try_import([row(NAMES[0], a=told("y")), row(NAMES[1], a=told("y"))], "企业.xlsx", "示例经办")
    answers_by_owner(store, clock, NAMES[0], a=told("mine"))
    store.find_or_create_firm(FirmIdentity(NAMES[1], city="nanchang"), "staff")
    before = state(store)
    with pytest.raises(ImportRefused, match="2 rows"):
        store.write_import(tried.id, good_rows=False)
    assert store.write_import(tried.id, good_rows=True).imported_at is None
    assert state(store) == before


def test_a_closed_round_takes_no_import_and_gives_none_back(store: Store, clock: Clock) -> None:
    clock.move(seconds=1)
    times = (clock.now, clock.now.replace(year=2027))
    one = store.create_round("2026 年", ["miit"], date(2026, 11, 1), [], *times, "示例经办")
    done = imported(store, clock, *MIXED, round_id=one.id)
    assert store.assessment(assessment(store, NAMES[0])).round_id == one.id
    clock.move(seconds=1)
    tried = store.try_import([row(NAMES[3])], "企业.xlsx", "示例经办", one.id)
    store.close_round(one.id)
    before = state(store)
    clock.move(seconds=1)
    with pytest.raises(RoundClosed):
        store.write_import(tried.id, good_rows=True)
    with pytest.raises(RoundClosed):
        store.try_import([row(NAMES[3])], "企业.xlsx", "示例经办", one.id)
    with pytest.raises(RoundClosed):
        store.undo_import(done.id, "示例经办")
    assert state(store) == before


VALUES = st.sampled_from([told("x"), told("y"), told(3.0), told(("p", "q")), Answer(State.DONT_KNOW)])
FILES = st.dictionaries(st.sampled_from(NAMES), st.dictionaries(st.sampled_from("abc"), VALUES), min_size=1)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=FILES, owners=FILES, second=FILES)
def test_an_import_taken_back_leaves_exactly_what_stood_before(
    store: Store, clock: Clock, first: Any, owners: Any, second: Any
) -> None:
    for file in (first, owners):
        imported(store, clock, *(row(name, **answers) for name, answers in file.items()), good_rows=True)
    for name, answers in owners.items():
        answers_by_owner(store, clock, name, **answers)
    before = state(store)
    done = imported(store, clock, *(row(name, **answers) for name, answers in second.items()), good_rows=True)
    if done.imported_at is None:
        assert state(store) == before
        return
    clock.move(seconds=1)
    undone = store.undo_import(done.id, "示例主任")
    assert (undone.state, undone.undone_by) == ("undone", "示例主任")
    assert state(store) == before
    assert store.import_rows(done.id, kept=True) == []
    assert store.undo_import(done.id, "示例主任") == undone


def test_what_a_person_touched_since_is_kept_and_named(store: Store, clock: Clock) -> None:
    imported(store, clock, row(NAMES[0], a=told("old"), b=told("old")))
    done = imported(
        store, clock, row(NAMES[0], a=told("new"), b=told("new")), row(NAMES[1], a=told("new")), row(NAMES[2])
    )
    answers_by_owner(store, clock, NAMES[0], a=told("mine"))
    answers_by_owner(store, clock, NAMES[1], b=told("mine"))
    clock.move(seconds=1)
    store.undo_import(done.id, "示例主任")
    changed, new = (store.answers(assessment(store, name)) for name in NAMES[:2])
    assert (changed["a"], changed["b"]) == (told("mine"), told("old"))
    assert new == {"firm_name": told(NAMES[1]), "city": told("nanchang"), "b": told("mine")}
    assert store.find_firm(FirmIdentity(NAMES[2], city="nanchang")) is None
    assert [(one.name, one.facts) for one in store.import_rows(done.id, kept=True)] == [
        (NAMES[0], ("a",)),
        (NAMES[1], ("b",)),
    ]
    last = store.log(assessment(store, NAMES[0]), "b")[-1]
    assert (last.by, last.old, last.new) == ("示例主任", "new", "old")


def test_an_owner_who_began_online_and_a_file_meet_in_one_firm(store: Store, clock: Clock) -> None:
    online, _ = store.create_assessment("zh")
    for fact, value in (("firm_name", NAMES[0]), ("city", "nanchang"), ("a", "mine")):
        store.save_answer(online.id, fact, told(value), "self", "owner", UNANSWERED)
    done = imported(store, clock, row(NAMES[0], b=told("file")))
    assert dict(done.counts)["changed"] == 1
    assert store.answers(online.id)["b"] == told("file")
    assert {(one.fact_id, one.by) for one in store.saved_answers(online.id)} >= {("a", "owner"), ("b", "示例经办")}


KILLED = """
import sys
from assessment.store.assessments import open_store
from tests.store.test_imports import row, told
store = open_store(sys.argv[1])
rows = [row(f"示例{n}", a=told("x"), b=told("y")) for n in range(120)]
rows[0] = row("示例0", a=told("new"), b=told("mine"))
def stop(done, of):
    assert 0 < done < of
    print("now", flush=True)
    sys.stdin.read()
tried = store.try_import(rows, "企业.xlsx", "示例经办")
if sys.argv[2] == "write":
    store.write_import(tried.id, good_rows=False, progress=stop)
done = store.write_import(tried.id, good_rows=False)
if sys.argv[2] == "undo":
    store.undo_import(done.id, "示例主任", stop)
"""


@pytest.mark.parametrize("way", ["write", "undo"])
def test_an_import_or_an_undoing_killed_between_slices_is_told_and_taken_back_by_whoever_comes_next(
    url: str, store: Store, clock: Clock, way: str
) -> None:
    imported(store, clock, row("示例0", a=told("old")))
    answers_by_owner(store, clock, "示例0", b=told("mine"))
    before = state(store)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, url, way], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None and process.stdout.readline() == "now\n"
    (one,) = store.moving_imports()
    clock.now = one.tried_at + timedelta(seconds=1)  # the time of the other process
    (one,) = store.moving_imports()
    assert (one.state, one.left) == ({"write": "writing", "undo": "undoing"}[way], False)
    assert store.settle_imports() == [] and state(store) != before  # somebody is at it
    process.send_signal(signal.SIGKILL)
    process.wait()
    (one,) = store.moving_imports()
    assert one.left and 0 < one.reached < one.rows == 120
    clock.move(seconds=1)
    other = store.try_import([row(NAMES[0])], "企业.xlsx", "示例经办")
    with pytest.raises(ImportRefused, match="Another import"):
        store.write_import(other.id, good_rows=True)
    (settled,) = store.settle_imports()
    assert (settled.state, settled.reached, settled.left) == ({"write": "broken_off", "undo": "undone"}[way], 0, False)
    assert state(store) == before
    assert store.moving_imports() == [] == store.import_rows(settled.id, kept=True)
    acts = [line.act for line in store.trail.lines() if line.subject_kind == "import"]
    assert acts[0] == {"write": "import_broken_off", "undo": "import_undone"}[way]
    with pytest.raises(ImportRefused, match="Another import"):
        store.write_import(other.id, good_rows=True)  # found out beside one that is gone


def test_what_moves_between_two_slices_stops_all_or_is_left_out_and_others_are_let_in(
    store: Store, clock: Clock
) -> None:
    names = [f"示例{n}" for n in range(120)]
    imported(store, clock, *(row(name, a=told("x")) for name in names))
    before = state(store)
    rows = [row(name, a=told("y")) for name in names]
    clock.move(seconds=1)
    tried = store.try_import(rows, "企业.xlsx", "示例经办")

    def answer(done: int, of: int) -> None:
        if done < of:
            assert store.firm_import(tried.id).state == "writing"
            answers_by_owner(store, clock, names[-1], a=told("mine"))

    clock.move(seconds=1)
    with pytest.raises(ImportRefused, match="1 rows"):
        store.write_import(tried.id, good_rows=False, progress=answer)
    assert store.firm_import(tried.id).state == "broken_off"
    assert store.answers(assessment(store, names[-1]))["a"] == told("mine")
    answers_by_owner(store, clock, names[-1], a=told("x"))
    after = state(store)
    assert after["firms"] == before["firms"] and len(after["answers"]) == len(before["answers"])
    assert {one[4] for one in after["answers"]} == {one[4] for one in before["answers"]}  # the very values
    clock.move(seconds=1)
    tried = store.try_import(rows, "企业.xlsx", "示例经办", over=True)
    clock.move(seconds=1)
    done = store.write_import(tried.id, good_rows=True, progress=answer)
    assert (done.state, done.counts["changed"], done.counts["conflict"]) == ("done", 119, 1)
    assert store.answers(assessment(store, names[0]))["a"] == told("y")
    assert store.answers(assessment(store, names[-1]))["a"] == told("mine")


def test_an_import_that_fails_half_way_has_not_begun(store: Store, clock: Clock) -> None:
    one = store.create_round(
        "2026 年", ["miit"], date(2026, 11, 1), [], clock.now, clock.now.replace(year=2027), "示例"
    )
    before = state(store)
    clock.move(seconds=1)
    rows = [row(f"示例{n}", a=told("x")) for n in range(120)]
    tried = store.try_import(rows, "企业.xlsx", "示例经办", one.id)
    with pytest.raises(RoundClosed):
        store.write_import(tried.id, good_rows=True, progress=lambda done, of: store.close_round(one.id))
    assert (store.firm_import(tried.id).state, state(store)) == ("broken_off", before)

    def fail(done: int, of: int) -> None:
        raise KeyboardInterrupt

    tried = store.try_import(rows, "企业.xlsx", "示例经办")
    clock.move(seconds=1)
    with pytest.raises(KeyboardInterrupt):
        store.write_import(tried.id, good_rows=True, progress=fail)
    assert store.firm_import(tried.id).left
    assert [one.state for one in store.settle_imports()] == ["broken_off"] and state(store) == before


def test_an_import_undone_while_owners_answer_loses_no_answer_and_each_has_its_line(store: Store, clock: Clock) -> None:
    names = [f"示例{n}" for n in range(150)]
    done = imported(store, clock, *(row(name, a=told("x")) for name in names))
    theirs = {name: assessment(store, name) for name in names[::50]}
    clock.move(seconds=1)
    over = threading.Event()

    def answer(own: UUID) -> int:
        wrote = 0
        for number in itertools.count():
            wrote += store.save_answer(own, "a", told(f"mine {number % 2}"), "self", "owner", None).wrote
            if over.is_set():
                return wrote
        raise AssertionError

    with ThreadPoolExecutor(3) as owners:
        saved = [owners.submit(answer, own) for own in theirs.values()]
        undone = store.undo_import(done.id, "示例主任")
        over.set()
        wrote = sum(one.result() for one in saved)
    assert undone.state == "undone" and {row.name for row in store.import_rows(done.id, kept=True)} == set(theirs)
    assert all(str(store.answers(own)["a"].value).startswith("mine") for own in theirs.values())
    assert store.count_firms() == len(theirs)
    acts = Counter(line.act for line in store.trail.lines())
    assert (acts["import_begun"], acts["firms_imported"], acts["import_undone"]) == (1, 1, 1)
    assert acts["answer_saved"] == wrote and store.trail.verify().whole


def test_an_import_fills_in_and_corrects_a_known_firm_and_gives_back_what_stood(store: Store, clock: Clock) -> None:
    code = "91360100MA35000001"
    known, _ = store.find_or_create_firm(FirmIdentity("示例旧名", code, "nanchang", None, "food"), "staff")

    def file(name: str, people: int) -> RowToImport:
        return RowToImport(
            "企业!2", FirmIdentity(name, code, "ganzhou", "360702", None, people), {"a": told("x")}, False
        )

    done = imported(store, clock, file("示例新名", 40))
    after = store.firm(known.id)
    assert (after.name, after.city, after.county, after.chain, after.employees) == (
        "示例新名", "ganzhou", "360702", "food", 40,
    )  # fmt: skip
    assert store.find_firm(FirmIdentity("示例新名", city="ganzhou")) is not None
    again = imported(store, clock, file("示例新名", 50))
    assert (again.counts["changed"], store.firm(known.id).employees) == (1, 50)
    assert imported(store, clock, file("示例新名", 50)).counts["same"] == 1
    store.undo_import(again.id, "示例主任")
    assert store.firm(known.id).employees == 40
    store.update_firm(known.id, FirmIdentity("示例改名", code, "ganzhou", "360702", "food", 40))
    store.undo_import(done.id, "示例主任")
    now = store.firm(known.id)
    assert (now.name, now.city, now.county, now.employees) == ("示例改名", "nanchang", None, None)
    assert [row.facts for row in store.import_rows(done.id, kept=True)] == [("firm_name",)]


def test_the_file_counts_where_a_person_answered_otherwise_if_so_chosen(store: Store, clock: Clock) -> None:
    imported(store, clock, row(NAMES[0], a=told("x"), b=told("x")))
    answers_by_owner(store, clock, NAMES[0], a=told("mine"))
    before = state(store)
    done = imported(store, clock, row(NAMES[0], a=told("file"), b=told("file")), over=True)
    assert (done.over, done.counts["over"], done.counts["changed"], done.bad) == (True, 1, 1, 0)
    assert [one.facts for one in store.import_rows(done.id, over=True)] == [("a",)]
    assert store.answers(assessment(store, NAMES[0]))["a"] == told("file")
    store.undo_import(done.id, "示例主任")
    assert state(store) == before


def stand(store: Store, level: int) -> None:
    """Let every imported firm that is not scored stand at a level."""
    standing = Standing("miit", "2024", level, level, 40, 40, 0, ("erp",))
    scored = [(one, standing, "a" in one.answers) for one in store.unscored(500)]
    store.keep_imported_standings(scored)


def test_imported_firms_stand_where_they_were_scored_and_the_standing_goes_with_the_import(
    store: Store, clock: Clock
) -> None:
    imported(store, clock, row(NAMES[0], a=told("x")), row(NAMES[1], a=told("x")))
    stand(store, 1)

    def levels() -> list[int | None]:
        return [one.level for name in NAMES[:2] if (one := store.firm_of(assessment(store, name))) is not None]

    assert (levels(), store.unscored(500)) == ([1, 1], [])
    before = state(store)
    done = imported(store, clock, row(NAMES[0], a=told("y")), row(NAMES[1], a=told("y")), row(NAMES[2]))
    clock.move(seconds=1)
    assert [one.answers["a"] for one in store.unscored(2)] == ["y", "y"]
    stand(store, 2)
    assert levels() == [2, 2]
    finished = [store.assessment(assessment(store, name)).finished_at is not None for name in NAMES[:3]]
    assert finished == [True, True, False], "whoever left nothing unanswered is done, and nobody reminds them"
    clock.move(seconds=1)
    store.keep_standing(assessment(store, NAMES[1]), Standing("miit", "2024", 3, 3, 70, 70, 0))
    store.undo_import(done.id, "示例主任")
    assert levels() == [1, 3]  # a person had the second scored since
    assert store.find_firm(FirmIdentity(NAMES[2], city="nanchang")) is None
    assert state(store)["answers"] == before["answers"]


def test_what_is_taken_back_before_it_is_scored_is_not_scored(store: Store, clock: Clock) -> None:
    done = imported(store, clock, row(NAMES[0]))
    owed = store.unscored(500)
    store.undo_import(done.id, "示例主任")
    store.keep_imported_standings([(one, Standing("miit", "2024", 1, 1, 40, 40, 0), False) for one in owed])
    assert store.unscored(500) == [] and state(store)["firms"] == []


@pytest.mark.parametrize("kind", ["sqlite"])  # that both keep a standing is shown above
def test_an_imported_firm_stands_where_its_own_result_would_put_it(store: Store, clock: Clock) -> None:
    advisor, on = default_advisor(), date(2026, 11, 23)
    firms = records(advisor, 5, 3)
    for fact in set(firms[0]) - {"firm_name", "city", "chain", *PROFILE}:
        firms[4][fact] = None  # too little for a plan
    for fact in list(firms[3])[20::3]:
        firms[3][fact] = None
    batch = score_file(advisor, as_csv(firms), on, "企业.csv")
    tried = try_firms(store, batch, "企业.csv", "示例经办", None)
    clock.move(seconds=1)
    store.write_import(tried.id, good_rows=False)
    told: list[tuple[int, int]] = []
    score_imported(store, advisor, on, 5, lambda done, of: told.append((done, of)))
    for row_number, advisory in enumerate(advisor.advise(batch.table, on)):
        firm = store.find_firm(FirmIdentity(advisory.firm.name, city=advisory.firm.city))
        assert firm is not None
        found, wanted = store.standing(store.firm_history(firm.id)[-1].id), standing_of(advisory)
        assert found is not None and sorted(found.needs) == sorted(wanted.needs), row_number
        assert replace(found, needs=()) == replace(wanted, needs=())
        assert (firm.level, firm.open_questions) == (wanted.level, wanted.open_questions)
    assert told == [(5, 5)]
    layout = FigureLayout.of(advisor, advisor.main_on(on))
    kept = store.area_assessments(layout.key, FirmReach())
    assert len(kept) == 5 and all(one.figures is not None for one in kept), "a dashboard finds them at once"


def test_an_import_of_an_area_takes_firms_of_that_area_alone_whatever_its_file_says(store: Store, clock: Clock) -> None:
    codes = {"nanchang": "360100", "ganzhou": "360700", None: "360000"}
    bounds = ImportBounds("360100", lambda city, county: county or codes[city])
    elsewhere, _ = store.find_or_create_firm(FirmIdentity("示例外地", "91360700MA35000001", "ganzhou"), "staff")
    inside, _ = store.find_or_create_firm(FirmIdentity("示例本地", "91360100MA35000001", "nanchang", "360102"), "staff")

    def file(name: str, code: str | None, city: str | None, county: str | None = None) -> RowToImport:
        return RowToImport(name, FirmIdentity(name, code, city, county), {"a": told("x")}, False)

    rows = [
        file("示例本市", None, "nanchang"),
        file("示例县里", None, "nanchang", "360102"),
        file("示例改名", inside.credit_code, None),
        file("示例外市", None, "ganzhou"),
        file("示例没写", None, None),
        file("示例外地", elsewhere.credit_code, "nanchang"),  # says it is here
        file("示例搬走", "91360100MA35000001", "ganzhou"),
        file("示例外县", None, "nanchang", "360702"),
    ]
    before = state(store)
    clock.move(seconds=1)
    tried = store.try_import(rows, "企业.xlsx", "示例经办", bounds=bounds)
    outside = [row.place for row in store.import_rows(tried.id, "outside")]
    assert outside == ["示例外市", "示例没写", "示例外地", "示例搬走", "示例外县"]
    with pytest.raises(ImportRefused):
        store.write_import(tried.id, good_rows=False)
    assert state(store) == before
    done = store.write_import(tried.id, good_rows=True)
    assert (done.area, done.counts["new"], done.counts["outside"]) == ("360100", 3, 5)
    assert store.firm(elsewhere.id) == elsewhere
    county = ImportBounds("360102", bounds.code_of)
    tried = store.try_import([file("示例本市", None, "nanchang")], "企业.xlsx", "示例经办", bounds=county)
    assert tried.counts["outside"] == 1  # somewhere in the city


def test_a_clerk_of_a_county_imports_new_firms_that_the_file_places_there(
    store: Store, clock: Clock, tmp_path: Path
) -> None:
    advisor, on = default_advisor(), date(2026, 11, 23)
    counties = load_counties(advisor.root, advisor.bank)
    placed = {
        "示例甲": "南昌市南昌县",
        "示例乙": "南昌县",
        "示例丙": "江西省南昌市南昌县小蓝经济技术开发区",
        "示例丁": "南昌",
        "示例戊": "南昌市青山湖区",
        "示例己": "南昌高新区",
        "示例庚": "南昌市章贡区",
    }
    file = "企业名称,所在地\n" + "".join(f"{name},{place}\n" for name, place in placed.items())
    save_firms(firms_in_file(advisor.bank, file.encode(), "企业.csv"), tmp_path / "firms.npz")
    read = saved_firms(advisor.bank, tmp_path / "firms.npz")
    assert read is not None
    batch = scored_firms(advisor, read, on)
    clock.move(seconds=1)
    bounds = ImportBounds("360121", counties.code)
    tried = try_firms(store, batch, "企业.csv", "示例经办", None, bounds=bounds)
    assert [row.name for row in store.import_rows(tried.id, "outside")] == ["示例丁", "示例戊", "示例己", "示例庚"]
    clock.move(seconds=1)
    store.write_import(tried.id, good_rows=True)
    for name in ("示例甲", "示例乙", "示例丙"):
        firm = store.find_firm(FirmIdentity(name, city="nanchang", county="360121"))
        assert firm is not None and (firm.city, firm.county) == ("nanchang", "360121")
    clock.move(seconds=1)
    again = try_firms(store, batch, "企业.csv", "示例经办", None, bounds=bounds)
    assert (again.counts["same"], again.counts["outside"]) == (3, 4)
