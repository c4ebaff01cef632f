"""The bid sheet goes out, is filled in and comes back: what is written is what is read, and each bad cell is named."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from assessment.advisory import default_advisor
from assessment.answers.firm_file import load_firm
from assessment.problems import InputRefused
from assessment.tendering import Quote, TenderRequest, check_quotes, tender_request
from assessment.workbook.grid.readers import read_grid
from assessment.workbook.tender.layout import COLUMNS, PACKAGE, PROVIDER, REQUEST, VALID
from assessment.workbook.tender.reading import read_bid_sheet
from assessment.workbook.tender.writing import write_bid_sheet
from tests.conftest import ROOT

TODAY = datetime.date(2026, 11, 26)
Change = Callable[["Sheet"], None]


class Sheet:
    """A bid sheet as somebody fills it in: cells by the names above the table, and by row and column of the table."""

    def __init__(self, data: bytes, lang: Any) -> None:
        self.book, self.lang = openpyxl.load_workbook(io.BytesIO(data)), lang
        self.sheet = self.book.worksheets[0]
        code = COLUMNS["code"].text(lang)
        self.head = next(cell.row for row in self.sheet.iter_rows() for cell in row if cell.value == code)
        self.columns = {cell.value: cell.column for cell in self.sheet[self.head]}

    def above(self, name: Any, value: object) -> None:
        row = next(n for n in range(1, self.head) if self.sheet.cell(n, 1).value == name.text(self.lang))
        self.sheet.cell(row, 2).value = value

    def put(self, item: int, name: Any, value: object) -> None:
        self.sheet.cell(self.head + 1 + item, self.columns[COLUMNS[name].text(self.lang)]).value = value

    def read(self, request: TenderRequest) -> Quote:
        stream = io.BytesIO()
        self.book.save(stream)
        return read_bid_sheet(read_grid(stream.getvalue(), "quote.xlsx"), request)


@pytest.fixture(scope="module")
def request_() -> TenderRequest:
    advisor = default_advisor()
    _, table, _, _ = load_firm(Path(ROOT) / "seeds/firms/sample_moulding.yaml", advisor.bank)
    plan = next(advisor.advise(table, TODAY)).plan
    assert plan is not None
    return tender_request(plan, advisor.bank, advisor.measures)


def _filled(request: TenderRequest, lang: Any = "zh") -> Sheet:
    stream = io.BytesIO()
    write_bid_sheet(stream, request, lang)
    sheet = Sheet(stream.getvalue(), lang)
    sheet.above(PROVIDER, "示例甲公司")
    for number in range(len(request.items)):
        sheet.put(number, "price", 1.25 + number)
    return sheet


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_filled_in_is_read_back_with_what_is_not_offered(request_: TenderRequest, lang: str) -> None:
    sheet = _filled(request_, lang)
    sheet.put(0, "price", None)
    sheet.put(0, "offered", "不做" if lang == "zh" else "not offered")
    sheet.put(1, "price", "2.5万元")
    sheet.put(1, "weeks", 6)
    sheet.above(PACKAGE, 4)
    sheet.above(VALID, datetime.date(2027, 1, 31))
    quote = sheet.read(request_)
    assert (quote.provider, quote.request, quote.package) == ("示例甲公司", request_.number, 4.0)
    assert quote.valid_until == datetime.date(2027, 1, 31)
    assert [line.price for line in quote.lines] == [None, 2.5, *(1.25 + n for n in range(2, len(request_.items)))]
    assert quote.lines[1].weeks == 6
    check_quotes(request_, [quote], TODAY)


WRONG: Mapping[str, tuple[Change, str]] = {
    "below nought": (lambda s: s.put(0, "price", -1), "below nought, or greater than can be"),
    "in another unit": (lambda s: s.put(0, "price", "3台"), "3台"),
    "not a number": (lambda s: s.put(0, "price", "面议"), "面议"),
    "neither a price nor a no": (lambda s: s.put(0, "price", None), "it is not said that it is not offered"),
    "a price for what is not offered": (lambda s: s.put(0, "offered", "不做"), "it is not offered and has a price"),
    "an unclear word": (lambda s: s.put(0, "offered", "也许"), "it cannot be told whether this is offered"),
    "an item that was not asked for": (lambda s: s.put(0, "code", "light_erp"), "this item was not asked for"),
    "no provider": (lambda s: s.above(PROVIDER, None), "the provider's name is missing"),
    "no date": (lambda s: s.above(VALID, "年底"), "this is no date"),
    "another unit of the package": (lambda s: s.above(PACKAGE, "5%"), "5%"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_bad_cell_is_named_and_nothing_is_read(request_: TenderRequest, case: str) -> None:
    change, words = WRONG[case]
    sheet = _filled(request_)
    change(sheet)
    with pytest.raises(InputRefused) as refused:
        sheet.read(request_)
    [problem] = refused.value.problems
    assert words in problem.sentence("en") and problem.remedy.zh and "!" in problem.where, problem.sentence("en")


def test_the_sheet_of_a_firm_that_changed_meanwhile_is_refused_by_its_number(request_: TenderRequest) -> None:
    sheet = _filled(request_)
    sheet.above(REQUEST, "0BADF00D")
    with pytest.raises(InputRefused, match="answers or plan have changed"):
        check_quotes(request_, [sheet.read(request_)], TODAY)


def test_another_workbook_is_no_bid_sheet(request_: TenderRequest) -> None:
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    book.worksheets[0].append(["品名", "数量", "金额"])
    book.save(stream)
    with pytest.raises(InputRefused, match="this is no bid sheet"):
        read_bid_sheet(read_grid(stream.getvalue(), "other.xlsx"), request_)
