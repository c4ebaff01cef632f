"""Firms of a file put among the firms that are known: tried first, then written, and taken back where it was wrong."""

from __future__ import annotations

import datetime
import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from typing import Any
from uuid import UUID

from assessment.advisory import Advisor
from assessment.answers import AnswerTable
from assessment.batch import Batch, Stopped
from assessment.batch.engines import Engine, Hands
from assessment.batch.matchmaking import FEW, begin_planning
from assessment.batch.standing import complete, standings_of
from assessment.content.counties import load_counties
from assessment.language import label
from assessment.monitoring import FigureLayout, measured
from assessment.permissions import PROVINCE
from assessment.settings import today
from assessment.store.assessments import Store
from assessment.store.import_records import FirmImport, ImportBounds
from assessment.store.import_standings import Unscored
from assessment.store.refusals import ImportBesideAnother
from assessment.work import kinds
from assessment.work.rows import RowsToImport
from assessment.work.runner import EVERY, JobAtWork, Work, processes

_LOG = logging.getLogger(__name__)
TRYING, IMPORT, UNDO = "import_try", "import", "import_undo"
_BLOCK = 200
"""Imported firms that are scored and written together."""
_COMPARING = label("正在和已有的企业核对", "Comparing with the firms that are known")
_WRITING = label("正在写入", "Writing")
_SCORING = label("正在给导入的企业评分", "Scoring the imported firms")
_WAITING = label("正在等另一次导入或撤回完成", "Waiting for another import, or for one that is taken back")
_TAKEN_BACK = label(
    "“{file}”的导入中断过，已写入的退回了",
    "the import of '{file}' had been broken off; what had been written was taken back",
)
_UNDOING = label("正在撤回", "Taking it back")


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
    """Find out what importing the firms of a batch would do; see ``ImportBook.try_import``.

    A firm's county is the one that the cell of its city names, if it names one.
    """
    counties = load_counties(batch.reading.advisor.root, batch.table.bank)

    def county_of(place: str, city: str | None) -> str | None:
        words = batch.city_words.get(place)
        return None if words is None else counties.county_in(city, words, batch.table.bank)

    rows = RowsToImport(batch.table, batch.faulty, county_of)
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
        helpers: Hands | None = None
        if most > FEW:
            given = (advisor.bank, advisor.main_on(on), advisor.measures)
            helpers = stack.enter_context(Engine(processes()).pool("import", begin_planning, given))
        while block := store.unscored(_BLOCK):
            by_day: dict[datetime.date, list[Unscored]] = {}
            for one in block:
                by_day.setdefault(one.edition or on, []).append(one)
            for day, some in by_day.items():
                table, _ = AnswerTable.from_records(advisor.bank, [one.answers for one in some])
                reading = advisor.reading(table, day)
                same = advisor.main_on(day) is advisor.main_on(on)  # the helpers know one edition
                standings = standings_of(reading, helpers if same else None, stop)
                store.keep_imported_standings(list(zip(some, standings, complete(reading).tolist(), strict=True)))
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


def settle(store: Store, stop: threading.Event) -> None:
    """Take back what a process that is gone had half written, and go on with what it was taking back."""
    for one in store.settle_imports(stop.is_set):
        _LOG.warning("import %s had been broken off: it is %s now", one.id, one.state)


def _import(advisor: Callable[[], Advisor], work: JobAtWork) -> Any:
    """Tried anew, since much may have happened since somebody looked; begun again, it finds what it wrote."""
    while True:
        _await_turn(work)
        tried = _try(advisor, work)
        work.say(_WRITING)
        given = UUID(tried["import"]), bool(work.job.given["good_rows"])
        try:
            done = work.store.write_import(given[0], good_rows=given[1], progress=work.advance)
            break
        except ImportBesideAnother:  # one that began while this one was tried
            continue
    work.say(_SCORING)
    score_imported(work.store, advisor(), today(), done.good, work.advance, work.stop)
    return {"import": str(done.id), "counts": dict(done.counts), "wrote": done.imported_at is not None}


def _await_turn(work: JobAtWork) -> None:
    """Wait until no other import moves; what a process that is gone left half written is taken back here."""
    work.say(_WAITING)
    while True:
        for one in work.store.settle_imports(work.stop.is_set):
            work.store.note_job(work.job.id, _TAKEN_BACK.fill(file=one.file_name))
        if work.stop.is_set():
            raise Stopped
        if not work.store.moving_imports():
            return
        work.stop.wait(EVERY)


def _undo(work: JobAtWork) -> Any:
    given = work.job.given
    work.say(_UNDOING)
    done = work.store.undo_import(UUID(given["import"]), given["by"], work.advance)
    kept = work.store.import_rows(done.id, kept=True)
    return {"import": str(done.id), "kept": len(kept)}
