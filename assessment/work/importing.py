"""Firms of a file put among the firms that are known: tried first, then written, and taken back where it was wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

import numpy as np

from assessment.advisory import Advisor
from assessment.answers import Answer, AnswerTable, State
from assessment.answers.firm_name import CHAIN_FACT, CITY_FACT, CODE_FACT, EMPLOYEES_FACT, NAME_FACT
from assessment.batch import Batch
from assessment.language import label
from assessment.store.assessments import Store
from assessment.store.firm_records import FirmIdentity
from assessment.store.import_records import FirmImport, RowToImport
from assessment.work import kinds
from assessment.work.runner import JobAtWork, Work

TRYING, IMPORT, UNDO = "import_try", "import", "import_undo"
_COMPARING = label("正在和已有的企业核对", "Comparing with the firms that are known")
_WRITING = label("正在写入", "Writing")
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
) -> FirmImport:
    """Find out what importing the firms of a batch would do; see ``ImportBook.try_import``."""
    rows = rows_to_import(batch.table, batch.faulty)
    return store.try_import(rows, file_name, by, round_id, file_id, progress)


def import_kinds(advisor: Callable[[], Advisor]) -> Mapping[str, Work]:
    """The kinds of jobs about imports; ``advisor`` gives the content in force when a job begins."""
    return {TRYING: partial(_try, advisor), IMPORT: partial(_import, advisor), UNDO: _undo}


def _try(advisor: Callable[[], Advisor], work: JobAtWork) -> Any:
    file, batch = kinds.firms_of(advisor(), work)
    given = work.job.given
    round_id = UUID(given["round"]) if given["round"] else None
    work.say(_COMPARING)
    tried = try_firms(work.store, batch, file.name, given["by"], round_id, file.id, work.advance)
    return {"import": str(tried.id), "counts": dict(tried.counts)}


def _import(advisor: Callable[[], Advisor], work: JobAtWork) -> Any:
    """Tried anew, since much may have happened since somebody looked; begun again, it finds what it wrote."""
    tried = _try(advisor, work)
    work.say(_WRITING)
    done = work.store.write_import(UUID(tried["import"]), good_rows=work.job.given["good_rows"])
    return {"import": str(done.id), "counts": dict(done.counts), "wrote": done.imported_at is not None}


def _undo(work: JobAtWork) -> Any:
    given = work.job.given
    work.say(_UNDOING)
    done = work.store.undo_import(UUID(given["import"]), given["by"], work.advance)
    kept = work.store.import_rows(done.id, kept=True)
    return {"import": str(done.id), "kept": len(kept)}
