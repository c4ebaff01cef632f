"""Whom to visit: a sample that speaks for all, and for an area by itself, in provinces whose bias is known."""

from __future__ import annotations

import numpy as np
import pytest

from assessment.foresight import corrected_share, learned_share, whom_to_visit, within

AREAS = 6


def province(seed: int, firms: int):
    """Firms of areas whose bias differs, and by how much a visit is likely to change what they report."""
    rng = np.random.default_rng(seed)
    area = rng.choice(AREAS, firms, p=rng.dirichlet(np.ones(AREAS) * 3))
    bias = np.clip(rng.normal(1, 0.35, AREAS), 0.3, 2)
    reported = rng.random(firms) < 0.55
    risk = np.where(reported, rng.beta(1.2, 6, firms), 0.02 + 0.05 * rng.random(firms))
    changed = rng.random(firms) < np.clip(risk * bias[area] * rng.choice([0.6, 1.2, 2.0]), 0, 0.95)
    return area, reported, np.where(changed, ~reported, reported), np.clip(risk, 1e-3, 1)


def test_the_intervals_cover_the_truth_of_all_and_of_each_area():
    whole, areas = [], []
    for seed in range(150):
        area, reported, truth, risk = province(seed, 1_000)
        drawn = whom_to_visit(risk, reported, area, 90, seed)
        share = corrected_share(drawn, reported, truth[drawn.firms], risk)
        whole.append(share.low <= truth.mean() <= share.high)
        for one in range(AREAS):
            inside = area == one
            own = within(drawn, inside)
            if own is None or len(own.firms) < 8:
                continue
            share = corrected_share(drawn, reported, truth[drawn.firms], risk, inside)
            areas.append(share.low <= truth[inside].mean() <= share.high)
    assert np.mean(whole) >= 0.91 and len(areas) > 500
    assert 0.92 <= np.mean(areas) <= 0.985


@pytest.mark.parametrize("firms", [300, 2_000])
def test_the_error_is_a_third_below_that_of_as_many_random_visits(firms):
    """Where changes come about as often as predicted."""
    drawn_at_random, by_list = [], []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        reported = rng.random(firms) < 0.55
        risk = np.where(reported, rng.beta(1.2, 6, firms), 0.02 + 0.05 * rng.random(firms))
        truth = np.where(rng.random(firms) < risk, ~reported, reported)
        drawn = whom_to_visit(risk, reported, rng.integers(0, AREAS, firms), 60, seed)
        by_list.append(corrected_share(drawn, reported, truth[drawn.firms], risk).corrected - truth.mean())
        drawn_at_random.append(truth[rng.choice(firms, 60, replace=False)].mean() - truth.mean())
    assert np.sqrt(np.mean(np.square(by_list))) <= 2 / 3 * np.sqrt(np.mean(np.square(drawn_at_random)))


def test_visits_that_find_everything_as_reported_correct_nothing_but_prove_no_certainty():
    area, reported, _, risk = province(1, 400)
    drawn = whom_to_visit(risk, reported, area, 60, 1)
    share = corrected_share(drawn, reported, reported[drawn.firms], risk)
    assert share.corrected == pytest.approx(share.reported)
    assert share.low < share.corrected < share.high


def test_the_visits_to_an_area_are_those_of_the_list_and_speak_for_it():
    area, reported, _, risk = province(1, 400)
    drawn = whom_to_visit(risk, reported, area, 60, 1)
    inside = area == 2
    own = within(drawn, inside)
    rows = np.flatnonzero(inside)
    assert rows[own.firms].tolist() == [firm for firm in drawn.firms if inside[firm]]
    assert own.visits.sum() == len(own.firms) and (own.visits > 0).all()
    assert sum(1 / own.chance(firm) for firm in own.firms) == pytest.approx(inside.sum())
    everybody = corrected_share(drawn, reported, reported[drawn.firms], risk, inside)
    assert everybody.corrected == pytest.approx(reported[inside].mean())
    assert everybody.visits == len(own.firms)


def test_an_area_without_a_visit_has_no_list():
    area, reported, _, risk = province(1, 400)
    drawn = whom_to_visit(risk, reported, area, 4, 1)
    nobody = np.ones(400, bool)
    nobody[drawn.firms] = False
    assert within(drawn, nobody) is None


def test_past_visits_weigh_more_the_more_they_are():
    assert learned_share(0, 0) == pytest.approx(0.10)
    assert learned_share(5, 10) == pytest.approx(10 / 60)
    assert learned_share(5_000, 10_000) == pytest.approx(0.5, abs=0.01)
