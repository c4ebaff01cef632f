"""Money and lists in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.content.measures import CostRange
from assessment.explaining import plain_number
from assessment.language import Label, label


def money(cents: int) -> Label:
    """An amount in 0.01 万元 (100 yuan): 31.2 万元, CNY 312,000."""
    return label(f"{plain_number(cents / 100)} 万元", f"CNY {cents * 100:,}")


def money_range(cost: CostRange) -> Label:
    """The likely cost with its range."""
    low, likely, high = cost.cents()
    text = label("约 {likely}（{low} 至 {high}）", "about {likely} ({low} to {high})")
    return text.fill(likely=money(likely), low=plain(low), high=plain(high))


def plain(cents: int) -> Label:
    """An amount without its unit in Chinese, where the unit has just been said."""
    return label(plain_number(cents / 100), f"{cents * 100:,}")


def listed(texts: Iterable[Label], zh: str = "、", en: str = ", ") -> Label:
    """Several texts as one."""
    texts = list(texts)
    return label(zh.join(t.zh for t in texts), en.join(t.en for t in texts))


def quoted(texts: Iterable[Label]) -> Label:
    """Several titles in quotation marks."""
    return listed(label(f"“{t.zh}”", f"'{t.en}'") for t in texts)
