"""Other ways to the same level: the one that is cheapest should prices rise, and the next-cheapest ones."""

from __future__ import annotations

import streamlit as st

from assessment.planning import OtherPlan, Plan, PlanChoices
from assessment.telling.sections.plan import steps_of
from assessment.web.markup import block, escape
from assessment.web.result.trying.planner import LivePlanning
from assessment.web.result.view import View
from assessment.web.told import fold


def show(view: View, planner: LivePlanning) -> None:
    """Work them out and show them."""
    with st.spinner(view.subject.say("正在找别的做法……", "Looking for other ways ...")):
        found = planner.others()
    block(told(view, planner.plan, found))


def told(view: View, plan: Plan, found: PlanChoices) -> str:
    """The cheapest plan beside the robust one, then the next-best ones, each with what differs."""
    if not plan.steps:
        words = view.say(
            "没有可做的步骤，所以没有别的做法可比。",
            "There are no steps to take, so there is nothing to compare.",
        )
        return f"<p>{words}</p>"
    title = view.say("价格涨了怎么办", "Should prices rise")
    robust = f"<h4>{title}</h4><p>{view.text(found.robust_note)}</p>"
    if found.robust is not None:
        robust += _side_by_side(view, plan, found.robust)
    none = view.say(
        "没有别的做法：换掉两样以上，就到不了这一级。",
        "There is no other way: with two steps replaced the level is missed.",
    )
    title = view.say("还有这些做法，从便宜到贵", "Other ways, the cheapest first")
    ways = "".join(_way(view, other) for other in found.others) or f"<p>{none}</p>"
    lead = view.say(
        "每一种都和最省的办法至少差两样，也都能到同一级。哪种更合手，您来定。",
        "Each does without at least two steps of the cheapest plan and reaches the same level. Take what suits you.",
    )
    other = f"<h4>{title}</h4>" + (f'<p class="quiet">{lead}</p>' if found.others else "") + ways
    return f"{robust}{other}{_with_your_hands(view, found)}"


def _with_your_hands(view: View, found: PlanChoices) -> str:
    """The soonest way with the firm's hands, and the fewest steps at once; nothing where hands were not asked."""
    ways = "".join(_way(view, one) for one in (found.soonest, found.fewest) if one is not None)
    note = "" if found.soonest_note is None else f"<p>{view.text(found.soonest_note)}</p>"
    title = view.say("想快一点，或者同时少做几样", "Sooner, or fewer at once")
    return f"<h4>{title}</h4>{note}{ways}" if note or ways else ""


def _side_by_side(view: View, plan: Plan, robust: OtherPlan) -> str:
    rows = [
        (view.say("最可能要花", "Most likely cost"), [view.subject.money(p.cost.likely) for p in (plan, robust.plan)]),
        (view.say("最坏要花", "Worst case"), [view.subject.money(p.cost.high) for p in (plan, robust.plan)]),
        (view.say("最快", "At the soonest"), [_weeks(view, p) for p in (plan, robust.plan)]),
        (view.say("步骤", "Steps"), [str(len(p.steps)) for p in (plan, robust.plan)]),
    ]
    head = f"<tr><th></th><th>{view.say('最省', 'Cheapest')}</th><th>{view.say('最稳', 'Safest')}</th></tr>"
    body = "".join(
        f"<tr><td>{name}</td>{''.join(f'<td><b>{escape(cell)}</b></td>' for cell in cells)}</tr>"
        for name, cells in rows
    )
    return f'<table class="beside">{head}{body}</table>{_way(view, robust)}'


def _weeks(view: View, plan: Plan) -> str:
    return view.subject.count(plan.weeks, "周", "week")


def _way(view: View, other: OtherPlan) -> str:
    plan = other.plan
    summary = view.say(
        "{cost}，{steps}，{weeks}",
        "{cost}, {steps}, {weeks}",
        cost=view.subject.cost(plan.cost),
        steps=view.subject.count(len(plan.steps), "步", "step"),
        weeks=_weeks(view, plan),
    )
    told = f"<b>{summary}</b><br>{view.text(other.sentence)}"
    return fold(told, view.told([steps_of(view.subject, plan.steps)]), kind="offer")
