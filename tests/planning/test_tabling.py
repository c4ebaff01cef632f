"""The tables of a small program against every solution there is."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from assessment.planning import tabling
from assessment.planning.tabling import Small, unbeaten, whole_bounds

EVERY_ROW = {"at most": (False, True), "at least": (True, False), "between": (True, True)}


def small_program(seed: int, kind: str, columns: int = 8) -> Small:
    """Columns of a few values each under rows of one kind, some of which nothing meets."""
    draw = np.random.default_rng(seed)
    lower = draw.integers(0, 2, columns)
    upper = lower + draw.choice([0, 1, 1, 1, 3], columns)
    matrix = draw.integers(-3, 4, (6, columns)) * (draw.random((6, columns)) < 0.4)
    one, other = (matrix @ draw.integers(lower, upper + 1) for _ in range(2))
    from_below, from_above = EVERY_ROW[kind]
    return Small(
        cents=draw.integers(0, 6, columns),
        gains=draw.integers(0, 4, (3, columns)),
        lower=lower,
        upper=upper,
        matrix=matrix,
        row_lower=whole_bounds(np.where(from_below, np.minimum(one, other), -np.inf)),
        row_upper=whole_bounds(np.where(from_above, np.maximum(one, other), np.inf)),
        enough=draw.integers(0, 5, 2),
    )


def solutions(small: Small) -> np.ndarray:
    every = np.array(list(product(*map(range, small.lower, small.upper + 1))))
    used = every @ small.matrix.T
    return every[((used >= small.row_lower) & (used <= small.row_upper)).all(axis=1)]


def worths(small: Small, x: np.ndarray) -> set[tuple[int, ...]]:
    """What each solution costs, gains and counts, as far as none is better in all of it: the less the better."""
    more = (x - small.lower) @ small.gains.T
    found = np.unique(np.column_stack([x @ small.cents, -more[:, 0], -np.minimum(more[:, 1:], small.enough)]), axis=0)
    return {tuple(one) for one in found if (found <= one).all(axis=1).sum() == 1}


@pytest.mark.parametrize("kind", EVERY_ROW)
@pytest.mark.parametrize("few", [0, 100], ids=["all looked through", "few looked through"])
def test_the_ways_kept_are_the_best_of_every_solution(kind, few, monkeypatch):
    monkeypatch.setattr(tabling, "_FEW", few)
    some = 0
    for seed in range(60):
        small = small_program(seed, kind)
        every, found = solutions(small), unbeaten(small, 100_000)
        assert {tuple(x) for x in found} <= {tuple(x) for x in every}
        assert worths(small, found) == worths(small, every)
        some += len(every) > 1
    assert some > 30


def test_ways_dearer_than_the_most_are_left_out_and_no_others():
    for seed in range(60):
        small = small_program(seed, "at most")
        every = solutions(small)
        beyond = (every - small.lower) @ small.cents
        for most in (0, 4, 9):
            assert worths(small, unbeaten(small, 100_000, most)) == worths(small, every[beyond <= most])


@pytest.mark.parametrize("seed", range(10))
def test_a_program_that_nothing_meets_has_no_ways(seed):
    """Even numbers alone never come to an odd one."""
    small = small_program(seed, "between")
    odd = np.ones(len(small.matrix), np.int64)
    assert len(unbeaten(replace(small, matrix=2 * small.matrix, row_lower=odd, row_upper=odd), 100_000)) == 0


def test_what_would_be_too_wide_is_not_begun():
    small = small_program(1, "at most")
    assert unbeaten(small, 2) is None


def test_measures_that_hang_together_like_a_tree_need_little_side_by_side():
    """Sixty measures, each of which waits for another: two to the sixtieth ways, and never a hundred side by side."""
    count = 60
    matrix = np.zeros((count - 1, count), np.int64)
    for one in range(1, count):
        matrix[one - 1, [one, (one - 1) // 2]] = 1, -1
    rows = whole_bounds(np.full(count - 1, -np.inf)), np.zeros(count - 1, np.int64)
    ones = np.ones(count, np.int64)
    small = Small(ones, ones[None, :], 0 * ones, ones, matrix, *rows, np.zeros(0, np.int64))
    found = unbeaten(small, 5_000)
    assert sorted(found.sum(axis=1)) == list(range(count + 1))
    assert (found @ matrix.T <= 0).all()
