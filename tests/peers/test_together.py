"""Trying to work out, from counts, levels and mean points told of the same groups, what none of them tells alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.peers import ReleasesInMemory
from assessment.peers.together import SharesTogether, step_of
from tests.attacker import LEVELS, Finding
from tests.peers.told_over_releases import FLOOR, WORTH, Firm, Published, findings, published
from tests.peers.told_over_releases import publish as publish_world


def publish(firms: list[Firm], shape: tuple[int, int], log: ReleasesInMemory | None = None) -> Published:
    world = {str(number): firm for number, firm in enumerate(firms)}
    return publish_world(world, shape, ReleasesInMemory() if log is None else log)


def told_as(k: int, n: int, floor: int, rough: bool = False) -> tuple[int, int]:
    """The bounds that are printed when k of n firms have something."""
    return step_of(k, n, floor, rough)[:2]


def pinned(firms: list[Firm], shape: tuple[int, int]) -> list[Finding]:
    world = {str(number): firm for number, firm in enumerate(firms)}
    return findings([world], published([world], shape), shape)


def at(cell: tuple[int, int], *levels: int, points: float = 10) -> list[Firm]:
    """Firms of a cell, one for each level, with so many points more than their level asks for."""
    return [Firm(cell, level, level, WORTH * level + points) for level in levels]


# -- the attack can find ---------------------------------------------------------------------------------------------

TWO = at((0, 0), 1, 0, 0, 0) + at((0, 1), 1, 1, 1, 1, 0, 0, 0, 0)
EACH_ONE = [firm for column in range(3) for firm in at((0, column), 1, 0, 0, 0, 0, 0, 0)]
ONE_STRONG = at((0, 0), 2, 0, 0, 0, 0, 0, 0, 0, points=0) + at((0, 1), 2, 2, 2, 2, 1, 1, 0, 0)
PINNED_BY_MEANS = at((0, 0), 2, 1, 0, points=0) + at((0, 1), 2, 2, 1, points=0)
OTHERS = at((0, 0), 1, 1, 2, points=0) + at((1, 0), 1, 1, 1, 2, 2, 2, 2, points=0) + at((1, 1), 0, 1, 1, points=0)
WORLDS = {
    "what all others leave": OTHERS,
    "the means": PINNED_BY_MEANS,
    "two steps and the number in all": TWO,
    "each at least one": EACH_ONE,
    "a low mean": ONE_STRONG,
}


@pytest.mark.parametrize("name", WORLDS)
def test_the_attack_finds_what_shares_told_without_regard_to_each_other_give_away(monkeypatch, name):
    monkeypatch.setattr(SharesTogether, "settled", lambda self: self)
    assert pinned(WORLDS[name], (2, 3))


# -- and finds nothing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WORLDS)
def test_what_would_give_few_away_is_told_more_roughly_or_not_at_all(name):
    assert pinned(WORLDS[name], (2, 3)) == []


@st.composite
def worlds(draw: st.DrawFn, open_answers: bool) -> list[Firm]:
    """Firms in two by two cells, mostly few at a level or few not."""
    firms: list[Firm] = []
    for cell in np.ndindex(2, 2):
        for level, most in ((0, 9), (1, 4), (2, 4)):
            for _ in range(draw(st.integers(0, most))):
                high = draw(st.integers(level, LEVELS[-1])) if open_answers else level
                firms.append(Firm(cell, level, high, WORTH * level + draw(st.sampled_from([0.0, 0.0, 12.5, 29.5]))))
    return firms or at((0, 0), 0)


@settings(max_examples=40, deadline=None)
@given(worlds(open_answers=False))
def test_of_levels_counts_and_means_together_no_number_of_few_firms_is_fixed(firms):
    assert pinned(firms, (2, 2)) == []


@settings(max_examples=15, deadline=None)
@given(worlds(open_answers=True))
def test_nor_where_answers_are_missing(firms):
    assert pinned(firms, (2, 2)) == []


# -- handed in again with few corrections ----------------------------------------------------------------------------


@st.composite
def corrected(draw: st.DrawFn) -> tuple[list[Firm], list[Firm]]:
    """A file, and the same with fewer rows changed, left out or added than the floor."""
    firms = draw(worlds(open_answers=draw(st.booleans())))
    then = list(firms)
    for row in draw(st.sets(st.integers(0, len(firms) - 1), min_size=1, max_size=FLOOR - 1)):
        low = draw(st.integers(0, LEVELS[-1]))
        points = draw(st.sampled_from([firms[row].points, WORTH * low + 1.0]))
        then[row] = Firm(draw(st.sampled_from([firms[row].cell, (0, 0)])), low, max(low, firms[row].high), points)
    return firms, then if draw(st.booleans()) else then[: max(1, len(then) - draw(st.integers(0, 1)))]


@settings(max_examples=20, deadline=None)
@given(corrected())
def test_a_file_with_few_corrections_shows_nothing_that_the_first_did_not_show(files):
    """Whatever else it showed would be about those few, or undo what was hidden for the sake of something else."""
    log = ReleasesInMemory()
    first, second = (publish(firms, (2, 2), log=log) for firms in files)
    for before, after in zip((*first.shares, first.means), (*second.shares, second.means), strict=True):
        for one, other in zip(np.ravel(np.array(before, object)), np.ravel(np.array(after, object)), strict=True):
            assert other is None or other == one


def test_of_such_a_file_what_did_not_change_is_shown():
    firms = [one for cell in np.ndindex(2, 2) for one in at(cell, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2)]
    later = [firms[0]._replace(points=25.0), *firms[1:]]
    log = ReleasesInMemory()
    first, second = publish(firms, (2, 2), log=log), publish(later, (2, 2), log=log)
    assert second.shares == first.shares and not any(one for line in second.means for one in line)
    assert all(one for line in first.means for one in line)


def test_there_is_something_to_attack():
    rng = np.random.default_rng(2)
    firms = [f for cell in np.ndindex(2, 3) for f in at(cell, *rng.choice([0, 0, 0, 1, 1, 2], 14))]
    told = publish(firms, (2, 3))
    assert sum(one is not None for grid in told.shares for line in grid for one in line) == 2 * 12
    assert len({one.value for line in told.shares[0] for one in line if one is not None}) > 4


@pytest.mark.parametrize("n", [10, 11, 12, 19, 20, 21, 25, 30, 34, 57])
def test_of_a_share_by_itself_as_many_as_the_floor_might_have_it_and_might_lack_it(n):
    floor = 10
    for k in range(1, n):
        alike = [x for x in range(n + 1) if told_as(x, n, floor) == told_as(k, n, floor)]
        assert (min(alike), max(alike)) == step_of(k, n, floor)[2:]
        assert max(alike) >= min(floor, n - 1) and n - min(alike) >= min(floor, n - 1)
