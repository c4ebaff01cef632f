"""The cheapest proven path to a level: what to do, in which order, at what cost, and why no cheaper way exists."""

from assessment.planning.alternatives import alternative_plans
from assessment.planning.applying import apply_plan
from assessment.planning.cheapest import cheapest_plan, robust_plan
from assessment.planning.choices import OtherPlan, PlanChoices, money_frontier, plan_choices
from assessment.planning.frontier import Frontier, budget_frontier
from assessment.planning.many import Outline, outlines
from assessment.planning.plan import NEXT_LEVEL, Aim, Plan, PlanLimits, Step
from assessment.planning.purchase import Purchase, purchase
from assessment.planning.words import NOT_PROVEN
from assessment.solver import NotSolved

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
    "alternative_plans",
    "apply_plan",
    "budget_frontier",
    "cheapest_plan",
    "money_frontier",
    "outlines",
    "plan_choices",
    "purchase",
    "robust_plan",
]
