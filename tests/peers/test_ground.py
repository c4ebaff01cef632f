"""What is left out for the sake of cells that several tables give away: the groups around them before whole tables."""

from __future__ import annotations

import numpy as np

from assessment.peers.ground import JoinedGround

GROUND = JoinedGround((("a", "x"), ("a", "y"), ("a", "z"), ("b", "x"), ("b", "y"), ("c", "z")))


def left_out(*cells: int) -> list[set[str]]:
    names = np.array([*(name for _, name in GROUND.told), "all"])
    return [set(names[mask.ravel()].tolist()) for mask in GROUND.beside(np.array(cells, np.intp))]


def test_the_groups_that_hold_a_cell_come_first_and_of_two_the_one_with_fewer_cells():
    assert left_out(0)[:2] == [{"x"}, {"a"}]
    assert left_out(3)[:2] == [{"x"}, {"b"}]
    assert left_out(5)[:2] == [{"c"}, {"z"}]


def test_of_what_one_group_has_without_another_it_is_the_one_group():
    assert left_out(1, 2)[0] == {"a"}


def test_then_come_whole_tables_from_the_last_and_everything():
    assert left_out(0)[2:] == [{"x", "y", "z"}, {"a", "b", "c"}, {"a", "b", "c", "x", "y", "z", "all"}]
