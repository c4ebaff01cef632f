"""A cell as an answer to a fact: options by label or code, several of them in one cell, numbers, texts, and states."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from assessment.answers import UNANSWERED, Answer, AnswerRefused, read_answer
from assessment.answers.typed import fold, is_blank
from assessment.content.facts import ChoiceFact, MultiFact, NumberFact, Option
from assessment.language import Label, label
from assessment.workbook.firms.columns import FactColumn
from assessment.workbook.grid.cells import Cell
from assessment.workbook.grid.normalise import checked, read_number, read_text, typed

_DONT_KNOW = {"不清楚", "不知道", "不了解", "未知", "don'tknow", "dontknow", "dont_know", "unknown", "?"}
_NOT_APPLICABLE = re.compile(
    r"\s*(?:不适用|not[ _]applicable|n/?a)\s*(?:[（(](?P<inside>.*?)[)）]?|[:：,，;；—-]+(?P<after>.*))?\s*",
    re.IGNORECASE | re.DOTALL,
)
_SEPARATOR = re.compile(r"([;；|｜、,，\n]+)")
_TERM = re.compile(r"(.+)\(([^()]*)\)")
_CLASS = re.compile(r"(?P<section>[a-t]?)(?P<digits>\d{2,4})?[^\da-z]*")  # of GB/T 4754, with or without its name
_PRINTED = re.compile(r"[A-Za-z\d]{1,2}[.、．)）]\s*(\D.*)", re.DOTALL)
_TICKED = {"√", "v", "●", "■", "✅", "勾选", "具备", "✓", "✔", "☑", "是", "有", "对", "1", "y", "yes", "true", "已有"}
_NOT_TICKED = {"否", "无", "没有", "没", "0", "n", "no", "false", "×", "☐", "□"}
_NOTHING = ("无", "没有", "都没有", "均无", "一项也没有", "以上均无")
_CIRCLED = re.compile("[①-⑳]")
_PLACE = re.compile(r"^江西省?|市$")
_PROVINCE = re.compile(r"^江西省?")
_COUNTY = re.compile(r"^.{2,}[县区市]$")

_WITHIN = re.compile(r"[县区镇乡旗]$|街道$|园区?$")
_OF_CITY = label("县、区、开发区请填它所在的设区市。", "For a county, district or zone give the city it belongs to.")


def _prefixed(first: Label, then: Label) -> Label:
    return label(first.zh + then.zh, f"{first.en} {then.en}")


class AnswerReader:
    """Reads the cells of one column; ``understood`` takes down what was read from other words than an option's own."""

    def __init__(self, source: FactColumn):
        self.source = source
        fact = source.fact
        options = fact.options if isinstance(fact, ChoiceFact | MultiFact) else ()
        self.options = OptionReader(options, lettered=isinstance(fact, MultiFact))
        self.understood: dict[str, Option] = {}

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
        if isinstance(fact, MultiFact):
            listed = f"{value:.10g}" if isinstance(value, float | int) else text
            if listed is not None and (ticked := self.options.several(listed)) is not None:
                self._take_down(ticked)
                return [option.id for _, option, _ in ticked] or None
        if isinstance(fact, ChoiceFact) and text and (named := self.options.named(text) or self.options.around(text)):
            self._take_down([named])
            return named.option.id
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

    def _take_down(self, named: Sequence[Named]) -> None:
        self.understood |= {one.found: one.option for one in named if one.otherwise}


def read_tick(cell: Cell) -> bool | None:
    """Whether a cell of one option is ticked; None where nothing is said. Raises ``AnswerRefused`` for other words."""
    value = checked(cell)
    if is_blank(value):
        return None
    key = fold(f"{value:.10g}" if isinstance(value, float | int) else str(value))
    if key in _TICKED or key in _NOT_TICKED:
        return key in _TICKED
    raise AnswerRefused(
        label("看不出是选还是没选", "it is not clear whether this is ticked"),
        label("选了填“√”或“是”，没选填“否”或留空。", "Enter 'yes' where it holds, 'no' or nothing where it does not."),
        typed(cell),
    )


class Named(NamedTuple):
    """An option that a text names; ``otherwise`` when it does so in other words than the option's own."""

    found: str
    option: Option
    otherwise: bool


class OptionReader:
    """Reads options by their code, by their label in either language, or by other words for them.

    With ``lettered`` also by their place in the list, as a template prints it before each of them.
    """

    def __init__(self, options: Sequence[Option], lettered: bool = False):
        self._lettered = lettered
        self._listed = {option.id: option for option in options}
        self._known: dict[str, Named | None] = {}  # a column has few different words
        self._keys = _option_keys(options)
        self._other = {fold(name): option.id for option in options for name in option.also_called}
        standing_alone = [option.id for option in options if option.excludes_others]
        if len(standing_alone) == 1:
            self._other = dict.fromkeys(_NOTHING, standing_alone[0]) | self._other
        self._longest: dict[str, int] = {}  # parts, separators included, of the names that begin with a part
        for name in (*self._keys, *self._other):
            parts = _SEPARATOR.split(name)
            start = fold(parts[0])
            self._longest[start] = max(self._longest.get(start, 1), len(parts))

    def one(self, text: str) -> str | None:
        """The id of the option that a text names, or None."""
        named = self.named(text)
        return None if named is None else named.option.id

    def named(self, text: str) -> Named | None:
        """The option that a text names, or None: by its own name, by another, or as an industry."""
        if text not in self._known:
            self._known[text] = self._looked_up(text)
        return self._known[text]

    def _looked_up(self, text: str) -> Named | None:
        key = fold(text)
        own = self._keys.get(key) or self._keys.get(_PLACE.sub("", key))
        found = own or self._place(key) or self._industry(key)
        if found is None and (
            printed := _PRINTED.fullmatch(text.strip())
        ):  # B. 流程型: the letter of the list before it
            return self.named(printed[1])
        return None if found is None else Named(text.strip(), self._listed[found], not own)

    def _place(self, key: str) -> str | None:
        """The option of another name, with or without the province before it and 市 behind it: 江西省丰城市, 丰城."""
        bare = _PROVINCE.sub("", key)
        return self._other.get(key) or self._other.get(bare) or self._other.get(f"{bare}市")

    def around(self, text: str) -> Named | None:
        """The city that a county, district or zone is named with or lies in.

        It is 南昌 of 江西省南昌市青山湖区 and of 南昌县, and 宜春 of 宜春市丰城市 and of 丰城市某某镇; nothing of two
        places that lie apart (赣州市丰城市).
        """
        key = _PROVINCE.sub("", fold(text))
        cities = {name: option for name, option in self._keys.items() if len(name) >= 2 and key.startswith(name)}
        rests = {key, *(key[len(name) :].removeprefix("市") for name in cities)}
        counties = {name: option for name, option in self._other.items() if _COUNTY.search(name)}
        inside = {option for name, option in counties.items() if any(rest.startswith(name) for rest in rests)}
        found = {*cities.values()} if _WITHIN.search(key) else set()
        found = found or (inside if not cities or inside == {*cities.values()} else set())
        return Named(text.strip(), self._listed[found.pop()], True) if len(found) == 1 else None

    def _industry(self, key: str) -> str | None:
        """The option to which a code of the national classification belongs, with or without the words of the class."""
        match = _CLASS.fullmatch(key)
        if match is None or not (match["section"] or match["digits"]):
            return None
        digits = match["digits"] or ""
        found: dict[int, str] = {}  # how closely a class describes it, and the option
        for option in self._listed.values():
            for one in option.industry_classes:
                first, _, last = one.partition("-")
                if digits and len(first) == 4 and digits == first:
                    found[3] = option.id
                elif digits and len(first) == 2 and first <= digits[:2] <= (last or first):
                    found[2] = option.id
                elif not digits and one.casefold() == match["section"]:
                    found[1] = option.id
        return found[max(found)] if found else None

    def several(self, text: str) -> list[Named] | None:
        """The options that a cell lists, or None when a part is none; by letter or number as the template prints them.

        An option's own label may hold a separator: the longest run of parts that is an option counts.
        """
        ticked: list[Named] = []
        parts = _SEPARATOR.split(_CIRCLED.sub(lambda sign: f";{unicodedata.numeric(sign[0]):g};", text))
        start = 0
        while start < len(parts):
            if not parts[start].strip():
                start += 2
                continue
            printed = _PRINTED.fullmatch(parts[start].strip())
            longest = self._longest.get(fold(printed[1] if printed else parts[start]), 1)
            ends = range(min(len(parts), start + longest), start, -2)
            found = next(((end, one) for end in ends if (one := self.named("".join(parts[start:end])))), None)
            if found is None:
                by_place = self._by_place(parts[start])
                if by_place is None:
                    return None
                ticked += by_place
                start += 2
                continue
            ticked.append(found[1])
            start = found[0] + 1
        return ticked

    def _by_place(self, text: str) -> list[Named] | None:
        """The options that stand at some places of the list: A, 2, ③, or ABD in one."""
        key = fold(text).strip(".()")
        if not self._lettered or not key:
            return None
        options = list(self._listed.values())
        if key.isascii() and key.isdigit() and 1 <= int(key) <= len(options):
            return [Named(text.strip(), options[int(key) - 1], True)]
        places = [ord(letter) - ord("a") for letter in key]
        if key.isascii() and key.isalpha() and len(set(places)) == len(places) and max(places) < len(options):
            return [Named(letter.upper(), options[place], True) for letter, place in zip(key, places, strict=True)]
        return None

    def unknown_part(self, text: str) -> str:
        """The first part of a list that is no option, for the message."""
        parts = [part.strip() for part in _SEPARATOR.split(text)[::2]]
        return next((part for part in parts if part and not self.several(part)), text)


def _option_keys(options: Sequence[Option]) -> dict[str, str]:
    """What an option calls itself: its code, its labels, and if unique a label without what explains it, or the term.

    An explanation stands in brackets or after a colon; the term is what the brackets hold: 一件一件做（离散型）.
    """
    keys: dict[str, str] = {}
    short: dict[str, list[str]] = {}
    for option in options:
        for text in (option.label.zh, option.label.en):
            key = fold(text)
            keys[key] = option.id
            term = _TERM.fullmatch(key)
            for part in {key.split(":")[0], *((term[1], term[2]) if term else ())}:
                short.setdefault(part, []).append(option.id)
    keys |= {option.id: option.id for option in options}
    return {key: ids[0] for key, ids in short.items() if len(set(ids)) == 1 and len(key) > 1} | keys


def _state(text: str) -> dict[str, str] | None:
    if fold(text) in _DONT_KNOW:
        return {"state": "dont_know"}
    if match := _NOT_APPLICABLE.fullmatch(text):
        return {"state": "not_applicable", "reason": match["inside"] or match["after"] or ""}
    return None
