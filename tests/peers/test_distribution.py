"""Real peers take over cell by cell, smoothly, and never below the floor."""

from itertools import pairwise

import numpy as np
import pytest

from assessment.peers import PeerBook

ME = {"size": "small", "chain": "food", "city": "ji_an"}


def _book(groups: list[tuple[str, str, str, np.ndarray]], floor: int = 10) -> PeerBook:
    modelled = np.linspace(0, 100, 1001)
    cells = {key: [] for key in ("size", "chain", "city")}
    values: list[float] = []
    for size, chain, city, group in groups:
        for key, name in zip(cells, (size, chain, city), strict=True):
            cells[key] += [name] * len(group)
        values += list(group)
    return PeerBook({k: np.array(v, object) for k, v in cells.items()}, np.array(values), modelled, floor)


def test_without_real_peers_the_modelled_population_speaks_and_says_so():
    standing = _book([]).standing(50, ME)
    assert (standing.percentile, standing.real, standing.modelled_share) == (50.0, 0, 1.0)
    assert "模拟参照" in standing.sentence.zh


def test_nine_firms_change_nothing_and_cannot_be_seen():
    nine = _book([("small", "food", "ji_an", np.full(9, 90.0))])
    assert nine.standing(50, ME) == _book([]).standing(50, ME)


def test_the_median_firm_stands_at_fifty():
    peers = np.arange(1.0, 2002.0)[:2001] / 20.01
    standing = _book([("small", "food", "ji_an", peers)]).standing(float(np.median(peers)), ME)
    assert standing.percentile == pytest.approx(50, abs=0.5)


def test_twelve_firms_nudge_a_thousand_decide():
    low_peers = np.full(12, 10.0)
    nudged = _book([("small", "food", "ji_an", low_peers)]).standing(50, ME).percentile
    decided = _book([("small", "food", "ji_an", np.full(1000, 10.0))]).standing(50, ME).percentile
    assert 50 < nudged < 90
    assert decided > 97


def test_a_firm_more_never_makes_the_picture_jump():
    rng = np.random.default_rng(2)
    values = rng.normal(30, 10, 60).clip(0, 100)
    at = [_book([("small", "food", "ji_an", values[:n])]).standing(35, ME).percentile for n in range(10, 60)]
    assert max(abs(a - b) for a, b in pairwise(at)) < 6


def test_a_thin_cell_backs_off_to_a_wider_one():
    book = _book([("small", "food", "ji_an", np.full(4, 95.0)), ("small", "food", "nanchang", np.linspace(20, 60, 80))])
    standing = book.standing(40, ME)
    assert standing.real == 84
    assert "同地区" not in standing.group.zh


def test_the_interval_narrows_with_the_number_of_peers():
    spans = []
    for n in (20, 200, 2000):
        standing = _book([("small", "food", "ji_an", np.linspace(0, 100, n))]).standing(50, ME)
        assert standing.low <= standing.percentile <= standing.high
        spans.append(standing.high - standing.low)
    assert spans[0] > spans[1] > spans[2]
