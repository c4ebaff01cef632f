"""Trying to work out, from two and three releases with counts, levels and mean points, what none of them gives away."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.peers.cleared import ToldTogether
from assessment.peers.histories import Histories, Stays
from tests.attacker import LEVELS, Finding
from tests.peers.told_over_releases import WORTH, Firm, World, findings, published

SHAPE = (2, 2)
LEFT, CHANGED, MOVED, BACK = 0.08, 0.14, 0.17, 0.3
"""Of a hundred firms 8 leave, 6 answer otherwise and 3 move; now and then a release begins with an older one."""


def history(seed: int, releases: int, open_answers: bool = False) -> list[World]:
    """Releases of few firms, of which each lost, changed, moved and won many since the one before."""
    rng = np.random.default_rng(seed)
    one_level = not rng.integers(0, 3)

    def answered(cell: tuple[int, int]) -> Firm:
        if one_level:
            level = int(rng.random() > 0.7)
            return Firm(cell, level, level, WORTH + float(rng.choice([0, 12.5])))
        low = int(rng.choice([0, 0, 1, 1, 2]))
        high = int(rng.integers(low, LEVELS[-1] + 1)) if open_answers else low
        return Firm(cell, low, high, WORTH * low + float(rng.choice([0, 0, 12.5, 29.5])))

    worlds: list[World] = []
    number = 0
    for release in range(releases):
        world = dict(worlds[rng.integers(0, release) if rng.random() < BACK else -1]) if release else {}
        for name in list(world):
            fate = rng.random()
            if fate < LEFT:
                del world[name]
            elif fate < CHANGED:
                world[name] = answered(world[name].cell)
            elif fate < MOVED:
                world[name] = world[name]._replace(cell=(int(rng.integers(0, 2)), int(rng.integers(0, 2))))
        for cell in np.ndindex(*SHAPE):
            for _ in range(int(rng.choice([0, 1, 3, 4, 6, 9] if release else [0, 4, 7, 9, 12, 14]))):
                world[f"firm {number}"] = answered((cell[0], cell[1]))
                number += 1
        worlds.append(world or {"one": Firm((0, 0), 0, 0, 0.0)})
    return worlds


def found(worlds: list[World]) -> list[Finding]:
    return findings(worlds, published(worlds, SHAPE), SHAPE)


def without_looking_back(monkeypatch: pytest.MonkeyPatch) -> None:
    settled = ToldTogether.settled
    monkeypatch.setattr(ToldTogether, "settled", lambda self, beside: settled(self, replace(beside, before=())))


@pytest.mark.parametrize("seed", [4, 22])
def test_the_attack_finds_what_releases_told_without_regard_to_each_other_give_away(monkeypatch, seed):
    without_looking_back(monkeypatch)
    assert found(history(seed, 2)) != []


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_two_releases_fix_no_number_of_few_firms(seed):
    assert found(history(seed, 2)) == []


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_nor_do_three(seed):
    assert found(history(seed, 3)) == []


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 3))
def test_nor_where_answers_are_missing(seed, releases):
    assert found(history(seed, releases, open_answers=True)) == []


def test_little_more_is_hidden_than_without_looking_back(monkeypatch):
    """There is something to attack: later releases show nearly half of what they might."""

    def shown() -> float:
        every = [published(history(seed, 2), SHAPE)[1] for seed in range(25)]
        grids = [grid for told in every for grid in (*told.shares, told.means)]
        return float(np.mean([one is not None for grid in grids for line in grid for one in line]))

    looking_back = shown()
    without_looking_back(monkeypatch)
    assert 0.4 < looking_back < shown() < looking_back + 0.1


def test_where_nothing_is_found_out_in_time_nothing_is_told(monkeypatch):
    """Shares and means of the first release stand; the second, with firms that left, tells none."""
    monkeypatch.setattr("assessment.peers.completing.found_near_relaxed", lambda *given: None)
    first, second = published(history(1, 2), SHAPE)
    assert any(one is not None for line in first.means for one in line)
    assert not any(one for grid in (*second.shares, second.means) for line in grid for one in line)


def test_what_is_told_depends_on_no_clock(clocks):
    """On a machine however slow the same is told: programs end by their nodes and steps."""
    published(history(1, 3), SHAPE)
    assert clocks and set(clocks) == {np.inf}


# -- the ways of firms -------------------------------------------------------------------------------------------------


def stays(cells: list[int], having: list[int], points: list[int]) -> Stays:
    return Stays(np.array(cells, np.intp), np.array(having, np.uint64), np.array(points, np.uint64))


def test_firms_are_told_apart_by_when_they_were_where_with_what():
    """One stayed, one moved, one got other points, one another level, one left, and two are new."""
    first = stays([0, 0, 0, 0, 1], [1, 2, 3, 4, 5], [11, 12, 13, 14, 15])
    then = stays([0, 1, 0, 0, 1, 1], [1, 2, 3, 44, 6, 7], [11, 12, 33, 14, 16, 17])
    ways = Histories.of([first, then])
    told = {
        (*map(tuple, (ways.cells[w], ways.having[w], ways.points[w])), ways.firms[w]) for w in range(len(ways.firms))
    }
    assert told == {
        ((0, 0), (0, 0), (0, 0), 1),
        ((0, 1), (0, 0), (0, 0), 1),
        ((0, 0), (0, 0), (0, 1), 1),
        ((0, 0), (0, 1), (0, 0), 1),
        ((1, -1), (0, -1), (0, -1), 1),
        ((-1, 1), (-1, 1), (-1, 1), 2),
    }
    assert [tuple(ways.cells[way]) for way in ways.last] == [(0, 0), (0, 1), (0, 0), (0, 0), (-1, 1), (-1, 1)]


if __name__ == "__main__":  # python -m tests.peers.test_together_over_releases FIRST LAST RELEASES [open]
    first, last, releases = map(int, sys.argv[1:4])
    worlds = {seed: history(seed, releases, len(sys.argv) > 4) for seed in range(first, last)}
    print({seed: len(some) for seed, world in worlds.items() if (some := found(world))}, "of", len(worlds))
