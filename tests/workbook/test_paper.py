"""Sheets of paper: every question with its boxes, and the same filled in for the owner to sign."""

import io

import openpyxl
import pytest

from assessment.answers import AnswerTable
from assessment.problems import InputRefused
from assessment.workbook.firms import paper
from tests.workbook.small_bank import small_bank


def opened(made: io.BytesIO) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(made.getvalue()))


def answers(sheet) -> dict[str, str]:
    """The answer beside the name of each question."""
    return {
        str(row[1].value).split("\n")[0]: row[2].value for row in sheet.iter_rows() if isinstance(row[0].value, int)
    }


def test_a_blank_sheet_has_every_question_with_its_boxes() -> None:
    made = io.BytesIO()
    paper.write_answer_sheet(made, small_bank(), list(small_bank().facts), "zh")
    (sheet,) = opened(made).worksheets
    told = answers(sheet)
    assert len(told) == 9
    assert told["所在地*"].split() == ["□", "A", "南昌", "□", "B", "九江"]
    assert told["从业人数"] == "________________ 人"
    assert sheet.page_setup.fitToHeight == 0
    assert "负责人（签字）" in str([cell.value for row in sheet for cell in row])


def test_a_filled_sheet_for_each_firm_has_its_answers_ticked() -> None:
    bank = small_bank()
    records = [
        {"firm_name": "示例[甲]/厂", "city": "jiujiang", "networks": ["wired", "full"], "machines": 20},
        {"firm_name": "=1+1", "city": {"state": "dont_know"}},
    ]
    made = io.BytesIO()
    paper.write_check_sheets(made, AnswerTable.from_records(bank, records)[0], list(bank.facts), "zh")
    first, second = opened(made).worksheets
    assert (first.title, second.title) == ("1 示例甲厂", "2 =1+1")
    told = answers(first)
    assert "☑ B 九江" in told["所在地*"]
    assert "□ A 南昌" in told["所在地*"]
    assert [line[0] for line in told["网络建设"].split("\n")] == ["☑", "□", "☑", "□"]
    assert told["生产设备台数"] == "20 台"
    assert "☑ 不清楚" in answers(second)["所在地*"]
    name = next(cell for row in second.iter_rows() for cell in row if cell.value == "=1+1")
    assert name.data_type == "s"


def test_too_many_for_one_file_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(paper, "MOST_SHEETS", 1)
    table, _ = AnswerTable.from_records(small_bank(), [{}, {}])
    with pytest.raises(InputRefused, match="2 firms are too many"):
        paper.write_check_sheets(io.BytesIO(), table, ["city"], "en")
