"""What measures really cost: beside the estimates, from the floor on, taken over with a source that plans tell."""

from __future__ import annotations

import datetime

import pytest

from assessment.advisory import Advisor, default_advisor
from assessment.answers import AnswerTable
from assessment.content.learned_costs import LearnedCost, LearnedCosts, learned_costs
from assessment.foresight import PaidStep, paid_measures
from assessment.planning import Planner
from assessment.problems import InputRefused
from assessment.web.imported import apply

DAY = datetime.date(2026, 11, 1)
BOOK = default_advisor().measures
ONCE = "transformation_plan"
COUNTED = next(one for one in BOOK.measures.values() if one.counted and one.cost_per_unit.small.likely)


def paid(n: int, measure: str = ONCE, times: float = 2.0, size: str = "small", units: int = 1) -> list[PaidStep]:
    one = BOOK.measures[measure]
    likely = sum(units * c.of(size).likely if c is one.cost_per_unit else c.of(size).likely
                 for c in (one.cost, one.cost_per_unit) if c is not None)  # fmt: skip
    return [PaidStep(f"{measure}-{size}-{i}", measure, size, units, likely * times) for i in range(n)]


def test_payments_of_all_sizes_and_numbers_are_held_against_their_own_estimates():
    steps = [*paid(4, size="micro"), *paid(4), *paid(4, size="medium"), *paid(12, COUNTED.id, 0.5, units=7)]
    found = {one.measure.id: one for one in paid_measures(steps, BOOK, 10, DAY)}
    assert {name: one.cases for name, one in found.items()} == {ONCE: 12, COUNTED.id: 12}
    assert (found[ONCE].learned.low, found[ONCE].learned.high, found[ONCE].learned.cases) == (2, 2, 12)
    assert found[COUNTED.id].learned.likely == 0.5


def test_of_ten_payments_one_lies_below_the_range_and_one_above():
    steps = [one for i in range(11) for one in [paid(i + 1, times=1 + i / 10)[i]]]
    (found,) = paid_measures(steps, BOOK, 10, DAY)
    assert (found.learned.low, found.learned.likely, found.learned.high) == (1.1, 1.5, 1.9)


def test_below_the_floor_nothing_is_told_and_a_firm_counts_once():
    ten = [*paid(9), *(one for one in paid(9))]
    (found,) = paid_measures(ten, BOOK, 10, DAY)
    assert (found.cases, found.learned) == (9, None)
    free = [PaidStep("甲", "first_diagnosis", "small", 1, 2.0), PaidStep("甲", "no_longer_known", "small", 1, 2.0)]
    assert paid_measures(free, BOOK, 1, DAY) == ()


def test_what_is_taken_over_stretches_every_size_and_a_plan_says_so():
    costs = LearnedCosts(costs=(LearnedCost(measure=ONCE, low=1, likely=2, high=3, cases=12, until=DAY),))
    advisor, faults, _ = apply(default_advisor(), "measure_costs", costs.model_dump(mode="json"), DAY)
    before, after = (one.measures[ONCE].cost for one in (BOOK, advisor.measures))
    for size in ("micro", "small", "medium"):
        likely = before.of(size).likely
        ends = {"low": likely, "likely": 2 * likely, "high": 3 * likely}
        assert after.of(size).model_dump() == pytest.approx(ends)
    assert not faults and advisor.measures.version != BOOK.version
    assert {k: v for k, v in advisor.measures.measures.items() if k != ONCE} == {
        k: v for k, v in BOOK.measures.items() if k != ONCE
    }
    table = advisor.reading(_firm(advisor), DAY).table
    plan = Planner(advisor.main_on(DAY), table, 0, advisor.measures, "small").buy({ONCE: 1})
    assert plan.steps[0].cost.likely == after.small.likely
    told = Planner(advisor.main_on(DAY), table, 0, advisor.measures, "small").cheapest(2)
    notes = " ".join(note.zh for note in told.notes)
    assert ("12 家企业登记的实际花费" in notes) == (ONCE in {step.measure for step in told.steps})
    assert ONCE in {step.measure for step in told.steps}


def _firm(advisor: Advisor) -> AnswerTable:
    table, _ = AnswerTable.from_records(advisor.bank, [{"production_mode": "discrete"}])
    return table


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"costs": []}, "costs"),
        ({"costs": [{"measure": "x"}]}, "costs.0.low"),
        (
            {"costs": [{"measure": "x", "low": 1, "likely": 1, "high": 1, "cases": 12, "until": "2026-11-01"}]},
            "没有这项",
        ),
        (
            {"costs": [{"measure": ONCE, "low": 2, "likely": 1, "high": 3, "cases": 12, "until": "2026-11-01"}]},
            "low ≤ likely ≤ high",
        ),
        ([], "costs"),
    ],
)
def test_a_document_that_is_none_is_refused(document, words):
    with pytest.raises(InputRefused) as refused:
        learned_costs(document, BOOK)
    assert words in refused.value.problems[0].sentence("zh")
