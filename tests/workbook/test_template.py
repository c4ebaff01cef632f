"""The template: what a spreadsheet program finds in it, and that what is filled in comes back as answers."""

import io

import numpy as np
import openpyxl
import pytest

from assessment.answers import AnswerTable
from assessment.content.bank import FactBank
from assessment.workbook.firms.reading import read_firms
from assessment.workbook.firms.template import VERSION_PROPERTY, template_version, write_template
from assessment.workbook.firms.wording import coded_answers
from assessment.workbook.grid.readers import read_grid
from tests.random_firms import random_record, with_gaps
from tests.workbook.small_bank import saved, small_bank

SHEETS = {"zh": ["填写说明", "企业", "字段说明", "选项"], "en": ["How to fill in", "Firms", "Columns", "Options"]}


def template(bank: FactBank, lang) -> openpyxl.Workbook:
    out = io.BytesIO()
    write_template(out, bank, lang)
    return openpyxl.load_workbook(io.BytesIO(out.getvalue()))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sheets_and_header_in_both_languages(lang: str) -> None:
    book = template(small_bank(), lang)
    assert book.sheetnames == SHEETS[lang]
    assert book.active.title == SHEETS[lang][1]
    sheet = book.active
    assert [cell.value for cell in sheet[3]][:2] == ["firm_name", "credit_code"]
    assert sheet["D2"].value == {"zh": "从业人数（人）", "en": "People employed (people)"}[lang]
    assert sheet["A2"].value.endswith("*")
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {"A1:E1", "F1:I1", "K1:M1"}
    assert sheet.freeze_panes == "B4"


def test_what_is_typed_over_the_header_is_refused_and_columns_may_be_added() -> None:
    sheet = template(small_bank(), "zh").active
    assert not sheet.protection.sheet  # a locked sheet takes no columns and cannot be folded
    rule = next(rule for rule in sheet.data_validations.dataValidation if "A1" in str(rule.sqref))
    assert (rule.type, rule.formula1.lstrip("="), rule.errorStyle) == ("custom", "FALSE", None)  # stops
    assert sheet.row_dimensions[3].hidden


def test_columns_are_grouped_by_topic_so_that_a_topic_can_be_folded() -> None:
    groups = template(small_bank(), "zh").active.column_dimensions.values()
    levels = {at: group.outlineLevel for group in groups for at in range(group.min, group.max + 1)}
    assert [levels[at] for at in range(1, 10)] == [0, 1, 1, 1, 1, 0, 1, 1, 1]


def test_a_formula_tells_how_much_of_a_row_is_filled() -> None:
    sheet = template(small_bank(), "zh").active
    assert sheet["J2"].value == "已填"
    assert sheet["J4"].value == '=IF(COUNTA(A4:I4)=0,"",(COUNTA(A4:I4))/9)'
    ticked = io.BytesIO()
    write_template(ticked, small_bank(), "zh", ["firm_name", "networks"], several="ticks", rows=1)
    sheet = openpyxl.load_workbook(io.BytesIO(ticked.getvalue())).active
    assert sheet["F4"].value == '=IF(COUNTA(A4:E4)=0,"",(COUNTA(A4:A4)+(COUNTA(B4:E4)>0))/2)'
    assert sheet["F5"].value is None  # as many rows as asked for


def test_columns_of_ones_own_are_kept_aside_and_named() -> None:
    book = template(small_bank(), "zh")
    sheet = book.active
    for address, value in {"A4": "示例甲", "C4": "南昌", "K2": "责任科室", "K4": "一科"}.items():
        sheet[address] = value
    read = read_firms(small_bank(), read_grid(saved(book), "企业.xlsx"))
    assert read.problems == ()
    assert [(one.found, one.read_as.zh) for one in read.tally.understood] == [("自用列（不读取） 责任科室", "不读")]


@pytest.mark.parametrize(
    ("several", "cells", "ticked"),
    [
        ("letters", {"B4": "A；C"}, ["wired", "full"]),
        ("words", {"B4": "有线网络；全面覆盖（整个现场）"}, ["wired", "full"]),
        ("ticks", {"B4": "√", "D4": "√"}, ["wired", "full"]),
        ("ticks", {"E4": "√"}, ["none"]),
    ],
)
def test_several_answers_in_the_way_that_was_chosen(several, cells: dict[str, str], ticked: list[str]) -> None:
    out = io.BytesIO()
    write_template(out, small_bank(), "zh", ["firm_name", "networks", "city"], several=several, rows=20)
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    sheet = book.active
    ids = [cell.value for cell in sheet[3]]
    networks = ids.index("networks")
    sheet["A4"] = "示例甲"
    sheet.cell(4, ids.index("city") + 1).value = "南昌"
    for address, value in cells.items():
        sheet.cell(4, networks + 1 + "BCDE".index(address[0])).value = value
    read = read_firms(small_bank(), read_grid(saved(book), "企业.xlsx"))
    assert read.table.record(0)["networks"] == ticked
    assert read.problems == ()


def test_an_older_template_is_read_and_told_with_what_has_changed() -> None:
    then, now = small_bank(), small_bank()
    book = template(then, "zh")
    for address, value in {"A4": "示例甲", "C4": "南昌", "G4": 3}.items():
        book.active[address] = value
    del now.facts["cnc"]
    read = read_firms(now, read_grid(saved(book), "企业.xlsx"))
    assert read.table.record(0) == {"firm_name": "示例甲", "city": "nanchang"}
    (note,) = read.tally.notes
    assert "旧版模板" in note.zh
    assert "已经取消、没有读取：cnc" in note.zh
    del then.facts["machines"]
    again = read_firms(small_bank(), read_grid(saved(template_of(then)), "企业.xlsx"))
    assert "此后新增：生产设备台数" in again.tally.notes[0].zh


def template_of(bank: FactBank) -> openpyxl.Workbook:
    book = template(bank, "zh")
    book.active["A4"], book.active["C4"] = "示例甲", "南昌"
    return book


def test_codes_are_text_and_numbers_are_not() -> None:
    groups = template(small_bank(), "zh").active.column_dimensions.values()
    formats = {at: group.number_format for group in groups for at in range(group.min, group.max + 1)}
    credit_code, employees = 2, 4
    assert formats[credit_code] == "@"
    assert formats[employees] == "General"


def test_choices_have_lists_from_the_hidden_sheet() -> None:
    book = template(small_bank(), "zh")
    assert book["选项"].sheet_state == "hidden"
    rules = {str(rule.sqref).split(":")[0]: rule for rule in book.active.data_validations.dataValidation}
    assert rules["C4"].type == "list"
    assert rules["C4"].errorStyle == "warning"
    column = rules["C4"].formula1.split("!")[1].split(":")[0].strip("$").split("$")[0]
    assert [cell.value for cell in book["选项"][column]][:3] == ["南昌", "九江", "不清楚"]
    assert rules["D4"].type == "whole"
    assert rules["E4"].type == "decimal"
    assert "有线网络" in rules["H4"].prompt


def test_the_version_changes_with_the_questions() -> None:
    bank = small_bank()
    book = template(bank, "zh")
    assert book.custom_doc_props[VERSION_PROPERTY].value == template_version(bank)
    assert any(template_version(bank) in str(cell.value) for row in book["填写说明"].rows for cell in row)
    before = template_version(bank)
    del bank.facts["cnc"]
    assert template_version(bank) != before


def test_the_guide_explains_every_column() -> None:
    sheet = template(small_bank(), "zh")["字段说明"]
    assert sheet.max_row == 1 + 9
    texts = [cell.value for cell in sheet[9]]
    assert texts[1] == "networks"
    assert "5G 网络：自建、租用 [five_g]" in texts[4]
    assert texts[5] == "车间里有无线网"


def test_a_template_may_ask_some_facts_only() -> None:
    out = io.BytesIO()
    write_template(out, small_bank(), "zh", ["firm_name", "city", "cnc"])
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    assert [cell.value for cell in book.active[3]][:4] == ["firm_name", "city", "cnc", "share_filled"]
    assert [cell.value for cell in book.active[1]][:4] == ["企业", None, "车间", None]
    assert book["字段说明"].max_row == 1 + 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_template_has_a_header_and_no_firm(lang: str) -> None:
    book = template(small_bank(), lang)
    book.active["A4"] = "示例甲"
    read = read_firms(small_bank(), read_grid(saved(book), "模板.xlsx"))
    assert read.places == (f"{SHEETS[lang][1]}!4",)
    assert {problem.where for problem in read.problems} == {f"{SHEETS[lang][1]}!C4"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_shipped_questionnaire_filled_in_comes_back(bank: FactBank, lang: str) -> None:
    rng = np.random.default_rng(1)
    records = [with_gaps(random_record(bank, tuple(bank.facts), rng), rng, share=0.2) for _ in range(30)]
    table, faults = AnswerTable.from_records(bank, records)
    assert not faults
    book = template(bank, lang)
    for at, fact_id in enumerate(bank.facts, 1):
        for row, cell in enumerate(coded_answers(table, fact_id, lang).cells(), 4):
            book.active.cell(row, at).value = cell
    book.active["A34"] = None
    read = read_firms(bank, read_grid(saved(book), "企业.xlsx"))
    assert [read.table.record(i) for i in range(30)] == [table.record(i) for i in range(30)]
    expected = ("必填", "填了两次", "可能是同一家企业")
    assert all(any(words in problem.message.zh for words in expected) for problem in read.problems)
