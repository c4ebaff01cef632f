"""The invitation lists: nobody missing on either side, holes in sight, and text that stays text."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest

from assessment.content.bank import FactBank
from assessment.providers import Client, FirmNeeds, Matchmaking, matchmake
from assessment.workbook.invitations.book import by_provider, write_invitations, write_provider_list
from tests.pools import need, offer, pool

SHEETS = {
    "zh": ["概况", "按地区", "按产业链", "服务商一览", "按服务商", "企业一览", "按企业", "未落实", "说明"],
    "en": [
        *("Overview", "By area", "By chain", "Providers", "By provider"),
        *("Firms", "By firm", "Still open", "Notes"),
    ],
}


@pytest.fixture(scope="module")
def made(bank: FactBank) -> Matchmaking:
    firms = [
        FirmNeeds(Client("f1", "nanchang", "food", "small"), "=甲厂", (need("step_a", "step_b"),)),
        FirmNeeds(Client("f2", "ganzhou", "steel", "small"), "乙厂", (need("step_a"),)),
        FirmNeeds(Client("f3", "nanchang", None, None), "甲厂", (need("step_a"), need("step_c", category="training"))),
    ]
    offers = [
        offer(1, measures=("step_a",), cities=("nanchang",), capacity=1, provider="@服务商", interest="+同时做诊断"),
        offer(2, measures=("step_a", "step_b"), chains=("food",)),
        offer(3, category="training"),
    ]
    return matchmake(firms, pool(offers), bank)


def written(made: Matchmaking, bank: FactBank, lang: Any) -> openpyxl.Workbook:
    out = io.BytesIO()
    write_invitations(out, made, bank, lang)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


def rows(sheet: Any) -> list[dict[str, Any]]:
    head, *below = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(head, row, strict=True)) for row in below]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheets_in_both_languages(made: Matchmaking, bank: FactBank, lang: str) -> None:
    assert written(made, bank, lang).sheetnames == SHEETS[lang]


def test_every_meeting_stands_once_on_either_list(made: Matchmaking, bank: FactBank) -> None:
    book = written(made, bank, "zh")
    by_provider = {(r["服务商"], r["企业"], r["要谈的事项"]) for r in rows(book["按服务商"])}
    by_firm = {(r["服务商"], r["企业"], r["要谈的事项"]) for r in rows(book["按企业"])}
    assert by_provider == by_firm
    assert by_provider == {
        ("示例服务商2", "=甲厂", "事项step_a；事项step_b"),
        ("@服务商", "甲厂", "事项step_a"),
        ("示例服务商3", "甲厂", "事项step_c（没有申报具体事项，请先问清楚）"),
    }
    assert [r["服务商"] for r in rows(book["按服务商"])] == sorted(r["服务商"] for r in rows(book["按服务商"]))


def test_an_invitation_says_why_at_what_price_and_with_which_tie(made: Matchmaking, bank: FactBank) -> None:
    [meeting] = [r for r in rows(written(made, bank, "zh")["按企业"]) if r["服务商"] == "@服务商"]
    assert (meeting["最低价（万元）"], meeting["最高价（万元）"]) == (1, 5)
    assert meeting["方案预计最多（万元）"] == 10
    assert "申报能做这一项" in meeting["为什么合适"]
    assert meeting["利益关联"] == "+同时做诊断"
    assert (meeting["所在地"], meeting["产业链"]) == ("南昌", "未填")


def test_what_stays_open_is_told_with_the_reason(made: Matchmaking, bank: FactBank) -> None:
    [left] = rows(written(made, bank, "zh")["未落实"])
    assert (left["企业"], left["所在地"], left["事项"]) == ("乙厂", "赣州", "事项step_a")
    assert "服务地区" in left["原因"] and "产业链" in left["原因"]


def test_the_heat_maps_colour_the_share_met(made: Matchmaking, bank: FactBank) -> None:
    sheet = written(made, bank, "zh")["按地区"]
    assert [cell.value for cell in sheet[2]][:4] == ["类别", "南昌", "赣州", "合计"]
    shares = [[cell.value for cell in row[:4]] for row in sheet.iter_rows(min_row=3, max_row=5)]
    assert shares == [
        ["类别production_software", 1, 0, 0.75],
        ["类别training", 1, None, 1],
        ["合计", 1, 0, 0.8],
    ]
    counts = [[cell.value for cell in row[:4]] for row in sheet.iter_rows(min_row=9, max_row=9)]
    assert counts == [["类别production_software", "3 / 3", "0 / 1", "3 / 4"]]
    ground = {cell.coordinate: cell.fill.fgColor.rgb for row in sheet["B3:C4"] for cell in row}
    assert len({ground["B3"], ground["C3"], ground["C4"]}) == 3, "met, open and not asked for look different"
    assert ground["B3"] == ground["B4"]
    chains = [cell.value for cell in written(made, bank, "zh")["按产业链"][2]]
    assert chains[1:5] == ["钢铁", "食品", "未填", "合计"]


def test_where_no_offer_is_open_the_map_says_so(bank: FactBank) -> None:
    firms = [FirmNeeds(Client("f1", "ganzhou", None, None), "甲厂", (need("step_a"),))]
    sheet = written(matchmake(firms, pool([offer(1, cities=("nanchang",))]), bank), bank, "zh")["按地区"]
    assert (sheet["B3"].value, sheet["B3"].number_format) == (0, '"无"')


def test_every_firm_and_every_offer_is_listed_with_what_came_out(made: Matchmaking, bank: FactBank) -> None:
    book = written(made, bank, "zh")
    firms = [(r["企业"], r["需求事项"], r["有人谈"], r["未落实"], r["邀约数"]) for r in rows(book["企业一览"])]
    assert firms == [("=甲厂", 2, 2, 0, 1), ("乙厂", 1, 0, 1, 0), ("甲厂", 2, 2, 0, 2)]
    offers = {r["产品编号"]: (r["每年可承接"], r["本次邀约"], r["能力已用"]) for r in rows(book["服务商一览"])}
    assert offers == {"offer_1": (1, 1, 1), "offer_2": (5, 1, 0.2), "offer_3": (5, 1, 0.2)}


def test_the_overview_adds_up_and_warns_of_made_up_rows(made: Matchmaking, bank: FactBank) -> None:
    book = written(made, bank, "zh")
    cells = [[cell.value for cell in row] for row in book["概况"].iter_rows()]
    assert any("请勿据此发出邀约" in str(row[0]) for row in cells)
    [total] = [row for row in cells if row[0] == "合计"]
    assert total[1:6] == [3, 5, 4, 0.8, 3]
    assert ["条件不符", 1] in [row[:2] for row in cells]
    notes = dict([cell.value for cell in row] for row in book["说明"].iter_rows(min_col=1, max_col=2))
    assert (notes["资源池版本"], notes["资源池截至日期"]) == (made.pool_version, "2026-11-01")


def test_a_provider_gets_its_own_firms_and_nothing_of_their_money(made: Matchmaking, bank: FactBank) -> None:
    lists = dict(by_provider(made))
    assert list(lists) == ["@服务商", "示例服务商2", "示例服务商3"]
    out = io.BytesIO()
    write_provider_list(out, made, lists["@服务商"], {lists["@服务商"][0].firm}, bank, "zh")
    [sheet] = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heads = next(row for row in cells if row[0] == "产品或服务")
    assert not [name for name in heads if "万元" in name or "等级" in name]
    assert [row[1] for row in cells[cells.index(heads) + 1 :]] == ["甲厂"]
    assert any("请勿据此发出邀约" in str(row[0]) for row in cells)


def test_a_firm_that_has_not_agreed_has_a_number_in_a_providers_list_and_no_name(
    made: Matchmaking, bank: FactBank
) -> None:
    for invitations in dict(by_provider(made)).values():
        out = io.BytesIO()
        write_provider_list(out, made, invitations, (), bank, "zh")
        [sheet] = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
        shown = [str(cell.value) for row in sheet.iter_rows() for cell in row]
        assert not [text for text in shown for one in invitations if one.firm_name in text]
        assert [text for text in shown if "企业 1（等企业同意后告知）" in text]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_people_typed_never_becomes_a_formula_or_a_link(made: Matchmaking, bank: FactBank, lang: str) -> None:
    book = written(made, bank, lang)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "=甲厂" in {cell.value for cell in cells}
    assert not [cell.coordinate for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_nothing_to_invite_is_a_workbook_all_the_same(bank: FactBank) -> None:
    book = written(matchmake([], pool([offer()]), bank), bank, "zh")
    assert book.sheetnames == SHEETS["zh"]
    assert rows(book["按企业"]) == []
