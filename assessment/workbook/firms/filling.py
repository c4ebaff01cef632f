"""The cells of all tables of firms read into columns of answers: equal cells once, the odd ones one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerColumn, AnswerRefused, State, empty_column, open_value, read_answer
from assessment.answers.typed import Value
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact
from assessment.language import label
from assessment.problems import shorten
from assessment.workbook.coded import different
from assessment.workbook.firms.answering import AnswerReader, read_tick
from assessment.workbook.firms.columns import FactColumn
from assessment.workbook.firms.faults import Faults
from assessment.workbook.firms.headers import Header
from assessment.workbook.firms.plain_cells import plainly_read
from assessment.workbook.firms.rows import SheetTable
from assessment.workbook.firms.tally import Understood
from assessment.workbook.firms.wording import required
from assessment.workbook.grid.cells import MERGED, Cell, column_letters
from assessment.workbook.grid.moved import ColumnSheet

_MUST_BE_FILLED = label("必填，但没有填写", "required but empty"), label("请补填。", "Please fill it in.")
_UNANSWERED, _ANSWERED = int(State.UNANSWERED), int(State.ANSWERED)


class _Read(NamedTuple):
    """A cell read: state and value as a column stores them, the reason of 不适用, and why it was refused."""

    state: int
    value: Any
    reason: str | None = None
    refused: AnswerRefused | None = None


class ColumnFiller:
    """Fills a column of answers from all tables; what is wrong goes to the faults, what was worded otherwise is noted.

    ``understood`` is added to: by fact and wording.
    """

    def __init__(
        self,
        bank: FactBank,
        tables: Sequence[SheetTable],
        faults: Faults,
        understood: dict[tuple[str, str], Understood],
    ) -> None:
        self._bank, self._tables, self._faults, self._understood = bank, tables, faults, understood
        self._columns: dict[int, list[tuple[Value, ...]]] = {}  # of each table, by its number

    def column(self, fact: Fact) -> AnswerColumn:
        """The answers of all firms to one fact."""
        column = empty_column(fact, len(self._faults.of_firms))
        first = 0
        for number, table in enumerate(self._tables):
            if source := table.header.columns.get(fact.id):
                self._fill(column, first, table.rows, number, source)
            elif ticks := table.header.ticks.get(fact.id):
                self._fill_ticks(column, first, table.rows, number, ticks)
            first += len(table.rows)
        return column

    def _cells(self, number: int, at: int) -> Sequence[Value]:
        """What stands in a column of a table, row by row."""
        columns = self._columns.get(number)
        if columns is None:
            sheet = self._tables[number].header.sheet
            columns = list(zip_longest(*(sheet.rows[row - 1] for row in self._tables[number].rows)))
            self._columns[number] = columns
        return columns[at - 1] if at <= len(columns) else (None,) * len(self._tables[number].rows)

    def _fill(self, column: AnswerColumn, first: int, rows: Sequence[int], number: int, source: FactColumn) -> None:
        """Read the rows of one sheet into a column from index ``first`` on.

        Equal cells are read once, since a column has few different values; cells where more than the value counts are
        read one by one.
        """
        reader, header, at = AnswerReader(source), self._tables[number].header, source.column
        if isinstance(header.sheet, ColumnSheet):
            values, codes = header.sheet.columns[at - 1]
            codes = codes.copy()
        else:
            values, codes = different(self._cells(number, at))
        found: list[Any] = list(plainly_read(source, values))
        reads = {i: self._read(reader, Cell("", values[i])) for i, answer in enumerate(found) if answer is None}
        if special := list(_special_cells(header, source)):
            index = {row: i for i, row in enumerate(rows)}
            for row, cell in special:
                if row in index:
                    codes[index[row]] = len(found)
                    reads[len(found)] = self._read(reader, cell)
                    found.append(None)
        self._take_down(header, source, reader)
        states, odd = np.full(len(found), _ANSWERED, np.uint8), np.zeros(len(found), bool)
        must = required(source.fact)
        for place, read in reads.items():
            states[place], found[place] = read.state, read.value
            odd[place] = read.reason is not None or read.refused is not None or (must and read.state == _UNANSWERED)
        part = slice(first, first + len(rows))
        column.states[part] = states[codes]
        of_found = np.empty(len(found), column.values.dtype)
        of_found[:] = found
        column.values[part] = of_found[codes]
        for place, firms in _together(codes, odd, first):
            read = reads[place]
            if read.reason is not None:
                column.reasons.update(dict.fromkeys(firms.tolist(), read.reason))
            elif read.refused is not None:
                refused = read.refused
                self._faults.tell_all(firms, at, source.fact, refused.message, refused.remedy, refused.found)
            else:
                self._faults.tell_all(firms, at, source.fact, *_MUST_BE_FILLED)

    def _fill_ticks(
        self, column: AnswerColumn, first: int, rows: Sequence[int], number: int, ticks: Sequence[FactColumn]
    ) -> None:
        """Read a column for each option: nothing said at all is unanswered, all of it denied is "none of these"."""
        fact, header = ticks[0].fact, self._tables[number].header
        assert isinstance(fact, MultiFact)
        alone = [option.id for option in fact.options if option.excludes_others]
        for i, row in enumerate(rows):
            said: dict[str, bool] = {}
            for source in ticks:
                assert source.option is not None
                cell = header.sheet.cell(row, source.column)
                try:
                    ticked = read_tick(cell)
                except AnswerRefused as refused:
                    self._faults.tell(first + i, source.column, fact, refused.message, refused.remedy, refused.found)
                    said = {}
                    break
                if ticked is not None:
                    said[source.option.id] = ticked
            chosen = [option for option, ticked in said.items() if ticked]
            if said and not chosen:
                unsaid = {option.id for option in fact.options} - {*said, *alone}
                chosen = [] if unsaid else alone[:1]
            if not chosen:
                continue
            try:
                answer = read_answer(fact, chosen)
            except AnswerRefused as refused:
                self._faults.tell(first + i, ticks[0].column, fact, refused.message, refused.remedy, refused.found)
                continue
            column.states[first + i] = State.ANSWERED
            column.values[first + i] = self._bank.encode(fact, answer.value)

    def _take_down(self, header: Header, source: FactColumn, reader: AnswerReader) -> None:
        """What was worded otherwise in a column, each wording once a file."""
        where = f"{header.sheet.name}!{column_letters(source.column)}"
        for found, option in reader.understood.items():
            self._understood.setdefault((source.fact.id, found), Understood(where, shorten(found), option.label))

    def _read(self, reader: AnswerReader, cell: Cell) -> _Read:
        fact = reader.source.fact
        try:
            answer = reader.read(cell)
        except AnswerRefused as refused:
            return _Read(_UNANSWERED, open_value(fact), None, refused)
        if answer.state is State.ANSWERED:
            return _Read(int(answer.state), self._bank.encode(fact, answer.value))
        return _Read(int(answer.state), open_value(fact), answer.reason)


def _together(codes: NDArray[np.intp], odd: NDArray[np.bool_], first: int) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """The odd ones of some values, each with the firms that say it, of which ``first`` is that of the first code."""
    rows = np.flatnonzero(odd[codes])
    if len(rows):
        rows = rows[np.argsort(codes[rows], kind="stable")]
        values, starts = np.unique(codes[rows], return_index=True)
        yield from zip(values.tolist(), np.split(first + rows, starts[1:]), strict=True)


def _special_cells(header: Header, source: FactColumn) -> Iterator[tuple[int, Cell]]:
    """Rows and cells where more than the value counts.

    Errors; formats that show a number as something else (0.12 as 12%); and cells merged with those above: a choice
    merged over several firms holds for each of them, a figure or a name cannot.
    """
    sheet, column = header.sheet, source.column
    for row in sheet.formats.get(column, ()):
        if sheet.value(row, column) is not None:
            yield row, sheet.cell(row, column)
    for row, at in sheet.errors:
        if at == column:
            yield row, sheet.cell(row, column)
    shared = isinstance(source.fact, ChoiceFact | MultiFact)
    for top, left, bottom, _ in sheet.merged:
        if left == column and top > header.last_row:
            for row in range(top + 1, min(bottom, len(sheet.rows)) + 1):
                yield row, sheet.cell(top, column) if shared else Cell("", None, error=MERGED)
