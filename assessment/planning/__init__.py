"""The cheapest proven path to a level: what to do, in which order, at what cost, and why no cheaper way exists."""

from assessment.planning.applying import apply_plan
from assessment.planning.choices import OtherPlan, PlanChoices
from assessment.planning.climbing import Climb, Climbing
from assessment.planning.frontier import Frontier, FrontierPoint
from assessment.planning.hands import HANDS_FACTS, hands_of
from assessment.planning.many import Outline, outlines
from assessment.planning.plan import (
    NEXT_LEVEL,
    NO_LIMITS,
    Aim,
    Change,
    Evidence,
    Hands,
    Plan,
    PlanLimits,
    Price,
    Reply,
    Staffing,
    Step,
    StepReply,
)
from assessment.planning.planner import Planner
from assessment.planning.purchase import Purchase
from assessment.planning.reordering import in_order
from assessment.planning.staffing import month
from assessment.planning.supported import SharePaid
from assessment.planning.words import NOT_PROVEN, money, plain, quoted, span, weeks_of
from assessment.solver import NotSolved

__all__ = [
    "HANDS_FACTS",
    "NEXT_LEVEL",
    "NOT_PROVEN",
    "NO_LIMITS",
    "Aim",
    "Change",
    "Climb",
    "Climbing",
    "Evidence",
    "Frontier",
    "FrontierPoint",
    "Hands",
    "NotSolved",
    "OtherPlan",
    "Outline",
    "Plan",
    "PlanChoices",
    "PlanLimits",
    "Planner",
    "Price",
    "Purchase",
    "Reply",
    "SharePaid",
    "Staffing",
    "Step",
    "StepReply",
    "apply_plan",
    "hands_of",
    "in_order",
    "money",
    "month",
    "outlines",
    "plain",
    "quoted",
    "span",
    "weeks_of",
]
