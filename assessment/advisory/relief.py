"""A plan for a trouble: what relieves most of what troubles the owner, beside the cheapest way to the next level."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from pydantic import Field

from assessment.content.provenance import Fidelity, Source
from assessment.content.troubles import Trouble, TroubleFile, TroubleSign
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.planning import Plan, PlanLimits, Planner, Purchase, Step, money, quoted


class SignRelief(Strict):
    """A sign of a trouble, how one sees that it got better, and what relieves it: here, and in the plan to the level.

    ``possible`` is False where no known measure that this firm could still take relieves it.
    """

    trouble: Identifier
    sign: Identifier
    title: Label
    notice: Label
    relieved_by: tuple[Identifier, ...]
    by_plan: tuple[Identifier, ...]
    possible: bool


class Relief(Strict):
    """The most use for a sum of money against the troubles picked, proven; and what it shares with the level's plan.

    ``spend`` is the sum in 万元: the budget, else the cost of the plan; None where there is neither. ``all_cost`` is
    what all signs that can be relieved would cost, None where ``purchase`` does that already.
    """

    troubles: tuple[Identifier, ...]
    titles: tuple[Label, ...]
    signs: tuple[SignRelief, ...]
    spend: float | None
    purchase: Purchase
    all_cost: float | None
    shared: tuple[Identifier, ...]
    sentence: Label
    beside: Label | None = Field(description="what the plan to the level relieves, what both share; null without one")
    fidelity: Fidelity
    source: Source


def relief(
    planner: Planner, file: TroubleFile, picked: Sequence[Trouble], plan: Plan | None, limits: PlanLimits
) -> Relief:
    """What to do about the troubles ``picked`` (one at least) for the budget, else for what the plan costs.

    Raises ``NotSolved`` where the solver proves nothing.
    """
    signs = {sign.id: sign for trouble in picked for sign in trouble.signs}
    groups = {name: sign.relieved_by for name, sign in signs.items()}
    steps = plan.steps if plan is not None else ()
    spend = limits.budget
    if spend is None and plan is not None and steps:
        spend = plan.proof.cost
    helping = planner.useful(limits)
    best = planner.most_relieved(groups, spend, limits)
    bought = {step.measure for step in best.steps} & helping
    everything = planner.most_relieved(groups, None, limits) if spend is not None else best
    planned = {step.measure for step in steps}
    told = tuple(
        SignRelief(
            trouble=trouble.id,
            sign=sign.id,
            title=sign.title,
            notice=sign.notice,
            relieved_by=_among(sign, bought),
            by_plan=_among(sign, planned),
            possible=not helping.isdisjoint(sign.relieved_by),
        )
        for trouble in picked
        for sign in trouble.signs
    )
    done = sum(bool(one.relieved_by) for one in told)
    possible = sum(one.possible for one in told)
    shared = tuple(step.measure for step in best.steps if step.measure in planned)
    all_cost = everything.cost.likely if done < possible else None
    return Relief(
        troubles=tuple(trouble.id for trouble in picked),
        titles=tuple(trouble.title for trouble in picked),
        signs=told,
        spend=spend,
        purchase=best.model_copy(update={"steps": tuple(_with_reasons(best.steps, told))}),
        all_cost=all_cost,
        shared=shared,
        sentence=_sentence(picked, told, spend, best, all_cost),
        beside=_beside(told, plan, [step for step in best.steps if step.measure in planned]),
        fidelity=file.fidelity,
        source=file.source,
    )


def _among(sign: TroubleSign, measures: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in sign.relieved_by if name in measures)


def _with_reasons(steps: Sequence[Step], signs: Sequence[SignRelief]) -> Iterator[Step]:
    """The steps, each with the signs it relieves and what would stay without it."""
    for step in steps:
        own = [sign for sign in signs if step.measure in sign.relieved_by]
        alone = [sign.title for sign in own if sign.relieved_by == (step.measure,)]
        if alone:
            without = label("少了这一步，{signs}没有别的来治。", "Without this step nothing else relieves {signs}.")
            without = without.fill(signs=quoted(alone))
        elif own:
            without = label("这些毛病别的步骤也治一部分。", "Other steps relieve some of the same.")
        else:
            without = label("后面的步骤要先有它。", "Later steps wait for it.")
        yield step.model_copy(update={"serves": tuple(sign.title for sign in own), "without": without})


def _sentence(
    picked: Sequence[Trouble], signs: Sequence[SignRelief], spend: float | None, best: Purchase, all_cost: float | None
) -> Label:
    names = quoted(trouble.title for trouble in picked)
    done = sum(bool(one.relieved_by) for one in signs)
    if not any(one.possible for one in signs):
        return label(
            "治{names}的措施，清单里您能做的都已经有了，或者不适合您这一行；这份方案帮不上，不硬凑。",
            "What the list holds against {names} you have already, or it does not suit your trade; nothing is made up.",
        ).fill(names=names)
    if not done:
        text = label(
            "{spend}以内，{names}一样也治不了；全都治要 {all}。",
            "Within {spend} no sign of {names} can be relieved; all of them would take {all}.",
        )
        return text.fill(names=names, spend=_money(spend or 0.0), all=_money(all_cost or 0.0))
    text = label(
        "专治{names}：{n} 个毛病治得到 {done} 个，约 {cost}（估算）。{proof}",
        "Against {names}: {done} of {n} signs relieved for about {cost} (an estimate). {proof}",
    )
    if all_cost is None:
        proof = label(
            "能治的都治了，已证明没有更省的组合。",
            "All that can be are relieved, and nothing cheaper does that: proven.",
        )
    else:
        proof = label(
            "已证明 {spend}以内治不到更多，治这么多也没有更省的；全都治要 {all}。",
            "It is proven that {spend} relieve no more of them, and nothing cheaper as many; all would take {all}.",
        ).fill(spend=_money(spend or 0.0), all=_money(all_cost))
    return text.fill(names=names, n=len(signs), done=done, cost=_money(best.cost.likely), proof=proof)


def _beside(signs: Sequence[SignRelief], plan: Plan | None, shared: Sequence[Step]) -> Label | None:
    if plan is None or not plan.steps:
        return None
    along = sum(bool(one.by_plan) for one in signs)
    told = label(f"最省的升级办法顺带治 {along} 个。", f"The cheapest way up relieves {along} of them along the way.")
    if not shared:
        more = label("两边没有相同的步骤，要分开打算。", "The two have no step in common.")
    else:
        more = label(
            "两边都有的步骤：{steps}；先做这几步，升级和治毛病两头都不亏。",
            "Steps in both: {steps}; done first, they serve either.",
        ).fill(steps=quoted(step.title for step in shared))
    return label("{a}{b}", "{a} {b}").fill(a=told, b=more)


def _money(amount: float) -> Label:
    return money(round(100 * amount))
