"""The cheapest proven path to a level: what to do, in which order, at what cost, and why no cheaper way exists."""

from assessment.planning.alternatives import alternative_plans
from assessment.planning.applying import apply_plan
from assessment.planning.batch import Outline, outlines
from assessment.planning.cheapest import cheapest_plan, robust_plan
from assessment.planning.frontier import Frontier, budget_frontier
from assessment.planning.plan import Plan, PlanLimits, Step
from assessment.planning.subsidy import SupportScenario, support_scenario

__all__ = [
    "Frontier",
    "Outline",
    "Plan",
    "PlanLimits",
    "Step",
    "SupportScenario",
    "alternative_plans",
    "apply_plan",
    "budget_frontier",
    "cheapest_plan",
    "outlines",
    "robust_plan",
    "support_scenario",
]
