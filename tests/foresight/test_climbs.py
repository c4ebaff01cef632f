"""What every sum buys a firm, held against every plan of small worlds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.answers import AnswerTable
from assessment.foresight import climbs_of
from assessment.planning import Climbing, PlanLimits, staircase
from assessment.scoring import score
from tests.planning.enumeration import every_plan, record_after
from tests.planning.small_world import BANK, World, random_world

MOST = 4.0


def best_for_every_sum(world: World, weight: int, price: str) -> list[tuple[int, float]]:
    """(cost, gain) of every plan that is worth more than all that cost less, beyond what costs nothing."""
    plans = list(every_plan(world, PlanLimits(budget=MOST), price))
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


def climbing(world: World, weight: int, price: str = "likely") -> Climbing:
    unit = world.framework.scale(world.framework.root).denominator
    return Climbing(world.framework, world.book, round(MOST * 100), weight * unit, price)


def check(seed: int, weight: int, price: str) -> None:
    world = random_world(seed)
    how = climbing(world, weight, price)
    unit = world.framework.scale(world.framework.root).denominator
    found = climbs_of(list(how.climbs(world.table, ["small"])))
    expected = best_for_every_sum(world, weight, price)
    assert found.stairs.cost.tolist() == [cost for cost, _ in expected]
    assert (found.stairs.gain / unit).tolist() == pytest.approx([gain for _, gain in expected])
    assert not len(found.unproven)
    for cost, gain in zip(found.stairs.cost.tolist(), found.stairs.gain.tolist(), strict=True):
        ((points, levels, level),) = how.reached(world.table, ["small"], [cost])
        assert points + weight * unit * levels == gain and level >= levels


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0, 1, 3, 50]), st.sampled_from(["low", "likely", "high"]))
def test_no_plan_for_a_sum_is_worth_more(seed, weight, price):
    check(seed, weight, price)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("weight", [0, 3])
def test_where_a_table_would_be_too_wide_the_solver_finds_the_same(monkeypatch, seed, weight):
    monkeypatch.setattr(staircase, "_WIDEST", 0)
    staircase.known_of.cache_clear()
    check(seed, weight, "likely")


def test_firms_together_climb_as_each_alone():
    world = random_world(5)
    many = AnswerTable.from_records(BANK, [random_world(seed).record for seed in range(30)])[0]
    how = climbing(world, 3)
    together = list(how.climbs(many, ["small"] * len(many)))
    for row, climb in enumerate(together):
        (alone,) = how.climbs(many.take([row]), ["small"])
        assert np.array_equal(alone.cost, climb.cost) and np.array_equal(alone.worth, climb.worth)


def test_what_scoring_does_not_find_is_not_told(monkeypatch):
    world = random_world(5)
    how = climbing(world, 3)
    (climb,) = how.climbs(world.table, ["small"])
    cost = int(climb.cost[1])
    assert list(how.reached(world.table, ["small"], [cost])) != [None]
    monkeypatch.setattr(staircase.Stairway, "bought", lambda self, step: {})
    assert list(how.reached(world.table, ["small"], [cost])) == [None]
