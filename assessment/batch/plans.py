"""The cheapest way to the next level for every firm of a batch, as results tell it in a line.

Plans for a province take their time: those that are made can be kept beside what is to be written, line by line, and a
run that was broken off goes on after the last whole one.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from assessment.advisory import Reading
from assessment.batch.engines import Engine, Hands
from assessment.batch.matchmaking import BLOCK, FEW, Progress, begin_planning, outlined
from assessment.batch.unfinished import check_same, read_note
from assessment.language import label
from assessment.output import add_line, write_text
from assessment.planning import Outline

_PLANS = label("方案", "plans")


def plans_of(
    reading: Reading,
    engine: Engine | None = None,
    progress: Progress = lambda done, all_: None,
    stop: threading.Event | None = None,
) -> list[Outline]:
    """The outline of every firm under the main framework, in order: one exact program each.

    ``progress`` is told how many are done. Raises ``Stopped`` soon after ``stop`` is set.
    """
    return list(_made(reading, 0, engine or Engine(1), progress, stop or threading.Event()))


def kept_plans(
    reading: Reading,
    journal: Path,
    source: Mapping[str, str],
    engine: Engine,
    progress: Progress = lambda done, all_: None,
    *,
    fresh: bool = False,
) -> list[Outline]:
    """The same, each written down in a ``journal`` as soon as it is made; what stands there already is taken over.

    ``source`` is what ``made_from`` says. Raises ``InputRefused`` when the journal is of something else, unless
    ``fresh``. Whoever has written the results deletes it.
    """
    if fresh:
        journal.unlink(missing_ok=True)
    made = _begun(journal, source, len(reading.table))
    progress(len(made), len(reading.table))
    for outline in _made(reading, len(made), engine, progress, threading.Event()):
        add_line(journal, outline.model_dump_json())
        made.append(outline)
    return made


def _made(reading: Reading, begun: int, engine: Engine, progress: Progress, stop: threading.Event) -> Iterator[Outline]:
    """The outlines of the firms from row ``begun`` on."""
    n = len(reading.table)
    if begun == n:
        return
    rest = reading if not begun else reading.advisor.reading(reading.table.take(np.arange(begun, n)), reading.on)
    with ExitStack() as stack:
        helpers: Hands | None = None
        if engine.cluster or (n - begun > FEW and engine.hands > 1):
            given = (reading.table.bank, reading.main, reading.advisor.measures)
            helpers = stack.enter_context(engine.pool("plans", begin_planning, given, -(-(n - begun) // BLOCK)))
        for done, outline in enumerate(outlined(rest, helpers, stop), begun + 1):
            yield outline.model_copy(update={"row": begun + outline.row})
            progress(done, n)


def _begun(journal: Path, source: Mapping[str, str], n: int) -> list[Outline]:
    """The whole outlines that stand in a journal; a last one that was cut off is made again."""
    lines = journal.read_text(encoding="utf-8", errors="replace").splitlines() if journal.exists() else []
    made: list[Outline] = []
    if lines:
        check_same(_PLANS, journal, read_note(lines[0]), source)
        try:
            for line in lines[1 : n + 1]:
                made.append(Outline.model_validate_json(line))
        except ValidationError:
            pass
    said = [json.dumps(dict(source), ensure_ascii=False), *(outline.model_dump_json() for outline in made)]
    write_text(journal, "\n".join(said) + "\n")
    return made
