"""The cheapest way to the next level for every firm of a batch, as results tell it in a line."""

from __future__ import annotations

import threading
from contextlib import ExitStack

from assessment.advisory import Reading
from assessment.batch.engines import Engine, Hands
from assessment.batch.matchmaking import BLOCK, FEW, Progress, begin_planning, outlined
from assessment.planning import Outline


def plans_of(
    reading: Reading,
    engine: Engine | None = None,
    progress: Progress = lambda done, all_: None,
    stop: threading.Event | None = None,
) -> list[Outline]:
    """The outline of every firm under the main framework, in order: one exact program each.

    ``progress`` is told how many are done. Raises ``Stopped`` soon after ``stop`` is set.
    """
    n, made, engine = len(reading.table), [], engine or Engine(1)
    with ExitStack() as stack:
        helpers: Hands | None = None
        if engine.cluster or (n > FEW and engine.hands > 1):
            given = (reading.table.bank, reading.main, reading.advisor.measures)
            helpers = stack.enter_context(engine.pool("plans", begin_planning, given, -(-n // BLOCK)))
        for outline in outlined(reading, helpers, stop or threading.Event()):
            made.append(outline)
            progress(len(made), n)
    return made
