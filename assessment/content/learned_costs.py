"""Costs of measures learned from what firms really paid, as an expert took them over: estimates made longer or shorter.

Estimates differ by size and by number; what was paid is therefore told as so many times the likely estimate for that
firm, and the ranges of all sizes are stretched alike.
"""

from __future__ import annotations

import datetime
import json
from typing import Annotated, Any

from pydantic import Field, ValidationError, model_validator

from assessment.content.loading import validation_problems
from assessment.content.measures import CostRange, Costs, Measure, MeasureBook
from assessment.content.wording import wrong
from assessment.documents import Identifier, Strict
from assessment.language import label
from assessment.problems import InputRefused, Problem

Times = Annotated[float, Field(gt=0, le=100, description="times the likely estimate")]


class LearnedCost(Strict):
    """What a measure really cost, as times the likely estimate: of ``cases`` firms, up to a day."""

    measure: Identifier
    low: Times
    likely: Times
    high: Times
    cases: int = Field(ge=1)
    until: datetime.date

    @model_validator(mode="after")
    def _rising(self) -> LearnedCost:
        if not self.low <= self.likely <= self.high:
            raise wrong("应有 low ≤ likely ≤ high", "expected low <= likely <= high")
        return self

    def of(self, measure: Measure) -> Measure:
        """The measure at these costs, which says where they come from."""
        source = label(
            f"{self.cases} 家企业登记的实际花费（截至 {self.until}），由专家采用",
            f"what {self.cases} firms put down as paid (up to {self.until}), taken over by an expert",
        )
        return measure.model_copy(
            update={
                "cost": None if measure.cost is None else self._stretched(measure.cost),
                "cost_per_unit": None if measure.cost_per_unit is None else self._stretched(measure.cost_per_unit),
                "costs_from": source,
            }
        )

    def _stretched(self, costs: Costs) -> Costs:
        micro, small, medium = (self._range(one.likely) for one in (costs.micro, costs.small, costs.medium))
        return Costs(micro=micro, small=small, medium=medium)

    def _range(self, likely: float) -> CostRange:
        low, middle, high = (round(likely * times, 2) for times in (self.low, self.likely, self.high))
        return CostRange(low=low, likely=middle, high=high)


class LearnedCosts(Strict):
    """Learned costs as they are kept, each measure once."""

    costs: tuple[LearnedCost, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _once(self) -> LearnedCosts:
        names = [one.measure for one in self.costs]
        if len(set(names)) != len(names):
            raise wrong("同一项措施写了两次", "a measure stands twice")
        return self

    def applied(self, book: MeasureBook) -> MeasureBook:
        """The book at these costs."""
        known = {one.measure: one for one in self.costs}
        return book.changed(lambda one: known[one.id].of(one) if one.id in known else one)


def learned_costs(document: Any, book: MeasureBook) -> LearnedCosts:
    """A document as learned costs of the measures of a book; raises ``InputRefused`` with every fault."""
    try:
        found = LearnedCosts.model_validate_json(json.dumps(document), strict=True)
    except ValidationError as fault:
        raise InputRefused(validation_problems(fault, lambda path: ".".join(map(str, path)) or "costs")) from None
    problems = [
        Problem(
            f"costs.{at}.measure",
            label("没有这项措施", "there is no such measure"),
            label("请去掉这一条。", "Leave this entry out."),
            one.measure,
        )
        for at, one in enumerate(found.costs)
        if one.measure not in book.measures
    ]
    if problems:
        raise InputRefused(problems)
    return found
