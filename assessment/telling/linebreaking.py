"""Where a line of Chinese, English or both may end.

The rules are those of GB/T 15834-2011 (5.1) and of W3C's "Requirements for Chinese Text Layout" (3.1.3):
no line begins with a closing mark or ends with an opening one, dashes and ellipses stay whole, a Latin word
stays whole, and a number stays with its unit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from assessment.telling.marks import LEFT_INKED, PLAIN, RIGHT_INKED

NEVER_FIRST = "，。、；：！？…—）》〉】〗〕」』］｝”’·～％‰℃々ー,.;:!?)]}%°~–-›»"
"""Marks that must not begin a line."""
NEVER_LAST = "（《〈【〖〔「『［｛“‘([{￥¥$€£№#‹«"
"""Marks that must not end a line."""
_JOINS = "/／\"'"  # never cut beside these, unless a space allows it
_NEVER_CUT_BEFORE = NEVER_FIRST + _JOINS
_TOLERANCE = 1e-6  # points
_MOST_MOVED = 6  # characters that may leave a line so that the last of its paragraph is not a single one
# No column holds as many characters; without the bound, a text without a break would take quadratic time.
_LONGEST_TOKEN = 400

_WORD_CHARS = "A-Za-z0-9_\u00c0-\u024f\u0370-\u03ff"
_WORD = rf"[{_WORD_CHARS}]++(?:(?:[.:'’&@+\-=#*](?=[{_WORD_CHARS}])|,(?=\d))[{_WORD_CHARS}]++)*+\+*+"
_UNITS = (
    "个百分点|百分点|万元|亿元|千元|万家|万台|万人|万吨|小时|分钟|工作日|人天|人月|季度|"
    "[元万亿千百台套家户人名项个条份次倍年月日天周岁级分期批处台点秒米吨克号章节页步类层档款]"
)
_LATIN_UNITS = (
    "kW·h|kWh|kW|MW|kV|kg|km|mm|cm|GB|MB|TB|Mbps|Gbps|ms|min|CNY|RMB|USD|days?|months?|years?|points?|[mhtVWAsd]"
)
_NUMBER = r"\d[\d.,]*+(?:[~～–\-]\d[\d.,]*+)?+(?:%|％)?"
_LED = rf"(?:CNY|RMB|USD|[Ww]eeks?|[Mm]onth|[Ll]evel|[Ss]tep|[Pp]age|第) {_NUMBER}(?: ?(?:{_UNITS}))?+"
QUANTITY = rf"(?:{_LED}|{_NUMBER}(?: ?(?:{_UNITS})| (?:{_LATIN_UNITS})(?![{_WORD_CHARS}])))"
"""A number with its unit, its currency or what it numbers, which no line breaks, as a pattern."""


def _among(marks: str) -> str:
    return "[" + re.escape(marks) + "]"


_ATOM = rf"(?:{QUANTITY}|{_WORD}|万元|亿元|人天|百分点|[^\s])"
_OPEN, _CLOSE, _JOIN = _among(NEVER_LAST), _among(NEVER_FIRST), _among(_JOINS)
# What a line may be cut before and after: openers, one atom, closers; joins tie atoms to each other.
_SIGN = r"[-−–+±](?=\d)"
_TOKEN = re.compile(
    rf"(?:(?:{_OPEN}|{_JOIN})\s*+)*+"
    rf"(?:(?:{_SIGN}|(?!{_CLOSE})){_ATOM})?+"
    rf"(?:{_SIGN}{_ATOM}|(?:\s++(?!{_SIGN}))?+{_CLOSE}|{_JOIN}++{_OPEN}*+(?:(?!{_CLOSE}){_ATOM})?+|\s++{_JOIN}(?=\s|$))*+"
    rf"(\s*+)"
)


class Line(NamedTuple):
    """One line: the characters ``start`` to ``end`` of the text, ``width`` points wide.

    An opening mark at its beginning is set half an em wide, always; a closing mark at its end only where
    ``tight`` says so. ``width`` counts them that way. ``last`` marks the end of a paragraph.
    """

    start: int
    end: int
    width: float
    tight: bool
    last: bool


Measure = Callable[[int, int], float]
"""Width in points of the characters ``start`` to ``end`` of the text, on one line."""


def break_lines(text: str, room: float, em: float, measure: Measure) -> list[Line]:
    """Break ``text``, cleaned and with its marks fitted, into lines at most ``room`` points wide.

    ``em`` is the font size in points. A line end in the text ends a paragraph. A token wider than a line is cut
    between characters, by the same rules as far as they can be kept. The lines cover every character but the
    spaces at which they were cut.
    """
    plain = text.translate(PLAIN)
    lines: list[Line] = []
    start = 0
    for paragraph in plain.split("\n"):
        stop = start + len(paragraph)
        lines += _break_paragraph(text, plain, start, stop, room, em, measure)
        start = stop + 1
    return lines


def _break_paragraph(
    text: str, plain: str, start: int, stop: int, room: float, em: float, measure: Measure
) -> list[Line]:
    lines: list[Line] = []
    while start < stop and plain[start] == " ":
        start += 1
    if start < stop and plain[stop - 1] != " " and text[start] not in RIGHT_INKED:
        whole = measure(start, stop)
        if whole <= room + _TOLERANCE:  # most texts of tables and charts
            return [Line(start, stop, whole, False, True)]
    line_start = line_end = at = start
    used = gap = 0.0
    cuts: list[int] = []  # where the tokens begin that a line could be cut before
    while at < stop:
        match = _TOKEN.match(plain, at, min(stop, at + _LONGEST_TOKEN))
        assert match, "the pattern matches at every character"
        end = match.start(1)
        if at == line_start:
            used = -0.5 * em if text[at] in RIGHT_INKED else 0.0
            gap = 0.0
        width = gap + measure(at, end)
        spare = room - used - width + _TOLERANCE
        if spare >= 0 or (spare >= -0.5 * em and text[end - 1] in LEFT_INKED):
            used += width
            line_end = end
            cuts.append(at)
            at = match.end()
            gap = measure(end, at) if at > end else 0.0
            continue
        if at == line_start:  # wider than a line by itself
            line_end = _forced_cut(plain, at, end, room - used, measure)
            used += measure(line_start, line_end)
            at = line_end
            while at < stop and plain[at].isspace():
                at += 1
        lines.append(_line(text, line_start, line_end, em, used, room))
        line_start = line_end = at
    if line_end > line_start or not lines:
        lines.append(_line(text, line_start, line_end, em, used, room))
    if len(lines) > 1 and len(plain[lines[-1].start : lines[-1].end].rstrip(NEVER_FIRST)) == 1:
        _share(lines, text, plain, cuts, em, measure)
    lines[-1] = lines[-1]._replace(last=True)
    return lines


def _share(lines: list[Line], text: str, plain: str, cuts: list[int], em: float, measure: Measure) -> None:
    """Give a last line of a single sign the end of the line before, where that has enough."""
    before, alone = lines[-2:]
    cut = max((one for one in cuts if before.start < one < before.end), default=before.start)
    if before.end - cut > _MOST_MOVED or cut - before.start <= _MOST_MOVED or plain[cut - 1] in NEVER_LAST:
        return
    end = len(plain[:cut].rstrip())
    for at, (first, last) in ((-2, (before.start, end)), (-1, (cut, alone.end))):
        inset = 0.5 * em if text[first] in RIGHT_INKED else 0.0
        lines[at] = Line(first, last, measure(first, last) - inset, False, False)


def _line(text: str, start: int, end: int, em: float, width: float, room: float) -> Line:
    tight = width > room + _TOLERANCE and text[end - 1] in LEFT_INKED
    return Line(start, end, width - 0.5 * em if tight else width, tight, False)


def _forced_cut(text: str, start: int, end: int, room: float, measure: Measure) -> int:
    """The best place to cut a token that is wider than a line: as late as fits, by the rules if any place is."""
    fits = start + 1
    while fits < end and measure(start, fits + 1) <= room + 1e-6:
        fits += 1
    for cut in range(fits, start, -1):
        if cut < end and text[cut] not in _NEVER_CUT_BEFORE and text[cut - 1] not in NEVER_LAST:
            return cut
    return fits
