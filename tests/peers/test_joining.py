"""Real firms are counted once each, by their newest word, and only while they agree."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from assessment.answers import AnswerTable
from assessment.peers import Identity, Joined, joined_in_batch, real_firms, said_in_table

CODE = "91360100MA35XXXX0A"


def at(day: int) -> datetime.datetime:
    return datetime.datetime(2026, 11, day, tzinfo=datetime.UTC)


def said(day: int, who: dict[str, Any], machines: float | None, id_: str = "") -> Joined:
    answers = None if machines is None else {"equipment_total": machines}
    return Joined(id_ or f"{day}/{sorted(who.items())}", at(day), Identity.of(who), answers)


def machines(bank, *joined: Joined) -> list[float]:
    found = real_firms(bank, joined)
    return [found.table.record(row)["equipment_total"] for row in range(len(found.table))]


def test_the_newest_answers_of_a_firm_count_in_its_old_place(bank):
    firm, other = {"firm_name": "示例甲厂"}, {"firm_name": "示例乙厂"}
    assert machines(bank, said(1, firm, 10), said(2, other, 20), said(3, firm, 30)) == [30, 20]


@pytest.mark.parametrize(
    ("first", "second", "once"),
    [
        ({"firm_name": "示例甲厂"}, {"firm_name": " 示例甲 厂"}, True),
        ({"firm_name": "示例甲厂", "credit_code": CODE}, {"firm_name": "改名了", "credit_code": CODE.lower()}, True),
        ({"firm_name": "示例甲厂", "credit_code": CODE}, {"firm_name": "示例甲厂"}, True),
        ({"firm_name": "示例甲厂", "credit_code": CODE}, {"firm_name": "示例甲厂", "credit_code": "9" * 18}, False),
        ({"firm_name": "示例甲厂"}, {"firm_name": "示例乙厂"}, False),
        ({}, {}, False),
    ],
)
def test_one_firm_is_known_by_its_code_or_its_name(bank, first, second, once):
    found = machines(bank, said(1, first, 10, "a"), said(2, second, 20, "b"))
    assert found == ([20] if once else [10, 20])


def test_a_firm_whose_newest_word_is_no_is_not_counted(bank):
    firm = {"firm_name": "示例甲厂"}
    assert machines(bank, said(1, firm, 10), said(2, firm, None)) == []
    assert machines(bank, said(1, firm, None), said(2, firm, 10)) == [10]


def test_of_a_workbook_only_digests_and_the_answers_of_those_who_agree_are_kept(bank):
    table, faults = AnswerTable.from_records(
        bank,
        [
            {"firm_name": "示例甲厂", "peer_consent": "yes", "equipment_total": 10, "revenue": 900},
            {"firm_name": "示例乙厂", "peer_consent": "no", "equipment_total": 20},
            {"firm_name": "示例丙厂", "equipment_total": 30},
            {"peer_consent": "yes", "equipment_total": 40},
        ],
    )
    assert not faults
    kept = said_in_table(table, ["firm_name", "equipment_total"])
    assert [one["answers"] for one in kept] == [{"equipment_total": 10}, None]
    assert "示例" not in repr(kept)
    assert machines(bank, *joined_in_batch("b", at(1), kept)) == [10]


def test_a_firm_is_never_among_its_own_peers_wherever_it_came_from(bank):
    firm = {"firm_name": "示例甲厂"}
    found = real_firms(bank, [said(1, firm, 10, "batch/0"), said(2, {"firm_name": "示例乙厂"}, 20, "online")])
    assert found.seen_by("some-draft", Identity.of(firm)).others.tolist() == [False, True]
    assert found.seen_by("online", Identity(None, None)).others.tolist() == [True, False]
    assert found.seen_by("somebody", Identity(None, None)).others.tolist() == [True, True]
