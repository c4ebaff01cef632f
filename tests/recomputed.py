"""The figures of a dashboard found again from its export alone, by means of pandas and nothing of the system's.

Only what somebody outside could know is used: the columns of the file, and what the documents say of each figure.
"""

from __future__ import annotations

import io
from typing import Any

import pandas as pd


def firms_of(exported: bytes) -> pd.DataFrame:
    """The export as a frame; a head is a name, a bar, and words for people."""
    frame = pd.read_csv(io.BytesIO(exported), dtype={"firm|编号": str, "county|县区代码": str}, keep_default_na=True)
    return frame.rename(columns=lambda head: head.split("|")[0])


def standing(firms: pd.DataFrame, edition: str, before: str = "") -> pd.DataFrame:
    """Level and points under one edition: as kept, or, where it was another edition, as scored anew."""
    names = ("level_low", "level_high", "points_low", "points_high")
    anew = {name: (f"before.replayed.{name}" if before else name.replace("_", ".")) for name in names}
    own = firms[f"{before}version"].astype(str) == edition
    return pd.DataFrame({name: firms[f"{before}{name}"].where(own, firms[anew[name]]) for name in names})


def figures(firms: pd.DataFrame, edition: str, levels: list[int]) -> dict[str, Any]:
    """Every figure that the dashboard shows of the firms."""
    now = standing(firms, edition)
    known = now.level_low.notna()
    found: dict[str, Any] = {
        "coverage": {name: int(firms[name].sum()) for name in ("invited", "begun", "done", "verified")},
        "levels": {
            at: (
                int(((now.level_low == at) & (now.level_high == at)).sum()),
                int(((now.level_low == at) & (now.level_high > at)).sum()),
            )
            for at in levels
        },
        "whole": _group(now[known], levels),
    }
    for by in ("city", "county", "chain", "size"):
        column = firms[by].fillna("")
        found[by] = {one: _group(now[known & (column == one)], levels) for one in sorted(set(column))}
    detailed = firms[known]
    found["rates"] = {
        head.removeprefix("rate.").removesuffix(".low"): (
            detailed[head].mean(),
            detailed[head.removesuffix("low") + "high"].mean(),
            int(detailed[head].count()),
        )
        for head in firms
        if head.startswith("rate.") and head.endswith(".low")
    }
    for head in firms:
        if head.startswith("has."):
            has = detailed[head].dropna()
            found["rates"][head.removeprefix("has.")] = (100 * (has == 1).mean(), 100 * (has != 0).mean(), len(has))
    for kind in ("machines", "target"):
        heads = [head for head in firms if head.startswith(f"{kind}.")]
        found[kind] = {
            head.removeprefix(f"{kind}."): (detailed[head].sum(), int(detailed[head].count())) for head in heads
        }
    found["scenes"] = {
        head.split(".")[1]: (detailed[head].mean(), detailed[head.replace(".low", ".high")].mean())
        for head in firms
        if head.startswith("scene.") and head.endswith(".low")
    }
    found["needs"] = detailed.needs.fillna("").str.split().explode().value_counts().to_dict()
    found["steps"] = {
        head.removeprefix("reached."): tuple(int((firms[head] >= at).sum()) for at in range(6))
        for head in firms
        if head.startswith("reached.")
    }
    found["types"] = detailed.type.value_counts().to_dict()
    if "before.version" in firms:
        found["movement"] = _movement(firms, now, edition)
    return found


def _group(now: pd.DataFrame, levels: list[int]) -> tuple[Any, ...]:
    shares = {at: (int((now.level_low >= at).sum()), int((now.level_high >= at).sum())) for at in levels if at}
    return len(now), now.points_low.mean(), now.points_high.mean(), shares


def _movement(firms: pd.DataFrame, now: pd.DataFrame, edition: str) -> dict[str, Any]:
    names = ("level_low", "level_high", "points_low", "points_high")
    then = pd.DataFrame({name: firms[f"before.{name}"] for name in names})
    anew = standing(firms, edition, "before.")
    both = then.level_low.notna() & now.level_low.notna() & anew.level_low.notna()
    return {
        "firms": int(both.sum()),
        "points": [(one[both].points_low.mean(), one[both].points_high.mean()) for one in (then, anew, now)],
        "by_rules": _moves(then[both], anew[both]),
        "by_firms": _moves(anew[both], now[both]),
    }


def _moves(first: pd.DataFrame, then: pd.DataFrame) -> tuple[int, int]:
    up, down = then.level_low > first.level_high, then.level_high < first.level_low
    return int(up.sum()), int(down.sum())
