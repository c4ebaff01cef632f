"""The value of a cell, read as what a person meant."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal

from assessment.answers import AnswerRefused
from assessment.answers.typed import (
    NOT_A_NUMBER,
    TYPE_A_NUMBER,
    Value,
    date_refused,
    is_blank,
    number_in_text,
    unit_factor,
)
from assessment.language import Label, label, visible
from assessment.workbook.grid.cells import MERGED, NO_RESULT, Cell
from assessment.workbook.grid.number_format import NO_ZEROS, NumberFormat

_SCIENTIFIC = re.compile(r"\d(\.\d+)?e\+?\d+", re.I)
_PICTURE = re.compile(r"=?(_xlfn\.)?(DISPIMG|IMAGE)\(.*", re.IGNORECASE | re.DOTALL)
_ZERO_NOT_SHOWN = (
    label("这张表设了不显示零，看到的是空格", "the sheet is told to show no zeros: an empty cell is seen"),
    label(
        "真是 0 的，请在选项里让它显示零，或填“0 台”这样带单位；没有填的，请清空这一格。",
        "If it is 0, have the sheet show zeros, or type it with its unit; if nothing was meant, clear the cell.",
    ),
)
_SET_GENERAL = label("请把单元格格式改为“常规”并填数字。", "Set the cell's format to General and enter the number.")


def read_number(cell: Cell, unit: Label) -> Decimal | None:
    """The number in a cell, in ``unit`` (万元, 台, %); None when blank. Raises ``AnswerRefused``.

    Thousands separators, full-width digits, the unit itself and 千, 万, 亿 before it are read: 1.2亿元 is 12,000
    万元. A number format that scales or adds a unit is read as
    it is seen: in percentage format 0.12 is 12. Numbers keep the 15 digits that a spreadsheet shows.
    """
    value = checked(cell)
    if is_blank(value):
        return None
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        raise date_refused(str(value))
    if isinstance(value, str):
        return number_in_text(value, unit) + 0  # there is no minus zero
    number = Decimal(format(value, ".15g"))
    if not number.is_finite():
        raise AnswerRefused(NOT_A_NUMBER, TYPE_A_NUMBER, value)
    return (number if cell.format is None else _seen(number, cell.format, unit)) + 0


def _seen(number: Decimal, form: NumberFormat, unit: Label) -> Decimal:
    """The number as its format shows it, in ``unit``; raises ``AnswerRefused`` where that is none of this unit."""
    if form is NO_ZEROS:
        raise AnswerRefused(*_ZERO_NOT_SHOWN, f"{number:f}")
    shown = form.shown(number)
    seen = f"{number * shown.scale:f}{shown.unit}"
    if not shown.number or shown.before:
        raise AnswerRefused(
            label(
                f"单元格格式（{form.code}）显示的不是这个数字本身",
                f"the cell's format ({form.code}) shows something else than the number",
            ),
            _SET_GENERAL,
            f"{number:f}",
        )
    if factor := unit_factor(shown.unit, unit):
        return number * shown.scale * factor
    if shown.unit == "%":
        raise AnswerRefused(
            label(
                f"单元格是百分比格式，这一列应填多少{unit.zh}",
                f"the cell is a percentage; this column takes {unit.en}",
            ),
            _SET_GENERAL,
            seen,
        )
    raise AnswerRefused(
        label(
            f"单元格格式带着单位“{shown.unit}”，这一列应填多少{unit.zh}",
            f"the cell's format adds the unit '{shown.unit}'; this column takes {unit.en}",
        ),
        _SET_GENERAL,
        seen,
    )


def typed(cell: Cell) -> str | None:
    """What a message shows of a cell: what stands in it, not what was made of it."""
    value = cell.value
    return f"{value:.15g}" if isinstance(value, float) else None if value is None else str(value)


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
        if cell.format is not None:
            raise AnswerRefused(
                label("单元格格式显示的不是这个数字本身", "the cell's format shows something else than the number"),
                label("请把单元格格式改为“文本”，再重新输入。", "Set the cell's format to Text, then type it again."),
                typed(cell),
            )
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
    if isinstance(cell.value, str) and _PICTURE.fullmatch(cell.value.strip()):
        raise AnswerRefused(
            label("单元格里是图片，不是文字", "the cell holds a picture, no text"),
            label("请删去图片，把文字或数字填进单元格。", "Delete the picture and type the text or number."),
        )
    return cell.value


def _digits_lost(found: str) -> AnswerRefused:
    return AnswerRefused(
        label(
            "这个编号被表格软件当作数字，末几位已经丢失",
            "the spreadsheet took this code for a number and lost digits",
        ),
        label(
            "请先把单元格格式改为“文本”，再重新输入完整编号。",
            "Set the cell's format to Text first, then type the whole code again.",
        ),
        found,
    )
