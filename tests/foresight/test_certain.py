"""Who is in whatever the prices, held against the corners of all ranges."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.foresight.certain import PricedSteps, certain


@st.composite
def ranges(draw: st.DrawFn) -> tuple[PricedSteps, int]:
    """Firms with one step each."""
    firms = draw(st.integers(1, 5))
    low = np.array([draw(st.integers(1, 20)) for _ in range(firms)])
    high = low + np.array([draw(st.integers(0, 15)) for _ in range(firms)])
    gain = np.array([draw(st.integers(1, 5)) for _ in range(firms)])
    return PricedSteps(firms, np.arange(firms), low, high, gain), draw(st.integers(0, 80))


@settings(max_examples=60)
@given(ranges())
def test_a_certain_firm_is_in_at_every_corner_of_the_prices(drawn):
    steps, budget = drawn
    told = certain(steps, budget)
    for corner in product((0, 1), repeat=steps.firms):
        cost = np.where(corner, steps.high, steps.low)
        order = sorted(range(steps.firms), key=lambda firm: -steps.gain[firm] / cost[firm])
        spent = 0.0
        for firm in order:
            spent += cost[firm]
            if told[firm]:
                assert spent <= budget


@settings(max_examples=60)
@given(ranges())
def test_a_firm_that_is_not_certain_can_be_left_out(drawn):
    steps, budget = drawn
    told = certain(steps, budget)
    for firm in np.flatnonzero(~told):
        rate = steps.gain[firm] / steps.high[firm]
        # the others as dear as they can be while they stand before it
        cost = np.minimum(steps.high, steps.gain / rate)
        before = [other for other in range(steps.firms) if other != firm and cost[other] >= steps.low[other] - 1e-9]
        assert sum(cost[other] for other in before) + steps.high[firm] > budget
