"""All firms against the pool: invitations, what remains open and why, demand and supply by area and by chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact
from assessment.content.providers import Offer, ProviderPool
from assessment.language import Label, label
from assessment.matching import CONDITIONS, conditions, listed
from assessment.matchmaking.assigning import PER_NEED, assign
from assessment.matchmaking.demand import FirmNeeds, Market, Pair, markets
from assessment.matchmaking.results import CategoryResult, Cell, Invitation, Matchmaking, Side, Unmet, Why

METHOD = label(
    "按顺序做到最好：先让尽可能多的事项有人谈，再尽量找明确申报能做的，再用尽可能少的邀约，最后看谁最合适。"
    "硬条件一条不破，每家不超过申报的年承接能力。每一类都由求解器（HiGHS）证明没有更好的安排。",
    "Best in this order: as many steps as possible get somebody to talk to; as many as possible somebody who declares "
    "them; as few invitations as possible; the best fit. No hard condition is broken and nobody gets more than the "
    "capacity declared. For each category the solver (HiGHS) proves that no arrangement is better.",
)
NOT_SAID = label("未填", "not said")
_SIDES: tuple[Side, ...] = ("city", "chain")
_NOBODY = label("资源池里没有服务商申报能做。", "Nobody in the pool declares it.")
_CONDITIONS = label(
    "资源池里能做的有 {n} 个产品，但都不符合：{why}。", "The pool has {n} offers that do it, but none fits: {why}."
)
_FULL = label(
    "合适的 {n} 个产品，申报的承接能力都已排满。", "The {n} offers that fit have no capacity left as declared."
)
_LIMIT = label(
    "已邀约 {n} 家，这一项还要再多找一家。", "{n} are invited already; this step would take one provider more."
)


def matchmake(firms: Sequence[FirmNeeds], pool: ProviderPool, bank: FactBank, per_need: int = PER_NEED) -> Matchmaking:
    """Who should meet whom, with at most ``per_need`` providers for each need of a firm.

    A few seconds for three hundred firms. Raises ``NotSolved`` should the solver fail to prove an optimum.
    """
    results: list[CategoryResult] = []
    invitations: list[Invitation] = []
    unmet: list[Unmet] = []
    cells: list[Cell] = []
    for market in markets(firms, pool):
        chosen = _by_need(market, assign(market, per_need))
        for invited in chosen:
            invitations += [_invitation(market, pair, does) for pair, does in _divided(invited)]
        used = Counter(pair.offer.id for invited in chosen for pair in invited)
        left = [_open(market, i, invited, used) for i, invited in enumerate(chosen)]
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
    return Matchmaking(
        pool_title=pool.file.title,
        pool_version=pool.version,
        fidelity=pool.file.fidelity,
        provenance=pool.file.provenance,
        firms=sum(bool(firm.needs) for firm in firms),
        categories=tuple(results),
        invitations=tuple(invitations),
        unmet=tuple(unmet),
        cells=tuple(cells),
        method=METHOD,
    )


def _by_need(market: Market, chosen: Iterable[Pair]) -> list[list[Pair]]:
    """Who is invited for each need: those who declare what they do first, then by merit."""
    invited: list[list[Pair]] = [[] for _ in market.needs]
    for pair in sorted(chosen, key=lambda p: (not p.declared, -p.merit, p.offer.id)):
        invited[pair.need].append(pair)
    return invited


def _divided(invited: Sequence[Pair]) -> Iterator[tuple[Pair, int]]:
    """The steps each of them is asked for: of several who do a step, the first.

    Everybody is asked for one at least, since as few as possible are invited.
    """
    taken = 0
    for pair in invited:
        yield pair, pair.does & ~taken
        taken |= pair.does


def _invitation(market: Market, pair: Pair, does: int) -> Invitation:
    firm, offer = market.firms[pair.need], pair.offer
    steps = [step for k, step in enumerate(market.needs[pair.need].steps) if does >> k & 1]
    return Invitation(
        firm=firm.client.id,
        firm_name=firm.name,
        city=firm.client.city,
        chain=firm.client.chain,
        category=market.category,
        offer=offer.id,
        provider=offer.provider,
        product=offer.product,
        price_low=offer.price_low,
        price_high=offer.price_high,
        steps=tuple(step.measure for step in steps),
        titles=tuple(step.title for step in steps),
        declared=pair.declared,
        interest=offer.interest,
        merit=pair.merit / 1000,
        reasons=pair.reasons,
    )


def _open(market: Market, i: int, invited: Sequence[Pair], used: Counter[str]) -> list[Unmet]:
    """The steps of a need that nobody is invited for."""
    firm, need = market.firms[i], market.needs[i]
    left = []
    for k, step in enumerate(need.steps):
        if not any(pair.does >> k & 1 for pair in invited):
            why, reason = _why(market, i, step.measure, len(invited), used)
            left.append(
                Unmet(
                    firm=firm.client.id,
                    firm_name=firm.name,
                    city=firm.client.city,
                    chain=firm.client.chain,
                    category=need.category,
                    step=step.measure,
                    title=step.title,
                    why=why,
                    reason=reason,
                )
            )
    return left


def _why(market: Market, i: int, measure: str, invited: int, used: Counter[str]) -> tuple[Why, Label]:
    """Why nobody is invited for a step: nobody does it, a condition, no capacity, or no place left at the table."""
    doing = [offer for offer in market.offers if not offer.measures or measure in offer.measures]
    if not doing:
        return "nobody", _NOBODY
    failing = [conditions(market.needs[i], market.firms[i].client, offer) for offer in doing]
    fitting = [offer for offer, failed in zip(doing, failing, strict=True) if not failed]
    if not fitting:
        counts = Counter(name for failed in failing for name in failed)
        names = sorted(counts, key=lambda name: (-counts[name], list(CONDITIONS).index(name)))
        return "conditions", _CONDITIONS.fill(n=len(doing), why=listed([CONDITIONS[name] for name in names]))
    if any(used[offer.id] < offer.capacity for offer in fitting):
        return "limit", _LIMIT.fill(n=invited)
    return "full", _FULL.fill(n=len(fitting))


def _cells(side: Side, market: Market, met: Sequence[int], bank: FactBank) -> Iterator[Cell]:
    """Demand and supply by area or by chain, in the order of the questionnaire, those who have not said last."""
    fact = bank.facts[side]
    assert isinstance(fact, ChoiceFact)
    names: dict[str | None, Label] = {option.id: option.label for option in fact.options}
    for key, name in (names | {None: NOT_SAID}).items():
        asking = [i for i, firm in enumerate(market.firms) if getattr(firm.client, side) == key]
        if asking:
            serving = [offer for offer in market.offers if offer.capacity and _serves(offer, side, key)]
            yield Cell(
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
