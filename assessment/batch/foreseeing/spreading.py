"""The planning of many firms spread over processes: the same answers in the same order, whoever made them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from assessment.answers import AnswerTable
from assessment.batch.engines import Engine
from assessment.batch.matchmaking import BLOCK, FEW, Progress
from assessment.batch.workers import in_order
from assessment.content.bank import FactBank
from assessment.content.measures import MeasureBook, SizeClass
from assessment.foresight import Ways, ways_up
from assessment.planning import Climb, Climbing, Outline, SharePaid, outlines
from assessment.scoring import Framework

Result = TypeVar("Result")
Work = Callable[[AnswerTable, Sequence[SizeClass], Sequence[int]], Result]
"""What is made of some firms: their answers, their sizes, and a number for each where the work takes one."""
_Task = tuple[Sequence[str], dict[str, Any], Sequence[SizeClass], Sequence[int]]


@dataclass(frozen=True)
class WaysUp:
    """The ways of firms to one level, or to every level above their own."""

    framework: Framework
    measures: MeasureBook
    level: int | None
    paid: SharePaid | None = None

    def __call__(self, table: AnswerTable, sizes: Sequence[SizeClass], _: Sequence[int]) -> Ways:
        """Plan them."""
        return ways_up(self.framework, table, self.measures, sizes, self.level, paid=self.paid)


@dataclass(frozen=True)
class Outlines:
    """The cheapest plan of each firm to a level."""

    framework: Framework
    measures: MeasureBook
    level: int

    def __call__(self, table: AnswerTable, sizes: Sequence[SizeClass], _: Sequence[int]) -> list[Outline]:
        """Plan them."""
        return list(outlines(self.framework, table, self.measures, sizes, self.level))


@dataclass(frozen=True)
class Climbed:
    """What every sum buys each firm."""

    climbing: Climbing

    def __call__(self, table: AnswerTable, sizes: Sequence[SizeClass], _: Sequence[int]) -> list[Climb | None]:
        """Climb them."""
        return list(self.climbing.climbs(table, sizes))


@dataclass(frozen=True)
class ReachedBy:
    """What each firm has after its step of a cost."""

    climbing: Climbing

    def __call__(
        self, table: AnswerTable, sizes: Sequence[SizeClass], costs: Sequence[int]
    ) -> list[tuple[int, int, int] | None]:
        """Score them."""
        return list(self.climbing.reached(table, sizes, costs))


def spread(
    work: Work[Result],
    table: AnswerTable,
    sizes: Sequence[SizeClass],
    engine: Engine | None = None,
    progress: Progress | None = None,
    numbers: Sequence[int] = (),
) -> Iterator[Result]:
    """What is made of every few firms of a table, in order; ``numbers`` has one entry a firm, or none.

    ``progress`` is told (done, all) in firms. Few firms are not worth another process.
    """
    n = len(table)

    def blocks() -> Iterator[_Task]:
        for at in range(0, n, BLOCK):
            part = table.take(range(at, min(at + BLOCK, n)))
            yield part.ids, part.columns, sizes[at : at + BLOCK], numbers[at : at + BLOCK]

    def told(found: Iterator[Result]) -> Iterator[Result]:
        for number, one in enumerate(found, 1):
            if progress is not None:
                progress(min(n, number * BLOCK), n)
            yield one

    if engine is None or engine.hands == 1 or n <= FEW:
        yield from told(_done(table.bank, work, task) for task in blocks())
        return
    with engine.pool("planning", _begin, (table.bank, work), -(-n // BLOCK)) as (pool, hands):
        yield from told(in_order(pool, _do, blocks(), threading.Event(), 4 * hands))


_content: tuple[FactBank, Work[Any]] | None = None


def _begin(bank: FactBank, work: Work[Any]) -> None:
    global _content
    _content = bank, work


def _do(task: _Task) -> Any:
    assert _content is not None
    return _done(*_content, task)


def _done(bank: FactBank, work: Work[Result], task: _Task) -> Result:
    ids, columns, sizes, numbers = task
    return work(AnswerTable(bank, list(ids), columns), sizes, numbers)
