"""Next-best plans that differ in substance, and plans for many firms at once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.answers import AnswerTable
from assessment.planning import PlanLimits, Planner, apply_plan, outlines
from assessment.scoring import score
from tests.planning.enumeration import every_plan, reaching
from tests.planning.small_world import random_world

SEEDS = st.integers(0, 2**32 - 1)


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.integers(1, 2))
def test_each_alternative_is_the_cheapest_that_differs_enough(seed, different):
    world = random_world(seed)
    plans = Planner(world.framework, world.table, 0, world.book, "small").alternatives(1, different=different)
    possible = [(spent, set(units)) for spent, units, *_ in reaching(world, every_plan(world, PlanLimits()))]
    earlier: list[set] = []
    for plan in plans:
        differing = [
            spent for spent, units in possible if all(len(e - units) >= min(different, len(e)) for e in earlier)
        ]
        assert plan.cost.likely == min(differing)
        assert score(world.framework, apply_plan(world.table, 0, plan)).level_low[0] == 1
        earlier.append({step.measure for step in plan.steps})
    if plans and len(plans) < 3:
        assert not [u for _, u in possible if all(len(e - u) >= min(different, len(e)) for e in earlier)]


def test_alternatives_for_a_real_firm(bank, miit, book):
    record = {"production_mode": "discrete", "equipment_total": 40, "equipment_digital": 9, "equipment_connected": 4}
    table, _ = AnswerTable.from_records(bank, [record])
    plans = Planner(miit, table, 0, book, "small").alternatives(2, different=3)
    assert len(plans) == 3
    assert [p.cost.likely for p in plans] == sorted(p.cost.likely for p in plans)
    assert plans[0] == Planner(miit, table, 0, book, "small").cheapest(2)
    sets = [{s.measure for s in p.steps} for p in plans]
    assert all(len(a - b) >= 3 for i, a in enumerate(sets) for b in sets[i + 1 :])


def test_a_batch_gives_what_single_plans_give(bank, miit, book):
    records = [
        {"production_mode": "discrete"},
        {"production_mode": "process", "equipment_total": 20, "equipment_digital": 5, "scene_finance": "l3"},
        {f"scene_{s}": "l4" for s in ("finance", "quality")} | {"network": ["none"]},
    ]
    table, _ = AnswerTable.from_records(bank, records)
    told = []
    found = list(outlines(miit, table, book, ["small", "micro", "medium"], progress=lambda *p: told.append(p)))
    assert told == [(3, 3)]
    for row, (outline, size) in enumerate(zip(found, ("small", "micro", "medium"), strict=True)):
        plan = Planner(miit, table, row, book, size).cheapest(outline.target_level)
        assert (outline.status, outline.cost, outline.level) == (plan.status, plan.cost.likely, plan.level_before)
        assert outline.measures == {s.measure: s.units or 1 for s in plan.steps}
        assert [(s.measure, s.week, s.own_days) for s in outline.steps] == [
            (s.measure, s.start_week, s.own_days) for s in plan.steps
        ]


def test_what_begins_soon_is_what_the_hands_reach_in_the_order_of_the_plan(miit, bank, book):
    table, _ = AnswerTable.from_records(bank, [{"production_mode": "discrete"}])
    (outline,) = outlines(miit, table, book, ["small"])
    order = [step.measure for step in outline.steps]
    assert outline.begun_within(10_000, 10_000) == order and len(order) > 3
    assert outline.begun_within(26, 0) == []
    days, weeks = 0.5, 26
    soon, work = outline.begun_within(weeks, days), {step.measure: step.own_days for step in outline.steps}
    assert 0 < len(soon) < len(order)
    assert sum(work[measure] for measure in soon[:-1]) < weeks * days, "each but the last is done within that time"
    after = {step.measure: set(step.after) for step in Planner(miit, table, 0, book, "small").cheapest(1).steps}
    assert all(after[measure] <= set(soon) for measure in soon), "nothing begins before what it needs"


def test_a_firm_at_the_top_has_no_next_level(bank, frameworks, book):
    framework = frameworks["jiangxi-key-indicators"]
    yes = dict.fromkeys(("cloud_use", "industrial_platform_use", "digital_design_tools", "digital_management"), "yes")
    machines = {f"equipment_{k}": 10 for k in ("total", "digital", "connected", "cnc")}
    table, _ = AnswerTable.from_records(bank, [yes | machines | {"production_mode": "discrete"}])
    (outline,) = outlines(framework, table, book, ["small"])
    assert (outline.status, outline.target_level, outline.cost) == ("already_reached", None, 0)
