"""The next-best plans that differ in substance, so that an owner can choose with reasons of their own."""

from __future__ import annotations

import numpy as np
from scipy.optimize import LinearConstraint

from assessment.answers import AnswerTable
from assessment.content.measures import MeasureBook, SizeClass
from assessment.planning.case import FREE
from assessment.planning.cheapest import built
from assessment.planning.plan import NO_LIMITS, Plan, PlanLimits, Price
from assessment.planning.question import Ask, ask
from assessment.planning.search import Choice
from assessment.scoring import Framework


def alternative_plans(
    framework: Framework,
    table: AnswerTable,
    row: int,
    measures: MeasureBook,
    target_level: int,
    size_class: SizeClass,
    limits: PlanLimits = NO_LIMITS,
    price: Price = "likely",
    count: int = 3,
    different: int = 2,
) -> list[Plan]:
    """The cheapest plan and the next-best ones, at most ``count``, cheapest first.

    Each does without at least ``different`` measures of every plan before it (without all of them where a plan has
    fewer), and is proven to be the cheapest that does. Empty when the level is reached already or out of reach.
    """
    asked = ask(framework, table, row, measures, target_level, size_class, limits, price)
    found: list[Choice] = []
    while not asked.reached and len(found) < count:
        choice = asked.solve(extra=[_without_some(asked, earlier, different) for earlier in found])
        if choice is None:
            break
        found.append(choice)
        if not set(choice.units) - set(asked.case.contracted):
            break  # what is contracted already reaches the level: there is nothing to choose
    return [built(asked, choice) for choice in found]


def _without_some(asked: Ask, earlier: Choice, different: int) -> LinearConstraint:
    """At least ``different`` of the measures that were bought freely are left out."""
    free = sorted(set(earlier.units) - set(asked.case.contracted))
    terms = np.zeros((1, asked.program.width))
    terms[0, free] = 1.0
    return LinearConstraint(terms, -FREE, len(free) - min(different, len(free)))
