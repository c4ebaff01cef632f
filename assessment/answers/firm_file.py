"""Firm files: the answers of one firm as YAML, as samples or as input to ``assessment advise``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field

from assessment.answers.answer import Fault
from assessment.answers.table import AnswerTable
from assessment.content.bank import FactBank
from assessment.content.loading import SourceText, load_file
from assessment.content.provenance import Fidelity
from assessment.documents import Strict
from assessment.language import Label


class FirmFile(Strict):
    """One firm: answers by fact id, in the plain forms of ``answers.read_answer``."""

    note: Label | None = Field(None, description="what the sample shows")
    fidelity: Fidelity | None = None
    answers: dict[str, Any]


def load_firm(path: Path, bank: FactBank) -> tuple[FirmFile, AnswerTable, list[Fault], SourceText]:
    """A firm file as a table of one row, with the answers that could not be used; raises ``InputRefused``."""
    file, source = load_file(path, FirmFile)
    table, faults = AnswerTable.from_records(bank, [file.answers], [str(file.answers.get("firm_name", path.stem))])
    return file, table, faults, source
