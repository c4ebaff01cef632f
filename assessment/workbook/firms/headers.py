"""Which column of a sheet holds which fact, whatever the order, the language and the number of header rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from assessment.answers.typed import fold, unit_factor
from assessment.content.bank import FactBank
from assessment.content.facts import Fact, NumberFact
from assessment.language import Label, label
from assessment.problems import Problem, shorten
from assessment.workbook.grid.cells import Sheet, column_letters, is_empty

_SEARCHED_ROWS = 20
_NUMBERED = re.compile(r"^\d{1,3}[.、)]")
_BRACKETED = re.compile(r"(.+)\(([^()]*)\)")
_NOTES = {"", "必填", "选填", "单选", "多选", "可多选", "required", "optional", "chooseone", "chooseseveral"}
_RESULT = re.compile(r"[a-z][a-z0-9-]*\.[a-z][a-z0-9_]*")  # a column of our own results, such as miit-2024.points
_COUNTERS = {"序号", "编号", "行号", "no", "id", "#", "firm", "备注", "remarks", "notes"}


@dataclass(frozen=True)
class FactColumn:
    """The column of a fact; a number in it is in ``unit`` and is multiplied by ``factor`` to be in the fact's unit."""

    fact: Fact
    column: int
    unit: Label | None = None
    factor: Decimal = Decimal(1)


@dataclass(frozen=True)
class Header:
    """The header of a sheet: its columns by fact id, its last row, and what is wrong with it.

    ``named`` also holds the facts that two columns name, neither of which is read.
    """

    sheet: Sheet
    columns: Mapping[str, FactColumn]
    named: frozenset[str]
    last_row: int
    problems: tuple[Problem, ...]


class HeaderReader:
    """Finds headers that name facts by their id or by their label in either language."""

    def __init__(self, bank: FactBank):
        self._facts: dict[str, Fact | None] = {}
        for fact in bank.facts.values():
            for key in {fold(fact.label.zh), fold(fact.label.en)}:
                self._facts[key] = None if key in self._facts else fact  # a label of two facts names neither
        self._facts |= {fact.id: fact for fact in bank.facts.values()}

    def read(self, sheet: Sheet) -> Header | None:
        """The header of a sheet, or None when no row of the first twenty names two facts.

        Of several rows that name facts (a label above its id) all count. A column that two of them name differently,
        and columns that name the same fact, are not read and reported, as are columns that name no fact.
        """
        width = sheet.width
        named = {
            row: {column: found for column in range(1, width + 1) if (found := self._named(sheet, row, column))}
            for row in range(1, min(_SEARCHED_ROWS, len(sheet.rows)) + 1)
        }
        counts = {row: len({found.fact.id for found in columns.values()}) for row, columns in named.items()}
        most = max(counts.values(), default=0)
        if most < 2:
            return None
        rows = [row for row, count in counts.items() if count >= max(2, most / 2)]
        problems: list[Problem] = []
        claims: dict[str, list[FactColumn]] = {}
        for column in range(1, width + 1):
            names = [named[row][column] for row in rows if column in named[row]]
            if len({name.fact.id for name in names}) > 1:
                problems.append(_contradiction(sheet, rows[0], column, names))
            elif names:
                # a label may carry a unit, an id never does
                claims.setdefault(names[0].fact.id, []).append(next((name for name in names if name.unit), names[0]))
            elif fault := _unknown(sheet, rows, column):
                problems.append(fault)
        problems.extend(_twice(sheet, rows[0], claim) for claim in claims.values() if len(claim) > 1)
        columns = {fact_id: claim[0] for fact_id, claim in claims.items() if len(claim) == 1}
        return Header(sheet, columns, frozenset(claims), rows[-1], tuple(problems))

    def _named(self, sheet: Sheet, row: int, column: int) -> FactColumn | None:
        """The fact that a header cell names, if any."""
        value = sheet.resolved(row, column).value
        if not isinstance(value, str):
            return None
        key = _NUMBERED.sub("", fold(value))
        if fact := self._facts.get(key):
            return FactColumn(fact, column)
        bracketed = _BRACKETED.fullmatch(key)
        fact = self._facts.get(bracketed[1].rstrip("*")) if bracketed else None
        if fact is None or bracketed is None:
            return None
        note = bracketed[2]
        if note in _NOTES:
            return FactColumn(fact, column)
        if isinstance(fact, NumberFact) and (factor := unit_factor(note, fact.unit)):
            return FactColumn(fact, column, label(note, note), factor)
        return None


def _unknown(sheet: Sheet, rows: list[int], column: int) -> Problem | None:
    """What to tell of a column that names no fact; None for one that may stand there."""
    texts = [str(value) for row in rows if not is_empty(value := sheet.value(row, column))]
    if any(_RESULT.fullmatch(text.strip()) or fold(text) in _COUNTERS for text in texts):
        return None
    if not texts and all(is_empty(sheet.value(row, column)) for row in range(rows[-1] + 1, len(sheet.rows) + 1)):
        return None
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
            "如果需要这一列，请把表头（含单位）改成模板里的写法；否则不用理会。",
            "If the column is needed, word its header (and unit) as in the template; otherwise ignore this.",
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
