"""What one other answer would change: points, level and what the next level costs, before and after."""

from __future__ import annotations

import datetime

from assessment.advisory import MAIN_FRAMEWORK, Advisor, planning_size
from assessment.answers import Answer, AnswerTable, answer_text
from assessment.documents import Identifier, Strict
from assessment.knowledge import CarriedKnowledge, StillOpen, classify
from assessment.language import Label
from assessment.planning import NOT_PROVEN, Plan
from assessment.problems import InputRefused
from assessment.scoring import Framework, explain, score
from assessment.solver import NotSolved


class FrameworkStanding(Strict):
    """Where a firm stands under one framework; low and high differ while answers are missing."""

    framework: str
    title: Label
    points_low: float
    points_high: float
    points_max: float
    level_low: int
    level_high: int
    level_name: Label


class BeforeAfter(Strict):
    """A standing before and after."""

    before: FrameworkStanding
    after: FrameworkStanding

    @property
    def moved(self) -> bool:
        """Is anything different?"""
        return self.before != self.after


class WhatIf(Strict):
    """What another answer to one fact would change; nothing of it is stored.

    ``changes`` has every framework in force, the main one first. The plans are the cheapest ones to the same level,
    both None when the firm stands at the highest level before, or when nothing could be proven of one of them, which
    ``plan_note`` then says.
    """

    fact: Identifier
    before_text: Label
    after_text: Label
    changes: tuple[BeforeAfter, ...]
    plan_before: Plan | None
    plan_after: Plan | None
    plan_note: Label | None = None


def what_if(advisor: Advisor, table: AnswerTable, row: int, fact: str, answer: Answer, on: datetime.date) -> WhatIf:
    """What another answer to ``fact`` would change for one firm (a row of the table), which stays as it is.

    Raises ``InputRefused``, each problem at a fact's id, when the answer does not go with the others, such as more
    digital machines than machines.
    """
    given = {name: table.answer(row, name) for name in table.columns}
    changed, faults = AnswerTable.from_records(
        advisor.bank, [{name: one.plain() for name, one in (given | {fact: answer}).items()}], [table.ids[row]]
    )
    if faults:
        raise InputRefused([fault.at(fault.fact) for fault in faults])
    frameworks = advisor.frameworks_on(on)
    firm = table.row(row)
    before, after = (standings_of(advisor, list(frameworks.values()), one) for one in (firm, changed))
    main = frameworks[MAIN_FRAMEWORK]
    target = min((level.level for level in main.levels if level.level > before[0].level_low), default=None)
    plans: list[Plan] = []
    note = None
    try:
        plans = [] if target is None else [_plan(advisor, main, one, target, on) for one in (firm, changed)]
    except NotSolved:
        note = NOT_PROVEN
    shown = advisor.bank.facts[fact]
    return WhatIf(
        fact=fact,
        before_text=answer_text(shown, table.answer(row, fact)),
        after_text=answer_text(shown, answer),
        changes=tuple(BeforeAfter(before=b, after=a) for b, a in zip(before, after, strict=True)),
        plan_before=plans[0] if plans else None,
        plan_after=plans[1] if plans else None,
        plan_note=note,
    )


def standings_of(advisor: Advisor, frameworks: list[Framework], table: AnswerTable) -> list[FrameworkStanding]:
    """Where the one firm of a table stands under each framework."""
    knowledge = CarriedKnowledge(table, advisor.crosswalk)
    still_open = StillOpen(knowledge)
    told = (explain(score(framework, table, knowledge), still_open, 0) for framework in frameworks)
    return [
        FrameworkStanding(
            framework=one.framework,
            title=one.short_title,
            points_low=one.points_low,
            points_high=one.points_high,
            points_max=one.points_max,
            level_low=one.level_low,
            level_high=one.level_high,
            level_name=one.level_name,
        )
        for one in told
    ]


def _plan(advisor: Advisor, framework: Framework, table: AnswerTable, level: int, on: datetime.date) -> Plan:
    knowledge = CarriedKnowledge(table, advisor.crosswalk)
    size = planning_size(classify(table, advisor.size_rules, knowledge).of(0))
    plan = advisor.planner(framework, table, 0, size, on).cheapest(level)
    return plan.model_copy(update={"taken_at_worst": StillOpen(knowledge).of(0, framework.facts).facts})
