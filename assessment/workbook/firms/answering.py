"""A cell as an answer to a fact: options by label or code, several of them in one cell, numbers, texts, and states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from assessment.answers import UNANSWERED, Answer, AnswerRefused, read_answer
from assessment.answers.typed import fold, is_blank
from assessment.content.facts import ChoiceFact, MultiFact, NumberFact, Option
from assessment.language import Label, label
from assessment.workbook.firms.headers import FactColumn
from assessment.workbook.grid.cells import Cell
from assessment.workbook.grid.normalise import checked, read_number, read_text, typed

_DONT_KNOW = {"不清楚", "不知道", "不了解", "未知", "don'tknow", "dontknow", "dont_know", "unknown", "?"}
_NOT_APPLICABLE = re.compile(
    r"\s*(?:不适用|not[ _]applicable|n/?a)\s*(?:[（(](?P<inside>.*?)[)）]?|[:：,，;；—-]+(?P<after>.*))?\s*",
    re.IGNORECASE | re.DOTALL,
)
_SEPARATOR = re.compile(r"([;；|｜、,，\n]+)")
_PLACE = re.compile(r"^江西省?|市$")


_WITHIN = re.compile(r"[县区镇乡旗]$|街道$|园区?$")
_OF_CITY = label("县、区、开发区请填它所在的设区市。", "For a county, district or zone give the city it belongs to.")


def _prefixed(first: Label, then: Label) -> Label:
    return label(first.zh + then.zh, f"{first.en} {then.en}")


class AnswerReader:
    """Reads the cells of one column."""

    def __init__(self, source: FactColumn):
        self.source = source
        fact = source.fact
        self.options = OptionReader(fact.options if isinstance(fact, ChoiceFact | MultiFact) else ())

    def read(self, cell: Cell) -> Answer:
        """The answer in a cell; raises ``AnswerRefused``.

        Options come first, so that an option called 无 or 不清楚 is one; then blanks; then 不清楚 and 不适用（原因）.
        """
        plain = self._plain(cell)
        if plain is None:
            return UNANSWERED
        try:
            return read_answer(self.source.fact, plain)
        except AnswerRefused as refused:
            if isinstance(plain, str) and isinstance(self.source.fact, ChoiceFact) and _WITHIN.search(plain):
                raise AnswerRefused(refused.message, _prefixed(_OF_CITY, refused.remedy), plain) from refused
            if isinstance(plain, Decimal):  # 28603512.5元 became 2860.35125 on the way
                raise AnswerRefused(refused.message, refused.remedy, typed(cell)) from refused
            raise

    def _plain(self, cell: Cell) -> Any:
        fact, value = self.source.fact, checked(cell)
        text = value if isinstance(value, str) else None
        if isinstance(fact, MultiFact) and text is not None and (ticked := self.options.several(text)):
            return ticked
        if isinstance(fact, ChoiceFact) and text is not None and (option := self.options.one(text)):
            return option
        if isinstance(fact, ChoiceFact) and text is not None and (option := self.options.around(text)):
            return option
        if is_blank(value):
            return None
        if text is not None and (state := _state(text)):
            return state
        if isinstance(fact, NumberFact):
            number = read_number(cell, self.source.unit or fact.unit)
            return None if number is None else (number * self.source.factor).normalize()
        if isinstance(fact, MultiFact):
            return [self.options.unknown_part(text)] if text is not None else [read_text(cell)]
        return read_text(cell)


class OptionReader:
    """Reads options by their code or by their label in either language."""

    def __init__(self, options: Sequence[Option]):
        self._keys = _option_keys(options)
        texts = [text for option in options for text in (option.label.zh, option.label.en)]
        self._longest = max((len(_SEPARATOR.split(text)) for text in texts), default=1)  # parts, separators included

    def one(self, text: str) -> str | None:
        """The option that a text names, or None."""
        key = fold(text)
        return self._keys.get(key) or self._keys.get(_PLACE.sub("", key))

    def around(self, text: str) -> str | None:
        """The city that a county, district or zone is named with: 南昌 of 江西省南昌市青山湖区 and of 南昌县."""
        key = re.sub(r"^江西省?", "", fold(text))
        if not _WITHIN.search(key):
            return None
        cities = {option for name, option in self._keys.items() if len(name) >= 2 and key.startswith(name)}
        return cities.pop() if len(cities) == 1 else None

    def several(self, text: str) -> list[str] | None:
        """The options that a cell lists, or None when a part is none.

        An option's own label may hold a separator: the longest run of parts that is an option counts.
        """
        ticked, parts = [], _SEPARATOR.split(text)
        start = 0
        while start < len(parts):
            if not parts[start].strip():
                start += 2
                continue
            ends = range(min(len(parts), start + self._longest), start, -2)
            found = next(((end, option) for end in ends if (option := self.one("".join(parts[start:end])))), None)
            if found is None:
                return None
            ticked.append(found[1])
            start = found[0] + 1
        return ticked

    def unknown_part(self, text: str) -> str:
        """The first part of a list that is no option, for the message."""
        parts = [part.strip() for part in _SEPARATOR.split(text)[::2]]
        return next((part for part in parts if part and not self.one(part)), text)


def _option_keys(options: Sequence[Option]) -> dict[str, str]:
    """What an option may be called: its code, its labels, and a label without its explanation in brackets if unique."""
    keys: dict[str, str] = {}
    short: dict[str, list[str]] = {}
    for option in options:
        for text in (option.label.zh, option.label.en):
            keys[fold(text)] = option.id
            short.setdefault(re.sub(r"\([^()]*\)$", "", fold(text)), []).append(option.id)
    keys |= {option.id: option.id for option in options}
    return {key: ids[0] for key, ids in short.items() if len(set(ids)) == 1} | keys


def _state(text: str) -> dict[str, str] | None:
    if fold(text) in _DONT_KNOW:
        return {"state": "dont_know"}
    if match := _NOT_APPLICABLE.fullmatch(text):
        return {"state": "not_applicable", "reason": match["inside"] or match["after"] or ""}
    return None
