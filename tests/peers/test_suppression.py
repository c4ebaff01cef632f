"""Trying to work out what the table hides."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.peers import Cleared, Having, ReleaseDesk, ReleasesInMemory
from assessment.peers.suppression import hidden_cells, with_totals
from assessment.problems import InputRefused
from assessment.settings import peer_floor
from tests.peers.attack import exposed_groups

SIZES = st.sampled_from([0, 0, 1, 1, 2, 3, 5, 8, 9, 10, 11, 15, 40])


def tables(rows: int, columns: int) -> st.SearchStrategy[list[list[int]]]:
    return st.lists(st.lists(SIZES, min_size=columns, max_size=columns), min_size=1, max_size=rows)


def released(sizes: list[list[int]], floor: int = 10) -> tuple[np.ndarray, np.ndarray]:
    """The true table with its totals, and what is shown of it with -1 for what is hidden."""
    true = with_totals(np.array(sizes))
    return true, np.where(hidden_cells(true, floor), -1, true)


def desk(firms: int) -> ReleaseDesk:
    return ReleaseDesk(ReleasesInMemory(), tuple(map(str, range(firms))), 10, datetime.date(2026, 11, 23))


# -- the attack can find ---------------------------------------------------------------------------------------------


def test_the_attack_finds_what_looking_at_cells_and_lines_alone_had_missed():
    """(13 + 10) - (119 - 103) = 7 firms, with all totals shown and no single cell or line exposed."""
    true = with_totals(np.array([[8, 1, 4], [103, 60, 14], [8, 0, 2]]))
    shown = true.copy()
    for cell in [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 0), (2, 2)]:
        shown[cell] = -1
    assert frozenset({(0, 1), (0, 2), (2, 2)}) in exposed_groups(true, shown, 10)


def test_the_attack_finds_counts_that_whole_numbers_pin():
    """No sum gives a cell away, but two cells that are not empty and hold two firms hold one each."""
    true = with_totals(np.array([[1, 1, 40], [1, 1, 40], [40, 40, 40]]))
    shown = true.copy()
    for cell in [(0, 0), (0, 1), (1, 0), (1, 1)]:
        shown[cell] = -1
    assert frozenset({(0, 0)}) in exposed_groups(true, shown, 10)


def test_the_attack_finds_a_cell_hidden_alone():
    true = with_totals(np.array([[40, 3], [40, 40]]))
    shown = true.copy()
    shown[0, 1] = -1
    assert exposed_groups(true, shown, 10) == {frozenset({(0, 1)})}


# -- and finds nothing -----------------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(tables(3, 3))
def test_no_group_below_the_floor_can_be_derived(sizes):
    assert exposed_groups(*released(sizes), 10) == set()


@settings(max_examples=20, deadline=None)
@given(tables(5, 4))
def test_nor_in_larger_tables(sizes):
    assert exposed_groups(*released(sizes), 10) == set()


@pytest.mark.parametrize(
    "sizes",
    [
        [[8, 1, 4], [103, 60, 14], [8, 0, 2]],
        [[1, 1, 40], [1, 1, 40], [40, 40, 40]],
        [[9, 1, 1]],
        [[1] * 10],
        [[1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]],
        [[3], [40]],
        [[9, 9], [9, 9]],
        [[5, 5, 0], [0, 5, 5], [5, 0, 5]],
        [[0, 7, 30], [7, 0, 30], [30, 30, 0]],
    ],
)
def test_tables_made_to_be_hard(sizes):
    assert exposed_groups(*released(sizes), 10) == set()


@settings(max_examples=40, deadline=None)
@given(st.lists(SIZES, min_size=1, max_size=6))
def test_nor_in_a_single_line_with_its_number_in_all(sizes):
    codes = np.repeat(np.arange(len(sizes)), sizes)
    kinds = tuple(map(str, range(len(sizes))))
    line = desk(len(codes)).tally("line", codes, kinds).counts[0][:-1]
    shown = [-1 if one is None else one.value for one in line]
    true = with_totals(np.array([sizes]))
    table = np.full(true.shape, -1)
    table[0, :-1] = shown
    table[:, -1] = true[0, -1] if true[0, -1] >= 10 else -1
    assert exposed_groups(true, table, 10) == set()


@settings(max_examples=40, deadline=None)
@given(tables(4, 4))
def test_every_cell_shown_is_empty_or_not_below_the_floor(sizes):
    _, shown = released(sizes)
    assert set(shown[(shown >= 0) & (shown < 10)].tolist()) <= {0}


def test_little_more_than_needed_is_hidden():
    _, shown = released([[40, 3, 40], [40, 40, 40], [40, 40, 15]])
    assert (shown < 0).sum() == 4, "the small cell and three that blur it"
    assert (shown[-1] >= 0).all() and (shown[:, -1] >= 0).all(), "large totals stay"
    whole, all_shown = released([[40, 30, 20], [11, 12, 13]])
    assert (whole == all_shown).all()


def test_below_the_floor_not_even_the_total_is_shown():
    assert (released([[4, 5]])[1] == -1).all()


def test_where_all_but_the_total_must_be_hidden_so_is_where_firms_are():
    _, shown = released([[1] * 10, [0] * 10])
    assert shown[-1, -1] == 10
    assert (shown == -1).sum() == shown.size - 1


def test_a_table_of_the_province_loses_little():
    rng = np.random.default_rng(3)
    chances = np.outer(rng.dirichlet(np.ones(12)), rng.dirichlet(np.full(14, 0.8)))
    true = with_totals(rng.multinomial(5000, chances.ravel()).reshape(12, 14))
    hidden = hidden_cells(true, 10)
    small = (true > 0) & (true < 10)
    assert small.sum() > 40
    assert true[:-1, :-1][hidden[:-1, :-1]].sum() < 0.1 * 5000


# -- figures that may be shown ---------------------------------------------------------------------------------------


def test_figures_of_hidden_cells_are_not_there_and_the_others_are_means_of_their_firms():
    rows = np.array([0] * 12 + [1] * 3 + [1] * 40 + [0] * 30)
    columns = np.array([0] * 12 + [0] * 3 + [1] * 40 + [1] * 30)
    values = np.arange(85.0)
    table = desk(85).crosstab("table", (rows, columns), (("0", "1"), ("0", "1")))
    means = table.means(values, values + 1)
    for i in range(3):
        for j in range(3):
            count, mean = table.counts[i][j], means[i][j]
            assert (count is None) == (mean is None)
            inside = ((rows == i) | (i == 2)) & ((columns == j) | (j == 2))
            if count is not None and mean is not None:
                assert count.value == inside.sum()
                assert mean.value == pytest.approx((values[inside].mean(), values[inside].mean() + 1))
    assert table.counts[1][0] is None


@pytest.mark.parametrize(
    ("certain", "possible", "expected"),
    [
        (0, 0, (0, 0)),
        (1, 1, (0, 10)),
        (9, 14, (0, 20)),
        (10, 10, (0, 10)),
        (11, 19, (10, 20)),
        (29, 30, (20, 30)),
        (30, 30, (30, 30)),
    ],
)
def test_a_share_within_a_group_is_told_between_whole_steps_of_the_floor(certain, possible, expected):
    firms = np.arange(30)
    begun = desk(30)
    table = begun.crosstab("table", (np.zeros(30, int), np.zeros(30, int)), (("",), ("",)))
    having = {"something": Having(firms < certain, firms < possible)}
    share = begun.together("table", table, (("",), ("",)), having).shares()[0][0][0]
    assert share is not None
    assert share.value == pytest.approx((expected[0] / 30, expected[1] / 30))


def test_nobody_else_makes_a_figure_that_may_be_shown():
    with pytest.raises(TypeError, match="says which figures may be shown"):
        Cleared(3, object())


@pytest.mark.parametrize(("setting", "floor"), [("", 10), ("5", 5)])
def test_the_floor_is_on_unless_told_otherwise(monkeypatch, setting, floor):
    monkeypatch.setenv("ASSESSMENT_PEER_FLOOR", setting)
    assert peer_floor() == floor


@pytest.mark.parametrize("text", ["0", "4", "-10", "ten", "0.01"])
def test_a_floor_below_five_is_refused(monkeypatch, text):
    monkeypatch.setenv("ASSESSMENT_PEER_FLOOR", text)
    with pytest.raises(InputRefused, match="from 5 to"):
        peer_floor()
