"""Files of many random firms, as a centre would hand them in."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np

from assessment.advisory import MAIN_FRAMEWORK, Advisor, Reading
from assessment.batch import Overview
from assessment.peers import ReleaseDesk
from tests.random_firms import random_record, with_gaps

PLACED = ("city", "chain")


def records(advisor: Advisor, n: int, seed: int, gaps: float = 0.0) -> list[dict[str, Any]]:
    """Complete firms with names, or firms with a share of their answers missing; all say city and chain."""
    rng = np.random.default_rng(seed)
    main = next(edition for edition in advisor.editions if edition.spec.id == MAIN_FRAMEWORK)
    facts = tuple(fact for fact in advisor.facts_to_fill([main]) if fact != "credit_code")
    made = []
    for i in range(n):
        record = random_record(advisor.bank, facts, rng)
        if gaps:
            record = with_gaps(record, rng, gaps) | {fact: record[fact] for fact in PLACED}
        made.append(record | {"firm_name": f"示例企业{i + 1}"})
    return made


def as_csv(firms: list[dict[str, Any]], **cells: str) -> bytes:
    """The records as CSV of codes; ``fact_row="text"`` puts a text into a cell, rows counting from 2."""
    facts = list(firms[0])
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(facts)
    for row, firm in enumerate(firms, 2):
        writer.writerow([cells.get(f"{fact}_{row}", _cell(firm[fact])) for fact in facts])
    return text.getvalue().encode()


def _cell(plain: Any) -> Any:
    if isinstance(plain, list):
        return ";".join(plain)
    if isinstance(plain, dict):
        return plain["state"] + (f": {plain['reason']}" if "reason" in plain else "")
    return plain


def overview_of(reading: Reading, framework: str, floor: int) -> Overview:
    """The dashboard's figures, nothing having been shown before."""
    return Overview(reading, framework, ReleaseDesk.of(reading.table, floor, reading.on))
