"""Text files in the encodings and with the separators that programs in use write."""

import codecs

import pytest

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
    ],
    ids=[
        "utf-8",
        "utf-8 with mark",
        "gb18030",
        "utf-16",
        "utf-16 big",
        "utf-16 without mark",
        "utf-16 big without mark",
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends(encode, separator: str, newline: str) -> None:
    assert rows(encode(TEXT.replace(",", separator).replace("\n", newline))) == ROWS


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
