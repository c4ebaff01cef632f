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
from assessment.planning.steps import own_days_of
from assessment.planning.supported import SharePaid, least_left
from assessment.scoring import Framework
from assessment.solver import NotSolved

BLOCK = 500


class OutlinedStep(Strict):
    """A step of an outline: the week in which what must come first is finished, and its work in person-days."""

    measure: Identifier
    week: int
    own_days: float


class Outline(Strict):
    """The cheapest plan of one firm without its reasons: what to buy and the proven cost in 万元.

    ``target_level`` is None for a firm that stands at the highest level already; ``unproven`` is one for which the
    solver proved nothing. ``weeks`` is the longest chain of its steps, ``own_days`` their work of own people in
    person-days; both None where there is no plan. ``steps`` are in the order in which they would begin.
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
    steps: tuple[OutlinedStep, ...] = ()

    def least_weeks(self, hands: float) -> int | None:
        """The weeks that the steps take at least with so many person-days a week; None without steps or hands.

        No schedule is shorter: neither than the longest chain of steps nor than all their work over the hands.
        """
        if self.weeks is None or self.own_days is None or not self.measures or hands <= 0:
            return None
        return max(self.weeks, math.ceil(self.own_days / hands - 1e-9))

    def begun_within(self, weeks: int, hands: float) -> list[Identifier]:
        """The measures that begin within so many weeks when so many person-days a week do one after the other.

        A step begins once what must come first is finished and the work of those before it is done; without hands none
        does that takes any.
        """
        found, work = [], 0.0
        for step in self.steps:
            work += step.own_days
            if step.week < weeks and (work - step.own_days < weeks * hands or not work):
                found.append(step.measure)
        return found


def outlines(
    framework: Framework,
    table: AnswerTable,
    measures: MeasureBook,
    size_classes: Sequence[SizeClass],
    target_level: int | None = None,
    limits: PlanLimits = NO_LIMITS,
    progress: Callable[[int, int], None] | None = None,
    paid: SharePaid | None = None,
) -> Iterator[Outline]:
    """An outline for every firm of the table, in order; ``size_classes`` has one entry a firm.

    Without ``target_level`` each firm is planned to its next level. ``progress`` is told (done, all) after each block.
    With ``paid`` each outline is the way that leaves the firm least to pay; limits of money and time are then none.
    """
    if target_level is not None:
        check_level(framework, target_level)
    program = program_of(framework, measures, limits.outcomes)
    for start in range(0, len(table), BLOCK):
        block = _block(table, start, min(start + BLOCK, len(table)))
        situations = Situations(program, block)
        for row in range(len(block)):
            yield _outline(situations, row, start + row, target_level, size_classes[start + row], limits, paid)
        if progress is not None:
            progress(start + len(block), len(table))


def _block(table: AnswerTable, start: int, stop: int) -> AnswerTable:
    """Some firms of a table in a row."""
    return table.take(range(start, min(stop, len(table))))


def _outline(
    situations: Situations,
    row: int,
    place: int,
    target: int | None,
    size_class: SizeClass,
    limits: PlanLimits,
    paid: SharePaid | None,
) -> Outline:
    level = int(situations.level[row])
    if target is None:
        higher = [found.level for found in situations.program.framework.levels if found.level > level]
        target = min(higher, default=None)
    asked = None if target is None else Ask(situations, row, target, size_class, limits)
    reached = asked is None or asked.reached
    status: Status | Literal["unproven"]
    try:
        choice = None
        if asked is not None and not reached:
            choice = asked.solve() if paid is None or paid.changes_no_mind else least_left(asked, paid)
        status = "already_reached" if reached else "infeasible" if choice is None else "optimal"
    except NotSolved:
        choice, status = None, "unproven"
    bought = {} if choice is None else {situations.program.measures[m].id: n for m, n in choice.units.items()}
    weeks, own_days, steps = None, None, tuple[OutlinedStep, ...]()
    if choice is not None and asked is not None:
        slots = schedule(asked.case, choice)
        weeks = max((slot.finish for slot in slots), default=0)
        steps = tuple(
            OutlinedStep(measure=one.id, week=slot.start, own_days=own_days_of(one, choice.units[slot.measure]))
            for slot in slots
            for one in [situations.program.measures[slot.measure]]
        )
        own_days = sum(step.own_days for step in steps)
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
        steps=steps,
    )
