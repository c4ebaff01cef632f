"""What every sum buys each of many firms, in points alone or with levels counting as points: exact, without reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerTable
from assessment.content.measures import MeasureBook, SizeClass
from assessment.planning.many import BLOCK
from assessment.planning.plan import NO_LIMITS, Price
from assessment.planning.program import program_of
from assessment.planning.question import Ask
from assessment.planning.search import costs_more
from assessment.planning.situation import Situations
from assessment.planning.staircase import Stairway, known_of, stairway
from assessment.planning.why import scored
from assessment.scoring import Framework
from assessment.solver import NotSolved

Whole = NDArray[np.int64]


@dataclass(frozen=True)
class Climb:
    """What every sum up to the most buys one firm: ``cost`` (0.01 万元) and ``worth``, both rising, beyond where it
    stands, in root units; the first is what nothing buys. ``None`` where a step was not proven.
    """

    cost: Whole
    worth: Whole


@dataclass(frozen=True)
class Climbing:
    """How firms are climbed: points up to a cost of ``most`` (0.01 万元), a level being worth ``weight`` root units."""

    framework: Framework
    measures: MeasureBook
    most: int
    weight: int = 0
    price: Price = "likely"

    def climbs(self, table: AnswerTable, sizes: Sequence[SizeClass]) -> Iterator[Climb | None]:
        """The climb of every firm of a table, in order; None where the solver proves nothing."""
        for asked in self._asked(table, sizes):
            try:
                cost, worth, _ = self._steps(asked)
            except NotSolved:
                yield None
            else:
                yield Climb(cost, worth)

    def reached(
        self, table: AnswerTable, sizes: Sequence[SizeClass], costs: Sequence[int]
    ) -> Iterator[tuple[int, int, int] | None]:
        """What each firm of a table has after its step of a cost: points (root units) and levels beyond what it can
        have for nothing, and the level. By scoring what is bought; None where that is not what the step says.
        """
        for asked, cost in zip(self._asked(table, sizes), costs, strict=True):
            costs_of, worth, taken = self._steps(asked)
            steps = [0, int(np.flatnonzero(costs_of == cost)[0])]
            runs = [asked.program.in_order(taken[step][0].bought(taken[step][1])) for step in steps]
            scores = scored(asked, [asked.walker.walk(run) for run in runs])
            points = scores.worst.nodes[self.framework.root].astype(np.int64)
            level, stood = scores.level_low.astype(np.int64), int(asked.situations.level[asked.row])
            said = worth[steps] - self.weight * (level - stood) + asked.case.values[0]
            if (said != points).any():
                yield None
            else:
                yield int(points[1] - points[0]), int(level[1] - level[0]), int(level[1])

    def _asked(self, table: AnswerTable, sizes: Sequence[SizeClass]) -> Iterator[Ask]:
        program = program_of(self.framework, self.measures)
        first = self.framework.levels[0].level
        for start in range(0, len(table), BLOCK):
            situations = Situations(program, table.take(range(start, min(start + BLOCK, len(table)))))
            for row in range(len(situations)):
                yield Ask(situations, row, first, sizes[start + row], NO_LIMITS, self.price)

    def _steps(self, asked: Ask) -> tuple[Whole, Whole, list[tuple[Stairway, int]]]:
        """Cost and worth of the steps that are worth more than all that cost less, and where each is found.

        A plan that is worth most has the most points of those that reach its level.
        """
        known, stood = known_of(asked.program, self.most), int(asked.situations.level[asked.row])
        free = stairway(asked.case, known, self.most)
        ways = [(free, 0)]
        if self.weight:
            for level in reversed(self.framework.levels):
                gained = level.level - stood
                most = self._worth_looking(free, gained, ways[1:]) if gained > 0 else None
                floor = replace(asked, level=level.level).floor
                if most is not None and not costs_more(asked.case, floor, most):
                    ways.append((stairway(asked.case, known, most, floor), gained))
        cost = np.concatenate([way.cost for way, _ in ways])
        worth = np.concatenate([way.gain + self.weight * levels for way, levels in ways])
        places = [(way, step) for way, _ in ways for step in range(len(way.cost))]
        order = np.lexsort((-worth, cost))
        best = np.maximum.accumulate(worth[order])
        kept = order[np.concatenate([[True], worth[order][1:] > best[:-1]])]
        return cost[kept], worth[kept], [places[step] for step in kept]

    def _worth_looking(self, free: Stairway, levels: int, higher: Sequence[tuple[Stairway, int]]) -> int | None:
        """Up to which cost ways that gain so many ``levels`` can be worth more than those known of ``higher`` ones.

        No way has more points than what its cost buys of points alone. None where none can.
        """
        cost = np.concatenate([np.empty(0, np.int64), *(way.cost for way, _ in higher)])
        worth = np.concatenate([np.empty(0, np.int64), *(way.gain + self.weight * gained for way, gained in higher)])
        order = np.argsort(cost, kind="stable")
        best = np.concatenate([[np.iinfo(np.int64).min], np.maximum.accumulate(worth[order])])
        ends = np.unique(np.concatenate([free.cost, cost]))
        can = free.gain[np.searchsorted(free.cost, ends, "right") - 1] + self.weight * levels
        better = np.flatnonzero(can > best[np.searchsorted(cost[order], ends, "right")])
        if not len(better):
            return None
        last = int(better[-1])
        return self.most if last == len(ends) - 1 else int(ends[last + 1]) - 1
