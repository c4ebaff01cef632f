"""How high a row must be: the lines that a text takes in a cell, where a program does not work that out itself."""

from __future__ import annotations

import math
import unicodedata


def wrapped_lines(text: str, width: float) -> int:
    """How many lines a text takes in a column of so many characters."""
    return sum(max(1, math.ceil(text_width(line) / width)) for line in text.split("\n"))


def text_width(line: str) -> float:
    """How many characters of a column a line takes; a Chinese one is as wide as two."""
    return sum(2.05 if unicodedata.east_asian_width(sign) in "WFA" else 1.1 for sign in line)
