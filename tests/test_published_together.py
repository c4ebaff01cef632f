"""An attacker puts all tables of publications together: cities, counties, chains and sizes of the same firms."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.peers import together
from assessment.peers.completing import counts_of
from assessment.peers.fitting import Fitting, GivenAway
from assessment.peers.ground import JoinedGround
from assessment.peers.together import SharesTogether
from assessment.solver import NotSolved
from tests.attacker import LEVELS, Finding
from tests.test_monitoring_published import CELLS, Cell
from tests.told_in_tables import WORTH, Firm, World, findings, published

LEFT, CHANGED, MOVED = 0.08, 0.14, 0.17


def history(seed: int, releases: int, open_answers: bool = False) -> list[World]:
    """Releases of few firms, of which each lost, changed, moved and won some since the one before."""
    rng = np.random.default_rng(seed)
    one_level = not rng.integers(0, 3)
    some = [CELLS[at] for at in rng.choice(len(CELLS), int(rng.integers(3, len(CELLS))), replace=False)]

    def answered(cell: Cell) -> Firm:
        if one_level:
            level = int(rng.random() > 0.7)
            return Firm(cell, level, level, WORTH * level + float(rng.choice([0, 12.5])))
        low = int(rng.choice([0, 0, 1, 1, 2]))
        high = int(rng.integers(low, LEVELS[-1] + 1)) if open_answers else low
        return Firm(cell, low, high, WORTH * low + float(rng.choice([0, 0, 12.5, 19.5])))

    worlds: list[World] = []
    number = 0
    for release in range(releases):
        world = dict(worlds[-1]) if release else {}
        for name in list(world):
            fate = rng.random()
            if fate < LEFT:
                del world[name]
            elif fate < CHANGED:
                world[name] = answered(world[name].cell)
            elif fate < MOVED:
                world[name] = world[name]._replace(cell=some[rng.integers(len(some))])
        for cell in some:
            for _ in range(int(rng.choice([0, 0, 1, 2, 3] if release else [0, 1, 2, 3, 5, 8]))):
                world[f"firm {number}"] = answered(cell)
                number += 1
        worlds.append(world or {"one": Firm(CELLS[0], 0, 0, 0.0)})
    return worlds


def found(worlds: list[World]) -> list[Finding]:
    return findings(worlds, published(worlds))


def each_table_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    settled = SharesTogether.settled

    def by_itself(self: SharesTogether) -> SharesTogether:
        return self if isinstance(self.ground, JoinedGround) else settled(self)

    monkeypatch.setattr(SharesTogether, "settled", by_itself)


@pytest.mark.parametrize("seed", [2, 4])
def test_the_attack_finds_what_tables_told_without_regard_to_each_other_give_away(monkeypatch, seed):
    each_table_by_itself(monkeypatch)
    assert found(history(seed, 1))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_all_tables_of_a_publication_fix_no_number_of_few_firms(seed, open_answers):
    assert found(history(seed, 1, open_answers)) == []


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_nor_do_those_of_two(seed, open_answers):
    assert found(history(seed, 2, open_answers)) == []


@settings(max_examples=2, deadline=None)
@given(st.integers(0, 10**6))
def test_nor_do_those_of_four(seed):
    assert found(history(seed, 4)) == []


def test_who_moves_stood_in_no_cell_that_earlier_publications_gave_away():
    """What city, chain, size and county leave of one firm was no group by itself until others of its county moved."""
    assert found(history(30016, 4)) == []


def shares_told(seeds: Sequence[int], by: str) -> tuple[int, int]:
    """How many shares of cities, chains, sizes or counties are told, of how many."""
    every = [one for seed in seeds for one in published(history(seed, 1))[0].figures.groups[by]]
    told = [share is not None for one in every for share in one.shares.values()]
    return sum(told), len(told)


def test_more_than_half_is_told_all_the_same(monkeypatch):
    joined, of = shares_told(range(12), "county")
    each_table_by_itself(monkeypatch)
    alone, _ = shares_told(range(12), "county")
    assert of / 2 < alone and alone / 2 < joined <= alone


def test_without_programs_what_is_not_found_is_left_out_group_by_group(monkeypatch):
    every = shares_told(range(6), "county")[0]
    monkeypatch.setattr(together, "_EACH_TIME", 0)
    assert 0 < shares_told(range(6), "county")[0] < every
    assert not any(found(history(seed, 1)) for seed in range(6))


def test_where_it_is_not_found_out_in_time_cities_and_chains_are_told_as_by_themselves(monkeypatch):
    def in_time(unknowns, having, points):
        if isinstance(unknowns.ground, JoinedGround):
            raise NotSolved("too many")
        return counts_of(unknowns, having, points)

    monkeypatch.setattr(together, "counts_of", in_time)
    told = {by: shares_told([7], by)[0] > 0 for by in ("city", "chain", "size", "county")}
    assert told == {"city": True, "chain": True, "size": False, "county": False}


def test_where_everything_counts_as_given_away_nothing_is_told_and_no_numbers_at_levels_either(monkeypatch):
    """Group after group is left out, to the last; then how many firms stand at each level, and where none does."""
    given_away = Fitting.given_away

    def everything(self: Fitting, once: np.ndarray, effort: float) -> tuple[list[GivenAway], float]:
        if not isinstance(self.unknowns.ground, JoinedGround):
            return given_away(self, once, effort)
        every = np.arange(len(self.unknowns.ground.names))
        return [GivenAway(every, thing) for thing in range(len(once))], effort

    monkeypatch.setattr(Fitting, "given_away", everything)
    assert not any(shares_told([7], by)[0] for by in ("city", "chain", "size", "county"))
    assert published(history(7, 1))[0].figures.levels == ()


if __name__ == "__main__":  # python -m tests.test_published_together FIRST LAST RELEASES [open]
    first, last, releases = map(int, sys.argv[1:4])
    for seed in range(first, last):
        worlds = history(seed, releases, len(sys.argv) > 4)
        if some := found(worlds):
            print(seed, len(some), some[:2], flush=True)
