"""Who is counted, and that nothing a stranger types changes what another sees."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from assessment.answers import AnswerTable
from assessment.peers import Identity, Joined, joined_in_batch, real_firms, said_in_table
from assessment.store.secret import Secret

CODE = "91360100MA35XXXX0A"
KEYED = Secret(b"k" * 32).digest


def at(day: int) -> datetime.datetime:
    return datetime.datetime(2026, 11, day, tzinfo=datetime.UTC)


def said(day: int, who: dict[str, Any], machines: float | None, id_: str = "") -> Joined:
    """A row of a workbook that a centre signed for."""
    answers = None if machines is None else {"equipment_total": machines}
    return Joined(id_ or f"{day}/{sorted(who.items())}", at(day), answers, Identity.of(who, KEYED))


def online(day: int, id_: str, machines: float, **typed: str) -> Joined:
    """An assessment on the pages, with whatever somebody typed into it."""
    return Joined(id_, at(day), {"equipment_total": machines} | typed)


def machines(bank, *joined: Joined) -> list[float]:
    found = real_firms(bank, joined)
    return [found.table.record(row)["equipment_total"] for row in range(len(found.table))]


def test_the_newest_answers_of_a_firm_count_in_its_old_place(bank):
    firm, other = {"firm_name": "示例甲厂"}, {"firm_name": "示例乙厂"}
    assert machines(bank, said(1, firm, 10), said(2, other, 20), said(3, firm, 30)) == [30, 20]


@pytest.mark.parametrize(
    ("first", "second", "counted"),
    [
        ({"firm_name": "示例甲厂"}, {"firm_name": " 示例甲 厂"}, [20]),
        ({"firm_name": "示例甲厂", "credit_code": CODE}, {"firm_name": "改名了", "credit_code": CODE.lower()}, [20]),
        ({"firm_name": "示例甲厂", "credit_code": CODE}, {"firm_name": "示例甲厂", "credit_code": "9" * 18}, [10, 20]),
        ({"firm_name": "示例甲厂"}, {"firm_name": "示例乙厂"}, [10, 20]),
        ({}, {}, [10, 20]),
    ],
)
def test_a_firm_of_workbooks_is_known_by_its_code_or_its_name(bank, first, second, counted):
    assert machines(bank, said(1, first, 10, "a"), said(2, second, 20, "b")) == counted


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_bare_name_never_outranks_a_credit_code(bank, order):
    coded, bare = {"firm_name": "示例甲厂", "credit_code": CODE}, {"firm_name": "示例甲厂"}
    assert machines(bank, said(order[0], coded, 10), said(order[1], bare, 20)) == [10]
    assert machines(bank, said(order[0], coded, 10), said(order[1], bare, None)) == [10]
    assert machines(bank, said(order[0], coded, None), said(order[1], bare, 20)) == []


@pytest.mark.parametrize("typed", [{"firm_name": "示例甲厂"}, {"firm_name": "示例甲厂", "credit_code": CODE}, {}])
def test_what_a_stranger_types_adds_a_row_and_changes_nothing_else(bank, typed):
    members = [
        said(2, {"firm_name": "示例甲厂", "credit_code": CODE}, 10),
        online(3, "member", 20, firm_name="示例甲厂", credit_code=CODE),
        online(4, "another", 30, firm_name="示例乙厂"),
    ]
    assert machines(bank, *members) == [10, 20, 30]
    assert machines(bank, *members, online(5, "stranger", 99, **typed)) == [10, 20, 30, 99]
    assert machines(bank, online(1, "early", 99, **typed), *members) == [99, 10, 20, 30]


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
    kept = said_in_table(table, ["firm_name", "equipment_total"], KEYED)
    assert [one["answers"] for one in kept] == [{"equipment_total": 10}, None]
    assert "示例" not in repr(kept)
    assert machines(bank, *joined_in_batch("b", at(1), kept)) == [10]


def test_only_the_own_assessment_is_left_out_of_a_comparison(bank):
    firm = {"firm_name": "示例甲厂"}
    found = real_firms(bank, [said(1, firm, 10, "batch/0"), online(2, "mine", 20, **firm), online(3, "other", 30)])
    assert found.seen_by("mine").others.tolist() == [True, False, True]
    assert found.seen_by("a draft with the same name").others.tolist() == [True, True, True]
