"""Third step: the firms as a whole, one view at a time.

Every firm of the file counts, also where results are taken of the faultless ones only: of two dashboards that differ by
a few firms, those few could be worked out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import streamlit as st

from assessment import settings
from assessment.advisory import MAIN_FRAMEWORK
from assessment.batch import Batch, Overview
from assessment.batch.overview import FIRMS, GroupFigure, LevelCount
from assessment.language import Label, Lang, label
from assessment.peers import Figure
from assessment.peers.cleared import nobody
from assessment.scoring import Scores
from assessment.web import links
from assessment.web.centre import barriers, bench, export, figures, groups, profile, sections
from assessment.web.centre.figures import Bar, bars, count, numbers, part, share
from assessment.web.markup import block, escape

_TITLE = label("这批企业的总体情况", "These firms as a whole")
_FRAMEWORK = label("按哪套指标", "Framework")
_VIEW = label("看什么", "View")
_HOW_MANY = label("{n} 家企业（全部），{day} 的规则和数据", "{n} firms (all); rules and figures of {day}")
_TOO_FEW = label(
    "只有 {n} 家，不足 {floor} 家不显示总体情况；每家的结果在结果表里。",
    "Only {n} firms; a whole of fewer than {floor} is not shown. Each firm's result is in the results.",
)
_HATCHED = label(
    "实心：等级已确定；斜纹：至少到这一级，补齐回答后可能更高。",
    "Solid: certain. Hatched: at least here, perhaps higher once answers are complete.",
)
_FEW = label(
    "“…”表示不足 {floor} 家，或者一减（也和以前显示过的表减）就能算出这样的数。",
    "'…' stands for fewer than {floor} firms, or for a number that would give such a one away by subtraction, also "
    "from tables shown earlier.",
)

_LIKE_ANOTHER = label(
    "这批企业和 {day} 显示过的只差不到 {floor} 家（或只有这么几家改了回答）：两份一减就能算出这几家，"
    "所以有些数这里不显示。打开当时那份文件，看到的还是当时的数；每家的结果在结果表里。",
    "These firms differ from those shown on {day} by fewer than {floor} (or so few have changed answers): subtracting "
    "the two would give those few away, so some figures are not shown here. The file of that day still shows what it "
    "showed; each firm's result is in the results.",
)


def show() -> None:
    """Put the section on the page."""
    lang = links.lang()
    held = bench.current()
    if held is None or held.whole is None or not len(held.whole.table):
        sections.no_firms(held)
        return
    batch = held.whole
    day, floor = batch.reading.on.isoformat(), settings.peer_floor()
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
    conflicts = overview.desk.conflicts
    if conflicts:
        st.info(_LIKE_ANOTHER.fill(day=max(conflicts.values()).isoformat(), floor=floor).text(lang))


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


def _summary(overview: Overview, _measure: GroupFigure, lang: Lang) -> None:
    n, open_ = overview.firms, overview.open_levels
    best = overview.measures["points"].full
    mean = figures.span(overview.points, lambda points: f"{points:.1f}")
    block(
        numbers(
            [
                (count(n), label("家企业", "firms").text(lang)),
                (mean, label("平均得分（满分 {best}）", "mean points of {best}").fill(best=f"{best:g}").text(lang)),
                (share(overview.with_level, n), label("已确定有等级", "surely have a level").text(lang)),
                (count(open_), label("家等级待定（有题没答）", "still open (answers missing)").text(lang)),
            ]
        )
    )
    block(f"<h3>{label('等级分布', 'Levels').text(lang)}</h3>")
    block(bars(_level_bar(level, n, lang) for level in overview.levels))
    words = [] if nobody(open_) else [_HATCHED.text(lang)]
    if any(level.all is None or level.certain is None for level in overview.levels):
        words.append(_FEW.fill(floor=overview.floor).text(lang))
    block(f'<p class="quiet">{escape(" ".join(words))}</p>')
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
            *(count(firms) for firms in (level.certain, level.open, level.all)),
            share(level.all, n),
        ]
        for level in overview.levels
    ]
    export.table_button([[h.text(lang) for h in head], *rows], "levels", lang)


def _level_bar(level: LevelCount, n: Figure[int], lang: Lang) -> Bar:
    words = figures.HIDDEN
    if level.all is not None:
        words = label("{n} 家，{share}", "{n}, {share}").fill(n=count(level.all), share=share(level.all, n)).text(lang)
    if level.certain is None or level.open is None:
        return Bar(level.name.text(lang), words, 100 * part(level.all, n))
    return Bar(level.name.text(lang), words, 100 * part(level.certain, n), 100 * part(level.open, n))


class DashboardView(NamedTuple):
    """One way to look at the firms; ``measured`` where one chooses what to show, ``scored`` under which framework."""

    title: Label
    show: Callable[[Overview, GroupFigure, Lang], None]
    measured: bool = False
    scored: bool = True


VIEWS = {
    "summary": DashboardView(label("等级", "Levels"), _summary),
    "city": DashboardView(label("地区", "Areas"), groups.cities, measured=True),
    "chain": DashboardView(label("产业链", "Chains"), groups.chains, measured=True),
    "cross": DashboardView(label("地区 × 产业链", "Areas × chains"), groups.cross, measured=True),
    "dimensions": DashboardView(label("维度", "Dimensions"), profile.dimensions),
    "barriers": DashboardView(label("难在哪里", "Barriers"), barriers.show, scored=False),
    "types": DashboardView(label("企业类型", "Types"), profile.types, scored=False),
}
