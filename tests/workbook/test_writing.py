"""Results as workbook and CSV: what a person and a program find in them, and that they can be read in again."""

import csv
import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from assessment.answers import AnswerTable
from assessment.language import label
from assessment.problems import Problem
from assessment.scoring import score
from assessment.workbook.firms.reading import FIRMS, read_firms
from assessment.workbook.firms.tally import LeftOut, Tally
from assessment.workbook.firms.writing import score_labels, write_results, write_results_csv
from assessment.workbook.grid.readers import read_grid
from tests.random_firms import random_record, with_gaps
from tests.workbook.small_bank import small_bank

RECORDS = [
    {"firm_name": "示例甲", "city": "nanchang", "machines": 50, "revenue": 12.5, "networks": ["wired", "five_g"]},
    {
        "firm_name": "=1+1",
        "city": "jiujiang",
        "machines": {"state": "dont_know"},
        "planning": {"state": "not_applicable", "reason": "@没有"},
    },
    {"firm_name": "https://示例", "city": "nanchang", "credit_code": "913601000000000042"},
]
SCORES = pd.DataFrame({"quick-check.points": [12.25, np.nan, 0], "quick-check.level": pd.array([1, None, 0], "Int16")})
LABELS = {"quick-check.points": label("快速 得分", "Quick: points")}
PROBLEM = Problem("企业!C7", label("不是数字", "not a number"), label("请核对", "Please check"), "=cmd()")

TALLY = Tally(FIRMS, filled=9, read=3, left_out=(LeftOut("企业!12", "total", "=合计"),), unread=5)


def small_table() -> AnswerTable:
    table, faults = AnswerTable.from_records(small_bank(), RECORDS, ["企业!4", "企业!5", "企业!9"])
    assert not faults
    return table


def workbook(lang="zh") -> bytes:
    out = io.BytesIO()
    write_results(out, small_table(), SCORES, LABELS, [PROBLEM], TALLY, lang)
    return out.getvalue()


def as_csv() -> bytes:
    out = io.BytesIO()
    write_results_csv(out, small_table(), SCORES)
    return out.getvalue()


def test_results_stand_beside_the_firm_under_labels_and_codes() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook()))["结果"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:4] == ["来源", "企业名称*", "快速 得分", "quick-check.level"]
    assert rows[1][:5] == ["firm", "firm_name", "quick-check.points", "quick-check.level", "credit_code"]
    assert rows[2][:4] == ["企业!4", "示例甲", 12.25, 1]
    assert rows[3][:4] == ["企业!5", "=1+1", None, None]
    assert rows[4][:5] == ["企业!9", "https://示例", 0, 0, "913601000000000042"]


def test_nothing_typed_becomes_a_formula_or_a_link() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    assert book["结果"]["B4"].data_type == "s"
    assert book["结果"]["B5"].hyperlink is None
    assert book["问题清单"]["B2"].data_type == "s"


def test_problems_have_a_sheet_of_their_own() -> None:
    zh = openpyxl.load_workbook(io.BytesIO(workbook()))["问题清单"]
    assert [cell.value for cell in zh[2]] == ["企业!C7", "=cmd()", "不是数字", "请核对"]
    en = openpyxl.load_workbook(io.BytesIO(workbook("en")))["Problems"]
    assert [cell.value for cell in en[1]] == ["Where", "Found", "What is wrong", "What to do"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_results_workbook_can_be_read_in_again(lang: str) -> None:
    read = read_firms(small_bank(), read_grid(workbook(lang), "结果.xlsx"))
    assert read.problems == ()
    assert [read.table.record(i) for i in range(3)] == [small_table().record(i) for i in range(3)]


def test_csv_is_for_programs_and_opens_in_excel() -> None:
    data = as_csv()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows[0]["quick-check.points"] == "12.25"
    assert rows[1]["quick-check.level"] == ""
    assert rows[2]["quick-check.level"] == "0"
    assert rows[0]["networks"] == "wired;five_g"
    assert rows[0]["city"] == "nanchang"
    assert rows[0]["machines"] == "50"
    assert rows[1]["machines"] == "dont_know"
    assert rows[1]["planning"] == "not_applicable: @没有"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_csv_cells_that_would_run_are_guarded(start: str) -> None:
    table = AnswerTable(small_bank(), [start + "1"], {})
    out = io.BytesIO()
    write_results_csv(out, table, pd.DataFrame({"quick-check.points": [-1.5]}))
    cells = next(iter(list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))[1:]))
    assert cells[0] == "'" + start + "1"
    assert "-1.5" in cells


def test_a_csv_can_be_read_in_again() -> None:
    read = read_firms(small_bank(), read_grid(as_csv(), "结果.csv"))
    assert read.problems == ()
    assert [read.table.record(i) for i in range(3)] == [small_table().record(i) for i in range(3)]


def test_every_column_of_a_score_has_a_header_in_words(bank, miit) -> None:
    rng = np.random.default_rng(2)
    records = [with_gaps(random_record(bank, tuple(bank.facts), rng), rng) for _ in range(5)]
    table, _ = AnswerTable.from_records(bank, records)
    frame = score(miit, table).frame(table.ids)
    labels = score_labels(miit)
    assert set(labels) == set(frame.columns)
    assert labels["miit.points_low"].zh == "国家评测指标 得分（最低）"
    assert "1 初始级" in labels["miit.level"].zh
    out = io.BytesIO()
    write_results(out, table, frame, labels, [], TALLY, "zh")
    read = read_firms(bank, read_grid(out.getvalue(), "结果.xlsx"))
    assert [read.table.record(i) for i in range(5)] == [table.record(i) for i in range(5)]


@pytest.mark.parametrize(
    ("lang", "sheet", "lines"),
    [
        ("zh", "读取情况", ["9 行：3 家企业，1 行小计，5 行没读懂", "企业!12", "小计", "=合计"]),
        ("en", "What was read", ["9 rows: 3 firms, 1 totals, 5 not understood", "企业!12", "totals", "=合计"]),
    ],
)
def test_a_sheet_tells_what_became_of_every_row(lang: str, sheet: str, lines: list[str]) -> None:
    found = openpyxl.load_workbook(io.BytesIO(workbook(lang)))[sheet]
    cells = [cell.value for row in found.iter_rows() for cell in row if cell.value]
    assert set(lines) <= set(cells)
    assert not [cell for row in found.iter_rows() for cell in row if cell.data_type == "f"]
