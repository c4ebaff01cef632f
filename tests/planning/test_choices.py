"""What may be chosen instead of the cheapest plan: the least worst case, other ways, and what a sum of money buys."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.answers import AnswerTable
from assessment.planning import PlanChoices, PlanLimits, Planner, apply_plan
from assessment.problems import InputRefused
from assessment.scoring import score
from tests.planning.enumeration import every_plan, price_of, reaching
from tests.planning.small_world import BANK, measure, random_world
from tests.planning.small_world import book as book_of

SEEDS = st.integers(0, 2**32 - 1)


def _limits(data, world) -> PlanLimits:
    """Some of the limits that an owner can set, all kinds together."""
    ids = [m.id for m in world.measures]
    done, avoided = data.draw(st.permutations(ids), label="order")[:2]
    return PlanLimits(
        budget=data.draw(st.none() | st.integers(0, 120).map(lambda n: n / 10), label="budget"),
        weeks=data.draw(st.none() | st.integers(0, 120), label="weeks"),
        forbidden=(avoided,) if data.draw(st.booleans(), label="forbids") else (),
        contracted={done: 1} if data.draw(st.booleans(), label="has contracts") else {},
    )


@settings(max_examples=10, deadline=None)
@given(SEEDS, st.data())
def test_under_all_limits_together_the_plan_is_the_cheapest_and_every_step_is_needed(seed, data):
    world = random_world(seed)
    limits = _limits(data, world)
    if not list(every_plan(world, PlanLimits(contracted=limits.contracted, forbidden=limits.forbidden))):
        return  # what is contracted waits for something forbidden
    plan = Planner(world.framework, world.table, 0, world.book, "small").cheapest(1, limits)
    found = reaching(world, every_plan(world, limits))
    if plan.status != "optimal":
        assert not found or plan.status == "already_reached"
        assert plan.status == "already_reached" or plan.relaxations
        return
    assert plan.cost.likely == pytest.approx(min(spent for spent, *_ in found))
    assert score(world.framework, apply_plan(world.table, 0, plan)).level_low[0] == 1
    chosen = {step.measure: step.units or 1 for step in plan.steps}
    able = {frozenset(units.items()) for _, units, *_ in found}
    assert frozenset(chosen.items()) in able
    for step in plan.steps:
        if not step.contracted:
            rest = {m: n for m, n in chosen.items() if m != step.measure}
            assert frozenset(rest.items()) not in able
            assert step.serves


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_easing_a_limit_by_what_is_told_makes_the_level_possible_and_by_less_does_not(seed):
    world = random_world(seed)
    for tight in (PlanLimits(budget=0.3), PlanLimits(weeks=2), PlanLimits(budget=0.3, weeks=20)):
        plan = Planner(world.framework, world.table, 0, world.book, "small").cheapest(1, tight)
        for eased in plan.relaxations:
            if eased.kind in ("budget", "weeks"):
                enough = int(eased.needed) if eased.kind == "weeks" else eased.needed
                less = enough - (1 if eased.kind == "weeks" else 0.01)
                for value, status in ((enough, "optimal"), (less, "infeasible")):
                    limits = tight.model_copy(update={eased.kind: value})
                    again = Planner(world.framework, world.table, 0, world.book, "small").cheapest(1, limits)
                    assert again.status == status


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_the_robust_plan_is_named_only_where_its_worst_case_is_better(seed):
    world = random_world(seed)
    plan = Planner(world.framework, world.table, 0, world.book, "small").cheapest(1)
    choices = Planner(world.framework, world.table, 0, world.book, plan.size_class).choices(plan)
    assert PlanChoices.model_validate_json(choices.model_dump_json()) == choices
    if plan.status != "optimal":
        assert choices.robust is None and not choices.others
        return
    found = reaching(world, every_plan(world, PlanLimits()))
    least = min(price_of(world, units, "high") for _, units, *_ in found)
    if choices.robust is None:
        assert plan.cost.high == pytest.approx(least)
    else:
        assert choices.robust.plan.cost.high == pytest.approx(least)
        assert choices.robust.plan.cost.high < plan.cost.high
    for other in [*choices.others, *([choices.robust] if choices.robust else [])]:
        mine, its = ({s.measure: s.units or 1 for s in p.steps} for p in (plan, other.plan))
        assert {m for m in mine if its.get(m) != mine[m]} == set(other.without)
        assert {m for m in its if mine.get(m) != its[m]} == set(other.instead)
        assert score(world.framework, apply_plan(world.table, 0, other.plan)).level_low[0] == 1


def test_the_robust_plan_is_told_in_plain_words():
    """Cheap but uncertain beside dear but certain."""
    world = random_world(1)
    risky = measure("risky", [{"fact": "skill", "to": "o3"}, {"fact": "tool", "to": "o2"}], (1, 2, 30))
    sure = measure("sure", [{"fact": "skill", "to": "o3"}, {"fact": "tool", "to": "o2"}], (3, 4, 5))
    extra = measure("extra", [{"fact": "ticks", "ticks": ["t1", "t2", "t3"]}, {"fact": "gated", "to": "o2"}], (0, 0, 0))
    table, _ = AnswerTable.from_records(BANK, [{"gate": "yes", "skill": "o0", "tool": "o0", "ticks": ["none"]}])
    book = book_of([risky, sure, extra])
    plan = Planner(world.framework, table, 0, book, "small").cheapest(1)
    assert "risky" in {s.measure for s in plan.steps}
    choices = Planner(world.framework, table, 0, book, plan.size_class).choices(plan)
    assert choices.robust is not None
    assert (choices.robust.without, choices.robust.instead) == (("risky",), ("sure",))
    assert "这个办法要 5 万元，上面的办法要 30 万元" in choices.robust_note.zh
    assert "它贵 2 万元" in choices.robust_note.zh


@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_a_point_of_the_frontier_bought_gives_its_points_for_its_cost(seed):
    world = random_world(seed)
    found = Planner(world.framework, world.table, 0, world.book, "small").frontier()
    for point in found.points:
        got = Planner(world.framework, world.table, 0, world.book, "small").buy(point.measures)
        assert got.cost.likely == pytest.approx(point.cost)
        assert (got.points_after, got.level_after) == (point.points, point.level)
        assert {s.measure: s.units or 1 for s in got.steps} == point.measures
        for step in got.steps:
            assert step.without is not None
    for level in found.levels:
        if level.cost is not None:
            got = Planner(world.framework, world.table, 0, world.book, "small").buy(level.measures)
            assert got.cost.likely == pytest.approx(level.cost)
            assert got.level_after >= level.level
            assert got.points_after == level.points


def test_more_money_never_buys_less(bank, miit, book):
    table, _ = AnswerTable.from_records(bank, [{"production_mode": "discrete", "equipment_total": 30}])
    found = Planner(miit, table, 0, book, "small").frontier(PlanLimits(budget=40))
    points = [found.points_for(sum_).points for sum_ in range(0, 41, 4)]
    levels = [level.level if (level := found.level_for(sum_)) else 0 for sum_ in range(0, 41, 4)]
    assert points == sorted(points)
    assert levels == sorted(levels)
    short = found.up_to(10)
    assert short.points == tuple(p for p in found.points if p.cost <= 10)
    assert short.levels == found.levels


def test_measures_that_are_unknown_or_cannot_be_done_are_refused():
    world = random_world(1)
    table, _ = AnswerTable.from_records(BANK, [{"skill": "o0", "tool": "o0", "whole": 3}])
    waits = book_of([measure("m0", [{"fact": "skill", "from": "o2", "to": "o3"}])])
    for chosen, words in (({"magic": 1}, "no such measure"), ({"m0": 1}, "waits for a step")):
        with pytest.raises(InputRefused, match=words):
            Planner(world.framework, table, 0, waits, "small").buy(chosen)
