"""Every table of the dashboard to take along."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.language import Lang, label
from assessment.web import handing
from assessment.workbook.plain import csv_bytes

_CSV = label("下载这张表（CSV）", "Download this table (CSV)")
_FILE = {
    "levels": label("等级分布.csv", "levels.csv"),
    "areas": label("各地区.csv", "areas.csv"),
    "chains": label("各产业链.csv", "chains.csv"),
    "cross": label("地区和产业链.csv", "areas_and_chains.csv"),
    "dimensions": label("各维度.csv", "dimensions.csv"),
    "holes-city": label("资源池缺口_按地区.csv", "holes_by_area.csv"),
    "holes-chain": label("资源池缺口_按产业链.csv", "holes_by_chain.csv"),
    "barriers": label("是什么拦着企业.csv", "barriers.csv"),
    "drift": label("与训练企业比较.csv", "drift.csv"),
}


def table_button(rows: Sequence[Sequence[str]], name: str, lang: Lang) -> None:
    """A button that downloads a table, its header being the first row."""
    handing.download(_CSV.text(lang), lambda: csv_bytes(rows), _FILE[name].text(lang), "text/csv", key=f"csv-{name}")
