"""What a sum of money buys: every sum at which more can be had, as a chart to touch and a slider to move."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from assessment.planning import Frontier, Plan, Purchase
from assessment.scoring import plain_number
from assessment.telling.sections.plan import steps_of
from assessment.web.markup import block, escape
from assessment.web.result.trying.planner import LivePlanning
from assessment.web.result.trying.staircase import LEVELS, POINTS, chart
from assessment.web.result.view import View
from assessment.web.told import fold

_CHART, _SLIDER, _AT, _TURN = "try-chart", "try-sum", "try-sum-at", "try-turn"
_FEW = 6
"""So many measures are listed at once; more are opened at a touch."""


@dataclass(frozen=True)
class SumOffer:
    """A sum (万元) and what it buys: points, the level that goes with them, the measures (id -> units).

    ``way_to`` is the level whose cheapest way this is, None for the most points that the sum buys.
    """

    cost: float
    points: float
    measures: dict[str, int]
    way_to: int | None = None


def offers_of(frontier: Frontier, reached: int) -> list[SumOffer]:
    """The most points for each sum and the cheapest way to each level above the one reached, by cost."""
    levels = [
        SumOffer(level.cost, level.points, level.measures, level.level)
        for level in frontier.levels
        if level.level > reached and level.cost is not None and level.points is not None
    ]
    same = [one.measures for one in levels]
    points = [SumOffer(p.cost, p.points, p.measures) for p in frontier.points if p.measures not in same]
    return sorted([*points, *levels], key=lambda one: (one.cost, one.points))


def show(view: View, planner: LivePlanning) -> None:
    """The chart, the slider, and what the chosen sum buys."""
    with st.spinner(view.subject.say("正在算每一笔钱能买到什么……", "Working out what each sum buys ...")):
        frontier = planner.frontier()
    every = offers_of(frontier, planner.plan.level_before)
    if len(every) < 2:
        block(f"<p>{view.say('清单里没有能再加分的措施。', 'No known measure would add points.')}</p>")
        return
    block(f'<p class="quiet">{_how(view)}</p>')
    offers = _in_sight(view, planner, every)
    chosen = _chosen(offers, planner.plan)
    turn = st.session_state.setdefault(_TURN, 0)
    key = f"{_CHART}-{len(offers)}-{turn}"
    st.echarts_chart(
        chart(view, offers, chosen),
        height=300,
        renderer="svg",
        theme=None,
        alt=_alt(view, offers),
        key=key,
        on_select=lambda: _touched(key, offers),
    )
    st.session_state[_SLIDER] = chosen
    st.select_slider(
        view.subject.say("要花的钱和能到的分", "The sum, and the points it brings"),
        range(len(offers)),
        format_func=lambda i: _in_short(view, offers[i]),
        key=_SLIDER,
        on_change=lambda: _slid(offers),
    )
    st.session_state[_AT] = offers[chosen]
    block(_told(view, planner, offers[chosen], frontier))


def _how(view: View) -> str:
    return view.say(
        "每往上一级台阶，就是多花一点能多拿的分；台阶之间多花没有用。点图上的圆点，或者拖下面的滑块。菱形是升一级最省的花法。"
        "每一点都是精确算出来的；不考虑时间。",
        "Each step of the stairs is a sum at which more points can be had; between two steps more money buys nothing. "
        "Touch a dot or move the slider. A diamond is the cheapest way to a level. Every point is exact; time is left "
        "aside.",
    )


def _in_sight(view: View, planner: LivePlanning, offers: list[SumOffer]) -> list[SumOffer]:
    """The offers up to the level that the reader looks at; the next one unless told otherwise."""
    ways = {one.way_to: one.cost for one in offers if one.way_to is not None and one.cost > 0}
    if not ways:
        return offers
    names = {level.level: level.name for level in planner.framework.spec.levels}
    picked = next(iter(ways))
    if len(ways) > 1:
        picked = (
            st.pills(
                view.subject.say("看到哪一级为止", "Up to which level"),
                list(ways),
                default=picked,
                required=True,
                format_func=lambda level: view.subject.named_level(level or 0, names[level or 0]),
                key="try-sight",
            )
            or picked
        )
    return [one for one in offers if one.cost <= 1.5 * ways[picked] or one.way_to == picked]


def _chosen(offers: list[SumOffer], plan: Plan) -> int:
    """The offer chosen before, or the cheapest one that costs as much; at first the way to the next level."""
    before = st.session_state.get(_AT)
    if before in offers:
        return offers.index(before)
    first = next((i for i, one in enumerate(offers) if one.way_to == plan.target_level), None)
    return len(offers) - 1 if first is None else first


def _touched(key: str, offers: list[SumOffer]) -> None:
    """A dot or a diamond was touched; touched again it is let go, which changes nothing."""
    for group in st.session_state[key].selection.selected:
        kind, places = group["series_id"], group["data_indices"]
        shown = [one for one in offers if (one.way_to is None) == (kind == POINTS)]
        if kind in (POINTS, LEVELS) and places and places[0] < len(shown):
            st.session_state[_AT] = shown[places[0]]
            st.session_state[_TURN] += 1
            return


def _slid(offers: list[SumOffer]) -> None:
    place = st.session_state[_SLIDER]
    if place < len(offers):
        st.session_state[_AT] = offers[place]


def _in_short(view: View, one: SumOffer) -> str:
    told = view.subject.say(
        "{cost} → {points} 分",
        "{cost} → {points} points",
        cost=view.subject.money(one.cost),
        points=plain_number(one.points),
    )
    return f"◆ {told}" if one.way_to is not None else told


def _alt(view: View, offers: list[SumOffer]) -> str:
    first, last = offers[0], offers[-1]
    return view.subject.say(
        "一笔钱能买到什么：从 {a} {p} 分，到 {b} {q} 分，共 {n} 级台阶。下面的滑块是同样的内容。",
        "What a sum buys: from {a} and {p} points to {b} and {q} points, {n} steps. The slider below tells the same.",
        a=view.subject.money(first.cost),
        p=plain_number(first.points),
        b=view.subject.money(last.cost),
        q=plain_number(max(one.points for one in offers)),
        n=len(offers),
    )


def _told(view: View, planner: LivePlanning, one: SumOffer, frontier: Frontier) -> str:
    got = planner.bought(one.measures)
    figures = [
        (view.subject.money(got.cost.likely), view.amounts(got.cost.low, got.cost.high)),
        (
            view.subject.say("{p} 分", "{p} points", p=plain_number(got.points_after)),
            view.say("现在 {p} 分", "{p} now", p=plain_number(got.points_before)),
        ),
        (view.subject.named_level(got.level_after, got.level_after_name), view.say("那时的等级", "the level then")),
        (view.subject.count(got.weeks, "周", "week"), view.say("最快", "at the soonest")),
    ]
    shown = "".join(f"<li><b>{escape(value)}</b><small>{note}</small></li>" for value, note in figures)
    title = view.say("买的是这 {n} 样", "What is bought ({n})", n=len(got.steps))
    steps = fold(title, view.told([steps_of(view.subject, got.steps)]), opened=len(got.steps) <= _FEW)
    meaning = f"<p>{_meaning(view, one, got, frontier)}</p>"
    return f'<div class="bought"><ul class="figures">{shown}</ul>{meaning}{steps if got.steps else ""}</div>'


def _meaning(view: View, one: SumOffer, got: Purchase, frontier: Frontier) -> str:
    """What the sum is best at, in a sentence: a level, or points; and what the other would have been."""
    most, level = frontier.points_for(one.cost), frontier.level_for(one.cost)
    if not got.steps:
        return view.say("不花钱，就是现在这样。", "Without spending anything all stays as it is.")
    if one.way_to is not None:
        words = view.say("这是升到这一级最省的花法。", "This is the cheapest way to that level.")
        if most is not None and most.points > got.points_after:
            words += view.say(
                "同样的钱只追总分，最多能到 {p} 分，但等级不一定上去。",
                " For points alone the same sum could reach {p}, but perhaps not the level.",
                p=plain_number(most.points),
            )
        return words
    words = view.say("这是同样的钱能拿到的最高分。", "No other way gives more points for the same sum.")
    if level is not None and level.level > got.level_after and level.cost is not None:
        words += view.say(
            "要是只看升级，{cost}就够到{level}：看图上的菱形。",
            " For the level alone {cost} would be enough for {level}: see the diamond.",
            cost=view.subject.money(level.cost),
            level=view.subject.named_level(level.level, level.name),
        )
    return words
