"""A file of any number of firms scored as it is read: read, understand, score, write, a part at a time.

What is in memory at any time is a few parts, however many firms there are. Every part is understood below the header
that the parts above it leave in force; where one changes it, those that were handed out too early are done again. So
the result is that of the whole file, whoever does the parts.
"""

from __future__ import annotations

import datetime
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
from numpy.typing import NDArray

from assessment.advisory import Advisor
from assessment.batch.engines import Engine
from assessment.batch.scored import asked_frameworks, results_frame
from assessment.batch.workers import Pending, Pool, Stopped, awaited
from assessment.content.bank import FactBank
from assessment.content.forms import forms_of
from assessment.output import written
from assessment.problems import InputRefused, Problem, shorten
from assessment.settings import content_root
from assessment.workbook.firms.columns import CREDIT_CODE, FIRM_NAME
from assessment.workbook.firms.faults import about
from assessment.workbook.firms.forms import gather
from assessment.workbook.firms.mapping import NO_MAPPING, ColumnMapping
from assessment.workbook.firms.proposing import ColumnProposal
from assessment.workbook.firms.reading import FIRMS, PartRead, no_firm, read_columns, read_part, said_in
from assessment.workbook.firms.rows import RowsAbove
from assessment.workbook.firms.tables import arrow_batch, table_writer
from assessment.workbook.firms.tally import Tally, UnreadRun
from assessment.workbook.firms.twins import BOTH_KEPT, TwinFinder
from assessment.workbook.firms.wording import is_guide
from assessment.workbook.firms.writing import csv_head, csv_rows, result_columns
from assessment.workbook.grid.cells import column_letters
from assessment.workbook.grid.files import Limits
from assessment.workbook.grid.parts import ColumnPart, Part, TextPart, parts

SUFFIXES = (".csv", ".parquet")
"""The files that results are written into as they come."""
LISTED = 1000
"""So many problems are kept with their words; all are counted."""
Kind = Literal["csv", "parquet"]
Progress = Callable[[int, float], None]
"""Told how many firms are done, and which share of the file is."""


@dataclass(frozen=True)
class FlowJob:
    """What all parts share: the content, the day, what headers mean, and the frameworks wanted (else those asked)."""

    advisor: Advisor
    on: datetime.date
    kind: Kind
    mapping: ColumnMapping = NO_MAPPING
    frameworks: tuple[str, ...] = ()


@dataclass
class Flowed:
    """What became of a file: firms, problems (the first of them in words), rows, and columns that are not known."""

    tally: Tally = field(default_factory=lambda: Tally(FIRMS, 0, 0, (), 0))
    problems: list[Problem] = field(default_factory=list)
    found: int = 0
    unknown: dict[str, ColumnProposal] = field(default_factory=dict)

    _run: UnreadRun | None = None  # rows with which the next part may go on

    def tell(self, problems: Sequence[Problem]) -> None:
        """Count some problems, and keep the first ones."""
        self.found += len(problems)
        self.problems += problems[: max(0, LISTED - len(self.problems))]

    def leave(self, run: UnreadRun | None) -> None:
        """Count rows that were not understood; None after the last ones."""
        if self._run is not None:
            together = None if run is None else self._run.with_next(run)
            if together is not None:
                self._run = together
                return
            self.tell([self._run.problem()])
        self._run = run

    @property
    def firms(self) -> int:
        """How many firms were scored."""
        return self.tally.read


@dataclass(frozen=True)
class _Task:
    """A part, what the parts above it left, and the frameworks that the first part is about."""

    part: Part
    carried: RowsAbove | None
    frameworks: tuple[str, ...]


@dataclass(frozen=True)
class _Done:
    """A part scored: what was read (but for the answers), codes and names of its firms, and its lines of the result."""

    read: PartRead
    codes: list[str | None]
    names: list[str | None]
    frameworks: tuple[str, ...]
    head: bytes
    body: Any


def score_flow(
    job: FlowJob,
    source: Path,
    out: Path,
    limits: Limits,
    *,
    engine: Engine | None = None,
    progress: Progress = lambda firms, share: None,
    stop: threading.Event | None = None,
    strict: bool = False,
) -> Flowed | None:
    """Score a file part by part into ``out``, which appears when it is complete; None when it must be read whole.

    With ``strict`` nothing is written when there is any problem. Raises ``Stopped`` soon after ``stop`` is set,
    and ``InputRefused`` for what cannot be read or written.
    """
    found = parts(source, limits)
    first = None if found is None else next(found, None)
    if found is None or first is None or not _is_table(job, first):
        return None
    flowed, stop = Flowed(), stop or threading.Event()
    try:
        with (engine or Engine(1)).pool("score", _begin, (job,), here=True) as (pool, hands), written(out) as stream:
            sink = _Sink(stream, job.kind)
            twins = TwinFinder()
            numbers: list[NDArray[np.int64]] = []
            for part, done in _in_turn(pool, chain([first], found), stop, ahead=2 * hands if hands > 1 else 1):
                numbers.append(done.read.numbers)
                _take_in(flowed, done, job.advisor.bank, twins, numbers)
                sink.write(done)
                progress(flowed.firms, part.done)
            sink.close()
            flowed.leave(None)
            if not flowed.firms:
                raise InputRefused([*flowed.problems, no_firm(first.name)])
            if strict and flowed.found:
                raise _Faulty
    except _Faulty:
        pass
    return flowed


class _Faulty(Exception):
    """There are problems, and nothing is to be written."""


def _is_table(job: FlowJob, first: Part) -> bool:
    """Whether a file is a table with a firm a row whose header stands in its first part."""
    if isinstance(first, ColumnPart):
        one = replace(first, batch=first.batch.slice(0, 1))
        return read_columns(job.advisor.bank, one.sheet(), job.mapping)[1].carried is not None
    sheet, last = first.sheet(())
    forms = forms_of(content_root(), job.advisor.bank)
    if is_guide(sheet) or (forms and gather(sheet, forms)):
        return False
    top = replace(sheet, rows=sheet.rows[:last][:_TOP])
    return read_part(job.advisor.bank, top, len(top.rows), job.mapping)[1].carried is not None


_TOP = 200  # rows among which the first header of a large file stands


def _in_turn(pool: Pool, found: Iterator[Part], stop: threading.Event, ahead: int) -> Iterator[tuple[Part, _Done]]:
    """Every part, done, in the order of the file."""
    waiting: deque[tuple[_Task, Pending]] = deque()
    carried: RowsAbove | None = None
    frameworks: tuple[str, ...] = ()
    begun = False
    while True:
        while len(waiting) < (ahead if begun else 1):
            if (part := next(found, None)) is None:
                break
            task = _Task(part, carried, frameworks)
            waiting.append((task, pool.submit(_work, task)))
        if not waiting:
            return
        task, pending = waiting.popleft()
        if task.carried != carried:  # a part above changed what holds here
            task = replace(task, carried=carried)
            pending = pool.submit(_work, task)
        done: _Done = awaited(pending, stop)
        if stop.is_set():
            raise Stopped
        begun, carried, frameworks = True, done.read.carried or carried, done.frameworks
        yield task.part, done


def _take_in(
    flowed: Flowed, done: _Done, bank: FactBank, finder: TwinFinder, numbers: Sequence[NDArray[np.int64]]
) -> None:
    """Count a part, with the firms of it that stand above as well."""
    read, sheet = done.read, done.read.name
    told = list(read.problems)
    start = flowed.tally.read
    for twin in finder.find(done.codes, done.names):
        here = int(numbers[-1][twin.firm - start])
        column = read.columns[twin.fact]
        said = (done.codes if twin.fact == CREDIT_CODE else done.names)[twin.firm - start]
        message = about(bank.facts[twin.fact].label, twin.message(f"{sheet}!{_number(numbers, twin.first)}"))
        where = f"{sheet}!{column_letters(column)}{here}"
        told.append((here, column, Problem(where, message, BOTH_KEPT, shorten(said))))
    told.sort(key=lambda one: one[:2])
    known = {(one.where, one.message) for one in flowed.problems}
    fresh = [one for one in read.of_headers if (one.where, one.message) not in known]
    flowed.tell(fresh)
    for run in read.unread:
        flowed.leave(run)
    flowed.tell([problem for _, _, problem in told])
    flowed.found += read.unlisted
    for proposal in read.unknown:
        flowed.unknown.setdefault(proposal.where, proposal)
    one, other = flowed.tally, read.tally
    known_words = {(word.found, word.read_as) for word in one.understood}
    flowed.tally = Tally(
        FIRMS,
        one.filled + other.filled,
        one.read + other.read,
        (*one.left_out, *other.left_out),
        one.unread + other.unread,
        understood=(
            *one.understood,
            *(word for word in other.understood if (word.found, word.read_as) not in known_words),
        ),
    )


def _number(numbers: Sequence[NDArray[np.int64]], firm: int) -> int:
    """The row of a firm in the file."""
    for part in numbers:
        if firm < len(part):
            return int(part[firm])
        firm -= len(part)
    raise IndexError(firm)


class _Sink:
    """The file that results go into."""

    def __init__(self, stream: IO[bytes], kind: Kind):
        self._stream, self._kind = stream, kind
        self._begun = False
        self._parquet: Any = None

    def write(self, done: _Done) -> None:
        """Append a part."""
        if done.body is None:
            return
        if self._kind == "csv":
            self._stream.write(done.body if self._begun else done.head + done.body)
        else:
            if self._parquet is None:
                self._parquet = table_writer(self._stream, done.body.schema)
            self._parquet.write_batch(done.body)
        self._begun = True

    def close(self) -> None:
        """Write what stands at the end."""
        if self._parquet is not None:
            self._parquet.close()


_job: FlowJob | None = None


def _begin(job: FlowJob) -> None:
    global _job
    _job = job


def _work(task: _Task) -> _Done:
    """Understand and score a part."""
    job = _job
    assert job is not None
    bank = job.advisor.bank
    if isinstance(task.part, TextPart):
        sheet, last = task.part.sheet(task.carried.header if task.carried else ())
        table, read = read_part(bank, sheet, last, job.mapping, task.carried, LISTED)
    else:
        table, read = read_columns(bank, task.part.sheet(), job.mapping, LISTED)
    n = len(table)
    codes, names = (said_in(table.columns.get(fact), n) for fact in (CREDIT_CODE, FIRM_NAME))
    head, body, frameworks = b"", None, task.frameworks
    if n:
        reading = job.advisor.reading(table, job.on)
        frameworks = frameworks or job.frameworks or asked_frameworks(table, reading.frameworks)
        results = results_frame(reading, frameworks)
        if job.kind == "csv":
            columns = result_columns(table, results, {}, "code")
            head, body = csv_head(columns), b"".join(csv_rows(columns))
        else:
            body = arrow_batch(table, results)
    return _Done(read, codes, names, frameworks, head, body)
