"""Cells that say their answer as it is kept, letter by letter: most of a large file, and read without ado."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assessment.answers.credit_code import faultless_codes
from assessment.answers.typed import Value
from assessment.content.facts import MultiFact, NumberFact, TextFact
from assessment.workbook.firms.columns import FactColumn

# Chinese signs, letters and digits, five at least: no blank, no state but 不适用, nothing that cannot be seen.
_NAME = re.compile("(?!不适用)(?=[A-Za-z0-9（）()]*[\u4e00-\u9fff])[\u4e00-\u9fffA-Za-z0-9（）()]{5,}")
_SEMICOLON = re.compile("; ?|；")
_DIGITS = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,9})?")


def plainly_read(source: FactColumn, values: Sequence[Value]) -> Mapping[Value, str | float]:
    """The answers, as columns keep them, of the cells that hold just that; what is in doubt is not among them."""
    fact = source.fact
    if isinstance(fact, MultiFact):
        return dict(_ticks(fact, values))
    if isinstance(fact, NumberFact):
        return dict(_numbers(fact, values)) if source.factor == 1 else {}
    if not isinstance(fact, TextFact):
        return {}
    texts = [value for value in values if isinstance(value, str)]
    if fact.form == "credit_code":
        return {code: code for code, good in zip(texts, faultless_codes(texts), strict=True) if good}
    most = fact.max_length
    return {text: text for text in texts if len(text) <= most and _NAME.fullmatch(text)}


def _ticks(fact: MultiFact, values: Sequence[Value]) -> Iterator[tuple[Value, int]]:
    """Options by their codes or labels, with semicolons between them."""
    bits: dict[str, int] = {}
    for at, option in enumerate(fact.options):
        for name in {option.id, option.label.zh, option.label.en}:
            bits[name] = 0 if name in bits or _SEMICOLON.search(name) else 1 << at  # 0: not to be told apart here
    alone = sum(1 << at for at, option in enumerate(fact.options) if option.excludes_others)
    for value in values:
        if type(value) is not str:
            continue
        ticked = [bits.get(part, 0) for part in _SEMICOLON.split(value)]
        mask = 0
        for bit in ticked:
            mask |= bit
        if 0 not in ticked and (len(ticked) == 1 or not mask & alone):
            yield value, mask


def _numbers(fact: NumberFact, values: Sequence[Value]) -> Iterator[tuple[Value, float]]:
    """Figures within the bounds of a fact with no more decimals than it keeps."""
    for value in values:
        if type(value) is float:
            number = value
        elif type(value) is str and _DIGITS.fullmatch(value):
            number = float(value)
        else:
            continue
        kept = float(f"{number:.{fact.decimals}f}") if fact.minimum <= number <= fact.maximum else None
        if kept == number:
            yield value, number + 0.0  # there is no minus zero
