"""The answer in one screen: the level, the points, and what is missing for the next one."""

from __future__ import annotations

from assessment.planning import Plan
from assessment.scoring import CERTAINTY, FrameworkResult
from assessment.telling.findings import gap_text
from assessment.telling.structure import next_level
from assessment.web.markup import block, escape
from assessment.web.result.pieces import bullets, meter
from assessment.web.result.view import View

_SHOWN_IN_PROFILE = ("city", "chain")


def show(view: View) -> None:
    """Put the answer on the page."""
    result = view.lead
    block(
        f'<div class="verdict"><div><p class="eyebrow">{who(view)}</p>'
        f"<h1>{view.levels(result)}</h1>"
        f'<p class="lead">{_meaning(view, result)}</p>'
        f"{_score(view, result)}{ladder(view, result)}</div>"
        f"<div>{_why_a_range(view, result)}{_next(view, result)}</div></div>"
    )


def who(view: View) -> str:
    """The firm in a line: name, area, chain, size."""
    firm = view.advisory.firm
    words = [view.text(entry.text) for entry in firm.profile if entry.fact in _SHOWN_IN_PROFILE]
    size = [view.text(firm.size.label)] if firm.size.size_class else []
    return " · ".join([f"<b>{view.name}</b>", *words, *size])


def _meaning(view: View, result: FrameworkResult) -> str:
    """What the level means that is certain."""
    level = next((level for level in result.levels if level.level == result.level_low), None)
    if level is not None:
        return view.text(level.meaning)
    if result.level is None:
        return view.say("能到哪一级，要看还没定的回答。", "Which level it is depends on the answers still open.")
    return view.say(
        "离第一个等级还差几步，差在哪里都写明了。", "The first level is a few steps away, and you see which ones."
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


def ladder(view: View, result: FrameworkResult) -> str:
    """Every level, and how it stands with what is known."""
    steps = "".join(
        f'<li class="{level.state}"><span>{view.text(level.name)}</span>'
        f"<small>{view.text(CERTAINTY[level.state])}</small></li>"
        for level in result.levels
    )
    return f'<ol class="ladder" aria-label="{view.say("等级", "Levels")}">{steps}</ol>'


def _why_a_range(view: View, result: FrameworkResult) -> str:
    if result.points is not None and result.level is not None:
        return ""
    words = view.text(result.open_answers.range_told)
    asks = view.live is not None and result.open_answers.to_answer
    link = f' <a href="#part-open">{view.say("先答哪几题", "What to answer first")}</a>' if asks else ""
    return f'<p class="range">{words}{link}</p>'


def _next(view: View, result: FrameworkResult) -> str:
    level = next_level(result)
    if level is None:
        words = view.say("已经是最高等级，要做的是守住它。", "The highest level is reached; the task is to hold it.")
        return f'<div class="next"><p>{words}</p></div>'
    short = [requirement for requirement in level.requirements if requirement.state != "certain"]
    open_only = all(requirement.state == "possible" for requirement in short)
    lack = view.say(
        "{level}要看这 {n} 条。" if open_only else "离{level}还差 {n} 条。",
        "{level} depends on {n} {noun}." if open_only else "{n} {noun} short of {level}.",
        level=view.subject.level(level.level, level.name) if view.leads_with_main else level.name,
        n=len(short),
        noun="requirement" if len(short) == 1 else "requirements",
    )
    plan = view.advisory.plan
    price = _price(view, plan) if view.leads_with_main and plan and plan.target_level == level.level else ""
    told = [f"{escape(view.subject.sentence(r.text))}<small>{escape(gap_text(view.subject, r))}</small>" for r in short]
    return f'<div class="next"><p><b>{lack}</b>{price}</p>{bullets(told)}</div>'


def _price(view: View, plan: Plan) -> str:
    if plan.status != "optimal" or not plan.steps:
        return ""
    words = view.say(
        "最省的办法：{steps}，约 {cost}（估算），最快 {weeks} 周。",
        " The cheapest way: {steps}, about {cost} (an estimate), {weeks} weeks at the soonest.",
        steps=view.subject.count(len(plan.steps), "步", "step"),
        cost=view.subject.money(plan.cost.likely),
        weeks=plan.weeks,
    )
    if view.lead.open_answers.to_answer:
        words += view.say(
            "没定的回答先按最差算，补上后可能更省。",
            " Open answers count as the worst; answering may make it cheaper.",
        )
    return f'{words} <a href="#part-plan">{view.say("看怎么做", "See how")}</a>'
