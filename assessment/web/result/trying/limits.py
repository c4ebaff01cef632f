"""The owner's own conditions: a budget, a deadline, a level, what is ruled out and what is signed already."""

from __future__ import annotations

import datetime

import streamlit as st

from assessment.advisory.replies import limits_with
from assessment.answers import AnswerRefused
from assessment.language import Label, label
from assessment.planning import Plan, PlanLimits, month, weeks_of
from assessment.telling.sections.plan import figures_of, proof_of, staffing_of, steps_of
from assessment.web.markup import block, escape
from assessment.web.questions import PAUSE
from assessment.web.result.trying.planner import LivePlanning
from assessment.web.result.view import View
from assessment.workbook.grid.cells import Cell
from assessment.workbook.grid.normalise import read_number

BUDGET = label("最多花多少（万元）", "At most to spend (CNY 10,000)")
MONTHS = label("几个月内做完", "To be done within (months)")
HANDS = label("自己人每周能出（人天）", "Person-days a week of your own people")
START = label("哪个月开工", "The month to begin in")
LEVEL = label("想到哪一级", "The level to reach")
RULED_OUT = label("不想做的", "Not wanted")
SIGNED = label("已经签了合同的", "Signed already")
BUYS = label("一笔钱能买到什么", "What a sum of money buys")
_WAN = label("万元", "万元")
_MONTH = label("个月", "months")
_DAYS = label("人天", "person-days")
_MOST = {BUDGET.en: 100_000.0, MONTHS.en: 120.0, HANDS.en: 100.0}
_MONTHS_AHEAD = 18
_PICK = label("可以搜索，可以选几样", "Search; pick any number")
_NOT_A_FIGURE = label("“{name}”：请填 0 到 {most} 之间的数字。", "'{name}': please enter a figure from 0 to {most}.")


def show(view: View, planner: LivePlanning) -> None:
    """The fields, and the plan within them."""
    lang = view.lang
    with st.container(horizontal=True, key="try-figures"):
        budget = _figure(view, BUDGET, _WAN, "try-budget")
        months = _figure(view, MONTHS, _MONTH, "try-months")
        hands = _figure(view, HANDS, _DAYS, "try-hands")
        start = _start(view, planner)
    level = _level(view, planner)
    titles = {one.id: one.title.text(lang) for one in planner.measures.measures.values()}
    signed = _measures(view, SIGNED, titles, "try-signed")
    ruled_out = _measures(view, RULED_OUT, {m: t for m, t in titles.items() if m not in signed}, "try-ruled-out")
    own = PlanLimits(
        budget=budget,
        weeks=None if months is None else weeks_of(months),
        forbidden=tuple(ruled_out),
        contracted={one: _units(view, planner, one) for one in signed},
        hands=hands,
        start=start,
    )
    limits = limits_with(own, planner.live.replies, planner.measures.measures)
    if limits == planner.plan.limits and level == planner.plan.target_level:
        words = view.say("填上一样，方案马上跟着变。", "Fill in any of these and the plan follows at once.")
        block(f'<p class="quiet">{words}</p>')
        return
    with st.spinner(
        view.subject.say("正在按您的条件找最省的办法……", "Looking for the cheapest way within your limits ...")
    ):
        plan = planner.within(level, limits)
    block(f'<div class="within">{told(view, plan, planner.plan)}</div>')


def told(view: View, plan: Plan, usual: Plan) -> str:
    """The plan within the limits, or what would have to be eased."""
    if plan.status == "infeasible":
        title = view.say(
            "照这些条件，到不了{level}。", "Within these limits {level} is out of reach.", level=_name(view, plan)
        )
        eased = "".join(f"<li>{view.text(one.sentence)}</li>" for one in plan.relaxations)
        notes = view.say(
            "上面每一条都是最少要放宽的数，放宽一条就行。",
            "Each of these is the least to be eased, and one of them is enough.",
        )
        more = f'<p class="quiet">{notes}</p>' if len(plan.relaxations) > 1 else ""
        if plan.limits.budget:
            sooner = view.say(
                "{money}先能拿到多少分，看上面的“{way}”。",
                "What {money} would buy meanwhile: see '{way}' above.",
                money=view.subject.money(plan.limits.budget),
                way=BUYS,
            )
            more += f'<p class="quiet">{sooner}</p>'
        return f'<div class="notice relaxed"><h4>{title}</h4><ul>{eased}</ul>{more}</div>'
    if not plan.steps:
        return f"<p>{view.text(plan.summary)}</p>"
    dearer = plan.cost.likely - usual.cost.likely
    beside = ""
    if plan.target_level == usual.target_level and usual.steps and abs(dearer) >= 0.005:
        beside = view.say(
            "比没有条件时{more} {money}。",
            " That is {money} {more} than without limits.",
            more=view.subject.say("多花" if dearer > 0 else "少花", "more" if dearer > 0 else "less"),
            money=view.subject.money(abs(dearer)),
        )
    return f'<p class="lead">{view.text(plan.summary)}{beside}</p>{_plan(view, plan)}'


def _plan(view: View, plan: Plan) -> str:
    subject = view.subject
    steps = steps_of(subject, plan.steps)
    return view.told([figures_of(subject, plan), *staffing_of(subject, plan), steps, proof_of(subject, plan)])


def _name(view: View, plan: Plan) -> str:
    return view.subject.named_level(plan.target_level, plan.target_name)


def _figure(view: View, name: Label, unit: Label, key: str) -> float | None:
    """A figure typed as leniently as anywhere else; None while empty or not to be read, which is then said."""
    typed = st.text_input(name.text(view.lang), key=key, live=PAUSE, autocomplete="off", width=220)
    most = _MOST[name.en]
    try:
        read = read_number(Cell("", typed), unit)
    except AnswerRefused:
        read = None
    if read is not None and 0 <= read <= most:
        return float(read)
    if typed and typed.strip():
        told = _NOT_A_FIGURE.fill(name=name, most=f"{most:,.0f}").text(view.lang)
        block(f'<p class="status problem">{escape(told)}</p>')
    return None


def _start(view: View, planner: LivePlanning) -> datetime.date | None:
    """The first day of the month picked; None for as soon as can be."""
    on = planner.live.advisory.on
    days = [datetime.date(on.year + (on.month + n) // 12, (on.month + n) % 12 + 1, 1) for n in range(_MONTHS_AHEAD)]
    return st.selectbox(
        START.text(view.lang),
        days,
        index=None,
        format_func=lambda day: month(day).text(view.lang),
        placeholder=view.subject.say("马上", "At once"),
        filter_mode=None,
        key="try-start",
        width=220,
    )


def _level(view: View, planner: LivePlanning) -> int:
    names = {level.level: level.name for level in planner.framework.spec.levels}
    if len(planner.levels) < 2:
        return planner.plan.target_level
    picked = st.pills(
        LEVEL.text(view.lang),
        planner.levels,
        default=planner.plan.target_level,
        required=True,
        format_func=lambda level: view.subject.named_level(level, names[level]),
        key="try-level",
    )
    return planner.plan.target_level if picked is None else picked


def _measures(view: View, name: Label, titles: dict[str, str], key: str) -> list[str]:
    return st.multiselect(
        name.text(view.lang),
        list(titles),
        format_func=titles.__getitem__,
        placeholder=_PICK.text(view.lang),
        select_all=False,
        key=key,
    )


def _units(view: View, planner: LivePlanning, measure: str) -> int:
    """How many were signed for, of a measure that is bought by number; one where that is not said."""
    one = planner.measures.measures[measure]
    if not one.counted:
        return 1
    name = label("“{title}”签了几台（套）", "'{title}': how many were signed for").fill(title=one.title)
    typed = st.text_input(
        name.text(view.lang), "1", key=f"try-units-{measure}", live=PAUSE, autocomplete="off", width=220
    )
    return int(typed) if typed.isascii() and typed.isdigit() and 0 < int(typed) < 1_000_000 else 1
