"""On small worlds every plan can be enumerated: with part of the spend paid, a firm finds the way that leaves least."""

from fractions import Fraction

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.planning import PlanLimits, SharePaid, outlines
from assessment.scoring import score
from tests.planning.enumeration import every_plan, price_of, reaching
from tests.planning.small_world import random_world

SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.integers(0, 100), st.none() | st.integers(0, 3_000))
def test_no_way_leaves_a_firm_less_and_of_those_none_is_cheaper(seed, percent, cap):
    world = random_world(seed)
    assume(score(world.framework, world.table).level_low[0] == 0)
    names = sorted(world.book.measures)
    some = np.random.default_rng(seed).random(len(names)) < 0.5
    paid = SharePaid(Fraction(percent, 100), cap, frozenset(np.array(names)[some].tolist()))

    def counted(units):
        of = {name: n for name, n in units.items() if name in paid.measures}
        return paid.of(round(100 * price_of(world, of)))

    (found,) = outlines(world.framework, world.table, world.book, ["small"], 1, paid=paid)
    ways = [(round(100 * spent), units) for spent, units, *_ in reaching(world, every_plan(world, PlanLimits()))]
    if not ways:
        assert found.status == "infeasible"
        return
    least = min((spent - counted(units), spent) for spent, units in ways)
    assert (round(100 * found.cost) - counted(found.measures), round(100 * found.cost)) == least


@settings(max_examples=10, deadline=None)
@given(SEEDS, st.integers(0, 100), st.none() | st.integers(0, 3_000))
def test_support_of_the_whole_spend_leaves_the_cheapest_way_the_cheapest(seed, percent, cap):
    world = random_world(seed)
    assume(score(world.framework, world.table).level_low[0] == 0)
    whole = SharePaid(Fraction(percent, 100), cap)
    named = SharePaid(Fraction(percent, 100), cap, frozenset(world.book.measures))
    alone, plain, program = (
        next(iter(outlines(world.framework, world.table, world.book, ["small"], 1, paid=paid)))
        for paid in (None, whole, named)
    )
    assert alone == plain and program.cost == alone.cost
