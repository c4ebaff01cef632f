"""The cheapest proven path to a level: what to do, in which order, at what cost, and why no cheaper way exists."""

from assessment.planning.alternatives import alternative_plans
from assessment.planning.applying import apply_plan
from assessment.planning.batch import Outline, outlines
from assessment.planning.cheapest import cheapest_plan, robust_plan
from assessment.planning.choices import OtherPlan, PlanChoices, money_frontier, plan_choices
from assessment.planning.frontier import Frontier, budget_frontier
from assessment.planning.plan import NEXT_LEVEL, Aim, Plan, PlanLimits, Step
from assessment.planning.purchase import Purchase, purchase
from assessment.planning.solving import NotSolved
from assessment.planning.subsidy import SupportScenario, support_scenario
from assessment.planning.words import NOT_PROVEN

__all__ = [
    "NEXT_LEVEL",
    "NOT_PROVEN",
    "Aim",
    "Frontier",
    "NotSolved",
    "OtherPlan",
    "Outline",
    "Plan",
    "PlanChoices",
    "PlanLimits",
    "Purchase",
    "Step",
    "SupportScenario",
    "alternative_plans",
    "apply_plan",
    "budget_frontier",
    "cheapest_plan",
    "money_frontier",
    "outlines",
    "plan_choices",
    "purchase",
    "robust_plan",
    "support_scenario",
]
