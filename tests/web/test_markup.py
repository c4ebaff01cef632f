"""Text on a page is shown as it was written, and its lines end where a reader's eye may stop."""

from __future__ import annotations

import re

import pytest

from assessment.web.markup import escape, whole


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("到一级最省：1 步，约 0.3 万元（0.1–0.8，估算）", ["一级", "1 步", "0.3 万元", "0.1–0.8"]),
        ("现在 13.75–38.75 分", ["13.75–38.75 分"]),
        ("8 steps, CNY 130,000 in all, 33 weeks", ["CNY 130,000"]),
        ("“甲厂”<b>5台</b>", ["5台"]),
    ],
)
def test_levels_and_numbers_with_their_units_stay_on_one_line(text: str, kept: list[str]):
    found = whole(escape(text))
    assert re.findall('<span class="whole">(.*?)</span>', found) == kept
    assert re.sub("</?span[^>]*>", "", found) == escape(text)
