"""The way that leaves a firm least to pay when somebody pays a share of what some of its measures cost.

Support of the whole spend changes no firm's mind, since it grows with the spend and never by more. Support of some
measures does: a dearer way may leave less to pay. So the support is a column of the program, and what is minimised is
what is left; among ways that leave the same, the cheapest is taken, so that no public money is spent for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without

from assessment.planning.case import FREE, Case
from assessment.planning.question import Ask
from assessment.planning.search import Choice, units_of
from assessment.solver import Task, solve, widened


@dataclass(frozen=True)
class SharePaid:
    """A share of the spend on some measures (None: on all of them), at most ``cap`` hundredths of 万元 in all."""

    share: Fraction
    cap: int | None = None
    measures: frozenset[str] | None = None

    @property
    def changes_no_mind(self) -> bool:
        """Is the cheapest way without it also the cheapest with it, whoever the firm?"""
        return self.measures is None or not self.share or self.cap == 0

    def of(self, spend: int) -> int:
        """What is paid of so much spent on these measures, in whole hundredths of 万元."""
        paid = spend * self.share.numerator // self.share.denominator
        return paid if self.cap is None else min(paid, self.cap)


def least_left(ask: Ask, paid: SharePaid) -> Choice | None:
    """The choice that leaves the firm least to pay, of these the cheapest; None where the level is out of reach.

    Within limits on measures only. Raises ``NotSolved`` where nothing is proven.
    """
    case = ask.case
    task = _with_support(case, case.task(case.cents.astype(float), ask.floor), paid)
    left = solve(task)
    if left is None:
        return None
    no_more = scipy.optimize.LinearConstraint(task.objective[None, :], -FREE, left.objective)
    found = solve(replace(task, objective=np.append(case.objective, 0.0), extra=[*task.extra, no_more]))
    assert found is not None, "what leaves so much has a cheapest way"
    cost = int(case.cents @ found.x[:-1]) - case.sunk
    bound = -(-(found.bound - (case.scale - 1)) // case.scale) - case.sunk
    return Choice(units_of(case, found.x[:-1]), cost, max(0, min(bound, cost)), found.nodes)


def _with_support(case: Case, task: Task, paid: SharePaid) -> Task:
    """The task with a last column for the support, which is taken off what is minimised."""
    counted = np.zeros(case.program.width)
    for m, measure in enumerate(case.program.measures):
        if paid.measures is None or measure.id in paid.measures:
            counted[m] = case.cents[m]
            if (unit := case.program.unit_column.get(m)) is not None:
                counted[unit] = case.cents[unit]
    most = paid.of(int(counted @ task.upper))
    row = np.append(-paid.share.numerator * counted, float(paid.share.denominator))
    return replace(
        task,
        objective=np.append(task.objective, -1.0),
        lower=np.append(task.lower, 0.0),
        upper=np.append(task.upper, float(most)),
        matrix=widened(task.matrix, 1),
        extra=[scipy.optimize.LinearConstraint(row[None, :], -FREE, 0.0)],
    )
