"""The most use for a sum of money: as many signs of an owner's troubles relieved as it can buy, proven."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without

from assessment.planning.case import FREE
from assessment.planning.question import Ask
from assessment.planning.search import Choice, units_of
from assessment.solver import Builder, NotSolved, Task, solve, widened


def useful(ask: Ask) -> frozenset[str]:
    """The measures that make sense for the firm, are not ruled out, and bring it something it does not have."""
    case, situations = ask.case, ask.situations
    found = set()
    for m, measure in enumerate(ask.program.measures):
        brings = any(
            bool(situations.facts[change.fact].movable[ask.row] and not situations.given(change)[ask.row])
            for change in measure.raises
        )
        counts = m in case.limit
        if case.upper[m] and (m in case.contracted or (case.limit[m] > 0 if counts else brings)):
            found.add(measure.id)
    return frozenset(found)


def most_relieved(ask: Ask, signs: Mapping[str, Collection[str]], spend: float | None) -> Choice:
    """The measures that relieve most ``signs`` (sign -> measures any of which relieves it) for at most ``spend``
    (万元; None: whatever it costs), and among those the cheapest.

    Levels are left aside; what a measure waits for is bought with it. Raises ``NotSolved`` where nothing is proven.
    """
    helping = useful(ask)
    groups = [sorted(ask.program.position[m] for m in by if m in helping) for by in signs.values()]
    program, case = ask.program, ask.case  # what brings the firm nothing relieves nothing, though it may be waited for
    base = case.task(case.objective, {}, [] if spend is None else [case.cost_row(round(spend * 100))])
    task = _with_signs(base, [group for group in groups if group])
    count = np.zeros_like(task.objective)
    count[program.width :] = -1.0
    best = solve(replace(task, objective=count))
    if best is None:
        raise NotSolved("what is contracted cannot be carried out")
    at_least = np.zeros((1, len(task.upper)))
    at_least[0, program.width :] = 1.0
    rows = [*task.extra, scipy.optimize.LinearConstraint(at_least, -best.objective, FREE)]
    found = solve(replace(task, extra=rows))
    if found is None:
        raise NotSolved("the most signs that were found cannot be relieved")
    x = found.x[: program.width]
    cost = int(case.cents @ x) - case.sunk
    bound = -(-(found.bound - (case.scale - 1)) // case.scale) - case.sunk
    return Choice(units_of(case, x), cost, max(0, min(bound, cost)), found.nodes)


def _with_signs(task: Task, groups: Sequence[Sequence[int]]) -> Task:
    """The task with a 0/1 column for each sign, which is 1 only when one of its measures is bought."""
    width, further = len(task.upper), len(groups)
    build = Builder()
    for number, group in enumerate(groups):
        build.row(dict.fromkeys(group, 1.0) | {width + number: -1.0})
    relieved = scipy.optimize.LinearConstraint(build.matrix(width + further), np.zeros(further), np.full(further, FREE))
    extra = [
        scipy.optimize.LinearConstraint(widened(scipy.sparse.csc_array(row.A), further), row.lb, row.ub)
        for row in task.extra
    ]
    return replace(
        task,
        objective=np.concatenate([task.objective, np.zeros(further)]),
        lower=np.concatenate([task.lower, np.zeros(further)]),
        upper=np.concatenate([task.upper, np.ones(further)]),
        matrix=widened(task.matrix, further),
        extra=[*extra, relieved],
    )
