"""What every sum buys a firm, held against every plan of small worlds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.answers import AnswerTable
from assessment.foresight import climbs_of
from assessment.planning import PlanLimits
from assessment.scoring import score
from tests.planning.enumeration import every_plan, record_after
from tests.planning.small_world import BANK, World, random_world

MOST = 4.0


def best_for_every_sum(world: World, weight: int) -> list[tuple[int, float]]:
    """(cost, gain) of every plan that is worth more than all that cost less, beyond what costs nothing."""
    plans = list(every_plan(world, PlanLimits(budget=MOST)))
    table, _ = AnswerTable.from_records(BANK, [record_after(world, state) for _, _, state, _ in plans])
    scores = score(world.framework, table)
    worth = scores.points()[0] + weight * scores.level_low
    costs = [round(spent * 100) for spent, *_ in plans]
    free = max(value for cost, value in zip(costs, worth, strict=True) if cost == 0)
    kept: list[tuple[int, float]] = []
    for cost, value in sorted(zip(costs, worth, strict=True), key=lambda plan: (plan[0], -plan[1])):
        if value > (kept[-1][1] if kept else free):
            kept.append((cost, float(value)))
    return [(cost, value - float(free)) for cost, value in kept]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 1, 3, 50]))
def test_no_plan_for_a_sum_is_worth_more(seed, weight):
    world = random_world(seed)
    found = climbs_of(world.framework, world.table, world.book, ["small"], round(MOST * 100), weight)
    gains = (found.stairs.gain / found.unit).tolist()
    expected = best_for_every_sum(world, weight)
    assert found.stairs.cost.tolist() == [cost for cost, _ in expected]
    assert gains == pytest.approx([gain for _, gain in expected])
    parts = found.points + weight * found.unit * found.levels
    assert parts.tolist() == found.stairs.gain.tolist() and not len(found.unproven)
