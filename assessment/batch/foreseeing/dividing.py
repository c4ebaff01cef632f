"""The division of a sum between the firms of a file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assessment.batch.foreseeing.foreseen import (
    ESTIMATE,
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
from assessment.foresight import Floor, best_use, certain, stairs_of
from assessment.language import Lang, label
from assessment.planning import money
from assessment.problems import refuse
from assessment.scoring import level_name
from assessment.workbook.firms.lines import LineColumn


def best_division(
    batch: Batch,
    budget: float,
    cap: float | None,
    floors: Sequence[str],
    lang: Lang,
    progress: Progress | None = None,
) -> Foreseen:
    """The division of ``budget`` (万元) between the firms that gains most levels; ``floors`` as FACT=OPTION:N."""
    if cents(budget) <= 0:
        raise refuse(
            "budget",
            label("总额是 0，一家也资助不了", "the sum is nought: it pays for nobody"),
            label("请写一个大于 0 的总额。", "Enter a sum above nought."),
            f"{budget:g}",
        )
    ways = ways_of(batch, progress=progress)
    stairs, priced = stairs_of(ways)
    asked = tuple(_floor(batch, text) for text in floors)
    use = best_use(stairs, cents(budget), asked, None if cap is None else cents(cap))
    sure = np.zeros(ways.firms, bool) if asked or cap is not None else certain(priced, cents(budget))
    place = np.full(ways.firms, 0)
    place[use.next] = np.arange(1, len(use.next) + 1)
    paid = np.flatnonzero(use.step >= 0)
    rows = [*paid, *use.next]
    steps = use.step[rows]
    framework = batch.reading.main
    columns = [
        *firm_columns(batch, rows, lang),
        LineColumn(label("资助", "Paid"), 8, ticks(steps >= 0, lang)),
        LineColumn(
            label("升到", "Moves to"),
            14,
            [None if s < 0 else level_name(framework, int(ways.level[s])).text(lang) for s in steps],
        ),
        LineColumn(
            label("费用（万元，估算）", "Cost (CNY 10 000, est.)"),
            14,
            [None if s < 0 else ways.likely[s] / 100 for s in steps],
            "money",
        ),
        LineColumn(label("价格怎么变都在内", "In whatever the prices"), 12, ticks(sure[rows], lang)),
        LineColumn(label("候补顺序", "Waiting, in order"), 10, [int(place[r]) or None for r in rows], "count"),
    ]
    proof = (
        label("已证明没有更好的分法。", "No division does better: proven.")
        if use.gain == use.bound
        else label("离已证明的上限还差 {gap} 级。", "The proven bound is {gap} levels above.").fill(
            gap=use.bound - use.gain
        )
    )
    told = label(
        "{money}资助 {firms} 家，共升 {gain} 级，用去{cost}。{proof}",
        "{money} pays for {firms} firms that move {gain} levels in all, at {cost}. {proof}",
    ).fill(money=money(cents(budget)), firms=len(paid), gain=use.gain, cost=money(use.cost), proof=proof)
    inside = label(
        "其中 {sure} 家不管价格在估算范围里怎么变都在内。",
        "{sure} of them are in whatever the prices within their ranges.",
    ).fill(sure=int(sure.sum()))
    return Foreseen(tuple(columns), (told, *([] if asked or cap is not None else [inside]), *unproven(ways), ESTIMATE))


def _floor(batch: Batch, text: str) -> Floor:
    """``city=nanchang:5`` as a floor."""
    which, colon, number = text.rpartition(":")
    if not colon or not number.isdecimal():
        raise unreadable(text, label("写成 city=nanchang:5 这样", "write it as city=nanchang:5"))
    return Floor(text, members(batch, which), int(number))
