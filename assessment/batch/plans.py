"""The cheapest way to the next level for every firm of a batch, as results tell it in a line."""

from __future__ import annotations

import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack

from assessment.advisory import Reading
from assessment.batch.matchmaking import FEW, Progress, begin_planning, outlined
from assessment.batch.workers import workers
from assessment.planning import Outline


def plans_of(
    reading: Reading,
    processes: int = 1,
    progress: Progress = lambda done, all_: None,
    stop: threading.Event | None = None,
) -> list[Outline]:
    """The outline of every firm under the main framework, in order: one exact program each.

    ``progress`` is told how many are done. Raises ``Stopped`` soon after ``stop`` is set.
    """
    n, made = len(reading.table), []
    with ExitStack() as stack:
        helpers: ProcessPoolExecutor | None = None
        if n > FEW and processes > 1:
            given = (reading.table.bank, reading.main, reading.advisor.measures)
            helpers = stack.enter_context(workers("plans", processes, begin_planning, given))
        for outline in outlined(reading, helpers, stop or threading.Event()):
            made.append(outline)
            progress(len(made), n)
    return made
