"""The most use for a sum of money, and what an owner says to a step: held to enumeration."""

import datetime
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from assessment.advisory import default_advisor
from assessment.advisory.replies import limits_with, told_replies
from assessment.answers.firm_file import load_firm
from assessment.planning import Aim, PlanLimits, Planner, StepReply
from assessment.problems import InputRefused
from tests.planning.enumeration import every_plan, price_of, reaching
from tests.planning.small_world import random_world

SEEDS = st.integers(0, 2**32 - 1)
TODAY = datetime.date(2026, 11, 26)
FIRM = Path(__file__).parents[2] / "seeds" / "firms" / "sample_ceramics.yaml"


def _brings(world, m):
    """Does a measure bring the firm anything, by the firm's own words alone?"""
    record = world.record
    for r in m.raises:
        value = record.get(r.fact)
        if isinstance(value, dict) and value["state"] == "not_applicable":
            continue
        if r.fact == "gated" and record.get("gate") != "yes":
            continue
        known = None if isinstance(value, dict) else value
        if r.to is not None and int((known or "o0")[1]) < int(r.to[1]):
            return True
        if r.ticks and not set(r.ticks) <= set(known or []):
            return True
        if r.per_unit is not None:
            return True  # whether there is room is asked of the plans
    return False


@settings(max_examples=30, deadline=None)
@given(SEEDS, st.data())
def test_no_choice_relieves_more_for_the_money_and_none_as_much_for_less(seed, data):
    world = random_world(seed)
    ids = [m.id for m in world.measures]
    signs = {
        f"s{i}": tuple(data.draw(st.sets(st.sampled_from(ids), min_size=1, max_size=3), label="relieved by"))
        for i in range(data.draw(st.integers(1, 4), label="signs"))
    }
    spend = data.draw(st.none() | st.integers(0, 80).map(lambda n: n / 10), label="spend")
    limits = PlanLimits(forbidden=(ids[0],) if data.draw(st.booleans(), label="forbids") else ())
    helping = {m.id for m in world.measures if _brings(world, m)}
    found = [
        (sum(any(m in units and m in helping for m in by) for by in signs.values()), -cost)
        for cost, units, *_ in every_plan(world, limits)
        if spend is None or cost <= spend + 1e-9
    ]
    best = Planner(world.framework, world.table, 0, world.book, "small").most_relieved(signs, spend, limits)
    bought = {step.measure for step in best.steps}
    done = sum(any(m in bought and m in helping for m in by) for by in signs.values())
    assert (done, pytest.approx(-best.cost.likely)) == max(found)


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.data())
def test_a_reply_costs_what_the_plan_with_it_costs_more_than_the_one_without(seed, data):
    world = random_world(seed)
    planner = Planner(world.framework, world.table, 0, world.book, "small")
    plan = planner.cheapest(1)
    assume(plan.status == "optimal" and plan.steps)
    said = data.draw(st.sampled_from(["doing", "too_hard", "not_for_us", "later"]), label="reply")
    step = data.draw(st.sampled_from(plan.steps), label="step")
    replies = [StepReply(measure=step.measure, reply=said, units=step.units or 1)]
    limits = limits_with(PlanLimits(), replies, planner.measures.measures)
    told = told_replies(planner, 1, PlanLimits(), replies, planner.cheapest(1, limits))[0]
    costs = [cost for cost, *_ in reaching(world, every_plan(world, limits))]
    if not costs:
        assert told.more is None and "out of reach" in told.sentence.en
        return
    paid = price_of(world, {step.measure: step.units or 1}) if said == "doing" else 0.0
    assert told.more == pytest.approx(min(costs) - plan.cost.likely)
    assert told.more <= 0 if said == "doing" else told.more >= 0
    assert said != "doing" or told.more == pytest.approx(-paid)


def test_a_measure_that_the_owner_rules_out_is_in_neither_plan_and_one_under_way_costs_nothing():
    advisor = default_advisor()
    _, table, _, _ = load_firm(FIRM, advisor.bank)
    troubles = ("messy_stock", "rework")
    usual = next(advisor.advise(table, TODAY, aim=Aim(troubles=troubles)))
    bought = usual.relief.purchase.steps[-1].measure
    first = usual.plan.steps[0].measure
    replies = (StepReply(measure=bought, reply="not_for_us"), StepReply(measure=first, reply="doing"))
    told = next(advisor.advise(table, TODAY, aim=Aim(troubles=troubles, replies=replies)))
    assert bought not in {step.measure for step in (*told.plan.steps, *told.relief.purchase.steps)}
    assert next(step for step in told.plan.steps if step.measure == first).cost.likely == 0
    assert [one.reply for one in told.replies] == ["not_for_us", "doing"]
    assert told.relief.spend == told.plan.proof.cost
    for step in told.relief.purchase.steps:
        assert step.days_a_week <= told.relief.purchase.staffing.hands.days + 1e-9


def test_a_trouble_that_nobody_can_relieve_has_a_clear_end():
    advisor = default_advisor()
    _, table, _, _ = load_firm(FIRM, advisor.bank)
    signs = next(one for one in advisor.troubles.troubles if one.id == "few_orders").signs
    forbidden = tuple({measure for sign in signs for measure in sign.relieved_by})
    told = next(advisor.advise(table, TODAY, aim=Aim(troubles=("few_orders",), limits=PlanLimits(forbidden=forbidden))))
    assert not told.relief.purchase.steps and not any(one.possible for one in told.relief.signs)
    assert "nothing is made up" in told.relief.sentence.en and told.relief.all_cost is None


@pytest.mark.parametrize(
    ("aim", "words"),
    [
        (Aim(troubles=("bad_weather",)), ["no such trouble", "late_delivery"]),
        (Aim(replies=(StepReply(measure="nonsense", reply="later"),)), ["no such measure", "list of measures"]),
    ],
    ids=["trouble", "reply"],
)
def test_what_is_not_known_is_refused(aim, words):
    advisor = default_advisor()
    _, table, _, _ = load_firm(FIRM, advisor.bank)
    with pytest.raises(InputRefused) as refused:
        next(advisor.advise(table, TODAY, aim=aim))
    assert all(word in refused.value.problems[0].sentence("en") for word in words)
