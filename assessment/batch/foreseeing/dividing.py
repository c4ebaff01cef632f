"""The division of a sum between the firms of a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assessment.batch.engines import Engine
from assessment.batch.foreseeing.foreseen import (
    ESTIMATE,
    Flags,
    Foreseen,
    Progress,
    cents,
    firm_columns,
    sizes_of,
    ticks,
    unproven,
    unreadable,
    ways_of,
)
from assessment.batch.foreseeing.membership import FirmGroups
from assessment.batch.foreseeing.spreading import Climbed, ReachedBy, spread
from assessment.batch.scored import Batch
from assessment.foresight import (
    BestUse,
    Climbs,
    Floor,
    PricedSteps,
    Stairs,
    best_use,
    certain,
    climbs_of,
    priced_steps,
    stairs_of,
)
from assessment.language import Label, Lang, decimal_text, label, listed
from assessment.planning import Climbing, NotSolved, Price, money
from assessment.problems import refuse
from assessment.scoring import level_name, plain_number
from assessment.workbook.firms.lines import LineColumn

Whole = NDArray[np.int64]
Count = Literal["levels", "points", "both"]
WEIGHT = 20
"""How many points a level counts as where both count, unless said otherwise: a choice and no finding."""

_MOST_NAMED = 6


def best_division(
    batch: Batch,
    budget: float,
    cap: float | None,
    floors: Sequence[str],
    lang: Lang,
    progress: Progress | None = None,
    count: Count = "levels",
    weight: int = WEIGHT,
    whatever: bool = False,
    engine: Engine | None = None,
) -> Foreseen:
    """The division of ``budget`` (万元) between the firms that gains most; ``floors`` as FACT=OPTION:N.

    Levels are counted, points, or both with a level as ``weight`` points. Who is in ``whatever`` the prices is always
    told of levels; of points only when asked for, since every firm is then climbed at the ends of the ranges too.
    """
    if cents(budget) <= 0:
        raise refuse(
            "budget",
            label("总额是 0，一家也资助不了", "the sum is nought: it pays for nobody"),
            label("请写一个大于 0 的总额。", "Enter a sum above nought."),
            f"{budget:g}",
        )
    _check(weight)
    groups = FirmGroups(batch)
    asked = tuple(_floor(groups, text, lang) for text in floors)
    most = None if cap is None else cents(cap)
    if count == "levels":
        offer = _levels(batch, progress, engine)
        use = _divided(offer.stairs, cents(budget), asked, most)
    else:
        worth = weight if count == "both" else 0
        offer, use = _points(batch, cents(budget), most, asked, worth, whatever, progress, engine)
    sure = None
    if offer.priced is not None:
        sure = certain(offer.priced, cents(budget), most, asked)
    return Foreseen(
        tuple(_columns(batch, offer, use, sure, lang)),
        (
            _told(offer, use, cents(budget)),
            *_conditions(most, asked),
            *_too_dear(offer.stairs, use),
            *_inside(sure, bool(asked)),
            *unproven(offer.unproven),
            ESTIMATE,
        ),
    )


@dataclass(frozen=True)
class _Offer:
    """What the firms offer, flat like the steps of ``stairs``: ``level`` at which a step stands, ``levels`` and
    ``points`` (None where they do not count) that it gains, by points of the steps that are paid only; ``unit`` gains
    are one level, or one point."""

    stairs: Stairs
    level: Whole
    levels: Whole
    points: NDArray[np.float64] | None
    unit: int
    weight: int
    priced: PricedSteps | None
    unproven: Whole


def _divided(stairs: Stairs, budget: int, floors: Sequence[Floor], cap: int | None) -> BestUse:
    try:
        return best_use(stairs, budget, floors, cap)
    except NotSolved:
        raise refuse(
            "floors",
            label(
                "这么多企业和下限，没有算出来",
                "with so many firms and floors no division was found",
            ),
            label("请分市来算，减少下限，或者只数级别。", "Take a city at a time, fewer floors, or count levels only."),
            len(floors),
        ) from None


def _check(weight: int) -> None:
    if weight < 0:
        raise refuse(
            "weight",
            label("一级不能按负的分数算", "a level cannot count as less than no points"),
            label("请写 0 或更大的整数。", "Enter a whole number from 0 on."),
            weight,
        )


def _levels(batch: Batch, progress: Progress | None, engine: Engine | None) -> _Offer:
    ways = ways_of(batch, progress=progress, engine=engine)
    stairs, priced = stairs_of(ways)
    return _Offer(stairs, ways.level, ways.steps, None, 1, 0, priced, ways.unproven)


def _points(
    batch: Batch,
    budget: int,
    cap: int | None,
    floors: Sequence[Floor],
    weight: int,
    whatever: bool,
    progress: Progress | None,
    engine: Engine | None,
) -> tuple[_Offer, BestUse]:
    """What every sum buys each firm, the division of it, and what those paid reach by scoring what they buy.

    A firm whose step is not proven, or not what scoring says, is left out, and the sum is divided anew.
    """
    reading, sizes = batch.reading, sizes_of(batch)
    unit = reading.main.scale(reading.main.root).denominator
    most = budget if cap is None else min(budget, cap)
    prices: tuple[Price, ...] = ("likely", "low", "high") if whatever else ("likely",)
    found: dict[Price, Climbs] = {}
    for i, price in enumerate(prices):

        def on(done: int, firms: int, before: int = i) -> None:
            if progress is not None:
                progress(before * firms + done, len(prices) * firms)

        climbing = Climbing(reading.main, reading.advisor.measures, most, weight * unit, price)
        climbed = spread(Climbed(climbing), batch.table, sizes, engine, on)
        found[price] = climbs_of([one for some in climbed for one in some])
    likely = Climbing(reading.main, reading.advisor.measures, most, weight * unit)
    stairs, wrong = found["likely"].stairs, set(found["likely"].unproven.tolist())
    while True:
        use = _divided(stairs, budget, floors, cap)
        rows = np.flatnonzero(use.step >= 0)
        costs = stairs.cost[use.step[rows]].tolist()
        after = [
            one
            for some in spread(ReachedBy(likely), batch.table.take(rows), [sizes[r] for r in rows], engine, None, costs)
            for one in some
        ]
        failed = [int(row) for row, one in zip(rows, after, strict=True) if one is None]
        if not failed:
            break
        wrong |= set(failed)
        stairs = stairs.without(failed)
    told = np.array(after, np.int64).reshape(-1, 3)
    points, levels, level = (np.zeros(len(stairs.firm), np.int64) for _ in range(3))
    for kept, column in zip((points, levels, level), told.T, strict=True):
        kept[use.step[rows]] = column
    priced = priced_steps(found["low"], found["high"]) if whatever else None
    left_out = np.array(sorted(wrong), np.int64)
    return _Offer(stairs, level, levels, points / unit, unit, weight, priced, left_out), use


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
    if sure is not None:
        columns.append(LineColumn(label("价格怎么变都在内", "In whatever the prices"), 12, ticks(sure[rows], lang)))
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
        points=decimal_text(points, 1),
        weight=offer.weight,
        worth=decimal_text(use.gain / offer.unit, 1),
    )
    return label(
        "{money}资助 {firms} 家，{gained}，用去 {cost}。{proof}",
        "{money} pays for {firms} firms that {gained}, at {cost}. {proof}",
    ).fill(money=money(budget), firms=len(paid), gained=gained, cost=money(use.cost), proof=proof)


def _inside(sure: Flags | None, floors: bool) -> list[Label]:
    if sure is None:
        return []
    words = label(
        "有 {sure} 家不管价格在估算范围里怎么变都在内（{rule}）。",
        "{sure} firms are in whatever the prices within their ranges ({rule}).",
    )
    rule = label("每块钱换来最多的先得", "by the rule that what gains most for the money comes first")
    if floors:
        rule = label(
            "先用最少的钱补足下限，再让每块钱换来最多的先得",
            "by the rule that floors are met as cheaply as can be, then what gains most for the money comes first",
        )
    if not sure.any():
        words = label(
            "没有一家是不管价格在估算范围里怎么变都在内的（{rule}）。",
            "No firm is in whatever the prices within their ranges ({rule}).",
        )
    return [words.fill(sure=int(sure.sum()), rule=rule)]


def _too_dear(stairs: Stairs, use: BestUse) -> list[Label]:
    """Where nobody is paid, what the cheapest step of all would cost."""
    if (use.step >= 0).any() or not len(stairs.cost):
        return []
    words = label(
        "一家也不够：最便宜的一步要 {cost}。", "It is enough for nobody: the cheapest step of all costs {cost}."
    )
    return [words.fill(cost=money(int(stairs.cost.min())))]


def _conditions(cap: int | None, floors: Sequence[Floor]) -> list[Label]:
    """What the division keeps to, so that who reads it later knows."""
    said = [] if cap is None else [label("单家最多 {cap}", "{cap} at most for one firm").fill(cap=money(cap))]
    if len(floors) > _MOST_NAMED:
        said.append(label("{n} 个组各有下限", "floors for {n} groups").fill(n=len(floors)))
    else:
        said += [label(floor.name, floor.name) for floor in floors]
    return [label("条件：{said}。", "Kept to: {said}.").fill(said=listed(said, "；", "; "))] if said else []


def _floor(groups: FirmGroups, text: str, lang: Lang) -> Floor:
    """``city=nanchang:5``, ``county=360111:2`` or ``size=small:3`` as a floor."""
    which, colon, number = text.rpartition(":")
    if not colon or not number.isdecimal():
        raise unreadable(text, label("写成 city=nanchang:5 这样", "write it as city=nanchang:5"))
    found = groups.members(which)
    name = label("{group}至少 {n} 家", "at least {n} of {group}").fill(group=groups.named(which), n=number)
    return Floor(name.text(lang), found, int(number))
