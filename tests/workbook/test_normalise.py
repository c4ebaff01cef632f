"""What people type is read as what they mean, and refused where it could mean two things."""

import datetime
from decimal import Decimal

import pytest

from assessment.answers import AnswerRefused
from assessment.answers.typed import Value, fold, is_blank
from assessment.language import Label, label, visible
from assessment.workbook.grid.cells import NO_RESULT, Cell
from assessment.workbook.grid.normalise import read_number, read_text
from assessment.workbook.grid.number_format import Shown, number_format

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
        ("12\u202f345", PEOPLE, "12345"),
        ("1\u00a0234\u00a0567.5", MONEY, "1234567.5"),
        ("￥3000", MONEY, "3000"),
        ("¥3,000.50万元", MONEY, "3000.5"),
        ("人民币 300万", MONEY, "300"),
        ("3百元", MONEY, "0.03"),
        ("3百人", PEOPLE, "300"),
        ("-0", PEOPLE, "0"),
        (-0.0, MONEY, "0"),
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
    number = read_number(cell(typed), unit)
    assert number == Decimal(meant)
    assert not (number == 0 and number.is_signed())


@pytest.mark.parametrize(
    ("stored", "code", "unit", "seen"),
    [
        (0.12, "0%", PER_CENT, "12"),
        (12.0, '0.0"%"', PER_CENT, "12"),
        (28603512.0, "0!.0,", MONEY, "2860.3512"),
        (28603512.0, '0!.0,"万"', MONEY, "2860.3512"),
        (28603512.0, '0"."0,"万元"', MONEY, "2860.3512"),
        (28603512.0, '0.00,,"百万"', MONEY, "2860.3512"),
        (28603512.0, "0.00,,百万元", MONEY, "2860.3512"),
        (28603512.0, '#,##0.00"元"', MONEY, "2860.3512"),
        (28603512.0, '[>=100000000]0.00,,"百万";[>=10000]0!.0,"万";0"元"', MONEY, "2860.3512"),
        (9000.0, '[>=10000]0!.0,"万";0"元"', MONEY, "0.9"),
        (2860.35, '[$¥-804]#,##0.00"万元"', MONEY, "2860.35"),
        (2860.35, r"¥#,##0.00\ \万\元;[Red]-¥#,##0.00\万\元", MONEY, "2860.35"),
        (40000.0, "0,", MACHINES, "40"),
        (40.0, '0"人"', PEOPLE, "40"),
        (4.0, '0"万人"', PEOPLE, "40000"),
        (40.0, '0_ ;[Red]-0 "台"', MACHINES, "40"),
        (0.0, '0;-0;"-"', MACHINES, None),
        (1234.0, "#,###", MACHINES, "1234"),
        (0.6, "#.##", MONEY, "0.6"),
    ],
)
def test_a_number_is_what_its_format_shows(stored: float, code: str, unit: Label, seen: str | None) -> None:
    one = cell(stored, format=number_format(code))
    assert one.format is not None
    if seen is not None:
        assert read_number(one, unit) == Decimal(seen)
    else:
        with pytest.raises(AnswerRefused):
            read_number(one, unit)


@pytest.mark.parametrize(
    "code",
    [
        *("General", "0", "0.00", "#,##0", "#,##0.00_);[Red](#,##0.00)", "@", "0.00E+00", "# ?/?", "G/通用格式"),
        *(
            "¥#,##0.00",
            '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
            "",
            "[$-804]0",
            "0;-0",
        ),
    ],
)
def test_formats_that_show_the_number_itself(code: str) -> None:
    form = number_format(code)
    assert form is None or form.shown(Decimal(5)) == Shown()


@pytest.mark.parametrize("code", ["yyyy-mm-dd", 'yyyy"年"m"月"', "[h]:mm", "[$-804]mmmm", "General;yyyy"])
def test_a_format_of_days_shows_no_number(code: str) -> None:
    form = number_format(code)
    assert form is not None and not form.shown(Decimal(-5)).number


@pytest.mark.parametrize(
    ("stored", "code", "unit", "words"),
    [
        (0.12, "0%", MACHINES, "percentage"),
        (12.0, '0"%"', MACHINES, "percentage"),
        (40.0, '0"吨"', MACHINES, "adds the unit '吨'"),
        (300.0, '"US$"0', MONEY, "something else"),
        (300.0, "[$€-407]0", MONEY, "something else"),
        (300.0, '0"千"', MONEY, "adds the unit"),
        (50.0, '"约"0', MACHINES, "something else"),
        (1.0, '"有";;"无"', MACHINES, "something else"),
        (7.0, ";;;", MACHINES, "something else"),
        (79188888.0, "000-00000", MACHINES, "something else"),
        (0.0, "#,###", MACHINES, "something else"),
        (0.3, "#", PER_CENT, "something else"),
        (0.0, "#.##", MONEY, "something else"),
        (400.0, '#,###,,"百万元"', MONEY, "something else"),
        (12.0, "-0;-0", MACHINES, "something else"),
        (12.0, "(#,##0)", MACHINES, "something else"),
        (12.0, r"[<100]\-0;0", MACHINES, "something else"),
    ],
)
def test_a_format_that_shows_another_thing_is_refused(stored: float, code: str, unit: Label, words: str) -> None:
    with pytest.raises(AnswerRefused, match=words) as refused:
        read_number(cell(stored, format=number_format(code)), unit)
    assert refused.value.found
    assert "常规" in refused.value.remedy.zh


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
        ("3百", MONEY, "unit"),
        ("3百", PER_CENT, "unit"),
        ("12 345", PEOPLE, "two numbers"),
        ("100 200", PEOPLE, "two numbers"),
        ("100\n200", PEOPLE, "two numbers"),
        ("100\t200", PEOPLE, "two numbers"),
        ("1.2\u3000.5", MONEY, "two numbers"),
        ("50台 30台", MACHINES, "unit"),
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


@pytest.mark.parametrize("typed", ['=DISPIMG("ID_0123456789ABCDEF",1)', '_xlfn.DISPIMG("ID_1",1)', "DISPIMG(x)"])
def test_a_picture_in_a_cell_is_no_name(typed: str) -> None:
    with pytest.raises(AnswerRefused, match="picture"):
        read_text(cell(typed))


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
