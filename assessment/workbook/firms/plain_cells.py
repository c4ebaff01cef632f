"""Cells that say their answer as it is kept, letter by letter: most of a large file, and read without ado."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from assessment.answers.credit_code import faultless_codes
from assessment.answers.typed import Value
from assessment.content.facts import MultiFact, NumberFact, TextFact
from assessment.workbook.firms.columns import FactColumn

Plain = str | float | None

# Chinese signs, letters and digits, five at least: no blank, no state but 不适用, nothing that cannot be seen.
_NAME = re.compile("(?!不适用)(?=[A-Za-z0-9（）()]*[\u4e00-\u9fff])[\u4e00-\u9fffA-Za-z0-9（）()]{5,}")
_SEMICOLON = re.compile("; ?|；")
_DIGITS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")


def plainly_read(source: FactColumn, values: Sequence[Value]) -> Sequence[Plain]:
    """The answers, as columns keep them, of the cells that hold just that; None for a cell that is in doubt."""
    fact = source.fact
    if isinstance(fact, MultiFact):
        return _ticks(fact, values)
    if isinstance(fact, NumberFact) and source.factor == 1:
        return _numbers(fact, values)
    if not isinstance(fact, TextFact):
        return [None] * len(values)
    texts = [value if type(value) is str else "" for value in values]
    if fact.form == "credit_code":
        return [code if good else None for code, good in zip(texts, faultless_codes(texts), strict=True)]
    most, name = fact.max_length, _NAME.fullmatch
    return [text if len(text) <= most and name(text) else None for text in texts]


def _ticks(fact: MultiFact, values: Sequence[Value]) -> Sequence[Plain]:
    """Options by their codes or labels, with semicolons between them."""
    bits: dict[str, int] = {}
    for at, option in enumerate(fact.options):
        for name in {option.id, option.label.zh, option.label.en}:
            bits[name] = 0 if name in bits or _SEMICOLON.search(name) else 1 << at  # 0: not to be told apart here
    alone = sum(1 << at for at, option in enumerate(fact.options) if option.excludes_others)
    found: list[Plain] = [None] * len(values)
    for at, value in enumerate(values):
        if type(value) is not str:
            continue
        ticked = {bits.get(part, 0) for part in value.replace("；", ";").replace("; ", ";").split(";")}
        mask = sum(ticked)  # each its own bit
        if 0 not in ticked and (len(ticked) == 1 or not mask & alone):
            found[at] = mask
    return found


def _numbers(fact: NumberFact, values: Sequence[Value]) -> Sequence[Plain]:
    """Figures within the bounds of a fact with no more decimals than it keeps."""
    digits = _DIGITS.fullmatch
    figures = np.array(
        [
            value if type(value) is float else float(value) if type(value) is str and digits(value) else np.nan
            for value in values
        ]
    )
    kept = (figures >= fact.minimum) & (figures <= fact.maximum) & (np.round(figures, fact.decimals) == figures)
    found: np.ndarray[Any, Any] = np.full(len(values), None)
    found[kept] = figures[kept] + 0.0  # there is no minus zero
    return found.tolist()
