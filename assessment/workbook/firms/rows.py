"""What each filled row of a file is: a row of a table, left out on purpose, or not understood. There is no fourth.

The three add up to the filled rows of the file, whatever the file is: nothing disappears without being counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assessment.answers.typed import Value
from assessment.content.bank import FactBank
from assessment.content.forms import QuestionForm
from assessment.language import Label, label
from assessment.problems import Problem, shorten
from assessment.workbook.firms import row_words as words
from assessment.workbook.firms.forms import Gathered, gather
from assessment.workbook.firms.headers import Header, HeaderReader
from assessment.workbook.firms.judging import TITLE_CELLS, Kind, RowCells, RowJudge
from assessment.workbook.firms.mapping import NO_MAPPING, ColumnMapping
from assessment.workbook.firms.upright import card, on_its_side, without_shares
from assessment.workbook.firms.wording import is_guide
from assessment.workbook.grid.cells import Grid, Sheet, is_empty
from assessment.workbook.grid.moved import TurnedSheet

KINDS: dict[Kind, Label] = {
    "header": label("表头", "headers"),
    "title": label("标题", "titles"),
    "total": label("小计", "totals"),
    "note": label("说明", "notes"),
    "hint": label("填写提示", "hints"),
    "placeholder": label("只有序号或占位符", "row numbers or placeholders only"),
    "guide": label("模板自带的说明", "guidance of the template"),
}
_SHOWN = 20  # so many of the other words stand in a sentence; a results workbook lists all

_ABOVE = label("在表头上面", "stand above the header")
_STRANGE = label("在另一种表头下面", "stand below another header, which is not understood")
_ELSEWHERE = label("只有没读取的列里有内容", "have content only in columns that are not read")
_NO_HEADER = label("所在的工作表没有认得的表头", "stand on a sheet without a header that is known")
_HIDDEN = label("在隐藏的工作表里", "stand on a hidden sheet")
_ONE_FIRM = ("一企一表", label("一张工作表是一家企业", "a sheet is a firm"))
_ON_ITS_SIDE = ("横排的表", label("一列是一家企业", "a column is a firm"))
_REMEDIES: dict[Label, Label] = {
    _ABOVE: label(
        "如果是企业，请移到表头下面再上传。",
        "If they are firms, move them below the header and hand the file in again.",
    ),
    _STRANGE: label(
        "请把那一行表头改成模板里的写法，再上传。", "Word that header as in the template and hand the file in again."
    ),
    _ELSEWHERE: label(
        "请核对内容是否填错了列；不需要的可以删除。",
        "Check whether they are in the wrong column; delete what is not needed.",
    ),
    _NO_HEADER: label(
        "如果里面有企业，请从模板复制表头到第一行，再上传；不需要的工作表可以删除。",
        "If it holds firms, copy the header from the template into its first row; delete it if it is not needed.",
    ),
    _HIDDEN: label(
        "如果里面有企业，请取消隐藏，再上传；不需要的工作表可以删除。",
        "If it holds firms, unhide the sheet and hand the file in again; delete it if it is not needed.",
    ),
}


@dataclass(frozen=True)
class LeftOut:
    """A row left out on purpose: where it is, why, and its first words, or its first number where it has none."""

    where: str
    kind: Kind
    found: str


@dataclass(frozen=True)
class Understood:
    """Something that is worded otherwise than here, and what it was read as; told once a file."""

    where: str
    found: str
    read_as: Label


@dataclass(frozen=True)
class Tally:
    """The filled rows of a file: those read, those left out on purpose, and the number of those not understood.

    ``noun`` is what a row that was read is called (家企业). ``hidden_rows`` and ``hidden_columns`` were read although
    the person does not see them. ``understood`` is what was read from other words than our own,
    ``notes`` what the format of the file does not let us see, and that a template is an older one.
    """

    noun: Label
    filled: int
    read: int
    left_out: tuple[LeftOut, ...]
    unread: int
    hidden_rows: int = 0
    hidden_columns: int = 0
    understood: tuple[Understood, ...] = ()
    notes: tuple[Label, ...] = ()

    @property
    def kinds(self) -> Mapping[Kind, int]:
        """How many rows were left out for each reason that occurs."""
        counts = Counter(row.kind for row in self.left_out)
        return {kind: counts[kind] for kind in KINDS if counts[kind]}

    def sentence(self) -> Label:
        """The sum in words: 19 行：13 家企业，2 行小计，4 行没读懂."""
        parts = [label(f"{self.read:,} {self.noun.zh}", f"{self.read:,} {self.noun.en}")]
        parts += [label(f"{n:,} 行{KINDS[kind].zh}", f"{n:,} {KINDS[kind].en}") for kind, n in self.kinds.items()]
        if self.unread:
            parts.append(label(f"{self.unread:,} 行没读懂", f"{self.unread:,} not understood"))
        zh, en = "，".join(part.zh for part in parts), ", ".join(part.en for part in parts)
        return label(f"{self.filled:,} 行：{zh}", f"{self.filled:,} rows: {en}")

    def lines(self) -> Iterator[Label]:
        """The sum in words, that hidden rows or columns were read as well, and what was read from other words."""
        yield self.sentence()
        if self.hidden_rows or self.hidden_columns:
            yield self._hidden()
        yield from self.notes
        if self.understood:
            shown = self.understood[:_SHOWN]
            rest = len(self.understood) - len(shown)
            zh = "；".join(f"“{one.found}”→{one.read_as.zh}" for one in shown)
            en = "; ".join(f"'{one.found}' as {one.read_as.en}" for one in shown)
            more_zh, more_en = (f"；另有 {rest:,} 种", f"; and {rest:,} more") if rest else ("", "")
            yield label(f"换了说法，这样读的：{zh}{more_zh}。", f"Worded otherwise and read so: {en}{more_en}.")

    def _hidden(self) -> Label:
        return label(
            f"其中 {self.hidden_rows:,} 行、{self.hidden_columns:,} 列被筛选或隐藏，也读取了。",
            f"{self.hidden_rows:,} rows and {self.hidden_columns:,} columns among them are filtered or hidden, and "
            "were read as well.",
        )


@dataclass
class SheetTable:
    """One table of a sheet: its header and its rows."""

    header: Header
    rows: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Sorted:
    """All rows of a file: its tables from first to last, a problem for what was not understood, and the sum.

    ``headless`` are the visible sheets in which no header is known.
    """

    tables: tuple[SheetTable, ...]
    unread: tuple[Problem, ...]
    tally: Tally
    headless: tuple[Sheet, ...] = ()


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
        filled=sum(1 for one in sheets for _ in one.sheet.filled_rows()),
        read=sum(len(table.rows) for table in tables),
        left_out=tuple(row for one in sheets for row in one.left_out),
        unread=sum(one.unread_rows for one in sheets),
        hidden_rows=sum(row in table.header.sheet.hidden_rows for table in tables for row in table.rows),
        hidden_columns=_hidden_columns(tables),
        understood=tuple(
            Understood(one.sheet.name, *(_ON_ITS_SIDE if isinstance(one.sheet, TurnedSheet) else _ONE_FIRM))
            for one in sheets
            if type(one.sheet) is not Sheet and one.sheet.name not in gathered
        ),
        notes=(*([] if grid.caveat is None else [grid.caveat]), *(one.note for one in gathered.values())),
    )
    headless = tuple(one.sheet for one in sheets if any(reason is _NO_HEADER for reason, _, _ in one.runs))
    of_forms = [problem for one in gathered.values() for problem in one.problems]
    unread = (*of_forms, *(problem for one in sheets for problem in one.unread()))
    return Sorted(tuple(tables), unread, tally, headless)


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

    def __init__(self, sheet: Sheet, reader: HeaderReader):
        self.sheet = sheet
        self.tables: list[SheetTable] = []
        self.left_out: list[LeftOut] = []
        self.runs: list[tuple[Label, str, list[int]]] = []  # reason, what it says, rows that follow each other
        self._repeats: dict[tuple[Value, ...], Kind] = {}
        if not sheet.hidden and not is_guide(sheet) and (found := card(sheet, reader)):
            self.sheet = sheet = found
        headers = [] if sheet.hidden or is_guide(sheet) else reader.find(sheet)
        if not headers and not sheet.hidden and not is_guide(sheet) and (other := on_its_side(sheet, reader)):
            self.sheet = sheet = other
            headers = reader.find(sheet)
        rows = [row for row, _ in sheet.filled_rows()]
        if headers:
            self._sort(rows, headers)
        elif is_guide(sheet) or self._all_notes(rows):
            for row in rows:
                self._leave(row, "guide" if is_guide(sheet) else "note")
        elif rows:
            self.runs.append((_HIDDEN if sheet.hidden else _NO_HEADER, sheet.name, rows))

    @property
    def unread_rows(self) -> int:
        """How many rows were not understood."""
        return sum(len(rows) for _, _, rows in self.runs)

    def unread(self) -> Iterator[Problem]:
        """A problem for each run of rows that were not understood."""
        for reason, found, rows in self.runs:
            n, first, last = len(rows), rows[0], rows[-1]
            zh, en = (f"第 {first} 行", f"row {first}")
            if n > 1:
                zh, en = f"第 {first}–{last} 行（共 {n:,} 行有内容）", f"rows {first}-{last} ({n:,} of them filled)"
            message = label(f"{zh}{reason.zh}，没有读取", f"{en} {reason.en}; nothing was read there")
            yield Problem(self.sheet.address(first), message, _REMEDIES[reason], shorten(found))

    def _sort(self, rows: list[int], headers: list[Header]) -> None:
        starts = {header.rows[0]: header for header in headers}
        of_headers = {row for header in headers for row in header.rows}
        top = headers[0].rows[0]
        judge, begun, lost, noted = RowJudge(headers[0]), False, "", False
        for row, below in zip(rows, [*rows[1:], 0], strict=True):
            cells = RowCells(self.sheet, row)
            if row in starts:
                judge, begun, lost, noted = RowJudge(starts[row]), False, "", False
                if not self.tables or not starts[row].same_columns(self.tables[-1].header):
                    self.tables.append(SheetTable(starts[row]))
            kind: Kind | None
            if row in of_headers:
                self._leave(row, "header")
            elif row < top:
                if kind := judge.above(cells, right_above=below in of_headers):
                    self._leave(row, kind)
                    self._repeats[cells.values] = kind
                else:
                    self._unread(row, _ABOVE)
            elif kind := self._repeats.get(cells.values):  # pages that were printed and pasted one below the other
                self._leave(row, kind)
            elif lost:
                self._unread(row, _STRANGE, lost)
            elif kind := judge.left_out(cells, not begun, noted, before_header=below in starts):
                self._leave(row, kind)
                noted = kind == "note"
                if kind == "hint":
                    self._repeats[cells.values] = kind
            elif isinstance(self.sheet, TurnedSheet) and not judge.speaks(cells):  # a column of explanations
                self._leave(row, "note")
            elif judge.nothing_asked(cells):
                self._unread(row, _ELSEWHERE)
            elif judge.strange_header(cells):
                lost = "、".join(map(str, cells.values))
                self._unread(row, _STRANGE, lost)
            else:
                self.tables[-1].rows.append(row)
                begun, noted = True, False

    def _all_notes(self, rows: list[int]) -> bool:
        """Whether the sheet is called so and holds nothing but sentences."""
        cells = [RowCells(self.sheet, row) for row in rows] if words.NOTES_SHEET.search(self.sheet.name) else []
        return bool(cells) and all(
            one.all_text and len(one) <= TITLE_CELLS and not any(words.like_a_firm(text) for _, text in one.texts)
            for one in cells
        )

    def _leave(self, row: int, kind: Kind) -> None:
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
