"""A pool being edited by hand: rows as the columns name them, checked exactly as a file that is handed in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assessment.answers.typed import Value
from assessment.content.providers import Offer, PoolFile
from assessment.language import label
from assessment.problems import Problem
from assessment.workbook.grid.cells import Grid, Sheet
from assessment.workbook.pool.about import PoolStanding
from assessment.workbook.pool.columns import PoolColumns, cell_value
from assessment.workbook.pool.reading import PoolRead, read_rows

Row = Mapping[str, str | float | Sequence[str] | None]
"""A row by the keys of an ``Offer`` (``offer`` is the id): choices and lists as ids, an empty list restricts nobody."""

_SHEET = "pool"
_PLACE = re.compile(rf"{_SHEET}!([A-Z]*)(\d+)")


def row_of(offer: Offer, columns: PoolColumns) -> dict[str, str | float | Sequence[str] | None]:
    """An offer of a pool as a row to edit."""
    return {key: cell_value(offer, key) for key in columns.bank.facts}


def check_rows(rows: Sequence[Row], pool: PoolFile, columns: PoolColumns, on: datetime.date) -> PoolRead:
    """What the rows amount to as a pool with the standing of ``pool``, dated ``on``; faults say which row they are in.

    The rules are those of ``read_pool``.
    """
    facts = list(columns.bank.facts.values())
    head: list[Value] = [fact.label.zh for fact in facts]
    cells = [head, *([_value(row.get(fact.id)) for fact in facts] for row in rows)]
    standing = PoolStanding(pool.title, on, pool.fidelity, pool.provenance)
    read = read_rows(Grid(_SHEET, (Sheet(_SHEET, cells),)), columns, standing)
    problems = tuple(_placed(problem, rows) for problem in read.problems)
    return replace(read, problems=problems)


def _value(given: str | float | Sequence[str] | None) -> Value:
    if given is None or isinstance(given, str | int | float):
        return given
    return "；".join(given) or None


def _placed(problem: Problem, rows: Sequence[Row]) -> Problem:
    """A problem where a person finds it: by provider and product instead of a cell that is not on the screen."""

    def named(found: re.Match[str]) -> str:
        row = rows[int(found[2]) - 2]
        return " · ".join(str(row.get(key) or "?") for key in ("provider", "product"))

    message = label(_PLACE.sub(named, problem.message.zh), _PLACE.sub(named, problem.message.en))
    return Problem(_PLACE.sub(named, problem.where), message, problem.remedy, problem.found)
