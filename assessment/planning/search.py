"""The questions put to the solver about one firm: the cheapest choice, the most that can be reached, the soonest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without
from numpy.typing import NDArray

from assessment.planning.case import Case
from assessment.planning.timing import WEEKS_A_YEAR, Timing, own_days
from assessment.solver import NotSolved, Optimum, Task, relaxed_bound, solve

_SURELY = 0.5  # 0.01 万元: beyond what the solver's floating point may be off


@dataclass(frozen=True)
class Choice:
    """A set of measures (position -> units, 1 when not counted), what it costs in 0.01 万元, and the proof.

    ``years`` (position -> year from 0) is filled when there are yearly budgets.
    """

    units: dict[int, int]
    cost: int
    bound: int
    nodes: int
    years: dict[int, int] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """How far the cost could still be from the proven bound, as a share of the cost."""
        return (self.cost - self.bound) / max(1, self.cost)


def cheapest(
    case: Case, floor: Mapping[int, int], extra: Sequence[scipy.optimize.LinearConstraint] = ()
) -> Choice | None:
    """The cheapest measures that bring each value of ``floor`` (value row -> least value) within the firm's limits.

    Among equally cheap choices the one with the least work in weeks, then with the fewest measures. None when no
    choice reaches it, which the solver has then proven.
    """
    found = _best(case, case.task(case.objective, floor, [*extra, *_budget(case)]))
    return None if found is None else _choice(case, *found)


def least_cost(case: Case, floor: Mapping[int, int], most: int) -> int | None:
    """What the cheapest choice costs that reaches ``floor`` for at most ``most`` (0.01 万元); None when there is none.

    The cost alone is asked for, below a bound: a quarter less work for the solver than ``cheapest``.
    """
    task = case.task(case.cents.astype(float), floor, [case.cost_row(most), *_budget(case)])
    found = _best(case, task)
    return None if found is None else int(case.cents @ found[0].x[: case.program.width]) - case.sunk


def costs_more(case: Case, floor: Mapping[int, int], most: int) -> bool:
    """Does the relaxation alone show that ``floor`` costs more than ``most`` (0.01 万元)? "No" proves nothing."""
    return relaxed_bound(case.task(case.cents.astype(float), floor)) - case.sunk > most + _SURELY


def _best(case: Case, task: Task) -> tuple[Optimum, dict[int, int]] | None:
    """The optimum that can be done in the time there is, and the years its measures fall into."""
    found, timing = solve(task), _timing(case)
    if found is None or timing is None:
        return None if found is None else (found, {})
    # The best choice regardless of time is the best of all when it can be done in time.
    placed = solve(timing.earliest(_fixed(case, task, found)))
    if placed is None:
        found = solve(timing.extend(task))
        if found is None:
            return None
        placed = solve(timing.earliest(_fixed(case, task, found)))
        assert placed is not None, "what was found in time can be placed in time"
    return found, timing.years(placed.x)


def most(case: Case, value_row: int, spend: int) -> Choice:
    """The choice that brings one value highest for at most ``spend`` (0.01 万元); among those the cheapest."""
    dearest = int(np.abs(case.cents) @ case.upper[: case.program.width]) + 1
    objective = case.cents - case.program.value_rows[value_row] * dearest
    found = solve(case.task(objective.astype(float), {}, [case.cost_row(spend)]))
    if found is None:
        raise NotSolved("what is contracted cannot be carried out")
    cost = int(case.cents @ found.x) - case.sunk
    return Choice(units_of(case, found.x), cost, cost, found.nodes)


def greatest(case: Case, value_row: int) -> int:
    """The greatest value any choice within the limits brings: a count of items, or points in root units."""
    values = case.program.value_rows[value_row]
    timing = _timing(case)
    task = case.task(-values.astype(float), {}, _budget(case))
    found = solve(task if timing is None else timing.extend(task))
    if found is None:
        raise NotSolved("what is contracted cannot be carried out")
    return int(case.values[value_row] - values @ case.base) - found.objective


def soonest(case: Case, floor: Mapping[int, int]) -> int | None:
    """The least number of weeks in which a choice reaches ``floor``, within every limit but the time limit."""
    timing = Timing(case, _horizon(case, None), _yearly(case))
    found = solve(timing.last_week(case.task(case.objective, floor, _budget(case))))
    return None if found is None else found.objective


def soonest_with_hands(case: Case, floor: Mapping[int, int], hands: float) -> tuple[Choice, int] | None:
    """The choice that the firm's hands may carry out soonest, the cheapest of those, and its proven least weeks.

    The weeks are a lower bound: no choice is done before its longest chain is, nor before all its work of own people.
    """
    timing = Timing(case, _horizon(case, None), _yearly(case))
    task = case.task(case.objective, floor, _budget(case))
    timed = timing.last_week(task, hands)
    found = solve(timed)
    if found is None:
        return None
    last = int(np.flatnonzero(timed.objective)[0])
    cheap = timing.extend(task)
    upper = cheap.upper.copy()
    upper[last] = found.objective
    best = solve(replace(cheap, upper=upper))
    assert best is not None, "what is done in so many weeks has a cheapest way"
    return _choice(case, best, timing.years(best.x)), found.objective


def within_hands(case: Case, hands: float, weeks: int) -> scipy.optimize.LinearConstraint:
    """No more work of own people than they can give in so many weeks."""
    terms = np.zeros((1, case.program.width))
    for column, days in own_days(case).items():
        terms[0, column] = days
    return scipy.optimize.LinearConstraint(terms, -np.inf, round(1000 * hands) * weeks)


def least_overrun(case: Case, floor: Mapping[int, int]) -> int | None:
    """By how much, at least, the yearly budgets together must be exceeded (0.01 万元), within the other limits."""
    timing = Timing(case, _horizon(case, case.limits.weeks), _yearly(case), overrun=True)
    found = solve(timing.overrun_only(case.task(case.objective, floor, _budget(case))))
    return None if found is None else found.objective


def fewest(case: Case, floor: Mapping[int, int], avoided: Sequence[str]) -> tuple[str, ...]:
    """The fewest of some measures with which ``floor`` can be reached within the limits; empty when it cannot."""
    objective = np.zeros(case.program.width)
    objective[[case.program.position[m] for m in avoided]] = 1.0
    timing = _timing(case)
    task = case.task(objective, floor, _budget(case))
    found = solve(task if timing is None else timing.extend(task))
    return () if found is None else tuple(m for m in sorted(avoided) if found.x[case.program.position[m]])


def _timing(case: Case) -> Timing | None:
    if case.limits.weeks is None and case.limits.yearly_budget is None:
        return None
    return Timing(case, _horizon(case, case.limits.weeks), _yearly(case))


def _horizon(case: Case, weeks: int | None) -> int:
    """The last week there is: the years that have a budget, or all measures one after the other; or the time limit."""
    yearly = case.limits.yearly_budget
    last = sum(m.weeks for m in case.program.measures) if yearly is None else len(yearly) * WEEKS_A_YEAR
    return last if weeks is None else min(last, weeks)


def _yearly(case: Case) -> tuple[int, ...] | None:
    yearly = case.limits.yearly_budget
    return None if yearly is None else tuple(round(budget * 100) for budget in yearly)


def _budget(case: Case) -> list[scipy.optimize.LinearConstraint]:
    return [] if case.limits.budget is None else [case.cost_row(round(case.limits.budget * 100))]


def units_of(case: Case, x: NDArray[np.int64]) -> dict[int, int]:
    """The measures bought in a solution: position -> units, 1 when not counted."""
    unit_column = case.program.unit_column
    return {m: int(x[unit_column[m]]) if m in unit_column else 1 for m in range(len(case.program.measures)) if x[m]}


def _fixed(case: Case, task: Task, found: Optimum) -> Task:
    """The task with everything bought as found."""
    bought = slice(0, len(case.program.measures) + len(case.program.counted))
    lower, upper = task.lower.copy(), task.upper.copy()
    lower[bought] = upper[bought] = found.x[bought]
    return replace(task, lower=lower, upper=upper)


def _choice(case: Case, found: Optimum, years: dict[int, int]) -> Choice:
    cost = int(case.cents @ found.x[: case.program.width]) - case.sunk
    # Any choice costs scale * cost + tie >= bound with tie < scale, so its cost is at least the next whole number.
    bound = -(-(found.bound - (case.scale - 1)) // case.scale) - case.sunk
    return Choice(units_of(case, found.x), cost, max(0, min(bound, cost)), found.nodes, years)
