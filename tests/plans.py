"""Plans by hand, for tests of what is said about a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assessment.content.measures import CostRange
from assessment.language import label
from assessment.planning import Plan, PlanLimits, Step
from assessment.planning.plan import Proof

TEXT = label("说明", "text")


def plan_step(measure: str, low: float = 1, high: float = 2, **given: Any) -> Step:
    """A step of a plan, done by production software in four weeks unless told otherwise."""
    plain = {
        "measure": measure,
        "title": label(f"事项{measure}", f"step {measure}"),
        "description": TEXT,
        "example": TEXT,
        "changes": (),
        "cost": CostRange(low=low, likely=low, high=high),
        "weeks": 4,
        "own_days": 1,
        "after": (),
        "start_week": 0,
        "quarter": 1,
        "critical": False,
        "category": "production_software",
        "barrier": "lacks_know_how",
    }
    return Step(**(plain | given))


def a_plan(steps: Sequence[Step], **given: Any) -> Plan:
    """A proven plan of these steps to level 2."""
    cost = CostRange(
        low=round(sum(s.cost.low for s in steps), 2),
        likely=round(sum(s.cost.likely for s in steps), 2),
        high=round(sum(s.cost.high for s in steps), 2),
    )
    plain = {
        "framework": "miit-2024",
        "framework_title": TEXT,
        "measures_version": "1",
        "target_level": 2,
        "target_name": label("二级", "level 2"),
        "size_class": "small",
        "limits": PlanLimits(),
        "status": "optimal",
        "steps": tuple(steps),
        "cost": cost,
        "weeks": 8,
        "own_days": 3,
        "points_before": 20,
        "points_after": 40,
        "level_before": 1,
        "level_before_name": label("一级", "level 1"),
        "level_after": 2,
        "level_after_name": label("二级", "level 2"),
        "proof": Proof(status="optimal", price="likely", cost=1, bound=1, gap=0, nodes=1, solver="HiGHS"),
        "fidelity": "estimate",
    }
    return Plan(**(plain | given))
