"""A workbook of firms as a table of answers: every good cell is kept, every bad one is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.answers import (
    Answer,
    AnswerColumn,
    AnswerTable,
    State,
    cross_check,
    open_value,
)
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, NumberFact
from assessment.content.forms import QuestionForm
from assessment.language import label
from assessment.problems import InputRefused, Problem, shorten
from assessment.workbook.firms.columns import CREDIT_CODE, FIRM_NAME
from assessment.workbook.firms.faults import MOST_LISTED, Faults
from assessment.workbook.firms.filling import ColumnFiller
from assessment.workbook.firms.headers import header_reader
from assessment.workbook.firms.mapping import NO_MAPPING, ColumnMapping
from assessment.workbook.firms.older import changes_since
from assessment.workbook.firms.proposing import ColumnProposal, propose
from assessment.workbook.firms.rows import RowsAbove, SheetTable, Sorted, sort_part, sort_rows
from assessment.workbook.firms.tally import Tally, Understood, UnreadRun
from assessment.workbook.firms.twins import BOTH_KEPT, TwinFinder
from assessment.workbook.firms.wording import required
from assessment.workbook.grid.cells import Grid, Sheet, column_letters
from assessment.workbook.grid.moved import ColumnSheet, PartSheet
from assessment.workbook.grid.normalise import typed

CITY = "city"
FIRMS = label("家企业", "firms")

_WHOLE_COLUMNS = label(
    "多半是整列的写法不对。请对照列出的问题改好这些列，再上传一次。",
    "Whole columns are probably worded otherwise. Correct them by the problems listed, and hand the file in again.",
)
_LEFT_ASIDE = label("不读", "left aside")


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
        filler = ColumnFiller(self.bank, self.sorted.tables, self.faults, self.understood)
        for fact in self.bank.facts.values():
            if any(fact.id in header.columns or fact.id in header.ticks for header in self.headers):
                columns[fact.id] = filler.column(fact)
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


def said_in(column: AnswerColumn | None, n: int) -> list[str | None]:
    """The texts of a column (n,), None where there is no answer."""
    if column is None:
        return [None] * n
    answered = (column.states == State.ANSWERED).tolist()
    return [str(text) if there else None for text, there in zip(column.values.tolist(), answered, strict=True)]


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
