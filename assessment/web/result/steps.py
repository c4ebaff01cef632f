"""A plan on the page: its figures, its steps with their reasons, and the proof that none is cheaper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assessment.language import Label, percent
from assessment.planning import Plan, Step
from assessment.scoring import plain_number
from assessment.web.markup import escape
from assessment.web.result.pieces import bullets, entries, folded, tag
from assessment.web.result.view import View


def plan_in_steps(view: View, plan: Plan) -> str:
    """The plan in figures, then step by step, each step with its reasons, then why no cheaper way exists."""
    steps = "".join(_step(view, plan, step) for step in plan.steps)
    return f'{_figures(view, plan)}<ol class="steps">{steps}</ol>{_proof(view, plan)}'


def brief(view: View, steps: Sequence[Step]) -> str:
    """Steps in a line each, with cost and weeks; each opens to what it is and what it brings."""
    titles = {step.measure: step.title for step in steps}
    return f'<ol class="brief">{"".join(f"<li>{_line(view, step, titles)}</li>" for step in steps)}</ol>'


def _line(view: View, step: Step, titles: Mapping[str, Label]) -> str:
    unit = f" {view.text(step.unit)}" if step.unit is not None else ""
    units = f" × {step.units}{unit}" if step.units is not None else ""
    weeks = view.say("第 {a}–{b} 周", "weeks {a}–{b}", a=step.start_week + 1, b=step.start_week + step.weeks)
    cost = view.say("已签约", "contracted") if step.contracted else escape(view.subject.money(step.cost.likely))
    summary = f'<span>{view.text(step.title)}{units}</span><span class="end">{cost} · {weeks}</span>'
    return folded(summary, f"<p>{view.text(step.description)}</p>{_reasons(view, titles, step)}", "step")


def _figures(view: View, plan: Plan) -> str:
    cost = f"{view.amounts(plan.cost.low, plan.cost.high)} {_estimate(view)}"
    figures = [
        (view.subject.count(len(plan.steps), "步", "step"), ""),
        (view.subject.money(plan.cost.likely), cost),
        (
            view.subject.count(plan.weeks, "周", "week"),
            view.say("能同时做的同时做，最快", "in parallel where possible, at the soonest"),
        ),
        (
            view.subject.count(plan.own_days, "人天", "person-day"),
            view.say("自己人要花的时间", "of your own people's time"),
        ),
    ]
    shown = "".join(f"<li><b>{escape(value)}</b><small>{note}</small></li>" for value, note in figures)
    return f'<ul class="figures">{shown}</ul>'


def _estimate(view: View) -> str:
    return tag(view.say("估算", "estimate"), "estimate")


def _step(view: View, plan: Plan, step: Step) -> str:
    units = f" × {step.units}" if step.units is not None else ""
    start, end = step.start_week, step.start_week + step.weeks
    lane = (
        f'<span class="lane" aria-hidden="true"><i style="left:{100 * start / max(1, plan.weeks):.2f}%;'
        f'width:{100 * step.weeks / max(1, plan.weeks):.2f}%"></i></span>'
    )
    cost = view.say("已签约", "contracted") if step.contracted else escape(view.subject.cost(step.cost))
    if step.each is not None and step.unit is not None and not step.contracted:
        of_one = view.say("每{unit} {m}", "{m} each", unit=step.unit, m=view.subject.money(step.each.likely))
        cost = f"{cost}</span><span>{of_one}"
    time = view.say("第 {a}–{b} 周", "weeks {a}–{b}", a=start + 1, b=end)
    effort = view.say("自己人 {d} 人天", "{d} person-days of your own", d=plain_number(step.own_days))
    return (
        f"<li><h4>{view.text(step.title)}{units}</h4><p>{view.text(step.description)}</p>"
        f'<p class="quiet"><b>{view.say("比如", "For example")}</b> {view.text(step.example)}</p>'
        f'<p class="facts"><span>{cost}</span><span>{time}</span><span>{effort}</span></p>{lane}'
        f"{folded(f'<span>{_ask(view)}</span>', _reasons(view, _titles(plan), step), 'plain')}</li>"
    )


def _ask(view: View) -> str:
    return view.say("这一步换来什么，少了会怎样", "What it brings, and what is lost without it")


def _titles(plan: Plan) -> dict[str, Label]:
    return {step.measure: step.title for step in plan.steps}


def _reasons(view: View, titles: Mapping[str, Label], step: Step) -> str:
    changes = [
        view.named(f"<b>{view.text(change.label)}</b>", f"{view.text(change.before_text)} → {view.text(change.gain)}")
        + (tag(view.say("盼望，不保证", "hoped for"), "estimate") if change.hoped_for else "")
        for change in step.changes
    ]
    return entries(
        [
            (view.say("换来什么", "What changes"), bullets(changes)),
            (view.say("为了达到", "It serves"), bullets([view.text(text) for text in step.serves])),
            (view.say("少了它", "Without it"), view.text(step.without) if step.without else ""),
            (view.say("先要做完", "Comes after"), view.listed([titles[m] for m in step.after if m in titles])),
        ]
    )


def _proof(view: View, plan: Plan) -> str:
    proof = plan.proof
    money = view.subject.money
    words = ""
    if proof.cost is not None and proof.bound is not None and proof.gap is not None:
        words = view.say(
            "算法证明：能达到同样要求的组合，再省也要 {bound}；本方案 {cost}，差距 {gap}%。{end}",
            "Proven: no set of measures that meets the same requirements costs less than {bound}; this one costs "
            "{cost}, a gap of {gap}%. {end}",
            bound=money(proof.bound),
            cost=money(proof.cost),
            gap=percent(proof.gap),
            end=view.subject.say("所以没有更便宜的。", "So none is cheaper.") if not proof.gap else "",
        )
    sentences = [view.text(binding.sentence) for binding in plan.binding]
    solver = f'<p class="quiet">{view.say("求解器", "Solver")} <code>{escape(proof.solver)}</code></p>'
    title = view.say("为什么没有更省的办法", "Why there is no cheaper way")
    return folded(f"<span>{title}</span>", f"<p>{words}</p>{bullets(sentences)}{solver}", "plain")
