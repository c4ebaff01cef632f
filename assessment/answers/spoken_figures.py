"""Figures as people say them: 三十, 1万2, 两千多万, 约30, 三四十, 30-40.

A numeral with one meaning is a figure like any other (``exact_figure``). What is only about right is never taken in
silence: ``rough_figure`` tells what it was understood as, from where to where, and the person says yes or no.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal

from assessment.answers.answer import Answer, Roughly, State
from assessment.answers.typed import is_money, plain_text, unit_factor
from assessment.content.facts import NumberFact
from assessment.language import Label

_DIGITS = {"零": 0, "〇": 0, **{sign: i + 1 for i, sign in enumerate("一二三四五六七八九")}, "两": 2}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_CHINESE = "零〇一二两三四五六七八九十百千万亿"
_NUMERAL = rf"[0-9.,{_CHINESE}]+"
_REST = rf"[^0-9{_CHINESE}]*"
_TOKEN = re.compile(rf"\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[{_CHINESE}]")
_ABOUT = re.compile(r"^(?:大约莫?|大概|大致|差不多|估计|约|about|approx\.?|around|roughly|~)|(?:左右|上下|的样子)$")
_UNDER = re.compile(r"^(?:将近|接近|近|不到|不足)")
_OVER = re.compile(r"^(?:超过|over)")
_PLAIN = re.compile(rf"({_NUMERAL})({_REST})")
_SAID = re.compile(rf"({_NUMERAL}?)(多|余|来|几|\+)([十百千万亿]*{_REST})")
_BETWEEN = re.compile(rf"({_NUMERAL})({_REST}?)(?:[-~—]{{1,2}}|至|到|to)({_NUMERAL})({_REST})")
_NEIGHBOURS = re.compile("([一二两三四五六七八九])([二两三四五六七八九])(?![一二两三四五六七八九])")
_MOST_TIMES = 10
"""A range whose top is more than so many times its bottom says too little to be written down."""


def exact_figure(typed: str, fact: NumberFact) -> Decimal | None:
    """The figure of a numeral with one meaning, in the fact's unit: 三十台, 1万2, 两千万元; None for anything else.

    Money said with 十, 百 or 千 but without 万, 亿 or 元 (三百 in a field of 万元) is not exact: it could be yuan.
    """
    match = _PLAIN.fullmatch(plain_text(typed))
    if match is None or not re.search(f"[{_CHINESE}]", match[1]) or _is_doubtful(match[0], fact.unit):
        return None
    return _in_unit(match[1], match[2], fact.unit)


def rough_figure(typed: str, fact: NumberFact) -> Answer | None:
    """What a text that is only about right was understood as, for the person to confirm; None where it says too little.

    By our own reading of the language: 约, 来 and 左右 mean half the place of the last digit that is not zero, at
    most a tenth of the figure, at least one; 多, 余, 几 what fills up that place; 近 and 不到 a tenth below; of a range
    the middle stands for it.
    """
    if re.search(r"\d\s+\d", typed):
        return None
    text, manner = plain_text(typed), ""
    for name, pattern in (("about", _ABOUT), ("under", _UNDER), ("over", _OVER)):
        shorter = pattern.sub("", text)
        manner, text = (name, shorter) if shorter != text else (manner, text)
    if ends := _range_in(text, fact.unit):
        return _answer(fact, typed, *ends)
    said, plain = _SAID.fullmatch(text), _PLAIN.fullmatch(text)
    if said is not None:
        numeral, rest, manner = said[1], said[3], "about" if said[2] == "来" else "over"
    elif plain is not None and (manner or _is_doubtful(text, fact.unit)):
        numeral, rest = plain[1], plain[2]
    else:
        return None
    counted, figure = _counted(numeral), _in_unit(numeral, rest, fact.unit)
    if not counted or not figure:
        return None
    ends_of = _ENDS.get(manner)
    if ends_of is None:
        return _answer(fact, typed, figure, figure)
    least = Decimal(0 if fact.decimals else 1)
    return _answer(fact, typed, *ends_of(figure, _place(counted) * figure / counted, least))


def _about(figure: Decimal, place: Decimal, least: Decimal) -> tuple[Decimal, Decimal]:
    half = max(min(place / 2, figure / 10), least)
    return figure - half, figure + half


def _over(figure: Decimal, place: Decimal, least: Decimal) -> tuple[Decimal, Decimal]:
    return figure + least, figure + max(place, 2 * least) - least


def _under(figure: Decimal, place: Decimal, least: Decimal) -> tuple[Decimal, Decimal]:
    return figure - max(figure / 10, least), figure


_ENDS: dict[str, Callable[[Decimal, Decimal, Decimal], tuple[Decimal, Decimal]]] = {
    "about": _about,
    "over": _over,
    "under": _under,
}


def _answer(fact: NumberFact, typed: str, low: Decimal, high: Decimal) -> Answer | None:
    step, least = Decimal(1).scaleb(-fact.decimals), Decimal(str(fact.minimum))
    middle, low, high = (max(least, one.quantize(step, ROUND_FLOOR)) for one in ((low + high) / 2, low, high))
    if high > Decimal(str(fact.maximum)) or high > _MOST_TIMES * max(low, step):
        return None
    if low == high:
        return Answer(State.ANSWERED, float(middle))
    return Answer(State.ANSWERED, float(middle), roughly=Roughly(float(low), float(high), typed.strip()))


def _range_in(text: str, unit: Label) -> tuple[Decimal, Decimal] | None:
    """The two ends of 30-40台, 2到3千万, 三四十, 十七八; None for anything else."""
    between = _BETWEEN.fullmatch(text)
    if between is not None:
        first, first_rest, second, second_rest = between.groups()
        if not first_rest and not re.search("[万亿]", first):
            # 2-3千万 and 三到五百 say the scale once.
            digits = _TOKEN.match(second)
            bare = re.fullmatch(f"[0-9.,]+|[{_CHINESE[:12]}]", first) is not None
            scale = second[digits.end() :] if digits and bare else "".join(re.findall("[万亿]+$", second))
            first, first_rest = first + scale, second_rest
    elif (pair := _NEIGHBOURS.search(text)) and _counted(pair[1]) == _counted(pair[2]) - 1:
        low, high = (_PLAIN.fullmatch(_NEIGHBOURS.sub(digit, text, count=1)) for digit in (r"\1", r"\2"))
        if low is None or high is None:
            return None
        first, first_rest, second, second_rest = low[1], low[2], high[1], high[2]
    else:
        return None
    ends = _in_unit(first, first_rest, unit), _in_unit(second, second_rest, unit)
    return (ends[0], ends[1]) if ends[0] is not None and ends[1] is not None and ends[0] < ends[1] else None


def _in_unit(numeral: str, rest: str, unit: Label) -> Decimal | None:
    """The figure of a numeral and what stands behind it; None where that is no unit of this kind."""
    figure = _counted(numeral)
    scale = re.match("[十百千万亿]*", rest)
    behind = rest[scale.end() :] if scale else rest
    if is_money(unit) and re.search("[万亿]", numeral + rest):
        factor = unit_factor("元", unit) if behind in ("", "元", "块", "块钱") else None
    else:
        factor = unit_factor(behind, unit)
    for sign in scale[0] if scale else "":
        figure *= (_STEPS | _MYRIADS)[sign]
    return None if factor is None or not figure else figure * factor


def _is_doubtful(text: str, unit: Label) -> bool:
    """Money with 十, 百 or 千 and neither 万 nor 元: of which unit?"""
    return is_money(unit) and bool(re.search("[十百千]", text)) and not re.search("[万亿元块]", text)


def _counted(numeral: str) -> Decimal:
    """The number that a numeral of Chinese and Arabic digits says; 0 where it is none. 1万2 is 12,000."""
    tokens = _TOKEN.findall(numeral)
    if "".join(tokens) != numeral or not tokens:
        return Decimal(0)
    total = section = Decimal(0)
    digit: Decimal | None = None
    last = 1
    for place, token in enumerate(tokens):
        if token in _MYRIADS:
            total = (total + section + (digit or 0) or Decimal(1)) * _MYRIADS[token]
            section, digit, last = Decimal(0), None, _MYRIADS[token]
        elif token in _STEPS:
            section += (Decimal(1) if digit is None else digit) * _STEPS[token]
            digit, last = None, _STEPS[token]
        elif digit is not None and digit != 0:
            return Decimal(0)  # two digits side by side: 三五, or 3五
        else:
            digit = Decimal(_DIGITS[token]) if token in _DIGITS else Decimal(token.replace(",", ""))
            if place and digit and digit < 10 and last >= 100 and tokens[place - 1] not in "零〇":
                following = tokens[place + 1 :]
                digit = digit * last / 10 if not following else digit  # 1万2, 一百二
    return total + section + (digit or 0)


def _place(figure: Decimal) -> Decimal:
    """The place of the last digit that is not zero: 10 of 30, 100 of 2,800, 0.1 of 2.5."""
    exponent = figure.normalize().as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))
