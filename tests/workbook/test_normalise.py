"""What people type is read as what they mean, and refused where it could mean two things."""

import datetime
from decimal import Decimal

import pytest

from assessment.answers import AnswerRefused
from assessment.answers.typed import Value, fold, is_blank
from assessment.language import Label, label, visible
from assessment.workbook.grid.cells import NO_RESULT, Cell
from assessment.workbook.grid.normalise import read_number, read_text

MACHINES = label("台", "machines")
PEOPLE = label("人", "people")
MONEY = label("万元", "CNY 10 000")
PER_CENT = label("%", "%")
STEPS = label("道", "steps")


def cell(value: Value, **more) -> Cell:
    return Cell("企业!C7", value, **more)


@pytest.mark.parametrize(
    ("typed", "unit", "meant"),
    [
        (50.0, MACHINES, "50"),
        ("50", MACHINES, "50"),
        (" 50 ", MACHINES, "50"),
        ("50台", MACHINES, "50"),
        ("50 台", MACHINES, "50"),
        ("50台（套）", MACHINES, "50"),
        ("12 machines", MACHINES, "12"),
        ("１２０人", PEOPLE, "120"),
        ("120名", PEOPLE, "120"),
        ("1.2万人", PEOPLE, "12000"),
        ("3道", STEPS, "3"),
        ("1,234,567", PEOPLE, "1234567"),
        ("１，２３４．５", MONEY, "1234.5"),
        ("12 345", PEOPLE, "12345"),
        ("1234.5", MONEY, "1234.5"),
        ("2024.12", MONEY, "2024.12"),
        ("300万", MONEY, "300"),
        ("300万元", MONEY, "300"),
        ("300", MONEY, "300"),
        ("1.2亿", MONEY, "12000"),
        ("3亿元人民币", MONEY, "30000"),
        ("5000元", MONEY, "0.5"),
        ("2千元", MONEY, "0.2"),
        ("3百万", label("元", "CNY"), "3000000"),
        ("12%", PER_CENT, "12"),
        ("12 ％", PER_CENT, "12"),
        ("12", PER_CENT, "12"),
        ("-5", MACHINES, "-5"),
        ("－5", MACHINES, "-5"),
        ("−5", MACHINES, "-5"),
        (".5", MONEY, "0.5"),
        ("50\u200b", MACHINES, "50"),
        (0.1 + 0.2, MONEY, "0.3"),
        (12 / 50 * 100, PER_CENT, "24"),
        (1e14, MONEY, "100000000000000"),
    ],
)
def test_numbers_as_people_type_them(typed: Value, unit: Label, meant: str) -> None:
    assert read_number(cell(typed), unit) == Decimal(meant)


def test_a_percentage_format_counts_in_per_cent() -> None:
    assert read_number(cell(0.12, percent=True), PER_CENT) == 12
    with pytest.raises(AnswerRefused, match="percentage"):
        read_number(cell(0.12, percent=True), MACHINES)


@pytest.mark.parametrize(
    ("typed", "unit", "words"),
    [
        ("很多", MACHINES, "not an exact number"),
        ("五十", MACHINES, "not a number"),
        ("无", MACHINES, "not a number"),
        ("TRUE", MACHINES, "not a number"),
        (float("inf"), MACHINES, "not a number"),
        (float("nan"), MACHINES, "not a number"),
        ("约50", MACHINES, "not an exact number"),
        ("50左右", MACHINES, "not an exact number"),
        ("50+", MACHINES, "not an exact number"),
        (">50", MACHINES, "not an exact number"),
        ("30-50", MACHINES, "range"),
        ("30~50台", MACHINES, "range"),
        ("30至50", MACHINES, "range"),
        ("12,5", MACHINES, "unit"),
        ("1,23,456", MACHINES, "unit"),
        ("10²", MACHINES, "unit"),
        ("②", MACHINES, "not a number"),
        ("50吨", MACHINES, "unit"),
        ("12%", MACHINES, "unit"),
        ("5千", MONEY, "unit"),
        ("50台", MONEY, "unit"),
        ("1.2.3", MACHINES, "unit"),
        (datetime.date(2026, 3, 5), MACHINES, "date"),
        (datetime.datetime(2026, 3, 5, 1), MACHINES, "date"),
        (datetime.time(1), MACHINES, "date"),
        (datetime.timedelta(1), MACHINES, "date"),
        ("2026-03-05", MACHINES, "date"),
        ("2026年3月", MACHINES, "date"),
        ("2026.3.5", MACHINES, "date"),
        ("3月5日", MACHINES, "date"),
        ("3/5", MACHINES, "date"),
        ("5-Mar", MACHINES, "date"),
    ],
)
def test_what_is_no_number_or_could_be_two(typed: Value, unit: Label, words: str) -> None:
    with pytest.raises(AnswerRefused, match=words) as refused:
        read_number(cell(typed), unit)
    assert refused.value.found


@pytest.mark.parametrize(
    "typed", [None, "", "  ", "\u3000", "/", "／", "-", "—", "——", "无数据", "N/A", "n/a", "暂无", "空"]
)
def test_blanks(typed: Value) -> None:
    assert is_blank(typed)
    assert read_number(cell(typed), MACHINES) is None
    assert read_text(cell(typed)) is None


@pytest.mark.parametrize("typed", ["无", "0", 0.0, "没有", "FALSE", "不清楚"])
def test_answers_that_are_no_blanks(typed: Value) -> None:
    assert not is_blank(typed)


@pytest.mark.parametrize("read", [read_text, lambda c: read_number(c, MACHINES)])
def test_errors_and_uncalculated_formulas_are_refused_everywhere(read) -> None:
    with pytest.raises(AnswerRefused, match="shows an error") as refused:
        read(cell(None, error="#DIV/0!"))
    assert refused.value.found == "#DIV/0!"
    with pytest.raises(AnswerRefused, match="not been calculated"):
        read(cell(None, error=NO_RESULT))


@pytest.mark.parametrize("typed", [9.13607e17, 1e15, "9.13607E+17", "9.13607E17"])
def test_a_code_that_became_a_number_is_refused(typed: Value) -> None:
    with pytest.raises(AnswerRefused, match="lost digits") as refused:
        read_text(cell(typed))
    assert "9.13607E" in (refused.value.found or "") or typed == 1e15
    assert "文本" in refused.value.remedy.zh


def test_names_keep_their_characters() -> None:
    assert read_text(cell(" 示例㑇（集团）\n有限公司\u200b ")) == "示例㑇（集团） 有限公司"
    assert visible("a\x07b") == "ab"
    assert read_text(cell(12.5)) == "12.5"
    assert read_text(cell(datetime.date(2020, 1, 2))) == "2020-01-02"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("企业名称", " 企 业名称 *"),
        ("营业收入（万元）", "营业收入(万元)"),
        ("Firm name", "FIRM  NAME"),
        ("ＣＡＤ软件", "cad软件"),
        ("有，已使用", "有,已使用。"),
    ],
)
def test_texts_that_count_as_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)
