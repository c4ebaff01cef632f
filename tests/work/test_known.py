"""The firms of a round are put in hand like those of a file: the same figures, within the area, as of this moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner

from assessment.advisory import default_advisor
from assessment.answers import read_answer
from assessment.cli import main
from assessment.permissions import PROVINCE
from assessment.problems import InputRefused
from assessment.store.assessments import Store
from assessment.store.firm_list import FirmReach
from assessment.store.firm_records import Round
from assessment.work import kept, kinds, known
from assessment.work.runner import JobAtWork
from tests.batches import records

DAY = date(2026, 11, 1)
CITIES = ("nanchang", "nanchang", "jiujiang")
NANCHANG = "360100"


@pytest.fixture
def round_(store: Store) -> Round:
    start = datetime(2026, 11, 1, tzinfo=UTC)
    return store.create_round("示例轮次", ["miit"], DAY, [], start, start + timedelta(days=90), "示例经办")


@pytest.fixture
def firms(store: Store, round_: Round) -> list[dict[str, Any]]:
    """Three firms in the round, and one that takes no part."""
    said = [one | {"city": city} for one, city in zip(records(default_advisor(), 3, 5), CITIES, strict=True)]
    link = store.make_link(round_.id, None, None, "示例经办")
    for one in said:
        answered(store, one, store.begin_by_link(link.token, "zh", None)[0].id)
    answered(store, said[0] | {"firm_name": "示例局外有限公司"}, store.create_assessment("zh")[0].id)
    return said


def answered(store: Store, said: Mapping[str, Any], assessment: UUID) -> None:
    bank = default_advisor().bank
    for fact, plain in said.items():
        store.save_answer(assessment, fact, read_answer(bank.facts[fact], plain), "self", "self", None)


def in_hand(store: Store, round_id: UUID | None, area: str) -> list[dict[str, Any]]:
    """What the firms say that are put in hand, by their names."""
    file = known.put(store, "示例轮次 · 示例地区", round_id, area, "示例经办", DAY)
    job = store.begin_job(kinds.READING, "示例经办", {}, file.id)
    told = kinds.kinds(default_advisor)[kinds.READING](JobAtWork(store, job, "test"))
    batch = kinds.batch_of(default_advisor(), file)
    assert batch is not None and told["firms"] == len(batch.table) and batch.reading.on == DAY
    return [batch.table.record(row) for row in range(len(batch.table))]


def test_they_say_what_the_database_holds_within_the_round_and_the_area(
    store: Store, round_: Round, firms: list[dict[str, Any]]
) -> None:
    def by_name(some: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return sorted(some, key=lambda one: str(one["firm_name"]))

    assert by_name(in_hand(store, round_.id, PROVINCE)) == by_name(firms)
    assert by_name(in_hand(store, round_.id, NANCHANG)) == by_name(firms[:2])
    everybody = in_hand(store, None, PROVINCE)
    assert len(everybody) == 4 and "示例局外有限公司" in {one["firm_name"] for one in everybody}


def test_what_was_verified_stands_for_what_was_reported(
    store: Store, round_: Round, firms: list[dict[str, Any]]
) -> None:
    (one,) = [one for one in store.latest_assessments(FirmReach(), round_.id) if one.name == firms[2]["firm_name"]]
    answer = read_answer(default_advisor().bank.facts["employees"], 77)
    store.save_answer(one.assessment_id, "employees", answer, "verified", "示例顾问", None)
    assert in_hand(store, round_.id, "360400")[0]["employees"] == 77


def test_a_round_in_which_nobody_has_answered_is_refused_in_words(store: Store, round_: Round) -> None:
    with pytest.raises(InputRefused, match="0 firms have answered here"):
        in_hand(store, round_.id, PROVINCE)


def test_a_file_that_was_handed_in_is_never_taken_for_one(store: Store) -> None:
    file = kept.put(store, "known.json", b'{"round": null, "area": "360000"}', "示例经办", DAY)
    assert not known.are_in(file)


@pytest.mark.parametrize(
    ("firms_", "options", "words"),
    [
        ("round:示例轮次", (), "从 3 家里抽 2 家"),
        ("round:示例轮次", ("--area", NANCHANG), "从 2 家里抽 2 家"),
        ("round:latest", (), "从 4 家里抽 2 家"),
    ],
)
def test_a_command_tries_what_it_tries_on_a_round(
    store: Store, firms: list[dict[str, Any]], tmp_path: Path, firms_: str, options: tuple[str, ...], words: str
) -> None:
    asked = ["foresee", "visits", firms_, str(tmp_path / "visits.xlsx"), "--visits", "2", "--level", "1", *options]
    told = CliRunner().invoke(main, [*asked, "--on", "2026-11-01", "--by", "示例经办"])
    assert told.exit_code == 0 and words in told.output, told.output
    lines = store.trail.lines()
    assert {"firms_listed", "firms_foreseen"} <= {one.act for one in lines if one.actor == "command:示例经办"}


def test_a_list_that_a_command_drew_is_taken_up_again_by_its_number(
    store: Store, firms: list[dict[str, Any]], tmp_path: Path
) -> None:
    def told(*asked: str, code: int = 0) -> str:
        found = CliRunner().invoke(main, ["foresee", *asked])
        assert found.exit_code == code, found.output
        return found.output

    out = str(tmp_path / "out.xlsx")
    assert "还没有存下的走访名单" in told("draws")
    told("visits", "round:示例轮次", out, "--visits", "2", "--level", "1", "--by", "示例经办")
    (draw,) = store.draws()
    assert draw.round_id is not None and (draw.area, draw.by, draw.firms) == (PROVINCE, "示例经办", 3)
    assert f"{draw.number}" in told("draws") and "3 家里抽 2 家" in told("draws")
    for one in store.latest_assessments(FirmReach(), draw.round_id):
        answer = read_answer(default_advisor().bank.facts["scene_finance"], "l0")
        store.save_answer(one.assessment_id, "scene_finance", answer, "verified", "示例顾问", None)
    assert "按 2 次走访更正后约" in told("corrected", "round:示例轮次", out, "--draw", draw.number)
    assert "没说是哪份走访名单" in told("corrected", "round:示例轮次", out, code=1)
    assert "没有这份走访名单" in told("corrected", "round:示例轮次", out, "--draw", "zz", code=1)


@pytest.mark.parametrize(
    ("firms_", "options", "words"),
    [
        ("round:没有这一轮", (), "没有这个轮次"),
        ("round:latest", ("--area", "999999"), "没有这个地区"),
        ("round:latest", ("--area", "361000"), "0 家有回答的企业"),
    ],
)
def test_a_round_that_is_not_there_is_refused(
    store: Store, firms: list[dict[str, Any]], tmp_path: Path, firms_: str, options: tuple[str, ...], words: str
) -> None:
    told = CliRunner().invoke(main, ["foresee", "sum", firms_, str(tmp_path / "x.xlsx"), "--budget", "9", *options])
    assert told.exit_code == 1 and words in told.output and not (tmp_path / "x.xlsx").exists(), told.output
