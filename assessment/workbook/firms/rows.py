"""What each filled row of a file is: a row of a table, left out on purpose, or not understood. There is no fourth.

The three add up to the filled rows of the file, whatever the file is: nothing disappears without being counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from assessment.answers.typed import Value
from assessment.content.bank import FactBank
from assessment.content.forms import QuestionForm
from assessment.language import Label, label
from assessment.problems import Problem, shorten
from assessment.workbook.firms import row_words as words
from assessment.workbook.firms.forms import Gathered, gather
from assessment.workbook.firms.headers import Header, HeaderReader, header_reader
from assessment.workbook.firms.judging import TITLE_CELLS, Kind, RowCells, RowJudge
from assessment.workbook.firms.mapping import NO_MAPPING, ColumnMapping
from assessment.workbook.firms.tally import (
    ABOVE,
    ELSEWHERE,
    HIDDEN,
    NO_HEADER,
    SHIFTED,
    STRANGE,
    LeftOut,
    Tally,
    Understood,
    UnreadRun,
)
from assessment.workbook.firms.upright import card, on_its_side, without_shares
from assessment.workbook.firms.wording import is_guide
from assessment.workbook.grid.cells import Grid, Sheet, is_empty
from assessment.workbook.grid.moved import GatheredSheet, PartSheet, TurnedSheet

_ONE_FIRM = ("一企一表", label("一张工作表是一家企业", "a sheet is a firm"))
_ON_ITS_SIDE = ("横排的表", label("一列是一家企业", "a column is a firm"))


@dataclass
class SheetTable:
    """One table of a sheet: its header and its rows."""

    header: Header
    rows: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Sorted:
    """All rows of a file: its tables from first to last, what was not understood, and the sum.

    ``problems`` are those of gathered sheets. ``headless`` are the visible sheets in which no header is known.
    """

    tables: tuple[SheetTable, ...]
    runs: tuple[UnreadRun, ...]
    tally: Tally
    headless: tuple[Sheet, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def unread(self) -> tuple[Problem, ...]:
        """A problem for everything that was not understood."""
        return (*self.problems, *(run.problem() for run in self.runs))


def sort_rows(
    grid: Grid,
    bank: FactBank,
    noun: Label,
    mapping: ColumnMapping = NO_MAPPING,
    forms: Sequence[QuestionForm] = (),
) -> Sorted:
    """Tell of every filled row of every sheet, hidden sheets included, what it is; ``noun`` names one that is read.

    A sheet with facts down its first column and a firm a column is turned; what counts there are its columns.
    A sheet about one firm, with names and answers side by side, is a row. A sheet with a row for each question, as one
    of the ``forms`` has it, is gathered; what counts are its firms.
    """
    reader = HeaderReader(bank, mapping)
    gathered: dict[str, Gathered] = {
        sheet.name: found
        for sheet in grid.sheets
        if forms and not sheet.hidden and not is_guide(sheet) and (found := gather(sheet, forms))
    }
    upright = [gathered[sheet.name].sheet if sheet.name in gathered else sheet for sheet in grid.sheets]
    sheets = [_SheetRows(without_shares(sheet), reader) for sheet in upright]
    tables = [table for one in sheets for table in one.tables]
    tally = Tally(
        noun,
        filled=sum(one.filled for one in sheets),
        read=sum(len(table.rows) for table in tables),
        left_out=tuple(row for one in sheets for row in one.left_out),
        unread=sum(one.unread_rows for one in sheets),
        hidden_rows=sum(row in table.header.sheet.hidden_rows for table in tables for row in table.rows),
        hidden_columns=_hidden_columns(tables),
        understood=tuple(
            Understood(one.sheet.name, *(_ON_ITS_SIDE if isinstance(one.sheet, TurnedSheet) else _ONE_FIRM))
            for one in sheets
            if isinstance(one.sheet, TurnedSheet | GatheredSheet) and one.sheet.name not in gathered
        ),
        notes=(*grid.caveats, *(one.note for one in gathered.values())),
    )
    headless = tuple(one.sheet for one in sheets if any(reason is NO_HEADER for reason, _, _ in one.runs))
    of_forms = tuple(problem for one in gathered.values() for problem in one.problems)
    return Sorted(tuple(tables), tuple(run for one in sheets for run in one.unread()), tally, headless, of_forms)


@dataclass(frozen=True)
class RowsAbove:
    """What the rows of a sheet so far mean for those below: the header in force, and what was left out.

    ``header`` are its rows with their numbers. ``begun`` tells that a firm stands below it, ``lost`` is what another
    header said that is not understood, ``noted`` that the last row was a note, ``repeats`` are rows that may come
    again.
    """

    header: tuple[tuple[int, tuple[Value, ...]], ...]
    begun: bool = False
    lost: str = ""
    noted: bool = False
    repeats: frozenset[tuple[tuple[Value, ...], Kind]] = frozenset()


def sort_part(
    sheet: PartSheet, last: int, bank: FactBank, noun: Label, mapping: ColumnMapping, carried: RowsAbove | None
) -> tuple[Sorted, RowsAbove | None]:
    """Tell of every filled row of a part of a sheet what it is, and what the next part has to know.

    ``last`` is the row of ``sheet`` with which the part ends; those below are the next one's, and only looked at.
    ``carried`` comes from the part before, and its header stands on top; None for the first part. A part in which no
    header is known carries nothing on.
    """
    part = _PartRows(sheet, header_reader(bank, mapping), carried, last)
    tally = Tally(
        noun,
        filled=part.filled,
        read=sum(len(table.rows) for table in part.tables),
        left_out=tuple(part.left_out),
        unread=part.unread_rows,
    )
    return Sorted(tuple(part.tables), tuple(part.unread()), tally), part.carried()


def _hidden_columns(tables: Iterable[SheetTable]) -> int:
    return len(
        {
            (table.header.sheet.name, source.column)
            for table in tables
            if table.rows
            for source in table.header.sources
            if source.column in table.header.sheet.hidden_columns
        }
    )


class _SheetRows:
    """The rows of one sheet, sorted from top to bottom."""

    sheet: Sheet

    def __init__(self, sheet: Sheet, reader: HeaderReader):
        self._begin(sheet)
        if not sheet.hidden and not is_guide(sheet) and (found := card(sheet, reader)):
            self.sheet = sheet = found
        headers = [] if sheet.hidden or is_guide(sheet) else reader.find(sheet)
        if not headers and not sheet.hidden and not is_guide(sheet) and (other := on_its_side(sheet, reader)):
            self.sheet = sheet = other
            headers = reader.find(sheet)
        rows = [row for row, _ in sheet.filled_rows()]
        self.filled = len(rows)
        if headers:
            self._sort(rows, headers)
        elif is_guide(sheet) or self._all_notes(rows):
            for row in rows:
                self._leave(row, "guide" if is_guide(sheet) else "note")
        elif rows:
            self.runs.append((HIDDEN if sheet.hidden else NO_HEADER, sheet.name, rows))

    def _begin(self, sheet: Sheet) -> None:
        self.sheet, self.filled = sheet, 0
        self.tables: list[SheetTable] = []
        self.left_out: list[LeftOut] = []
        self.runs: list[tuple[Label, str, list[int]]] = []  # reason, what it says, rows that follow each other
        self._repeats: dict[tuple[Value, ...], Kind] = {}
        self._left_texts: set[str] = set()  # of those
        self._told = 0  # rows on top that were told of before
        self._resumed: dict[int, tuple[bool, str, bool]] = {}  # begun, lost and noted after a row on top
        self._state = False, "", False

    @property
    def unread_rows(self) -> int:
        """How many rows were not understood."""
        return sum(len(rows) for _, _, rows in self.runs)

    def unread(self) -> Iterator[UnreadRun]:
        """Each run of rows that were not understood."""
        for reason, found, rows in self.runs:
            top, bottom = self.sheet.number(rows[0]), self.sheet.number(rows[-1])
            yield UnreadRun(self.sheet.address(rows[0]), reason, found, top, bottom, len(rows))

    def _sort(self, rows: list[int], headers: list[Header], after: int = 0) -> None:
        """Sort the filled ``rows``; ``after`` is the next one below them, if it is known."""
        starts = {header.rows[0]: header for header in headers}
        of_headers = {row for header in headers for row in header.rows}
        top = headers[0].rows[0]
        judge, begun, lost, noted = RowJudge(headers[0]), False, "", False
        plain = not isinstance(self.sheet, TurnedSheet)
        for row, below in zip(rows, [*rows[1:], after], strict=True):
            shifted = bool(self.tables) and row not in of_headers and self._is_shifted(row)
            if (
                plain
                and begun
                and not lost
                and not shifted
                and row not in of_headers
                and row not in self.sheet.error_columns
                and judge.is_plainly_one(self.sheet.rows[row - 1], self._left_texts)
            ):
                self.tables[-1].rows.append(row)
                noted = False
                continue
            cells = RowCells(self.sheet, row)
            if row in starts:
                judge, begun, lost, noted = RowJudge(starts[row]), False, "", False
                if not self.tables or not starts[row].same_columns(self.tables[-1].header):
                    self.tables.append(SheetTable(starts[row]))
            kind: Kind | None
            if row in of_headers:
                self._leave(row, "header")
                begun, lost, noted = self._resumed.get(row, (begun, lost, noted))
            elif row < top:
                if kind := judge.above(cells, right_above=below in of_headers):
                    self._leave(row, kind)
                    self._remember(cells, kind)
                else:
                    self._unread(row, ABOVE)
            elif kind := self._repeats.get(cells.values):  # pages that were printed and pasted one below the other
                self._leave(row, kind)
            elif lost:
                self._unread(row, STRANGE, lost)
            elif kind := judge.left_out(cells, not begun, noted, before_header=below in starts):
                self._leave(row, kind)
                noted = kind == "note"
                if kind == "hint":
                    self._remember(cells, kind)
            elif isinstance(self.sheet, TurnedSheet) and not judge.speaks(cells):  # a column of explanations
                self._leave(row, "note")
            elif shifted:
                self._unread(row, SHIFTED)
            elif judge.nothing_asked(cells):
                self._unread(row, ELSEWHERE)
            elif judge.strange_header(cells):
                lost = "、".join(map(str, cells.values))
                self._unread(row, STRANGE, lost)
            else:
                self.tables[-1].rows.append(row)
                begun, noted = True, False
        self._state = begun, lost, noted

    def _is_shifted(self, row: int) -> bool:
        """Was a row of a text file divided into more than its header, and does it say anything there?"""
        fields = self.sheet.fields
        if not fields:
            return False
        wide = fields[self.tables[-1].header.rows[-1] - 1]
        return fields[row - 1] > wide and len(self.sheet.rows[row - 1]) > wide

    def _remember(self, cells: RowCells, kind: Kind) -> None:
        """A row left out that may stand again."""
        self._repeats[cells.values] = kind
        self._left_texts |= {text for _, text in cells.texts}

    def _all_notes(self, rows: list[int]) -> bool:
        """Whether the sheet is called so and holds nothing but sentences."""
        cells = [RowCells(self.sheet, row) for row in rows] if words.NOTES_SHEET.search(self.sheet.name) else []
        return bool(cells) and all(
            one.all_text and len(one) <= TITLE_CELLS and not any(words.like_a_firm(text) for _, text in one.texts)
            for one in cells
        )

    def _leave(self, row: int, kind: Kind) -> None:
        if row > self._told:
            self.left_out.append(LeftOut(self.sheet.address(row), kind, self._start(row)))

    def _unread(self, row: int, reason: Label, under: str = "") -> None:
        if self.runs and self.runs[-1][0] is reason and (under or self.runs[-1][2][-1] == row - 1):
            self.runs[-1][2].append(row)
        else:
            self.runs.append((reason, under or self._start(row), [row]))

    def _start(self, row: int) -> str:
        """The first words of a row, or its first number where it has none."""
        filled = [value for value in self.sheet.rows[row - 1] if not is_empty(value)]
        return shorten(next((value for value in filled if isinstance(value, str)), filled[0] if filled else ""))


class _PartRows(_SheetRows):
    """The rows of a part of a sheet, below those of the header in force."""

    def __init__(self, sheet: PartSheet, reader: HeaderReader, carried: RowsAbove | None, last: int):
        self._begin(sheet)
        lead = [row for row in range(1, len(sheet.lead) + 1) if sheet.lead[row - 1]]
        if carried is not None:
            self._told = sum(sheet.number(row) < sheet.begins for row in lead)
            self._resumed[lead[-1]] = carried.begun, carried.lost, carried.noted
            self._repeats = dict(carried.repeats)
            self._left_texts = {text for values in self._repeats for text in values if isinstance(text, str)}
        headers = reader.find(sheet)
        filled = [row for row, _ in sheet.filled_rows()]
        rows = [row for row in filled if row <= last]
        self.filled = sum(row > self._told for row in rows)
        if headers and headers[0].rows[-1] <= last:
            self._sort(rows, headers, after=next((row for row in filled if row > last), 0))

    def _divided(self, row: int) -> tuple[Value, ...]:
        """What stands in a row, with its empty tail where it is known."""
        values = tuple(self.sheet.rows[row - 1])
        return values + (None,) * (self.sheet.fields[row - 1] - len(values) if self.sheet.fields else 0)

    def carried(self) -> RowsAbove | None:
        """What the next part has to know; None when no header is in force."""
        if not self.tables:
            return None
        header = self.tables[-1].header
        rows = tuple((self.sheet.number(row), self._divided(row)) for row in header.rows)
        return RowsAbove(rows, *self._state, frozenset(self._repeats.items()))
