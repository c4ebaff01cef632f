"""A workbook of firms as a table of answers: every good cell is kept, every bad one is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from assessment.answers import (
    Answer,
    AnswerColumn,
    AnswerRefused,
    AnswerTable,
    State,
    cross_check,
    empty_column,
    open_value,
    read_answer,
)
from assessment.answers.typed import Value
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact
from assessment.content.forms import QuestionForm
from assessment.language import label
from assessment.problems import InputRefused, Problem, shorten
from assessment.workbook.coded import different
from assessment.workbook.firms.answering import AnswerReader, read_tick
from assessment.workbook.firms.columns import CREDIT_CODE, FIRM_NAME, FactColumn
from assessment.workbook.firms.faults import MOST_LISTED, Faults
from assessment.workbook.firms.headers import Header, header_reader
from assessment.workbook.firms.mapping import NO_MAPPING, ColumnMapping
from assessment.workbook.firms.older import changes_since
from assessment.workbook.firms.plain_cells import plainly_read
from assessment.workbook.firms.proposing import ColumnProposal, propose
from assessment.workbook.firms.rows import (
    RowsAbove,
    SheetTable,
    Sorted,
    Tally,
    Understood,
    UnreadRun,
    sort_part,
    sort_rows,
)
from assessment.workbook.firms.twins import BOTH_KEPT, TwinFinder
from assessment.workbook.firms.wording import required
from assessment.workbook.grid.cells import MERGED, Cell, Grid, Sheet, column_letters
from assessment.workbook.grid.moved import ColumnSheet, PartSheet
from assessment.workbook.grid.normalise import typed

CITY = "city"
FIRMS = label("家企业", "firms")

_MUST_BE_FILLED = label("必填，但没有填写", "required but empty"), label("请补填。", "Please fill it in.")
_WHOLE_COLUMNS = label(
    "多半是整列的写法不对。请对照列出的问题改好这些列，再上传一次。",
    "Whole columns are probably worded otherwise. Correct them by the problems listed, and hand the file in again.",
)
_LEFT_ASIDE = label("不读", "left aside")
_UNANSWERED, _ANSWERED = int(State.UNANSWERED), int(State.ANSWERED)


class _Read(NamedTuple):
    """A cell read: state and value as a column stores them, the reason of 不适用, and why it was refused."""

    state: int
    value: Any
    reason: str | None = None
    refused: AnswerRefused | None = None


@dataclass(frozen=True)
class FirmsRead:
    """What a workbook of firms holds: their answers, the place of each firm (企业!7), and all that was wrong.

    ``faults`` (n,) counts the problems in the row of each firm; ``columns`` tells by sheet and letters which fact a
    column holds (that of the first table, where a sheet has several). ``tally`` counts every filled row of the file.
    ``unknown`` are the columns that are not known, with what they may hold.
    """

    table: AnswerTable
    places: tuple[str, ...]
    problems: tuple[Problem, ...]
    faults: NDArray[np.int32]
    columns: Mapping[tuple[str, str], str]
    tally: Tally
    unknown: tuple[ColumnProposal, ...] = ()
    city_words: Mapping[str, str] = field(default_factory=dict)
    """What the cell of the city says where it is more than a city's name, by the firm's place: it may name a county."""

    @property
    def faulty(self) -> NDArray[np.bool_]:
        """The firms (n,) with a problem in their row."""
        return self.faults > 0


class NoTable(InputRefused):
    """A file without a table of firms; ``unknown`` are the columns of what may be one."""

    def __init__(self, problems: Sequence[Problem], unknown: tuple[ColumnProposal, ...]):
        super().__init__(problems)
        self.unknown = unknown

    def __reduce__(self) -> tuple[Any, ...]:
        """How it comes back from another process."""
        return type(self), (self.problems, self.unknown)


def read_firms(
    bank: FactBank, grid: Grid, mapping: ColumnMapping = NO_MAPPING, forms: Sequence[QuestionForm] = ()
) -> FirmsRead:
    """Read every table of every visible sheet that has a header of facts; one row is one firm.

    A cell that cannot be read leaves its answer open and becomes a problem with its address; so do a missing required
    column or cell, an unknown column, a figure above the one it is part of, and a firm that stands twice (both stay).
    Every other row is left out and named, or not understood and a problem. The ids of the table are the firms' places.
    ``mapping`` says what some headers mean, before all other names; ``forms`` are exports of others that are known.
    Raises ``NoTable`` when no sheet has a header, or no row a firm.
    """
    return _Firms(bank, grid, sort_rows(grid, bank, FIRMS, mapping, forms)).read()


@dataclass(frozen=True)
class PartRead:
    """What a part of a long table holds beside its answers; what only the whole table tells is not told.

    ``numbers`` (n,) are the rows of the firms in the file. ``of_headers`` are the problems of headers, the same in
    every part; ``problems`` the first of those of cells, with row and column, from top to bottom; ``unlisted`` counts
    the others. ``unread`` are the rows that were not understood. That a firm stands twice is not told.
    ``columns`` gives the column of each fact that names a firm.
    """

    name: str
    numbers: NDArray[np.int64]
    of_headers: tuple[Problem, ...]
    problems: tuple[tuple[int, int, Problem], ...]
    unread: tuple[UnreadRun, ...]
    unlisted: int
    tally: Tally
    unknown: tuple[ColumnProposal, ...]
    columns: Mapping[str, int]
    carried: RowsAbove | None


def read_part(
    bank: FactBank,
    sheet: PartSheet,
    last: int,
    mapping: ColumnMapping = NO_MAPPING,
    carried: RowsAbove | None = None,
    most: int = MOST_LISTED,
) -> tuple[AnswerTable, PartRead]:
    """Read a part of a sheet down to row ``last``; see ``sort_part``. ``most`` problems of cells are listed."""
    found, carried = sort_part(sheet, last, bank, FIRMS, mapping, carried)
    return _Firms(bank, Grid(sheet.name, (sheet,)), found).part(carried, most)


def read_columns(
    bank: FactBank, sheet: ColumnSheet, mapping: ColumnMapping = NO_MAPPING, most: int = MOST_LISTED
) -> tuple[AnswerTable, PartRead]:
    """Read a part of a table that is kept by column: below its header every row is a firm."""
    firms = len(sheet.columns[0][1]) if sheet.columns else 0
    top = Sheet(sheet.name, sheet.rows)
    headers = [replace(header, sheet=sheet) for header in header_reader(bank, mapping).find(top)]
    tables = tuple(SheetTable(header, list(range(2, firms + 2))) for header in headers)
    tally = Tally(FIRMS, filled=firms if tables else 0, read=firms if tables else 0, left_out=(), unread=0)
    carried = RowsAbove(((1, tuple(sheet.rows[0])),), begun=True) if tables else None
    return _Firms(bank, Grid(sheet.name, (sheet,)), Sorted(tables, (), tally)).part(carried, most)


class _Firms:
    """One reading of one workbook, or of a part of it, whose rows were sorted."""

    def __init__(self, bank: FactBank, grid: Grid, sorted_rows: Sorted):
        self.bank, self.grid, self.sorted = bank, grid, sorted_rows
        self.headers = [table.header for table in self.sorted.tables]
        self.faults = Faults(self.sorted.tables)
        self.n = len(self.faults.of_firms)
        self._columns: dict[int, list[tuple[Value, ...]]] = {}  # of each table, by its number
        self.understood: dict[tuple[str, str], Understood] = {}
        for header in self.headers:
            for source in header.sources:
                if source.called is not None:
                    at = header.sheet.address(header.last_row, source.column)
                    told = Understood(at, shorten(source.called), source.fact.label)
                    self.understood.setdefault((source.fact.id, source.called), told)
            for aside in header.left_aside:
                at = header.sheet.address(header.last_row, aside.column)
                self.understood.setdefault(("", aside.text), Understood(at, shorten(aside.text), _LEFT_ASIDE))

    def read(self) -> FirmsRead:
        unread = self.sorted.unread
        unknown = propose(self.bank, self.sorted.tables, self.sorted.headless)
        if not self.headers:
            raise NoTable([_no_header(self.grid, self.bank), *unread], unknown)
        if not self.n:
            of_headers = [problem for header in self.headers for problem in header.problems]
            header = self.headers[0]
            raise NoTable([no_firm(header.sheet.address(header.last_row + 1)), *of_headers, *unread], unknown)
        columns = self._read_columns()
        self._tell_twins(columns)
        places = self._addresses()
        problems, more = self.faults.all()
        named: dict[tuple[str, str], str] = {}
        for header in (header for header in self.headers if type(header.sheet) is Sheet):
            for source in header.sources:
                named.setdefault((header.sheet.name, column_letters(source.column)), source.fact.id)
        return FirmsRead(
            AnswerTable(self.bank, places, columns),
            places,
            (*unread, *problems, *self._unlisted(more)),
            self.faults.of_firms,
            named,
            replace(
                self._tally(),
                notes=self.sorted.tally.notes + ((older,) if (older := changes_since(self.grid, self.bank)) else ()),
            ),
            unknown,
            dict(self._city_words(places)),
        )

    def part(self, carried: RowsAbove | None, most: int) -> tuple[AnswerTable, PartRead]:
        """What a part of a table holds."""
        columns = self._read_columns()
        sheet = self.grid.sheets[0]
        numbers = sheet.numbers(self.faults.rows)
        found, unlisted = self.faults.listed(most)
        named = {
            fact: source.column
            for header in self.headers
            for fact, source in header.columns.items()
            if fact in (CREDIT_CODE, FIRM_NAME)
        }
        return AnswerTable(self.bank, self._addresses(), columns), PartRead(
            sheet.name,
            numbers,
            tuple(self.faults.of_headers()),
            tuple((int(numbers[firm]), column, problem) for firm, column, problem in found),
            self.sorted.runs,
            unlisted,
            self._tally(),
            propose(self.bank, self.sorted.tables, ()),
            named,
            carried,
        )

    def _read_columns(self) -> dict[str, AnswerColumn]:
        columns = {}
        for fact in self.bank.facts.values():
            if any(fact.id in header.columns or fact.id in header.ticks for header in self.headers):
                columns[fact.id] = self._column(fact)
            self._tell_missing_column(fact)
        self._cross_check(columns)
        return columns

    def _tally(self) -> Tally:
        tally = self.sorted.tally
        return replace(tally, understood=(*tally.understood, *self.understood.values()))

    def _city_words(self, places: Sequence[str]) -> Iterator[tuple[str, str]]:
        fact = self.bank.facts.get(CITY)
        plain = {option.label.zh for option in fact.options} if isinstance(fact, ChoiceFact) else set()
        for firm, row in enumerate(self.faults.rows.tolist()):
            header = self.faults.header_of(firm)
            if (source := header.columns.get(CITY)) is None:
                continue
            words = header.sheet.value(row, source.column)
            if words is None and header.sheet.merged:
                words = header.sheet.resolved(row, source.column).value
            if isinstance(words, str) and words.strip() and words.strip() not in plain:
                yield places[firm], words.strip()

    def _column(self, fact: Fact) -> AnswerColumn:
        """The answers of all firms to one fact."""
        column = empty_column(fact, self.n)
        first = 0
        for number, table in enumerate(self.sorted.tables):
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
            sheet = self.headers[number].sheet
            columns = list(zip_longest(*(sheet.rows[row - 1] for row in self.sorted.tables[number].rows)))
            self._columns[number] = columns
        return columns[at - 1] if at <= len(columns) else (None,) * len(self.sorted.tables[number].rows)

    def _fill(self, column: AnswerColumn, first: int, rows: Sequence[int], number: int, source: FactColumn) -> None:
        """Read the rows of one sheet into a column from index ``first`` on.

        Equal cells are read once, since a column has few different values; cells where more than the value counts are
        read one by one.
        """
        reader, header, at = AnswerReader(source), self.headers[number], source.column
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
                self.faults.tell_all(firms, at, source.fact, refused.message, refused.remedy, refused.found)
            else:
                self.faults.tell_all(firms, at, source.fact, *_MUST_BE_FILLED)

    def _fill_ticks(
        self, column: AnswerColumn, first: int, rows: Sequence[int], number: int, ticks: Sequence[FactColumn]
    ) -> None:
        """Read a column for each option: nothing said at all is unanswered, all of it denied is "none of these"."""
        fact, header = ticks[0].fact, self.headers[number]
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
                    self.faults.tell(first + i, source.column, fact, refused.message, refused.remedy, refused.found)
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
                self.faults.tell(first + i, ticks[0].column, fact, refused.message, refused.remedy, refused.found)
                continue
            column.states[first + i] = State.ANSWERED
            column.values[first + i] = self.bank.encode(fact, answer.value)

    def _take_down(self, header: Header, source: FactColumn, reader: AnswerReader) -> None:
        """What was worded otherwise in a column, each wording once a file."""
        where = f"{header.sheet.name}!{column_letters(source.column)}"
        for found, option in reader.understood.items():
            self.understood.setdefault((source.fact.id, found), Understood(where, shorten(found), option.label))

    def _read(self, reader: AnswerReader, cell: Cell) -> _Read:
        fact = reader.source.fact
        try:
            answer = reader.read(cell)
        except AnswerRefused as refused:
            return _Read(_UNANSWERED, open_value(fact), None, refused)
        if answer.state is State.ANSWERED:
            return _Read(int(answer.state), self.bank.encode(fact, answer.value))
        return _Read(int(answer.state), open_value(fact), answer.reason)

    def _tell_missing_column(self, fact: Fact) -> None:
        told: set[tuple[str, frozenset[str]]] = set()
        for number, header in enumerate(self.headers):
            if required(fact) and fact.id not in header.named and (header.sheet.name, header.named) not in told:
                told.add((header.sheet.name, header.named))
                problem = Problem(
                    header.sheet.address(header.last_row),
                    label(f"缺少必填的一列“{fact.label.zh}”", f"the required column '{fact.label.en}' is missing"),
                    label(
                        "请加上这一列；表头可从模板复制。", "Add the column; you can copy its header from the template."
                    ),
                )
                self.faults.tell_header(number, problem)

    def _cross_check(self, columns: Mapping[str, AnswerColumn]) -> None:
        """Figures above the one they are part of (more CNC machines than machines) become unanswered."""
        for fact_id, part in columns.items():
            fact = self.bank.facts[fact_id]
            whole = columns.get(fact.at_most or "") if isinstance(fact, NumberFact) else None
            if whole is None or not isinstance(fact, NumberFact) or fact.at_most is None:
                continue
            both = (part.states == State.ANSWERED) & (whole.states == State.ANSWERED)
            for i in np.flatnonzero(both & (part.values > whole.values)):
                answers = {
                    fact_id: Answer(State.ANSWERED, float(part.values[i])),
                    fact.at_most: Answer(State.ANSWERED, float(whole.values[i])),
                }
                fault = cross_check(self.bank, answers)[fact_id]
                header = self.faults.header_of(int(i))
                at = header.columns[fact_id].column
                found = typed(header.sheet.cell(int(self.faults.rows[i]), at))
                self.faults.tell(int(i), at, fact, fault.message, fault.remedy, shorten(found))
                part.states[i], part.values[i] = State.UNANSWERED, open_value(fact)

    def _tell_twins(self, columns: Mapping[str, AnswerColumn]) -> None:
        """Firms that stand twice: with the same code, or with a name that is the same, or all but the same."""
        said = {fact_id: said_in(columns.get(fact_id), self.n) for fact_id in (CREDIT_CODE, FIRM_NAME)}
        for twin in TwinFinder().find(said[CREDIT_CODE], said[FIRM_NAME]):
            at = self.faults.header_of(twin.firm).columns[twin.fact].column
            first = self.faults.header_of(twin.first).sheet.address(int(self.faults.rows[twin.first]))
            found = shorten(said[twin.fact][twin.firm])
            self.faults.tell(twin.firm, at, self.bank.facts[twin.fact], twin.message(first), BOTH_KEPT, found)

    def _addresses(self) -> tuple[str, ...]:
        """The places of all firms."""
        return tuple(place for table in self.sorted.tables for place in table.header.sheet.addresses(table.rows))

    def _unlisted(self, more: int) -> tuple[Problem, ...]:
        if not more:
            return ()
        told = label(f"还有 {more:,} 处问题没有列出", f"{more:,} more problems are not listed")
        return (Problem(self.grid.filename, told, _WHOLE_COLUMNS),)


def _together(codes: NDArray[np.intp], odd: NDArray[np.bool_], first: int) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """The odd ones of some values, each with the firms that say it, of which ``first`` is that of the first code."""
    rows = np.flatnonzero(odd[codes])
    if len(rows):
        rows = rows[np.argsort(codes[rows], kind="stable")]
        values, starts = np.unique(codes[rows], return_index=True)
        yield from zip(values.tolist(), np.split(first + rows, starts[1:]), strict=True)


def said_in(column: AnswerColumn | None, n: int) -> list[str | None]:
    """The texts of a column (n,), None where there is no answer."""
    if column is None:
        return [None] * n
    answered = (column.states == State.ANSWERED).tolist()
    return [str(text) if there else None for text, there in zip(column.values.tolist(), answered, strict=True)]


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


def no_firm(where: str) -> Problem:
    """That there is a header at a place and no firm below it."""
    return Problem(
        where,
        label("表头下面没有企业", "there is no firm below the header"),
        label("请在表头下面每行填一家企业。", "Enter one firm a row below the header."),
    )


def _no_header(grid: Grid, bank: FactBank) -> Problem:
    names = [fact.label for fact in bank.facts.values()][:3]
    return Problem(
        grid.filename,
        label("没有找到表头，不知道哪一列是什么", "no header was found that tells what the columns are"),
        label(
            f"请让其中一行写明每列的名称，例如“{'”“'.join(name.zh for name in names)}”；可从模板复制表头。",
            f"One row must name the columns, such as {', '.join(n.en for n in names)}; copy them from the template.",
        ),
    )
