"""What a policy would do to the firms of a file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assessment.batch.foreseeing.foreseen import (
    CITY,
    ESTIMATE,
    Foreseen,
    Progress,
    cents,
    check_level,
    firm_columns,
    members,
    named,
    option,
    unproven,
    ways_of,
)
from assessment.batch.scored import Batch
from assessment.foresight import Policy, means_of, movers_of, tried
from assessment.language import Lang, label
from assessment.planning import money
from assessment.scoring import level_name
from assessment.workbook.firms.lines import LineColumn


def tried_policy(
    batch: Batch,
    level: int,
    percent: float,
    cap: float | None,
    budget: float | None,
    only: Sequence[str],
    years: float,
    merit: bool,
    lang: Lang,
    progress: Progress | None = None,
) -> Foreseen:
    """What support of ``percent`` up to ``cap`` (万元) would do to the firms below ``level``."""
    check_level(batch, level)
    ways = ways_of(batch, level, progress)
    table = batch.table
    means = means_of(table, years)
    rank = np.arange(len(table))
    if merit:
        cost = np.full(len(table), np.iinfo(np.int64).max)
        cost[ways.firm] = ways.likely
        rank = np.argsort(np.argsort(cost, kind="stable"), kind="stable")
    rows, movers = movers_of(ways, level, means, rank)
    may_apply = np.ones(len(table), bool)
    for fact in {text.partition("=")[0] for text in only}:
        may_apply &= np.any([members(batch, text) for text in only if text.partition("=")[0] == fact], axis=0)
    rules = Policy(
        percent, None if cap is None else cents(cap), None if budget is None else cents(budget), may_apply[rows]
    )
    outcome = tried(rules, movers)
    said = np.where(outcome.moved & ~outcome.anyway, 1, np.where(outcome.anyway, 2, np.where(outcome.short > 0, 3, 4)))
    words = {
        1: label("会升级", "moves"),
        2: label("没有补助也会升级", "would move anyway"),
        3: label("还差一点", "just misses"),
        4: label("不在范围或轮不到", "may not apply, or the sum is used up"),
    }
    columns = [
        *firm_columns(batch, rows, lang),
        LineColumn(label("结果", "What it does"), 18, [words[int(one)].text(lang) for one in said]),
        LineColumn(label("方案费用（万元，估算）", "Plan (CNY 10 000, est.)"), 14, [*(movers.cost / 100)], "money"),
        LineColumn(label("拿得出（万元，假设）", "Can pay (CNY 10 000)"), 14, [*(movers.means / 100)], "money"),
        LineColumn(label("补助（万元）", "Support (CNY 10 000)"), 12, [*(outcome.paid / 100)], "money"),
        LineColumn(
            label("还差（万元）", "Misses by (CNY 10 000)"), 12, [v / 100 or None for v in outcome.short], "money"
        ),
    ]
    gained = outcome.gained
    told = label(
        "{n} 家有路可走；这条政策多带动 {gained} 家升到{level}，花公款{cost}，平均每多带动一家{each}。",
        "{n} firms have a way; the policy moves {gained} more to {level}, at {cost} of public money, {each} for each.",
    ).fill(
        n=len(rows),
        gained=gained,
        level=level_name(batch.reading.main, level),
        cost=money(outcome.cost),
        each=money(outcome.cost // gained) if gained else label("无从谈起", "none"),
    )
    wasted = label(
        "其中{waste}付给了没有补助也会升级的 {n} 家。", "Of it {waste} go to {n} firms that would move anyway."
    ).fill(waste=money(outcome.deadweight), n=int((outcome.anyway & (outcome.paid > 0)).sum()))
    near = label("因拿不出剩下的钱而没动的有 {n} 家。", "{n} firms miss it for want of what is left to pay.").fill(
        n=int((outcome.short > 0).sum())
    )
    assumed = label(
        "假设企业拿得出自己 {years} 年的数字化投入；没填这一题的按拿不出算。",
        "Assumed: a firm can pay {years} years of its own digital spending; where that is open, nothing.",
    ).fill(years=f"{years:g}")
    places = [
        label("{city}：多带动 {n} 家，{cost}", "{city}: {n} more, {cost}").fill(
            city=named(batch, CITY, name), n=n, cost=money(cost)
        )
        for name, (n, cost) in outcome.by(np.array([option(batch, int(row), CITY) for row in rows], str)).items()
        if n or cost
    ]
    return Foreseen(tuple(columns), (told, wasted, near, assumed, *places, *unproven(ways), ESTIMATE))
