"""One question of planning: which firm, which level, at which prices, within which limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import scipy  # its parts load when they are used: a command that only scores does without

from assessment.content.measures import SizeClass
from assessment.language import label
from assessment.planning.applying import Walker
from assessment.planning.case import Case
from assessment.planning.plan import PlanLimits, Price
from assessment.planning.program import Program, program_of
from assessment.planning.search import Choice, cheapest
from assessment.planning.situation import Situations
from assessment.problems import refuse
from assessment.scoring import Framework


@dataclass(frozen=True)
class Ask:
    """A firm (a row of situations), the level it is to reach, the prices that count, and its limits."""

    situations: Situations
    row: int
    level: int
    size_class: SizeClass
    limits: PlanLimits
    price: Price = "likely"

    @property
    def program(self) -> Program:
        """The program of the framework and the measures."""
        return self.situations.program

    @property
    def framework(self) -> Framework:
        """The framework whose level is asked for."""
        return self.program.framework

    @cached_property
    def case(self) -> Case:
        """The firm's bounds in the program."""
        return Case(self.situations, self.row, self.size_class, self.limits, self.price)

    @cached_property
    def walker(self) -> Walker:
        """Does measures for the firm."""
        return Walker(self.situations, self.row)

    @cached_property
    def floor(self) -> dict[int, int]:
        """The level's thresholds: value row -> least value."""
        return {row: self.program.thresholds[row].at_least for row in self.program.threshold_rows(self.level)}

    @property
    def reached(self) -> bool:
        """Does the firm meet the level's thresholds already?"""
        return all(self.situations.values[self.row, row] >= least for row, least in self.floor.items())

    def within(self, limits: PlanLimits) -> Ask:
        """The same question within other limits."""
        if limits.outcomes != self.program.outcomes:
            program = program_of(self.framework, self.program.book, limits.outcomes)
            return replace(self, situations=Situations(program, self.situations.table), limits=limits)
        return replace(self, limits=limits)

    def solve(
        self, floor: Mapping[int, int] | None = None, extra: Sequence[scipy.optimize.LinearConstraint] = ()
    ) -> Choice | None:
        """The cheapest choice, or None when there is none; ``floor`` replaces the level's thresholds."""
        return cheapest(self.case, self.floor if floor is None else floor, extra)


def check_level(framework: Framework, level: int) -> None:
    """Raise ``InputRefused`` for a level that the framework does not have."""
    known = [found.level for found in framework.levels]
    if level not in known:
        shown = ", ".join(map(str, known))
        raise refuse(
            framework.key,
            label("没有这个等级", "there is no such level"),
            label(f"可选的等级：{shown}。", f"Levels to choose from: {shown}."),
            level,
        )
