"""The next-best plans that differ in substance, so that an owner can choose with reasons of their own."""

from __future__ import annotations

import numpy as np
import scipy  # its parts load when they are used: a command that only scores does without

from assessment.planning.case import FREE
from assessment.planning.cheapest import built
from assessment.planning.plan import Plan
from assessment.planning.question import Ask
from assessment.planning.search import Choice


def alternative_plans(asked: Ask, count: int, different: int) -> list[Plan]:
    """The cheapest plan and the next-best ones, each without some measures of every plan before it."""
    found: list[Choice] = []
    while not asked.reached and len(found) < count:
        choice = asked.solve(extra=[_without_some(asked, earlier, different) for earlier in found])
        if choice is None:
            break
        found.append(choice)
        if not set(choice.units) - set(asked.case.contracted):
            break  # what is contracted already reaches the level: there is nothing to choose
    return [built(asked, choice) for choice in found]


def _without_some(asked: Ask, earlier: Choice, different: int) -> scipy.optimize.LinearConstraint:
    """At least ``different`` of the measures that were bought freely are left out."""
    free = sorted(set(earlier.units) - set(asked.case.contracted))
    terms = np.zeros((1, asked.program.width))
    terms[0, free] = 1.0
    return scipy.optimize.LinearConstraint(terms, -FREE, len(free) - min(different, len(free)))
