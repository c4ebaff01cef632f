"""A group that buys together: its firms, units and prices from a small file."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path

from assessment.batch.foreseeing.foreseen import Foreseen
from assessment.foresight import VolumeTier, divided, volume_price
from assessment.language import Lang, label
from assessment.planning import money
from assessment.problems import InputRefused, Problem, refuse
from assessment.workbook.firms.lines import LineColumn

_COLUMNS = label(
    "三列：name（企业）、units（数量）、price（单独购买要付的万元数）",
    "three columns: name, units, price (alone, 万元)",
)


def bought_together(group: Path, tiers: Sequence[str], fee: float, lang: Lang) -> Foreseen:
    """What a group pays together under volume prices (``UNITS:PRICE`` in 万元 a unit, and a fee once), divided.

    ``group`` is a CSV with the columns name, units and price, what each firm pays alone for all its units.
    """
    names, units, alone = _group(group)
    prices = volume_price([_tier(text) for text in tiers], fee, sum(units))
    found = divided(units, alone, prices)
    columns = (
        LineColumn(label("企业", "Firm"), 30, names),
        LineColumn(label("数量", "Units"), 8, units, "count"),
        LineColumn(label("单独买（万元）", "Alone (CNY 10 000)"), 14, alone, "money"),
        LineColumn(label("一起买（万元）", "Together (CNY 10 000)"), 14, [float(pay) for pay in found.pays], "money"),
    )
    told = label(
        "一起买共{cost}，比各买各的省{saved}；这样分，任何几家单独凑在一起都不会更便宜。",
        "Together {cost}, which saves {saved}; divided so, no part of the group would pay less by itself.",
    ).fill(cost=money(round(found.cost * 100)), saved=money(round(found.saved * 100)))
    lacking = label(
        "没有这样的分法：总有几家另凑更便宜。要所有人都留下，至少要从外面补{added}，表里是补后的付法。",
        "There is no such division: some would always do better by themselves. At least {added} must be added from "
        "outside so that nobody leaves; the table shows what is paid then.",
    ).fill(added=money(round(found.added * 100)))
    return Foreseen(columns, (lacking if found.added > 0.005 else told,))


def _group(path: Path) -> tuple[list[str], list[int], list[float]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    if not rows or {"name", "units", "price"} - rows[0].keys():
        raise refuse(path.name, label("不是拼单的表", "this is no group"), _COLUMNS)
    problems, units, alone = [], [], []
    for line, row in enumerate(rows, 2):
        try:
            units.append(int(row["units"]))
            alone.append(float(row["price"]))
        except (TypeError, ValueError):
            found = f"{row['units']}, {row['price']}"
            wrong = label("数量要是整数，价格要是数字", "units must be whole and the price a number")
            problems.append(Problem(f"{path.name}:{line}", wrong, _COLUMNS, found))
    if problems:
        raise InputRefused(problems)
    return [row["name"] or "" for row in rows], units, alone


def _tier(text: str) -> VolumeTier:
    units, colon, price = text.partition(":")
    try:
        tier = VolumeTier(int(units), float(price))
    except ValueError:
        tier = VolumeTier(0, -1.0)
    if not colon or tier.units < 1 or not 0 <= tier.price < math.inf:
        raise refuse(
            "tier",
            label("这一档看不懂", "this tier is not understood"),
            label("写成 5:3.2：从 5 份起每份 3.2 万元。", "Write 5:3.2 for 3.2 (10,000 CNY) a unit from 5 units on."),
            text,
        )
    return tier
