"""Trying to work out what the table hides."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.peers import Crosstab, crosstab
from assessment.problems import InputRefused
from assessment.settings import peer_floor

CITIES = ["nanchang", "ganzhou", "jiujiang", "ji_an"]
CHAINS = ["electronics", "food", "steel"]


def _table(sizes: list[list[int]], floor: int) -> tuple[Crosstab, np.ndarray]:
    rows, columns, values = [], [], []
    rng = np.random.default_rng(1)
    for i, line in enumerate(sizes):
        for j, n in enumerate(line):
            rows += [CITIES[i]] * n
            columns += [CHAINS[j]] * n
            values += list(rng.uniform(0, 100, n))
    return crosstab(rows, columns, np.array(values), floor), np.array(sizes)


def _attack(table: Crosstab) -> set[tuple[int, int]]:
    """Cells an attacker finds exactly: unknowns that every solution of the additions agrees on."""
    hidden = [tuple(cell) for cell in np.argwhere(table.hidden)]
    rows, columns = table.counts.shape
    equations, right = [], []
    for lines, axis in ((rows, 0), (columns, 1)):
        for line in range(lines):
            cells = [(line, k) if axis == 0 else (k, line) for k in range(table.counts.shape[1 - axis])]
            equation, known = np.zeros(len(hidden)), 0.0
            for position, cell in enumerate(cells):
                sign = -1 if position == len(cells) - 1 else 1
                if cell in hidden:
                    equation[hidden.index(cell)] += sign
                else:
                    known -= sign * table.counts[cell]
            equations.append(equation)
            right.append(known)
    found = set()
    matrix, rank = np.array(equations), np.linalg.matrix_rank(np.array(equations))
    for k, cell in enumerate(hidden):
        unit = np.zeros(len(hidden))
        unit[k] = 1
        if np.linalg.matrix_rank(np.vstack([matrix, unit])) == rank:
            found.add(cell)
    return found


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from([0, 1, 2, 4, 7, 9, 10, 15, 40]), min_size=3, max_size=3), min_size=2, max_size=4)
)
def test_no_small_cell_can_be_derived_by_subtraction(sizes):
    if not any(map(any, sizes)):
        return
    table, _ = _table(sizes, floor=10)
    true, _ = _table(sizes, floor=1)
    derived = _attack(table)
    rows = {name: i for i, name in enumerate(true.rows)}
    columns = {name: j for j, name in enumerate(true.columns)}
    for i, j in derived:
        assert true.counts[rows[table.rows[i]], columns[table.columns[j]]] >= 10
    for i, row in enumerate(table.rows[:-1]):
        if not table.hidden[i, -1]:
            behind = sum(true.counts[rows[row], j] for j in range(len(table.columns) - 1) if table.hidden[i, j])
            assert behind == 0 or behind >= 10, "what a row hides together is below the floor"


def test_one_small_cell_takes_others_with_it():
    table, _ = _table([[40, 3, 40], [40, 40, 40], [40, 40, 15]], floor=10)
    assert table.hidden[:-1, :-1].sum() >= 4
    assert not table.hidden[-1].any(), "large totals stay"
    assert np.isnan(table.means[table.hidden]).all()


def test_a_table_of_large_cells_is_shown_whole():
    table, sizes = _table([[40, 30, 20], [11, 12, 13]], floor=10)
    assert not table.hidden.any()
    assert sorted(table.counts[:-1, :-1].ravel().tolist()) == sorted(sizes.ravel().tolist())


@pytest.mark.parametrize(("setting", "floor"), [("", 10), ("5", 5)])
def test_the_floor_is_on_unless_told_otherwise(monkeypatch, setting, floor):
    monkeypatch.setenv("ASSESSMENT_PEER_FLOOR", setting)
    assert peer_floor() == floor


@pytest.mark.parametrize("text", ["0", "4", "-10", "ten", "0.01"])
def test_a_floor_below_five_is_refused(monkeypatch, text):
    monkeypatch.setenv("ASSESSMENT_PEER_FLOOR", text)
    with pytest.raises(InputRefused, match="from 5 to"):
        peer_floor()
