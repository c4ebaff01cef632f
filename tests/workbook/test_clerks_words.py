"""Workbooks as clerks word them: other names of columns and options, codes, letters, ticks, older formats."""

from pathlib import Path

import pytest

from assessment.content.bank import FactBank
from assessment.workbook.firms.reading import FirmsRead, read_firms
from assessment.workbook.grid.readers import read_grid
from tests.workbook.small_bank import read_rows

FILES = Path(__file__).parent / "files"


def read(bank: FactBank, *rows: list, edit=None) -> FirmsRead:
    return read_rows(*rows, edit=edit, bank=bank)


def told(found: FirmsRead) -> dict[str, str]:
    return {one.found: one.read_as.zh for one in found.tally.understood}


def test_columns_by_the_names_that_clerks_give_them_are_read_and_told_once(bank: FactBank) -> None:
    found = read(
        bank,
        ["单位名称", "所在地市", "职工人数", "营业收入（万元）", "联网设备数"],
        ["示例甲", "南昌", 40, 2860, 5],
        ["示例乙", "九江", 12, 300, 2],
    )
    assert found.table.record(1) == {
        "firm_name": "示例乙",
        "city": "jiujiang",
        "employees": 12.0,
        "revenue": 300.0,
        "equipment_connected": 2.0,
    }
    assert told(found) == {
        "单位名称": "企业名称",
        "所在地市": "所在地",
        "职工人数": "从业人数",
        "营业收入（万元）": "上年营业收入",
        "联网设备数": "联网生产设备台数",
    }
    assert "“职工人数”→从业人数" in list(found.tally.lines())[-1].zh


def test_a_header_of_two_rows_means_what_both_say_together(bank: FactBank) -> None:
    def merge(sheet) -> None:
        sheet.merge_cells("C1:E1")

    found = read(
        bank,
        ["企业名称", "所在地", "生产设备"],
        [None, None, "总台数", "数字化", "联网"],
        ["示例甲", "南昌", 50, 20, 10],
        edit=merge,
    )
    assert found.table.record(0) == {
        "firm_name": "示例甲",
        "city": "nanchang",
        "equipment_total": 50.0,
        "equipment_digital": 20.0,
        "equipment_connected": 10.0,
    }


@pytest.mark.parametrize(
    ("column", "typed", "read_as"),
    [
        ("行业", "制造业", "manufacturing_and_utilities"),
        ("行业", "C39", "manufacturing_and_utilities"),
        ("行业", "C39 计算机、通信和其他电子设备制造业", "manufacturing_and_utilities"),
        ("行业", "计算机、通信和其他电子设备制造业", "manufacturing_and_utilities"),
        ("行业", "F5212", "retail"),
        ("行业", "K7020", "property_management"),
        ("生产方式", "离散型", "discrete"),
        ("生产方式", "流程制造", "process"),
        ("重点产业链", "电子信息产业链", "electronics"),
        ("所在地", "赣州经开区", "ganzhou"),
        ("所在地", "江西省南昌市青山湖区", "nanchang"),
        ("所在地", "丰城市", "yichun"),
        ("所在地", "江西省瑞金市", "ganzhou"),
        ("所在地", "德兴", "shangrao"),
        ("所在地", "宜春市丰城市", "yichun"),
        ("所在地", "江西省丰城市示例镇", "yichun"),
        ("所在地", "修水县", "jiujiang"),
    ],
)
def test_options_in_other_words(bank: FactBank, column: str, typed: str, read_as: str) -> None:
    header = ["企业名称", "从业人数", column]
    found = read(bank, header, ["示例甲", 40, typed])
    fact = next(fact for fact in bank.facts.values() if fact.label.zh == column)
    assert found.table.answer(0, fact.id).value == read_as
    own = column == "生产方式" and typed == "离散型"  # the term stands in the option's own label
    assert (typed in told(found)) is not own


@pytest.mark.parametrize("typed", ["赣州市丰城市", "某某市", "市", "县", "开发区"])
def test_a_place_that_no_one_city_has_stays_unread(bank: FactBank, typed: str) -> None:
    found = read(bank, ["企业名称", "从业人数", "所在地"], ["示例甲", 40, typed])
    assert found.table.answer(0, "city").value is None
    assert any(problem.where == "企业!C2" and problem.found == typed for problem in found.problems)


@pytest.mark.parametrize("typed", ["P82", "国防", "Z99", "c3"])
def test_an_industry_of_none_of_the_classes_is_named(bank: FactBank, typed: str) -> None:
    found = read(bank, ["企业名称", "所在地", "行业"], ["示例甲", "南昌", typed])
    assert any(problem.where == "企业!C2" and problem.found == typed for problem in found.problems)


@pytest.mark.parametrize(
    ("typed", "ticked"),
    [
        ("A；C", (0, 2)),
        ("1;2", (0, 1)),
        ("①②", (0, 1)),
        ("AB", (0, 1)),
        (2, (1,)),
        ("车间控制网", (0,)),
        ("车间控制网、系统应用网", (0, 1)),
        ("无", (4,)),
    ],
)
def test_several_options_by_letter_number_or_short_name(bank: FactBank, typed, ticked: tuple[int, ...]) -> None:
    found = read(bank, ["企业名称", "所在地", "网络建设"], ["示例甲", "南昌", typed])
    options = bank.facts["network"].options
    assert found.table.answer(0, "network").value == tuple(options[i].id for i in ticked)


@pytest.mark.parametrize("typed", ["A；Z", "有", "12", "AA", "0"])
def test_what_is_no_place_in_the_list_is_named(bank: FactBank, typed: str) -> None:
    found = read(bank, ["企业名称", "所在地", "网络建设"], ["示例甲", "南昌", typed])
    assert any(problem.where == "企业!C2" for problem in found.problems)
    assert "network" not in found.table.record(0)


def test_a_column_for_each_option(bank: FactBank) -> None:
    options = bank.facts["network"].options
    header = ["企业名称", "所在地", *(f"网络建设：{option.label.zh}" for option in options[:4])]
    found = read(
        bank,
        header,
        ["示例甲", "南昌", "√", None, "是", None],
        ["示例乙", "九江", "否", "否", "否", "否"],
        ["示例丙", "赣州", None, None, None, None],
        ["示例丁", "吉安", "否", None, None, None],
        ["示例戊", "宜春", "√", "也许", None, None],
    )
    assert [found.table.record(i).get("network") for i in range(5)] == [
        [options[0].id, options[2].id],
        ["none"],
        None,
        None,  # one denied, nothing said of the others
        None,
    ]
    assert [problem.where for problem in found.problems if "网络建设" in problem.message.zh] == ["企业!D6"]


@pytest.mark.parametrize("name", ["clerk.xls", "clerk.ods"])
def test_older_formats_are_read_like_any_other(bank: FactBank, name: str) -> None:
    found = read_firms(bank, read_grid(FILES / name))
    assert [found.table.record(i)["firm_name"] for i in (0, 1)] == ["示例甲有限公司", "示例乙有限公司"]
    assert found.table.record(0) | {"city": "nanchang", "revenue": 2860.5, "equipment_total": 50.0} == (
        found.table.record(0)
    )
    assert any("约数" in problem.message.zh for problem in found.problems)
    assert not any("显示格式" in line.zh for line in found.tally.lines())


@pytest.mark.parametrize(
    ("header", "fact", "value", "read_as"),
    [
        ("年末从业人员\n（人）", "employees", 40, 40.0),
        ("2025年营业收入（万元）", "revenue", 2860, 2860.0),
        ("★ 所在地（设区市）", "city", "南昌", "nanchang"),
        ("所属设区市", "city", "瑞金市", "ganzhou"),
        ("企业名称（全称）", "firm_name", "示例甲厂", "示例甲厂"),
        ("☆上年营业收入（亿元）", "revenue", 0.286, 2860.0),
    ],
)
def test_words_around_a_name_are_understood_and_told(bank: FactBank, header: str, fact: str, value, read_as) -> None:
    found = read(bank, [header, "统一社会信用代码", "生产方式"], [value, None, "离散型"])
    assert found.table.record(0)[fact] == read_as
    assert header.strip().split("\n")[0] in str(told(found)) or header.startswith("☆")


def test_a_sheet_about_one_firm_is_read_with_the_places_of_its_cells(bank: FactBank) -> None:
    found = read(
        bank,
        ["企业数字化情况表"],
        ["企业名称", "示例甲有限公司", "所在地", "南昌"],
        ["从业人数", "约40", "上年营业收入", 2860],
    )
    assert found.table.record(0) == {"firm_name": "示例甲有限公司", "city": "nanchang", "revenue": 2860.0}
    assert [p.where for p in found.problems if "约数" in p.message.zh] == ["企业!B3"]
    assert told(found)["一企一表"] == "一张工作表是一家企业"


@pytest.mark.parametrize("typed", ["A.车间控制网\nB.系统应用网", "1、车间控制网；2、系统应用网"])
def test_options_with_the_letters_of_the_list_before_them(bank: FactBank, typed: str) -> None:
    found = read(bank, ["企业名称", "所在地", "网络建设"], ["示例甲", "南昌", typed])
    assert found.table.record(0)["network"] == [option.id for option in bank.facts["network"].options[:2]]
