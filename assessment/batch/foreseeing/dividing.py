"""The division of a sum between the firms of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assessment.advisory import planning_size
from assessment.batch.foreseeing.foreseen import (
    ESTIMATE,
    Flags,
    Foreseen,
    Progress,
    cents,
    firm_columns,
    members,
    ticks,
    unproven,
    unreadable,
    ways_of,
)
from assessment.batch.scored import Batch
from assessment.foresight import BestUse, Floor, PricedSteps, Stairs, best_use, certain, climbs_of, stairs_of
from assessment.language import Label, Lang, label
from assessment.planning import money
from assessment.problems import refuse
from assessment.scoring import level_name, plain_number
from assessment.workbook.firms.lines import LineColumn

Whole = NDArray[np.int64]
Count = Literal["levels", "points", "both"]
WEIGHT = 20
"""How many points a level counts as where both count, unless said otherwise: a choice and no finding."""
_MOST_FIRMS = {"points": 1_000, "both": 150}
"""A firm's exact staircase takes about half a second of the processor by points, three or four where both count."""
_BOUNDED = label(
    "数分数要逐家算清每一笔钱能买到什么，一次最多 {most} 家，这里有 {firms} 家",
    "to count points, what every sum buys is found for each firm: {most} firms at most, and here are {firms}",
)
_ONLY_LEVELS = label(
    "“价格怎么变都在内”只在数级别时判断：价格一变，每笔钱买得到的分数也变。",
    "Who is in whatever the prices is told only where levels count: other prices change what a sum buys of points.",
)


def best_division(
    batch: Batch,
    budget: float,
    cap: float | None,
    floors: Sequence[str],
    lang: Lang,
    progress: Progress | None = None,
    count: Count = "levels",
    weight: int = WEIGHT,
) -> Foreseen:
    """The division of ``budget`` (万元) between the firms that gains most; ``floors`` as FACT=OPTION:N.

    Levels are counted, points, or both with a level as ``weight`` points.
    """
    if cents(budget) <= 0:
        raise refuse(
            "budget",
            label("总额是 0，一家也资助不了", "the sum is nought: it pays for nobody"),
            label("请写一个大于 0 的总额。", "Enter a sum above nought."),
            f"{budget:g}",
        )
    _check(count, weight, len(batch.table))
    asked = tuple(_floor(batch, text) for text in floors)
    most = cents(budget if cap is None else min(budget, cap))
    if count == "levels":
        offer = _levels(batch, progress)
    else:
        offer = _points(batch, most, weight if count == "both" else 0, progress)
    use = best_use(offer.stairs, cents(budget), asked, None if cap is None else cents(cap))
    sure = None
    if offer.priced is not None and not asked and cap is None:
        sure = certain(offer.priced, cents(budget))
    return Foreseen(
        tuple(_columns(batch, offer, use, sure, lang)),
        (_told(offer, use, cents(budget)), *offer.notes, *_inside(sure), *unproven(offer.unproven), ESTIMATE),
    )


@dataclass(frozen=True)
class _Offer:
    """What the firms offer, flat like the steps of ``stairs``: ``level`` at which a step stands, ``levels`` and
    ``points`` (None where they do not count) that it gains; ``unit`` gains are one level, or one point."""

    stairs: Stairs
    level: Whole
    levels: Whole
    points: NDArray[np.float64] | None
    unit: int
    weight: int
    priced: PricedSteps | None
    unproven: Whole
    notes: tuple[Label, ...] = ()


def _check(count: Count, weight: int, firms: int) -> None:
    if weight < 0:
        raise refuse(
            "weight",
            label("一级不能按负的分数算", "a level cannot count as less than no points"),
            label("请写 0 或更大的整数。", "Enter a whole number from 0 on."),
            weight,
        )
    most = _MOST_FIRMS.get(count)
    if most is not None and firms > most:
        raise refuse(
            "count",
            _BOUNDED.fill(most=f"{most:,}", firms=f"{firms:,}"),
            label("请分市、分县来算，或者只数级别。", "Take a city or a county at a time, or count levels only."),
        )


def _levels(batch: Batch, progress: Progress | None) -> _Offer:
    ways = ways_of(batch, progress=progress)
    stairs, priced = stairs_of(ways)
    return _Offer(stairs, ways.level, ways.steps, None, 1, 0, priced, ways.unproven)


def _points(batch: Batch, most: int, weight: int, progress: Progress | None) -> _Offer:
    reading = batch.reading
    sizes = [planning_size(reading.sizes.of(row)) for row in range(len(batch.table))]
    found = climbs_of(reading.main, batch.table, reading.advisor.measures, sizes, most, weight, progress)
    points = found.points / found.unit
    return _Offer(
        found.stairs, found.level, found.levels, points, found.unit, weight, None, found.unproven, (_ONLY_LEVELS,)
    )


def _columns(batch: Batch, offer: _Offer, use: BestUse, sure: Flags | None, lang: Lang) -> list[LineColumn]:
    rows = [*np.flatnonzero(use.step >= 0), *use.next]
    steps = use.step[rows]
    place = np.full(offer.stairs.firms, 0)
    place[use.next] = np.arange(1, len(use.next) + 1)
    framework, points = batch.reading.main, offer.points
    columns = [
        *firm_columns(batch, rows, lang),
        LineColumn(label("资助", "Paid"), 8, ticks(steps >= 0, lang)),
        LineColumn(
            label("升到", "Moves to"),
            14,
            [
                None if s < 0 or offer.levels[s] <= 0 else level_name(framework, int(offer.level[s])).text(lang)
                for s in steps
            ],
        ),
        LineColumn(
            label("费用（万元，估算）", "Cost (CNY 10 000, est.)"),
            14,
            [None if s < 0 else offer.stairs.cost[s] / 100 for s in steps],
            "money",
        ),
    ]
    if points is not None:
        gained = [None if s < 0 else float(points[s]) for s in steps]
        columns.append(LineColumn(label("多得的分", "Points gained"), 10, gained, "points"))
    if offer.priced is not None:
        flags = np.zeros(len(rows), bool) if sure is None else sure[rows]
        columns.append(LineColumn(label("价格怎么变都在内", "In whatever the prices"), 12, ticks(flags, lang)))
    waiting = [int(place[r]) or None for r in rows]
    return [*columns, LineColumn(label("候补顺序", "Waiting, in order"), 10, waiting, "count")]


def _told(offer: _Offer, use: BestUse, budget: int) -> Label:
    """What was counted, what it comes to, and how far it is proven."""
    paid = use.step[use.step >= 0]
    gap = plain_number((use.bound - use.gain) / offer.unit)
    if use.gain == use.bound:
        proof = label("已证明没有更好的分法。", "No division does better: proven.")
    elif offer.points is None:
        proof = label("离已证明的上限还差 {gap} 级。", "The proven bound is {gap} levels above.").fill(gap=gap)
    else:
        proof = label("离已证明的上限还差 {gap} 分。", "The proven bound is {gap} points above.").fill(gap=gap)
    levels, points = int(offer.levels[paid].sum()), 0.0 if offer.points is None else float(offer.points[paid].sum())
    if offer.points is None:
        gained = label("共升 {levels} 级", "move {levels} levels in all")
    elif not offer.weight:
        gained = label("共多得 {points} 分（只数分数）", "gain {points} points in all (points alone count)")
    else:
        gained = label(
            "共升 {levels} 级、多得 {points} 分（一级按 {weight} 分算，合 {worth} 分；这个比重是设定的，不是算出来的）",
            "move {levels} levels and gain {points} points in all (a level counts as {weight} points, {worth} "
            "together: the weight is a choice and no finding)",
        )
    gained = gained.fill(
        levels=levels,
        points=plain_number(points),
        weight=offer.weight,
        worth=plain_number(use.gain / offer.unit),
    )
    return label(
        "{money}资助 {firms} 家，{gained}，用去{cost}。{proof}",
        "{money} pays for {firms} firms that {gained}, at {cost}. {proof}",
    ).fill(money=money(budget), firms=len(paid), gained=gained, cost=money(use.cost), proof=proof)


def _inside(sure: Flags | None) -> list[Label]:
    if sure is None:
        return []
    words = label(
        "其中 {sure} 家不管价格在估算范围里怎么变都在内。",
        "{sure} of them are in whatever the prices within their ranges.",
    )
    return [words.fill(sure=int(sure.sum()))]


def _floor(batch: Batch, text: str) -> Floor:
    """``city=nanchang:5`` as a floor."""
    which, colon, number = text.rpartition(":")
    if not colon or not number.isdecimal():
        raise unreadable(text, label("写成 city=nanchang:5 这样", "write it as city=nanchang:5"))
    return Floor(text, members(batch, which), int(number))
