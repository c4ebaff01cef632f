"""All firms against the pool: invitations, what remains open and why, demand and supply by area and by chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from assessment.content.bank import FactBank
from assessment.content.providers import Offer, ProviderPool
from assessment.language import Label, label
from assessment.planning import Outline
from assessment.providers.assigning import PER_NEED, Puzzle, assign
from assessment.providers.demand import FirmNeeds, Market, Pair, markets
from assessment.providers.matchmaking_results import (
    CategoryResult,
    FirmResult,
    HeatCell,
    Invitation,
    MadeWith,
    Matchmaking,
    OfferLoad,
    Side,
    Unmet,
)
from assessment.providers.unmet import still_open

METHOD = label(
    "按顺序做到最好：① 让尽可能多的事项有人谈；② 尽量是明确申报能做的；③ 邀约尽可能少；"
    "④ 最合适（相差半分以内算同等合适）；⑤ 在同等合适的之间，各家的活摊得最均匀；⑥ 总分最高。"
    "硬条件一条不破，每个产品不超过申报的年承接能力。每一类、每一步都由求解器精确证明：没有更好的安排。",
    "Best in this order: (1) as many steps as possible get somebody to talk to; (2) as many as possible somebody who "
    "declares them; (3) as few invitations as possible; (4) the best fit, where half a point counts as equal; (5) "
    "among equals the work spread most evenly over providers; (6) the greatest sum of merits. No hard condition is "
    "broken and no offer gets more than the capacity declared. For each category and at each of these the solver "
    "(HiGHS) proves that no arrangement is better.",
)
NOT_SAID = label("未填", "not said")
_SIDES: tuple[Side, ...] = ("city", "chain")
_HIGHEST = label("已达最高等级", "at the highest level already")
_NO_PLAN = label("现有措施到不了下一级，没有方案", "no plan: the measures known do not lead to the next level")
_NOT_PROVEN = label("没能证明哪种办法最省，没有方案", "no plan: none could be proven to be the cheapest")
_NO_HANDS = label(
    "按它的人手，半年内没有要外面人做的步骤能开工", "with its own hands no step can begin within half a year"
)
_BY_ITSELF = label("方案不需要外部服务商", "its plan needs nobody from outside")

# The pairs to invite of each puzzle, in order, None where nothing was proven; a batch spreads them over processes.
Settle = Callable[[Sequence[Puzzle]], Iterable[Sequence[int] | None]]


def matchmake(
    firms: Sequence[FirmNeeds],
    pool: ProviderPool,
    bank: FactBank,
    per_need: int = PER_NEED,
    basis: MadeWith | None = None,
    settle: Settle | None = None,
) -> Matchmaking:
    """Who should meet whom, with at most ``per_need`` providers for each need of a firm.

    A few seconds for three hundred firms. ``settle`` solves the categories elsewhere than here, one after the other.
    In a category for which no arrangement is proven to be the best nobody is invited, and every step says so.
    """
    found = markets(firms, pool)
    puzzles = [market.puzzle() for market in found]
    settled = settle(puzzles) if settle else (assign(puzzle, per_need) for puzzle in puzzles)
    results: list[CategoryResult] = []
    invitations: list[Invitation] = []
    unmet: list[Unmet] = []
    cells: list[HeatCell] = []
    open_to: Counter[str] = Counter()
    for market, pairs in zip(found, settled, strict=True):
        chosen = _by_need(market, (market.pairs[p] for p in pairs or ()))
        invitations += [_invitation(market, pair) for invited in chosen for pair in invited]
        open_to.update(pair.offer.id for pair in market.pairs)
        used = Counter(pair.offer.id for invited in chosen for pair in invited)
        left = [still_open(market, i, invited, None if pairs is None else used) for i, invited in enumerate(chosen)]
        unmet += [step for steps in left for step in steps]
        met = [len(need.steps) - len(steps) for need, steps in zip(market.needs, left, strict=True)]
        for side in _SIDES:
            cells += _cells(side, market, met, bank)
        results.append(
            CategoryResult(
                category=market.category,
                label=pool.categories[market.category].label,
                firms=len(market.firms),
                steps=sum(len(need.steps) for need in market.needs),
                met=sum(met),
                invitations=sum(map(len, chosen)),
                offers=len(market.offers),
                capacity=sum(offer.capacity for offer in market.offers),
            )
        )
    invited_to = Counter(i.offer for i in invitations)
    return Matchmaking(
        basis=basis,
        pool_title=pool.file.title,
        pool_version=pool.version,
        pool_date=pool.file.date,
        fidelity=pool.file.fidelity,
        provenance=pool.file.provenance,
        firms=sum(bool(firm.needs) for firm in firms),
        firm_results=tuple(_firm_results(firms, invitations, unmet)),
        offers=tuple(
            OfferLoad(
                offer=offer.id,
                provider=offer.provider,
                product=offer.product,
                category=offer.category,
                capacity=offer.capacity,
                open_to=open_to[offer.id],
                invitations=invited_to[offer.id],
            )
            for offer in pool.offers
        ),
        categories=tuple(results),
        invitations=tuple(invitations),
        unmet=tuple(unmet),
        cells=tuple(cells),
        method=METHOD,
    )


def _firm_results(
    firms: Iterable[FirmNeeds], invitations: Iterable[Invitation], unmet: Iterable[Unmet]
) -> Iterator[FirmResult]:
    invited, left = Counter(i.firm for i in invitations), Counter(u.firm for u in unmet)
    for firm in firms:
        plan, client = firm.plan, firm.client
        steps = sum(len(need.steps) for need in firm.needs)
        yield FirmResult(
            firm=client.id,
            firm_name=firm.name,
            city=client.city,
            chain=client.chain,
            size=client.size,
            level=plan.level if plan else None,
            target_level=plan.target_level if plan else None,
            cost=plan.cost if plan else None,
            steps=steps,
            met=steps - left[client.id],
            invitations=invited[client.id],
            later=firm.later,
            note=None if steps else _NO_HANDS if firm.later else _why_nothing(plan),
        )


def _why_nothing(plan: Outline | None) -> Label:
    if plan is None or plan.status == "optimal":
        return _BY_ITSELF
    return {"infeasible": _NO_PLAN, "unproven": _NOT_PROVEN}.get(plan.status, _HIGHEST)


def _by_need(market: Market, chosen: Iterable[Pair]) -> list[list[Pair]]:
    """Who is invited for each need: those who declare what they do first, then by merit."""
    invited: list[list[Pair]] = [[] for _ in market.needs]
    for pair in sorted(chosen, key=lambda p: (not p.declared, -p.merit, p.offer.id)):
        invited[pair.need].append(pair)
    return invited


def _invitation(market: Market, pair: Pair) -> Invitation:
    """Everybody is asked for all the steps he does, since the price was held against the money for all of them."""
    firm, need, offer = market.firms[pair.need], market.needs[pair.need], pair.offer
    steps = [step for k, step in enumerate(need.steps) if pair.does >> k & 1]
    return Invitation(
        firm=firm.client.id,
        firm_name=firm.name,
        city=firm.client.city,
        chain=firm.client.chain,
        size=firm.client.size,
        category=market.category,
        offer=offer.id,
        provider=offer.provider,
        product=offer.product,
        price_low=offer.price_low,
        price_high=offer.price_high,
        money=need.money_for(offer),
        steps=tuple(step.measure for step in steps),
        titles=tuple(step.title for step in steps),
        declared=pair.declared,
        interest=offer.interest,
        merit=pair.merit / 1000,
        reasons=pair.reasons,
    )


def _cells(side: Side, market: Market, met: Sequence[int], bank: FactBank) -> Iterator[HeatCell]:
    """Demand and supply by area or by chain, in the order of the questionnaire, those who have not said last."""
    named: list[tuple[str | None, Label]] = [*bank.option_names(side).items(), (None, NOT_SAID)]
    for key, name in named:
        asking = [i for i, firm in enumerate(market.firms) if getattr(firm.client, side) == key]
        if asking:
            serving = [offer for offer in market.offers if offer.capacity and _serves(offer, side, key)]
            yield HeatCell(
                side=side,
                key=key,
                label=name,
                category=market.category,
                firms=len(asking),
                steps=sum(len(market.needs[i].steps) for i in asking),
                offers=len(serving),
                capacity=sum(offer.capacity for offer in serving),
                met=sum(met[i] for i in asking),
            )


def _serves(offer: Offer, side: Side, key: str | None) -> bool:
    places = offer.cities if side == "city" else offer.chains
    return key is None or not places or key in places
