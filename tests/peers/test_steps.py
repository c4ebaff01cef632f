"""Looking at a group of real firms day after day while firms join, withdraw, return and answer anew."""

from __future__ import annotations

import datetime
import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.peers import ReleasesInMemory
from assessment.peers.cells import KEYS
from assessment.peers.steps import CountedSteps
from tests.peers.attack import exposed_parts

DAY = datetime.date(2026, 11, 23)
FLOOR = 3
Day = dict[str, float]
"""The firms of a day with their values, in the order in which they joined."""
Cells = dict[str, tuple[int, int, int]]
"""Where firms stand: size, chain and city, -1 where it is not known."""


def shown(log: ReleasesInMemory, firms: Day, floor: int = FLOOR) -> set[str]:
    """Which firms are counted, each told by its id and its value."""
    return pictures(log, firms, {}, floor)[0] if firms else set()


def pictures(log: ReleasesInMemory, firms: Day, cells: Cells, floor: int = FLOOR) -> list[set[str]]:
    """The firms that are counted of all, and of each group of the same size, chain and city, from wide to narrow."""
    codes = np.array([cells.get(one, (0, 0, 0)) for one in firms]).reshape(-1, 3)
    own = {key: codes[:, k] for k, key in enumerate(KEYS)}
    steps = CountedSteps.of(log, "miit@1 total", firms, own, floor, DAY)
    found = []
    for n in range(len(KEYS) + 1):
        for group in np.unique(codes[:, :n], axis=0):
            members = (codes[:, :n] == group).all(axis=1)
            if (group >= 0).all():
                shown = zip(firms, steps.shown(members), strict=True)
                found.append({f"{one} {firms[one]}" for one, there in shown if there})
    return found


def days(history: list[Day], floor: int = FLOOR) -> list[set[str]]:
    log = ReleasesInMemory()
    return [shown(log, firms, floor) for firms in history]


@st.composite
def histories(draw: st.DrawFn) -> list[Day]:
    """Days on which some firms join, some are gone for a day or for ever, and some have another value."""
    firms: Day = {}
    history = []
    for day in range(draw(st.integers(2, 7))):
        firms |= {f"{day}-{i}": 1.0 for i in range(draw(st.integers(0, 7)))}
        away = draw(st.sets(st.sampled_from(sorted(firms)), max_size=4)) if firms else set()
        for one in away:
            if draw(st.booleans()):
                firms[one] += 1
        gone = draw(st.sets(st.sampled_from(sorted(firms)), max_size=4)) if firms else set()
        history.append({one: value for one, value in firms.items() if one not in gone})
    return history


@settings(max_examples=80, deadline=None)
@given(histories())
def test_however_pictures_of_several_days_are_added_and_taken_away_nobody_or_many_are_left(history):
    """Not even how two firms differ can be seen, so that who knows one of them does not know the other."""
    seen = [frozenset(one) for one in days(history)]
    pictures = sorted(set(seen), key=seen.index)[:5]
    everybody = sorted(frozenset().union(*pictures))
    table = np.array([[one in picture for picture in pictures] for one in everybody], int).reshape(-1, len(pictures))
    left = {int(np.count_nonzero(table @ signs)) for signs in itertools.product((-1, 0, 1), repeat=len(pictures))}
    assert not left & set(range(1, FLOOR))


@settings(max_examples=40, deadline=None)
@given(histories())
def test_nothing_about_fewer_firms_than_the_floor_can_be_worked_out_of_all_days_together(history):
    seen = [one for one in days(history) if one]
    pictures = [dict.fromkeys(one, (0, 0)) for one in seen]
    assert exposed_parts(pictures, [np.full((2, 2), len(one)) for one in seen], FLOOR, sums_only=True) == set()


# -- groups within groups --------------------------------------------------------------------------------------------


@st.composite
def nested_histories(draw: st.DrawFn) -> list[tuple[Day, Cells]]:
    """The same of firms that stand in groups within groups; now and then one is found to stand elsewhere."""
    where = st.tuples(st.integers(0, 1), st.integers(-1, 1), st.integers(0, 1))
    cells: Cells = {}
    history = []
    for firms in draw(histories()):
        for one in firms:
            if one not in cells or draw(st.integers(0, 9)) == 0:
                cells[one] = draw(where)
        history.append((firms, dict(cells)))
    return history


def left_over(seen: list[frozenset[str]], most: int = 3) -> set[int]:
    """How many firms are left of up to so many pictures, however they are added and taken away."""
    if not seen:
        return set()
    everybody = sorted(frozenset().union(*seen))
    table = np.array([[one in picture for picture in seen] for one in everybody], int)
    signed = np.hstack([table, -table])
    sums = [signed]
    for _ in range(most - 1):
        sums.append(np.unique((sums[-1][:, :, None] + table[:, None, :]).reshape(len(table), -1), axis=1))
        sums.append(np.unique((sums[-2][:, :, None] - table[:, None, :]).reshape(len(table), -1), axis=1))
    return {int(n) for one in sums for n in np.count_nonzero(one, axis=0)}


def days_of_groups(history: list[tuple[Day, Cells]]) -> list[frozenset[str]]:
    log = ReleasesInMemory()
    seen = [frozenset(one) for firms, cells in history for one in pictures(log, firms, cells) if one]
    return sorted(set(seen), key=seen.index)


@settings(max_examples=40, deadline=None)
@given(nested_histories())
def test_nor_do_pictures_of_groups_within_groups_on_several_days_leave_a_few(history):
    assert not left_over(days_of_groups(history)[:14]) & set(range(1, FLOOR))


def test_groups_within_groups_are_shown_nevertheless():
    cells = {f"firm {i}": (i % 2, i % 3 % 2, 0) for i in range(60)}
    firms = dict.fromkeys(cells, 1.0)
    assert sorted(map(len, pictures(ReleasesInMemory(), firms, cells, 10))) == [
        10,
        10,
        10,
        10,
        20,
        20,
        20,
        20,
        30,
        30,
        60,
    ]


def test_a_group_and_a_wider_one_on_another_day_do_not_tell_two_firms_apart():
    """Nine of ten small firms joined with a large one, the tenth later: a day without some large firm must not tell."""
    small = {f"s{i}": 1.0 for i in range(FLOOR)}
    first = {"s0": 1.0, "l0": 1.0} | small | {f"l{i}": 1.0 for i in range(1, 2 * FLOOR)}
    cells = {one: (int(one[0] == "l"), 0, 0) for one in first}
    fewer = {one: value for one, value in first.items() if one != f"l{2 * FLOOR - 1}"}
    assert not left_over(days_of_groups([(first, cells), (fewer, cells)])) & set(range(1, FLOOR))


TEN = {f"firm {i}": 50.0 for i in range(25)}


def test_when_a_firm_withdraws_its_step_is_not_shown_and_the_next_in_line_does_not_fill_it():
    without = {one: value for one, value in TEN.items() if one != "firm 3"}
    first, second, back = days([TEN, without, TEN], floor=10)
    assert len(first) == 20 and second == {f"firm {i} 50.0" for i in range(10, 20)}
    assert back == first, "what was shown may be shown again"


def test_a_firm_that_answers_otherwise_is_not_seen_to_have_done_so():
    _, second = days([TEN, TEN | {"firm 3": 70.0}], floor=10)
    assert second == {f"firm {i} 50.0" for i in range(10, 20)}


def test_firms_that_joined_form_the_next_steps_with_those_that_waited():
    later = TEN | {f"new {i}": 40.0 for i in range(5)}
    assert days([TEN, later], floor=10)[1] - days([TEN], floor=10)[0] == {
        *(f"firm {i} 50.0" for i in range(20, 25)),
        *(f"new {i} 40.0" for i in range(5)),
    }


def test_once_enough_have_left_broken_steps_those_that_stayed_are_counted_anew():
    many = {f"firm {i}": 50.0 for i in range(40)}
    two = {one: value for one, value in many.items() if one not in ("firm 0", "firm 12")}
    ten = {one: value for one, value in many.items() if int(one[5:]) % 4}
    first, few, enough = days([many, two, ten], floor=10)
    assert (len(first), len(few), len(enough)) == (40, 20, 30)


def test_nobody_is_counted_anew_a_second_time():
    """Three steps that overlap can be taken apart: of the first and the last of them two firms would be left."""
    everybody = {f"firm {i:02d}": 1.0 for i in range(12)}
    first_left = {one: value for one, value in everybody.items() if int(one[5:]) not in (0, 3, 6)}
    more_left = {one: value for one, value in first_left.items() if int(one[5:]) not in (1, 4, 7)}
    _, once, twice = days([everybody, first_left, more_left])
    assert len(once) == 9
    assert twice == {f"firm {i:02d} 1.0" for i in (9, 10, 11)}
