"""A policy tried: more money never moves fewer firms, and what is paid is told apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.foresight.policy import Movers, Policy, tried
from assessment.problems import InputRefused

sums = st.integers(0, 500)


@st.composite
def firms(draw: st.DrawFn) -> Movers:
    n = draw(st.integers(1, 8))
    cost = [draw(st.just(-1) | st.integers(1, 500)) for _ in range(n)]
    more = [one + draw(st.integers(0, 50)) for one in cost]
    counted = [draw(st.integers(0, max(one, 0))) for one in more]
    means, rank = [draw(sums) for _ in range(n)], draw(st.permutations(range(n)))
    return Movers(np.array(cost), np.array(more), np.array(counted), np.array(means), np.array(rank))


@settings(max_examples=60)
@given(firms(), st.integers(0, 100), sums, sums, sums)
def test_more_money_never_moves_fewer_firms(movers, percent, cap, budget, more):
    all_ = np.ones(len(movers.cost), bool)
    less = tried(Policy(percent, cap, budget, all_), movers)
    richer = tried(Policy(percent, cap, budget + more, all_), movers)
    assert richer.moved.sum() >= less.moved.sum() and (richer.moved >= less.moved).all()
    unlimited = tried(Policy(percent, None, None, all_), movers)
    assert (unlimited.moved >= tried(Policy(percent, cap, None, all_), movers).moved).all()


@settings(max_examples=60)
@given(firms(), st.integers(0, 100), sums, sums)
def test_every_firm_does_what_is_best_for_it(movers, percent, cap, budget):
    told = tried(Policy(percent, cap, budget, np.arange(len(movers.cost)) % 2 == 0), movers)
    for i, cost in enumerate(movers.cost):
        if cost < 0:
            assert not told.moved[i] and told.paid[i] == 0
            continue
        assert told.paid[i] <= min(cap, movers.counted[i]) and (told.paid[i] == 0 or i % 2 == 0)
        paid = told.paid[i] > 0 and movers.spend[i] - told.paid[i] <= movers.means[i]
        assert told.moved[i] == (paid or told.anyway[i])
        assert told.anyway[i] == (cost <= movers.means[i])
        assert not (told.late[i] and (told.moved[i] or told.short[i]))
    assert told.cost <= budget and told.deadweight <= told.cost


def test_no_policy_gives_today():
    cost = np.array([10, 20, -1])
    movers = Movers(cost, cost, cost, np.array([15, 15, 99]), np.arange(3))
    told = tried(Policy(0, None, None, np.ones(3, bool)), movers)
    assert told.moved.tolist() == [True, False, False] and told.cost == 0 and told.short.tolist() == [0, 5, 0]


@pytest.mark.parametrize(
    ("terms", "words"),
    [((120, None, None), "补助不能超过企业的支出"), ((50, -1, None), "不能小于 0"), ((50, None, -1), "不能小于 0")],
)
def test_a_policy_that_cannot_be_says_why(terms, words):
    with pytest.raises(InputRefused) as refused:
        Policy(*terms, np.ones(1, bool))
    assert words in refused.value.problems[0].sentence("zh")
