"""A file of firms given back with its bad cells marked."""

from __future__ import annotations

from assessment.answers import State
from assessment.batch.scored import Batch
from assessment.language import Lang
from assessment.workbook.firms.columns import FIRM_NAME
from assessment.workbook.firms.marked import write_marked
from assessment.workbook.grid.files import Limits
from assessment.workbook.grid.readers import DEFAULT_LIMITS, read_grid


def marked_copy(batch: Batch, data: bytes, filename: str, lang: Lang, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """The workbook that ``batch`` was read from, with its problems marked; an .xlsx whatever the file was.

    Raises ``InputRefused`` when it is too large to be edited.
    """
    column = batch.table.column(FIRM_NAME)
    named = zip(batch.table.ids, column.states, column.values, strict=True)
    firms = {place: str(value) for place, state, value in named if state == State.ANSWERED}
    return write_marked(data, read_grid(data, filename, limits), batch.problems, firms, lang, limits)
