"""A centre's import beside the owners: a sheet of modelled firms, done by a process of the server while they answer."""

from __future__ import annotations

import csv
import io
import os
from unittest.mock import patch

from assessment import settings
from assessment.answers import UNANSWERED
from assessment.population import modelled_population
from assessment.store.assessments import open_store
from assessment.work import importing, kept
from benchmarks.load.servers import Server


def begin_import(one: Server, firms: int, seed: int = 20261128) -> None:
    """Hand in so many firms with all their answers, and ask for them to be imported."""
    sheet = _sheet(firms, seed)
    store = open_store(one.database)
    try:
        with patch.dict(os.environ, ASSESSMENT_DATABASE_URL=one.database):  # files are kept beside the database
            file = kept.put(store, "示例企业.csv", sheet, "", settings.today())
        given = {"by": "示例经办", "round": "", "over": False, "good_rows": True}
        store.begin_job(importing.IMPORT, "", given, file.id)
    finally:
        store.close()


def import_is_open(one: Server) -> bool:
    """Is the server still at work on it? Raises ``AssertionError`` where the import failed."""
    store = open_store(one.database)
    try:
        (job,) = store.jobs()
        assert job.state in ("waiting", "running", "done"), job
        return job.open
    finally:
        store.close()


def _sheet(firms: int, seed: int) -> bytes:
    table = modelled_population().sample(firms, seed)
    facts = [fact for fact in table.columns if fact not in ("firm_name", "credit_code")]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["firm_name", *facts])
    for row in range(firms):
        answers = [table.answer(row, fact) for fact in facts]
        cells = ["" if answer is UNANSWERED else _cell(answer.plain()) for answer in answers]
        writer.writerow([f"示例企业{row + 1}", *cells])
    return text.getvalue().encode()


def _cell(plain: object) -> object:
    if isinstance(plain, list):
        return ";".join(plain)
    return plain["state"] if isinstance(plain, dict) else plain
