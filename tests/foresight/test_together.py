"""Buying together, held against every part of the group."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from assessment.foresight.together import VolumeTier, divided, volume_price
from assessment.problems import InputRefused


@st.composite
def groups(draw: st.DrawFn):
    n = draw(st.integers(2, 5))
    units = [draw(st.integers(1, 4)) for _ in range(n)]
    alone = [float(draw(st.integers(1, 30))) for _ in range(n)]
    prices = [draw(st.integers(1, 9)) for _ in range(3)]
    tiers = [VolumeTier(at, float(price)) for at, price in zip((1, 4, 8), prices, strict=True)]
    return units, alone, volume_price(tiers, draw(st.integers(0, 9)), sum(units))


def costs(units, alone, price):
    """The least that every part can pay, by trying who of it buys together."""
    n = len(units)
    parts = [part for size in range(n + 1) for part in combinations(range(n), size)]
    joined = {part: price[sum(units[i] for i in part)] for part in parts}
    return {
        part: min(
            joined[inner] + sum(alone[i] for i in part if i not in inner) for inner in parts if set(inner) <= set(part)
        )
        for part in parts
    }


@settings(max_examples=40)
@given(groups())
def test_no_part_would_do_better_and_the_least_is_added(group):
    units, alone, price = group
    cost = costs(units, alone, price)
    everybody = tuple(range(len(units)))
    found = divided(units, alone, price)
    assert found.cost == pytest.approx(cost[everybody])
    assert found.pays.sum() + found.added == pytest.approx(found.cost)
    assert all(found.pays[list(part)].sum() <= least + 1e-5 for part, least in cost.items() if part)
    rows = [part for part in cost if part]
    most = linprog(
        -np.ones(len(units)),
        A_ub=[[float(i in part) for i in everybody] for part in rows],
        b_ub=[cost[part] for part in rows],
        bounds=(None, None),
    )
    assert found.added == pytest.approx(max(cost[everybody] + most.fun, 0), abs=1e-5)


def test_a_price_that_falls_with_every_unit_is_shared_without_help():
    price = volume_price([VolumeTier(1, 10.0), VolumeTier(3, 8.0), VolumeTier(6, 7.0)], 0.0, 7)
    found = divided([1, 2, 4], [10.0, 20.0, 40.0], price)
    assert found.added == 0 and found.cost == 49 and found.saved == 21
    assert found.pays == pytest.approx([7, 14, 28])


@pytest.mark.parametrize(("units", "alone"), [([1], [3.0]), ([1, 0], [3.0, 3.0]), ([1, 1], [3.0, 0.0])])
def test_what_is_no_group_is_refused(units, alone):
    with pytest.raises(InputRefused, match="a group needs two firms"):
        divided(units, alone, np.zeros(3))
