"""Whom to visit of the firms of a file, and what the visits say of all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assessment.batch.foreseeing.foreseen import CITY, Foreseen, check_level, firm_columns, option, same_firms
from assessment.batch.scored import Batch
from assessment.foresight import VisitList, chance_of_correction, corrected_share, whom_to_visit
from assessment.language import Label, Lang, label, percent
from assessment.problems import InputRefused, Problem
from assessment.scoring import level_name
from assessment.workbook.firms.lines import LineColumn


def visit_list(batch: Batch, level: int, visits: int, seed: int, lang: Lang) -> Foreseen:
    """Whom to visit to learn how many firms really stand at ``level``, by city, with the reason."""
    framework = batch.reading.main
    drawn, chance = _drawn(batch, level, visits, seed)
    scores = batch.reading.scores[framework.spec.id]
    cities = [option(batch, row, CITY) for row in range(len(batch.table))]
    rows = sorted(drawn.firms, key=lambda row: (cities[row], -chance[row]))
    name = level_name(framework, level)
    columns = [
        *firm_columns(batch, rows, lang),
        LineColumn(
            label("自报", "Reports"),
            16,
            [_reports(int(scores.level_low[r]), int(scores.level_high[r]), level, lang) for r in rows],
        ),
        LineColumn(label("预计会改变的把握（0–1）", "Chance that a visit changes it"), 14, [*chance[rows]], "points"),
        LineColumn(label("代表几家", "Speaks for firms"), 10, [1 / drawn.chance(int(row)) for row in rows], "points"),
    ]
    told = label(
        "从 {firms} 家里抽 {visits} 家，看是不是真的到{level}；抽签号 {seed}，再抽一次还是这些企业。",
        "{visits} of {firms} firms are drawn to see whether they stand at {level}; seed {seed} draws them again.",
    ).fill(firms=len(batch.table), visits=visits, level=name, seed=seed)
    why = label(
        "按“走访可能改变结论”的把握分组，越没把握的组抽得越多，组内随机，所以走访结果可以推到全部企业。把握是估算，不是结论。",
        "Firms are grouped by how likely a visit changes the finding; the less sure a group, the more of it are drawn, "
        "at random within it, so that the visits speak for all. The chance is an estimate and no finding.",
    )
    return Foreseen(tuple(columns), (told, why))


def corrected_levels(batch: Batch, verified: Batch, level: int, visits: int, seed: int) -> tuple[Label, ...]:
    """What the visits to a drawn list say of all: the share at ``level`` as reported and corrected, in words.

    ``verified`` holds the visited firms with their verified answers. The list is drawn again from the same file, visits
    and seed; refused when a firm that was drawn is not among them.
    """
    drawn, chance = _drawn(batch, level, visits, seed)
    pairs = dict(same_firms(batch, verified)[0])
    missing = [int(row) for row in drawn.firms if int(row) not in pairs]
    if missing:
        raise InputRefused(
            Problem(
                batch.table.ids[row],
                label("抽中了，但走访结果里没有", "was drawn, but is not among the visits"),
                label("请补上这家，或核对抽签号和走访家数。", "Add it, or check seed and number of visits."),
                str(batch.table.answer(row, "firm_name").value or ""),
            )
            for row in missing
        )
    name = batch.reading.main.spec.id
    found = verified.reading.scores[name].level_low[[pairs[int(row)] for row in drawn.firms]] >= level
    share = corrected_share(drawn, batch.reading.scores[name].level_low >= level, found, chance)
    told = label(
        "自报到{level}的有 {reported}；按 {n} 次走访更正后约 {corrected}，95% 区间 {low} 至 {high}。",
        "{reported} report {level}; corrected by {n} visits about {corrected}, 95% interval {low} to {high}.",
    ).fill(
        level=level_name(batch.reading.main, level),
        n=visits,
        **{part: percent(getattr(share, part)) for part in ("reported", "corrected", "low", "high")},
    )
    return (told,)


def _drawn(batch: Batch, level: int, visits: int, seed: int) -> tuple[VisitList, NDArray[np.float64]]:
    check_level(batch, level)
    chance = chance_of_correction(batch.reading.scores[batch.reading.main.spec.id], level)
    _, area = np.unique([option(batch, row, CITY) for row in range(len(batch.table))], return_inverse=True)
    return whom_to_visit(chance, area.reshape(-1), visits, seed), chance


def _reports(low: int, high: int, level: int, lang: Lang) -> str:
    stands = (
        label("已到", "stands there")
        if low >= level
        else label("没定", "open")
        if high >= level
        else label("没到", "below")
    )
    return stands.text(lang)
