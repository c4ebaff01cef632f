"""A workbook of firms as answers: good cells are kept, bad cells are named with their address."""

import datetime
import io

import numpy as np
import openpyxl
import pytest
import xlsxwriter

from assessment.answers.typed import Value
from assessment.problems import InputRefused
from assessment.workbook.firms.reading import read_firms
from assessment.workbook.grid.readers import read_grid
from tests.workbook.small_bank import read_rows, said, saved, small_bank

HEADER = ["企业名称", "所在地", "从业人数", "生产设备台数", "数控设备台数", "网络建设", "计划排程"]
GOOD = ["示例甲有限公司", "南昌", 40, 50, 12, "有线网络；5G 网络：自建、租用", "用电子表格"]
RECORD = {
    "firm_name": "示例甲有限公司",
    "city": "nanchang",
    "employees": 40.0,
    "machines": 50.0,
    "cnc": 12.0,
    "networks": ["wired", "five_g"],
    "planning": "l1",
}


def firm(**cells) -> list:
    """The good firm with some cells changed, by fact id."""
    order = ["firm_name", "city", "employees", "machines", "cnc", "networks", "planning"]
    return [cells.get(fact_id, value) for fact_id, value in zip(order, GOOD, strict=True)]


def test_a_good_row_is_one_firm_with_its_place() -> None:
    read = read_rows(HEADER, GOOD)
    assert said(read) == []
    assert read.table.record(0) == RECORD
    assert read.places == ("企业!2",)
    assert read.table.ids == ["企业!2"]


def test_headers_by_code_or_in_english_and_in_any_order() -> None:
    read = read_rows(["cnc", "Machines (machines)", "CITY", "Firm name*"], [12, 50, "Nanchang", "示例甲有限公司"])
    assert said(read) == []
    assert read.table.record(0) == {k: RECORD[k] for k in ("firm_name", "city", "machines", "cnc")}


@pytest.mark.parametrize("name", ["企业名称（必填）", "1. 企业名称", "＊企业 名称", "企业名称："])
def test_headers_as_people_reword_them(name: str) -> None:
    assert read_rows([name, "所在地"], ["示例甲有限公司", "九江"]).table.record(0)["firm_name"] == "示例甲有限公司"


def test_a_title_above_the_header_and_empty_rows_do_not_matter() -> None:
    read = read_rows(["2026 年企业名单"], [], HEADER, [], GOOD, [], [None] * 9, firm(firm_name="示例乙"))
    assert said(read) == []
    assert read.places == ("企业!5", "企业!8")


def test_a_header_of_two_rows_merged_both_ways() -> None:
    def merge(sheet) -> None:
        sheet.merge_cells("A1:A2")
        sheet.merge_cells("B1:B2")
        sheet.merge_cells("C1:D1")

    read = read_rows(
        ["企业名称", "所在地", "设备", None],
        [None, None, "生产设备台数", "数控设备台数"],
        ["示例甲", "南昌", 50, 12],
        edit=merge,
    )
    assert said(read) == []
    assert read.table.record(0) == {"firm_name": "示例甲", "city": "nanchang", "machines": 50.0, "cnc": 12.0}


def test_the_unit_of_the_header_counts_and_that_of_the_cell_more() -> None:
    read = read_rows(
        ["企业名称", "所在地", "营业收入（元）"], ["示例甲", "南昌", 3_000_000], ["示例乙", "南昌", "300万"]
    )
    assert [read.table.record(i)["revenue"] for i in (0, 1)] == [300.0, 300.0]


@pytest.mark.parametrize(
    ("header", "typed", "revenue"),
    [
        ("营业收入（元）", 28_603_512.37, 2860.35),
        ("营业收入（元）", "28,603,512.37", 2860.35),
        ("营业收入", "28603512元", 2860.35),
        ("营业收入", 2860.351237, 2860.35),
        ("营业收入", "2860.355", 2860.36),
        ("营业收入", -0.0, 0.0),
    ],
)
def test_an_amount_is_rounded_to_the_decimals_of_its_question(header: str, typed: Value, revenue: float) -> None:
    read = read_rows(["企业名称", "所在地", header], ["示例甲", "南昌", typed])
    assert (said(read), read.table.record(0)["revenue"]) == ([], revenue)


@pytest.mark.parametrize(
    ("header", "typed"), [("营业收入（元）", "2,860,351,237,000元"), ("从业人数", "1.23456万"), ("生产设备台数", 12.5)]
)
def test_a_message_shows_what_was_typed(header: str, typed: Value) -> None:
    read = read_rows(["企业名称", "所在地", header], ["示例甲", "南昌", typed])
    assert f"（{typed}）" in said(read)[0]


def test_a_header_with_a_strange_unit_is_not_read() -> None:
    read = read_rows(["企业名称", "所在地", "营业收入（美元）"], ["示例甲", "南昌", 3])
    assert "revenue" not in read.table.record(0)
    assert len(said(read)) == 1
    assert "企业!C1" in said(read)[0]
    assert "单位" in said(read)[0]


def test_unknown_columns_are_reported_and_counters_are_not() -> None:
    read = read_rows(["序号", "企业名称", "所在地", "董事长"], [1, "示例甲", "南昌", "某人"])
    assert len(said(read)) == 1
    assert "企业!D1" in said(read)[0]
    assert "董事长" in said(read)[0]
    assert read.table.record(0) == {"firm_name": "示例甲", "city": "nanchang"}


def test_a_column_without_a_header_is_reported() -> None:
    read = read_rows(["企业名称", "所在地", None, None], ["示例甲", "南昌", None, 5])
    assert len(said(read)) == 1
    assert "企业!D1" in said(read)[0]


def test_columns_that_stand_twice_are_not_read_and_all_others_are() -> None:
    read = read_rows([*HEADER, "Machines"], [*GOOD, 60])
    assert len(said(read)) == 1
    assert "D、H" in said(read)[0]
    assert read.table.record(0) == {k: v for k, v in RECORD.items() if k != "machines"}


def test_a_header_that_contradicts_its_hidden_code_is_not_read() -> None:
    read = read_rows(["企业名称", "所在地", "生产设备台数"], ["firm_name", "city", "cnc"], ["示例甲", "南昌", 50])
    assert read.table.record(0) == {"firm_name": "示例甲", "city": "nanchang"}
    assert "隐藏的编号" in said(read)[0]


def test_a_missing_required_column_is_told_once() -> None:
    read = read_rows(["企业名称", "生产设备台数"], ["示例甲", 50], ["示例乙", 60])
    assert len(said(read)) == 1
    assert "缺少必填的一列“所在地”" in said(read)[0]


@pytest.mark.parametrize("empty", [None, "  ", "无数据", "/"])
def test_a_missing_required_cell_is_told(empty) -> None:
    read = read_rows(HEADER, firm(city=empty))
    assert said(read) == ["企业!B2：“所在地”必填，但没有填写。请补填。"]


@pytest.mark.parametrize(
    ("fact", "typed", "words"),
    [
        ("machines", "约50", "企业!D2：“生产设备台数”填的是约数（约50）"),
        ("machines", -3, "企业!D2：“生产设备台数”不能小于 0 台（-3）"),
        ("machines", 1_000_000, "大得不合常理"),
        ("machines", 12.5, "应是整数"),
        ("machines", datetime.date(2026, 3, 5), "单元格里是日期"),
        ("machines", "=1/0", "公式还没有计算出结果"),
        ("city", "上海", "没有这个选项（上海）"),
        ("planning", 2, "没有这个选项（2）"),
        ("networks", "有线网络；光纤", "没有这个选项（光纤）"),
        ("networks", "有线网络；以上都没有", "不能与其他选项同时选"),
        ("planning", "不适用", "要写原因"),
        ("firm_name", "长" * 101, "文字超过 100 个字"),
    ],
)
def test_a_bad_cell_becomes_unanswered_and_is_named(fact: str, typed, words: str) -> None:
    read = read_rows(HEADER, firm(**{fact: typed}), firm(firm_name="示例乙"))
    assert len(said(read)) == 1
    assert words in said(read)[0]
    lost = {fact, "cnc"} if fact == "cnc" else {fact}
    assert read.table.record(0) == {k: v for k, v in RECORD.items() if k not in lost}
    assert read.table.record(1) == RECORD | {"firm_name": "示例乙"}


def test_more_of_a_part_than_of_the_whole() -> None:
    read = read_rows(HEADER, firm(machines=50, cnc=60), firm(firm_name="示例乙", machines=None, cnc=60))
    assert said(read) == ["企业!E2：“数控设备台数”大于“生产设备台数”（50）（60）。请核对这两个数。"]
    assert "cnc" not in read.table.record(0)
    assert np.isnan(read.table.columns["cnc"].values[0])
    assert read.table.record(0)["machines"] == 50
    assert read.table.record(1)["cnc"] == 60


@pytest.mark.parametrize(
    "typed",
    [
        "有线网络；5G 网络：自建、租用",
        "5G 网络:自建、租用;有线网络",
        "有线网络、5G 网络：自建、租用",
        "有线网络|five_g",
        "wired, five_g;",
        "A wired network; 5G, own or rented",
        "有线网络\n5G 网络：自建、租用",
    ],
)
def test_several_options_in_one_cell(typed: str) -> None:
    assert read_rows(HEADER, firm(networks=typed)).table.record(0)["networks"] == ["wired", "five_g"]


@pytest.mark.parametrize("typed", ["none", "以上都没有", "None of these"])
def test_none_of_these_is_an_answer_and_no_blank(typed: str) -> None:
    assert read_rows(HEADER, firm(networks=typed)).table.record(0)["networks"] == ["none"]


@pytest.mark.parametrize(
    "typed",
    ["南昌", "南昌市", "江西省南昌市", " nanchang ", "NANCHANG", "南昌县", "江西省南昌市青山湖区", "南昌经开区"],
)
def test_cities_as_people_write_them(typed: str) -> None:
    assert read_rows(HEADER, firm(city=typed)).table.record(0)["city"] == "nanchang"


@pytest.mark.parametrize("typed", ["青山湖区", "修水县", "某某开发区"])
def test_a_district_that_names_no_city_is_told_what_to_give(typed: str) -> None:
    (told,) = said(read_rows(HEADER, firm(city=typed)))
    assert f"没有这个选项（{typed}）" in told
    assert "请填它所在的设区市" in told and "南昌、九江" in told


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (("示例有限公司", "913601000000000042"), ("示例有限公司", "91360000MA0000000K"), "可能是同一家"),
        (("示例有限公司", None), ("示例有限责任公司", None), "可能是同一家"),
        (("示例（江西）有限公司", None), ("示例(江西)有限责任公司", "91360000MA0000000K"), "可能是同一家"),
        (("示例有限公司", None), ("示例有限公司", None), "可能填了两次"),
        (("示例有限公司", "91360000MA0000000K"), ("示例二厂", "91360000ma0000000k"), "可能填了两次"),
    ],
)
def test_firms_that_may_be_the_same_are_told(first: tuple, second: tuple, words: str) -> None:
    read = read_rows(["企业名称", "统一社会信用代码", "所在地"], [*first, "南昌"], [*second, "南昌"])
    (told,) = said(read)
    assert words in told and "企业!2" in told
    assert len(read.table) == 2


def test_an_option_without_its_explanation() -> None:
    assert read_rows(HEADER, firm(networks="全面覆盖")).table.record(0)["networks"] == ["full"]


@pytest.mark.parametrize("typed", ["不清楚", "不知道", "Don't know", "don’t know", "dont_know"])
@pytest.mark.parametrize("fact", ["machines", "planning", "networks"])
def test_not_knowing_is_an_answer_of_its_own(fact: str, typed: str) -> None:
    read = read_rows(HEADER, firm(**{fact: typed}))
    assert read.table.record(0)[fact] == {"state": "dont_know"}
    assert said(read) == []


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("不适用（没有外购原料）", "没有外购原料"),
        ("不适用：没有(外购)原料", "没有(外购)原料"),
        ("不适用(a)", "a"),
        ("not applicable: none", "none"),
        ("N/A (none)", "none"),
        ("not_applicable: 没有", "没有"),
    ],
)
@pytest.mark.parametrize("fact", ["machines", "planning", "networks"])
def test_not_applicable_with_its_reason(fact: str, typed: str, reason: str) -> None:
    assert read_rows(HEADER, firm(**{fact: typed})).table.record(0)[fact] == {
        "state": "not_applicable",
        "reason": reason,
    }


def test_totals_are_no_firms() -> None:
    read = read_rows(HEADER, GOOD, ["合计", None, 40, 50, 12])
    assert (len(read.table), said(read)) == (1, [])
    assert [(row.where, row.kind, row.found) for row in read.tally.left_out][-1] == ("企业!3", "total", "合计")


def test_a_choice_merged_over_several_firms_holds_for_each() -> None:
    read = read_rows(
        HEADER,
        GOOD,
        firm(firm_name="示例乙", city=None, machines=None, cnc=None),
        edit=lambda sheet: (sheet.merge_cells("B2:B3"), sheet.merge_cells("D2:D3")),
    )
    assert read.table.record(1)["city"] == "nanchang"
    assert "machines" not in read.table.record(1)
    assert len(said(read)) == 1
    assert "企业!D3：“生产设备台数”单元格与上面的行合并了" in said(read)[0]


def test_a_firm_that_stands_twice_is_told_and_kept() -> None:
    header = ["企业名称", "所在地", "统一社会信用代码"]
    read = read_rows(
        header,
        ["示例甲", "南昌", "91360000MA0000000K"],
        ["示例乙", "南昌", "９１３６００００ ma0000000k"],
        ["示例丙", "南昌", None],
        ["示例丙", "九江", None],
        ["示例甲", "南昌", None],
    )
    assert len(read.table) == 5
    assert [problem.where for problem in read.problems] == ["企业!C3", "企业!A5", "企业!A6"]
    assert "企业!2" in said(read)[0]


def test_a_code_that_became_a_number_is_refused() -> None:
    read = read_rows(["企业名称", "所在地", "统一社会信用代码"], ["示例甲", "南昌", 913607000000000123])
    assert "credit_code" not in read.table.record(0)
    assert "末几位已经丢失" in said(read)[0]


def test_a_percentage_is_no_number_of_machines() -> None:
    def percent(sheet) -> None:
        sheet["D2"].number_format = "0%"

    read = read_rows(HEADER, firm(machines=0.5), firm(firm_name="乙", machines=50), edit=percent)
    assert "企业!D2" in said(read)[0]
    assert read.table.record(1)["machines"] == 50


@pytest.mark.parametrize("form", ["yyyy-mm-dd", 'yyyy"年"m"月"', "m/d/yy h:mm", "[<1]h:mm;yyyy/m/d", "e", "aaaa"])
def test_a_number_beyond_the_last_day_is_seen_as_a_row_of_signs_and_not_read(form: str) -> None:
    """LibreOffice and Excel show ##### in its place."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("企业")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, firm())
        sheet.write_number(1, 2, 2_958_466, book.add_format({"num_format": form}))
    read = read_firms(small_bank(), read_grid(out.getvalue(), "企业.xlsx"))
    assert len(read.problems) == 1 and "企业!C2" in said(read)[0] and "显示的不是这个数字本身" in said(read)[0]


def test_a_nought_on_a_sheet_that_shows_none_is_seen_as_an_empty_cell() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("企业")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, firm(cnc=0))
        sheet.write_row(2, 0, firm(firm_name="示例乙有限公司", cnc="0 台"))
        sheet.hide_zero()
    read = read_firms(small_bank(), read_grid(out.getvalue(), "企业.xlsx"))
    assert len(read.problems) == 1 and "企业!E2" in said(read)[0] and "不显示零" in said(read)[0]
    assert read.table.answer(1, "cnc").value == 0.0


def test_true_is_not_one() -> None:
    read = read_rows(HEADER, firm(machines=1, cnc=None), firm(firm_name="乙", machines=True, cnc=None))
    assert read.table.record(0)["machines"] == 1
    assert "machines" not in read.table.record(1)
    assert "企业!D3" in said(read)[0]


def test_every_sheet_with_a_header_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["请按要求填写"])
    for city in ("南昌", "九江"):
        sheet = book.create_sheet(city)
        sheet.append(["企业名称", "所在地"] if city == "南昌" else ["City", "Firm name", "Machines"])
        sheet.append([f"示例{city}", city] if city == "南昌" else [city, f"示例{city}", "很多"])
    read = read_firms(small_bank(), read_grid(saved(book), "企业.xlsx"))
    assert read.places == ("南昌!2", "九江!2")
    assert [read.table.record(i)["firm_name"] for i in (0, 1)] == ["示例南昌", "示例九江"]
    assert [problem.where for problem in read.problems] == ["九江!C2"]


def test_problems_come_in_the_order_of_the_sheet() -> None:
    read = read_rows(HEADER, firm(city="x", planning="x"), firm(firm_name="乙", employees="x", planning="x"))
    assert [problem.where for problem in read.problems] == ["企业!B2", "企业!G2", "企业!C3", "企业!G3"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["a", "b"], [1, 2]], "没有找到表头"),
        ([["企业名称"], ["示例甲"]], "没有找到表头"),
        ([HEADER], "表头下面没有企业"),
        ([HEADER, ["合计", None, 5]], "表头下面没有企业"),
    ],
)
def test_a_table_without_header_or_firms_is_refused(rows: list, words: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read_rows(*rows)
    assert words in refused.value.problems[0].sentence("zh")
