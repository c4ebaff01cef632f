"""Text files in the encodings and with the separators that programs in use write."""

import codecs

import pytest

from assessment.problems import InputRefused
from assessment.workbook.grid.files import Limits
from assessment.workbook.grid.readers import read_grid

TEXT = "企业名称,所在地,人数\n示例机械㑇有限公司,南昌,50\n"
ROWS = [["企业名称", "所在地", "人数"], ["示例机械㑇有限公司", "南昌", "50"]]


def rows(data: bytes) -> list:
    return read_grid(data, "企业.csv", Limits()).sheets[0].rows


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.encode("gb18030"),
        lambda text: text.encode("utf-16"),
        lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.encode("utf-32"),
        lambda text: codecs.BOM_UTF32_BE + text.encode("utf-32-be"),
    ],
    ids=[
        "utf-8",
        "utf-8 with mark",
        "gb18030",
        "utf-16",
        "utf-16 big",
        "utf-16 without mark",
        "utf-16 big without mark",
        "utf-32",
        "utf-32 big",
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(encode, separator: str, newline: str) -> None:
    assert rows(encode(TEXT.replace(",", separator).replace("\n", newline))) == ROWS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_and_with_signs_that_have_a_zero_byte(encoding: str) -> None:
    """一 is 4E 00, as a comma is 2C 00 the other way round."""
    assert rows("名称,数\n一一一一一一一,1\n".encode(encoding)) == [["名称", "数"], ["一一一一一一一", "1"]]


GARBLED = {
    "one byte of another encoding": (TEXT.encode() + b"\xe7\xa4\xba,\xcb,5\n", ("第 3 行", "UTF-8", "（CB）")),
    "one cell of GBK among UTF-8": (TEXT.encode() + "示例乙,赣州,5\n".encode("gbk"), ("第 3 行", "UTF-8")),
    "cut off within a sign": (TEXT.encode() + "示".encode()[:2], ("第 3 行", "UTF-8")),
    "a mark that is not kept": (codecs.BOM_UTF8 + TEXT.encode("gb18030"), ("第 1 行", "UTF-8")),
    "an odd byte of UTF-16": (TEXT.encode("utf-16") + b"\x00", ("第 3 行", "UTF-16")),
    "Big5": ("企業名稱,所在地,人數\n示例機械有限公司,南昌,50\n".encode("big5"), ("Big5", "另存为")),
    "a cell without end": (b'a,b\n1,"' + b"x" * 200_000, ("一格超过", "双引号")),
}


@pytest.mark.parametrize(("data", "words"), GARBLED.values(), ids=GARBLED.keys())
def test_a_text_that_is_not_quite_in_its_encoding_is_refused_with_its_line(data: bytes, words: tuple[str, ...]) -> None:
    with pytest.raises(InputRefused) as refused:
        rows(data)
    (problem,) = refused.value.problems
    for word in words:
        assert word in problem.sentence("zh")


@pytest.mark.parametrize(
    "text", ["龙泉镇,示例㑇,5\n", "臺灣路示例,南昌,5\n", "é,南昌,5\n", "示例廠有限公司,南昌,5\n", "赣\n"]
)
def test_gb18030_stays_gb18030(text: str) -> None:
    assert rows((TEXT + text).encode("gb18030"))[-1][0] == text.split(",")[0].strip()


def test_signs_that_gb18030_moved_out_of_the_private_area() -> None:
    assert rows(b"a,b\n\xfe\x59,\xa6\xd9\n")[1] == ["\u9fb4", "\ufe10"]


@pytest.mark.parametrize("first", ["BM", "MZ", "GIF8", "Rar!"])
def test_a_header_that_begins_like_a_picture_is_text(first: str) -> None:
    assert rows(f"{first},b\n1,2\n".encode())[0] == [first, "b"]


def test_commas_of_full_width() -> None:
    assert rows("名称，人数\n示例，5\n".encode()) == [["名称", "人数"], ["示例", "5"]]


def test_a_very_short_file_in_gb18030() -> None:
    assert rows("名称\n赣\n".encode("gb18030")) == [["名称"], ["赣"]]


def test_commas_within_semicolon_separated_cells() -> None:
    assert rows(b"a;b\n1,5;2,5\n") == [["a", "b"], ["1,5", "2,5"]]


def test_a_title_line_does_not_hide_the_separator() -> None:
    assert rows("企业名单\n名称;人数;城市\n甲;1;南昌\n乙;2;九江\n".encode())[1] == ["名称", "人数", "城市"]


def test_the_separator_that_excel_declares() -> None:
    sheet = read_grid(b"sep=;\na;b\n", "企业.csv").sheets[0]
    assert sheet.cell(2, 1).value == "a"


def test_row_numbers_count_quoted_line_breaks_as_a_spreadsheet_does() -> None:
    sheet = read_grid(b'a,b\n\n"1\n2",3\n4,5\n', "企业.csv").sheets[0]
    assert sheet.rows == [["a", "b"], [], ["1\n2", "3"], ["4", "5"]]
    assert sheet.cell(4, 1).address == "企业!A4"


def test_what_makes_a_cell_text_is_taken_off() -> None:
    data = '\'=1+1,\'-5,\'plain,"=""9136""",="007",\'＝1\n'
    assert rows(data.encode()) == [["=1+1", "-5", "'plain", "9136", "007", "＝1"]]
