"""The template: what a spreadsheet program finds in it, and that what is filled in comes back as answers."""

import io

import numpy as np
import openpyxl
import pytest

from assessment.answers import AnswerTable
from assessment.content.bank import FactBank
from assessment.workbook.firms.reading import read_firms
from assessment.workbook.firms.template import VERSION_PROPERTY, template_version, write_template
from assessment.workbook.firms.wording import cell_values
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
    assert {str(merged) for merged in sheet.merged_cells.ranges} == {"A1:E1", "F1:I1"}
    assert sheet.freeze_panes == "B4"


def test_the_header_is_protected_and_the_cells_of_firms_are_not() -> None:
    sheet = template(small_bank(), "zh").active
    assert sheet.protection.sheet
    assert sheet["A2"].protection.locked
    assert sheet.row_dimensions[3].hidden
    for column in sheet.column_dimensions.values():
        assert not column.protection.locked


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
    assert [cell.value for cell in book.active[3]] == ["firm_name", "city", "cnc"]
    assert [cell.value for cell in book.active[1]] == ["企业", None, "车间"]
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
        for row, cell in enumerate(cell_values(table, fact_id, lang), 4):
            book.active.cell(row, at).value = cell
    book.active["A34"] = None
    read = read_firms(bank, read_grid(saved(book), "企业.xlsx"))
    assert [read.table.record(i) for i in range(30)] == [table.record(i) for i in range(30)]
    expected = ("必填", "填了两次", "可能是同一家企业")
    assert all(any(words in problem.message.zh for words in expected) for problem in read.problems)
