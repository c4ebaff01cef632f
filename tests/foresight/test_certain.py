"""Who is in whatever the prices, held against the division at the corners of all ranges."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.answers import AnswerTable
from assessment.foresight import climbs_of, priced_steps
from assessment.foresight.certain import PricedSteps, certain
from assessment.foresight.stairs import Floor
from assessment.planning import Climbing
from tests.planning.small_world import BANK, book, random_world

Offers = list[list[tuple[float, float]]]
"""For each firm its steps as (cost, gain) at some prices."""


def reached_first(offers: Offers, firm: int, budget: float, cap: float, floors: list[Floor]) -> bool:
    """Is the firm paid when floors are met as cheaply as can be, and then the most gain for the money comes first?"""
    able = [[(cost, gain) for cost, gain in steps if cost <= cap and gain > 0] for steps in offers]
    cheapest = [min((cost for cost, _ in steps), default=np.inf) for steps in able]
    left = budget - sum(sum(sorted(np.array(cheapest)[floor.members])[: floor.least]) for floor in floors)
    if not able[firm]:
        return False
    rate, own = max((gain / max(cost, 1e-9), -cost) for cost, gain in able[firm])
    spent = -own
    for other, steps in enumerate(able):
        if other != firm:
            best = max([(gain - rate * cost, cost) for cost, gain in steps], default=(-1.0, 0.0))
            worth = max(best[0], 0.0)
            spent += max((cost for cost, gain in steps if gain - rate * cost >= worth - 1e-9), default=0.0)
    return spent <= left + 1e-6


@st.composite
def ranges(draw: st.DrawFn) -> tuple[PricedSteps, int, int | None, list[Floor]]:
    """Firms with one or two steps each, a budget, a cap or none, and a floor or none."""
    firms = draw(st.integers(1, 4))
    firm = np.array([one for one in range(firms) for _ in range(draw(st.integers(1, 2)))])
    low = np.array([draw(st.integers(1, 20)) for _ in firm])
    high = low + np.array([draw(st.integers(0, 15)) for _ in firm])
    gain = np.array([draw(st.integers(1, 5)) for _ in firm])
    floors = [Floor("示例县", np.ones(firms, bool), draw(st.integers(1, firms)))] if draw(st.booleans()) else []
    steps = PricedSteps(firms, firm, high, gain, gain, firm, low, gain)
    return steps, draw(st.integers(0, 120)), draw(st.none() | st.integers(5, 40)), floors


def corners(steps: PricedSteps):
    for corner in product((0, 1), repeat=len(steps.firm)):
        cost = np.where(corner, steps.high, steps.low)
        yield [
            [(float(c), float(g)) for f, c, g in zip(steps.firm, cost, steps.gain, strict=True) if f == one]
            for one in range(steps.firms)
        ]


@settings(max_examples=150, deadline=None)
@given(ranges())
def test_a_certain_firm_is_in_at_every_corner_of_the_prices(drawn):
    steps, budget, cap, floors = drawn
    told = certain(steps, budget, cap, floors)
    assume(told.any())
    for offers in corners(steps):
        for firm in np.flatnonzero(told):
            assert reached_first(offers, firm, budget, np.inf if cap is None else cap, floors)


@settings(max_examples=60)
@given(ranges())
def test_a_firm_with_one_step_that_is_not_certain_can_be_left_out(drawn):
    steps, budget, _, _ = drawn
    assume(len(steps.firm) == steps.firms)
    told = certain(steps, budget)
    for firm in np.flatnonzero(~told):
        rate = steps.gain[firm] / steps.high[firm]
        # the others as dear as they can be while they stand before it
        cost = np.minimum(steps.high, steps.gain / rate)
        before = [other for other in range(steps.firms) if other != firm and cost[other] >= steps.low[other] - 1e-9]
        assert sum(cost[other] for other in before) + steps.high[firm] > budget


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("weight", [0, 4])
def test_a_firm_certain_by_points_is_in_whatever_each_measure_costs(seed, weight):
    """Prices vary firm by firm and measure by measure; what then costs nothing is no gain of the sum's."""
    world, rng = random_world(seed), np.random.default_rng(seed)
    table = AnswerTable.from_records(BANK, [random_world(seed + 1000 * k).record for k in range(3)])[0]
    unit, sizes, most = world.framework.scale(world.framework.root).denominator, ["small"] * 3, 1200

    def climbs(measures, price):
        how = Climbing(world.framework, book(measures), most, weight * unit, price)
        return climbs_of(list(how.climbs(table, sizes)))

    steps = priced_steps(climbs(world.measures, "low"), climbs(world.measures, "high"))
    told = {budget: certain(steps, budget, most) for budget in (300, 900, 2400)}
    for _ in range(4):
        offers: Offers = []
        for firm in range(3):
            stairs = climbs([drawn_price(one, rng) for one in world.measures], "likely").stairs
            own = stairs.firm == firm
            offers.append(list(zip(stairs.cost[own].astype(float), stairs.gain[own].astype(float), strict=True)))
        for budget, firms in told.items():
            assert all(reached_first(offers, firm, budget, most, []) for firm in np.flatnonzero(firms))


def test_some_firms_are_certain_by_points():
    """Else the test before would hold emptily."""
    found = 0
    for seed in range(40):
        world = random_world(seed)
        how = (Climbing(world.framework, world.book, 1200, 0, price) for price in ("low", "high"))
        low, high = (climbs_of(list(one.climbs(world.table, ["small"]))) for one in how)
        found += int(certain(priced_steps(low, high), 2400).sum())
    assert found >= 10


def drawn_price(measure, rng):
    """The measure at a price within its range, the ends among them."""
    share = float(rng.choice([0.0, rng.random(), 1.0]))

    def at(cost):
        if cost is None:
            return None
        told = cost.of("small")
        price = round(told.low + share * (told.high - told.low), 2)
        return {size: {"low": price, "likely": price, "high": price} for size in ("micro", "small", "medium")}

    said = measure.model_dump(by_alias=True)
    return type(measure).model_validate(said | {"cost": at(measure.cost), "cost_per_unit": at(measure.cost_per_unit)})
