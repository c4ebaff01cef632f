"""The value of a cell, read as what a person meant."""

from __future__ import annotations

import datetime
from decimal import Decimal

from assessment.answers import AnswerRefused
from assessment.answers.typed import (
    _NOT_A_NUMBER,
    _SCIENTIFIC,
    _TYPE_A_NUMBER,
    Value,
    _date_refused,
    _digits_lost,
    _number_in_text,
    fold,
    is_blank,
)
from assessment.language import Label, label, visible
from assessment.workbook.grid.cells import MERGED, NO_RESULT, Cell


def read_number(cell: Cell, unit: Label) -> Decimal | None:
    """The number in a cell, in ``unit`` (万元, 台, %); None when blank. Raises ``AnswerRefused``.

    Thousands separators, full-width digits, the unit itself and 千, 万, 亿 before it are read: 1.2亿元 is 12,000
    万元. A cell in percentage format counts in per cent. Numbers keep the 15 digits that a spreadsheet shows.
    """
    value = checked(cell)
    if is_blank(value):
        return None
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        raise _date_refused(str(value))
    if isinstance(value, str):
        return _number_in_text(value, unit)
    number = Decimal(format(value, ".15g"))
    if not number.is_finite():
        raise AnswerRefused(_NOT_A_NUMBER, _TYPE_A_NUMBER, value)
    if cell.percent:
        if fold(unit.zh) != "%":
            raise AnswerRefused(
                label(
                    f"单元格是百分比格式，这一列应填多少{unit.zh}",
                    f"the cell is a percentage; this column takes {unit.en}",
                ),
                label("请把单元格格式改为“常规”并填数字。", "Set the cell's format to General and enter the number."),
                f"{number * 100:f}%",
            )
        return number * 100
    return number


def read_text(cell: Cell) -> str | None:
    """The text in a cell; None when blank. A number stands as its digits. Raises ``AnswerRefused``.

    A number of 16 digits or more is refused: a spreadsheet keeps 15, so the end of a code is lost.
    """
    value = checked(cell)
    if is_blank(value):
        return None
    if isinstance(value, int | float):
        if abs(value) >= 1e15:
            raise _digits_lost(f"{value:.6G}")
        return f"{value:.15g}"
    text = visible(value) if isinstance(value, str) else str(value)
    if _SCIENTIFIC.fullmatch(text):
        raise _digits_lost(text)
    return text


def checked(cell: Cell) -> Value:
    """The cell's value; raises ``AnswerRefused`` for an error such as #DIV/0!, a formula without a result, a merge."""
    if cell.error == MERGED:
        raise AnswerRefused(
            label("单元格与上面的行合并了", "the cell is merged with the one above"),
            label("请取消合并，每行各填各的。", "Unmerge the cells and fill in each row."),
        )
    if cell.error == NO_RESULT:
        raise AnswerRefused(
            label("公式还没有计算出结果", "the formula has not been calculated"),
            label(
                "请在 Excel 或 WPS 中打开并保存一次，或把公式换成数值。",
                "Open the file in Excel or WPS and save it once, or replace the formula by its value.",
            ),
        )
    if cell.error:
        raise AnswerRefused(
            label("公式结果是错误值", "the formula shows an error"),
            label("请改正公式，或直接填写数值。", "Correct the formula, or enter the value itself."),
            cell.error,
        )
    return cell.value
