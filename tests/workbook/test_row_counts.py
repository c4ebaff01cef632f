"""Every filled row of a file is a firm, left out on purpose, or named as not understood: the three always add up."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.problems import InputRefused
from assessment.workbook.firms.reading import FIRMS, read_firms
from assessment.workbook.firms.rows import sort_rows
from assessment.workbook.grid.readers import read_grid
from tests.workbook.small_bank import read_rows, said, saved, small_bank

HEADER = ["序号", "企业名称", "统一社会信用代码", "所在地", "从业人数", "营业收入（万元）", "生产设备台数"]
OTHER_ORDER = ["企业名称", "生产设备台数", "从业人数", "所在地"]


def firm(n: int, city: str = "南昌") -> list:
    return [n, f"示例{n}有限公司", None, city, 40 + n, 300, 9]


class TestTwoTables:
    def test_pasted_below_each_other_are_both_read(self) -> None:
        rows = [HEADER, *(firm(n) for n in range(8)), ["九江市汇总"], HEADER, *(firm(n, "九江") for n in range(8, 13))]
        read = read_rows(*rows)
        assert len(read.table) == 13
        assert said(read) == []
        assert read.tally.sentence().zh == "16 行：13 家企业，2 行表头，1 行小计"

    def test_after_the_twentieth_row_too(self) -> None:
        read = read_rows(HEADER, *(firm(n) for n in range(30)), HEADER, firm(30))
        assert (len(read.table), said(read)) == (31, [])
        assert read.places[-1] == "企业!33"

    def test_with_another_order_of_columns_each_is_read_by_its_own_header(self) -> None:
        read = read_rows(HEADER, firm(1), [], OTHER_ORDER, ["示例乙有限公司", 7, 55, "九江"])
        assert said(read) == []
        assert read.table.record(1) == {
            "firm_name": "示例乙有限公司",
            "machines": 7.0,
            "employees": 55.0,
            "city": "jiujiang",
        }

    def test_with_a_header_right_below_that_of_an_empty_table(self) -> None:
        read = read_rows(HEADER, OTHER_ORDER, ["示例乙有限公司", 7, 55, "九江"])
        assert read.table.record(0)["machines"] == 7

    def test_one_under_words_that_are_not_known_is_named_with_its_rows(self) -> None:
        strange = ["单位名称", "职工数", "地区", "联系人"]
        read = read_rows(HEADER, firm(1), [], strange, ["示例乙", 5, "九江", "某"], ["示例丙", 6, "九江", "某"])
        assert len(read.table) == 1
        (problem,) = said(read)
        assert problem.startswith("企业!4：第 4–6 行（共 3 行有内容）在另一种表头下面，没有读取（单位名称、职工数")
        assert read.tally.unread == 3

    def test_a_repeated_header_tells_its_faults_once(self) -> None:
        header = [*HEADER, "董事长"]
        read = read_rows(header, [*firm(1), "某"], header, [*firm(2), "某"])
        assert [problem.where for problem in read.problems] == ["企业!H1"]

    def test_options_called_like_facts_are_no_header(self) -> None:
        """A row of answers that are, by chance, the labels of two facts."""
        read = read_rows(["firm_name", "networks", "planning"], ["示例甲", "wired", "l1"], ["示例乙", "none", "l0"])
        assert len(read.table) == 2


NOT_FIRMS = {
    "a total": (["合计", None, None, None, 5], "total"),
    "spaced": (["合  计", None, None, None, 5], "total"),
    "of a place": ([None, "南昌市小计", None, "南昌", 40, 5], "total"),
    "with its number": (["总计：3家", None, None, None, 40], "total"),
    "in brackets": ([None, "小计（12 家企业）", None, None, 40], "total"),
    "part of it": (["其中：", None, None, None, 40], "total"),
    "mean": ([None, "平均值", None, None, 40.5], "total"),
    "largest": ([None, "最大值", None, None, 99], "total"),
    "in English": (["Subtotal of Nanchang", None, None, None, 5], "total"),
    "a remark": (["说明：本表由各县（市、区）填报。"], "note"),
    "who filled it in": (["填表人：张三", None, "审核人：李四"], "note"),
    "with a date": (["填表日期：", "2026-11-26"], "note"),
    "a sentence": (["以上数据均为企业自报，供参考。"], "note"),
    "a page": (["第 2 页 共 3 页"], "note"),
    "the end": (["（以下空白）"], "note"),
    "a part of the table": ([None, "二、九江市"], "title"),
    "a place": ([None, "九江市"], "title"),
    "only its number": ([14], "placeholder"),
    "only marks": ([15, "/", "-", "—", "无数据"], "placeholder"),
}


@pytest.mark.parametrize(("row", "kind"), NOT_FIRMS.values(), ids=NOT_FIRMS.keys())
def test_rows_that_are_no_firms_are_left_out_and_listed(row: list, kind: str) -> None:
    read = read_rows(HEADER, firm(1), firm(2), row, firm(3))
    assert said(read) == []
    assert [(one.where, one.kind) for one in read.tally.left_out] == [("企业!1", "header"), ("企业!4", kind)]
    assert len(read.table) == 3


@pytest.mark.parametrize(
    "row",
    [
        ["（必填）", "（必填）", "（18位）", "（必填）", "（必填）", "（选填）"],
        [None, "文本", "（18位）", "下拉选择", "人", "万元", "台"],
        ["甲", "乙", "丙", 1, 2, 3, 4],
        [1, 2, 3, 4, 5, 6, 7],
    ],
)
def test_hints_below_the_header_are_no_firm(row: list) -> None:
    read = read_rows(HEADER, row, firm(1))
    assert (len(read.table), said(read)) == (1, [])
    assert [one.kind for one in read.tally.left_out] == ["header", "hint"]


@pytest.mark.parametrize(
    "name",
    [
        "江西合计数据有限公司",
        "说明书印刷厂",
        "总计科技有限公司",
        "九江市汇总信息有限公司",
        "一、二、三食品有限公司",
        "单位：示例有限公司",
        "备注：厂",
        "示例乙",
        "（示例）",
    ],
)
def test_firms_whose_names_sound_like_it_stay_firms(name: str) -> None:
    read = read_rows(HEADER, firm(1), [2, name, None, "南昌", 50, 4, 8])
    assert [read.table.record(i)["firm_name"] for i in range(len(read.table))] == ["示例1有限公司", name]


def test_a_firm_with_a_credit_code_is_a_firm_whatever_it_is_called() -> None:
    read = read_rows(HEADER, [1, "小计", "91360100MA35A1B2C1", None], firm(2))
    assert len(read.table) + read.tally.kinds.get("total", 0) == 2


def test_a_firm_above_the_header_is_named() -> None:
    read = read_rows(["2026 年企业名单"], firm(1), HEADER, firm(2))
    assert len(read.table) == 1
    assert [problem.where for problem in read.problems] == ["企业!2"]
    assert "在表头上面" in said(read)[0]


def test_a_row_with_content_only_where_nothing_is_read_is_named() -> None:
    read = read_rows([*HEADER, "董事长"], [*firm(1), "某"], [None] * 7 + ["另一人"])
    assert [problem.where for problem in read.problems] == ["企业!3", "企业!H1"]


def test_a_firm_of_which_only_the_name_is_known_is_no_title_of_the_table_below() -> None:
    read = read_rows(HEADER, firm(1), [None, "示例丙"], HEADER, firm(2), [None, "九江市企业名单"], HEADER, firm(3))
    assert len(read.table) == 4
    assert read.tally.kinds == {"header": 3, "title": 1}


def test_a_title_repeated_on_every_printed_page_is_no_firm() -> None:
    page = [["2026 年企业名单"], ["基本情况", None, None, None, "规模"], HEADER]
    read = read_rows(*page, firm(1), *page, firm(2))
    assert (len(read.table), said(read)) == (2, [])
    assert read.tally.kinds == {"header": 2, "title": 4}


class TestSheets:
    @pytest.fixture
    def book(self) -> openpyxl.Workbook:
        book = openpyxl.Workbook()
        book.active.title = "企业"
        for row in (HEADER, firm(1), firm(2), firm(3)):
            book.active.append(row)
        return book

    def test_without_a_known_header_it_is_named_with_its_rows(self, book: openpyxl.Workbook) -> None:
        other = book.create_sheet("九江")
        for n in range(10):
            other.append([f"示例{n}厂", "九江", n])
        read = read_firms(small_bank(), read_grid(saved(book), "企业.xlsx"))
        assert said(read) == [
            "九江!1：第 1–10 行（共 10 行有内容）所在的工作表没有认得的表头，没有读取（九江）。"
            "如果里面有企业，请从模板复制表头到第一行，再上传；不需要的工作表可以删除。"
        ]
        assert read.tally.sentence().zh == "14 行：3 家企业，1 行表头，10 行没读懂"
        assert read.tally.sentence().en == "14 rows: 3 firms, 1 headers, 10 not understood"

    def test_that_is_hidden_is_named_with_its_rows(self, book: openpyxl.Workbook) -> None:
        hidden = book.create_sheet("藏")
        hidden.append(HEADER)
        hidden.append(firm(9))
        hidden.sheet_state = "veryHidden"
        read = read_firms(small_bank(), read_grid(saved(book), "企业.xlsx"))
        (problem,) = said(read)
        assert "藏!1" in problem and "共 2 行" in problem and "取消隐藏" in problem

    def test_when_nothing_can_be_read_every_sheet_is_named(self, book: openpyxl.Workbook) -> None:
        book.active.delete_rows(2, 3)
        book.create_sheet("赣州").append(["示例厂", "赣州", 1])
        with pytest.raises(InputRefused) as refused:
            read_firms(small_bank(), read_grid(saved(book), "企业.xlsx"))
        assert [problem.where for problem in refused.value.problems] == ["企业!2", "赣州!1"]

    @pytest.mark.parametrize(
        ("rows", "columns", "zh", "en"),
        [
            ([3], ["E"], "其中 1 行、1 列被筛选或隐藏，也读取了。", "read as well: 1 row, 1 column."),
            ([2, 3], [], "其中 2 行被筛选或隐藏，也读取了。", "read as well: 2 rows."),
        ],
    )
    def test_hidden_rows_and_columns_are_read_and_counted(
        self, book: openpyxl.Workbook, rows: list[int], columns: list[str], zh: str, en: str
    ) -> None:
        for row in rows:
            book.active.row_dimensions[row].hidden = True
        for column in columns:
            book.active.column_dimensions[column].hidden = True
        read = read_firms(small_bank(), read_grid(saved(book), "企业.xlsx"))
        assert len(read.table) == 3
        told = list(read.tally.lines())[1]
        assert told.zh == zh and told.en.endswith(en)


# A workbook as any hand may make it: the parts are known to the generator, their mixture is not.
PARTS = st.one_of(
    st.sampled_from([HEADER, OTHER_ORDER, ["单位名称", "职工数", "地区"], ["企业名称", "其他"]]),
    st.builds(firm, st.integers(1, 99), st.sampled_from(["南昌", "九江", "上海"])),
    st.sampled_from([row for row, _ in NOT_FIRMS.values()]),
    st.sampled_from([[], [None, " ", "\u200b"], [None, None, 7], ["x"], ["企业名称"], [5, 5, 5, 5], ["\u3000"]]),
    st.lists(st.one_of(st.none(), st.integers(0, 9), st.text("合计公司南昌：。（）a1 /", max_size=6)), max_size=9),
)
SHEETS = st.lists(
    st.tuples(
        st.sampled_from(["南昌", "填写说明", "选项", "说明", "问题清单", "九江"]),
        st.booleans(),
        st.lists(PARTS, max_size=14),
        st.lists(st.tuples(st.integers(1, 9), st.integers(1, 5), st.integers(0, 3), st.integers(0, 3)), max_size=1),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda sheet: sheet[0],
)


def counted(cells: list) -> bool:
    """Whether a person would call a row filled, by a rule of its own."""
    return any(cell is not None and str(cell).strip(" \u3000\u200b") for cell in cells)


@settings(max_examples=30, deadline=None)
@given(SHEETS)
def test_nothing_disappears_without_being_counted(sheets: list) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.create_sheet("开头").append(HEADER)
    expected = 1
    for name, hidden, rows, merges in sheets:
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if hidden else "visible"
        for row in rows:
            sheet.append(row)
        for top, left, down, right in merges:
            if (down or right) and top <= len(rows):
                sheet.merge_cells(start_row=top, start_column=left, end_row=top + down, end_column=left + right)
        expected += sum(counted([cell.value for cell in row]) for row in sheet.iter_rows())
    out = io.BytesIO()
    book.save(out)
    found = sort_rows(read_grid(out.getvalue(), "企业.xlsx"), small_bank(), FIRMS)
    tally = found.tally
    assert tally.filled == expected
    assert tally.filled == tally.read + len(tally.left_out) + tally.unread
    assert (tally.unread > 0) == bool(found.unread)


class TestTextDividedIntoMoreCellsThanItsHeader:
    HEAD = "企业名称,所在地,从业人数,生产设备台数"

    def test_is_not_read_and_named_since_all_that_follows_stands_in_the_wrong_column(self) -> None:
        text = f"{self.HEAD}\n示例甲有限公司,南昌,1,200,9\n示例乙有限公司,南昌,50,7\n"
        read = read_firms(small_bank(), read_grid(text.encode(), "企业.csv"))
        assert [read.table.record(row)["employees"] for row in range(len(read.table))] == [50]
        assert read.tally.sentence().zh == "3 行：1 家企业，1 行表头，1 行没读懂"
        assert any(one.startswith("企业!2：第 2 行比表头多出几格") for one in said(read))

    @pytest.mark.parametrize("header", [f"{HEAD},", HEAD])
    def test_unless_the_header_has_an_empty_cell_there_or_nothing_stands_there(self, header: str) -> None:
        more = "有备注" if header.endswith(",") else ""
        read = read_firms(small_bank(), read_grid(f"{header}\n示例甲有限公司,南昌,50,9,{more}\n".encode(), "企业.csv"))
        assert (len(read.table), read.tally.unread) == (1, 0)
