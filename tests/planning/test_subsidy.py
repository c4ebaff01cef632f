"""Support enters as a scenario: a share of the spend up to a cap, and what is left to pay."""

import pytest

from assessment.content.measures import CostRange
from assessment.programmes import support_scenario

COST = CostRange(low=20, likely=50, high=120)


@pytest.mark.parametrize(
    ("share", "cap", "support", "left"),
    [
        (60, 40, (12, 30, 40), (8, 20, 80)),
        (40, None, (8, 20, 48), (12, 30, 72)),
        (None, 30, (20, 30, 30), (0, 20, 90)),
        (0, 40, (0, 0, 0), (20, 50, 120)),
    ],
)
def test_a_share_up_to_a_cap(share, cap, support, left):
    found = support_scenario(COST, share, cap)
    assert (found.support.low, found.support.likely, found.support.high) == support
    assert (found.left.low, found.left.likely, found.left.high) == left


def test_it_is_never_a_promise():
    sentence = support_scenario(COST, 60, 40).sentence
    assert sentence.zh.startswith("假如")
    assert "以主管部门最新通知为准" in sentence.zh
    assert sentence.en.startswith("If ")
