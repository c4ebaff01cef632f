"""What a content file should have held, in words: pydantic's own sentences are English and speak of programs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import ErrorDetails, PydanticCustomError

from assessment.documents import IDENTIFIER
from assessment.language import Label, label
from assessment.problems import shorten

HYPHENATED = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
RANGE = r"^[\[(]\s*\d+(\.\d+)?\s*,\s*\d+(\.\d+)?\s*[\])]$"

GUIDE = label("请按编写指南修改。", "Correct it as the authoring guide says.")

_PATTERNS = {
    IDENTIFIER: label(
        "只用小写英文字母、数字和下划线，以字母开头，例如 cloud_use",
        "use lower-case letters, digits and underscores, a letter first, such as cloud_use",
    ),
    HYPHENATED: label(
        "只用小写英文字母、数字和连字符，以字母开头，例如 eu-dma",
        "use lower-case letters, digits and hyphens, a letter first, such as eu-dma",
    ),
    RANGE: label(
        "应写成区间，例如 [0,10] 或 (10,20]，方括号含端点，圆括号不含",
        "it should be a range such as [0,10] or (10,20]: a square bracket includes the edge, a round one does not",
    ),
}
_TEXT = label('应是文字；数字请加引号，例如 "2024"', 'it should be text; put a number in quotes, such as "2024"')
_WHOLE = label("应是整数，不加引号", "it should be a whole number, without quotes")
_NUMBER = label("应是数字，例如 12.5，不加引号", "it should be a valid number such as 12.5, without quotes")
_BOOLEAN = label("应是 true 或 false", "it should be true or false")
_DATE = label("应是日期，例如 2026-11-23", "it should be a valid date such as 2026-11-23")
_LIST = label(
    "应是一串内容：每行以 - 开头，或写在 [ ] 里", "it should be a list: one entry a line after a dash, or within [ ]"
)
_PAIRS = label("应由“键: 值”组成", "it should consist of 'key: value' pairs")

_EXPECTED: dict[str, Label] = {
    "string_type": _TEXT,
    "string_too_short": label("不能是空的", "it must not be empty"),
    "string_too_long": label("最多 {max_length} 个字", "at most {max_length} characters"),
    "int_type": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing": _WHOLE,
    "float_type": _NUMBER,
    "float_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "date_from_datetime_inexact": _DATE,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "dict_type": _PAIRS,
    "model_type": _PAIRS,
    "model_attributes_type": _PAIRS,
    "too_short": label("至少要有 {min_length} 项，现有 {actual_length} 项", "it needs {min_length} or more entries"),
    "too_long": label("最多 {max_length} 项，现有 {actual_length} 项", "it takes at most {max_length} entries"),
    "greater_than": label("应大于 {gt}", "it should be above {gt}"),
    "greater_than_equal": label("不能小于 {ge}", "it should be {ge} or more"),
    "less_than": label("应小于 {lt}", "it should be below {lt}"),
    "less_than_equal": label("不能大于 {le}", "it should be {le} or less"),
}


def wrong(zh: str, en: str) -> PydanticCustomError:
    """The error a validator raises, in both languages."""
    told = label(zh, en)
    return PydanticCustomError("content", "{en}", told.model_dump())


def told(error: ErrorDetails) -> Label:
    """What is wrong at one place that pydantic refused."""
    key = _key(error)
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        return label(f"缺少“{key}”", f"'{key}' is missing")
    if kind == "extra_forbidden":
        return label(f"不认识的键“{key}”", f"unknown key '{key}'")
    if kind == "union_tag_not_found":
        return label("缺少“kind”", "'kind' is missing")
    expected = _expected(error, context)
    if kind == "content" or not key:
        return expected
    return label("“{key}”的内容不合要求：{expected}", "'{key}' is not as expected: {expected}").fill(
        key=key, expected=expected
    )


def remedy(error: ErrorDetails) -> Label:
    """What to do about it."""
    key = _key(error)
    if error["type"] == "missing" and key in ("zh", "en"):
        return label("每段文字都要有中文（zh）和英文（en）。", "Every text needs Chinese (zh) and English (en).")
    if error["type"] == "missing":
        return label(f"请补上“{key}”。", f"Add '{key}'.")
    if error["type"] == "union_tag_not_found":
        return label("请补上“kind”，也就是哪一种。", "Add 'kind': which sort it is.")
    if error["type"] == "extra_forbidden":
        return label(
            "请检查拼写和缩进；能用的键见编写指南。",
            "Check spelling and indentation; the authoring guide lists the keys.",
        )
    return GUIDE


def found(error: ErrorDetails) -> str | None:
    """The offending value as text; None when it is missing or has parts of its own."""
    value = error["ctx"]["tag"] if error["type"] == "union_tag_invalid" else error["input"]
    if error["type"] == "missing" or not isinstance(value, str | int | float):
        return None
    return shorten(str(value).lower() if isinstance(value, bool) else value)


def place(error: ErrorDetails) -> tuple[str | int, ...]:
    """The path of keys to what was refused."""
    path = tuple(part for part in error["loc"] if part != "[key]")
    return (*path, "kind") if error["type"] == "union_tag_invalid" else path


def _key(error: ErrorDetails) -> str:
    path = place(error)
    return str(path[-1]) if path else ""


def _expected(error: ErrorDetails, context: Mapping[str, Any]) -> Label:
    kind = error["type"]
    if kind == "content":
        return Label(**context)
    if error.get("input", "") is None:
        return label("后面没有内容", "it has no content")
    if kind in _SPECIAL:
        return _SPECIAL[kind](context)
    if kind in _EXPECTED:
        return _EXPECTED[kind].fill(**context)
    plain = error["msg"].removeprefix("Value error, ")
    return label(plain, plain)


def _one_of(listed: object) -> Label:
    """From pydantic's list, such as ``'a', 'b' or 'c'``."""
    names = re.split(", | or ", str(listed))
    return label("应是 {zh} 之一", "it should be one of {en}").fill(
        zh="、".join(name.strip("'") for name in names), en=", ".join(names)
    )


def _pattern(context: Mapping[str, Any]) -> Label:
    pattern = context["pattern"]
    return _PATTERNS.get(pattern, label(f"格式应是 {pattern}", f"it should match {pattern}"))


_SPECIAL: dict[str, Callable[[Mapping[str, Any]], Label]] = {
    "literal_error": lambda context: _one_of(context["expected"]),
    "union_tag_invalid": lambda context: _one_of(context["expected_tags"]),
    "string_pattern_mismatch": _pattern,
}
