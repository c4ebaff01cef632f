"""A bid sheet as a workbook: only the cells of the provider can be filled in; everything else is locked."""

from __future__ import annotations

from os import PathLike
from typing import IO, Any

import xlsxwriter

from assessment.language import Lang, label
from assessment.tendering import TenderItem, TenderRequest
from assessment.workbook.tender.layout import (
    COLUMNS,
    NOT_OFFERED,
    OFFERED,
    PACKAGE,
    PROVIDER,
    REQUEST,
    SHEET,
    VALID,
    Field,
)
from assessment.workbook.wrapping import wrapped_lines

_WIDTHS: dict[Field, int] = {
    "code": 22,
    "title": 26,
    "wanted": 52,
    "quantity": 8,
    "unit": 8,
    "offered": 9,
    "price": 18,
    "weeks": 8,
    "note": 36,
}
_TYPED: tuple[Field, ...] = ("offered", "price", "weeks", "note")
_HEADS = (REQUEST, PROVIDER, PACKAGE, VALID)
_HOW = label(
    "每家服务商填一份：只填浅黄色的格子。不做的选“不做”。单价含税、含安装培训和第一年费用；按数量要的填一台（套）的价。"
    "打包总价是您报的各项、按表中数量一起做的总价。",
    "One sheet a provider; fill in the yellow cells only. Choose 'not offered' for what you do not do. Prices include "
    "tax, installation, training and the first year, of one unit where a quantity is asked for. The package price is "
    "for all that you offer, in the quantities of the sheet, taken together.",
)
_NUMBER = label("请填 0 或更大的数，单位万元。", "Please enter 0 or more, in CNY 10 000.")
_WEEKS = label("请填整数周，1 到 520。", "Please enter whole weeks, 1 to 520.")


def write_bid_sheet(out: str | PathLike[str] | IO[bytes], request: TenderRequest, lang: Lang) -> None:
    """Write the empty sheet of a request to a file or stream; ``read_bid_sheet`` reads it back, filled in."""
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(SHEET.text(lang))
        locked = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8CCD2"})
        open_ = book.add_format(
            {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#C8CCD2", "locked": False,
             "bg_color": "#FFF6D6"}
        )  # fmt: skip
        head = book.add_format({"bold": True, "bg_color": "#DDE8F4", "border": 1, "text_wrap": True, "valign": "top"})
        for at, (field, title) in enumerate(COLUMNS.items()):
            sheet.set_column(at, at, _WIDTHS[field])
            sheet.write_string(len(_HEADS) + 1, at, title.text(lang), head)
        for row, name in enumerate(_HEADS):
            sheet.write_string(row, 0, name.text(lang), head)
            if name is REQUEST:
                sheet.write_string(row, 1, request.number, locked)
            else:
                sheet.write_blank(row, 1, None, open_)
        sheet.merge_range(len(_HEADS), 0, len(_HEADS), len(COLUMNS) - 1, _HOW.text(lang), locked)
        sheet.set_row(len(_HEADS), 48)
        first = len(_HEADS) + 2
        for row, item in enumerate(request.items, first):
            _line(sheet, row, item, lang, locked, open_)
        _guard(sheet, first, first + len(request.items) - 1, lang)
        sheet.freeze_panes(first, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(first - 1)
        sheet.protect("", {"format_columns": True, "format_rows": True})


def _line(sheet: Any, row: int, item: TenderItem, lang: Lang, locked: Any, open_: Any) -> None:
    wanted = "\n".join(f"{one.label.text(lang)}: {one.wanted.text(lang)}" for one in item.functions)
    unit = (item.unit or label("项", "item")).text(lang)
    texts: dict[Field, str] = {"code": item.measure, "title": item.title.text(lang), "wanted": wanted, "unit": unit}
    for at, field in enumerate(COLUMNS):
        if field in _TYPED:
            sheet.write_blank(row, at, None, open_)
        elif field == "quantity":
            sheet.write_number(row, at, item.quantity, locked)
        else:
            sheet.write_string(row, at, texts[field], locked)
    sheet.set_row(row, 15 * max(2, wrapped_lines(wanted, _WIDTHS["wanted"])))


def _guard(sheet: Any, first: int, last: int, lang: Lang) -> None:
    """What may be typed: a choice, a price of nought or more, whole weeks."""
    places = {field: at for at, field in enumerate(COLUMNS)}
    choice = [OFFERED.text(lang), NOT_OFFERED.text(lang)]
    price = {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": _NUMBER.text(lang)}
    weeks = {
        "validate": "integer",
        "criteria": "between",
        "minimum": 1,
        "maximum": 520,
        "error_message": _WEEKS.text(lang),
    }
    sheet.data_validation(first, places["offered"], last, places["offered"], {"validate": "list", "source": choice})
    sheet.data_validation(first, places["price"], last, places["price"], price)
    sheet.data_validation(first, places["weeks"], last, places["weeks"], weeks)
    sheet.data_validation(_HEADS.index(PACKAGE), 1, _HEADS.index(PACKAGE), 1, price)
