"""The answer in one screen: the level, the points, and what is missing for the next one."""

from __future__ import annotations

from assessment.explaining import FrameworkResult, LevelReason
from assessment.planning import Plan
from assessment.report.findings import gap_text
from assessment.report.structure import missing_items, next_level
from assessment.web.markup import block
from assessment.web.result.pieces import meter
from assessment.web.result.view import View

_SHOWN_IN_PROFILE = ("city", "chain")


def show(view: View) -> None:
    """Put the answer on the page."""
    result = view.lead
    block(
        f'<div class="verdict"><p class="eyebrow">{who(view)}</p>'
        f"<h1>{view.levels(result)}</h1>"
        f'<p class="lead">{_meaning(view, result)}</p>'
        f"{_score(view, result)}{_ladder(view, result)}{_why_a_range(view, result)}{_next(view, result)}</div>"
    )


def who(view: View) -> str:
    """The firm in a line: name, area, chain, size."""
    firm = view.advisory.firm
    words = [view.text(entry.text) for entry in firm.profile if entry.fact in _SHOWN_IN_PROFILE]
    size = [view.text(firm.size.label)] if firm.size.size_class else []
    return " · ".join([f"<b>{view.name}</b>", *words, *size])


def _meaning(view: View, result: FrameworkResult) -> str:
    """What the level means; of an open result, what the lower end already says."""
    level = next((level for level in result.levels if level.level == result.level_low), None)
    if level is None:
        return view.text(next_level(result).meaning) if result.level is None and next_level(result) else _none(view)
    return view.text(level.meaning)


def _none(view: View) -> str:
    return view.say(
        "离第一个等级还差几步，下面写明差在哪里。", "The first level is a few steps away; below you see which."
    )


def _score(view: View, result: FrameworkResult) -> str:
    title = view.say(
        "{title}（{edition} 版）", "{title} ({edition} edition)", title=result.short_title, edition=result.version
    )
    whole = view.span(result.points_max, result.points_max)
    return (
        f'<div class="score"><span class="figure">{view.span(result.points_low, result.points_high)}</span>'
        f'<span class="of">/ {whole} {view.say("分", "points")}</span><span class="title">{title}</span></div>'
        + meter(result.points_low, result.points_high, result.points_max, "thick")
    )


def _ladder(view: View, result: FrameworkResult) -> str:
    states = {
        "certain": view.say("已达到", "reached"),
        "possible": view.say("可能达到", "possible"),
        "out_of_reach": view.say("还没到", "not yet"),
    }
    steps = "".join(
        f'<li class="{level.state}"><span>{view.text(level.name)}</span><small>{states[level.state]}</small></li>'
        for level in result.levels
    )
    return f'<ol class="ladder" aria-label="{view.say("等级", "Levels")}">{steps}</ol>'


def _why_a_range(view: View, result: FrameworkResult) -> str:
    if result.points is not None and result.level is not None:
        return ""
    n = missing_items(result)
    words = view.say(
        "还有 {n} 项缺回答，所以先给一个范围；补上后范围会变窄。",
        "{n} of the items lack an answer, so this is a range; it narrows as you answer them.",
        n=n,
    )
    link = f' <a href="#part-open">{view.say("先答哪几题", "What to answer first")}</a>' if view.live else ""
    return f'<p class="range">{words}{link}</p>'


def _next(view: View, result: FrameworkResult) -> str:
    level = next_level(result)
    if level is None:
        words = view.say("已经是最高等级，要做的是守住它。", "The highest level is reached; the task is to hold it.")
        return f'<p class="next">{words}</p>'
    told = f"<b>{view.say('到{level}：', 'To reach {level}:', level=level.name)}</b> {missing(view, level)}"
    plan = view.advisory.plan
    if view.leads_with_main and plan is not None and plan.target_level == level.level:
        told += f" {_price(view, plan)}"
    return f'<p class="next">{told}</p>'


def missing(view: View, level: LevelReason) -> str:
    """What a level still asks for, in one sentence."""
    short = [requirement for requirement in level.requirements if requirement.state != "certain"]
    parts = [
        f"{view.text(r.text)}{view.say('（{gap}）', ' ({gap})', gap=gap_text(view.subject, r))}" for r in short
    ]
    return view.say("；", "; ").join(parts) + view.say("。", ".")


def _price(view: View, plan: Plan) -> str:
    if plan.status != "optimal" or not plan.steps:
        return ""
    words = view.say(
        "最省的办法 {steps}，约 {cost}（估算），最快 {weeks} 周。",
        "The cheapest way: {steps}, about {cost} (an estimate), {weeks} weeks at the soonest.",
        steps=view.subject.count(len(plan.steps), "步", "step"),
        cost=view.subject.money(plan.cost.likely),
        weeks=plan.weeks,
    )
    return f'{words} <a href="#part-plan">{view.say("看怎么做", "See how")}</a>'
