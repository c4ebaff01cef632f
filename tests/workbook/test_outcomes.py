"""The sheet of results: written, filled in, read back; every bad cell named, and nothing noted twice."""

from __future__ import annotations

import datetime
import io
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from assessment.language import label
from assessment.problems import InputRefused
from assessment.settings import now
from assessment.store.invitation_records import InvitationOutcome, KeptInvitation
from assessment.store.refusals import InvitationRefused
from assessment.workbook.grid.readers import read_grid
from assessment.workbook.invitations.outcomes import OutcomesRead, read_outcomes, write_outcomes
from tests.workbook.small_bank import saved

DAY = datetime.date(2026, 11, 2)


def invitation(number: int, **told: Any) -> KeptInvitation:
    plain = KeptInvitation(
        *(number, UUID(int=number), f"示例{number}厂", "nanchang", None, "food", "small", "training", ("step_a",)),
        *(
            "=示例服务商",
            "offer_1",
            "示例产品",
            None,
            "示例轮次",
            DAY,
            now(),
            "w",
            "sent",
            None,
            None,
            False,
            None,
            None,
            None,
        ),
        now(),
    )
    return replace(plain, **told)


KNOWN = {
    7: invitation(7),
    8: invitation(8, state="contracted", amount=12.5),
    9: invitation(9, round_name=None),
    10: invitation(10),
}


def known(numbers: Collection[int]) -> Mapping[int, KeptInvitation]:
    return {number: KNOWN[number] for number in numbers if number in KNOWN}


def tried(outcomes: Any) -> list[bool | InvitationRefused]:
    """As the store would: what is contracted is noted already, a day of 2099 is to come."""
    refused = InvitationRefused(label("还没有到", "still to come"), label("请核对。", "Check it."), "on")
    return [
        refused if one.on and one.on.year == 2099 else one != InvitationOutcome(8, "contracted", amount=12.5)
        for one in outcomes
    ]


def read(*cells: tuple[int, str, Any], lang: Any = "zh", occasion: str | None = None) -> OutcomesRead:
    """Write the sheet, fill in cells (number of the invitation, column, value), and read it."""
    out = io.BytesIO()
    write_outcomes(out, list(KNOWN.values()), {"step_a": label("排产", "scheduling")}, lang)
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    sheet = book[{"zh": "邀约登记表", "en": "Invitations and results"}[lang]]
    heads = {str(sheet.cell(3, at).value): at for at in range(1, sheet.max_column + 1)}
    for number, column, value in cells:
        sheet.cell(4 + list(KNOWN).index(number), heads[column]).value = value
    return read_outcomes(read_grid(saved(book), "结果.xlsx"), known, tried, occasion)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sheet_that_nobody_filled_in_tells_nothing_and_has_no_fault(lang: str) -> None:
    found = read(lang=lang)
    assert (found.fresh, found.noted, found.unfilled, found.bad, found.problems) == ((), 0, 4, 0, ())


@pytest.mark.parametrize("on", ["2026-11-20", "2026/11/20", "2026年11月20日", datetime.datetime(2026, 11, 20)])
def test_outcomes_are_read_by_their_words_with_day_and_figures(on: Any) -> None:
    cells = [(7, "outcome", "签了合同"), (7, "on", on), (7, "amount", "8.5万元"), (7, "months_paid", 3)]
    found = read(*cells, (8, "outcome", "已签约"), (9, "outcome", "met"))
    day = datetime.date(2026, 11, 20)
    assert found.fresh == (InvitationOutcome(7, "contracted", day, 8.5, 3), InvitationOutcome(9, "met"))
    assert (found.noted, found.unfilled, found.bad) == (1, 1, 0)
    assert found.outcomes() == found.fresh
    assert found.sentence().zh == "4 行：2 行有新的结果，1 行已经登记过，1 行没有填结果，0 行有问题。"


WRONG: dict[str, tuple[tuple[int, str, Any], tuple[str, str]]] = {
    "an unknown outcome": ((7, "outcome", "差不多"), ("H4", "差不多")),
    "a day that is none": ((7, "on", "下周三"), ("I4", "看不懂这个日期")),
    "a day to come": ((7, "on", "2099-01-01"), ("I4", "还没有到")),
    "an amount below zero": ((7, "amount", -3), ("J4", "-3")),
    "half a month": ((7, "months_paid", 2.5), ("K4", "2.5")),
    "a number of nobody": ((7, "number", 999), ("A4", "没有这个编号")),
    "the sheet of another round": ((7, "occasion", "上一轮"), ("B4", "示例轮次")),
    "another provider": ((7, "provider", "别家"), ("C4", "对不上")),
    "another firm": ((7, "firm", "别的厂"), ("E4", "对不上")),
    "the number of another row": ((10, "number", 7), ("E7", "对不上")),
    "no number": ((7, "number", None), ("A4", "没有邀约编号")),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_bad_cell_is_named_and_the_good_rows_can_be_taken_alone(wrong: str) -> None:
    cell, (place, words) = WRONG[wrong]
    found = read((7, "outcome", "已见面"), (9, "outcome", "已见面"), (10, "outcome", "已见面"), cell)
    assert found.bad == 1
    (problem,) = found.problems
    assert problem.where == f"邀约登记表!{place}"
    assert words in problem.sentence("zh")
    with pytest.raises(InputRefused):
        found.outcomes()
    assert InvitationOutcome(9, "met") in found.outcomes(valid_rows=True) and len(found.fresh) == 2


def test_an_invitation_that_stands_twice_is_named_once_and_taken_once() -> None:
    cells = [(10, "number", 7), (10, "firm", "示例7厂"), (10, "outcome", "已谢绝")]
    found = read((7, "outcome", "已见面"), *cells)
    assert found.fresh == (InvitationOutcome(7, "met"),)
    assert [problem.where for problem in found.problems] == ["邀约登记表!A7"]
    assert "邀约登记表!4" in found.problems[0].message.zh


def test_a_figure_without_an_outcome_is_named_unless_it_stood_there_before() -> None:
    found = read((8, "amount", 13))
    assert [problem.where for problem in found.problems] == ["邀约登记表!H5"]
    assert "没有填结果" in found.problems[0].message.zh


def test_rows_of_another_round_than_the_chosen_one_are_not_taken() -> None:
    found = read((7, "outcome", "已见面"), (9, "outcome", "已见面"), occasion="示例轮次")
    assert [one.number for one in found.fresh] == [7]
    assert "2026-11-02" in found.problems[0].sentence("zh") and found.problems[0].where.endswith("A6")


def test_another_file_is_refused_with_what_it_needs() -> None:
    book = openpyxl.Workbook()
    book.active.append(["企业", "电话"])
    with pytest.raises(InputRefused, match="Invitation number"):
        read_outcomes(read_grid(saved(book), "x.xlsx"), known, tried)
