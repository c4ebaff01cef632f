"""What an owner may choose instead of the cheapest plan: the least worst case, other ways, and what a sum buys."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.documents import Identifier, Strict
from assessment.language import Label, label, listed
from assessment.planning.frontier import Frontier
from assessment.planning.plan import HURRY, Plan, Step
from assessment.planning.staffing import staffed
from assessment.planning.words import money, named_steps, span

OTHERS = 3
_SAME = label(
    "价格就算都涨到估算的上限，最省的办法也还是上面这个。",
    "Even if every price rose to the upper end of its estimate, the plan above would still be the cheapest.",
)
_ROBUST = label(
    "价格如果都涨到估算的上限，这个办法要 {own}，上面的办法要 {other}；按最可能的价格，它贵 {dearer}。想稳就选它。",
    "If every price rose to the upper end of its estimate, this plan would cost {own} and the one above {other}; at "
    "likely prices it costs {dearer} more. Choose it to be on the safe side.",
)


class OtherPlan(Strict):
    """A plan beside the cheapest one, and what differs: steps left out, steps taken instead, and a sentence."""

    plan: Plan
    without: tuple[Identifier, ...]
    instead: tuple[Identifier, ...]
    sentence: Label


class PlanChoices(Strict):
    """What may be chosen instead of the cheapest plan.

    ``robust`` is None when the cheapest plan has the least worst case as well, and ``robust_note`` says either. The
    ``frontier`` goes up to the cost of the highest level that known measures reach; it leaves time aside. ``soonest``
    is what the firm's hands carry out soonest for at most ``HURRY`` times the cost, None where the cheapest plan is
    that already (``soonest_note`` says either); ``fewest`` the same steps with the fewest side by side. Both are None
    without hands.
    """

    robust: OtherPlan | None
    robust_note: Label
    others: tuple[OtherPlan, ...]
    frontier: Frontier | None = None
    soonest: OtherPlan | None = None
    soonest_note: Label | None = None
    fewest: OtherPlan | None = None


def robust_choice(plan: Plan, found: Plan | None) -> tuple[OtherPlan | None, Label]:
    """The plan with the least worst case beside ``plan``, where it is another and better one, and a word on either."""
    if found is None or found.status != "optimal" or found.cost.high >= plan.cost.high:
        return None, _SAME
    other = other_plan(plan, found)
    note = _ROBUST.fill(
        own=money(found.cost.cents()[2]),
        other=money(plan.cost.cents()[2]),
        dearer=money(found.cost.cents()[1] - plan.cost.cents()[1]),
    )
    return other, note


def other_ways(plan: Plan, found: Sequence[Plan], robust: OtherPlan | None) -> tuple[OtherPlan, ...]:
    """The plans that are neither ``plan`` nor the robust one."""
    known = [bought(plan)] + ([bought(robust.plan)] if robust else [])
    return tuple(other_plan(plan, one) for one in found if bought(one) not in known)


def soonest_choice(plan: Plan, found: Plan | None) -> tuple[OtherPlan | None, Label | None]:
    """The plan done soonest with the firm's hands beside ``plan``, where it is sooner, and a word on either.

    It costs ``HURRY`` times as much at the most, and no more than the limits allow.
    """
    if found is None or found.staffing is None:
        return None, None
    for_it = label("多花不超过一半的钱", "for at most half as much again")
    if not plan.cost.likely:
        for_it = label("不花钱", "free of charge")
    elif plan.limits.budget is not None and plan.limits.budget < HURRY * plan.cost.likely:
        for_it = label("在预算以内", "within the budget")
    proven = found.weeks == found.staffing.bound
    if found.weeks >= plan.weeks:
        sure = label("凭这些人手，{for_it}也没有更快的办法。", "With these hands no way is sooner {for_it}.")
        unsure = label("凭这些人手，{for_it}没有找到更快的办法。", "With these hands no sooner way was found {for_it}.")
        return None, (sure if plan.weeks == found.staffing.bound else unsure).fill(for_it=for_it)
    sure = label("已证明{for_it}没有更快的", "it is proven that none is sooner {for_it}")
    if not proven:
        sure = label("没能证明，{for_it}不会短于 {least}", "not proven, but none takes less than {least} {for_it}")
    note = label(
        "凭这些人手，最快的办法 {weeks}做完，多花 {more}；{sure}。",
        "With these hands the soonest way takes {weeks} and costs {more} more; {sure}.",
    ).fill(
        weeks=span(found.weeks),
        more=money(found.cost.cents()[1] - plan.cost.cents()[1]),
        sure=sure.fill(for_it=for_it, least=span(found.staffing.bound)),
    )
    return other_plan(plan, found), note


def fewest_at_once(plan: Plan) -> OtherPlan | None:
    """The same steps with the fewest side by side that the time limit allows; None where it is so already."""
    staffing = plan.staffing
    if staffing is None or staffing.at_once == 1:
        return None
    for at_once in range(1, staffing.at_once):
        placed = staffed(plan, staffing.hands, at_once=at_once)
        if placed.status == "optimal" and (plan.limits.weeks is None or placed.weeks <= plan.limits.weeks):
            text = label(
                "还是这几步，同时最多做 {n} 步：{weeks}做完，比上面的办法晚 {later}。",
                "The same steps, at most {n} at a time: {weeks}, {later} later than above.",
            )
            later = span(placed.weeks - plan.weeks)
            return OtherPlan(
                plan=placed,
                without=(),
                instead=(),
                sentence=text.fill(n=at_once, weeks=span(placed.weeks), later=later),
            )
    return None


def bought(plan: Plan) -> dict[Identifier, int]:
    """The measures of a plan: id -> units, 1 when not counted."""
    return {step.measure: step.units or 1 for step in plan.steps}


def other_plan(plan: Plan, other: Plan) -> OtherPlan:
    """The other plan with what differs from ``plan``, in words."""
    before, after = bought(plan), bought(other)
    without = [step for step in plan.steps if after.get(step.measure) != before[step.measure]]
    instead = [step for step in other.steps if before.get(step.measure) != after[step.measure]]
    return OtherPlan(
        plan=other,
        without=tuple(step.measure for step in without),
        instead=tuple(step.measure for step in instead),
        sentence=listed([_swap(without, instead), _dearer(plan, other), _later(plan, other)], "", " "),
    )


def _swap(without: list[Step], instead: list[Step]) -> Label:
    if not instead:
        return label("不做{a}。", "It leaves out {a}.").fill(a=named_steps(without))
    if not without:
        return label("另外要做{b}。", "It adds {b}.").fill(b=named_steps(instead))
    return label("不做{a}，改做{b}。", "Instead of {a} it takes {b}.").fill(
        a=named_steps(without), b=named_steps(instead)
    )


def _dearer(plan: Plan, other: Plan) -> Label:
    more = other.cost.cents()[1] - plan.cost.cents()[1]
    if not more:
        return label("花的钱一样多。", "It costs the same.")
    return label("多花 {more}。", "It costs {more} more.").fill(more=money(more))


def _later(plan: Plan, other: Plan) -> Label:
    weeks, days = other.weeks - plan.weeks, round(other.own_days - plan.own_days, 1)
    time = (
        label("时间一样长", "It takes as long")
        if not weeks
        else label(f"{'晚' if weeks > 0 else '早'} {abs(weeks)} 周做完", f"It is done {_weeks(weeks)}")
    )
    if not days:
        return label("{time}。", "{time}.").fill(time=time)
    effort = label(
        f"自己人{'多' if days > 0 else '少'}花 {abs(days):g} 人天",
        f"takes {abs(days):g} person-days {'more' if days > 0 else 'less'} of your own people",
    )
    return label("{time}，{effort}。", "{time} and {effort}.").fill(time=time, effort=effort)


def _weeks(weeks: int) -> str:
    unit = "week" if abs(weeks) == 1 else "weeks"
    return f"{abs(weeks)} {unit} {'later' if weeks > 0 else 'sooner'}"
