"""What must hold of a rate in a framework file: countable facts, and bands that cover 0 to 100 exactly once."""

from __future__ import annotations

import math
from fractions import Fraction

from assessment.content.bank import FactBank
from assessment.content.facts import NumberFact, steps_of_one
from assessment.content.faults import FaultList
from assessment.content.frameworks import Band, RatioItem, read_range

# Up to here a quotient of whole numbers lies on the right side of every edge, although it is rounded to 53 bits.
LARGEST_PRODUCT = 1 << 52


def check_rate(faults: FaultList, i: int, item: RatioItem, bank: FactBank) -> None:
    """Note every fault of the item at position ``i``."""
    facts: list[NumberFact] = []
    for role, fact_id in [*(("numerator", part) for part in item.numerator), ("denominator", item.denominator)]:
        fact = bank.facts.get(fact_id)
        if isinstance(fact, NumberFact):
            facts.append(fact)
        else:
            unknown_fact(faults, ("items", i, role), fact_id, "count / amount")
    if len(facts) == len(item.numerator) + 1:
        _check_figures(faults, i, item, facts)
    _check_bands(faults, i, item.bands)


def unknown_fact(faults: FaultList, path: tuple[str | int, ...], fact_id: str, kind: str) -> None:
    """A fact that the bank does not have, or has as another kind."""
    faults.add(
        path,
        f"事实库里没有类型为 {kind} 的“{fact_id}”",
        f"the fact bank has no {kind} fact '{fact_id}'",
        "请先在 questionnaires/facts 里定义它，或改用已有的 id。",
        "Define it in questionnaires/facts first, or use an existing id.",
    )


def _check_figures(faults: FaultList, i: int, item: RatioItem, facts: list[NumberFact]) -> None:
    whole = facts[-1]
    if whole.minimum <= 0:
        faults.add(
            ("items", i, "denominator"),
            f"分母“{whole.id}”可以为 0，比率就没有意义",
            f"the denominator '{whole.id}' may be 0, which leaves the rate undefined",
            "请把该事实的 minimum 设为大于 0。",
            "Give the fact a minimum above 0.",
        )
    if len({fact.id for fact in facts}) < len(facts):
        faults.add(
            ("items", i, "numerator"),
            "同一个事实在一个比率里出现两次",
            "the same fact stands twice in one rate",
            "请删去其中一个。",
            "Remove one of them.",
        )
    grain = math.lcm(*(Fraction(edge, 100).denominator for band in item.bands for edge in read_range(band.range)[1:3]))
    steps = steps_of_one(facts)
    largest = max(whole.maximum, sum(fact.maximum for fact in facts[:-1]))
    if largest * steps * grain > LARGEST_PRODUCT:
        faults.add(
            ("items", i),
            "数字的上限太大，比率无法精确比较",
            "the figures may grow too large for the rate to be compared exactly",
            "请调低事实的 maximum 或 decimals。",
            "Lower the facts' maximum or decimals.",
        )


def _check_bands(faults: FaultList, i: int, bands: tuple[Band, ...]) -> None:
    closed_before, end = True, Fraction(0)
    for j, band in enumerate(bands):
        left_closed, start, stop, right_closed = read_range(band.range)
        touches = start == end and (left_closed if j == 0 else left_closed != closed_before)
        if not touches or stop <= start:
            overlap = j > 0 and (start < end or (start == end and left_closed and closed_before))
            zh = "不是从 0 开始" if j == 0 else "与前一档重叠" if overlap else "与前一档之间有空缺"
            en = "does not begin at 0" if j == 0 else "overlaps the one before" if overlap else "leaves a gap"
            if touches:
                zh, en = "的终点不大于起点", "does not end above its start"
            faults.add(
                ("items", i, "bands", j, "range"),
                f"分档 {band.range} {zh}",
                f"band {band.range} {en}",
                "各档应从 0 到 100 首尾相接，端点只属于一档。",
                "Bands run from 0 to 100 end to end, each edge in exactly one band.",
            )
            return
        closed_before, end = right_closed, stop
    if end != 100 or not closed_before:
        faults.add(
            ("items", i, "bands", len(bands) - 1, "range"),
            "最后一档没有到 100（含）",
            "the last band does not end at 100, inclusive",
            "请把最后一档写到 100]。",
            "End the last band with 100].",
        )
