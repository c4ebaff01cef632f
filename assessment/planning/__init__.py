"""The cheapest proven path to a level: what to do, in which order, at what cost, and why no cheaper way exists."""

from assessment.planning.applying import apply_plan
from assessment.planning.cheapest import cheapest_plan, robust_plan
from assessment.planning.plan import Plan, PlanLimits, Step

__all__ = ["Plan", "PlanLimits", "Step", "apply_plan", "cheapest_plan", "robust_plan"]
