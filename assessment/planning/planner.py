"""Planning for one firm: every question about its way up is asked here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from assessment.answers import AnswerTable
from assessment.content.measures import MeasureBook, SizeClass
from assessment.documents import Identifier
from assessment.language import Label
from assessment.planning.alternatives import alternative_plans
from assessment.planning.cheapest import plan_for
from assessment.planning.choices import (
    OTHERS,
    OtherPlan,
    PlanChoices,
    fewest_at_once,
    other_ways,
    robust_choice,
    soonest_choice,
)
from assessment.planning.frontier import Frontier, budget_frontier
from assessment.planning.plan import HURRY, NO_LIMITS, Hands, Plan, PlanLimits, Price
from assessment.planning.program import program_of
from assessment.planning.purchase import Purchase, purchase
from assessment.planning.question import Ask, check_level
from assessment.planning.relieving import most_relieved, useful
from assessment.planning.situation import Situations
from assessment.planning.soonest import soonest, with_hands
from assessment.planning.staffing import place, staffed
from assessment.scoring import Framework


@dataclass(frozen=True)
class Planner:
    """One firm (a row of a table), the framework whose levels it climbs, what can be done, and its size for prices.

    ``price`` says which end of the cost ranges is minimised; budgets are held against it. Open answers are taken at
    their worst, so that a plan holds whatever they turn out to be. Every method raises ``NotSolved`` where the solver
    proves nothing, and ``InputRefused`` for a level, measure or limit that does not exist.
    """

    framework: Framework
    table: AnswerTable
    row: int
    measures: MeasureBook
    size_class: SizeClass
    hands: Hands | None = None

    def cheapest(self, level: int, limits: PlanLimits = NO_LIMITS, price: Price = "likely") -> Plan:
        """The cheapest way to meet the requirements of a level.

        Among equally cheap plans the one with the least work in weeks is taken, then the one with the fewest steps.
        Its status is ``optimal`` with the proof, ``already_reached``, or ``infeasible`` with the smallest relaxation.
        With ``hands`` its steps are placed within them, and a limit of weeks is kept with them; where that takes a plan
        of which it is not proven that none is cheaper, its proof tells the gap.
        """
        asked = self._ask(level, limits, price)
        plan = plan_for(asked)
        return plan if self.hands is None else with_hands(asked, plan, self.hands)

    def robust(self, level: int, limits: PlanLimits = NO_LIMITS) -> Plan:
        """The plan whose worst case is cheapest: costs vary one by one, so that is the sum of the high prices."""
        return self.cheapest(level, limits, "high")

    def alternatives(
        self,
        level: int,
        limits: PlanLimits = NO_LIMITS,
        price: Price = "likely",
        count: int = 3,
        different: int = 2,
    ) -> list[Plan]:
        """The cheapest plan and the next-best ones, at most ``count``, cheapest first.

        Each does without at least ``different`` measures of every plan before it (without all of them where a plan has
        fewer), and is proven to be the cheapest that does. Empty when the level is reached already or out of reach.
        """
        found = alternative_plans(self._ask(level, limits, price), count, different)
        return found if self.hands is None else self._staffed(found, self.hands)

    def frontier(self, limits: PlanLimits = NO_LIMITS, price: Price = "likely") -> Frontier:
        """What every sum buys, up to the limits' budget; refused when the limits are about time."""
        return budget_frontier(self._ask(self.framework.levels[0].level, limits, price))

    def money_frontier(self, plan: Plan) -> Frontier:
        """What a sum buys, up to the dearest level within reach; of the plan's limits those on measures hold."""
        limits = plan.limits.model_copy(update={"budget": None, "weeks": None, "yearly_budget": None})
        whole = self.frontier(limits)
        return whole.up_to(max((level.cost for level in whole.levels if level.cost), default=whole.points[-1].cost))

    def buy(self, chosen: Mapping[str, int], limits: PlanLimits = NO_LIMITS) -> Purchase:
        """What ``chosen`` measures (id -> units, 1 when not counted) bring, one done after the other.

        Refused for a measure that cannot be done because something before it is missing.
        """
        return purchase(self._ask(self.framework.levels[0].level, limits, "likely"), chosen)

    def least_cost(self, level: int, limits: PlanLimits = NO_LIMITS) -> float | None:
        """The proven least cost (万元) of a level within limits on money, time and measures; None when out of reach.

        0 for a level that is reached. A bare solve: no steps and no reasons, and hands are left aside.
        """
        asked = self._ask(level, limits, "likely")
        if asked.reached:
            return 0.0
        choice = asked.solve()
        return None if choice is None else choice.cost / 100

    def useful(self, limits: PlanLimits = NO_LIMITS) -> frozenset[Identifier]:
        """The measures that make sense for the firm, are not ruled out, and bring it something it does not have."""
        return useful(self._ask(self.framework.levels[0].level, limits, "likely"))

    def most_relieved(
        self, signs: Mapping[str, Collection[str]], spend: float | None, limits: PlanLimits = NO_LIMITS
    ) -> Purchase:
        """What relieves most ``signs`` (sign -> measures any of which relieves it) for at most ``spend`` (万元; None:
        whatever it costs), and among those the cheapest; its steps are placed within the hands where there are any.
        """
        asked = self._ask(self.framework.levels[0].level, limits, "likely")
        choice = most_relieved(asked, signs, spend)
        found = purchase(asked, {asked.program.measures[m].id: units for m, units in choice.units.items()})
        placed = None if self.hands is None or not found.steps else place(found.steps, self.hands)
        if placed is None:
            return found
        return found.model_copy(update={"steps": placed.steps, "weeks": placed.weeks, "staffing": placed.staffing})

    def choices(self, plan: Plan, frontier: bool = True) -> PlanChoices:
        """What may be chosen instead of ``plan``, the cheapest one, within the same limits."""
        if plan.staffing is not None and plan.staffing.hands != self.hands:
            return replace(self, hands=plan.staffing.hands).choices(plan, frontier)
        told = plan.status == "optimal" and bool(plan.steps)
        robust, note = robust_choice(plan, self.robust(plan.target_level, plan.limits) if told else None)
        ways = self.alternatives(plan.target_level, plan.limits, count=OTHERS + 1) if told else []
        soonest, soonest_note = self._soonest(plan) if told else (None, None)
        return PlanChoices(
            robust=robust,
            robust_note=note,
            others=other_ways(plan, ways, robust),
            soonest=soonest,
            soonest_note=soonest_note,
            fewest=fewest_at_once(plan) if told else None,
            frontier=self.money_frontier(plan) if frontier else None,
        )

    @staticmethod
    def _staffed(plans: list[Plan], hands: Hands) -> list[Plan]:
        return [plan for plan in (staffed(one, hands) for one in plans) if plan.status == "optimal"]

    def _soonest(self, plan: Plan) -> tuple[OtherPlan | None, Label | None]:
        if self.hands is None or plan.staffing is None:
            return None, None
        budgets = [HURRY * plan.cost.likely, *([] if plan.limits.budget is None else [plan.limits.budget])]
        limits = plan.limits.model_copy(update={"budget": min(budgets)})
        return soonest_choice(plan, soonest(self._ask(plan.target_level, limits, "likely"), self.hands))

    def _ask(self, level: int, limits: PlanLimits, price: Price) -> Ask:
        check_level(self.framework, level)
        if limits.outcomes not in self._situations:
            program = program_of(self.framework, self.measures, limits.outcomes)
            self._situations[limits.outcomes] = Situations(program, self.table.row(self.row))
        return Ask(self._situations[limits.outcomes], 0, level, self.size_class, limits, price)

    @cached_property
    def _situations(self) -> dict[bool, Situations]:
        return {}
