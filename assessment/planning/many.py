"""Cheapest plans for many firms: one program, one bare solve for each, in blocks, with progress."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

from assessment.answers import AnswerTable
from assessment.content.measures import MeasureBook, SizeClass
from assessment.documents import Identifier, Strict
from assessment.planning.plan import NO_LIMITS, PlanLimits, Status
from assessment.planning.program import program_of
from assessment.planning.question import Ask, check_level
from assessment.planning.schedule import schedule
from assessment.planning.situation import Situations
from assessment.scoring import Framework
from assessment.solver import NotSolved

BLOCK = 500


class Outline(Strict):
    """The cheapest plan of one firm without its reasons: what to buy and the proven cost in 万元.

    ``target_level`` is None for a firm that stands at the highest level already; ``unproven`` is one for which the
    solver proved nothing. ``weeks`` is the longest chain of its steps, ``own_days`` their work of own people in
    person-days; both None where there is no plan.
    """

    firm: str
    row: int
    level: int
    target_level: int | None
    status: Status | Literal["unproven"]
    cost: float | None
    measures: dict[Identifier, int]
    weeks: int | None = None
    own_days: float | None = None

    def least_weeks(self, hands: float) -> int | None:
        """The weeks that the steps take at least with so many person-days a week; None without steps or hands.

        No schedule is shorter: neither than the longest chain of steps nor than all their work over the hands.
        """
        if self.weeks is None or self.own_days is None or not self.measures or hands <= 0:
            return None
        return max(self.weeks, math.ceil(self.own_days / hands - 1e-9))


def outlines(
    framework: Framework,
    table: AnswerTable,
    measures: MeasureBook,
    size_classes: Sequence[SizeClass],
    target_level: int | None = None,
    limits: PlanLimits = NO_LIMITS,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Outline]:
    """An outline for every firm of the table, in order; ``size_classes`` has one entry a firm.

    Without ``target_level`` each firm is planned to its next level. ``progress`` is told (done, all) after each block.
    """
    if target_level is not None:
        check_level(framework, target_level)
    program = program_of(framework, measures, limits.outcomes)
    for start in range(0, len(table), BLOCK):
        block = _block(table, start, min(start + BLOCK, len(table)))
        situations = Situations(program, block)
        for row in range(len(block)):
            yield _outline(situations, row, start + row, target_level, size_classes[start + row], limits)
        if progress is not None:
            progress(start + len(block), len(table))


def _block(table: AnswerTable, start: int, stop: int) -> AnswerTable:
    """Some firms of a table in a row."""
    return table.take(range(start, min(stop, len(table))))


def _outline(
    situations: Situations, row: int, place: int, target: int | None, size_class: SizeClass, limits: PlanLimits
) -> Outline:
    level = int(situations.level[row])
    if target is None:
        higher = [found.level for found in situations.program.framework.levels if found.level > level]
        target = min(higher, default=None)
    asked = None if target is None else Ask(situations, row, target, size_class, limits)
    reached = asked is None or asked.reached
    status: Status | Literal["unproven"]
    try:
        choice = None if asked is None or reached else asked.solve()
        status = "already_reached" if reached else "infeasible" if choice is None else "optimal"
    except NotSolved:
        choice, status = None, "unproven"
    bought = {} if choice is None else {situations.program.measures[m].id: n for m, n in choice.units.items()}
    weeks = own_days = None
    if choice is not None and asked is not None:
        weeks = max((slot.finish for slot in schedule(asked.case, choice)), default=0)
        measures = situations.program.measures
        own_days = sum(
            measures[m].own_days + measures[m].own_days_per_unit * (n if measures[m].counted else 0)
            for m, n in choice.units.items()
        )
    return Outline(
        firm=situations.table.ids[row],
        row=place,
        level=level,
        target_level=target,
        status=status,
        cost=0.0 if reached else None if choice is None else choice.cost / 100,
        measures=bought,
        weeks=weeks,
        own_days=own_days,
    )
