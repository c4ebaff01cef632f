"""Of .xls, .xlsb and .ods as much is seen as of .xlsx: errors, number formats, what is hidden; a condition is told."""

import struct
from decimal import Decimal
from pathlib import Path

import pytest

from assessment.content.bank import FactBank
from assessment.workbook.firms.reading import read_firms
from assessment.workbook.grid.cells import NO_RESULT, Grid, Sheet
from assessment.workbook.grid.readers import read_grid
from tests.workbook.raw_binary import container, number, xls, xlsb
from tests.workbook.raw_workbook import MAIN, cells, workbook

FILES = Path(__file__).parent / "files"
MADE_BY_LIBREOFFICE = ("shown.xls", "shown.ods")
OF_2010 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
MICROSOFT = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'


def seen(sheet: Sheet, row: int, column: int) -> tuple[Decimal, str, bool] | None:
    """What the format of a cell makes of its number: scale, unit, whether it is seen at all; None where nothing."""
    form, value = sheet.cell(row, column).format, sheet.value(row, column)
    assert isinstance(value, int | float)
    shown = form and form.shown(Decimal(str(value)))
    return shown and (shown.scale, shown.unit, shown.number)


def told(grid: Grid) -> str:
    return " ".join(caveat.zh for caveat in grid.caveats)


@pytest.mark.parametrize("name", MADE_BY_LIBREOFFICE)
class TestALibreOfficeFile:
    def test_errors_have_their_cells(self, name: str) -> None:
        (sheet,) = read_grid(FILES / name).sheets
        assert sheet.errors == {(2, 4): "#DIV/0!", (3, 4): "#N/A", (3, 5): "#REF!"}

    def test_numbers_are_what_their_format_shows(self, name: str) -> None:
        (sheet,) = read_grid(FILES / name).sheets
        assert seen(sheet, 2, 3) == (Decimal("1E-6"), "百万元", True)
        assert seen(sheet, 3, 3) == (100, "%", True)
        assert seen(sheet, 4, 3) is None
        assert seen(sheet, 5, 3) == (Decimal("1E-3"), "千", True)  # from 10,000 on
        assert seen(sheet, 6, 3) is None
        assert seen(sheet, 4, 5) == (1, "", False)  # #,### of a nought

    def test_hidden_rows_and_columns(self, name: str) -> None:
        (sheet,) = read_grid(FILES / name).sheets
        assert (sheet.hidden_rows, sheet.hidden_columns) == ({6}, {6})

    def test_firms_are_read_as_they_are_seen_and_bad_cells_named(self, name: str, bank: FactBank) -> None:
        found = read_firms(bank, read_grid(FILES / name))
        assert found.table.record(0)["revenue"] == 2860.35
        named = {problem.where for problem in found.problems}
        assert {"企业!D2", "企业!D3", "企业!E3", "企业!C3", "企业!E4"} <= named
        assert not any("读作没填" in line.zh for line in found.tally.lines())


class TestConditions:
    """A format that holds on a condition is not worked out: its cells are named."""

    def test_ods(self) -> None:
        assert "企业!E2:E6 设了条件格式" in told(read_grid(FILES / "shown.ods"))

    def test_xlsx(self) -> None:
        styles = (
            '<dxfs><dxf><font/></dxf><dxf><numFmt numFmtId="164" formatCode="0.0,"/></dxf>'
            '<dxf><numFmt numFmtId="165" formatCode="0.00"/></dxf></dxfs>'
        )
        rows = cells('<c r="A1"><v>7</v></c><c r="B1"><v>8</v></c><c r="C1"><v>9</v></c>')
        rules = "".join(
            f'<conditionalFormatting sqref="{place}"><cfRule type="cellIs" dxfId="{i}" operator="lessThan">'
            "<formula>9</formula></cfRule></conditionalFormatting>"
            for i, place in enumerate(("A1", "B1:B4 D7", "C1"))
        )
        assert told(read_grid(workbook(rows + rules, styles=styles), "企业.xlsx")).startswith("企业!B1:B4 设了条件格式")

    def test_xlsx_with_the_format_inside_the_sheet(self) -> None:
        def condition(code: str, place: str) -> str:
            return (
                f'<x14:conditionalFormatting {MICROSOFT}><x14:cfRule type="expression"><xm:f>B2</xm:f><x14:dxf>'
                f'<numFmt {MAIN} numFmtId="164" formatCode="{code}"/></x14:dxf></x14:cfRule>'
                f"<xm:sqref>{place}</xm:sqref></x14:conditionalFormatting>"
            )

        rows = cells('<c r="A1"><v>7</v></c><c r="B1"><v>8</v></c><c r="C1"><v>9</v></c>')
        conditions = condition("0%", "A1:A2") + condition("0.00", "B1") + condition("0,&quot;千&quot;", "C1")
        listed = f"<x14:conditionalFormattings {OF_2010}>{conditions}</x14:conditionalFormattings>"
        assert "企业!A1:A2、企业!C1:C1 设了" in told(
            read_grid(workbook(f"{rows}<extLst><ext>{listed}</ext></extLst>"), "企业.xlsx")
        )

    @pytest.mark.parametrize(("code", "named"), [("0.0,", True), ("0.00", False)])
    def test_xls(self, code: str, named: bool) -> None:
        ranges = struct.pack("<HHHHHH", 1, 0, 0, 3, 1, 1) + struct.pack("<HHHHH", 1, 0, 3, 1, 1)
        format_of_it = struct.pack("<HHB", len(code) + 5, len(code), 0) + code.encode()
        condition = struct.pack("<BBHHIH", 1, 6, 3, 0, 0x02000000, 1) + format_of_it + b"\x1e\x09\x00"
        made = container(xls(number(1, 2, 8.0), (0x01B0, ranges), (0x01B1, condition)))
        assert ("企业!B1:B4 设了条件格式" in told(read_grid(made, "企业.xls"))) is named

    def test_xlsb_names_every_condition_that_changes_the_look(self) -> None:
        areas = struct.pack("<III", 1, 0, 1) + struct.pack("<IIII", 0, 3, 1, 1)
        rule = struct.pack("<III", 1, 0, 0) + bytes(20)
        row = (0, struct.pack("<IIH", 0, 0, 300) + bytes(6))
        cell = (5, struct.pack("<IId", 1, 0, 8.0))
        made = xlsb((145, b""), row, cell, (146, b""), (461, areas), (463, rule))
        assert "企业!B1:B4 设了条件格式" in told(read_grid(made, "企业.xlsb"))

    def test_a_range_without_numbers_is_not_told(self) -> None:
        styles = '<dxfs><dxf><numFmt numFmtId="164" formatCode="0%"/></dxf></dxfs>'
        rule = '<conditionalFormatting sqref="B1"><cfRule type="cellIs" dxfId="0"/></conditionalFormatting>'
        grid = read_grid(workbook(cells('<c r="A1"><v>7</v></c>') + rule, styles=styles), "企业.xlsx")
        assert grid.caveats == ()


def test_xls_records_of_several_numbers_and_of_formulas() -> None:
    several = struct.pack("<HH", 0, 1) + struct.pack("<HIHI", 1, 0x40000000, 0, 0x40000000) + struct.pack("<H", 2)
    formula = struct.pack("<HHHdHIH", 1, 1, 1, 5.0, 0, 0, 0)
    uncalculated = struct.pack("<HHHdHIH", 1, 2, 0, 0.0, 2, 0, 0)
    wrong = struct.pack("<HHH", 1, 3, 0) + b"\x02\0\x0f\0\0\0\xff\xff" + struct.pack("<HIH", 0, 0, 0)
    records = (0x00BD, several), (0x0006, formula), (0x0006, uncalculated), (0x0006, wrong)
    (sheet,) = read_grid(container(xls(*records, formats=("0%",))), "企业.xls").sheets
    assert (sheet.formats[2].keys(), 3 in sheet.formats) == ({1, 2}, False)
    assert sheet.errors == {(2, 3): NO_RESULT, (2, 4): "#VALUE!"}


def test_xls_told_to_show_no_noughts() -> None:
    shown = read_grid(container(xls(number(1, 1, 0.0), (0x023E, struct.pack("<H", 0x06B6)))), "企业.xls").sheets[0]
    hidden = read_grid(container(xls(number(1, 1, 0.0), (0x023E, struct.pack("<H", 0x06A6)))), "企业.xls").sheets[0]
    assert (seen(shown, 1, 1), seen(hidden, 1, 1)) == (None, (1, "", False))


def test_xlsb_errors_formats_and_what_is_hidden() -> None:
    records = [
        (60, struct.pack("<IIIIH", 2, 2, 256, 0, 1)),
        (145, b""),
        (0, struct.pack("<IIHBB", 0, 0, 300, 0, 0) + bytes(5)),
        (5, struct.pack("<IId", 0, 1, 0.12)),
        (3, struct.pack("<IIB", 1, 0, 0x17)),
        (0, struct.pack("<IIHBB", 1, 0, 300, 0, 0x10) + bytes(5)),
        (9, struct.pack("<IIdHI", 0, 2, 15000.0, 0, 0)),
        (11, struct.pack("<IIBHI", 1, 0, 0x07, 0, 0)),
        (146, b""),
    ]
    (sheet,) = read_grid(xlsb(*records, formats=("0%", '0.0,"千"')), "企业.xlsb").sheets
    assert sheet.errors == {(1, 2): "#REF!", (2, 2): "#DIV/0!"}
    assert (seen(sheet, 1, 1), seen(sheet, 2, 1)) == ((100, "%", True), (Decimal("1E-3"), "千", True))
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({2}, {3})


@pytest.mark.parametrize("what", ["circle", "encrypted", "cut"])
def test_what_cannot_be_seen_is_told_where_the_values_are_read(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The values come from the parser, whatever becomes of the look inside."""
    from assessment.workbook.grid import readers
    from assessment.workbook.grid.xls_scan import xls_marks

    whole = container(xls(number(1, 1, 7.0)))
    spoilt = {
        "circle": container(xls(number(1, 1, 7.0)), circle=True),
        "encrypted": container(xls()[:20] + struct.pack("<HH", 0x002F, 0) + xls()[20:]),
        "cut": whole[: len(whole) - 4096 + 40],
    }[what]
    monkeypatch.setattr(readers, "xls_marks", lambda _: xls_marks(spoilt))
    assert "只读得到数值" in told(read_grid(whole, "企业.xls"))
