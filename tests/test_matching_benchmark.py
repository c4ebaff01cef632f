"""The yardsticks that matching is measured with, against figures worked out by hand."""

from __future__ import annotations

import math

import pytest

from benchmarks.matching import Firm as AskingFirm
from benchmarks.matching import by_price, drawn, evaluate, gini, grade, ndcg, ours
from tests.pools import client, need, offer, pool


def test_gain_counts_from_the_top() -> None:
    assert ndcg([3, 2, 1], [1, 2, 3]) == 1
    ideal = 7 + 3 / math.log2(3) + 1 / 2
    assert ndcg([1, 2, 3], [1, 2, 3]) == pytest.approx((1 + 3 / math.log2(3) + 7 / 2) / ideal)
    assert ndcg([0], [3, 2, 1]) == 0
    assert ndcg([3], [3, 0, 0]) == 1


def test_inequality() -> None:
    assert gini([4, 4, 4]) == pytest.approx(0)
    assert gini([0, 0, 0, 8]) == pytest.approx(3 / 4)
    assert gini([1, 3]) == pytest.approx(1 / 4)
    assert gini([0, 0]) == 0


def test_declared_fit_is_graded_from_nothing_to_six() -> None:
    firm, asked = client(city="nanchang", chain="food", size="small"), need("step_a", "step_b")
    own = {"chains": ("food",), "cities": ("nanchang",), "sizes": ("small",)}
    assert grade(asked, firm, offer(measures=("step_a", "step_b"), **own)) == 6
    assert grade(asked, firm, offer(measures=("step_a",))) == 2
    assert grade(asked, firm, offer()) == 0, "who names no step is not known to do any"
    assert grade(asked, firm, offer(measures=("step_a",), cities=("ganzhou",))) == 0


def test_methods_differ_where_they_should() -> None:
    firms = [AskingFirm(client(f"firm {n}", city="nanchang"), [need("step_a", "step_b")]) for n in range(40)]
    offers = pool(
        [
            *(offer(i, measures=("step_a",), price_low=0, cities=()) for i in range(1, 4)),
            *(offer(i, measures=("step_a", "step_b"), price_low=1) for i in range(4, 10)),
            offer(10, measures=("step_a", "step_b"), cities=("ganzhou",)),
        ]
    )
    good, cheap, blind = (evaluate(m, firms, offers) for m in (ours(0.5), by_price, drawn(1, held=False)))
    assert good.ndcg == good.steps == 1
    assert cheap.ndcg < 1
    assert cheap.steps == 0.5
    assert good.broken == cheap.broken == 0 < blind.broken
    assert cheap.never > good.never
