"""Third step: the firms as a whole, one view at a time.

Every firm of the file counts, also where results are taken of the faultless ones only: of two dashboards that differ by
a few firms, those few could be worked out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from assessment.advisory import MAIN_FRAMEWORK
from assessment.batch import Batch, Overview
from assessment.batch.overview import FIRMS, Measure
from assessment.language import Label, Lang, label
from assessment.scoring import Scores
from assessment.web import links
from assessment.web.centre import barriers, bench, export, groups, profile, sections
from assessment.web.centre.figures import Bar, bars, numbers, share
from assessment.web.markup import block, escape

_TITLE = label("这批企业的总体情况", "These firms as a whole")
_FRAMEWORK = label("按哪套指标", "Framework")
_VIEW = label("看什么", "View")
_HOW_MANY = label("{n} 家企业（全部），{day} 的规则和数据", "{n} firms (all); rules and figures of {day}")
_TOO_FEW = label(
    "只有 {n} 家，不足 {floor} 家不显示总体情况；每家的结果在结果表里。",
    "Only {n} firms; a whole of fewer than {floor} is not shown. Each firm's result is in the results.",
)


def show() -> None:
    """Put the section on the page."""
    lang = links.lang()
    held = bench.current()
    if held is None or held.whole is None or not len(held.whole.table):
        sections.no_firms(held)
        return
    batch = held.whole
    day, floor = batch.reading.on.isoformat(), batch.reading.peers.floor
    words = _HOW_MANY.fill(n=f"{len(batch.table):,}", day=day)
    block(f'<h2>{_TITLE.text(lang)}</h2><p class="quiet">{escape(words.text(lang))}</p>')
    if len(batch.table) < floor:
        st.info(_TOO_FEW.fill(n=len(batch.table), floor=floor).text(lang))
        return
    view = VIEWS[_choose(lang)]
    with st.container(horizontal=True, key="centre-filters"):
        overview = held.overview(_framework(batch, lang) if view.scored else MAIN_FRAMEWORK)
        measure = groups.choose(overview, lang) if view.measured else FIRMS
    view.show(overview, measure, lang)


def _choose(lang: Lang) -> str:
    return st.pills(
        _VIEW.text(lang),
        list(VIEWS),
        default="summary",
        required=True,
        format_func=lambda view: VIEWS[view].title.text(lang),
        key="centre-view",
        persist_state="session",
        label_visibility="collapsed",
    )


def _framework(batch: Batch, lang: Lang) -> str:
    """The framework to show, of those under which the answers tell anything of a firm."""
    reading = batch.reading
    told = {name: f for name, f in reading.frameworks.items() if _tells(reading.scores[name])} or reading.frameworks
    return st.selectbox(
        _FRAMEWORK.text(lang),
        list(told),
        format_func=lambda name: told[name].spec.short_title.text(lang),
        filter_mode=None,
        key="centre-framework",
        persist_state="session",
        width=320,
    )


def _tells(scores: Scores) -> bool:
    low, high = scores.points()
    return bool((high - low).min() < float(scores.framework.best(scores.framework.root)))


def _summary(overview: Overview, _measure: Measure, lang: Lang) -> None:
    n = overview.firms
    low, high = overview.points
    best = overview.measures["points"].full
    mean = f"{low:.1f}" if round(low, 1) == round(high, 1) else f"{low:.1f}–{high:.1f}"
    open_ = sum(level.open for level in overview.levels)
    certain = sum(level.certain + level.open for level in overview.levels if level.level)
    block(
        numbers(
            [
                (f"{n:,}", label("家企业", "firms").text(lang)),
                (mean, label("平均得分（满分 {best}）", "mean points of {best}").fill(best=f"{best:g}").text(lang)),
                (share(certain, n), label("已确定有等级", "surely have a level").text(lang)),
                (f"{open_:,}", label("家等级待定（有题没答）", "still open (answers missing)").text(lang)),
            ]
        )
    )
    block(f"<h3>{label('等级分布', 'Levels').text(lang)}</h3>")
    block(bars(_level_bar(level.name, level.certain, level.open, n, lang) for level in overview.levels))
    if open_:
        words = label(
            "实心：等级已确定；斜纹：至少到这一级，补齐回答后可能更高。",
            "Solid: certain. Hatched: at least here, perhaps higher once answers are complete.",
        )
        block(f'<p class="quiet">{words.text(lang)}</p>')
    head = [
        label("等级", "Level"),
        label("已确定", "Certain"),
        label("至少", "At least"),
        label("合计", "All"),
        label("占比", "Share"),
    ]
    rows = [
        [
            level.name.text(lang),
            *(str(count) for count in (level.certain, level.open, level.certain + level.open)),
            share(level.certain + level.open, n),
        ]
        for level in overview.levels
    ]
    export.table_button([[h.text(lang) for h in head], *rows], "levels", lang)


def _level_bar(name: Label, certain: int, open_: int, n: int, lang: Lang) -> Bar:
    count = label("{n} 家，{share}", "{n}, {share}").fill(n=f"{certain + open_:,}", share=share(certain + open_, n))
    return Bar(name.text(lang), count.text(lang), 100 * certain / n, 100 * open_ / n)


class View(NamedTuple):
    """One way to look at the firms; ``measured`` where one chooses what to show, ``scored`` under which framework."""

    title: Label
    show: Callable[[Overview, Measure, Lang], None]
    measured: bool = False
    scored: bool = True


VIEWS = {
    "summary": View(label("等级", "Levels"), _summary),
    "city": View(label("地区", "Areas"), groups.cities, measured=True),
    "chain": View(label("产业链", "Chains"), groups.chains, measured=True),
    "cross": View(label("地区 × 产业链", "Areas × chains"), groups.cross, measured=True),
    "dimensions": View(label("维度", "Dimensions"), profile.dimensions),
    "barriers": View(label("难在哪里", "Barriers"), barriers.show, scored=False),
    "types": View(label("企业类型", "Types"), profile.types, scored=False),
}
