"""Firms and answers of an area written to a file for other programs: codes as they are, a line a firm or an answer."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from assessment.answers import State
from assessment.content.counties import Counties
from assessment.language import label
from assessment.output import written
from assessment.permissions import PROVINCE, Reach, Scope
from assessment.store.assessments import Store
from assessment.store.firm_list import FirmQuery, FirmReach
from assessment.store.firm_records import Firm
from assessment.work.kept import EXPORT, place
from assessment.work.runner import JobAtWork, Work
from assessment.workbook.firms.writing import csv_cell

_NAME = "export.csv"
_EVERY = 100
"""Firms after which it says how far it has come."""
_WRITING = label("正在写文件", "Writing the file")
_FIRM_HEADS = (
    *("firm", "credit_code", "name", "area", "chain", "employees", "size"),
    *("level", "open_questions", "needs", "stood_at", "updated_at"),
)
_ANSWER_HEADS = ("firm", "assessment", "round", "question", "origin", "state", "value", "at")


def file_of(job_id: UUID) -> Path:
    """The file that an export made; it is there once the job is done."""
    return place(job_id) / _NAME


def export_kinds(counties: Callable[[], Counties]) -> Mapping[str, Work]:
    """The kind of jobs that export."""
    return {EXPORT: partial(_export, counties)}


def _export(counties: Callable[[], Counties], task: JobAtWork) -> Any:
    given, places = task.job.given, counties()
    scope = Reach(Scope.ALL) if given["area"] == PROVINCE else Reach(Scope.AREA, given["area"])
    reach = FirmReach.of(scope, places)
    heads, lines = (_FIRM_HEADS, _firm) if given["what"] == "firms" else (_ANSWER_HEADS, _answers)
    task.say(_WRITING)
    of, count = task.store.count_firms(FirmQuery(), reach), 0
    place(task.job.id).mkdir(mode=0o700, parents=True, exist_ok=True)
    with written(file_of(task.job.id)) as stream:
        text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(heads)
        for number, one in enumerate(task.store.all_firms(FirmQuery(), reach), 1):
            for line in lines(task.store, places, one.firm):
                writer.writerow([csv_cell(cell) for cell in line])
                count += 1
            if number % _EVERY == 0 or number == of:
                task.advance(min(number, of), of)
        text.flush()
        text.detach()
    return {"what": given["what"], "lines": count}


def _firm(_store: Store, counties: Counties, firm: Firm) -> Iterator[list[object]]:
    yield [
        str(firm.id),
        firm.credit_code or "",
        firm.name,
        counties.code(firm.city, firm.county),
        firm.chain or "",
        "" if firm.employees is None else firm.employees,
        firm.size or "",
        "" if firm.level is None else firm.level,
        "" if firm.open_questions is None else firm.open_questions,
        " ".join(firm.needs),
        "" if firm.stood_at is None else firm.stood_at.isoformat(),
        firm.updated_at.isoformat(),
    ]


def _answers(store: Store, _counties: Counties, firm: Firm) -> Iterator[list[object]]:
    """The answers of the latest assessment, of both origins."""
    past = store.firm_history(firm.id)
    if not past:
        return
    latest = past[-1]
    for one in store.saved_answers(latest.id):
        if one.answer.state is State.UNANSWERED:
            continue
        value = " ".join(one.answer.ticks) if one.answer.ticks else one.answer.value
        yield [
            str(firm.id),
            str(latest.id),
            "" if latest.round_id is None else str(latest.round_id),
            one.fact_id,
            one.origin,
            one.answer.state.name.lower(),
            "" if value is None else value,
            one.at.isoformat(),
        ]
