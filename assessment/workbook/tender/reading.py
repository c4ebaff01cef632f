"""A bid sheet read back as a quote: good cells are used, every bad one is named, and a bad sheet gives no quote."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from assessment.answers import AnswerRefused
from assessment.answers.typed import fold
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem, refuse
from assessment.tendering import Quote, QuoteLine, TenderRequest
from assessment.workbook.grid.cells import Cell, Grid, Sheet
from assessment.workbook.grid.normalise import read_number, read_text
from assessment.workbook.tender.layout import (
    COLUMNS,
    NOT_OFFERED,
    OFFERED,
    PACKAGE,
    PROVIDER,
    REQUEST,
    VALID,
    WAN,
    Field,
)

_WEEKS = label("周", "weeks")
_MOST_PRICE, _MOST_WEEKS = 100_000, 520
_YES = {fold(text) for text in (OFFERED.zh, OFFERED.en, "是", "y", "√")}
_NO = {fold(text) for text in (NOT_OFFERED.zh, NOT_OFFERED.en, "否", "no", "n", "×", "不")}
_NEEDED: tuple[Field, ...] = ("code", "price")
_LONGEST = {"provider": 60, "note": 300}


def read_bid_sheet(grid: Grid, request: TenderRequest) -> Quote:
    """The quote of a bid sheet; what is wrong with quotes as a whole is for ``check_quotes``.

    Raises ``InputRefused`` with every faulty cell: a price below nought or in another unit, an item without a price or
    a word that it is not offered, a price for what is not offered, an item that was not asked for, no provider.
    """
    sheet, row, columns = _header(grid)
    reading = _Reading(sheet, columns)
    head = _head(sheet, row)
    provider = reading.text(head.get(PROVIDER.zh), "provider") or ""
    if not provider:
        reading.fault(
            sheet.address(1),
            label("没有写服务商全称", "the provider's name is missing"),
            label("请在表头上面填写。", "Fill it in above the table."),
        )
    quote = Quote(
        provider=provider or "-",
        request=(reading.text(head.get(REQUEST.zh), "request") or "").upper(),
        lines=tuple(reading.lines(row, request)),
        package=reading.money(head.get(PACKAGE.zh)),
        valid_until=reading.day(head.get(VALID.zh)),
    )
    if reading.problems:
        raise InputRefused(reading.problems)
    return quote


def _header(grid: Grid) -> tuple[Sheet, int, Mapping[Field, int]]:
    """The sheet, the row of its header, and the columns found there."""
    names: dict[str, Field] = {fold(text): key for key, name in COLUMNS.items() for text in (name.zh, name.en)}
    for sheet in grid.visible:
        for row, values in sheet.filled_rows():
            found = {names[fold(v)]: at for at, v in enumerate(values, 1) if isinstance(v, str) and fold(v) in names}
            if all(key in found for key in _NEEDED):
                return sheet, row, found
    raise refuse(
        grid.filename,
        label("这不是比价单：没有找到“项目代码”和“单价”两列", "this is no bid sheet: it has no item codes and prices"),
        label("请用随需求书发的那张比价单填。", "Please fill in the bid sheet that came with the request."),
    )


def _head(sheet: Sheet, header: int) -> dict[str, Cell]:
    """What stands beside each name above the header, by its Chinese name."""
    names = {fold(text): one.zh for one in (REQUEST, PROVIDER, PACKAGE, VALID) for text in (one.zh, one.en)}
    found = {}
    for row in range(1, header):
        name = sheet.value(row, 1)
        if isinstance(name, str) and fold(name) in names:
            found[names[fold(name)]] = sheet.cell(row, 2)
    return found


@dataclass
class _Reading:
    """Cells read one after the other, and what was wrong with them."""

    sheet: Sheet
    columns: Mapping[Field, int]
    problems: list[Problem] = field(default_factory=list)

    def lines(self, header: int, request: TenderRequest) -> Iterator[QuoteLine]:
        """The items of the sheet."""
        for row, _ in self.sheet.filled_rows(header):
            code = self.text(self._cell(row, "code"), "code")
            price = self.money(self._cell(row, "price"))
            if code is None and price is None:
                continue
            where = self.sheet.address(row)
            item = None if code is None else request.item(code)
            if code is None or item is None:
                self.fault(
                    where,
                    label("报了没有要的项目", "this item was not asked for"),
                    label("请删去这一行；项目代码不要改动。", "Delete the row; leave the item codes as they are."),
                    code,
                )
                continue
            offered = self._offered(row, where, price)
            if offered is None:
                continue
            yield QuoteLine(
                measure=item.measure,
                price=price if offered else None,
                weeks=self._weeks(row),
                note=self.text(self._cell(row, "note"), "note") or "",
            )

    def _offered(self, row: int, where: str, price: float | None) -> bool | None:
        """Is the item offered? None where that cannot be told, which is then a problem."""
        said = self.text(self._cell(row, "offered"), "offered")
        word = None if said is None else fold(said)
        if word is not None and word not in _YES | _NO:
            self.fault(
                where,
                label("看不懂做不做", "it cannot be told whether this is offered"),
                label("请写“做”或“不做”。", "Write 'yes' or 'not offered'."),
                said,
            )
            return None
        if word in _NO and price is not None:
            self.fault(
                where,
                label("写了不做，又有价格", "it is not offered and has a price"),
                label("请去掉其中一个。", "Leave one of them empty."),
            )
            return None
        if word not in _NO and price is None:
            if not any(problem.where == self._cell(row, "price").address for problem in self.problems):
                self.fault(
                    self._cell(row, "price").address,
                    label("没有报价，也没有写不做", "there is no price, and it is not said that it is not offered"),
                    label("请填单价，或写“不做”。", "Give the price, or write 'not offered'."),
                )
            return None
        return price is not None

    def money(self, cell: Cell | None) -> float | None:
        """A sum in 万元, to 0.01; None where it is empty or faulty."""
        number = self._number(cell, WAN, _MOST_PRICE)
        return None if number is None else round(float(number), 2)

    def _weeks(self, row: int) -> int | None:
        number = self._number(self._cell(row, "weeks"), _WEEKS, _MOST_WEEKS)
        return None if number is None else max(1, int(number))

    def _number(self, cell: Cell | None, unit: Label, most: int) -> Decimal | None:
        if cell is None:
            return None
        try:
            number = read_number(cell, unit)
        except AnswerRefused as refused:
            self.fault(cell.address, refused.message, refused.remedy, refused.found)
            return None
        if number is not None and not 0 <= number <= most:
            self.fault(
                cell.address,
                label("小于 0 或大得不合理", "below nought, or greater than can be"),
                label(f"请填 0 到 {most:,} 之间的数。", f"Enter a figure from 0 to {most:,}."),
                f"{number:f}",
            )
            return None
        return number

    def text(self, cell: Cell | None, name: str) -> str | None:
        """The text of a cell; None where it is empty or faulty."""
        if cell is None:
            return None
        try:
            found = read_text(cell)
        except AnswerRefused as refused:
            self.fault(cell.address, refused.message, refused.remedy, refused.found)
            return None
        longest = _LONGEST.get(name, 100)
        if found is not None and len(found) > longest:
            self.fault(
                cell.address,
                label(f"超过 {longest} 个字", f"longer than {longest} characters"),
                label("请写短一些。", "Please write less."),
            )
            return None
        return found

    def day(self, cell: Cell | None) -> datetime.date | None:
        """A day, as a date or as written 2026-12-31; None where it is empty or faulty."""
        if cell is None or cell.value is None:
            return None
        if isinstance(cell.value, datetime.datetime):
            return cell.value.date()
        if isinstance(cell.value, datetime.date):
            return cell.value
        try:
            return datetime.date.fromisoformat(str(cell.value).strip().replace("/", "-"))
        except ValueError:
            self.fault(
                cell.address,
                label("不是日期", "this is no date"),
                label("请写成 2026-12-31。", "Write it as 2026-12-31."),
                str(cell.value),
            )
            return None

    def fault(self, where: str, message: Label, remedy: Label, found: object = None) -> None:
        """Note what is wrong."""
        self.problems.append(Problem(where, message, remedy, None if found is None else str(found)))

    def _cell(self, row: int, name: Field) -> Cell:
        return self.sheet.cell(row, self.columns[name]) if name in self.columns else Cell("", None)
