"""The best use of a sum, held against trying everything."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from assessment.foresight import division
from assessment.foresight.stairs import Floor, Stairs
from assessment.foresight.sums import best_use
from assessment.problems import InputRefused


@st.composite
def towns(draw: st.DrawFn) -> tuple[Stairs, int, list[Floor], int | None]:
    """A few firms with up to three steps each, a budget, a floor or none, and a cap or none."""
    firms = draw(st.integers(1, 6))
    firm, cost, gain = [], [], []
    for number in range(firms):
        for _ in range(draw(st.integers(0, 3))):
            firm.append(number)
            cost.append(draw(st.integers(1, 30)))
            gain.append(draw(st.integers(1, 9)))
    stairs = Stairs(firms, np.array(firm, np.int64), np.array(cost, np.int64), np.array(gain, np.int64))
    floors = []
    if draw(st.booleans()):
        members = np.array(draw(st.lists(st.booleans(), min_size=firms, max_size=firms)))
        floors.append(Floor("示例县", members, draw(st.integers(0, 3))))
    return stairs, draw(st.integers(0, 80)), floors, draw(st.none() | st.integers(1, 30))


def tried(stairs: Stairs, budget: int, floors: list[Floor], cap: int | None) -> int | None:
    """The most gain of all uses; None where none meets the floors."""
    ways = [[-1, *np.flatnonzero((stairs.firm == i) & (stairs.cost <= (cap or 10**9)))] for i in range(stairs.firms)]
    best = None
    for way in product(*ways):
        paid = [step for step in way if step >= 0]
        met = all(sum(floor.members[stairs.firm[step]] for step in paid) >= floor.least for floor in floors)
        if met and stairs.cost[paid].sum() <= budget:
            best = max(best or 0, int(stairs.gain[paid].sum()))
    return best


@settings(max_examples=60)
@given(towns())
def test_no_use_of_the_sum_gains_more(town):
    stairs, budget, floors, cap = town
    expected = tried(stairs, budget, floors, cap)
    if expected is None:
        with pytest.raises(InputRefused):
            best_use(stairs, budget, floors, cap)
        return
    use = best_use(stairs, budget, floors, cap)
    paid = use.step[use.step >= 0]
    assert use.gain == expected == use.bound == stairs.gain[paid].sum()
    assert use.cost == stairs.cost[paid].sum() <= budget
    assert all(floor.members[stairs.firm[paid]].sum() >= floor.least for floor in floors)
    assert len(set(stairs.firm[paid])) == len(paid) and not set(use.next) & set(stairs.firm[paid])


def test_thousands_of_firms_are_proven_though_few_are_left_open():
    rng = np.random.default_rng(7)
    firms = 3_000
    cost = np.cumsum(rng.integers(100, 4_000, (firms, 3)), axis=1).ravel()
    county = rng.integers(0, 10, firms)
    floors = [Floor(f"县 {i}", county == i, 20) for i in range(10)]
    use = best_use(Stairs(firms, np.repeat(np.arange(firms), 3), cost, np.tile([1, 2, 3], firms)), 300_000, floors)
    assert use.gain == use.bound
    assert all(floor.members[use.step >= 0].sum() >= 20 for floor in floors)


def test_a_few_thousand_firms_with_long_staircases_and_many_floors_stand_next_to_the_relaxation():
    """The linear relaxation of the whole, solved by another program, bounds what is found; the proven gap is slight."""
    rng = np.random.default_rng(5)
    firms, steps = 2_000, 20
    cost = np.cumsum(rng.integers(5, 90, (firms, steps)), axis=1).ravel()
    gain = np.cumsum(rng.integers(1, 60, (firms, steps)), axis=1).ravel()
    firm = np.repeat(np.arange(firms), steps)
    county, size = rng.integers(0, 10, firms), rng.integers(0, 4, firms)
    groups = [(county == c) & (size == s) for c in range(10) for s in range(4)]
    floors = [Floor(f"{number}", members, int(0.8 * members.sum())) for number, members in enumerate(groups)]
    budget = 150_000
    use = best_use(Stairs(firms, firm, cost, gain), budget, floors)
    taken = use.step[use.step >= 0]
    assert use.gain == gain[taken].sum() and cost[taken].sum() == use.cost <= budget
    assert all(members[firm[taken]].sum() >= floor.least for members, floor in zip(groups, floors, strict=True))
    assert (firm[taken] == np.flatnonzero(use.step >= 0)).all()

    places = np.array([members[firm] for members in groups], float)
    own = csr_array((np.ones(len(firm)), (firm, np.arange(len(firm)))))
    relaxed = linprog(
        -gain,
        A_ub=vstack([csr_array(np.vstack([cost, -places])), own]),
        b_ub=np.concatenate([[budget], [-floor.least for floor in floors], np.ones(firms)]),
        bounds=(0, 1),
    )
    assert use.gain <= use.bound <= -relaxed.fun + 1e-4
    assert use.bound - use.gain <= 1e-4 * use.gain


def test_a_sum_that_meets_floors_in_parts_only_is_refused_with_the_least_in_whole_firms():
    pairs = [(0, 1), (1, 2), (0, 2)]  # half of each firm would do; two whole ones are needed
    floors = [Floor(f"{pair}", np.isin(np.arange(3), pair), 1) for pair in pairs]
    stairs = Stairs(3, np.arange(3), np.full(3, 10), np.ones(3, np.int64))
    with pytest.raises(InputRefused) as refused:
        best_use(stairs, 17, floors)
    assert "至少要 0.2 万元" in "\n".join(problem.sentence("zh") for problem in refused.value.problems)
    assert best_use(stairs, 20, floors).gain == 2


@pytest.mark.parametrize(
    ("budget", "least", "cap", "words"),
    [
        (100, 3, None, "够得着的企业没有下限要求的那么多"),
        (100, 2, 15, "单家上限太低"),
        (29, 2, None, "至少要 0.3 万元"),
        (0, 1, None, "够得着的企业没有下限要求的那么多"),
    ],
)
def test_what_cannot_be_says_what_to_do(budget, least, cap, words):
    stairs = Stairs(2, np.array([0, 1]), np.array([10, 20]), np.array([1, 1]))
    with pytest.raises(InputRefused) as refused:
        best_use(stairs, budget, [Floor("示例县", np.array([True, True]), least)], cap)
    assert words in "\n".join(problem.sentence("zh") for problem in refused.value.problems)


def test_a_sum_of_nothing_moves_nobody():
    use = best_use(Stairs(1, np.array([0]), np.array([10]), np.array([1])), 0)
    assert use.gain == 0 and (use.step == -1).all()


@pytest.mark.parametrize("seed", range(6))
def test_another_solver_finds_no_better_division(seed):
    """A program of its own, written for CP-SAT: staircases of many steps, floors and a cap."""
    from ortools.sat.python import cp_model

    rng = np.random.default_rng(seed)
    firms, budget, cap = 60, int(rng.integers(3_000, 12_000)), 700
    count = rng.integers(1, 25, firms)
    firm = np.repeat(np.arange(firms), count)
    cost = np.concatenate([np.cumsum(rng.integers(1, 90, n)) for n in count])
    gain = np.concatenate([np.cumsum(rng.integers(1, 60, n)) for n in count])
    county = rng.integers(0, 4, firms)
    floors = [Floor(f"县 {one}", county == one, int(min(6, (county == one).sum()))) for one in range(4)]
    use = best_use(Stairs(firms, firm, cost, gain), budget, floors, cap)

    model = cp_model.CpModel()
    paid = [model.new_bool_var("") for _ in cost]
    for one in range(firms):
        model.add_at_most_one(paid[i] for i in np.flatnonzero(firm == one))
    for i in np.flatnonzero(cost > cap):
        model.add(paid[i] == 0)
    for floor in floors:
        model.add(sum(paid[i] for i in np.flatnonzero(floor.members[firm])) >= floor.least)
    model.add(sum(int(c) * x for c, x in zip(cost, paid, strict=True)) <= budget)
    model.maximize(sum(int(g) * x for g, x in zip(gain, paid, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    assert use.gain == use.bound == round(solver.objective_value)


@pytest.mark.parametrize("floors_of", [0, 5, 7], ids=lambda tenths: f"{tenths} in ten")
def test_firms_that_stand_alike_change_as_many_as_the_sum_pays_for(monkeypatch, floors_of):
    """A thousand firms of twenty kinds: rounding alone, without any search, ends next to the bound."""
    monkeypatch.setattr(division, "_CORES", 0)
    rng, firms, steps = np.random.default_rng(7), 1_000, 30
    costs, gains = (np.cumsum(rng.integers(low, high, (20, steps)), axis=1) for low, high in ((5, 900), (20, 400)))
    kind = rng.integers(0, 20, firms)
    stairs = Stairs(firms, np.repeat(np.arange(firms), steps), costs[kind].ravel(), gains[kind].ravel())
    groups = [rng.integers(0, many, firms) for many in (12, 13, 4)]
    floors = [
        Floor(f"示例{number}-{one}", group == one, floors_of * int((group == one).sum()) // 10)
        for number, group in enumerate(groups)
        for one in np.unique(group)
        if floors_of
    ]
    use = best_use(stairs, 3_000 * firms, floors)
    paid = use.step[use.step >= 0]
    assert stairs.cost[paid].sum() == use.cost <= 3_000 * firms
    assert all(floor.members[stairs.firm[paid]].sum() >= floor.least for floor in floors)
    assert use.bound - use.gain < 5e-4 * use.bound
