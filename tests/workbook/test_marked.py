"""The marked copy: the clerk's own workbook with its bad cells explained; corrected there, it is read as any other."""

import io
import warnings
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from assessment.content.bank import FactBank
from assessment.problems import InputRefused
from assessment.workbook.firms.marked import write_marked
from assessment.workbook.firms.reading import FirmsRead, read_firms
from assessment.workbook.grid.files import Limits
from assessment.workbook.grid.readers import read_grid
from tests.workbook.small_bank import saved, small_bank

FILES = Path(__file__).parent / "files"
MARKED_COLOUR = "FFF4B0A8"


def clerk() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "企业'一'表"
    sheet.append(["企业名称", "所在地", "从业人数", "营业收入", "小计"])
    sheet.append(["示例甲", "南昌", "约40", '3"千', "=SUM(D2:D3)"])
    sheet.append(["示例乙", None, 12, 200, None])
    sheet["A1"].font = Font(bold=True, color="FFFF0000")
    sheet["C3"].fill = PatternFill("solid", start_color="FF00FF00")
    sheet.column_dimensions["A"].width = 33
    book.create_sheet("别的")["A1"] = "=1+1"
    return book


def marked(bank: FactBank, data: bytes, name: str, lang="zh") -> tuple[FirmsRead, openpyxl.Workbook]:
    grid = read_grid(data, name)
    read = read_firms(bank, grid)
    firms = {place: str(read.table.record(i).get("firm_name")) for i, place in enumerate(read.places)}
    out = write_marked(data, grid, read.problems, firms, lang, Limits())
    with warnings.catch_warnings(action="ignore"):
        return read, openpyxl.load_workbook(io.BytesIO(out))


def test_bad_cells_are_coloured_and_explained_and_all_else_is_as_it_was() -> None:
    read, book = marked(small_bank(), saved(clerk()), "企业.xlsx")
    sheet = book["企业'一'表"]
    bad = {cell.coordinate for row in sheet for cell in row if cell.fill.start_color.rgb == MARKED_COLOUR}
    assert (
        bad
        == {"C2", "D2", "B3", "E1"}
        == {p.where.partition("!")[2] for p in read.problems if p.where[-3:] != "!1"} - {"1"}
    )
    assert "约数" in sheet["C2"].comment.text
    assert sheet["A1"].font.color.rgb == "FFFF0000"
    assert sheet["C3"].fill.start_color.rgb == "FF00FF00"
    assert sheet["E2"].value == "=SUM(D2:D3)"
    assert sheet.column_dimensions["A"].width == 33
    assert book["别的"]["A1"].value == "=1+1"


def test_the_first_sheet_says_what_to_do_with_the_firm_in_each_line_and_what_is_done() -> None:
    _, book = marked(small_bank(), saved(clerk()), "企业.xlsx")
    first = book.worksheets[0]
    assert first.title == "待改清单"
    lines = {row[1].value: row for row in first.iter_rows(min_row=4)}
    assert lines["企业'一'表!C2"][2].value == "示例甲"
    assert lines["企业'一'表!B3"][5].value == "请补填。"
    assert lines["企业'一'表!C2"][0].value == "=IF(EXACT('企业''一''表'!C2,\"约40\"),\"待改\",\"已改\")"
    assert lines["企业'一'表!D2"][0].value == '=IF(EXACT(\'企业\'\'一\'\'表\'!D2,"3""千"),"待改","已改")'
    assert lines["企业'一'表!B3"][0].value == "=IF('企业''一''表'!B3=\"\",\"待改\",\"已改\")"
    assert lines["企业'一'表!C2"][1].hyperlink.location == "'企业''一''表'!C2"
    assert first.auto_filter.ref == f"A3:F{first.max_row}"
    assert first.auto_filter.filterColumn[0].filters.filter == ["待改"]


def test_corrected_there_it_is_read_without_a_problem_and_our_sheet_is_left_out() -> None:
    bank = small_bank()
    _, book = marked(bank, saved(clerk()), "企业.xlsx")
    sheet = book["企业'一'表"]
    sheet["C2"], sheet["D2"], sheet["B3"], sheet["E1"] = 40, 3000, "九江", None
    del book["别的"]
    sheet.delete_cols(5)
    read = read_firms(bank, read_grid(saved(book), "企业_待改.xlsx"))
    assert read.problems == ()
    assert read.table.record(1) == {"firm_name": "示例乙", "city": "jiujiang", "employees": 12.0, "revenue": 200.0}
    assert read.tally.kinds["guide"] > 3


def test_marked_again_it_carries_only_what_is_still_wrong() -> None:
    bank = small_bank()
    _, book = marked(bank, saved(clerk()), "企业.xlsx")
    book["企业'一'表"]["C2"] = 40
    read, again = marked(bank, saved(book), "企业_待改.xlsx", "en")
    assert [name for name in again.sheetnames if name != "企业'一'表"] == ["To correct", "别的"]
    cell = again["企业'一'表"]["C2"]
    assert cell.comment is None
    assert cell.fill.fill_type is None
    assert again["企业'一'表"]["D2"].comment is not None
    assert len(read.problems) == again.worksheets[0].max_row - 3


@pytest.mark.parametrize("name", ["clerk.xls", "clerk.ods", "libreoffice.xlsx", "libreoffice.ods", "excel_like.xlsx"])
def test_files_as_other_programs_write_them_come_back_marked_and_can_be_handed_in(bank: FactBank, name: str) -> None:
    read, book = marked(bank, (FILES / name).read_bytes(), name)
    again = read_firms(bank, read_grid(saved(book), "待改.xlsx"))
    assert [p.where for p in again.problems] == [p.where for p in read.problems]
    assert [again.table.record(i) for i in range(len(again.table))] == [
        read.table.record(i) for i in range(len(read.table))
    ]
    assert ("副本" in str(book.worksheets[0]["A2"].value)) is not name.endswith(".xlsx")


def test_a_text_that_looks_like_a_formula_stays_a_text(bank: FactBank) -> None:
    _, book = marked(bank, "企业名称,所在地,从业人数\n=1+1,南昌,约4\n".encode(), "企业.csv")
    cell = book.worksheets[1]["A2"]
    assert (cell.value, cell.data_type) in {("=1+1", "s"), ("=1+1", "f")}
    assert read_grid(saved(book), "x.xlsx").sheets[1].value(2, 1) in ("=1+1", None)


def test_one_that_takes_more_than_it_may_is_refused_in_words() -> None:
    data = saved(clerk())
    grid = read_grid(data, "企业.xlsx")
    problems = read_firms(small_bank(), grid).problems
    with pytest.raises(InputRefused, match="too large for a marked copy"):
        write_marked(data, grid, problems, {}, "zh", Limits(child_memory=30 * 2**20))


def test_corrected_and_saved_by_libreoffice_it_imports(bank: FactBank) -> None:
    grid = read_grid(FILES / "marked_in_libreoffice.xlsx")  # one of three problems was left on purpose
    read = read_firms(bank, grid)
    assert [row[0] for row in grid.sheets[0].rows[3:] if str(row[1]).startswith("企业!") and row[1][-1] != "1"] == [
        "已改",
        "已改",
        "待改",
    ]
    assert [problem.where for problem in read.problems if problem.where[-2:] in ("D2", "E3", "F4")] == ["企业!F4"]
    assert read.table.record(0)["employees"] == 40
    assert read.table.record(1)["revenue"] == 3000
