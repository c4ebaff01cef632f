"""Plans for firms under the shipped frameworks: replayed by the scorer, in order, with reasons, the same each time."""

import numpy as np
import pytest

from assessment.answers import AnswerTable, answer_text
from assessment.content.frameworks import FrameworkFile
from assessment.planning import Plan, PlanLimits, Planner, apply_plan
from assessment.planning.program import Program
from assessment.problems import InputRefused
from assessment.scoring import Framework, score
from tests.planning.small_world import BANK, measure, random_world
from tests.planning.small_world import book as book_of
from tests.random_firms import random_record, with_gaps


def _firm(bank, framework, rng) -> dict:
    """A firm on its way: some answers missing, scenes mostly low, a workshop of fifty machines."""
    record = random_record(bank, (*framework.facts, "production_mode"), rng)
    for fact in record:
        if fact.startswith("scene_"):
            record[fact] = f"l{min(int(record[fact][1]), int(rng.integers(0, 3)))}"
    if record.get("production_mode") == "no_production":
        record["production_mode"] = "discrete"
    for part in ("equipment_digital", "equipment_connected", "equipment_cnc"):
        if part in record:
            record |= {"equipment_total": 50.0, part: float(rng.integers(0, 30))}
    return with_gaps(record, rng, 0.1)


@pytest.fixture(scope="module")
def firms(bank, miit) -> AnswerTable:
    rng = np.random.default_rng(20261123)
    table, _ = AnswerTable.from_records(bank, [_firm(bank, miit, rng) for _ in range(10)])
    return table


@pytest.fixture(scope="module")
def plans(firms, miit, book) -> list[Plan]:
    return [Planner(miit, firms, row, book, "small").cheapest(level) for row in range(len(firms)) for level in (2, 3)]


@pytest.fixture(scope="module")
def real(plans) -> list[tuple[int, Plan]]:
    """Plans with steps, and their rows."""
    return [(i // 2, plan) for i, plan in enumerate(plans) if plan.status == "optimal"]


def test_a_plan_reaches_its_level_when_its_answers_are_scored_again(real, firms, miit):
    assert len(real) >= 10
    for row, plan in real:
        before, after = score(miit, firms.row(row)), score(miit, apply_plan(firms, row, plan))
        assert before.level_low[0] == plan.level_before < plan.target_level <= plan.level_after == after.level_low[0]
        assert plan.points_after == float(after.exact(0)[0]) >= plan.points_before == float(before.exact(0)[0])


def test_without_any_one_step_the_level_is_missed(real, firms, miit):
    for row, plan in real:
        for i, step in enumerate(plan.steps):
            lost = {change.fact for change in step.changes}
            others = tuple(s for s in (*plan.steps[:i], *plan.steps[i + 1 :]) if step.measure not in s.after)
            rest = plan.model_copy(update={"steps": others})
            assert step.serves, step.measure
            assert step.without is not None
            if not any(lost & {c.fact for c in s.changes} for s in others):
                assert score(miit, apply_plan(firms, row, rest)).level_low[0] < plan.target_level


def test_steps_come_after_what_they_wait_for(real, book):
    for _, plan in real:
        finished = {}
        for step in plan.steps:
            assert all(finished[other] <= step.start_week for other in step.after)
            missing = [p for p in book.measures[step.measure].prerequisites if p not in finished]
            assert all(p not in {s.measure for s in plan.steps} for p in missing)
            finished[step.measure] = step.start_week + step.weeks
            assert step.quarter == step.start_week // 13 + 1
        assert plan.weeks == max(finished.values())
        assert any(step.critical for step in plan.steps)


def test_changes_go_from_what_stands_to_what_the_measure_gives(real, firms):
    for row, plan in real:
        now = {fact: firms.answer(row, fact).value for fact in firms.columns}
        for step in plan.steps:
            for change in step.changes:
                if not change.hoped_for:
                    assert change.before == now.get(change.fact)
                    assert change.after != change.before
                    now[change.fact] = change.after


def test_costs_add_up_and_are_proven(real):
    for _, plan in real:
        for end in ("low", "likely", "high"):
            assert getattr(plan.cost, end) == pytest.approx(sum(getattr(s.cost, end) for s in plan.steps))
            assert getattr(plan.cost, end) == pytest.approx(sum(getattr(p.cost, end) for p in plan.phases))
        assert plan.proof.cost == plan.proof.bound == plan.cost.likely
        assert plan.proof.gap == 0
        assert plan.own_days == pytest.approx(sum(s.own_days for s in plan.steps))


def test_hoped_for_results_are_told_but_not_counted(real, firms, miit):
    hoped = [(row, plan, c) for row, plan in real for s in plan.steps for c in s.changes if c.hoped_for]
    assert hoped
    for row, plan, change in hoped:
        after = apply_plan(firms, row, plan)
        assert after.answer(0, change.fact) == firms.answer(row, change.fact)
        assert any(change.label.zh in note.zh for note in plan.notes)


def test_what_binds_is_told(real):
    for _, plan in real:
        assert plan.binding
        for binding in plan.binding:
            assert binding.tight or binding.saving > 0
            assert binding.before < binding.needed <= binding.after
            assert binding.threshold.zh in binding.sentence.zh


def test_a_step_tells_what_stood_in_the_place_of_an_answer_by_its_own_name(plans, firms):
    told = set()
    for i, plan in enumerate(plans):
        before = {fact: firms.answer(i // 2, fact) for fact in firms.bank.facts}
        for change in (change for step in plan.steps for change in step.changes):
            if change.before is None and before[change.fact].value is None:
                assert change.before_text == answer_text(firms.bank.facts[change.fact], before[change.fact])
                told.add(before[change.fact].state)
    assert len(told) >= 2


def test_a_plan_is_the_same_after_a_round_trip_through_json(plans):
    for plan in plans:
        assert Plan.model_validate_json(plan.model_dump_json()) == plan


def test_the_same_question_has_the_same_answer(firms, miit, book, plans):
    again = Planner(miit, AnswerTable.from_records(firms.bank, [firms.record(0)])[0], 0, book, "small").cheapest(2)
    assert again == plans[0]


def test_an_item_that_does_not_apply_is_not_planned_for(bank, miit, book):
    nothing = {"state": "not_applicable", "reason": "示例"}
    record = {
        f: nothing for f in miit.facts if f.startswith(("scene_procurement", "scene_finance", "network_security"))
    }
    table, _ = AnswerTable.from_records(bank, [record])
    plan = Planner(miit, table, 0, book, "small").cheapest(2)
    assert plan.status == "optimal"
    assert not {c.fact for s in plan.steps for c in s.changes} & record.keys()


def test_the_higher_the_level_the_dearer(firms, miit, book):
    costs = [Planner(miit, firms, 1, book, "small").cheapest(level).cost.likely for level in (1, 2, 3)]
    assert costs == sorted(costs)


def test_the_robust_plan_has_the_least_worst_case(firms, miit, book, plans):
    for row in (0, 3):
        robust, likely = Planner(miit, firms, row, book, "small").robust(2), plans[2 * row]
        assert robust.cost.high <= likely.cost.high
        assert likely.cost.likely <= robust.cost.likely
        assert robust.proof.price == "high"


def test_a_budget_that_is_too_small_says_how_much_is_missing(firms, miit, book, plans):
    row, plan = next((i // 2, p) for i, p in enumerate(plans) if p.cost.likely > 1)
    planner = Planner(miit, firms, row, book, "small")
    short = planner.cheapest(plan.target_level, PlanLimits(budget=plan.cost.likely - 0.5))
    assert short.status == "infeasible"
    assert [(r.kind, r.needed, r.more) for r in short.relaxations] == [("budget", plan.cost.likely, 0.5)]
    assert "0.5 万元" in short.relaxations[0].sentence.zh
    assert "CNY 5,000" in short.relaxations[0].sentence.en
    enough = planner.cheapest(plan.target_level, PlanLimits(budget=plan.cost.likely))
    assert enough.cost == plan.cost


def test_a_level_beyond_all_measures_names_the_threshold(bank, miit, book):
    """Level 4 without counting hoped-for results, for a firm with nothing: points are missing."""
    table, _ = AnswerTable.from_records(bank, [{"production_mode": "discrete"}])
    plan = Planner(miit, table, 0, book, "small").cheapest(4)
    assert plan.status == "infeasible"
    kinds = {r.kind for r in plan.relaxations}
    assert "out_of_reach" in kinds
    assert "80" in plan.relaxations[0].sentence.zh


def test_contracted_measures_cost_nothing_more(firms, miit, book, plans):
    row, plan = next((i // 2, p) for i, p in enumerate(plans) if len(p.steps) > 2)
    first = plan.steps[0]
    limits = PlanLimits(contracted={first.measure: first.units or 1})
    again = Planner(miit, firms, row, book, "small").cheapest(plan.target_level, limits)
    assert again.cost.likely == pytest.approx(plan.cost.likely - first.cost.likely)
    assert next(s for s in again.steps if s.measure == first.measure).contracted


def test_a_contract_that_waits_for_the_impossible_is_told():
    """What is contracted starts from an option that nothing brings about."""
    world = random_world(1)
    alone = measure("m0", [{"fact": "skill", "from": "o2", "to": "o3"}])
    table, _ = AnswerTable.from_records(BANK, [{"skill": "o0", "tool": "o0", "whole": 3}])
    limits = PlanLimits(contracted={"m0": 1})
    plan = Planner(world.framework, table, 0, book_of([alone]), "small").cheapest(1, limits)
    assert [r.kind for r in plan.relaxations] == ["contracted"]


def test_every_shipped_framework_can_be_planned_for(bank, frameworks, book):
    rng = np.random.default_rng(5)
    for framework in frameworks.values():
        table, _ = AnswerTable.from_records(bank, [_firm(bank, framework, rng)])
        for level in framework.levels:
            plan = Planner(framework, table, 0, book, "micro").cheapest(level.level)
            if plan.status == "optimal":
                assert score(framework, apply_plan(table, 0, plan)).level_low[0] >= level.level


def test_an_unknown_level_or_measure_is_refused(firms, miit, book):
    with pytest.raises(InputRefused, match="no such level"):
        Planner(miit, firms, 0, book, "small").cheapest(7)
    with pytest.raises(InputRefused, match="no such measure"):
        Planner(miit, firms, 0, book, "small").cheapest(2, PlanLimits(forbidden=("magic",)))
    both = PlanLimits(forbidden=("small_pilot",), contracted={"small_pilot": 1})
    with pytest.raises(InputRefused, match="both contracted and forbidden"):
        Planner(miit, firms, 0, book, "small").cheapest(2, both)


def test_counts_never_pass_their_whole():
    """Three parts are missing: of two measures that add two each only one can be done, and one that adds one helps."""
    spec = random_world(1).framework.spec.model_dump(mode="json", by_alias=True, exclude_none=True)
    rate = next(item for item in spec["items"] if item["id"] == "rate")
    rate["bands"] = [{"range": "[0,90)", "points": 0}, {"range": "[90,100]", "points": 90, "grade": 1}]
    spec["levels"][0]["requires"] = [{"node": "total", "at_least": 90}]
    framework = Framework(FrameworkFile.model_validate(spec), BANK)
    table, _ = AnswerTable.from_records(BANK, [{"whole": 5, "part": 2, "other_part": 5}])
    first, second, dear = (
        measure(name, [{"fact": "part", "per_unit": adds}], None, (price,) * 3)
        for name, adds, price in (("first", 2, 1), ("second", 2, 1), ("dear", 1, 9))
    )
    assert Planner(framework, table, 0, book_of([first, second]), "small").cheapest(1).status == "infeasible"
    both = PlanLimits(contracted={"first": 1, "second": 1})
    for limits, cost in ((PlanLimits(), 10), (both, 9)):
        plan = Planner(framework, table, 0, book_of([first, second, dear]), "small").cheapest(1, limits)
        assert sorted((s.units, s.measure == "dear") for s in plan.steps) == [(1, False), (1, True)]
        assert plan.cost.likely == cost


def test_a_later_option_worth_less_is_refused(bank, miit, book):
    """Measures lift along the listed order, so a framework that contradicts it cannot be planned for."""
    spec = miit.spec.items[miit.item_position["q12"]]
    options = dict(zip(spec.options, reversed(spec.options.values()), strict=True))
    turned = miit.spec.model_copy(
        update={
            "items": tuple(i.model_copy(update={"options": options}) if i.id == "q12" else i for i in miit.spec.items)
        }
    )
    with pytest.raises(InputRefused, match="worth less"):
        Program(type(miit)(turned, bank), book, outcomes=True)
