"""The planning questions about the result on the page, each worked out once as long as the answers stay the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar, TypeVarTuple

from assessment.advisory import MAIN_FRAMEWORK, Advisory
from assessment.advisory.adjusting import priced
from assessment.advisory.bearing import Bearing, bearing
from assessment.advisory.what_if import WhatIf, what_if
from assessment.answers import Answer, AnswerTable
from assessment.content.measures import MeasureBook
from assessment.knowledge import CarriedKnowledge
from assessment.planning import NOT_PROVEN, Frontier, Plan, PlanChoices, PlanLimits, Planner, Purchase
from assessment.scoring import Framework, score
from assessment.solver import NotSolved
from assessment.web import resources
from assessment.web.result.computing import Live

Given = TypeVarTuple("Given")
Found = TypeVar("Found")


@dataclass(frozen=True)
class LivePlanning:
    """Planning for the firm of one live result; ``plan`` is the one on the page."""

    live: Live
    plan: Plan

    @cached_property
    def framework(self) -> Framework:
        """The framework of the plan, as it stands on the day of the result."""
        return resources.advisor().frameworks_on(self.live.advisory.on)[MAIN_FRAMEWORK]

    @cached_property
    def table(self) -> AnswerTable:
        """The firm's answers as a table of one row."""
        return AnswerTable.from_answers(resources.bank(), [self.live.answers], [str(self.live.assessment_id)])

    @property
    def measures(self) -> MeasureBook:
        """What can be bought or done, at the prices of a consultant where there are any."""
        return priced(resources.advisor().measures, self.live.advisory.adjusted)

    @cached_property
    def planner(self) -> Planner:
        """The planner within the limits of the plan on the page."""
        return self.planner_within(self.plan.limits)

    def planner_within(self, limits: PlanLimits) -> Planner:
        """The planner within other limits."""
        on, size = self.live.advisory.on, self.plan.size_class
        return resources.advisor().planner(self.framework, self.table, 0, size, on, limits)

    @property
    def levels(self) -> list[int]:
        """The levels above the one reached."""
        return [level.level for level in self.framework.levels if level.level > self.plan.level_before]

    def within(self, level: int, limits: PlanLimits) -> Plan:
        """The cheapest plan to a level within limits, or what would have to be eased."""
        return self.ask(_within, level, limits)

    def frontier(self) -> Frontier:
        """What each sum of money buys."""
        return self.ask(_frontier)

    def bought(self, chosen: Mapping[str, int]) -> Purchase:
        """What some measures bring."""
        return self.ask(_bought, dict(chosen))

    def choices(self) -> PlanChoices:
        """What may be chosen instead of the plan, all of it."""
        return self.others().model_copy(update={"frontier": self.frontier()})

    def others(self) -> PlanChoices:
        """What may be chosen instead of the plan, but for the frontier."""
        return self.ask(_others)

    def weighed(self) -> Bearing | None:
        """What the level hangs on, with the weight of every answer."""
        return self.ask(_weighed)

    def what_if(self, fact: str, answer: Answer) -> WhatIf:
        """What another answer would change; raises ``InputRefused`` when it does not go with the others."""
        return self.ask(_what_if, fact, answer)

    def ask(self, work: Callable[[LivePlanning, *Given], Found], *given: *Given) -> Found:
        """What ``work`` gives, worked out beside the server once, as long as the answers stay the same.

        Raises what it raises. ``work`` is a function of a module: it goes to another process by its name.
        """
        question, found = f"{work.__name__} {given!r}", self.live.worked_out
        if question not in found:
            alone = LivePlanning(replace(self.live, worked_out={}), self.plan)
            found[question] = resources.aside().work_out(work, alone, *given)
        answer: Found = found[question]
        return answer


def _within(firm: LivePlanning, level: int, limits: PlanLimits) -> Plan:
    return firm.planner_within(limits).cheapest(level, limits)


def _frontier(firm: LivePlanning) -> Frontier:
    return firm.planner.money_frontier(firm.plan)


def _bought(firm: LivePlanning, chosen: Mapping[str, int]) -> Purchase:
    return firm.planner.buy(chosen)


def _others(firm: LivePlanning) -> PlanChoices:
    return firm.planner.choices(firm.plan, frontier=False)


def _weighed(firm: LivePlanning) -> Bearing | None:
    known = CarriedKnowledge(firm.table, resources.advisor().crosswalk)
    scores = score(firm.framework, firm.table, known)
    return bearing(scores, 0, firm.live.advisory.verified, weights=True)


def _what_if(firm: LivePlanning, fact: str, answer: Answer) -> WhatIf:
    return what_if(resources.advisor(), firm.table, 0, fact, answer, firm.live.advisory.on)


def with_choices(live: Live) -> Advisory:
    """The advisory with what may be chosen instead of its plan and the weight of every answer, as a report tells it."""
    plan = live.advisory.plan
    if plan is None:
        return live.advisory
    planner = LivePlanning(live, plan)
    try:
        return live.advisory.model_copy(update={"choices": planner.choices(), "bearing": planner.weighed()})
    except NotSolved:
        return live.advisory.model_copy(update={"choices_note": NOT_PROVEN})
