"""The cheapest path solved again on real prices: who does what, what each offer costs more, what a package is worth.

Prices of single items are independent of each other, so of each the least counts. A package is taken whole or not at
all: every set of packages that could pay is tried, and the rest solved exactly around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from pydantic import Field

from assessment.content.measures import CostRange, Costs, Measure
from assessment.documents import Identifier, Strict
from assessment.language import Label, label
from assessment.planning import NO_LIMITS, Plan, PlanLimits, Planner, money
from assessment.tendering.quotes import Quote
from assessment.tendering.request import TenderRequest


class QuoteTold(Strict):
    """What becomes of one quote (money in 万元).

    ``regret`` is what the level costs more if all that this provider offers is taken from it, and the rest from whoever
    is cheapest; None where the level is then out of reach. ``parts`` is the sum of its own prices for what it offers,
    ``cheapest_parts`` the least that any quotes ask for the same; both are for the numbers asked for.
    """

    provider: str
    offers: tuple[Identifier, ...]
    not_offered: tuple[Identifier, ...]
    package: float | None
    parts: float
    cheapest_parts: float
    regret: float | None
    sentence: Label


class QuoteComparison(Strict):
    """The cheapest path to the level on quoted prices, proven, beside what the plan had estimated.

    ``cost`` is what the path costs in 万元, packages included; None where no path is left. ``plan`` has its steps; what
    is in a package taken costs nothing more there. ``by`` names who does each quoted step, ``estimated`` the steps that
    nobody has quoted, at the estimate.
    """

    request: str
    cost: float | None
    estimate: float = Field(description="what the plan cost at estimated prices")
    plan: Plan
    packages: tuple[str, ...]
    by: dict[Identifier, str]
    estimated: tuple[Identifier, ...]
    quotes: tuple[QuoteTold, ...]
    sentence: Label


@dataclass(frozen=True)
class _Path:
    """A way to the level: what it costs in all (0.01 万元), the packages in it, and the limits around them."""

    cents: int
    packages: tuple[Quote, ...]
    limits: PlanLimits


def compare_quotes(
    planner: Planner,
    level: int,
    request: TenderRequest,
    quotes: Sequence[Quote],
    plan: Plan,
    limits: PlanLimits = NO_LIMITS,
) -> QuoteComparison:
    """The cheapest path on the prices of checked ``quotes`` (one at least), for the firm of ``planner``.

    What nobody quotes keeps its estimate. Budgets by year are kept: an item is paid in the year in which it begins, a
    package in the first. Raises ``NotSolved`` where nothing is proven.
    """
    least = _least(quotes)
    prices = {measure: price for measure, (price, _) in least.items()}
    best = _cheapest(planner, level, request, prices, [q for q in quotes if q.package is not None], limits)
    told = tuple(_told(planner, level, request, quotes, quote, best, limits) for quote in quotes)
    found = _priced(planner, prices).cheapest(level, best.limits if best is not None else limits)
    if found.status == "infeasible":  # the hands do not carry it, or not within the years
        best = None
    inside = {m: q.provider for q in (best.packages if best else ()) for m in q.offered}
    by = {
        step.measure: inside.get(step.measure) or least[step.measure][1]
        for step in found.steps
        if step.measure in inside or (step.measure in least and not step.contracted)
    }
    estimated = tuple(s.measure for s in found.steps if s.measure not in by and not s.contracted)
    return QuoteComparison(
        request=request.number,
        cost=None if best is None else best.cents / 100,
        estimate=plan.cost.likely,
        plan=found,
        packages=tuple(quote.provider for quote in best.packages) if best else (),
        by=by,
        estimated=estimated,
        quotes=told,
        sentence=_sentence(plan, best, by, estimated, by_year=limits.yearly_budget is not None),
    )


def _least(quotes: Sequence[Quote]) -> dict[str, tuple[float, str]]:
    """The least price of each item and whose it is; of equal prices the first quote's."""
    least: dict[str, tuple[float, str]] = {}
    for quote in quotes:
        for measure, price in quote.offered.items():
            if measure not in least or price < least[measure][0]:
                least[measure] = price, quote.provider
    return least


def _priced(planner: Planner, prices: Mapping[str, float]) -> Planner:
    """The planner with quoted prices, all in: of a unit where it is bought by number."""

    def priced(measure: Measure) -> Measure:
        if measure.id not in prices:
            return measure
        known = CostRange(low=prices[measure.id], likely=prices[measure.id], high=prices[measure.id])
        costs = Costs(micro=known, small=known, medium=known)
        change = {"cost": None, "cost_per_unit": costs} if measure.counted else {"cost": costs}
        return measure.model_copy(update={**change, "costs_from": None})

    return replace(planner, measures=planner.measures.changed(priced))


def _cheapest(
    planner: Planner,
    level: int,
    request: TenderRequest,
    prices: Mapping[str, float],
    packages: Sequence[Quote],
    limits: PlanLimits,
) -> _Path | None:
    """The cheapest path over every set of packages; None where no path is left."""
    priced = _priced(planner, prices)
    best: _Path | None = None
    for taken in _sets([quote for quote in packages if _may_pay(quote, request, prices)]):
        spent = sum(_cents(quote.package or 0.0) for quote in taken)
        if best is not None and spent >= best.cents:
            continue
        around = _around(limits, request, taken, spent)
        if around is None:
            continue
        cost = priced.least_cost(level, around)
        if cost is not None and (best is None or spent + _cents(cost) < best.cents):
            best = _Path(spent + _cents(cost), taken, around)
    return best


def _sets(packages: Sequence[Quote]) -> Iterator[tuple[Quote, ...]]:
    """Every set of packages, the small ones first."""
    for size in range(len(packages) + 1):
        yield from combinations(packages, size)


def _may_pay(quote: Quote, request: TenderRequest, prices: Mapping[str, float]) -> bool:
    """A package that is no cheaper than the least prices of its parts can be replaced by them."""
    return quote.package is not None and _cents(quote.package) < _sum(quote, request, prices)


def _sum(quote: Quote, request: TenderRequest, prices: Mapping[str, float]) -> int:
    """What all that a quote offers comes to at some prices, in the numbers asked for (0.01 万元)."""
    items = {item.measure: item.quantity for item in request.items}
    return sum(_cents(prices[measure]) * items[measure] for measure in quote.offered)


def _around(limits: PlanLimits, request: TenderRequest, taken: Sequence[Quote], spent: int) -> PlanLimits | None:
    """The limits with what is in the packages as contracted; None where the money or a ruled-out item forbids them."""
    contracted = dict(limits.contracted)
    for quote in taken:
        for measure in quote.offered:
            item = request.item(measure)
            if item is None or measure in limits.forbidden:
                return None
            contracted[measure] = item.quantity
    budget = None if limits.budget is None else round(limits.budget - spent / 100, 2)
    years = None if limits.yearly_budget is None else list(limits.yearly_budget)
    if years is not None:
        years[0] = round(years[0] - spent / 100, 2)
    if (budget is not None and budget < 0) or (years is not None and years[0] < 0):
        return None
    yearly = None if years is None else tuple(years)
    return limits.model_copy(update={"contracted": contracted, "budget": budget, "yearly_budget": yearly})


def _told(
    planner: Planner,
    level: int,
    request: TenderRequest,
    quotes: Sequence[Quote],
    quote: Quote,
    best: _Path | None,
    limits: PlanLimits,
) -> QuoteTold:
    others = _least([one for one in quotes if one is not quote])
    prices = {measure: price for measure, (price, _) in others.items()} | quote.offered
    alone = _cheapest(planner, level, request, prices, [quote] if quote.package is not None else [], limits)
    least = {measure: price for measure, (price, _) in _least(quotes).items()}
    regret = None if alone is None or best is None else (alone.cents - best.cents) / 100
    not_offered = tuple(item.measure for item in request.items if item.measure not in quote.offered)
    parts, cheapest_parts = _sum(quote, request, quote.offered) / 100, _sum(quote, request, least) / 100
    return QuoteTold(
        provider=quote.provider,
        offers=tuple(quote.offered),
        not_offered=not_offered,
        package=quote.package,
        parts=parts,
        cheapest_parts=cheapest_parts,
        regret=regret,
        sentence=_quote_sentence(quote, regret, parts, cheapest_parts),
    )


def _quote_sentence(quote: Quote, regret: float | None, parts: float, cheapest: float) -> Label:
    if regret is None:
        told = label(
            "它报的都给它做，就到不了这一级。", "With all that it offers taken from it the level is out of reach."
        )
    elif regret > 0:
        told = label("它报的都给它做，比最省的多花 {more}。", "All that it offers taken from it costs {more} more.")
        told = told.fill(more=money(_cents(regret)))
    else:
        told = label("它报的都给它做，也是最省的。", "All that it offers taken from it is the cheapest as well.")
    if quote.package is None:
        return told
    apart = _cents(quote.package) - _cents(cheapest)
    own = _cents(quote.package) - _cents(parts)
    if apart > 0:
        beside = label("打包比拆开找各家最低的贵 {d}", "the package costs {d} more than its parts from the cheapest")
    elif apart < 0:
        beside = label("打包比拆开找各家最低的省 {d}", "the package costs {d} less than its parts from the cheapest")
    else:
        beside = label("打包和拆开找各家最低的一样多", "the package costs the same as its parts from the cheapest")
    mine = label("比它自己拆开报的{w} {d}", "{d} {w} than its own parts").fill(
        w=label("贵" if own > 0 else "省", "more" if own > 0 else "less"), d=money(abs(own))
    )
    text = label("{a}{b}，{c}。", "{a} As to price, {b}, {c}.")
    return text.fill(a=told, b=beside.fill(d=money(abs(apart))), c=mine)


def _sentence(
    plan: Plan, best: _Path | None, by: Mapping[str, str], estimated: Sequence[str], *, by_year: bool
) -> Label:
    if best is None:
        return label(
            "按这些报价和条件，到不了{level}。", "On these quotes and within these limits {level} is out of reach."
        ).fill(level=plan.target_name)
    text = label(
        "按真实报价，到{level}最省要 {cost}，请 {n} 家来做；已证明没有更省的选法。{beside}",
        "On the quotes the cheapest way to {level} takes {cost} with {n} providers; no cheaper choice exists: proven. "
        "{beside}",
    )
    difference = best.cents - _cents(plan.cost.likely)
    word = label("贵" if difference > 0 else "省", "more" if difference > 0 else "less")
    beside = label("比原来的估算{w} {d}。", "That is {d} {w} than was estimated.")
    beside = beside.fill(w=word, d=money(abs(difference)))
    if not difference:
        beside = label("和原来的估算一样。", "That is what was estimated.")
    if estimated:
        rest = label(
            "{told}其中 {n} 步没有人报价，按估算。", "{told} Of its steps {n} are not quoted and taken as estimated."
        )
        beside = rest.fill(told=beside, n=len(estimated))
    if by_year and best.packages:
        beside = label("{told}打包价算在第一年里。", "{told} Packages are counted in the first year.").fill(told=beside)
    return text.fill(level=plan.target_name, cost=money(best.cents), n=len(set(by.values())), beside=beside)


def _cents(amount: float) -> int:
    return round(100 * amount)
