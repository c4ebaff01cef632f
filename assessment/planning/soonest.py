"""Plans that the firm's hands can carry out: the cheapest within a limit of weeks, and the soonest of all."""

from __future__ import annotations

from assessment.language import label
from assessment.planning.cheapest import built
from assessment.planning.hands import days_told
from assessment.planning.plan import Hands, Plan
from assessment.planning.question import Ask
from assessment.planning.search import soonest_with_hands, within_hands
from assessment.planning.staffing import least_days, out_of_hands, staffed
from assessment.planning.words import money

_NOT_THE_CHEAPEST = label(
    "凭这些人手按时做完，没能证明这是最省的：不会省过 {bound}。",
    "To be done in time with these hands it is not proven to be the cheapest: nothing costs less than {bound}.",
)


def with_hands(asked: Ask, plan: Plan, hands: Hands) -> Plan:
    """The cheapest plan within hands and, where there is one, the limit of weeks; ``plan`` is the one without hands.

    A set of steps that is the cheapest whatever the hands is the cheapest of all where they carry it out in time. Else
    the cheapest whose work fits into the time is tried, then the soonest; what is then told is proven or says so.
    """
    if plan.status != "optimal" or not plan.steps:
        return plan
    if hands.days <= 0:
        return out_of_hands(plan, hands, None)
    weeks = asked.limits.weeks
    placed = staffed(plan, hands)
    if weeks is None or placed.status != "optimal" or placed.weeks <= weeks:
        return placed
    if hands.origin == "assumed" and (enough := least_days(plan, hands, weeks)) is not None:
        return staffed(plan, _needed(hands, enough[0], weeks))
    lighter = asked.solve(extra=[within_hands(asked.case, hands.days, weeks)])
    quick = None
    if lighter is not None:
        fitting = staffed(built(asked, lighter), hands)
        if fitting.status == "optimal" and fitting.weeks <= weeks:
            return fitting
        quick = soonest(asked, hands)
        if quick is not None and quick.weeks <= weeks:
            return _not_the_cheapest(quick, lighter.bound / 100)
    quick = quick or soonest(asked, hands)
    proven = quick is not None and quick.staffing is not None and quick.staffing.bound == quick.weeks
    return out_of_hands(plan, hands, weeks, quick, proven)


def _needed(hands: Hands, days: float, weeks: int) -> Hands:
    """The hands that a limit of weeks takes: what a firm has is not known, so an estimate does not speak against it."""
    told = label(
        "{days}（要 {weeks} 周内做完，就得出这么多；您还没有说能出几天，按企业规模估是{assumed}）",
        "{days} (to be done within {weeks} weeks takes as many; you have not said how many you have, and by size "
        "{assumed} would be assumed)",
    ).fill(days=days_told(days), weeks=weeks, assumed=days_told(hands.days))
    return hands.model_copy(update={"days": days, "origin": "needed", "told": told})


def soonest(asked: Ask, hands: Hands) -> Plan | None:
    """The plan that the hands may carry out soonest; its ``staffing.bound`` holds for every choice of steps."""
    if hands.days <= 0:
        return None
    found = soonest_with_hands(asked.case, asked.floor, hands.days)
    if found is None:
        return None
    choice, bound = found
    plan = staffed(built(asked, choice), hands)
    if plan.staffing is None:
        return None
    return plan.model_copy(update={"staffing": plan.staffing.model_copy(update={"bound": min(bound, plan.weeks)})})


def _not_the_cheapest(plan: Plan, bound: float) -> Plan:
    cost = plan.cost.likely if plan.proof.cost is None else plan.proof.cost
    if cost <= bound:
        return plan
    proof = plan.proof.model_copy(update={"bound": bound, "gap": (cost - bound) / max(cost, 0.01)})
    note = _NOT_THE_CHEAPEST.fill(bound=money(round(100 * bound)))
    summary = label(
        "到{level}的办法：{steps} 步，{cost}，{weeks} 周。{note}",
        "A way to {level}: {steps} steps, {cost}, {weeks} weeks. {note}",
    )
    told = summary.fill(
        level=plan.target_name, steps=len(plan.steps), cost=money(plan.cost.cents()[1]), weeks=plan.weeks, note=note
    )
    return plan.model_copy(update={"proof": proof, "summary": told})
