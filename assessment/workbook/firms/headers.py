"""Which column of a sheet holds which fact, whatever the order, the language and the number of header rows.

A sheet may hold several tables, one below the other: each has its header, and its rows are read by that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from assessment.answers.typed import Value, fold
from assessment.content.bank import FactBank
from assessment.content.facts import Fact, TextFact
from assessment.language import label
from assessment.problems import Problem, shorten
from assessment.workbook.firms.cell_names import CellNames
from assessment.workbook.firms.columns import FactColumn
from assessment.workbook.firms.mapping import NO_MAPPING, ColumnMapping
from assessment.workbook.grid.cells import Sheet, column_letters, is_empty
from assessment.workbook.grid.moved import TurnedSheet

_SIDE_WORDS = {
    "指标",
    "指标名称",
    "项目",
    "事项",
    "单位",
    "填写项",
    "字段",
    "问题",
    "内容",
    "名称",
    "item",
    "question",
    "unit",
}
_RESULT = re.compile(r"[a-z][a-z0-9-]*\.[a-z][a-z0-9_]*")  # a column of our own results, such as miit.points
_UNIT_AT_END = re.compile(r"[(（][^()（）]{1,4}[)）]$")
_PART = re.compile(r"^其中[:：]?")
_COUNTERS = {"序号", "编号", "行号", "no", "id", "#", "firm", "备注", "remarks", "notes"}


class UnknownColumn(NamedTuple):
    """A column whose header names no fact: where it is, and what its header says."""

    column: int
    text: str


@dataclass(frozen=True)
class Header:
    """One header of a sheet: its columns by fact id, its rows, and what is wrong with it.

    ``ticks`` are the columns of facts with a column for each option. ``named`` also holds the facts that two columns
    name, neither of which is read. ``counters`` are the columns of row numbers and the like, which say nothing of a
    firm; ``unknown`` those that name no fact, ``left_aside`` those that a mapping does not want.
    """

    sheet: Sheet
    columns: Mapping[str, FactColumn]
    ticks: Mapping[str, tuple[FactColumn, ...]]
    named: frozenset[str]
    rows: tuple[int, ...]
    problems: tuple[Problem, ...]
    counters: frozenset[int] = frozenset()
    unknown: tuple[UnknownColumn, ...] = ()
    left_aside: tuple[UnknownColumn, ...] = ()

    def same_columns(self, other: Header) -> bool:
        """Whether another header has the same columns."""
        return (self.columns, self.ticks) == (other.columns, other.ticks)

    @property
    def sources(self) -> Iterator[FactColumn]:
        """Every column that is read."""
        yield from self.columns.values()
        for columns in self.ticks.values():
            yield from columns

    @property
    def last_row(self) -> int:
        """The row below which the table begins."""
        return self.rows[-1]


@lru_cache(maxsize=4)
def header_reader(bank: FactBank, mapping: ColumnMapping = NO_MAPPING) -> HeaderReader:
    """The reader of headers for some content and mapping; the same for every part of a file."""
    return HeaderReader(bank, mapping)


_Found = dict[int, FactColumn]  # the facts that the cells of a row name, by column


class HeaderReader:
    """Finds headers that name facts by their id, by their label in either language, or by another name of theirs."""

    def __init__(self, bank: FactBank, mapping: ColumnMapping = NO_MAPPING):
        self._names = CellNames(bank, mapping)

    def find(self, sheet: Sheet) -> list[Header]:
        """The headers of a sheet from top to bottom; a row that names two facts is one, wherever it stands.

        Rows that follow each other (a label above its id) are one header. A column that two of them name differently,
        and columns that name the same fact, are not read and reported, as are columns that name no fact.
        """
        groups: list[list[int]] = []
        found: dict[int, _Found] = {}
        above: _Found = {}
        for row, columns in self._candidates(sheet):
            if not _is_header(sheet, row, columns, above):
                continue
            joined = bool(groups) and groups[-1][-1] == row - 1 and not _another(above, columns)
            if joined:
                groups[-1].append(row)
                above = columns | above
            else:
                groups.append([row])
                above = columns
            found[row] = columns
        headers: list[Header] = []
        for rows, below in zip(groups, [*groups[1:], None], strict=False):
            end = below[0] - 1 if below else len(sheet.rows)
            header = self._header(sheet, rows, end, found)
            if headers and header.same_columns(headers[-1]):  # told once
                header = replace(header, problems=())
            headers.append(header)
        return headers

    def _header(self, sheet: Sheet, rows: list[int], end: int, found: Mapping[int, _Found]) -> Header:
        """The header in ``rows`` of a table that ends with row ``end``."""
        problems: list[Problem] = []
        claims: dict[str, list[FactColumn]] = {}
        counters = set()
        unknown: list[UnknownColumn] = []
        left_aside: list[UnknownColumn] = []
        for column in range(1, sheet.width + 1):
            names = [found[row][column] for row in rows if column in found[row]]
            if len({name.fact.id for name in names}) > 1:
                problems.append(_contradiction(sheet, rows[0], column, names))
            elif names:
                # a label may carry a unit or an option, an id never does
                full = (name for name in names if name.unit or name.option)
                claims.setdefault(names[0].fact.id, []).append(next(full, names[0]))
            elif any(fold(str(sheet.resolved(row, column).value)) in _COUNTERS for row in rows):
                counters.add(column)
            elif any(self._names.leaves_aside(sheet.name, text) for text in _headings(sheet, rows, column)):
                left_aside.append(UnknownColumn(column, _headings(sheet, rows, column)[-1]))
            elif fault := _unknown(sheet, rows, end, column):
                problems.append(fault)
                unknown += [UnknownColumn(column, text) for text in _headings(sheet, rows, column)[-1:]]
        ticks = {fact_id: tuple(claim) for fact_id, claim in claims.items() if _each_an_option(claim)}
        problems.extend(
            _twice(sheet, rows[0], claim)
            for fact_id, claim in claims.items()
            if len(claim) > 1 and fact_id not in ticks
        )
        columns = {fact_id: claim[0] for fact_id, claim in claims.items() if len(claim) == 1 and fact_id not in ticks}
        return Header(
            sheet,
            columns,
            ticks,
            frozenset(claims),
            tuple(rows),
            tuple(problems),
            frozenset(counters),
            tuple(unknown),
            tuple(left_aside),
        )

    def _candidates(self, sheet: Sheet) -> Iterator[tuple[int, _Found]]:
        """The rows of which some cell names a fact, and what their cells name."""
        texts = {value for row in sheet.rows for value in row if type(value) is str}
        named = {text: fact for text in self._names.likely(texts) if (fact := self._names.of(sheet.name, text))}
        rows = {row for row, values in enumerate(sheet.rows, 1) if not named.keys().isdisjoint(values)}
        found: dict[int, _Found] = {row: {} for row in rows}
        for row in rows:
            for column, value in enumerate(sheet.rows[row - 1], 1):
                if isinstance(value, str) and value in named:
                    found[row][column] = named[value]
        for top, left, bottom, right in sheet.merged:
            value = sheet.value(top, left)
            if isinstance(value, str) and value in named:
                for row in range(top, min(bottom, len(sheet.rows)) + 1):
                    found.setdefault(row, {}).update(dict.fromkeys(range(left, right + 1), named[value]))
            if isinstance(value, str) and right > left:
                self._below(sheet, value, bottom + 1, range(left, right + 1), found)
        for row in sorted(found):
            yield row, {column: replace(name, column=column) for column, name in sorted(found[row].items())}

    def _below(self, sheet: Sheet, above: str, row: int, columns: range, found: dict[int, _Found]) -> None:
        """What the cells under a heading of several columns name together with it: 生产设备 above 总台数."""
        for column in columns:
            value = sheet.value(row, column)
            if not isinstance(value, str):
                continue
            unit, part = _UNIT_AT_END.sub("", above.strip()), _PART.sub("", value.strip())
            name = self._names.of(sheet.name, above + value) or self._names.of(sheet.name, unit + part)
            if name is not None:
                found.setdefault(row, {})[column] = replace(name, called=f"{above} {value}" if name.called else None)

    def names(self, sheet: Sheet, row: int, column: int) -> Fact | None:
        """The fact that a cell names, if any."""
        value = sheet.value(row, column)
        found = self._names.of(sheet.name, value) if isinstance(value, str) else None
        return None if found is None or found.option else found.fact


def _is_header(sheet: Sheet, row: int, found: _Found, above: _Found) -> bool:
    """Whether a row that names facts is a header rather than the row of a firm.

    An option may be called as a fact is (采购管理): a cell that is an option of its own column is an answer.
    """
    names = [
        name.fact
        for column, name in found.items()
        if column not in above or not _is_option(above[column].fact, sheet.value(row, column))
    ]
    filled = [value for value in sheet.rows[row - 1] if not is_empty(value)]
    plain = (
        2 * len(names) >= len(filled)
        or any(isinstance(fact, TextFact) for fact in names)
        or all(isinstance(value, str) for value in filled)
    )
    return len({fact.id for fact in names}) >= 2 and plain


def _is_option(fact: Fact, value: Value) -> bool:
    return isinstance(value, str) and any(
        _key(value) in (option.id, _key(option.label.zh), _key(option.label.en))
        for option in getattr(fact, "options", ())
    )


_key = lru_cache(maxsize=4096)(fold)  # the same few words in row after row


def _another(above: _Found, below: _Found) -> bool:
    """Whether a header right below another is that of another table: it orders the columns otherwise."""
    both = [above[column].fact.id == below[column].fact.id for column in above.keys() & below.keys()]
    return both.count(False) > max(1, both.count(True))


def _each_an_option(claim: Sequence[FactColumn]) -> bool:
    """Whether the columns of a fact are one for each of some of its options."""
    options = [column.option.id for column in claim if column.option is not None]
    return len(options) == len(claim) == len(set(options))


def _headings(sheet: Sheet, rows: Sequence[int], column: int) -> list[str]:
    """What the rows of a header say of a column; below a heading of several columns, both together."""
    found = []
    for row in rows:
        if is_empty(value := sheet.value(row, column)):
            continue
        above = next(
            (
                sheet.value(top, left)
                for top, left, bottom, right in sheet.merged
                if bottom == row - 1 and left <= column <= right and right > left
            ),
            None,
        )
        found.append(str(value) if is_empty(above) else f"{above} {value}")
    return found


def _unknown(sheet: Sheet, rows: Sequence[int], end: int, column: int) -> Problem | None:
    """What to tell of a column that names no fact; None for one that may stand there."""
    texts = [str(value) for row in rows if not is_empty(value := sheet.value(row, column))]
    if any(_RESULT.fullmatch(text.strip()) for text in texts):
        return None
    bare = all(is_empty(sheet.value(row, column)) for row in range(rows[-1] + 1, end + 1))
    if bare and not texts:
        return None
    if isinstance(sheet, TurnedSheet) and (bare or all(fold(text) in _SIDE_WORDS for text in texts)):
        return None  # a title, a heading, or what the first column of a table on its side is called
    where = sheet.address(rows[-1], column)
    if not texts:
        return Problem(
            where,
            label("这一列有内容但没有表头，没有读取", "this column has content but no header, and was not read"),
            label("请填上表头；表头可从模板复制。", "Give it a header; you can copy headers from the template."),
        )
    return Problem(
        where,
        label("不认识这个表头，这一列没有读取", "this header is not known, and the column was not read"),
        label(
            "如果需要这一列，请指明它是什么（网页上“认列”，命令行用 --map），或照模板写表头（含单位）；否则不用理会。",
            "If the column is needed, say what it is (on the page, or with --map), or word its header as in the "
            "template; otherwise ignore this.",
        ),
        shorten(texts[-1]),
    )


def _contradiction(sheet: Sheet, row: int, column: int, found: list[FactColumn]) -> Problem:
    first, last = found[0].fact.label, found[-1].fact.label
    return Problem(
        sheet.address(row, column),
        label(
            f"表头写的是“{first.zh}”，隐藏的编号却是“{last.zh}”，这一列没有读取",
            f"the header says '{first.en}' but the hidden code says '{last.en}'; the column was not read",
        ),
        label(
            "请重新下载模板，不要改动表头；或删除隐藏的编号行。",
            "Download the template again and leave its header as it is, or delete the hidden row of codes.",
        ),
    )


def _twice(sheet: Sheet, row: int, claim: list[FactColumn]) -> Problem:
    fact, letters = claim[0].fact, [column_letters(one.column) for one in claim]
    return Problem(
        sheet.address(row, claim[1].column),
        label(
            f"“{fact.label.zh}”出现在 {'、'.join(letters)} 几列，无法判断以哪一列为准，都没有读取",
            f"'{fact.label.en}' stands in columns {', '.join(letters)}; none of them was read",
        ),
        label("请只保留一列。", "Keep one of them."),
    )
