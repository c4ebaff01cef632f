"""The firms by area and by chain: map, bars and cross-table, small groups hidden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from assessment.batch import Overview
from assessment.batch.overview import FIRMS, PER_CENT, CrossTable, Group, GroupFigure
from assessment.language import Lang, label, rounded
from assessment.peers import Figure, FigureRange
from assessment.peers.cleared import nobody
from assessment.web.centre import export, figures
from assessment.web.centre.figures import Bar, bars, matrix, province, table
from assessment.web.markup import block, escape

_MEASURE = label("显示什么", "Show")
_PRIVACY = label(
    "“…”表示这一格不足 {floor} 家，或者为了不让人用合计减出这样的格子而一并不显示；“–”表示没有企业。",
    "'…' stands for fewer than {floor} firms, or for a cell that would give such a one away by subtraction; '–' for "
    "no firm.",
)
_RANGE = label(
    "有题没答时给出最低到最高；占比只按 {floor} 家一步来说，不让人数出几家。",
    "Where answers are missing, from the least to the most; shares are told in steps of {floor} firms, so that nobody "
    "can count a few.",
)
_MOSTLY_HIDDEN = label(
    "这批企业分散，多数格子不足 {floor} 家；企业多了会自动显示。每家的结果在结果表里。",
    "These firms are spread thin, and most groups have fewer than {floor}. Each firm's result is in the results.",
)
_SHADES = label("颜色越深数值越大（从 0 到 {high} 分五档）。", "The darker, the higher (five steps from 0 to {high}).")
_SWIPE = label("左右滑动，看其余的产业链", "Swipe to see the other chains")
_NOBODY = label("没有企业", "none")
_NONE = "–"


def choose(overview: Overview, lang: Lang) -> GroupFigure:
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


class _Line(NamedTuple):
    """One area or chain: its firms and the measure over them."""

    group: Group
    firms: Figure[int]
    span: Figure[FigureRange]

    def middle(self, measure: GroupFigure) -> float | None:
        """The measure, between the least and the most it may be; None where it is not shown."""
        if measure is FIRMS:
            return None if self.firms is None else float(self.firms.value)
        return None if self.span is None else sum(self.span.value) / 2


def _lines(found: CrossTable, axis: int) -> list[_Line]:
    """The areas (axis 0) or chains (axis 1), the total last."""
    if axis == 0:
        return [_Line(g, n[-1], s[-1]) for g, n, s in zip(found.rows, found.counts, found.spans, strict=True)]
    return [_Line(*one) for one in zip(found.columns, found.counts[-1], found.spans[-1], strict=True)]


def _top(measure: GroupFigure, lines: Sequence[_Line]) -> float:
    """The end of the scale on which a measure is drawn: its full amount, so that small differences look small."""
    return measure.full or max((line.middle(measure) or 0.0 for line in lines[:-1]), default=0.0) or 1.0


def cities(overview: Overview, measure: GroupFigure, lang: Lang) -> None:
    """The schematic map, and the same as a table."""
    found = overview.by_city_and_chain(measure.id)
    lines = _lines(found, 0)
    by_area, top = {line.group.id: line for line in lines}, _top(measure, lines)
    regions = overview.reading.advisor.regions
    shown: dict[str, tuple[str, str, float | None]] = {}
    for area in regions.areas:
        line = by_area.get(area.id)
        if line is None:
            shown[area.id] = (_NONE, _NOBODY.text(lang), None)
            continue
        below = _firms(line.firms, lang) if measure is not FIRMS and line.firms is not None else ""
        middle = line.middle(measure)
        shown[area.id] = (_figure(measure, line, lang), below, None if middle is None else middle / top)
    note = ("" if lang == "zh" else " ").join(
        (_SHADES.fill(high=_plain(measure, top)).text(lang), regions.map_note.text(lang))
    )
    left, right = st.columns([3, 2], gap="medium")
    rows = _rows(lines, measure, 0, lang)
    with left:
        block(province(regions.areas, lang, shown, note))
    with right:
        block(table(rows[0], rows[1:], measure.label.text(lang)))
    _explain(found, measure, overview, lang)
    export.table_button(rows, "areas", lang)


def chains(overview: Overview, measure: GroupFigure, lang: Lang) -> None:
    """Bars by chain; hatched what may be once answers are complete."""
    found = overview.by_city_and_chain(measure.id)
    lines = _lines(found, 1)
    top = _top(measure, lines)
    drawn = []
    for line in lines[:-1]:
        figure = _figure(measure, line, lang)
        if measure is not FIRMS and line.firms is not None:
            figure = f"{figure} · {_firms(line.firms, lang)}"
        middle = line.middle(measure) or 0.0
        low, high = (middle, middle) if measure is FIRMS or line.span is None else line.span.value
        drawn.append(Bar(line.group.label.text(lang), figure, 100 * low / top, 100 * (high - low) / top))
    block(bars(drawn))
    _explain(found, measure, overview, lang)
    export.table_button(_rows(lines, measure, 1, lang), "chains", lang)


def cross(overview: Overview, measure: GroupFigure, lang: Lang) -> None:
    """Areas by chains."""
    found = overview.by_city_and_chain(measure.id)
    cells = [
        [_cell(measure, n, span) for n, span in zip(counts, spans, strict=True)]
        for counts, spans in zip(found.counts, found.spans, strict=True)
    ]
    rows, columns = ([group.label.text(lang) for group in axis] for axis in (found.rows, found.columns))
    block(matrix(rows, columns, cells, measure.label.text(lang)) + f'<p class="quiet c-swipe">{_SWIPE.text(lang)}</p>')
    _explain(found, measure, overview, lang)
    export.table_button(
        [["", *columns], *([name, *line] for name, line in zip(rows, cells, strict=True))], "cross", lang
    )


def _firms(n: Figure[int], lang: Lang) -> str:
    return label("{n} 家", "{n} firms").fill(n=figures.count(n)).text(lang)


def _plain(measure: GroupFigure, value: float) -> str:
    if measure is FIRMS:
        return f"{value:,.0f}"
    return f"{rounded(value, 0)}%" if measure.unit == PER_CENT else f"{rounded(value, 1)}"


def _cell(measure: GroupFigure, n: Figure[int], span: Figure[FigureRange]) -> str:
    if nobody(n):
        return _NONE
    return figures.count(n) if measure is FIRMS else figures.span(span, lambda value: _plain(measure, value))


def _figure(measure: GroupFigure, line: _Line, lang: Lang) -> str:
    if measure is FIRMS and line.firms is not None:
        return _firms(line.firms, lang)
    return _cell(measure, line.firms, line.span)


def _rows(lines: Sequence[_Line], measure: GroupFigure, axis: int, lang: Lang) -> list[list[str]]:
    """One axis of a cross-table with its totals, under a header."""
    head = [label("地区", "Area") if axis == 0 else label("产业链", "Chain"), FIRMS.label]
    rows = [[h.text(lang) for h in head] + ([] if measure is FIRMS else [measure.label.text(lang)])]
    for line in lines:
        rows.append([line.group.label.text(lang), _cell(FIRMS, line.firms, line.span)])
        if measure is not FIRMS:
            rows[-1].append(_cell(measure, line.firms, line.span))
    return rows


def _explain(found: CrossTable, measure: GroupFigure, overview: Overview, lang: Lang) -> None:
    words = [] if measure is FIRMS else [_RANGE.fill(floor=overview.floor).text(lang)]
    if any(n is None for line in found.counts for n in line):
        words.append(_PRIVACY.fill(floor=overview.floor).text(lang))
        areas = [line[-1] is None for line in found.counts[:-1]]
        if sum(areas) > len(areas) / 2:
            words.append(_MOSTLY_HIDDEN.fill(floor=overview.floor).text(lang))
    block(f'<p class="quiet">{escape(" ".join(words))}</p>' if words else "")
