"""What somebody's own headers mean, as a mapping file or a former upload says; it counts before all other names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from assessment.answers.typed import fold, unit_factor
from assessment.content.bank import FactBank
from assessment.content.column_files import LEFT_ASIDE, ColumnEntry, ColumnFile
from assessment.content.facts import MultiFact, NumberFact
from assessment.content.loading import load_file
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem
from assessment.workbook.firms.columns import FactColumn, facts_by_other_name, facts_by_own_name

_Key = tuple[str | None, str]  # sheet, if it holds there only, and the folded header


class ColumnMapping:
    """Headers and the facts that their columns hold, or that they are left aside."""

    def __init__(self, known: dict[_Key, FactColumn | None] | None = None):
        self._known = known or {}

    def __bool__(self) -> bool:
        """Whether anything is said at all."""
        return bool(self._known)

    def named(self, sheet: str, header: str) -> FactColumn | None:
        """The fact that a header of a sheet means here; its column is not known yet. None when nothing is said."""
        key = fold(header)
        found = self._known.get((sheet, key)) or self._known.get((None, key))
        return None if found is None else FactColumn(
            found.fact, 0, found.unit, found.factor, found.option, header.strip()
        )  # fmt: skip

    def leaves_aside(self, sheet: str, header: str) -> bool:
        """Whether the column of a header is not wanted."""
        key = fold(header)
        return any(where in self._known and self._known[where] is None for where in ((sheet, key), (None, key)))


NO_MAPPING = ColumnMapping()


def load_mapping(path: Path, bank: FactBank) -> ColumnMapping:
    """Read a mapping file; raises ``InputRefused`` with every fault, by file, line and key."""
    file, source = load_file(path, ColumnFile)
    return resolve(file.columns, bank, lambda at: source.where(("columns", at)))


def resolve(entries: Iterable[ColumnEntry], bank: FactBank, where: Callable[[int], str]) -> ColumnMapping:
    """The mapping that some entries make; ``where`` names the place of each for a message.

    Raises ``InputRefused`` for a fact, option or unit that does not exist, for a header named twice, and for two
    columns of one fact, which are named. An entry without a fact says nothing yet.
    """
    own, other = facts_by_own_name(bank.facts.values()), facts_by_other_name(bank.facts.values())
    problems: list[Problem] = []
    known: dict[_Key, FactColumn | None] = {}
    headers: dict[tuple[str, str | None, str | None], str] = {}
    for at, entry in enumerate(entries):
        said = (entry.fact or "").strip()
        if not said:
            continue
        key = (entry.sheet, fold(entry.header))
        if key in known:
            problems.append(Problem(where(at), _HEADER_TWICE, _KEEP_ONE, entry.header))
            continue
        known[key] = None
        if said in LEFT_ASIDE:
            continue
        fact = own.get(said) or own.get(fold(said)) or other.get(fold(said))
        if fact is None:
            problems.append(Problem(where(at), _NO_FACT, _LISTED, said))
            continue
        column = FactColumn(fact, 0, called=entry.header)
        if entry.option is not None:
            options = fact.options if isinstance(fact, MultiFact) else ()
            option = next((one for one in options if one.id == entry.option), None)
            if option is None:
                problems.append(Problem(where(at), _NO_OPTION.fill(fact=fact.label), _LISTED, entry.option))
                continue
            column = FactColumn(fact, 0, option=option, called=entry.header)
        if entry.unit is not None:
            factor = unit_factor(entry.unit, fact.unit) if isinstance(fact, NumberFact) else None
            if factor is None:
                problems.append(Problem(where(at), _NO_UNIT.fill(fact=fact.label), _UNIT, entry.unit))
                continue
            column = FactColumn(fact, 0, label(entry.unit, entry.unit), Decimal(factor), called=entry.header)
        others = {headers.get((fact.id, entry.option, sheet)) for sheet in {None, entry.sheet}} - {None}
        if entry.sheet is None:
            others |= {h for (one, option, _), h in headers.items() if (one, option) == (fact.id, entry.option)}
        if others:
            message = _TWO_TO_ONE.fill(first=str(min(map(str, others))), second=entry.header, fact=fact.label)
            problems.append(Problem(where(at), message, _KEEP_ONE))
            continue
        headers[(fact.id, entry.option, entry.sheet)] = entry.header
        known[key] = column
    if problems:
        raise InputRefused(problems)
    return ColumnMapping(known)


def remembered(headers: Mapping[str, str | None], bank: FactBank) -> ColumnMapping:
    """The mapping of headers that were told before; a fact that there is no longer is not known any more.

    Headers of several files may mean one fact; where they stand in one table, its reading tells.
    """
    known: dict[_Key, FactColumn | None] = {}
    for header, fact_id in headers.items():
        if fact_id is None:
            known[None, fold(header)] = None
        elif fact_id in bank.facts:
            known[None, fold(header)] = FactColumn(bank.facts[fact_id], 0, called=header)
    return ColumnMapping(known)


def mapping_lines(entries: Iterable[tuple[ColumnEntry, Label]]) -> Iterator[str]:
    """A mapping file, line by line: each entry with the remark that explains it."""
    yield "# 表头对应到哪个事实。fact 写代码或名称，写 ignore（不读）就不要这一列，空着就是还没定。"
    yield "# Which fact each header means: its code or name; ignore leaves the column aside, empty is undecided."
    listed = list(entries)
    yield "columns:" if listed else "columns: []"
    for entry, remark in listed:
        yield f"  # {' '.join(remark.zh.split())} / {' '.join(remark.en.split())}"
        yield f"  - header: {_quoted(entry.header)}"
        yield f"    fact: {entry.fact or ''}".rstrip()
        if entry.sheet is not None:
            yield f"    sheet: {_quoted(entry.sheet)}"


def _quoted(text: str) -> str:
    """A text as YAML holds it on one line, whatever its signs."""
    plain = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    )
    return f'"{plain}"'


_KEEP_ONE = label("请只留一个，另一个写 ignore 或删去。", "Keep one of them; write ignore for the other, or remove it.")
_HEADER_TWICE = label("同一个表头写了两次", "the same header stands twice")
_NO_FACT = label("没有这个事实", "there is no such fact")
_NO_OPTION = label("“{fact}”没有这个选项", "'{fact}' has no such option")
_NO_UNIT = label("“{fact}”不能用这个单位", "'{fact}' does not come in this unit")
_UNIT = label("请写能换算的单位，如 元、万元、人、台。", "Give a unit that can be converted, such as 元, 万元, 人, 台.")
_LISTED = label(
    "代码和名称见模板的“字段说明”表，或运行 assessment facts。",
    "Codes and names stand in the sheet 'Columns' of the template; assessment facts lists them.",
)
_TWO_TO_ONE = label(
    "“{first}”和“{second}”两列都指向“{fact}”", "the columns '{first}' and '{second}' both go to '{fact}'"
)
