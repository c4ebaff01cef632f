"""Chinese punctuation marks and the narrow shapes the report's fonts hold for them.

A full-width mark fills an em of which half is empty. Two marks in a row, a mark at the edge of a line, or a
quotation mark beside a Latin word would leave holes, so ``tools/build_fonts.py`` adds narrow shapes of the
marks to the fonts, at private code points, and this module puts them where they belong (W3C "Requirements for
Chinese Text Layout", 3.1.6). The text layer of the PDF names the mark itself, so text copies out unchanged.
"""

from __future__ import annotations

import re

LEFT_INKED = "，。、；：！？）》〉】〗〕」』］｝”’"
"""Full-width marks whose right half is empty."""
RIGHT_INKED = "（《〈【〖〔「『［｛“‘"
"""Full-width marks whose left half is empty."""
QUOTES = "“”‘’"
DASH = "—"

_FIRST_PRIVATE = 0xF600
_LAST_PRIVATE = 0xF6FF


def _shapes(marks: str, offset: int) -> dict[str, str]:
    return {mark: chr(_FIRST_PRIVATE + offset + number) for number, mark in enumerate(marks)}


HALF = _shapes(LEFT_INKED + RIGHT_INKED, 0x00)
"""Mark -> the same mark half an em wide."""
LATIN = _shapes(QUOTES, 0x40)
"""Quotation mark -> the same mark as wide as its ink, as Latin text wants it."""
JOINED = _shapes(DASH, 0x50)
"""Dash -> a dash that fills its em, so that two of them make one line."""

PLAIN = {ord(shape): mark for shapes in (HALF, LATIN, JOINED) for mark, shape in shapes.items()}
"""Code point of a narrow shape -> the mark it stands for; a table for ``str.translate``."""

RESERVED = re.compile(f"[{chr(_FIRST_PRIVATE)}-{chr(_LAST_PRIVATE)}]")
"""Private code points that text from outside must not bring along."""

_ANY = re.compile(f"[{LEFT_INKED}{RIGHT_INKED}]|{DASH}{{2,}}")
_FULL_WIDTH = frozenset(LEFT_INKED + RIGHT_INKED)


def fit_marks(text: str) -> str:
    """Cleaned ``text`` with narrow shapes where marks meet; as many characters as before, one for one."""
    found = _ANY.search(text)
    if found is None:
        return text
    return _ANY.sub(_fit, text)


def _fit(match: re.Match[str]) -> str:
    mark = match.group()
    text = match.string
    before = text[match.start() - 1 : match.start()]
    after = text[match.end() : match.end() + 1]
    if mark[0] == DASH:
        return JOINED[DASH] * len(mark)
    if mark in QUOTES and _in_latin(mark, before, after):
        return LATIN[mark]
    if mark in LEFT_INKED:
        return HALF[mark] if after in _FULL_WIDTH else mark
    return HALF[mark] if before and before in RIGHT_INKED else mark


def _in_latin(mark: str, before: str, after: str) -> bool:
    """True when the outer neighbour of a quotation mark is Latin or a space, or there is none and the inner is."""
    outer, inner = (before, after) if mark in RIGHT_INKED else (after, before)
    return outer.isascii() if outer else inner.isascii()
