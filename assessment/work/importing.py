"""Firms of a file put among the firms that are known: tried first, then written, and taken back where it was wrong."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from typing import Any
from uuid import UUID

import numpy as np

from assessment.advisory import Advisor
from assessment.answers import Answer, AnswerTable, State
from assessment.answers.firm_name import CHAIN_FACT, CITY_FACT, CODE_FACT, EMPLOYEES_FACT, NAME_FACT
from assessment.batch import Batch, Stopped
from assessment.batch.matchmaking import FEW, begin_planning
from assessment.batch.standing import standings_of
from assessment.batch.workers import workers
from assessment.content.counties import load_counties
from assessment.language import label
from assessment.monitoring import FigureLayout, measured
from assessment.permissions import PROVINCE
from assessment.settings import today
from assessment.store.assessments import Store
from assessment.store.firm_records import FirmIdentity
from assessment.store.import_records import FirmImport, ImportBounds, RowToImport
from assessment.store.import_standings import Unscored
from assessment.work import kinds
from assessment.work.runner import JobAtWork, Work, processes

TRYING, IMPORT, UNDO = "import_try", "import", "import_undo"
_BLOCK = 200
"""Imported firms that are scored and written together."""
_COMPARING = label("正在和已有的企业核对", "Comparing with the firms that are known")
_WRITING = label("正在写入", "Writing")
_SCORING = label("正在给导入的企业评分", "Scoring the imported firms")
_UNDOING = label("正在撤回", "Taking it back")


def rows_to_import(table: AnswerTable, faulty: np.ndarray[Any, np.dtype[np.bool_]]) -> list[RowToImport]:
    """The firms of a table as rows to import; one without a name and a code is nobody's, and so is faulty."""
    answers: list[dict[str, Answer]] = [{} for _ in table.ids]
    for fact_id, fact in table.bank.facts.items():
        column = table.columns.get(fact_id)
        if column is None:
            continue
        known: dict[Any, Answer] = {}
        states, values = column.states.tolist(), column.values.tolist()
        for row in np.flatnonzero(column.states != State.UNANSWERED).tolist():
            if states[row] != State.ANSWERED:
                answers[row][fact_id] = Answer(State(states[row]), None, column.reasons.get(row))
                continue
            value = values[row]
            answer = known.get(value)
            if answer is None:
                answer = known[value] = Answer(State.ANSWERED, table.bank.decode(fact, value))
            answers[row][fact_id] = answer
    found = []
    for place, said, bad in zip(table.ids, answers, faulty.tolist(), strict=True):
        identity = _identity(said)
        found.append(RowToImport(place, identity, said, bad or not (identity.name or identity.credit_code)))
    return found


def _identity(said: Mapping[str, Answer]) -> FirmIdentity:
    def text(fact: str) -> str | None:
        answer = said.get(fact)
        return str(answer.value) if answer is not None and answer.state is State.ANSWERED else None

    people = said.get(EMPLOYEES_FACT)
    number = None if people is None else people.number
    return FirmIdentity(
        text(NAME_FACT) or "",
        text(CODE_FACT),
        text(CITY_FACT),
        None,
        text(CHAIN_FACT),
        None if number is None else int(number),
    )


def try_firms(
    store: Store,
    batch: Batch,
    file_name: str,
    by: str,
    round_id: UUID | None,
    file_id: UUID | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
    *,
    over: bool = False,
    bounds: ImportBounds | None = None,
) -> FirmImport:
    """Find out what importing the firms of a batch would do; see ``ImportBook.try_import``."""
    rows = rows_to_import(batch.table, batch.faulty)
    return store.try_import(rows, file_name, by, round_id, file_id, progress, over=over, bounds=bounds)


def score_imported(
    store: Store,
    advisor: Advisor,
    on: datetime.date,
    most: int,
    progress: Callable[[int, int], None] = lambda done, of: None,
    stop: threading.Event | None = None,
) -> None:
    """Let all imported firms stand where their answers put them, by the rules of their round or of a day.

    ``most`` is about how many there are, for ``progress``. Broken off, what is done stands, and the next import goes
    on.
    """
    stop = stop or threading.Event()
    done = 0
    with ExitStack() as stack:
        helpers: ProcessPoolExecutor | None = None
        if most > FEW:
            given = (advisor.bank, advisor.main_on(on), advisor.measures)
            helpers = stack.enter_context(workers("import", processes(), begin_planning, given))
        while block := store.unscored(_BLOCK):
            by_day: dict[datetime.date, list[Unscored]] = {}
            for one in block:
                by_day.setdefault(one.edition or on, []).append(one)
            for day, some in by_day.items():
                table, _ = AnswerTable.from_records(advisor.bank, [one.answers for one in some])
                reading = advisor.reading(table, day)
                same = advisor.main_on(day) is advisor.main_on(on)  # the helpers know one edition
                standings = standings_of(reading, helpers if same else None, stop)
                store.keep_imported_standings(list(zip(some, standings, strict=True)))
                layout = FigureLayout.of(advisor, reading.main)
                own = (one.assessment_id for one in some)
                store.keep_figures(layout.key, dict(zip(own, measured(reading, layout), strict=True)))
            done += len(block)
            progress(min(done, most), most)
            if stop.is_set():
                raise Stopped


def import_kinds(advisor: Callable[[], Advisor]) -> Mapping[str, Work]:
    """The kinds of jobs about imports; ``advisor`` gives the content in force when a job begins."""
    return {TRYING: partial(_try, advisor), IMPORT: partial(_import, advisor), UNDO: _undo}


def _try(advisor: Callable[[], Advisor], work: JobAtWork) -> Any:
    file, batch = kinds.firms_of(advisor(), work)
    given = work.job.given
    round_id = UUID(given["round"]) if given["round"] else None
    work.say(_COMPARING)
    over = bool(given.get("over"))
    bounds = None
    if (area := given.get("area", PROVINCE)) != PROVINCE:
        bounds = ImportBounds(area, load_counties(batch.reading.advisor.root, batch.table.bank).code)
    tried = try_firms(
        work.store, batch, file.name, given["by"], round_id, file.id, work.advance, over=over, bounds=bounds
    )
    return {"import": str(tried.id), "counts": dict(tried.counts)}


def _import(advisor: Callable[[], Advisor], work: JobAtWork) -> Any:
    """Tried anew, since much may have happened since somebody looked; begun again, it finds what it wrote."""
    tried = _try(advisor, work)
    work.say(_WRITING)
    done = work.store.write_import(UUID(tried["import"]), good_rows=work.job.given["good_rows"])
    work.say(_SCORING)
    score_imported(work.store, advisor(), today(), done.good, work.advance, work.stop)
    return {"import": str(done.id), "counts": dict(done.counts), "wrote": done.imported_at is not None}


def _undo(work: JobAtWork) -> Any:
    given = work.job.given
    work.say(_UNDOING)
    done = work.store.undo_import(UUID(given["import"]), given["by"], work.advance)
    kept = work.store.import_rows(done.id, kept=True)
    return {"import": str(done.id), "kept": len(kept)}
