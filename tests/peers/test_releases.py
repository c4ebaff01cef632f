"""Trying to work out, from several releases of a table, what each of them hides."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.peers import ReleaseDesk, ReleasesInMemory
from tests.peers.attack import Part, exposed_parts

DAY = datetime.date(2026, 11, 23)
FLOOR = 4
"""A floor as small as it still tells something, so that the attack can try everything."""
Firms = dict[str, tuple[int, int]]
"""Who stands in which cell."""


def show(log: ReleasesInMemory, firms: Firms, shape: tuple[int, int], floor: int = FLOOR) -> np.ndarray:
    """The table as it is shown of firms, with its totals; -1 for what is hidden."""
    desk = ReleaseDesk(log, tuple(map(log.digest, firms)), floor, DAY)
    codes = np.array(list(firms.values()), np.intp).reshape(-1, 2)
    axes = tuple(tuple(map(str, range(n))) for n in shape)
    counts = desk.crosstab("table", (codes[:, 0], codes[:, 1]), axes).counts
    return np.array([[-1 if one is None else one.value for one in line] for line in counts])


def releases(history: list[Firms], shape: tuple[int, int], floor: int = FLOOR) -> list[np.ndarray]:
    log = ReleasesInMemory()
    return [show(log, firms, shape, floor) for firms in history]


def group(name: str, cell: tuple[int, int], n: int) -> Firms:
    return {f"{name}{cell}{i}": cell for i in range(n)}


SMALL = FLOOR - 1
WIDE = (2, 2)
CELLS = [(i, j) for i in range(2) for j in range(2)]
BEGUN = group("a", (0, 0), 12) | group("b", (0, 1), 9) | group("c", (1, 0), 8) | group("d", (1, 1), 10)


# -- the attack can find ---------------------------------------------------------------------------------------------


def test_the_attack_finds_a_few_firms_that_joined():
    history = [BEGUN, BEGUN | group("new", (0, 0), SMALL)]
    shown = [show(ReleasesInMemory(), firms, WIDE) for firms in history]  # no log
    assert Part((0, 0), (False, True)) in {part for found in exposed_parts(history, shown, FLOOR) for part in found}


def test_the_attack_finds_what_three_releases_give_away_that_no_two_of_them_do():
    """(A + B + C) + (A + D) - ... : of three pictures two firms remain."""
    a, b, c = group("a", (0, 0), 5), group("b", (0, 0), 5), group("x", (0, 0), 2)
    history = [a | c, b | c, a | b | c]
    shown = [show(ReleasesInMemory(), firms, (1, 1)) for firms in history]
    assert frozenset({Part((0, 0), (True, True, True))}) in exposed_parts(history, shown, FLOOR)


# -- and finds nothing -----------------------------------------------------------------------------------------------

NUMBERS = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 9])


@st.composite
def histories(draw: st.DrawFn, most: int) -> list[Firms]:
    """Some releases, each of which lost and won firms in any cell since the one before; some come back."""
    history = [{k: v for cell in CELLS for k, v in group("g0", cell, draw(NUMBERS) * 2).items()}]
    for step in range(1, draw(st.integers(2, most))):
        kept = dict(history[draw(st.integers(0, len(history) - 1))])
        for cell in CELLS:
            there = [firm for firm, at in kept.items() if at == cell]
            for firm in there[: draw(NUMBERS)]:
                del kept[firm]
            kept |= group(f"g{step}", cell, draw(NUMBERS))
        history.append(kept)
    return history


def test_there_is_something_to_attack():
    """Of the histories tried below, later tables with changed firms are shown often enough, some of them in part."""
    shown: list[np.ndarray] = []

    @settings(max_examples=60, deadline=None)
    @given(histories(2))
    def look(history):
        if len(history) == 2 and history[0] != history[1]:
            shown.append(releases(history, WIDE)[1])

    look()
    assert sum((one >= 0).any() for one in shown) > 15
    assert sum((one >= 0).any() and (one < 0).any() for one in shown) > 5


@settings(max_examples=60, deadline=None)
@given(histories(2))
def test_two_releases_give_no_group_below_the_floor_away(history):
    assert exposed_parts(history, releases(history, WIDE), FLOOR) == set()


@settings(max_examples=40, deadline=None)
@given(histories(3))
def test_nor_do_three(history):
    assert exposed_parts(history, releases(history, WIDE), FLOOR) == set()


@pytest.mark.parametrize(
    "later",
    [
        BEGUN | group("new", (0, 0), 1),
        {k: v for k, v in BEGUN.items() if k != "a(0, 0)0"},
        {k: v for k, v in BEGUN.items() if k != "a(0, 0)0"} | group("new", (0, 0), 1),
    ],
    ids=["one joined", "one left", "one instead of another"],
)
def test_a_table_that_one_firm_changed_is_not_shown_at_all(later):
    first, second, again = releases([BEGUN, later, BEGUN], WIDE)
    assert (first >= 0).all() and (second == -1).all()
    assert (again == first).all(), "what was shown may be shown again"


def test_as_many_new_firms_as_the_floor_show_what_they_are_in_and_hide_what_few_of_them_are_in():
    joined = group("n", (0, 0), 9) | group("n", (0, 1), 2) | group("n", (1, 0), 7) | group("n", (1, 1), 8)
    first, second = releases([BEGUN, BEGUN | joined], WIDE)
    assert (first >= 0).all()
    assert (second[:-1, :-1] == -1).all(), "the two, and the three cells that blur them"
    assert (second[-1] - first[-1]).tolist() == [16, 10, 26]
    assert (second[:, -1] - first[:, -1]).tolist() == [11, 15, 26]


def test_other_firms_altogether_are_hidden_as_if_nothing_had_been_shown():
    others = {f"other {firm}": cell for firm, cell in BEGUN.items()}
    assert (releases([BEGUN, others], WIDE)[1] >= 0).all()


def test_a_figure_of_which_few_values_changed_is_not_shown_although_the_firms_are_the_same():
    log = ReleasesInMemory()
    points = np.arange(20.0)
    desk = ReleaseDesk(log, tuple(map(str, range(20))), FLOOR, DAY)
    cells = np.zeros(20, np.intp)

    def mean(values):
        return desk.tally("points", cells, ("",), (values,)).means(values, values)[0][0]

    assert mean(points) is not None
    one, many = points.copy(), points.copy()
    one[3], many[3:8] = 50, 50
    assert mean(one) is None and desk.conflicts == {"points values": DAY}
    assert mean(many) is not None
    assert mean(points) is not None, "as it was shown first"
