"""The cheapest way up: what to do in which order, at what cost, and why no cheaper way exists."""

from __future__ import annotations

from assessment.planning import Plan
from assessment.web.markup import block
from assessment.web.result.pieces import bullets, folded, heading
from assessment.web.result.steps import plan_in_steps
from assessment.web.result.trying import others, picking
from assessment.web.result.view import View


def show(view: View) -> None:
    """Put the part on the page."""
    heading("plan", view.say("升级最省的办法", "The cheapest way up"))
    plan = view.advisory.plan
    if plan is None:
        note = view.advisory.plan_note
        block(f"<p>{view.text(note) if note else ''}</p>")
        return
    block(f'<p class="lead">{view.text(plan.summary)}</p>')
    if plan.limits_told is not None and plan.steps:
        words = view.say("按您的条件：{limits}。", "Within your limits: {limits}.", limits=plan.limits_told)
        block(f"<p>{words}</p>")
    if plan.steps:
        block(plan_in_steps(view, plan))
    block(_aside(view, plan))
    if view.live is not None:
        picking.show(view)
    elif view.advisory.choices is not None:
        block(others.told(view, plan, view.advisory.choices))


def in_short(view: View) -> str:
    """For the table of contents."""
    plan = view.advisory.plan
    if plan is None or not plan.steps:
        return view.say("没有要做的步骤", "no steps to take") if plan is None else view.text(plan.target_name)
    return view.say(
        "到{level}：{steps}，约 {cost}，最快 {weeks} 周",
        "To {level}: {steps}, about {cost}, {weeks} weeks at the soonest",
        level=plan.target_name,
        steps=view.subject.count(len(plan.steps), "步", "step"),
        cost=view.subject.money(plan.cost.likely),
        weeks=plan.weeks,
    )


def _aside(view: View, plan: Plan) -> str:
    """What to know besides, and what an assessor will ask to see."""
    open_answers = view.advisory.main.open_answers
    told = [open_answers.plan_told] if plan.steps and open_answers.questions else []
    notes = bullets([view.text(note) for note in (*told, *plan.notes)], "quiet")
    shown = [view.named(f"<b>{view.text(one.label)}</b>", view.text(one.evidence)) for one in plan.evidence]
    title = view.say("做完后留好这些凭据（{n} 项）", "What to keep as evidence ({n})", n=len(shown))
    return notes + (folded(f"<span>{title}</span>", bullets(shown), "plain") if shown else "")
