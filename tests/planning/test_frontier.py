"""What a budget buys, exactly: against enumeration on small worlds, against single plans on real firms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.answers import AnswerTable
from assessment.planning import Frontier, PlanLimits, Planner
from assessment.problems import InputRefused
from assessment.scoring import score
from tests.planning.enumeration import every_plan, record_after
from tests.planning.small_world import BANK, random_world

SEEDS = st.integers(0, 2**32 - 1)


def _best(world, limits):
    """Every (cost, points) that no cheaper or equally cheap plan beats, by enumeration."""
    plans = list(every_plan(world, limits))
    table, _ = AnswerTable.from_records(BANK, [record_after(world, state) for _, _, state, _ in plans])
    points = score(world.framework, table).points()[0]
    kept = []
    for spent, worth in sorted(zip([p[0] for p in plans], points, strict=True), key=lambda p: (p[0], -p[1])):
        if not kept or worth > kept[-1][1]:
            kept.append((round(spent, 2), float(worth)))
    return kept


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.booleans())
def test_every_breakpoint_is_found_and_no_other(seed, capped):
    world = random_world(seed)
    limits = PlanLimits(budget=4.0) if capped else PlanLimits()
    found = Planner(world.framework, world.table, 0, world.book, "small").frontier(limits)
    assert [(p.cost, p.points) for p in found.points] == _best(world, limits)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.data())
def test_contracted_and_forbidden_measures_are_respected(seed, data):
    world = random_world(seed)
    ids = [m.id for m in world.measures]
    done, avoided = data.draw(st.permutations(ids), label="order")[:2]
    limits = PlanLimits(contracted={done: 1}, forbidden=(avoided,))
    if not list(every_plan(world, limits)):
        return  # what is contracted waits for something forbidden
    found = Planner(world.framework, world.table, 0, world.book, "small").frontier(limits)
    assert [(p.cost, p.points) for p in found.points] == _best(world, limits)


@pytest.fixture(scope="module")
def real(bank, miit, book) -> tuple[AnswerTable, Frontier]:
    record = {"production_mode": "process", "equipment_total": 30, "equipment_connected": 6, "equipment_digital": 9}
    table, faults = AnswerTable.from_records(bank, [record | {"scene_finance": "l2", "network": ["none"]}])
    assert not faults
    return table, Planner(miit, table, 0, book, "small").frontier(PlanLimits(budget=60))


def test_cost_and_points_rise_together(real):
    costs, points = (np.array([getattr(p, key) for p in real[1].points]) for key in ("cost", "points"))
    assert costs[0] == 0
    assert (np.diff(costs) > 0).all()
    assert (np.diff(points) > 0).all()
    assert costs[-1] <= 60
    assert len(costs) > 30


def test_levels_cost_what_their_cheapest_plans_cost(real, miit, book):
    table, found = real
    for level in found.levels:
        plan = Planner(miit, table, 0, book, "small").cheapest(level.level, PlanLimits(budget=60))
        assert level.cost == (plan.cost.likely if plan.status == "optimal" else None)


def test_a_budget_between_two_points_buys_the_lower(real):
    found = real[1]
    a, b = found.points[5], found.points[6]
    assert found.points_for((a.cost + b.cost) / 2) == a
    assert found.points_for(b.cost) == b
    assert found.points_for(-1) is None
    reached = [level for level in found.levels if level.cost is not None]
    assert found.level_for(60) == reached[-1]
    assert found.level_for(-1) is None


def test_the_frontier_survives_a_round_trip_through_json(real):
    assert Frontier.model_validate_json(real[1].model_dump_json()) == real[1]


def test_time_is_not_part_of_it(real, miit, book):
    with pytest.raises(InputRefused, match="time and yearly budgets"):
        Planner(miit, real[0], 0, book, "small").frontier(PlanLimits(weeks=10))
