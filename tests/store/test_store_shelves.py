"""What is put away: comments, results that never change, imported content, and what is forgotten for good."""

from __future__ import annotations

import datetime
import inspect
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from assessment.answers import UNANSWERED, Answer, State
from assessment.peers import Release, Told
from assessment.store import schema
from assessment.store.assessments import Store, open_store
from assessment.store.refusals import TextRefused, TooManyResults, UnknownAssessment
from assessment.store.shelves import COMMENT_LENGTH, MOST_RESULTS, ResultShelf
from assessment.store.trail import TrailFilter
from tests.store.conftest import Clock

VERSIONS = {"frameworks": {"miit": "1"}, "benchmarks": "2026-10", "model": "1", "measures": "1", "providers": "1"}
DOCUMENT = {"z": 1, "a": {"level": "三级", "points": "61 3/7", "name": "赣州示例<b>&\x00"}, "list": [1.5, None, True]}


def test_a_result_comes_back_as_it_was_frozen(store: Store, clock: Clock) -> None:
    firm, _ = store.create_assessment("zh")
    frozen = store.freeze_result(firm.id, DOCUMENT, VERSIONS)
    (back,) = store.results(firm.id)
    assert back == frozen
    assert back.document == DOCUMENT
    assert list(back.document) == ["z", "a", "list"]
    assert back.versions == VERSIONS
    assert (back.created_at, back.number) == (clock.now, 1)


def test_an_assessment_keeps_all_its_results(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    other, _ = store.create_assessment("zh")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: store.freeze_result(firm.id, {"n": n}, VERSIONS), range(6)))
    store.freeze_result(other.id, DOCUMENT, VERSIONS)
    results = store.results(firm.id)
    assert [result.number for result in results] == [1, 2, 3, 4, 5, 6]
    assert {result.document["n"] for result in results} == set(range(6))
    assert [result.number for result in store.results(other.id)] == [1]


def test_the_shelf_offers_no_way_to_change_a_result() -> None:
    own = {name for name, _ in inspect.getmembers(ResultShelf, inspect.isfunction) if not name.startswith("_")}
    assert own == {"freeze_result", "results", "delete_result"}


def test_a_deleted_result_is_gone_its_number_never_returns_and_the_trail_says_so(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    for n in range(3):
        store.freeze_result(firm.id, {"n": n}, VERSIONS)
    store.delete_result(firm.id, 3, "owner")
    store.delete_result(firm.id, 3, "owner")
    store.delete_result(firm.id, 9, "owner")
    assert store.freeze_result(firm.id, {"n": 3}, VERSIONS).number == 4
    assert [result.number for result in store.results(firm.id)] == [1, 2, 4]
    deleted = store.trail.lines(TrailFilter(act="result_deleted", subject=firm.id.hex))
    assert [(line.details, line.actor) for line in deleted] == [({"number": 3}, "owner")]


def test_a_result_is_deleted_from_its_own_assessment_only(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    other, _ = store.create_assessment("zh")
    store.freeze_result(firm.id, DOCUMENT, VERSIONS)
    store.delete_result(other.id, 1, "owner")
    assert [result.number for result in store.results(firm.id)] == [1]
    assert store.trail.lines(TrailFilter(act="result_deleted")) == []


def test_an_assessment_keeps_so_many_results_and_not_one_more(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: store.freeze_result(firm.id, {"n": n}, VERSIONS), range(MOST_RESULTS)))
    with pytest.raises(TooManyResults) as refused:
        store.freeze_result(firm.id, {}, VERSIONS)
    assert "删除" in refused.value.remedy.zh
    store.delete_result(firm.id, 7, "owner")
    assert store.freeze_result(firm.id, {}, VERSIONS).number == MOST_RESULTS + 1


@pytest.mark.parametrize(
    "statement",
    [
        update(schema.results).values(number=9),
        update(schema.answer_log).values(by="somebody else"),
        update(schema.content_overrides).values(by="somebody else"),
        delete(schema.results),
        delete(schema.answer_log),
    ],
    ids=lambda statement: f"{type(statement).__name__} {statement.table.name}",
)
def test_the_database_itself_protects_results_log_and_content(store: Store, statement: object) -> None:
    firm, _ = store.create_assessment("zh")
    store.freeze_result(firm.id, DOCUMENT, VERSIONS)
    store.save_answer(firm.id, "erp", Answer(State.ANSWERED, "yes"), "self", "owner", UNANSWERED)
    store.import_content("provider_pool", [1], "centre")
    before = (store.results(firm.id), store.log(firm.id), store.content_versions("provider_pool"))
    with pytest.raises(DBAPIError, match=r"frozen|append-only|kept as it came"), store.engine.begin() as connection:
        connection.execute(statement)  # type: ignore[call-overload]
    assert (store.results(firm.id), store.log(firm.id), store.content_versions("provider_pool")) == before


def test_a_document_with_a_number_that_is_none_is_refused_and_nothing_is_kept(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    with pytest.raises(Exception, match="not JSON compliant"):
        store.freeze_result(firm.id, {"points": float("nan")}, VERSIONS)
    assert store.results(firm.id) == []


def test_comments_stand_by_section_with_author_and_time(store: Store, clock: Clock) -> None:
    firm, _ = store.create_assessment("zh")
    first = store.add_comment(firm.id, "equipment", "  两台数控机床未联网。\n建议先联网。 ", "示例顾问")
    clock.move(hours=1)
    second = store.add_comment(firm.id, "plan", "Start with the ERP.", "示例顾问")
    assert store.comments(firm.id) == [first, second]
    assert first.text == "两台数控机床未联网。\n建议先联网。"
    assert (second.section, second.author, second.at) == ("plan", "示例顾问", clock.now)


def test_a_comment_is_changed_by_whoever_signs_it_now_and_only_in_its_own_assessment(
    store: Store, clock: Clock
) -> None:
    firm, other = store.create_assessment("zh")[0], store.create_assessment("zh")[0]
    comment = store.add_comment(firm.id, "plan", "先上 ERP", "示例顾问")
    clock.move(hours=1)
    store.change_comment(other.id, comment.id, "别的", "示例他人")
    assert store.comments(firm.id) == [comment]
    store.change_comment(firm.id, comment.id, " 先理账\n再上 ERP ", "示例顾问二")
    (changed,) = store.comments(firm.id)
    assert (changed.id, changed.section, changed.text) == (comment.id, "plan", "先理账\n再上 ERP")
    assert (changed.author, changed.at) == ("示例顾问二", clock.now)
    with pytest.raises(TextRefused):
        store.change_comment(firm.id, comment.id, "  ", "示例顾问")
    store.remove_comment(firm.id, comment.id)
    store.change_comment(firm.id, comment.id, "晚了", "示例顾问")
    assert store.comments(firm.id) == []


def test_a_comment_can_be_taken_back_but_only_from_its_own_assessment(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    other, _ = store.create_assessment("zh")
    comment = store.add_comment(firm.id, "plan", "写错了", "示例顾问")
    store.remove_comment(other.id, comment.id)
    assert store.comments(firm.id) == [comment]
    store.remove_comment(firm.id, comment.id)
    store.remove_comment(firm.id, comment.id)
    assert store.comments(firm.id) == []


@pytest.mark.parametrize(
    ("text", "author", "told"),
    [("  ", "示例顾问", "空"), ("意见", " ", "空"), ("长" * (COMMENT_LENGTH + 1), "示例顾问", str(COMMENT_LENGTH))],
)
def test_an_unusable_comment_is_refused(store: Store, text: str, author: str, told: str) -> None:
    firm, _ = store.create_assessment("zh")
    with pytest.raises(TextRefused) as refused:
        store.add_comment(firm.id, "plan", text, author)
    assert told in refused.value.message.zh
    assert store.comments(firm.id) == []


def test_the_latest_import_is_in_force_and_old_ones_are_kept(store: Store, clock: Clock) -> None:
    assert store.content_in_force("provider_pool") is None
    store.import_content("provider_pool", [{"id": "示例1"}], "centre")
    clock.move(days=1)
    second = store.import_content("provider_pool", [{"id": "示例2"}], "centre")
    store.import_content("benchmark_values", {"values": []}, "centre")
    assert store.content_in_force("provider_pool") == second
    assert [(v.version, v.document) for v in store.content_versions("provider_pool")] == [
        (1, [{"id": "示例1"}]),
        (2, [{"id": "示例2"}]),
    ]
    assert [v.version for v in store.content_versions("benchmark_values")] == [1]
    assert store.content_versions("batch") == []


def test_parallel_imports_get_versions_of_their_own(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: store.import_content("batch", {"n": n}, "centre"), range(8)))
    assert [v.version for v in store.content_versions("batch")] == list(range(1, 9))


def test_deleting_an_assessment_forgets_everything_about_it_and_nothing_else(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    other, _ = store.create_assessment("zh")
    for each in (firm, other):
        store.save_answer(each.id, "erp", Answer(State.ANSWERED, "yes"), "self", "owner", UNANSWERED)
        store.save_answer(each.id, "erp", Answer(State.ANSWERED, "no"), "verified", "示例顾问", UNANSWERED)
        store.add_comment(each.id, "plan", "意见", "示例顾问")
        store.freeze_result(each.id, DOCUMENT, VERSIONS)
    store.delete_assessment(firm.id)
    with pytest.raises(UnknownAssessment):
        store.assessment(firm.id)
    with pytest.raises(UnknownAssessment):
        store.delete_assessment(firm.id)
    with store.engine.connect() as connection:
        for table in (schema.answers, schema.answer_log, schema.comments, schema.results):
            owners = set(connection.scalars(select(table.c.assessment_id)))
            assert owners == {other.id}, table.name
        assert connection.scalar(select(func.count()).select_from(schema.assessments)) == 1
    assert len(store.log(other.id)) == 2


def all_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def test_what_was_deleted_is_left_neither_in_the_file_nor_in_its_log(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    firms = {f"marked-{n:02d}-示例": store.create_assessment("zh")[0].id for n in range(30)}
    for turn in range(5):  # in turns, so that what belongs to one firm is spread among the pages of others
        for mark, firm in firms.items():
            long = mark * (1 + 7 * turn)
            store.save_answer(firm, f"f{turn}", Answer(State.ANSWERED, long), "self", mark, UNANSWERED)
            store.add_comment(firm, "plan", long, mark)
            store.freeze_result(firm, {"text": long * 20}, {"text": mark})
    forgotten, kept = list(firms)[::2], list(firms)[1::2]
    assert all(mark.encode() in all_bytes(tmp_path) for mark in firms)
    for mark in forgotten:
        store.delete_assessment(firms[mark])
    content = all_bytes(tmp_path)
    assert [mark for mark in forgotten if mark.encode() in content] == []
    assert all(mark.encode() in content for mark in kept)
    store.close()


def test_single_things_that_were_deleted_leave_no_bytes_either(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    firm, _ = store.create_assessment("zh")
    comment = store.add_comment(firm.id, "plan", "comment-taken-back", "示例顾问")
    store.freeze_result(firm.id, {"text": "result-deleted" * 500}, {})
    batch = store.confirm_batch([{"code": None, "name": "x", "answers": {"f": "batch-withdrawn"}}], "file", "centre")
    store.remove_comment(firm.id, comment.id)
    store.delete_result(firm.id, 1, "owner")
    store.withdraw_batch(batch.id, "centre")
    content = all_bytes(tmp_path)
    assert [word for word in (b"comment-taken", b"result-deleted", b"batch-withdrawn") if word in content] == []
    store.close()


def test_rows_without_an_assessment_cannot_be_made(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    store.delete_assessment(firm.id)
    row = {"assessment_id": firm.id, "fact_id": "erp", "origin": "self", "at": firm.created_at, "by": "nobody"}
    with pytest.raises(DBAPIError), store.engine.begin() as connection:
        connection.execute(insert(schema.answer_log).values(**row))


def test_a_released_table_comes_back_and_of_two_made_at_once_the_second_is_made_again(store: Store) -> None:
    release = Release(
        firms=np.array([1, 2**64 - 1, 7], np.uint64),
        cells=np.array([0, 1, 1]),
        axes=(("nanchang",), ("food", "")),
        hidden=np.array([[True, False, False], [True, False, False]]),
        floor=10,
        day=datetime.date(2026, 11, 23),
        told=Told(
            shares=np.full((2, 1, 2, 3, 2), -1),
            in_all=np.zeros((2, 1, 2)),
            sums=np.ones((2, 2, 3)),
            exactly=np.empty(0),
        ),
    )
    assert store.add("table", release, after=0)
    assert not store.add("table", release, after=0)
    assert store.add("table", release, after=1) and store.add("another", release, after=0)
    back = store.releases("table")[1]
    assert len(store.releases("table")) == 2 and store.releases("unknown") == []
    assert all(np.array_equal(getattr(back, name), getattr(release, name)) for name in ("firms", "cells", "hidden"))
    assert (back.axes, back.floor, back.day) == (release.axes, release.floor, release.day)
    assert back.told is not None and back.told.kept() == release.told.kept()
