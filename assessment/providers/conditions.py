"""The rules of matching: hard conditions, and merits with the reason each prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from assessment.content.providers import Offer
from assessment.language import Label, label, listed
from assessment.providers.needs import Client, Need, NeededStep
from assessment.providers.shortlist_results import Reason

Condition = Literal["category", "measures", "chain", "city", "size", "price", "capacity"]
CONDITIONS: dict[Condition, Label] = {
    "category": label("类别", "kind of service"),
    "measures": label("能做的事项", "what it does"),
    "chain": label("产业链", "industrial chain"),
    "city": label("服务地区", "area served"),
    "size": label("企业规模", "firm size"),
    "price": label("价格", "price"),
    "capacity": label("承接能力", "capacity"),
}

# What each declared merit adds at most. Doing the work asked for outweighs everything else; the rest are tie-breakers
# by nearness to the firm. The weights are ours; docs/matching-evaluation.md holds the order they give against others.
MERITS = {"declared": 4.0, "own_chain": 2.0, "near": 1.5, "size": 1.0, "cases": 1.0, "price": 1.0, "several": 1.5}
MANY_CASES = 20
MANY_STEPS = 3


def conditions(need: Need, client: Client, offer: Offer) -> list[Condition]:
    """The hard conditions the offer fails; empty when it may be shown. What a firm has not said excludes nobody.

    An offer that lists what it can do, and nothing of it is needed, fails on ``measures``. The price is held against
    the money foreseen for the part the offer does.
    """
    failed: list[Condition] = []
    if offer.category != need.category:
        failed.append("category")
    if offer.measures and not need.part_of(offer):
        failed.append("measures")
    if offer.chains and client.chain and client.chain not in offer.chains:
        failed.append("chain")
    if offer.cities and client.city and client.city not in offer.cities:
        failed.append("city")
    if offer.sizes and client.size and client.size not in offer.sizes:
        failed.append("size")
    if offer.price_low > need.money_for(offer):
        failed.append("price")
    if offer.capacity < 1:
        failed.append("capacity")
    return failed


def merits(need: Need, client: Client, offer: Offer, elsewhere: int = 0) -> list[Reason]:
    """What speaks for an offer that passed the hard conditions, the weightiest first.

    ``elsewhere`` counts the other steps of the plan that the same provider can do for this firm.
    """
    reasons = []

    def add(key: str, share: float, text: Label) -> None:
        reasons.append(Reason(text=text, merit=round(MERITS[key] * share, 3)))

    if part := need.part_of(offer):
        n, of = len(part), len(need.steps)
        add(
            "declared",
            n / of,
            label("申报能做这一项", "declares this step")
            if of == 1
            else label(f"申报能做这一类 {of} 项中的 {n} 项", f"declares {n} of the {of} steps of this kind"),
        )
    if client.chain and client.chain in offer.chains:
        add("own_chain", 1, label("专做企业所在的产业链", "specialises in the firm's industrial chain"))
    if client.city and client.city in offer.cities:
        add("near", 1, label("点名上门服务企业所在的地区", "names the firm's area among those it serves on site"))
    if client.size and client.size in offer.sizes:
        add("size", 1, label("专为同等规模的企业准备", "made for firms of this size"))
    if offer.cases:
        add(
            "cases",
            min(offer.cases, MANY_CASES) / MANY_CASES,
            label(f"申报做完过 {offer.cases} 个同类项目", f"declares {offer.cases} finished projects of this kind"),
        )
    if offer.price_high <= need.money_for(offer):
        add("price", 1, label("申报的最高价也在方案预计之内", "even its highest price is within the plan's"))
    if elsewhere:
        steps = f"{elsewhere} step{'s' * (elsewhere > 1)}"
        add(
            "several",
            min(elsewhere, MANY_STEPS) / MANY_STEPS,
            label(
                f"同一家还能做方案里其他类的 {elsewhere} 项，少跑一家",
                f"the same provider can do {steps} of other kinds too, so one contact fewer",
            ),
        )
    return sorted(reasons, key=lambda reason: -reason.merit)


def extent(need: Need, offer: Offer) -> Label:
    """How much of the need an offer declares, so that a part never looks like the whole."""
    part = need.part_of(offer)
    if not part:
        return label(
            "没有申报具体能做哪几项，请先问清楚", "has not declared which steps it can do: ask before anything else"
        )
    rest = [step for step in need.steps if step not in part]
    if not rest:
        whole = label("能做这一项", "does this step") if len(part) == 1 else label("{n} 项都能做", "does all {n} steps")
        return whole.fill(n=len(part))
    return label("只能做 {n}/{of} 项：{part}；不做：{rest}", "does only {n} of {of}: {part}; not: {rest}").fill(
        n=len(part), of=len(need.steps), part=titles(part), rest=titles(rest)
    )


def titles(steps: Sequence[NeededStep]) -> Label:
    """The titles of steps in one line."""
    return listed([step.title for step in steps])
