"""What people type, read as what they mean: numbers with units, blanks, and texts that should match.

Only what has one meaning is read. Whatever could mean two things (3-5, 约50, 12,5, a date) is refused with a
sentence that says what to type instead; where a person can be asked back, see ``spoken_figures``.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from decimal import Decimal

from assessment.answers import AnswerRefused
from assessment.language import Label, label, visible

Value = str | float | datetime.date | datetime.time | datetime.timedelta | None

# Full-width forms of ASCII, one to one. NFKC would also make 10² into 102 and ② into 2, so numbers do not use it.
_ASCII: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ASCII |= {ord(space): " " for space in "\u3000\u2002\u2003"}
_ASCII |= {ord(minus): "-" for minus in "\u2212\u2010\u2011\u2013\ufe63"}
_BLANKS = {"", "/", "\\", "-", "--", "---", "—", "——", "...", "…", "……", "无数据", "暂无", "暂无数据", "未填", "未填写"}
_BLANKS |= {"空", "null", "none", "nan", "n/a", "na", "#n/a", "nodata", "tbd"}

_GROUPS = re.compile("(?<=[0-9])[\u00a0\u2009\u202f](?=[0-9]{3}(?![0-9]))")  # spaces that do not part a number
_NUMBER = re.compile(r"([+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|[+-]?\.\d+)\s*(\D.*)?")
_SEVERAL = re.compile(r"\d[\d.,]*[^\S\u00a0]+[+-]?[.\d]")
_MONEY_SIGN = re.compile(r"(¥|￥|人民币|rmb|cny)\s*")
_DATE = re.compile(
    r"\d{4}[-/年]\d{1,2}([-/月](\d{1,2}日?)?)?|\d{4}\.\d{1,2}\.\d{1,2}"  # 1234.5 is a number
    r"|\d{1,2}/\d{1,2}|\d{1,2}月(\d{1,2}日)?|\d{1,2}-[a-z]{3}|[a-z]{3}-\d{2}"
)
_RANGE = re.compile(r"\d[\d,.]*\D{0,3}[-~至到—]\D{0,3}\d")
_VAGUE = re.compile(
    r"[约近超><≥≤±]|大概|左右|上下|以上|以下|以内|多|余|几|不到|about|approx|over|under|more|less|\+$", re.I
)

_SCALES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 10**3,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
}
_MONEY = {"元": 1, "千元": 10**3, "万元": 10**4, "百万元": 10**6, "亿元": 10**8}
_SAME_UNIT = (  # words for one and the same thing, in the forms that `fold` gives
    {"人", "名", "位", "个人", "个", "号人", "口人", "people", "persons", "person", "employees"},
    {"台", "套", "台套", "台(套)", "台/套", "部", "个", "machine", "machines", "set", "sets"},
    {"%", "percent", "pct"},
    {"年", "year", "years"},
)

NOT_A_NUMBER = label("不是数字", "not a number")
TYPE_A_NUMBER = label("请只填一个数字，例如 50。", "Enter one number only, such as 50.")


def fold(text: str) -> str:
    """The key under which two texts count as the same: width, case, spaces and closing points do not matter."""
    folded = unicodedata.normalize("NFKC", visible(text)).casefold().replace("’", "'")
    return "".join(folded.split()).strip("*★").rstrip("。.;,、:")


def plain_text(typed: str) -> str:
    """What was typed in half-width small letters, without spaces and signs that nobody sees."""
    return "".join(visible(_GROUPS.sub(",", typed).translate(_ASCII)).lower().split())


def is_money(unit: Label) -> bool:
    """Is the unit one of money above the yuan, so that 三百 could be meant in it or in yuan?"""
    return _MONEY.get(fold(unit.zh), 1) > 1


def is_blank(value: Value) -> bool:
    """Whether a cell is empty or says so, as / or 无数据 do. 无 and 0 are answers, and so no blanks."""
    return value is None or (
        isinstance(value, str) and "".join(visible(value).translate(_ASCII).split()).lower() in _BLANKS
    )


def number_in_text(typed: str, unit: Label) -> Decimal:
    """The number that a text says, in ``unit``; raises ``AnswerRefused`` for a date, a range, two numbers or none."""
    text = visible(_GROUPS.sub(",", typed).translate(_ASCII)).lower()
    if fold(unit.zh) in _MONEY:
        text = _MONEY_SIGN.sub("", text, count=1) if _MONEY_SIGN.match(text) else text
    if _DATE.fullmatch(text):
        raise date_refused(typed)
    match = _NUMBER.fullmatch(text)
    if match and (factor := unit_factor(match[2] or "", unit)):
        return Decimal(match[1].replace(",", "")) * factor
    if _SEVERAL.search(text):
        raise AnswerRefused(label("里面像是有两个数", "there seem to be two numbers"), TYPE_A_NUMBER, typed)
    if _RANGE.search(text):
        raise AnswerRefused(label("填的是一个范围", "this is a range"), TYPE_A_NUMBER, typed)
    if _VAGUE.search(text):
        raise AnswerRefused(
            label("填的是约数", "this is not an exact number"),
            label("请填一个最接近的数字，例如 50。", "Enter the nearest number, such as 50."),
            typed,
        )
    if match:
        raise AnswerRefused(
            label("数字后面的文字或单位无法识别", "what follows the number is not a unit of this column"),
            label(f"这一列以“{unit.zh}”为单位，请只填数字。", f"This column is in {unit.en}; enter the number only."),
            typed,
        )
    raise AnswerRefused(NOT_A_NUMBER, TYPE_A_NUMBER, typed)


def unit_factor(text: str, of: Label) -> Decimal | None:
    """What a number with the unit ``text`` is multiplied by to be in the unit ``of``; None when the two do not fit."""
    typed, unit = fold(text), fold(of.zh)
    if typed in ("", unit, fold(of.en)):
        return Decimal(1)
    if unit in _MONEY:
        scale = typed.replace("人民币", "").removesuffix("元")
        if scale in ("十", "百", "千") and not typed.endswith("元") and _MONEY[unit] > 1:
            return None  # 5千 in a column of 万元 could be 5 千元 or 5 千万元
        return Decimal(_SCALES[scale]) / _MONEY[unit] if scale in _SCALES else None
    same = next((words for words in _SAME_UNIT if unit in words), {unit})
    if typed in same:
        return Decimal(1)
    if unit == "%" or unit.startswith(tuple(_SCALES)[1:]):
        return None  # 3百 in per cent, or in 万件, is nobody's way to say it
    for scale, factor in _SCALES.items():
        if scale and typed.startswith(scale) and typed.removeprefix(scale) in {"", *same}:
            return Decimal(factor)
    return None


def date_refused(found: str) -> AnswerRefused:
    """The refusal of a date where a number should stand."""
    return AnswerRefused(
        label("单元格里是日期，不是数字", "the cell holds a date, not a number"),
        label(
            "表格软件有时会把 3-5 之类的内容变成日期：请把单元格格式改为“常规”，重新填数字。",
            "Spreadsheets turn entries such as 3-5 into dates: set the format to General and enter the number again.",
        ),
        found,
    )
