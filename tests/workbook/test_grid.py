"""A workbook becomes cells with the addresses, merged ranges and formats that a person sees."""

import datetime
import io
import re

import openpyxl
import pytest
import xlsxwriter

from assessment.problems import InputRefused
from assessment.workbook.grid.cells import NO_RESULT, Cell, Grid, Sheet, column_letters, column_number
from assessment.workbook.grid.readers import read_grid
from tests.workbook.raw_workbook import ONE_CELL, cells, packed, parts, workbook


def written(fill) -> Grid:
    """The grid of a workbook that XlsxWriter wrote."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book)
    return read_grid(out.getvalue(), "企业.xlsx")


def sheet_of(xml: str, **more) -> Sheet:
    return read_grid(workbook(xml, **more), "企业.xlsx").sheets[0]


def test_cells_keep_the_rows_and_columns_a_person_sees() -> None:
    sheet = sheet_of('<sheetData><row r="4"><c r="C4"><v>7</v></c></row></sheetData>')
    assert sheet.cell(4, 3) == Cell("企业!C4", 7.0)
    assert sheet.cell(1, 1).value is None
    assert sheet.cell(99, 99).value is None
    assert list(sheet.filled_rows()) == [(4, [None, None, 7.0])]
    assert list(sheet.filled_rows(after=4)) == []


def test_kinds_of_values() -> None:
    def fill(book) -> None:
        sheet = book.add_worksheet("企业")
        day = book.add_format({"num_format": 'm"月"d"日"'})
        sheet.write_row(0, 0, ["甲", 5, 5.5, True])
        sheet.write_datetime(0, 4, datetime.datetime(2026, 9, 3), day)
        sheet.write_formula(0, 5, "=1+1", None, 2)
        sheet.write_string(0, 6, " 001 ")

    (sheet,) = written(fill).sheets
    assert sheet.rows[0] == ["甲", 5.0, 5.5, "TRUE", datetime.date(2026, 9, 3), 2.0, " 001 "]


@pytest.mark.parametrize(
    ("number_format", "seen"), [("0%", True), ("0.0%", True), ("0.00", False), ('0"%"', True), ("#,##0.00_ ", False)]
)
def test_formats_that_show_something_else_are_seen(number_format: str, seen: bool) -> None:
    def fill(book) -> None:
        book.add_worksheet("企业").write_number("B2", 0.12, book.add_format({"num_format": number_format}))

    assert (written(fill).sheets[0].cell(2, 2).format is not None) == seen


def test_the_built_in_percentage_format_is_seen() -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="9"/></cellXfs>'
    sheet = sheet_of(cells('<c r="A1" s="1"><v>0.5</v></c><c r="B1" s="0"><v>0.5</v></c>'), styles=styles)
    assert sheet.cell(1, 1).format is not None
    assert sheet.cell(1, 2).format is None


STYLES = (
    '<numFmts><numFmt numFmtId="170" formatCode="0.0,,&quot;百万&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
)
SPELLINGS = {
    "attributes in another order": '<row r="1"><c t="e" s="1" r="A1"><v>#N/A</v></c><c s="1" r="B1"><v>5</v></c></row>',
    "single quotes": "<row r='1'><c r='A1' t='e'><v>#N/A</v></c><c r='B1' s='1'><v>5</v></c></row>",
    "spaces and lines": '<row\n r = "1" ><c\tr="A1"\nt="e" ><v >#N/A</v ></c ><c r="B1"  s="1"\n><v>5</v></c></row>',
    "no references": '<row><c t="e"><v>#N/A</v></c><c s="1"><v>5</v></c></row>',
    "references written as numbers of characters": (
        '<row r="1"><c r="&#65;1" t="&#101;"><v>#N/A</v></c><c r="B&#49;" s="&#x31;"><v>5</v></c></row>'
    ),
    "the value in CDATA": '<row><c t="e"><v><![CDATA[#N/A]]></v></c><c s="1"><v>5</v></c></row>',
    "a number in pieces": '<row><c t="e"><v>#N/A</v></c><c s="1"><v><!-- -->&#53;<![CDATA[]]></v></c></row>',
    "comments": '<row><!-- t="e" --><c t="e"><v>#N<!-- -->/A</v></c><c s="1"><!-- <f/> --><v>5</v></c></row>',
}


@pytest.mark.parametrize("row", SPELLINGS.values(), ids=SPELLINGS.keys())
@pytest.mark.parametrize("spelt", ["plain", "prefixed", "strict"])
def test_every_legal_spelling_of_a_sheet_is_understood(row: str, spelt: str) -> None:
    made = parts(f"<sheetData>{row}</sheetData>", styles=STYLES)
    sheet = made["xl/worksheets/sheet1.xml"]
    if spelt == "prefixed":
        sheet = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", sheet).replace("xmlns=", "xmlns:x=")
    elif spelt == "strict":
        sheet = sheet.replace(
            "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
        )
    made["xl/worksheets/sheet1.xml"] = sheet
    found = read_grid(packed(made), "企业.xlsx").sheets[0]
    assert found.errors == {(1, 1): "#N/A"}
    assert found.cell(1, 2).value == 5
    assert found.cell(1, 2).format is not None


FIRST, SECOND = '<row r="1"><c r="A1"><v>1</v></c></row>', '<row r="1"><c r="A1"><v>2</v></c></row>'


@pytest.mark.parametrize(
    "rows",
    [
        f"<sheetData>{FIRST}{SECOND}</sheetData>",
        f"<sheetData>{FIRST}<row  r='1'><c><v>2</v></c></row></sheetData>",
        f"<sheetData>{FIRST}</sheetData><sheetData>{SECOND}</sheetData>",
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c  r="A1"><v>2</v></c></row></sheetData>',
        '<sheetData><row r="1"><c><v>1</v></c><c r="A1"><v>2</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A1"><v>1</v><v>2</v></c></row></sheetData>',
        '<sheetData><row r="1"><c r="A2"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row></sheetData>',
    ],
)
def test_a_row_or_cell_that_the_parser_would_leave_out_without_a_word_makes_the_file_a_damaged_one(rows: str) -> None:
    with pytest.raises(InputRefused, match="damaged"):
        read_grid(workbook(rows), "企业.xlsx")


def test_merged_cells_resolve_to_their_first() -> None:
    def fill(book) -> None:
        sheet = book.add_worksheet("企业")
        sheet.merge_range("B1:D1", "设备")
        sheet.write_row("B2", ["台数", "数控", "联网"])

    (sheet,) = written(fill).sheets
    assert sheet.merged == ((1, 2, 1, 4),)
    assert [sheet.resolved(1, column).value for column in range(1, 6)] == [None, "设备", "设备", "设备", None]
    assert sheet.resolved(1, 4).address == "企业!B1"


def test_errors_and_formulas_without_a_result_are_named() -> None:
    sheet = sheet_of(
        cells(
            '<c r="A1"><v>1</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="C1"><f>1+1</f></c>'
            '<c r="D1"><f>1+1</f><v></v></c><c r="E1"><f t="shared" si="0"/><v/></c>'
            '<c r="F1" t="str"><f>""</f><v></v></c><c r="G1"><f>1+1</f><v>2</v></c>',
            '<c r="A2" t="inlineStr"><is><t>t="e" r="XFD1048576"</t></is></c>',
        )
    )
    assert sheet.errors == {
        (1, 2): "#DIV/0!",
        (1, 3): NO_RESULT,
        (1, 4): NO_RESULT,
        (1, 5): NO_RESULT,
    }
    assert sheet.cell(1, 3) == Cell("企业!C1", None, error=NO_RESULT)
    assert sheet.cell(1, 7).value == 2.0


def test_a_nought_that_a_program_wrote_in_place_of_a_result_is_none() -> None:
    def fill(book) -> None:
        book.add_worksheet("企业").write_formula("A1", "=20+5")

    (sheet,) = written(fill).sheets
    assert sheet.cell(1, 1).error == NO_RESULT
    (saved,) = read_grid(workbook(cells('<c r="A1"><f>1-1</f><v>0</v></c>')), "企业.xlsx").sheets
    assert saved.cell(1, 1) == Cell("企业!A1", 0.0), "an office program has worked it out"


def test_a_row_that_holds_only_an_error_is_not_empty() -> None:
    sheet = sheet_of(cells("", '<c r="A2" t="e"><v>#REF!</v></c>'))
    assert [row for row, _ in sheet.filled_rows()] == [2]


def test_formulas_that_openpyxl_wrote_have_no_result() -> None:
    book = openpyxl.Workbook()
    book.active.append([1, "=1+1"])
    out = io.BytesIO()
    book.save(out)
    assert read_grid(out.getvalue(), "企业.xlsx").sheets[0].cell(1, 2).error == NO_RESULT


def test_texts_as_wps_writes_them() -> None:
    shared = (
        '<si><r><t>江西</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 示例</t></r>'
        '<rPh sb="0" eb="2"><t>ジャンシー</t></rPh><phoneticPr fontId="1"/></si><si><t/></si>'
    )
    sheet = sheet_of(
        cells(
            '<c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><r><t>甲&amp;</t></r><r><t>乙</t></r>'
            '<rPh sb="0" eb="1"><t>kan</t></rPh></is></c><c r="C1" t="s"><v>1</v></c><c r="D1" t="str"><v>丙</v></c>'
        ),
        shared=shared,
    )
    assert sheet.rows[0] == ["江西 示例", "甲&乙", None, "丙"]


def test_a_workbook_with_prefixed_elements() -> None:
    made = parts(ONE_CELL)
    made["xl/worksheets/sheet1.xml"] = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="1">'
        '<x:c r="A1"><x:v>3</x:v></x:c><x:c r="B1"><x:f>1+1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    sheet = read_grid(packed(made), "企业.xlsx").sheets[0]
    assert sheet.cell(1, 1).value == 3.0
    assert sheet.cell(1, 2).error == NO_RESULT


def test_styled_cells_far_away_do_no_harm() -> None:
    sheet = sheet_of(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="0"/></row>'
        '<row r="1048576"><c r="A1048576" s="0"></c></row></sheetData>'
    )
    assert sheet.rows == [[1.0]]


def test_hidden_empty_and_chart_sheets() -> None:
    def fill(book) -> None:
        book.add_worksheet("企业").write("A1", 1)
        book.add_worksheet("空")
        hidden = book.add_worksheet("选项")
        hidden.write("A1", "是")
        hidden.very_hidden()
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=企业!$A$1:$A$1"})
        book.add_chartsheet("图").set_chart(chart)

    grid = written(fill)
    assert [sheet.name for sheet in grid.visible] == ["企业"]
    assert [(sheet.name, sheet.hidden) for sheet in grid.sheets] == [("企业", False), ("空", False), ("选项", True)]
    assert grid.sheet("选项").value(1, 1) == "是"
    assert grid.sheet("没有") is None


def test_a_file_on_disk_is_read_under_its_own_name(tmp_path) -> None:
    path = tmp_path / "企业名单.xlsx"
    path.write_bytes(workbook(ONE_CELL))
    assert read_grid(path).filename == "企业名单.xlsx"


def test_the_ending_of_the_name_does_not_matter() -> None:
    assert read_grid(workbook(ONE_CELL), "企业.csv").sheets[0].rows == [[1.0]]
    assert read_grid("甲,乙\n".encode(), "企业.xlsx").sheets[0].rows == [["甲", "乙"]]


@pytest.mark.parametrize(("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (16384, "XFD")])
def test_column_letters(column: int, letters: str) -> None:
    assert column_letters(column) == letters
    assert column_number(letters) == column
