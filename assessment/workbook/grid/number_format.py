"""What a number format makes of a number: 28603512 in the format 0.00,,"百万" is seen as 28.60百万.

Read is what the person saw. A format that only rounds or groups changes nothing; one that scales, adds words or hides
the number is told here (ECMA-376 part 1, 18.8.31).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_DAYS = (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))
BUILT_IN = {9: "0%", 10: "0.00%", **dict.fromkeys(_DAYS, "yyyy-mm-dd")}  # the others neither scale nor add words
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<general>General|G/通用格式)'
    r"|(?P<digit>[0#?])|(?P<sign>[.,%/@;])|(?P<power>E[+-])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_COMPARE: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_DATE = re.compile(r"[ymdhs]", re.IGNORECASE)
_MONEY_SIGNS = re.compile(r"[¥￥+\-()\s]|CNY|RMB|人民币", re.IGNORECASE)


@dataclass(frozen=True)
class Shown:
    """How a number is seen: multiplied by ``scale``, with words before and behind it.

    ``number`` is false where the format shows words, or nothing, instead of the number.
    """

    scale: Decimal = Decimal(1)
    before: str = ""
    unit: str = ""
    number: bool = True


_PLAIN, _HIDDEN = Shown(), Shown(number=False)


@dataclass(frozen=True)
class _Section:
    """One part of a format: ``places`` behind the point, where nothing but # stands for digits and 0 is not seen.

    ``minus`` is whether it writes the sign of a negative number itself.
    """

    condition: tuple[str, Decimal] | None
    shown: Shown
    places: int | None = None
    minus: bool = False

    def seen(self, number: Decimal) -> Shown:
        if number >= 0 and self.minus:
            return _HIDDEN
        if self.places is not None and not round(number * self.shown.scale, self.places):
            return _HIDDEN
        return self.shown


@dataclass(frozen=True)
class NumberFormat:
    """A format that shows some numbers as something else."""

    code: str
    sections: tuple[_Section, ...]

    def shown(self, number: Decimal) -> Shown:
        """How ``number`` is seen."""
        if any(section.condition for section in self.sections):
            for section in self.sections:
                if section.condition is None or _COMPARE[section.condition[0]](number, section.condition[1]):
                    return section.seen(number)
            return _PLAIN
        at = 1 if number < 0 else 2 if number == 0 else 0
        return self.sections[at if at < len(self.sections) else 0].seen(number)


NO_ZEROS = NumberFormat("0;-0;", (_Section(None, _PLAIN), _Section(None, _PLAIN), _Section(None, _HIDDEN)))
"""What holds of a nought on a sheet that is told to show none, whatever the format of its cell."""


@lru_cache(maxsize=4096)
def number_format(code: str) -> NumberFormat | None:
    """The meaning of a format code; None for one that shows every number as it is.

    A date is read as one; what is still a number in the format of dates lies beyond the last, and is seen as ####.
    """
    known = tuple(_section(part) for part in _split(code)[:3])
    if not code.strip():
        return None
    usual = (section.shown == _PLAIN and section.places is None and not section.minus for section in known[:1])
    if all(usual) and all(section.shown == _PLAIN for section in known[1:]):
        return None
    return NumberFormat(code, known)


def _split(code: str) -> list[list[re.Match[str]]]:
    parts: list[list[re.Match[str]]] = [[]]
    for token in _TOKEN.finditer(code):
        if token["sign"] == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _section(tokens: list[re.Match[str]]) -> _Section:
    """One part of a format."""
    condition = None
    before = behind = ""
    scale, fixed = Decimal(1), 0
    digits = commas = split = places = 0
    point = general = zero = False
    for token in tokens:
        literal = token["quoted"] or token["escaped"] or token["other"]
        if token["bracket"] is not None:
            if found := _CONDITION.fullmatch(token["bracket"]):
                condition = (found[1], Decimal(found[2]))
            elif token["bracket"].startswith("$"):
                literal = token["bracket"][1:].partition("-")[0]
            elif re.fullmatch(r"[hms]+", token["bracket"], re.IGNORECASE):
                return _Section(condition, _HIDDEN)
        if token["other"] and _DATE.fullmatch(token["other"]):
            return _Section(condition, _HIDDEN)
        if token["general"] or token["sign"] in ("@", "/"):
            general = True
        elif token["digit"]:
            digits += 1
            places += point
            zero |= token["digit"] == "0"
            commas = 0
            split += fixed
            if behind.strip():  # words between the digits: 000-0000
                return _Section(condition, Shown(before=before, unit=behind, number=False))
        elif token["sign"] == ".":
            point = True
        elif token["sign"] == ",":
            commas += 1
        elif token["sign"] == "%":
            scale *= 100
            behind += "%"
        elif literal:
            if digits and literal in (".", "．") and not point:
                fixed = 1  # 0!.0 puts a point before the last digit
            elif digits or general:
                behind += literal
            else:
                before += literal
    scale *= Decimal(1000) ** -commas * Decimal(10) ** -split
    shown = Shown(scale.normalize(), _MONEY_SIGNS.sub("", before), _unit(behind), bool(digits or general))
    bare = places if digits and not (zero or general) else None
    return _Section(condition, shown, bare, any(sign in before for sign in "-(（−"))


def _unit(text: str) -> str:
    return text.strip(" -()")
