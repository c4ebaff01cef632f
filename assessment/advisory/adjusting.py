"""What a consultant changes about a plan: worked out exactly anew, told as theirs, held beside the computed plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from pydantic import AwareDatetime, Field, model_validator

from assessment.content.measures import CostRange, MeasureBook, Money
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import Label, label, listed
from assessment.planning import Plan, Planner, in_order, money, quoted, span
from assessment.problems import InputRefused, refuse

AdjustmentKind = Literal["left_out", "price", "provider", "order"]
PROVIDER_LENGTH, REASON_LENGTH = 60, 300
_TIME_OR_MONEY = label("和系统算的方案比：{parts}。", "Beside the computed plan: {parts}.")


class PlanChange(Strict):
    """One thing to be changed about a plan, with the reason for it.

    ``left_out`` names a measure that is not to be done, ``price`` what it costs (万元; a unit of it where it is bought
    by number), ``provider`` who is to do it, ``order`` the steps that are done one after the other.
    """

    kind: AdjustmentKind
    measures: tuple[Identifier, ...] = Field(min_length=1, max_length=40)
    price: Money | None = None
    provider: str | None = Field(None, min_length=1, max_length=PROVIDER_LENGTH)
    reason: str = Field("", max_length=REASON_LENGTH)

    @model_validator(mode="after")
    def _fits_its_kind(self) -> PlanChange:
        if (self.kind == "price") != (self.price is not None):
            raise wrong("price 和价格要一起写", "'price' goes with the kind 'price', and only with it")
        if (self.kind == "provider") != (self.provider is not None):
            raise wrong("provider 和服务商要一起写", "'provider' goes with the kind 'provider', and only with it")
        if self.kind != "order" and len(self.measures) != 1:
            raise wrong("只能写一项措施", "expected one measure")
        return self


class Adjustment(PlanChange):
    """A change of a plan by the consultant who made it, and when."""

    author: str = Field(min_length=1)
    at: AwareDatetime


class ToldAdjustment(Strict):
    """An adjustment in a sentence, as it stands in the plan or, with why, does not."""

    adjustment: Adjustment
    sentence: Label
    used: bool


class ComputedPlan(Strict):
    """The plan as it was before a consultant changed it, in its main figures."""

    steps: tuple[Label, ...]
    cost: CostRange
    weeks: int
    level_after: int


class Adjusted(Strict):
    """Everything a consultant changed about a plan, and what that comes to."""

    adjustments: tuple[ToldAdjustment, ...]
    computed: ComputedPlan
    difference: Label

    @property
    def prices(self) -> dict[str, float]:
        """The prices that the plan was worked out with: measure -> 万元."""
        return {
            one.adjustment.measures[0]: one.adjustment.price
            for one in self.adjustments
            if one.used and one.adjustment.price is not None
        }

    @property
    def providers(self) -> dict[str, str]:
        """Who is to do what: measure -> provider."""
        return {
            one.adjustment.measures[0]: one.adjustment.provider
            for one in self.adjustments
            if one.used and one.adjustment.provider is not None
        }


def priced(book: MeasureBook, adjusted: Adjusted | None) -> MeasureBook:
    """The measures at the prices of a consultant."""
    prices = {} if adjusted is None else adjusted.prices
    return book if not prices else _priced(book, tuple(sorted(prices.items())))


@lru_cache(maxsize=8)
def _priced(book: MeasureBook, prices: tuple[tuple[str, float], ...]) -> MeasureBook:
    return book.at_prices(dict(prices))


def adjust(planner: Planner, computed: Plan, adjustments: Sequence[Adjustment]) -> tuple[Plan, Adjusted]:
    """The cheapest plan that keeps to a consultant's changes, and what they come to beside ``computed``.

    A change that no longer fits (a step that the plan does not have any more, an order that cannot be kept) is left
    aside and said so. Raises ``NotSolved`` where nothing could be proven.
    """
    book = planner.measures
    known = [one for one in adjustments if all(name in book.measures for name in one.measures)]
    told = [_told(one, book, _GONE) for one in adjustments if one not in known]
    left_out = tuple(one.measures[0] for one in known if one.kind == "left_out")
    prices = {one.measures[0]: one.price for one in known if one.kind == "price" and one.price is not None}
    plan = computed
    if left_out or prices:
        forbidden = tuple(dict.fromkeys((*computed.limits.forbidden, *left_out)))
        limits = computed.limits.model_copy(update={"forbidden": forbidden})
        at = book if not prices else _priced(book, tuple(sorted(prices.items())))
        plan = replace(planner, measures=at).cheapest(computed.target_level, limits)
        kept = {"taken_at_worst": computed.taken_at_worst, "measures_version": computed.measures_version}
        plan = plan.model_copy(update=kept)
    steps = {step.measure for step in plan.steps}
    for one in known:
        if one.kind == "order":
            plan, problem = _ordered(plan, one)
        else:
            problem = None if one.kind in ("left_out", "price") or one.measures[0] in steps else _NOT_IN_PLAN
        told.append(_told(one, book, problem))
    if plan is not computed and plan.steps:
        plan = plan.model_copy(update={"summary": _summary(plan)})
    before = ComputedPlan(
        steps=tuple(step.title for step in computed.steps),
        cost=computed.cost,
        weeks=computed.weeks,
        level_after=computed.level_after,
    )
    return plan, Adjusted(adjustments=tuple(told), computed=before, difference=_difference(computed, plan))


def checked(adjustment: Adjustment, plan: Plan) -> Adjustment:
    """The adjustment, as it may be kept for a plan as it stands; raises ``InputRefused`` where it does not fit.

    Only steps of the plan can be changed, so that nobody finds an adjustment later that never did anything.
    """
    if adjustment.kind == "order":
        in_order(plan, adjustment.measures)
    elif adjustment.measures[0] not in {step.measure for step in plan.steps}:
        raise refuse(
            "adjustment",
            label("方案里没有这一步", "the plan has no such step"),
            label("请先看一下现在的方案，再选一步。", "Please look at the plan as it is now, and choose a step of it."),
            adjustment.measures[0],
        )
    return adjustment


_GONE = label("这项措施已不在清单里，没有用上", "this measure is no longer on the list, so it was not used")
_PARTLY = label("其中有的步骤方案里已经没有", "some of these steps are no longer in the plan")
_NOT_IN_PLAN = label("方案里没有这一步，没有用上", "the plan has no such step, so it was not used")


def _ordered(plan: Plan, one: Adjustment) -> tuple[Plan, Label | None]:
    """The plan in the order asked for, or as it is with why not; steps that fell away fall out of the order."""
    steps = {step.measure for step in plan.steps}
    order = [name for name in one.measures if name in steps]
    if len(order) < 2:
        return plan, _NOT_IN_PLAN
    fell_out = None if len(order) == len(one.measures) else _PARTLY
    try:
        return in_order(plan, order), fell_out
    except InputRefused as refused:
        return plan, label("{why}，没有用上", "{why}, so it was not used").fill(why=refused.problems[0].message)


def _told(one: Adjustment, book: MeasureBook, problem: Label | None) -> ToldAdjustment:
    titles = [book.measures[name].title for name in one.measures if name in book.measures]
    named = quoted(titles) if titles else label("一项措施", "a measure")
    match one.kind:
        case "left_out":
            text = label("不做{named}", "{named} is left out").fill(named=named)
        case "price":
            amount = money(round((one.price or 0) * 100))
            counted = one.measures[0] in book.measures and book.measures[one.measures[0]].counted
            if counted:
                text = label("{named}每个按 {amount}算", "{named} is counted at {amount} each")
            else:
                text = label("{named}按 {amount}算", "{named} is counted at {amount}")
            text = text.fill(named=named, amount=amount)
        case "provider":
            who = label(one.provider or "", one.provider or "")
            text = label("{named}请{who}来做", "{named} is to be done by {who}").fill(named=named, who=who)
        case "order":
            chain = listed(titles, " → ", " → ")
            text = label("按这个顺序一步一步做：{chain}", "one after the other in this order: {chain}").fill(
                chain=chain
            )
    if one.reason:
        reason = label(one.reason, one.reason)
        text = label("{text}。理由：{reason}", "{text}. Reason: {reason}").fill(text=text, reason=reason)
    if problem is not None:
        text = label("{text}（{problem}）", "{text} ({problem})").fill(text=text, problem=problem)
    return ToldAdjustment(adjustment=one, sentence=text, used=problem in (None, _PARTLY))


def _summary(plan: Plan) -> Label:
    return label(
        "按顾问调整，到{level}：{steps} 步，约 {cost}，{weeks}；在这些条件下已证明没有更便宜的组合。",
        "As adjusted by the consultant, {level} takes {n}, about {cost}, {weeks}; within these conditions it is proven "
        "that no cheaper set of these measures does it.",
    ).fill(
        level=plan.target_name,
        steps=len(plan.steps),
        n=_steps(len(plan.steps)),
        cost=money(plan.cost.cents()[1]),
        weeks=span(plan.weeks),
    )


def _steps(number: int) -> str:
    return f"{number} step{'' if number == 1 else 's'}"


def _difference(computed: Plan, plan: Plan) -> Label:
    """What the changes come to: money, time, steps."""
    if plan.status == "infeasible":
        return label(
            "这样调整就到不了{level}；系统算的方案是 {steps} 步，约 {cost}。",
            "So adjusted, {level} cannot be reached; the computed plan takes {n}, about {cost}.",
        ).fill(
            level=computed.target_name,
            steps=len(computed.steps),
            n=_steps(len(computed.steps)),
            cost=money(computed.cost.cents()[1]),
        )
    parts = [_money_difference(computed, plan), _time_difference(computed, plan)]
    before = {step.measure: step.title for step in computed.steps}
    after = {step.measure: step.title for step in plan.steps}
    gone = [title for name, title in before.items() if name not in after]
    new = [title for name, title in after.items() if name not in before]
    if gone:
        parts.append(label("少了{titles}", "without {titles}").fill(titles=quoted(gone)))
    if new:
        parts.append(
            label("多了{titles}", "with {titles} instead" if gone else "with {titles}").fill(titles=quoted(new))
        )
    return _TIME_OR_MONEY.fill(parts=listed(parts, "，", ", "))


def _money_difference(computed: Plan, plan: Plan) -> Label:
    was, now = computed.cost.cents()[1], plan.cost.cents()[1]
    if was == now:
        return label("花的钱一样（约 {now}）", "it costs the same (about {now})").fill(now=money(now))
    more, how = abs(now - was), now > was
    return label(
        f"{'多' if how else '少'}花 {{more}}（从 {{was}}变成 {{now}}）",
        f"it costs {{more}} {'more' if how else 'less'} ({{now}} instead of {{was}})",
    ).fill(more=money(more), was=money(was), now=money(now))


def _time_difference(computed: Plan, plan: Plan) -> Label:
    was, now = computed.weeks, plan.weeks
    if was == now:
        return label(f"时间一样（{now} 周）", f"takes as long ({now} weeks)")
    later = now > was
    return label(
        f"{'晚' if later else '早'} {abs(now - was)} 周做完（从 {was} 周变成 {now} 周）",
        f"is done {abs(now - was)} {'week' if abs(now - was) == 1 else 'weeks'} {'later' if later else 'sooner'} "
        f"({now} weeks instead of {was})",
    )
