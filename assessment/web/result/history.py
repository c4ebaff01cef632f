"""How province and nation moved since 2015 beside what is aimed at and the firm's own point, an indicator at a time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

import streamlit as st

from assessment.benchmarks.results import Comparison, Series, SeriesPoint
from assessment.telling import theme
from assessment.telling.series import name_of, note_of
from assessment.web.markup import block, escape
from assessment.web.result.pieces import fidelity, folded, lettering, source_line
from assessment.web.result.view import View

_LINES = {"province": "solid", "nation": "dashed"}
_MARKS = {"province": "circle", "nation": "emptyCircle"}
_OWN_MARK = "diamond"
_NAME_WIDTH = 240
"""Pixels after which a name in the legend is broken, so that it fits a phone of 320."""


@st.fragment
def show(view: View) -> None:
    """Put the chart on the page; nothing while no values of several dates stand beside the firm."""
    drawn = {one.indicator: one for one in view.advisory.comparisons if one.has_history}
    if not drawn:
        return
    first = min(point.date.year for comparison in drawn.values() for _, point in _points(comparison))
    block(f"<h3>{view.say('{year} 年以来的变化', 'The course since {year}', year=first)}</h3>")
    picked = st.selectbox(
        view.subject.say("看哪个指标", "Indicator"),
        list(drawn),
        index=list(drawn).index(_fullest(drawn.values())),
        format_func=lambda indicator: drawn[indicator].label.text(view.lang),
        filter_mode=None,
        key="history-indicator",
        width=360,
    )
    comparison = drawn[picked]
    st.echarts_chart(
        chart(view, comparison, first),
        height=340,
        renderer="svg",
        theme=None,
        alt=_alt(view, comparison),
        key=f"history-{comparison.indicator}",
    )
    note = escape(note_of(view.subject, comparison))
    block(f'<p class="quiet">{note}</p>{_table(view, comparison)}')


def chart(view: View, comparison: Comparison, first: int) -> dict[str, Any]:
    """A line for values about the same firms of one place, marks alone for targets, a diamond for the firm."""
    muted = {"color": theme.MUTED, "fontSize": 12}
    lines = [_line(view, comparison, one) for one in comparison.series]
    lines += _own(view, comparison)
    last = max([view.advisory.on, *(point.date for _, point in _points(comparison))])
    return {
        "animation": False,
        "textStyle": lettering(),
        "grid": {"left": 8, "right": 24, "top": 16, "bottom": 104, "containLabel": True},
        "legend": {
            "bottom": 0,
            "itemWidth": 16,
            "textStyle": {"color": theme.INK, "fontSize": 12, "width": _NAME_WIDTH, "overflow": "break"},
        },
        "tooltip": {"trigger": "item", "formatter": "{a}<br>{c}%"},
        "xAxis": {
            "type": "time",
            "min": f"{first}-01-01",
            "max": f"{last.year}-12-31",
            "axisLabel": {"formatter": "{plain|{yyyy}}", "rich": {"plain": muted}, "hideOverlap": True},
            "axisLine": {"lineStyle": {"color": theme.RULE}},
        },
        "yAxis": {
            "type": "value",
            "scale": True,
            "axisLabel": muted | {"formatter": "{value}%"},
            "splitLine": {"lineStyle": {"color": theme.LEVELS[0]}},
        },
        "series": lines,
    }


def _line(view: View, comparison: Comparison, one: Series) -> dict[str, Any]:
    target, usual = one.kind == "target", one.population == comparison.population
    return {
        "type": "scatter" if target else "line",
        "name": name_of(view.subject, comparison, one),
        "symbol": "triangle" if target else _MARKS.get(one.place, "rect") if usual else "emptyRect",
        "symbolSize": 10 if target else 8,
        "itemStyle": {"color": theme.PRIMARY},
        "lineStyle": {"color": theme.PRIMARY, "type": _LINES.get(one.place, "dotted"), "width": 2},
        "data": [_at(point.date, point.value) for point in one.points],
    }


def _own(view: View, comparison: Comparison) -> list[dict[str, Any]]:
    """The firm's rate on the day of the result, both ends while answers are missing; a yes or no is no rate."""
    low, high = comparison.own_low, comparison.own_high
    if low is None or high is None:
        return []
    ends = [low] if low == high else [low, high]
    return [
        {
            "type": "line",
            "name": view.subject.say("您", "You"),
            "symbol": _OWN_MARK,
            "symbolSize": 14,
            "z": 5,
            "itemStyle": {"color": theme.OWN},
            "lineStyle": {"color": theme.OWN, "width": 3},
            "data": [_at(view.advisory.on, round(end, 1)) for end in ends],
        }
    ]


def _at(day: datetime.date, value: float) -> list[Any]:
    return [day.isoformat(), value]


def _points(comparison: Comparison) -> list[tuple[Series, SeriesPoint]]:
    return [(one, point) for one in comparison.series for point in one.points]


def _fullest(comparisons: Iterable[Comparison]) -> str:
    """The indicator of which most is published; of equals the first."""
    return max(comparisons, key=lambda one: len(_points(one))).indicator


def _alt(view: View, comparison: Comparison) -> str:
    return view.subject.say(
        "{name}的变化图：{sentence}",
        "Course of {name}: {sentence}",
        name=comparison.label,
        sentence=comparison.sentence,
    )


def _table(view: View, comparison: Comparison) -> str:
    """The chart as a table: every value with its date, its firms, its source and how far that can be trusted."""
    heads = [
        view.say("谁", "Whose"),
        view.say("日期", "Date"),
        view.say("数值", "Value"),
        view.say("来源", "Source"),
    ]
    head = "".join(f"<th{' class=number' if i == 2 else ''}>{title}</th>" for i, title in enumerate(heads))
    rows = []
    for one, point in _points(comparison):
        who = escape(name_of(view.subject, comparison, one))
        note = f"<br>{view.text(point.note)}" if point.note else ""
        source = f"{source_line(view, point.source)} {fidelity(view, point.fidelity)}{note}"
        bound = {"exact": "", "about": view.say("约 ", "about "), "above": view.say("超过 ", "over ")}[point.bound]
        rows.append(
            f"<tr><td>{who}</td><td>{view.subject.month(point.date)}</td>"
            f'<td class="number">{bound}{point.value:g}%</td><td>{source}</td></tr>'
        )
    title = view.say("图中的每个数和来源", "Every figure of the chart, with its source")
    return folded(f"<span>{title}</span>", f"<table><tr>{head}</tr>{''.join(rows)}</table>", "plain")
