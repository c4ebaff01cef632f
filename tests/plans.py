"""Plans by hand, for tests of what is said about a plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assessment.content.measures import CostRange
from assessment.language import label
from assessment.planning import Plan, Step

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


def a_plan(steps: Sequence[Step]) -> Plan:
    """A plan of these steps, as far as what is said about steps goes."""
    cost = CostRange(
        low=round(sum(s.cost.low for s in steps), 2),
        likely=round(sum(s.cost.likely for s in steps), 2),
        high=round(sum(s.cost.high for s in steps), 2),
    )
    return Plan.model_construct(steps=tuple(steps), cost=cost, size_class="small")
