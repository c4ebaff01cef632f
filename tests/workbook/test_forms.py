"""Exports of others with a row for each question (示例): read by a file of content, every row accounted for."""

import pytest

from assessment.content.bank import FactBank
from assessment.content.forms import load_forms, number_of
from assessment.workbook.firms.reading import FirmsRead, read_firms
from assessment.workbook.grid.readers import read_grid
from tests.conftest import ROOT

HEADER = "企业名称,统一社会信用代码,题号,题目,答案"


def read(bank: FactBank, *rows: str) -> FirmsRead:
    data = "\n".join(["2026 年度问卷导出（示例）", HEADER, *rows]).encode()
    return read_firms(bank, read_grid(data, "导出.csv"), forms=load_forms(ROOT, bank))


def test_a_row_for_each_question_becomes_a_row_for_each_firm(bank: FactBank) -> None:
    found = read(
        bank,
        "示例甲有限公司,,1,网络建设,B;C",
        "示例甲有限公司,,第2.1题,设备总台数,50",
        "示例甲有限公司,,5,信息系统,C. 两个及以上环节",
        ",,8,规划实施,b",
        "示例乙有限公司,,1,网络建设,A",
    )
    options = [option.id for option in bank.facts["network"].options]
    assert found.table.record(0)["network"] == options[:2]
    assert found.table.record(0)["equipment_total"] == 50
    assert found.table.record(0)["information_service_coverage"] == (
        bank.facts["information_service_coverage"].options[2].id
    )
    assert found.table.record(1)["network"] == ["none"]
    assert [found.table.record(i)["firm_name"] for i in (0, 1)] == ["示例甲有限公司", "示例乙有限公司"]
    assert "5 行，2 家企业" in found.tally.notes[0].zh
    assert "示例" in found.tally.notes[0].zh


@pytest.mark.parametrize(
    ("row", "where", "words"),
    [
        ("示例甲有限公司,,1,网络建设,H", "导出!E3", "选项 H"),
        ("示例甲有限公司,,99,新题,A", "导出!C3", "没有这个题号，1 行没有读取"),
        ("示例甲有限公司,,2.1,设备总台数,约50", "导出!E3", "约数"),
    ],
)
def test_what_cannot_be_read_is_named_at_its_row(bank: FactBank, row: str, where: str, words: str) -> None:
    found = read(bank, row, "示例甲有限公司,,5,信息系统,A")
    told = [problem.sentence("zh") for problem in found.problems if problem.where == where]
    assert any(words in sentence for sentence in told), [p.sentence("zh") for p in found.problems]


def test_a_question_answered_twice_is_read_once_and_named(bank: FactBank) -> None:
    found = read(bank, "示例甲有限公司,,5,信息系统,A", "示例甲有限公司,,5,信息系统,B")
    assert found.table.record(0)["information_service_coverage"] == (
        bank.facts["information_service_coverage"].options[0].id
    )
    assert any(p.where == "导出!E4" and "已经答过" in p.message.zh for p in found.problems)


@pytest.mark.parametrize("typed", ["1", "第1题", "Q1", "1.", "1、"])
def test_a_number_however_it_is_printed(typed: str) -> None:
    assert number_of(typed) == "1"
    assert number_of("第2.1题") == "2.1"
