"""A schedule within the firm's own people: never more than there are, proven shortest, in months, with clear ends."""

from __future__ import annotations

import datetime
import itertools
import random
from typing import Any

import pytest

from assessment.advisory import Advisory, default_advisor
from assessment.answers import AnswerTable
from assessment.planning import Aim, Plan, PlanLimits, hands_of, in_order
from assessment.planning.plan import HURRY
from assessment.planning.soonest import soonest
from assessment.planning.staffing import months
from assessment.population import modelled_population
from assessment.problems import InputRefused
from assessment.solver import Job, Shared, shortest
from tests.report.conftest import sample_answers

TODAY = datetime.date(2026, 11, 23)
SILENT: dict[str, Any] = {"people_at_hand": None, "hands_days": None, "hands_people": None}


def by_enumeration(jobs: list[Job], shared: Shared, horizon: int) -> int | None:
    """The least length over every choice of starts."""
    best = None
    for starts in itertools.product(*(range(horizon - job.weeks + 1) for job in jobs)):
        ends = [start + job.weeks for start, job in zip(starts, jobs, strict=True)]
        if best is not None and max(ends) >= best:
            continue
        if fits(jobs, starts, shared):
            best = max(ends)
    return best


def fits(jobs: list[Job], starts: tuple[int, ...], shared: Shared) -> bool:
    running = [
        [job for job, start in zip(jobs, starts, strict=True) if start <= week < start + job.weeks]
        for week in range(max(s + j.weeks for s, j in zip(starts, jobs, strict=True)))
    ]
    if any(sum(job.demand for job in week) > shared.capacity for week in running):
        return False
    if shared.at_once is not None and any(len(week) > shared.at_once for week in running):
        return False
    if any(start < starts[o] + jobs[o].weeks for job, start in zip(jobs, starts, strict=True) for o in job.after):
        return False
    years = [0] * 99
    for job, start in zip(jobs, starts, strict=True):
        years[start // shared.weeks_a_year] += job.cents
    yearly = shared.yearly
    return yearly is None or (
        not any(years[len(yearly) :]) and all(a <= b for a, b in zip(years, yearly, strict=False))
    )


def test_no_choice_of_starts_is_shorter_in_small_worlds() -> None:
    rng = random.Random(7)
    seen = set()
    for _ in range(30):
        jobs = [
            Job(
                rng.randint(1, 3),
                rng.randint(0, 3),
                tuple(rng.sample(range(at), rng.randint(0, 1))) if at else (),
                rng.randint(0, 4),
            )
            for at in range(4)
        ]
        yearly = tuple(rng.randint(2, 9) for _ in range(2)) if rng.random() < 0.4 else None
        shared = Shared(rng.randint(2, 4), rng.choice([None, 2]), yearly, weeks_a_year=4)
        horizon = 8 if yearly else sum(job.weeks for job in jobs)
        found = shortest(jobs, shared)
        assert (None if found is None else found.length) == by_enumeration(jobs, shared, horizon)
        seen.add((found is None, yearly is None))
        if found is not None:
            assert found.bound == found.length and fits(jobs, found.starts, shared)
            assert shortest(jobs, shared) == found, "the same jobs are placed alike"
    assert {(True, False), (False, False), (False, True)} <= seen


def firm(**answers: Any) -> Advisory:
    return advised(PlanLimits(), **answers)


def advised(limits: PlanLimits, choices: bool = False, **answers: Any) -> Advisory:
    advisor = default_advisor()
    record = modelled_population().sample(40, 11).record(4) | SILENT | answers
    table, faults = AnswerTable.from_records(advisor.bank, [record])
    assert not faults
    return next(advisor.advise(table, TODAY, aim=Aim(limits=limits), choices=choices))


def plan_of(advisory: Advisory) -> Plan:
    assert advisory.plan is not None
    return advisory.plan


def load(plan: Plan) -> list[float]:
    return [
        sum(s.own_days / s.weeks for s in plan.steps if s.start_week <= week < s.start_week + s.weeks)
        for week in range(plan.weeks)
    ]


def test_plans_of_modelled_firms_keep_to_their_hands_and_say_what_their_barriers_say() -> None:
    advisor, rng = default_advisor(), random.Random(3)
    records = []
    for record in (modelled_population().sample(7, 5).record(row) for row in range(7)):
        told = {f: rng.choice(["no", "partly", "yes"]) for f in advisor.barriers.facts}
        records.append(record | told | {"hands_days": rng.choice([None, 0.5, 1.5, 4])})
    table, _ = AnswerTable.from_records(advisor.bank, records)
    planned = 0
    for row, advisory in enumerate(advisor.advise(table, TODAY)):
        plan, telling = advisory.plan, advisory.telling
        if plan is None or not plan.steps:
            continue
        planned += 1
        assert plan.staffing is not None and telling is not None
        hands, begins = plan.staffing.hands, {step.measure: step for step in plan.steps}
        assert max(load(plan)) <= hands.days + 1e-9
        assert plan.staffing.busiest == pytest.approx(max(load(plan)), abs=1e-2)
        assert hands.days == (table.answer(row, "hands_days").value or hands.days)
        assert all(
            step.start_week >= begins[one].start_week + begins[one].weeks
            for step in plan.steps
            for one in step.after
            if one in begins
        )
        assert sum(phase.own_days for phase in plan.phases) == pytest.approx(plan.own_days, abs=0.5)
        assert all(phase.own_days <= 13 * hands.days + 0.1 for phase in plan.phases)
        assert plan.steps[0].start_week == 0 and telling.order[0] == plan.steps[0].measure
        opening = telling.opening.zh if telling.opening else ""
        if "一个季度里开工" in opening:
            assert {step.quarter for step in plan.steps} == {1}
        if "个季度" in opening and "分在" in opening:
            assert f"分在 {len({step.quarter for step in plan.steps})} 个季度" in opening
    assert planned >= 4


class TestWhoseHands:
    def test_the_firms_own_word_goes_before_an_assumption_and_a_given_figure_before_both(self) -> None:
        assumed = plan_of(firm()).staffing
        answered = plan_of(firm(hands_days=3)).staffing
        given = plan_of(advised(PlanLimits(hands=5), hands_days=3)).staffing
        assert assumed is not None and answered is not None and given is not None
        assert (assumed.hands.origin, assumed.hands.fidelity) == ("assumed", "estimate")
        assert (answered.hands.origin, answered.hands.days) == ("answered", 3)
        assert (given.hands.origin, given.hands.days) == ("given", 5)
        assert "按企业规模估的" in assumed.sentence.zh and "每周能抽出的人天" in assumed.sentence.zh

    def test_a_firm_with_nobody_to_spare_is_taken_to_have_less(self) -> None:
        busy, free = plan_of(firm(people_at_hand="no")), plan_of(firm(people_at_hand="yes"))
        assert busy.staffing is not None and free.staffing is not None
        assert busy.staffing.hands.days < free.staffing.hands.days
        assert busy.weeks > free.weeks and busy.cost == free.cost

    @pytest.mark.parametrize("answers", [{"hands_days": 0}, {"hands_people": ["nobody"]}])
    def test_without_any_hands_there_is_no_plan_but_what_would_do(self, answers: dict[str, Any]) -> None:
        plan = plan_of(firm(**answers))
        assert plan.status == "infeasible" and not plan.steps
        [eased] = plan.relaxations
        assert (eased.kind, eased.needed) == ("hands", 0.5)
        assert f"，{plan_of(firm(hands_days=0.5)).weeks} 周" in eased.sentence.zh

    @pytest.mark.parametrize(
        ("limits", "said"),
        [
            (PlanLimits(hands=-1), "no person-days"),
            (PlanLimits(hands=float("nan")), "no person-days"),
            (PlanLimits(start=TODAY - datetime.timedelta(days=1)), "in the past"),
            (PlanLimits(start=datetime.date(2040, 1, 1)), "too far away"),
        ],
    )
    def test_hands_and_a_start_that_make_no_sense_are_refused(self, limits: PlanLimits, said: str) -> None:
        advisor = default_advisor()
        table, _ = AnswerTable.from_records(advisor.bank, [{}])
        with pytest.raises(InputRefused, match=said):
            hands_of(table, 0, advisor.hands, "small", limits, TODAY)


class TestALimitOfWeeks:
    def test_it_is_kept_with_the_hands_or_the_least_that_must_give_is_told(self) -> None:
        usual = plan_of(firm(hands_days=1))
        assert usual.staffing is not None and usual.weeks > usual.staffing.weeks_without
        weeks = usual.staffing.weeks_without
        tight = plan_of(advised(PlanLimits(weeks=weeks), hands_days=1))
        if tight.status == "optimal":
            assert tight.weeks <= weeks and tight.cost.likely >= usual.cost.likely
            return
        eased = {one.kind: one for one in tight.relaxations}
        assert eased.keys() == {"hands", "weeks"}
        assert eased["weeks"].needed is not None and eased["weeks"].needed > weeks
        enough = plan_of(advised(PlanLimits(weeks=weeks, hands=eased["hands"].needed)))
        assert enough.status == "optimal" and enough.weeks <= weeks

    def test_an_assumption_never_speaks_against_it_but_the_hands_it_takes_are_told(self) -> None:
        plan = plan_of(firm())
        assert plan.staffing is not None
        weeks = plan.staffing.weeks_without
        tight = plan_of(advised(PlanLimits(weeks=weeks)))
        assert tight.staffing is not None and tight.weeks <= weeks
        assert tight.staffing.hands.origin == "needed" and tight.staffing.hands.days > plan.staffing.hands.days


def test_beside_the_cheapest_stand_the_soonest_and_the_fewest_at_once() -> None:
    found = advised(PlanLimits(), choices=True, hands_days=4)
    plan, choices = plan_of(found), found.choices
    assert choices is not None and choices.soonest_note is not None
    if choices.soonest is not None:
        assert choices.soonest.plan.weeks < plan.weeks
        assert choices.soonest.plan.cost.likely >= plan.cost.likely
    assert plan.staffing is not None and plan.staffing.at_once > 1
    assert choices.fewest is not None
    fewest = choices.fewest.plan
    assert fewest.staffing is not None and fewest.staffing.at_once == 1
    assert (fewest.cost, fewest.weeks >= plan.weeks) == (plan.cost, True)


def test_nobody_is_offered_to_pay_many_times_as_much_for_being_done_a_little_sooner() -> None:
    """The soonest way of all to the third level costs this firm some forty times as much, for 18 weeks of 243."""
    advisor = default_advisor()
    table, _ = AnswerTable.from_records(advisor.bank, [sample_answers(advisor, "moulding")])
    plan = plan_of(next(advisor.advise(table, TODAY, aim=Aim(level=3))))
    assert plan.staffing is not None
    planner = advisor.planner(advisor.main_on(TODAY), table, 0, plan.size_class, TODAY, plan.limits)
    whatever_it_costs = soonest(planner._ask(3, plan.limits, "likely"), plan.staffing.hands)
    assert whatever_it_costs is not None and whatever_it_costs.cost.likely > 10 * plan.cost.likely
    offered, note = planner._soonest(plan)
    assert offered is not None and offered.plan.weeks < plan.weeks
    assert plan.cost.likely < offered.plan.cost.likely <= HURRY * plan.cost.likely
    assert note is not None and "多花不超过一半的钱" in note.zh and "half as much again" in note.en
    tight = plan.model_copy(update={"limits": plan.limits.model_copy(update={"budget": plan.cost.likely})})
    offered, note = planner._soonest(tight)
    assert offered is None or offered.plan.cost.likely <= plan.cost.likely
    assert note is not None and "在预算以内" in note.zh


def test_a_consultants_order_keeps_to_the_hands_as_well() -> None:
    plan = plan_of(firm(hands_days=4))
    order = [step.measure for step in reversed(plan.steps) if not step.after][:3]
    placed = in_order(plan, order)
    begins = {step.measure: step.start_week for step in placed.steps}
    assert [begins[one] for one in order] == sorted(begins[one] for one in order)
    assert max(load(placed)) <= 4 + 1e-9


class TestMonths:
    def test_months_are_said_as_people_say_them(self) -> None:
        day = datetime.date(2027, 3, 1)
        assert months(day, 0, 2).zh == "2027 年 3 月"
        assert months(day, 0, 9).zh == "2027 年 3 月至 5 月"
        assert months(day, 40, 10).zh == "2027 年 12 月至 2028 年 2 月"

    def test_a_step_names_the_long_holidays_it_runs_over_with_days_only_where_they_have_a_source(self) -> None:
        plan = plan_of(advised(PlanLimits(hands=0.5, start=datetime.date(2028, 9, 4))))
        told = "、".join(one.zh for one in plan.staffing.holidays) if plan.staffing else ""
        assert "2028 年国庆节（10 月 1 日至 3 日）" in told and "2029 年春节（2 月 12 日至 15 日）" in told
        later = plan_of(advised(PlanLimits(hands=0.5, start=datetime.date(2029, 12, 3))))
        assert later.staffing is not None and later.staffing.holidays[0].zh == "2030 年春节"
