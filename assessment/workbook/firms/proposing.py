"""What a column that is not known may hold: a fact proposed by its header and by what stands in it, with the reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from assessment.answers import AnswerRefused
from assessment.answers.typed import Value, fold, is_blank, number_in_text, unit_factor
from assessment.content.bank import FactBank
from assessment.content.column_files import ColumnEntry
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact, TextFact
from assessment.language import Label, label, listed
from assessment.problems import shorten
from assessment.workbook.firms import row_words as words
from assessment.workbook.firms.answering import OptionReader
from assessment.workbook.firms.columns import FIRM_NAME
from assessment.workbook.firms.headers import UnknownColumn
from assessment.workbook.firms.rows import SheetTable
from assessment.workbook.grid.cells import Sheet, is_empty

MOST_CANDIDATES = 3
_SAMPLE = 200  # different cells of a column that are looked at
_MOST = 60  # columns of a file for which something is proposed
_HEADER_WITHIN = 40  # rows of a sheet without a known header among which one is looked for
_CODE_FORM = "credit_code"
_CODE = re.compile(r"[0-9A-Z]{18}")
_SURE, _MAYBE, _LEAD = 0.75, 0.4, 0.15
_IN_BRACKETS, _LONGEST_UNIT = re.compile(r"\(([^()]+)\)$"), 4
_BRACKETS = re.compile(r"\([^()]*\)|^\d{1,3}[.、)]")


@dataclass(frozen=True)
class ColumnProposal:
    """A column that is not known, and what it may hold.

    ``where`` is its header's place and ``header`` what that says; ``examples`` stand in it. ``candidates`` are ids of
    facts, the likeliest first; ``sure`` when the first of them is proposed rather than asked about, for a ``reason``.
    """

    where: str
    sheet: str
    header: str
    examples: tuple[str, ...]
    candidates: tuple[str, ...]
    sure: bool
    reason: Label

    @property
    def fact(self) -> str | None:
        """The fact that is proposed; None where a person has to decide."""
        return self.candidates[0] if self.sure else None

    def entry(self) -> tuple[ColumnEntry, Label]:
        """The proposal as an entry of a mapping file, and the remark beside it."""
        return ColumnEntry(header=self.header, fact=self.fact), self.reason


@dataclass(frozen=True)
class _Likely:
    """How well a fact fits a column, from 0 to 1, and why."""

    fact: Fact
    weight: float
    reason: Label


def propose(bank: FactBank, tables: Iterable[SheetTable], unread: Iterable[Sheet]) -> tuple[ColumnProposal, ...]:
    """Proposals for the unknown columns of tables, and for all columns of sheets in which no header is known."""
    tables, unread = tuple(tables), tuple(unread)
    if not unread and not any(table.header.unknown for table in tables):
        return ()
    proposer = _Proposer(bank)
    found: list[ColumnProposal] = []
    told: set[tuple[str, str]] = set()
    for sheet, header_row, columns, rows, taken in _columns(tables, unread):
        fresh = [column for column in columns if (sheet.name, fold(column.text)) not in told]
        told |= {(sheet.name, fold(column.text)) for column in fresh}
        of_table = [proposer.propose(sheet, header_row, column, rows, taken) for column in fresh]
        found += _each_its_own(of_table, bank)
    return tuple(found[:_MOST])


def _columns(
    tables: Iterable[SheetTable], unread: Iterable[Sheet]
) -> Iterator[tuple[Sheet, int, Sequence[UnknownColumn], Sequence[int], Collection[str]]]:
    for table in tables:
        header = table.header
        yield header.sheet, header.last_row, header.unknown, table.rows, header.named
    for sheet in unread:
        if row := _likely_header(sheet):
            columns = [UnknownColumn(c, str(v)) for c, v in enumerate(sheet.rows[row - 1], 1) if not is_empty(v)]
            yield sheet, row, columns, range(row + 1, len(sheet.rows) + 1), frozenset()


def _likely_header(sheet: Sheet) -> int | None:
    """The first row of short words of which none is a firm, with something below; None when there is none."""
    for row, values in enumerate(sheet.rows[:_HEADER_WITHIN], 1):
        filled = [value for value in values if not is_empty(value)]
        texts = [value for value in filled if isinstance(value, str)]
        if len(filled) < 3 or len(texts) < len(filled) or len({*texts}) < len(texts):
            continue
        if all(len(text) <= 40 and not words.like_a_firm(text) for text in texts) and len(sheet.rows) > row:
            return row
    return None


def _each_its_own(found: Sequence[ColumnProposal], bank: FactBank) -> Iterator[ColumnProposal]:
    """The proposals for one table; where two columns would hold the same fact, a person decides."""
    counts = Counter(one.fact for one in found if one.fact)
    for one in found:
        if one.fact and counts[one.fact] > 1:
            both = label(
                "；有 {n} 列都像“{fact}”，请选一列", "; {n} columns look like '{fact}', please choose one"
            ).fill(n=counts[one.fact], fact=bank.facts[one.fact].label)
            yield replace(one, sure=False, reason=label(one.reason.zh + both.zh, one.reason.en + both.en))
        else:
            yield one


class _Proposer:
    """Weighs every fact of a bank against a column."""

    def __init__(self, bank: FactBank):
        self.bank = bank
        self.names = {
            fact.id: [_plain(name) for name in (fact.label.zh, fact.label.en, *fact.also_called)]
            for fact in bank.facts.values()
        }
        self.options = {
            fact.id: OptionReader(fact.options)
            for fact in bank.facts.values()
            if isinstance(fact, ChoiceFact | MultiFact)
        }

    def propose(
        self, sheet: Sheet, header_row: int, column: UnknownColumn, rows: Sequence[int], taken: Collection[str]
    ) -> ColumnProposal:
        values = dict.fromkeys(sheet.value(row, column.column) for row in rows)
        filled = [value for value in values if not is_blank(value)][:_SAMPLE]
        likely = sorted(
            (
                one
                for fact in self.bank.facts.values()
                if fact.id not in taken and (one := self._weigh(fact, column.text, filled)) is not None
            ),
            key=lambda one: -one.weight,
        )
        best = [one for one in likely if one.weight >= _MAYBE][:MOST_CANDIDATES]
        sure = bool(best) and best[0].weight >= _SURE and (len(best) == 1 or best[0].weight - best[1].weight >= _LEAD)
        return ColumnProposal(
            sheet.address(header_row, column.column),
            sheet.name,
            column.text,
            tuple(shorten(_shown(value), 16) for value in filled[:3]),
            tuple(one.fact.id for one in best),
            sure,
            _reason(best, sure),
        )

    def _weigh(self, fact: Fact, header: str, filled: Sequence[Value]) -> _Likely | None:
        """How well a fact fits; None when what stands in the column cannot be answers to it."""
        alike = max((_alike(_plain(header), name) for name in self.names[fact.id]), default=0.0)
        by_header = _HEADER.fill(fact=fact.label)
        texts = [value for value in filled if isinstance(value, str)]
        if isinstance(fact, TextFact):
            share, reason = _text_share(fact, texts, len(filled))
            if share >= 0.6:
                return _Likely(fact, max(0.8 + alike / 5, alike), reason)
            return None if fact.form or len(texts) * 2 < len(filled) else _Likely(fact, alike * 0.9, by_header)
        if isinstance(fact, NumberFact):
            read = sum(not isinstance(value, str) or _says_number(value, fact) for value in filled)
            if 2 * read < len(filled):
                return None
            other = next(
                (unit for unit in _IN_BRACKETS.findall(fold(header)) if not unit_factor(unit, fact.unit)), None
            )
            if other is None or len(other) > _LONGEST_UNIT:
                return _Likely(fact, alike, by_header)
            return _Likely(fact, alike * 0.7, _OTHER_UNIT.fill(fact=fact.label, unit=other, own=fact.unit))
        named = [one for text in texts if (one := self.options[fact.id].named(text)) is not None]
        if not filled:
            return _Likely(fact, alike * 0.9, by_header)
        share, different = len(named) / len(filled), len({one.option.id for one in named})
        if share < 0.5:
            return _Likely(fact, alike * 0.6, by_header) if alike >= _SURE else None
        shown = list(dict.fromkeys(one.found for one in named))[:3]
        found = label("、".join(shown), ", ".join(shown))
        reason = _OPTIONS.fill(fact=fact.label, found=found)
        weight = 0.3 + 0.25 * share + 0.08 * min(different, 3) + 0.3 * alike
        return _Likely(fact, min(weight, 1.0), reason)


def _text_share(fact: TextFact, texts: Sequence[str], filled: int) -> tuple[float, Label]:
    """Which share of the cells reads like the fact by itself."""
    if fact.form == _CODE_FORM:
        fits, reason = [bool(_CODE.fullmatch(fold(text).upper())) for text in texts], _LIKE_CODES
    elif fact.id == FIRM_NAME:
        fits, reason = [words.like_a_firm(text) for text in texts], _LIKE_FIRMS
    else:
        fits, reason = [], _LIKE_FIRMS
    return (sum(fits) / filled if filled else 0.0), reason


def _shown(value: Value) -> object:
    return f"{value:.15g}" if isinstance(value, float) else value


def _says_number(text: str, fact: NumberFact) -> bool:
    try:
        number_in_text(text, fact.unit)
    except AnswerRefused:
        return False
    return True


def _plain(name: str) -> str:
    """A name without what stands in brackets, or before it as its number."""
    return _BRACKETS.sub("", fold(name)).strip("*")


def _alike(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1."""
    if not one or not other:
        return 0.0
    alike = SequenceMatcher(None, one, other, autojunk=False).ratio()
    within = min(len(one), len(other)) >= 3 and (one in other or other in one)
    return max(alike, 0.7 + 0.3 * alike if within else alike)


def _reason(best: Sequence[_Likely], sure: bool) -> Label:
    if not best:
        return _NOTHING
    if sure:
        return best[0].reason
    reasons = listed((one.reason for one in best), "；", "; ")
    return label("不能确定：{reasons}", "not certain: {reasons}").fill(reasons=reasons)


_HEADER = label("表头与“{fact}”相近", "the header is close to '{fact}'")
_OPTIONS = label("内容是“{fact}”的选项（{found}）", "it holds options of '{fact}' ({found})")
_OTHER_UNIT = label(
    "表头与“{fact}”相近，但单位“{unit}”不能换算成{own}",
    "the header is close to '{fact}', but not its unit {unit} to {own}",
)
_LIKE_CODES = label("内容像统一社会信用代码", "it holds what look like credit codes")
_LIKE_FIRMS = label("内容像企业名称", "it holds what look like names of firms")
_NOTHING = label("看不出是什么；不需要就写“不读”", "nothing known fits; leave it aside unless it is needed")
