"""A provider's record: drawn towards the mean of all, told from the floor on, from steps answered since."""

from __future__ import annotations

import numpy as np
import pytest

from assessment.advisory import default_advisor
from assessment.answers import read_answer
from assessment.foresight import kept_promises, pooled
from assessment.work.promises import brought

BANK = default_advisor().bank
MEASURES = default_advisor().measures.measures


def test_two_lucky_cases_do_not_beat_forty():
    found = pooled(np.array([2, 36, 20, 25, 30]), np.array([2, 40, 40, 40, 40]))
    assert found.rate[0] < found.rate[1] and (found.low < found.rate).all() and (found.rate < found.high).all()
    assert found.high[0] - found.low[0] > found.high[1] - found.low[1]


def test_providers_whose_rates_differ_truly_keep_them_and_the_intervals_cover():
    rng, inside, n = np.random.default_rng(1), [], 60
    for _ in range(30):
        truth = rng.beta(6, 3, n)
        cases = rng.integers(10, 60, n)
        found = pooled(rng.binomial(cases, truth), cases)
        inside.append((found.low <= truth) & (truth <= found.high))
    assert 0.92 <= np.mean(inside) <= 0.98


def test_below_the_floor_no_rate_is_told():
    cases = [*[("示例甲", True)] * 12, *[("示例乙", True)], *[("示例丙", False)] * 9]
    found = {one.provider: one for one in kept_promises(cases, 10)}
    assert [one.provider for one in kept_promises(cases, 10)] == ["示例甲", "示例丙", "示例乙"]
    assert found["示例甲"].cases == found["示例甲"].reached == 12 and 0.5 < found["示例甲"].rate < 1
    assert (found["示例乙"].cases, found["示例乙"].rate, found["示例丙"].low) == (1, None, None)
    assert kept_promises([], 10) == ()


@pytest.mark.parametrize(
    ("said", "reached"),
    [
        ({"transformation_progress": "planned"}, True),
        ({"transformation_progress": "changed"}, True),
        ({"transformation_progress": "informed"}, False),
        ({"transformation_progress": {"state": "dont_know"}}, None),
        ({}, None),
    ],
)
def test_a_step_has_brought_what_the_answers_say(said, reached):
    answers = {fact: read_answer(BANK.facts[fact], plain) for fact, plain in said.items()}
    assert brought(MEASURES["transformation_plan"], answers, BANK) is reached


def test_what_is_hoped_for_is_no_promise():
    measure = next(one for one in MEASURES.values() if one.raises and all(r.certainty == "outcome" for r in one.raises))
    fact = measure.raises[0].fact
    answers = {fact: read_answer(BANK.facts[fact], measure.raises[0].to)}
    assert brought(measure, answers, BANK) is None
