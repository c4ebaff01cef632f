"""What one firm is told about its way up: the plan for an aim, what was said to its steps, what else may be chosen."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from assessment.advisory.adjusting import Adjusted, Adjustment, adjust, priced
from assessment.advisory.advisor import Advisor
from assessment.advisory.advisory import (
    NextQuestion,
)
from assessment.advisory.notes import answers_before_relief, highest_reached, too_little_known
from assessment.advisory.relief import Relief, relief
from assessment.advisory.replies import ReplyTold, told_replies
from assessment.answers import AnswerTable
from assessment.content.measures import SizeClass
from assessment.knowledge import (
    FirmSize,
)
from assessment.language import Label, label, listed
from assessment.planning import (
    NOT_PROVEN,
    Aim,
    Plan,
    PlanChoices,
    PlanLimits,
    Planner,
)
from assessment.problems import refuse
from assessment.scoring import Framework, FrameworkResult
from assessment.solver import NotSolved


class WayUp:
    """The planning of one firm; every answer comes with a word of why there is none."""

    def __init__(
        self, advisor: Advisor, framework: Framework, table: AnswerTable, row: int, size: FirmSize, on: datetime.date
    ):
        self._advisor, self._framework, self._table, self._row, self._on = advisor, framework, table, row, on
        self._size_class = planning_size(size)

    def _planner(self, limits: PlanLimits) -> Planner:
        return self._advisor.planner(self._framework, self._table, self._row, self._size_class, self._on, limits)

    def still_meant(self, aim: Aim) -> Aim:
        """The aim without what is under way of measures that bring the firm nothing more: it has them by now."""
        if not any(one.reply == "doing" for one in aim.replies):
            return aim
        known = [one for one in aim.replies if one.measure in self._advisor.measures.measures]
        useful = self._planner(aim.limits).useful(aim.limits)
        done = {one.measure for one in known if one.reply == "doing" and one.measure not in useful}
        return aim.model_copy(update={"replies": tuple(one for one in aim.replies if one.measure not in done)})

    def plan(
        self, level: int | None, limits: PlanLimits, result: FrameworkResult, questions: Sequence[NextQuestion]
    ) -> tuple[Plan | None, Label | None]:
        """The cheapest plan to a level, the next one where none is named, or why there is none."""
        if not result.enough_known:
            return None, too_little_known(result, questions)
        higher = [one.level for one in self._framework.levels if one.level > result.level_low]
        if not higher and level is None:
            return None, highest_reached(result)
        try:
            plan = self._planner(limits).cheapest(higher[0] if level is None else level, limits)
        except NotSolved:
            return None, NOT_PROVEN
        return plan.model_copy(update={"taken_at_worst": result.open_answers.facts}), None

    def replies(self, aim: Aim, plan: Plan | None) -> tuple[ReplyTold, ...]:
        """What each thing that the owner said to a step does to the plan; nothing where that is not proven."""
        if plan is None or not aim.replies:
            return ()
        try:
            return told_replies(self._planner(aim.limits), plan.target_level, aim.limits, aim.replies, plan)
        except NotSolved:
            return ()

    def adjusted(
        self, plan: Plan, adjustments: Sequence[Adjustment]
    ) -> tuple[Plan | None, Adjusted | None, Label | None]:
        """The plan as a consultant changed it, or why nothing could be proven of it."""
        try:
            found, adjusted = adjust(self._planner(plan.limits), plan, adjustments)
        except NotSolved:
            return None, None, NOT_PROVEN
        return found, adjusted, None

    def relief(
        self, troubles: Sequence[str] | None, limits: PlanLimits, result: FrameworkResult, plan: Plan | None
    ) -> tuple[Relief | None, Label | None]:
        """What helps most against the owner's troubles, or why that cannot be told; neither where there are none."""
        picked = self._advisor.troubles.picked(self._troubles(troubles))
        if not picked:
            return None, None
        if not result.enough_known:
            return None, answers_before_relief()
        try:
            return relief(self._planner(limits), self._advisor.troubles, picked, plan, limits), None
        except NotSolved:
            return None, NOT_PROVEN

    def _troubles(self, named: Sequence[str] | None) -> Sequence[str]:
        """The troubles that are named, else as answered. Raises ``InputRefused`` for one not known."""
        if named is None:
            answered = self._table.answer(self._row, self._advisor.troubles.fact)
            return answered.value if isinstance(answered.value, tuple) else ()
        known = {trouble.id for trouble in self._advisor.troubles.troubles}
        for name in named:
            if name not in known:
                names = listed(label(one, one) for one in sorted(known))
                raise refuse(
                    "troubles",
                    label("没有这个难处", "there is no such trouble"),
                    label("可选：{names}。", "Choose among: {names}.").fill(names=names),
                    name,
                )
        return named

    def choices(self, plan: Plan | None, adjusted: Adjusted | None) -> tuple[PlanChoices | None, Label | None]:
        """What may be chosen instead of the plan, or why that cannot be told; neither without a plan."""
        if plan is None:
            return None, None
        try:
            planner = replace(self._planner(plan.limits), measures=priced(self._advisor.measures, adjusted))
            return planner.choices(plan), None
        except NotSolved:
            return None, NOT_PROVEN


def planning_size(size: FirmSize) -> SizeClass:
    """The class whose prices a plan uses: the official one, medium for a large firm, small while it is unknown."""
    if size.size_class in ("micro", "small", "medium"):
        return cast(SizeClass, size.size_class)
    return "medium" if size.size_class == "large" else "small"
