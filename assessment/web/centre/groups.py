"""The firms by area and by chain: map, bars and cross-table, small groups hidden."""

from __future__ import annotations

import math
from collections.abc import Iterable

import streamlit as st

from assessment.batch import Overview
from assessment.batch.overview import FIRMS, HIDDEN, PER_CENT, CrossTable, Measure
from assessment.language import Lang, label, rounded
from assessment.web.centre import export, figures
from assessment.web.centre.figures import Bar, bars, matrix, province, table
from assessment.web.markup import block, escape

_MEASURE = label("显示什么", "Show")
_PRIVACY = label(
    "“…”表示这一格不足 {floor} 家，或者为了不让人用合计减出这样的格子而一并不显示；“–”表示没有企业。",
    "'…' stands for fewer than {floor} firms, or for a cell that would give such a one away by subtraction; '–' for "
    "no firm.",
)
_MOSTLY_HIDDEN = label(
    "这批企业分散，多数格子不足 {floor} 家；企业多了会自动显示。每家的结果在结果表里。",
    "These firms are spread thin, and most groups have fewer than {floor}. Each firm's result is in the results.",
)
_SHADES = label("颜色越深数值越大（{low}–{high}）。", "The darker, the higher ({low} to {high}).")
_SWIPE = label("左右滑动，看其余的产业链", "Swipe to see the other chains")
_NOBODY = label("没有企业", "none")


def choose(overview: Overview, lang: Lang) -> Measure:
    """A list of what can be shown by group; returns what the person picks."""
    measures = overview.measures
    picked = st.selectbox(
        _MEASURE.text(lang),
        list(measures),
        format_func=lambda name: measures[name].label.text(lang),
        filter_mode=None,
        key=f"measure-{overview.framework_id}",
        persist_state="session",
        width=320,
    )
    return measures[picked]


def cities(overview: Overview, measure: Measure, lang: Lang) -> None:
    """The schematic map, and the same as a table."""
    found = overview.by_city_and_chain(measure.id)
    by_area = dict(zip((group.id for group in found.rows), _values(found, measure, 0), strict=False))
    counts = dict(zip((group.id for group in found.rows), found.counts[:, -1].tolist(), strict=True))
    regions = overview.reading.advisor.regions
    scale = _Scale(by_area[area.id] for area in regions.areas if area.id in by_area)
    shown: dict[str, tuple[str, str, float | None]] = {}
    for area in regions.areas:
        n = counts.get(area.id, 0)
        if n in (0, HIDDEN):
            shown[area.id] = (_cell(measure, n, 0), "" if n else _NOBODY.text(lang), None)
        else:
            value = by_area[area.id]
            below = _firms(n, lang) if measure is not FIRMS else ""
            shown[area.id] = (_figure(measure, n, value, lang), below, scale.place(value))
    note = regions.map_note.text(lang)
    if scale.wide:
        ends = {"low": _plain(measure, scale.low), "high": _plain(measure, scale.high)}
        note = ("" if lang == "zh" else " ").join((_SHADES.fill(**ends).text(lang), note))
    left, right = st.columns([3, 2], gap="medium")
    rows = _rows(found, measure, 0, lang)
    with left:
        block(province(regions.areas, lang, shown, note))
    with right:
        block(table(rows[0], rows[1:], measure.label.text(lang)))
    _explain(found, overview, lang)
    export.table_button(rows, "areas", lang)


def chains(overview: Overview, measure: Measure, lang: Lang) -> None:
    """Bars by chain."""
    found = overview.by_city_and_chain(measure.id)
    values = _values(found, measure, 1)
    full = measure.full or _Scale(values).high or 1.0
    lines = []
    for group, n, value in zip(found.columns[:-1], found.counts[-1, :-1].tolist(), values, strict=True):
        known = 0.0 if math.isnan(value) else value
        figure = _figure(measure, n, known, lang)
        if measure is not FIRMS and n > 0:
            figure = f"{figure} · {_firms(n, lang)}"
        lines.append(Bar(group.label.text(lang), figure, 100 * known / full))
    block(bars(lines))
    _explain(found, overview, lang)
    export.table_button(_rows(found, measure, 1, lang), "chains", lang)


def cross(overview: Overview, measure: Measure, lang: Lang) -> None:
    """Areas by chains."""
    found = overview.by_city_and_chain(measure.id)
    cells = [
        [_cell(measure, int(found.counts[i, j]), float(found.means[i, j])) for j in range(len(found.columns))]
        for i in range(len(found.rows))
    ]
    rows, columns = ([group.label.text(lang) for group in axis] for axis in (found.rows, found.columns))
    block(matrix(rows, columns, cells, measure.label.text(lang)) + f'<p class="quiet c-swipe">{_SWIPE.text(lang)}</p>')
    _explain(found, overview, lang)
    export.table_button(
        [["", *columns], *([name, *line] for name, line in zip(rows, cells, strict=True))], "cross", lang
    )


class _Scale:
    """Where a value lies, from 0 to 1, between the least and the greatest that is shown."""

    def __init__(self, values: Iterable[float]):
        known = [value for value in values if not math.isnan(value)]
        self.low, self.high = min(known, default=0.0), max(known, default=0.0)
        self.wide = self.high > self.low

    def place(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low) if self.wide else 0.5


def _values(found: CrossTable, measure: Measure, axis: int) -> list[float]:
    """A measure by area (axis 0) or chain (axis 1), without the total; NaN where hidden."""
    counts, means = (a[:-1, -1] if axis == 0 else a[-1, :-1] for a in (found.counts, found.means))
    if measure is not FIRMS:
        return [float(mean) for mean in means]
    return [math.nan if n == HIDDEN else float(n) for n in counts.tolist()]


def _firms(n: int, lang: Lang) -> str:
    return label("{n} 家", "{n} firms").fill(n=f"{n:,}").text(lang)


def _plain(measure: Measure, value: float) -> str:
    if measure is FIRMS:
        return f"{value:,.0f}"
    return f"{rounded(value, 0)}%" if measure.unit == PER_CENT else f"{rounded(value, 1)}"


def _cell(measure: Measure, n: int, mean: float) -> str:
    if n == HIDDEN:
        return figures.HIDDEN
    if n == 0:
        return "–"
    return _plain(measure, float(n) if measure is FIRMS else mean)


def _figure(measure: Measure, n: int, value: float, lang: Lang) -> str:
    text = _cell(measure, n, value)
    return _firms(n, lang) if measure is FIRMS and n > 0 else text


def _rows(found: CrossTable, measure: Measure, axis: int, lang: Lang) -> list[list[str]]:
    """One axis of a cross-table with its totals, under a header."""
    groups = (found.rows, found.columns)[axis]
    counts, means = (a[:, -1] if axis == 0 else a[-1, :] for a in (found.counts, found.means))
    head = [label("地区", "Area") if axis == 0 else label("产业链", "Chain"), FIRMS.label]
    rows = [[h.text(lang) for h in head] + ([] if measure is FIRMS else [measure.label.text(lang)])]
    for group, n, mean in zip(groups, counts.tolist(), means.tolist(), strict=True):
        rows.append([group.label.text(lang), _cell(FIRMS, n, mean)])
        if measure is not FIRMS:
            rows[-1].append(_cell(measure, n, mean))
    return rows


def _explain(found: CrossTable, overview: Overview, lang: Lang) -> None:
    hidden = found.counts == HIDDEN
    if not hidden.any():
        return
    mostly = hidden[:-1, -1].mean() > 0.5
    words = [_PRIVACY.fill(floor=overview.floor).text(lang)]
    if mostly:
        words.append(_MOSTLY_HIDDEN.fill(floor=overview.floor).text(lang))
    block(f'<p class="quiet">{escape(" ".join(words))}</p>')
