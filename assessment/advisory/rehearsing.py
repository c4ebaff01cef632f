"""The rehearsal of one firm of a table, for the level it claims, and for the level of its plan."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from assessment.advisory.advisor import Advisor
from assessment.advisory.rehearsal import AnswerProof, Rehearsal, rehearse
from assessment.answers import AnswerTable
from assessment.content.proofs import load_proofs
from assessment.planning import Plan, apply_plan
from assessment.scoring import score


def rehearsal_of(
    advisor: Advisor,
    table: AnswerTable,
    row: int,
    proofs: Sequence[AnswerProof],
    on: datetime.date,
    plan: Plan | None = None,
) -> Rehearsal:
    """What stands on proofs; with a plan the check-list is for its level, with what it is still to bring.

    Nothing that follows from other answers counts as claimed here: each is to be shown by itself. Raises
    ``InputRefused`` for a proof of no question or of the future, and ``NotSolved`` where nothing is proven.
    """
    framework, firm = advisor.main_on(on), table.row(row)
    after = None
    if plan is not None and plan.steps:
        done = apply_plan(table, row, plan)
        changed = {change.fact for step in plan.steps for change in step.changes if not change.hoped_for}
        after = (score(framework, done), done, changed, plan.target_level)
    return rehearse(score(framework, firm), firm, proofs, load_proofs(advisor.root, advisor.bank), on, after)
