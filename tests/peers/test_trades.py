"""Other numbers that fit, found without a solver: by one firm, by two that change places, by several in a row."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.peers.groups import NOTHING, Groups
from assessment.peers.trades import Changes, Trades

PARTS, FIGURES, GROUPS = 7, 6, 12


def drawn(seed: int) -> tuple[Changes, Groups]:
    """Figures of some parts each, most with little room; groups of parts, some of them without others."""
    rng = np.random.default_rng(seed)
    rows = (rng.random((FIGURES, PARTS)) < 0.4) * rng.choice([-1, 1, 2], FIGURES)[:, None]
    low, high = -rng.integers(0, 3, FIGURES).astype(float), rng.integers(0, 3, FIGURES).astype(float)
    down, up = (rng.integers(0, 2, PARTS).astype(float) for _ in range(2))
    every = np.arange(PARTS)
    own = scipy.sparse.csr_array(rows.astype(float))
    changes = Changes(own, low, high, down, up, every, np.ones((PARTS, 1), np.int64), np.ones(PARTS, bool))
    inside = rng.random((GROUPS, PARTS)) < 0.4
    within = np.vstack([inside, np.ones(PARTS, bool)])
    of, but = np.arange(GROUPS), np.full(GROUPS, NOTHING)
    of[:3], but[:3] = GROUPS, np.arange(3)
    return changes, Groups(scipy.sparse.csr_array(within.astype(np.int64)), of, but, np.zeros(GROUPS, np.intp))


def fits(changes: Changes, moved: np.ndarray) -> bool:
    figures = changes.rows @ moved
    within = (figures >= changes.low).all() and (figures <= changes.high).all()
    return bool(within and (moved >= -changes.down).all() and (moved <= changes.up).all())


def by_trying(changes: Changes, groups: Groups) -> list[bool]:
    """Every change of one or two firms, on all groups."""
    worlds = [np.zeros(PARTS)]
    for (a, more), (b, fewer) in product(product(range(PARTS), (1, -1)), product(range(PARTS), (0, 1, -1))):
        world = np.zeros(PARTS)
        world[a] = more
        if fewer and b != a:
            world[b] = -more
        if fits(changes, world):
            worlds.append(world)
    return [any(world[groups.parts(at)].sum() for world in worlds) for at in range(len(groups))]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6))
def test_links_tell_what_trying_every_firm_and_every_two_tells(seed):
    changes, groups = drawn(seed)
    assert Trades(changes, PARTS).move(groups).tolist() == by_trying(changes, groups)


def found_in_a_row(seed: int, more: bool) -> tuple[Changes, np.ndarray]:
    changes, groups = drawn(seed)
    trades = Trades(changes, PARTS)
    inside = np.array([groups.parts(at)[trades.parts] for at in range(len(groups))]).T
    return changes, trades.in_a_row(inside, more, np.random.default_rng(seed)).toarray().T


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_what_is_found_in_a_row_fits(seed, more):
    changes, worlds = found_in_a_row(seed, more)
    assert all(world.any() and fits(changes, world) for world in worlds)


def test_in_a_row_more_firms_change_than_two():
    sizes = {int(abs(world).sum()) for seed in range(40) for world in found_in_a_row(seed, True)[1]}
    assert max(sizes) > 2


@pytest.mark.parametrize("seed", range(5))
def test_groups_count_what_their_parts_hold_and_each_is_kept_once(seed):
    _, groups = drawn(seed)
    numbers = np.random.default_rng(seed).integers(-3, 4, (PARTS, 1)).astype(float)
    truth = [numbers[groups.parts(at)].sum() for at in range(len(groups))]
    assert groups.counted_by_thing(numbers).tolist() == truth
    assert groups.counted(scipy.sparse.csr_array(numbers)).toarray().ravel().tolist() == truth
    once = Groups.every([groups, groups.some(np.arange(5))], PARTS)
    assert len(once) == len({tuple(groups.parts(at)) for at in range(len(groups))})
    assert len(groups.but_those(set(map(tuple, once.keys.tolist())))) == 0
