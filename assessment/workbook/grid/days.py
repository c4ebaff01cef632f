"""A day in a cell, as people write it."""

from __future__ import annotations

import datetime
import re

from assessment.answers import AnswerRefused
from assessment.language import label

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?")


def read_day(text: str) -> datetime.date:
    """The day that a text names: 2026-11-23, 2026/11/23, 2026年11月23日. Raises ``AnswerRefused``."""
    found = _DAY.fullmatch(text.strip())
    try:
        if found is not None:
            return datetime.date(*map(int, found.groups()))
    except ValueError:
        pass
    raise AnswerRefused(
        label("看不懂这个日期", "this is no day that can be read"),
        label("请写成 2026-11-23 这样。", "Write it as 2026-11-23."),
        text,
    )
