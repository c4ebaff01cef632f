"""What measures really cost: beside the estimates, from the floor on, taken over with a source that plans tell."""

from __future__ import annotations

import datetime

import pytest

from assessment.advisory import Advisor, default_advisor
from assessment.answers import AnswerTable
from assessment.content.learned_costs import LearnedCost, LearnedCosts, learned_costs
from assessment.foresight import PaidStep, paid_measures
from assessment.peers import ReleasesInMemory
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


def learned(
    steps: list[PaidStep], floor: int = 10, log: ReleasesInMemory | None = None
) -> dict[str, LearnedCost | None]:
    log = ReleasesInMemory() if log is None else log
    return {one.measure.id: one.learned for one in paid_measures(steps, BOOK, floor, DAY, log)}


def test_payments_of_all_sizes_and_numbers_are_held_against_their_own_estimates():
    steps = [*paid(4, size="micro"), *paid(4), *paid(4, size="medium"), *paid(12, COUNTED.id, 0.5, units=7)]
    found = learned(steps)
    assert {name: one.cases for name, one in found.items()} == {ONCE: 10, COUNTED.id: 10}
    assert (found[ONCE].low, found[ONCE].high) == (2, 2)
    assert found[COUNTED.id].likely == 0.5


def test_of_ten_payments_one_lies_below_the_range_and_one_above():
    found = learned([paid(i + 1, times=1 + i / 10)[i] for i in range(10)])[ONCE]
    assert (found.low, found.likely, found.high) == (1.09, 1.45, 1.81)


def test_below_the_floor_nothing_is_told_and_a_firm_counts_once():
    assert learned([*paid(9), *paid(9)]) == {ONCE: None}
    free = [PaidStep("甲", "first_diagnosis", "small", 1, 2.0), PaidStep("甲", "no_longer_known", "small", 1, 2.0)]
    assert learned(free, floor=1) == {}


def test_nobody_sees_what_the_firm_paid_that_came_last_or_put_down_something_else():
    log, ten = ReleasesInMemory(), paid(10)
    first = learned(ten, log=log)
    assert learned([*ten, paid(11, times=50.0)[10]], log=log) == first, "it waits for the next step"
    corrected = [*ten[1:], paid(1, times=50.0)[0]]
    assert learned(corrected, log=log) == {ONCE: None}
    assert learned(ten, log=log) == first, "what was shown may be shown again"
    assert learned([*ten, *paid(20, times=3.0)[10:]], log=log)[ONCE].cases == 20


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
