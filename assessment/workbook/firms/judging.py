"""What one row is, judged by what it holds in the columns of the header above it, or below."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Literal

from assessment.answers import AnswerRefused, State
from assessment.answers.typed import Value, is_blank
from assessment.content.facts import ChoiceFact, Fact, TextFact
from assessment.workbook.firms import row_words as words
from assessment.workbook.firms.answering import AnswerReader
from assessment.workbook.firms.headers import Header
from assessment.workbook.grid.cells import Cell, Sheet, is_empty

Kind = Literal["header", "title", "total", "note", "hint", "placeholder", "guide"]
TITLE_CELLS = 2  # a row above a header with more cells is a title only if it stands right above it


class RowCells:
    """The filled cells of a row: columns and values, the texts among them, and the columns that show an error."""

    def __init__(self, sheet: Sheet, row: int):
        self.row = row
        self.filled = [(c, v) for c, v in enumerate(sheet.rows[row - 1], 1) if v is not None and not is_empty(v)]
        self.values = tuple(value for _, value in self.filled)
        self.texts = [(column, value) for column, value in self.filled if isinstance(value, str)]
        self.errors: Set[int] = sheet.error_columns.get(row, set())

    def __len__(self) -> int:
        return len(self.filled)

    @property
    def all_text(self) -> bool:
        """Whether nothing else stands in the row."""
        return bool(self.texts) and len(self.texts) == len(self.filled) and not self.errors


class RowJudge:
    """Judges the rows around one header by what they hold in its columns."""

    def __init__(self, header: Header):
        self.header, self.sheet = header, header.sheet
        self.facts: dict[int, Fact] = {source.column: source.fact for source in header.sources}
        self._readers = {source.column: AnswerReader(source) for source in header.sources}
        texts = [(column, fact) for column, fact in self.facts.items() if isinstance(fact, TextFact)]
        self._codes = {column for column, fact in texts if fact.form == "credit_code"}
        self._names = {column for column, _ in texts} - self._codes
        asked = (column for column in self.facts if column not in self._names)
        self._asked = sorted(asked, key=lambda column: not isinstance(self.facts[column], ChoiceFact))
        self._known: dict[tuple[int, Value], bool] = {}  # whether a cell answers, for the few different ones

    def is_plainly_one(self, values: Sequence[Value], left_out: Set[str]) -> bool:
        """Whether a row below others of the table is a firm beyond doubt, by its bare values.

        ``left_out`` are the texts of rows that were left out. Whatever is in doubt is not plainly one; then
        ``left_out`` and the others here tell. Such a row answers a question other than by free text, so it is neither
        empty nor a placeholder nor a header; it is no total and no note by its names and its first text.
        """
        first = next((value for value in values if isinstance(value, str) and not is_empty(value)), None)
        names = [values[column - 1] for column in self._names if column <= len(values)]
        for text in {first, *names}:
            if isinstance(text, str) and (text in left_out or words.is_total(text) or words.is_note(text)):
                return False
        return any(self._answered_by(column, values[column - 1]) for column in self._asked if column <= len(values))

    def _answered_by(self, column: int, value: Value) -> bool:
        """Whether a bare value of a column answers its question."""
        if value is None:
            return False
        known = self._known.get((column, value))
        if known is None:
            known = self._known[column, value] = self._reads(column, Cell("", value))
        return known

    def above(self, cells: RowCells, right_above: bool) -> Kind | None:
        """What a row above the header is; None when it may be a firm."""
        if not cells.texts or self._answers(cells):
            return None
        if all(words.is_note(text) for _, text in cells.texts):
            return "note"
        return "title" if len(cells) <= TITLE_CELLS or (right_above and cells.all_text) else None

    def left_out(self, cells: RowCells, none_yet: bool, noted: bool, before_header: bool) -> Kind | None:
        """Why a row below the header is no firm; None when it may be one.

        ``none_yet`` tells that no firm stands between the header and the row, ``noted`` that a note stands above it.
        """
        if not cells.errors and all(
            (column in self.header.counters and words.is_counter(value)) or is_blank(value)
            for column, value in cells.filled
        ):
            return "placeholder"
        if none_yet and words.is_numbering(cells.values):
            return "hint"
        if not cells.texts:
            return None
        if self._is_total(cells):
            return None if self._has_code(cells) else "total"
        if none_yet and cells.all_text and all(words.is_hint(t, self.facts.get(c)) for c, t in cells.texts):
            return None if self._answers(cells) else "hint"
        first = cells.texts[0][1]
        few = len(cells) <= TITLE_CELLS
        if words.is_note(first) and (few or all(words.is_note(text) or words.is_date(text) for _, text in cells.texts)):
            return None if self._answers(cells) else "note"
        if len(cells) > 1 or words.like_a_firm(first) or self._answers(cells):
            return None
        if noted and words.is_item(first):
            return "note"
        column = cells.texts[0][0]
        heads = before_header and (column not in self._names or words.is_table_title(first))
        return "title" if heads or words.is_section(first) or self._is_option(cells) else None

    def nothing_asked(self, cells: RowCells) -> bool:
        """Whether no column of a fact holds anything in a row."""
        return self.facts.keys().isdisjoint(cells.errors) and not any(c in self.facts for c, _ in cells.filled)

    def speaks(self, cells: RowCells) -> bool:
        """Whether a row names a firm or answers a question."""
        named = any(words.like_a_firm(text) for column, text in cells.texts if column in self._names)
        return named or self._answers(cells)

    def strange_header(self, cells: RowCells) -> bool:
        """Whether a row reads like the header of another table, of which too little is known."""
        return (
            len(cells) >= 3
            and cells.all_text
            and not any(words.like_a_firm(text) for column, text in cells.texts if column in self._names)
            and not self._answers(cells)
            and sum(words.is_header_word(text) for _, text in cells.texts) >= 2
        )

    def _is_total(self, cells: RowCells) -> bool:
        names = [text for column, text in cells.texts if column in self._names]
        if any(map(words.is_total, names)):
            return True
        return words.is_total(cells.texts[0][1]) and not any(map(words.like_a_firm, names))

    def _has_code(self, cells: RowCells) -> bool:
        return any(column in self._codes and self._answered(cells.row, column) for column, _ in cells.filled)

    def _answers(self, cells: RowCells) -> bool:
        """Whether a row answers a question other than by free text."""
        return any(
            column in self.facts and column not in self._names and self._answered(cells.row, column)
            for column, _ in cells.filled
        )

    def _answered(self, row: int, column: int) -> bool:
        return self._reads(column, self.sheet.cell(row, column))

    def _reads(self, column: int, cell: Cell) -> bool:
        try:
            return self._readers[column].read(cell).state is not State.UNANSWERED
        except AnswerRefused:
            return False

    def _is_option(self, cells: RowCells) -> bool:
        """Whether the name in a row is an option of some question: the area that the rows below belong to."""
        ((column, text),) = cells.texts
        return column in self._names and any(reader.options.one(text) for reader in self._readers.values())
