"""What the owner says to a step (doing it, too hard, not for us, later), and what that does to the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assessment.content.measures import Measure
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.planning import Plan, PlanLimits, Planner, Reply, StepReply, money
from assessment.problems import refuse

REPLIES: dict[Reply, Label] = {
    "doing": label("已经在做", "doing it already"),
    "too_hard": label("太难", "too hard"),
    "not_for_us": label("不适合我们", "not for us"),
    "later": label("先放放", "later"),
}


class ReplyTold(Strict):
    """A reply and what it does to the cost (万元) of the way to the level, all other replies as they are.

    ``more`` is None where the level cannot be reached with it, or not without it either.
    """

    measure: Identifier
    title: Label
    reply: Reply
    more: float | None
    sentence: Label


def limits_with(limits: PlanLimits, replies: Sequence[StepReply], measures: Mapping[str, Measure]) -> PlanLimits:
    """The limits with the replies in them: what is under way costs nothing more, what is put off is ruled out.

    A measure that a limit names already stays as it is there. Raises ``InputRefused`` for a measure that is not known.
    """
    contracted, forbidden = dict(limits.contracted), list(limits.forbidden)
    for one in replies:
        if one.measure not in measures:
            raise refuse(
                "replies",
                label("没有这项措施", "there is no such measure"),
                label("请用措施清单里的 id。", "Use an id of the list of measures."),
                one.measure,
            )
        if one.measure in contracted or one.measure in forbidden:
            continue
        if one.reply == "doing":
            contracted[one.measure] = one.units
        else:
            forbidden.append(one.measure)
    return limits.model_copy(update={"contracted": contracted, "forbidden": tuple(forbidden)})


def told_replies(
    planner: Planner, level: int, limits: PlanLimits, replies: Sequence[StepReply], plan: Plan
) -> tuple[ReplyTold, ...]:
    """What each reply does to the cost; ``plan`` is the one with all of them, ``limits`` those without.

    One bare solve a reply. Raises ``NotSolved`` where the solver proves nothing.
    """
    measures = planner.measures.measures
    known = plan.proof.cost if plan.status != "already_reached" else 0.0
    told = []
    for one in replies:
        rest = limits_with(limits, [other for other in replies if other is not one], measures)
        without = planner.least_cost(level, rest)
        told.append(_told(one, measures[one.measure].title, known, without, plan.target_name))
    return tuple(told)


def _told(one: StepReply, title: Label, known: float | None, without: float | None, level: Label) -> ReplyTold:
    more = None
    if known is not None and without is not None:
        more = round(known - without, 2)
        if not more:
            effect = label("花费不变。", "the cost stays the same.")
        elif more > 0:
            effect = label("到{level}要多花 {more}。", "{level} costs {more} more.").fill(
                level=level, more=_money(more)
            )
        else:
            effect = label("到{level}能少花 {less}。", "{level} costs {less} less.").fill(
                level=level, less=_money(-more)
            )
    elif without is not None:
        effect = label("不做它就到不了{level}。", "without it {level} is out of reach.").fill(level=level)
    else:
        effect = label("按现在的条件，有没有它都到不了{level}。", "{level} is out of reach with or without it.")
        effect = effect.fill(level=level)
    sentence = label("“{title}”{reply}：{effect}", "'{title}', {reply}: {effect}")
    return ReplyTold(
        measure=one.measure,
        title=title,
        reply=one.reply,
        more=more,
        sentence=sentence.fill(title=title, reply=REPLIES[one.reply], effect=effect),
    )


def _money(amount: float) -> Label:
    return money(round(100 * amount))
