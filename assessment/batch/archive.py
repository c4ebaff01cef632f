"""The report of every firm in one zip: made by processes that stay alive, streamed into the file as they come.

What is in memory at any time is a few blocks of firms for each process, however many firms there are.
"""

from __future__ import annotations

import datetime
import io
import logging
import re
import threading
import unicodedata
import zipfile
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from assessment.advisory import Advisor
from assessment.answers import AnswerColumn, AnswerTable
from assessment.batch.engines import Engine
from assessment.batch.workers import in_order
from assessment.language import Label, Lang, label
from assessment.output import written
from assessment.providers import Exposure
from assessment.telling.seal import Seal
from assessment.workbook.plain import csv_bytes

BLOCK = 8
"""Firms of one task. Offers take turns within a block, so that an archive is the same with any number of processes."""
FEW = 4
"""So many reports are made faster here than a process starts."""

INDEX = label("目录.csv", "index.csv")
_TITLES = (label("文件", "File"), label("来源", "Source"), label("企业名称", "Firm"), label("等级", "Level"))
_FAILED = label("没有生成", "could not be made")
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_NAME_LENGTH = 40
_LOG = logging.getLogger(__name__)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Written:
    """What an archive holds: the number of reports, the firms (their places) whose report could not be made, seals."""

    reports: int
    failed: tuple[str, ...]
    seals: tuple[Seal, ...] = ()


@dataclass(frozen=True)
class Made:
    """One firm's report as bytes, or why there is none."""

    place: str
    name: str
    level: Label | None
    pdf: bytes | None
    fault: str = ""
    seal: Seal | None = None


@dataclass(frozen=True)
class ReportJob:
    """What all reports of an archive share."""

    advisor: Advisor
    on: datetime.date
    lang: Lang
    choices: bool
    verify_at: str


Line = tuple[str, ...]
"""Of an index: file, place, firm, level."""
_Block = tuple[list[str], Mapping[str, AnswerColumn]]


def reports_archive(
    out: str | PathLike[str],
    advisor: Advisor,
    table: AnswerTable,
    on: datetime.date,
    lang: Lang,
    *,
    engine: Engine | None = None,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    choices: bool = False,
    verify_at: str = "",
) -> Written:
    """Write the report (PDF) of every firm of the table, and an index, into a zip file.

    ``verify_at`` is as in ``write_report``; the seals in the result are then to be entered there.
    With ``choices`` each report also tells what may be chosen instead of its plan, at several times the work.
    ``engine`` does the work (default: a process for each processor); ``progress`` is told (done, all) as reports come
    in. A firm whose report fails is named in the index and in the result; the others go on. The file
    appears under its name only when it is complete. Raises ``Stopped`` soon after ``stop`` is set, and
    ``InputRefused`` when the processes die or the file cannot be written.
    """
    job = ReportJob(advisor, on, lang, choices, verify_at)
    made = made_reports(job, table, [range(len(table))], engine or Engine(), stop or threading.Event())
    try:
        with written(Path(out)) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
            return _fill(archive, made, len(table), lang, progress or (lambda done, all_: None))
    finally:
        made.close()


def _fill(archive: zipfile.ZipFile, made: Iterable[Made], n: int, lang: Lang, progress: Progress) -> Written:
    index: list[Line] = []
    failed = []
    seals: list[Seal] = []
    for number, one in enumerate(made, 1):
        index.append(put(archive, one, number, n, lang))
        if one.pdf is None:
            failed.append(one.place)
        seals += [one.seal] if one.seal else []
        progress(number, n)
    archive.writestr(INDEX.text(lang), index_csv(index, lang), zipfile.ZIP_DEFLATED)
    return Written(n - len(failed), tuple(failed), tuple(seals))


def put(archive: zipfile.ZipFile, one: Made, number: int, n: int, lang: Lang) -> Line:
    """Put the report of firm ``number`` of ``n`` into an archive; its line of the index."""
    file = f"{number:0{len(str(n))}d}_{file_name(one.name)}.pdf"
    if one.pdf is None:
        _LOG.error("no report for %s: %s", one.place, one.fault)
        file = _FAILED.text(lang)
    else:
        archive.writestr(file, one.pdf)
    return file, one.place, one.name, one.level.text(lang) if one.level else ""


def index_csv(lines: Iterable[Line], lang: Lang) -> bytes:
    """The index of an archive."""
    return csv_bytes([tuple(title.text(lang) for title in _TITLES), *lines])


def file_name(name: str) -> str:
    """A firm's name as part of a file name that every system takes: no separators, no marks that turn text around."""
    plain = _UNFIT.sub(" ", unicodedata.normalize("NFC", name))
    return " ".join(plain.split())[:_NAME_LENGTH].strip(" .") or "-"


def made_reports(
    job: ReportJob, table: AnswerTable, groups: Iterable[Sequence[int]], engine: Engine, stop: threading.Event
) -> Generator[Made]:
    """The reports of the firms of each group (rows of the table), in order; no block of firms spans two groups."""
    rows = [group[at : at + BLOCK] for group in groups for at in range(0, len(group), BLOCK)]
    blocks = (table.take(some) for some in rows)
    if sum(map(len, rows)) <= FEW and not engine.cluster:
        worker = _Worker(job)
        for block in blocks:
            yield from worker.reports((block.ids, block.columns))
        return
    with engine.pool("PDF", _begin, (job,), len(rows)) as (pool, hands):
        tasks = ((block.ids, block.columns) for block in blocks)
        for made in in_order(pool, _reports, tasks, stop, 2 * hands + 1):
            yield from made


class _Worker:
    """What a process keeps: the advisor, and the report with its fonts, all loaded once."""

    def __init__(self, job: ReportJob):
        # ReportLab takes a second to load, and whoever only scores a workbook does without.
        from assessment.report.document import write_report

        self.job = job
        self._write = write_report

    def reports(self, block: _Block) -> list[Made]:
        """The reports of a block of firms."""
        ids, columns = block
        reading = self.job.advisor.reading(AnswerTable(self.job.advisor.bank, ids, columns), self.job.on)
        exposure = Exposure()
        made = []
        for row, place in enumerate(ids):
            name = place
            try:
                advisory = reading.advisory(row, exposure, choices=self.job.choices)
                name = advisory.firm.name
                pdf = io.BytesIO()
                seal = self._write(pdf, advisory, self.job.lang, verify_at=self.job.verify_at)
                made.append(Made(place, name, advisory.main.level_name, pdf.getvalue(), seal=seal))
            except Exception as fault:  # one firm's report must not take the others along
                made.append(Made(place, name, None, None, f"{type(fault).__name__}: {fault}"))
        return made


_worker: _Worker | None = None


def _begin(job: ReportJob) -> None:
    global _worker
    _worker = _Worker(job)


def _reports(block: _Block) -> list[Made]:
    assert _worker is not None
    return _worker.reports(block)
