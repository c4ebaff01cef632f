"""Requests and quotes: what is asked for, what is refused, and the cheapest path on quoted prices, by enumeration."""

import datetime
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.advisory import default_advisor
from assessment.answers.firm_file import load_firm
from assessment.content.measures import CostRange, Costs
from assessment.planning import NO_LIMITS, PlanLimits, Planner
from assessment.problems import InputRefused
from assessment.tendering import Quote, QuoteLine, check_quotes, compare_quotes, tender_request
from tests.planning.enumeration import every_plan, reaching
from tests.planning.small_world import BANK, random_world

SEEDS = st.integers(0, 2**32 - 1)
TODAY = datetime.date(2026, 11, 26)
FIRMS = Path(__file__).parents[1] / "seeds" / "firms"


def _advisory(name):
    advisor = default_advisor()
    _, table, _, _ = load_firm(FIRMS / f"sample_{name}.yaml", advisor.bank)
    return advisor, next(advisor.advise(table, TODAY))


def _quote(request, provider="示例甲", price=1.0, **more):
    lines = tuple(QuoteLine(measure=item.measure, price=price) for item in request.items)
    return Quote.model_validate({"provider": provider, "request": request.number, "lines": lines} | more)


# -- what is asked for ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["moulding", "ceramics", "furniture"])
def test_a_request_asks_for_the_functions_of_the_plan_in_the_words_of_the_indicators(name):
    advisor, advisory = _advisory(name)
    request = tender_request(advisory.plan, advisor.bank, advisor.measures)
    steps = {step.measure: step for step in advisory.plan.steps}
    assert {item.measure for item in request.items} <= steps.keys()
    names = {offer.provider for offer in advisor.pool.offers}
    assert not any(name in request.model_dump_json() for name in names), "neutral: no provider is named"
    for item in request.items:
        step = steps[item.measure]
        assert item.serves == step.serves and item.quantity == (step.units or 1)
        assert {one.fact for one in item.functions} == {c.fact for c in step.changes if not c.hoped_for}
        for one in item.functions:
            options = {option.label for option in getattr(advisor.bank.facts[one.fact], "options", ())}
            assert not options or any(option.zh in one.wanted.zh for option in options)
    again = tender_request(advisory.plan, advisor.bank, advisor.measures)
    assert again.number == request.number and len(request.number) == 8


def test_what_is_contracted_or_the_firms_own_money_is_not_asked_for_and_the_number_tells_a_change():
    advisor, advisory = _advisory("moulding")
    plan, first = advisory.plan, advisory.plan.steps[0]
    request = tender_request(plan, advisor.bank, advisor.measures)
    signed = plan.model_copy(update={"steps": (first.model_copy(update={"contracted": True}), *plan.steps[1:])})
    less = tender_request(signed, advisor.bank, advisor.measures)
    assert request.item(first.measure) is not None and less.item(first.measure) is None
    assert less.number != request.number
    own = plan.model_copy(update={"steps": (first.model_copy(update={"category": "finance"}),)})
    with pytest.raises(InputRefused, match="no step for which anybody"):
        tender_request(own, advisor.bank, advisor.measures)


# -- quotes that are refused ------------------------------------------------------------------------------------------


def _wrong_quotes(request):
    other = request.model_copy(update={"number": "00000000"})
    extra = _quote(request).model_copy(
        update={"lines": (*_quote(request).lines, QuoteLine(measure="light_erp", price=1.0))}
    )
    twice = _quote(request).model_copy(update={"lines": _quote(request).lines * 2})
    nothing = _quote(request).model_copy(
        update={"lines": tuple(QuoteLine(measure=item.measure, price=None) for item in request.items)}
    )
    return {
        "another request": ([_quote(other)], "answers or plan have changed"),
        "two of one provider": ([_quote(request), _quote(request)], "2 quotes of this provider"),
        "not asked for": ([extra], "not asked for"),
        "one item twice": ([twice], "quoted twice"),
        "no offer at all": ([nothing], "nothing is offered"),
        "out of date": ([_quote(request, valid_until="2026-11-25")], "out of date"),
        "too many": ([_quote(request, provider=f"示例{n}") for n in range(13)], "at most 12 quotes"),
    }


@pytest.mark.parametrize(
    "case",
    ["another request", "two of one provider", "not asked for", "one item twice", "no offer at all", "out of date",
     "too many"],
)  # fmt: skip
def test_quotes_that_do_not_answer_the_request_are_refused_with_the_provider_and_what_to_do(case):
    advisor, advisory = _advisory("moulding")
    request = tender_request(advisory.plan, advisor.bank, advisor.measures)
    quotes, words = _wrong_quotes(request)[case]
    check_quotes(request, [_quote(request, valid_until="2026-11-26")], TODAY)
    with pytest.raises(InputRefused) as refused:
        check_quotes(request, quotes, TODAY)
    told = [problem.sentence("en") for problem in refused.value.problems]
    assert any(words in one for one in told), told
    assert all(problem.remedy.zh for problem in refused.value.problems)


def test_a_price_below_nought_is_no_price():
    with pytest.raises(ValueError, match="greater than or equal to 0"):
        QuoteLine(measure="light_erp", price=-0.5)


# -- the cheapest path on quoted prices -------------------------------------------------------------------------------


def _quotes(data, request):
    names = [item.measure for item in request.items]
    quotes = []
    for n in range(data.draw(st.integers(1, 3), label="providers")):
        prices = {
            name: data.draw(st.none() | st.integers(0, 40).map(lambda p: p / 10), label=f"price of {name}")
            for name in names
        }
        if all(price is None for price in prices.values()):
            prices[names[0]] = 1.0
        package = data.draw(st.none() | st.integers(0, 60).map(lambda p: p / 10), label="package")
        lines = tuple(QuoteLine(measure=name, price=price) for name, price in prices.items())
        quotes.append(Quote(provider=f"示例{n}", request=request.number, lines=lines, package=package))
    return quotes


def _least_cost(world, request, quotes, only=None):
    """By enumeration of every plan and every set of packages; ``only`` is the quote from which all it offers comes."""
    asked = {item.measure: item.quantity for item in request.items}
    best = None
    usable = [q for q in quotes if q.package is not None and (only is None or q is only)]
    sets = [taken for size in range(len(usable) + 1) for taken in combinations(usable, size)]
    for _, units, *_ in reaching(world, every_plan(world, NO_LIMITS)):
        for taken in sets:
            inside = {name: asked[name] for q in taken for name in q.offered}
            if any(units.get(name, 0) < n for name, n in inside.items()):
                continue  # a package is done as a whole
            cost = sum(q.package for q in taken)
            for m in world.measures:
                n = units.get(m.id, 0)
                if not n:
                    continue
                offers = [q.offered[m.id] for q in quotes if m.id in q.offered]
                if only is not None and m.id in only.offered:
                    offers = [only.offered[m.id]]
                if m.id in inside:
                    each = min(offers) if m.counted else 0.0
                    cost += each * (n - inside[m.id])
                elif offers:
                    cost += min(offers) * (n if m.counted else 1)
                else:
                    cost += (m.cost.small.likely if m.cost else 0) + (
                        m.cost_per_unit.small.likely * n if m.cost_per_unit else 0
                    )
            best = cost if best is None else min(best, cost)
    return best


@settings(max_examples=12, deadline=None)
@given(SEEDS, st.data())
def test_no_choice_of_plan_providers_and_packages_is_cheaper_and_regret_is_what_it_says(seed, data):
    world = random_world(seed)
    planner = Planner(world.framework, world.table, 0, world.book, "small")
    plan = planner.cheapest(1)
    assume(plan.status == "optimal" and plan.steps)
    request = tender_request(plan, BANK, world.book)
    quotes = _quotes(data, request)
    found = compare_quotes(planner, 1, request, quotes, plan)
    best = _least_cost(world, request, quotes)
    assert found.cost == pytest.approx(best)
    assert found.plan.status == "optimal"
    for quote, told in zip(quotes, found.quotes, strict=True):
        alone = _least_cost(world, request, quotes, only=quote)
        assert told.regret == pytest.approx(alone - best) and told.regret > -1e-9
        assert set(told.offers) | set(told.not_offered) == {item.measure for item in request.items}
    assert set(found.by) | set(found.estimated) == {step.measure for step in found.plan.steps}


def _at(world, prices):
    """The same world at quoted prices."""

    def priced(measure):
        if measure.id not in prices:
            return measure
        known = CostRange(low=prices[measure.id], likely=prices[measure.id], high=prices[measure.id])
        costs = Costs(micro=known, small=known, medium=known)
        return measure.model_copy(update={"cost": None, "cost_per_unit": costs} if measure.counted else {"cost": costs})

    return replace(world, measures=[priced(measure) for measure in world.measures])


@settings(max_examples=12, deadline=None)
@given(SEEDS, st.integers(0, 60), st.integers(0, 60), st.data())
def test_budgets_by_year_are_kept_on_quoted_prices_a_package_counting_in_the_first(seed, first, second, data):
    world = random_world(seed)
    planner = Planner(world.framework, world.table, 0, world.book, "small")
    plan = planner.cheapest(1)
    assume(plan.status == "optimal" and plan.steps)
    request = tender_request(plan, BANK, world.book)
    quotes = _quotes(data, request)
    least = {name: min(q.offered[name] for q in quotes if name in q.offered) for q in quotes for name in q.offered}
    asked = {item.measure: item.quantity for item in request.items}
    yearly, costs = (first / 10, second / 10), []
    packages = [quote for quote in quotes if quote.package is not None]
    for taken in (some for size in range(len(packages) + 1) for some in combinations(packages, size)):
        spent = sum(quote.package for quote in taken)
        if spent <= yearly[0] + 1e-9:
            inside = {name: asked[name] for quote in taken for name in quote.offered}
            limits = PlanLimits(yearly_budget=(round(yearly[0] - spent, 2), yearly[1]), contracted=inside)
            costs += [spent + plan[0] for plan in reaching(world, every_plan(_at(world, least), limits))]
    found = compare_quotes(planner, 1, request, quotes, plan, PlanLimits(yearly_budget=yearly))
    assert found.cost == (None if not costs else pytest.approx(min(costs)))
    assert (found.plan.status == "infeasible") == (not costs)
    if found.packages:
        assert "counted in the first year" in found.sentence.en
    if not costs:
        assert "out of reach" in found.sentence.en


def test_a_package_is_told_beside_its_parts():
    advisor, advisory = _advisory("moulding")
    plan = advisory.plan
    request = tender_request(plan, advisor.bank, advisor.measures)
    planner = advisor.planner(advisor.main_on(TODAY), _table("moulding"), 0, plan.size_class, TODAY)
    dear, cheap = _quote(request, "示例甲", 3.0, package=9.0), _quote(request, "示例乙", 2.0)
    found = compare_quotes(planner, plan.target_level, request, [dear, cheap], plan)
    told = found.quotes[0]
    items = sum(item.quantity for item in request.items)
    assert (told.parts, told.cheapest_parts) == (3.0 * items, 2.0 * items)
    difference = round(100 * (9.0 - 2.0 * items))
    word = "more" if difference > 0 else "less"
    assert f"CNY {abs(difference) * 100:,} {word} than its parts" in told.sentence.en
    assert "proven" in found.sentence.en and plan.target_name.en in found.sentence.en


def _table(name):
    return load_firm(FIRMS / f"sample_{name}.yaml", default_advisor().bank)[1]
