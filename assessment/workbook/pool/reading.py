"""A list of providers as a resource pool: good rows are kept, every bad cell is named."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from assessment.answers import Answer, AnswerRefused, State, cross_check
from assessment.answers.typed import fold, is_blank
from assessment.content.facts import Fact, TextFact
from assessment.content.provenance import SAMPLE_NAME
from assessment.content.providers import Offer, PoolFile
from assessment.language import Label, label
from assessment.problems import InputRefused, Problem, refuse, shorten
from assessment.workbook.firms.answering import AnswerReader, OptionReader
from assessment.workbook.firms.columns import FactColumn
from assessment.workbook.firms.headers import Header
from assessment.workbook.firms.rows import sort_rows
from assessment.workbook.firms.tally import Tally
from assessment.workbook.firms.wording import required
from assessment.workbook.grid.cells import MERGED, Cell, Grid, Sheet
from assessment.workbook.grid.days import read_day
from assessment.workbook.pool.about import PoolStanding, read_standing
from assessment.workbook.pool.columns import ANYONE, PoolColumns
from assessment.workbook.pool.packages import read_packages
from assessment.workbook.pool.volumes import read_volumes, volumes_text

_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_SHARED = {"provider", "category", "chains", "cities", "sizes"} | {
    "customers",
    "complaints",
    "checked_on",
    "valid_until",
}  # may be merged over several rows
_NO_TIES = {fold(text) for text in ("无", "没有", "none", "no")}
_MADE_UP = (
    label("这是示例行，不能放进正式的资源池", "this is a sample row and does not belong in a real pool"),
    label("请删去这一行，或写明服务商的真实名称。", "Delete the row, or give the provider's real name."),
)
_CHECK_DAYS = label("请核对两个日期。", "Check both days.")
_BOTH_DAYS = (
    label("核验日期和有效期要一起写", "the day of the check and its last day belong together"),
    label("请补上，或两格都空着。", "Enter it, or leave both empty."),
)
_OFFERS = label("个产品或服务", "offers")
_KEEP_ONE = label("请删去其中一行，或改成不同的产品。", "Delete one of the two, or make it another product.")


@dataclass(frozen=True)
class PoolRead:
    """A list of providers, read but not yet in force: the good rows, the rows there were, all that was wrong."""

    standing: PoolStanding
    offers: tuple[Offer, ...]
    places: tuple[str, ...]
    tally: Tally
    problems: tuple[Problem, ...]

    @property
    def rows(self) -> int:
        """The number of rows that tell of an offer, good or bad."""
        return self.tally.read

    @property
    def left_out(self) -> int:
        """The number of rows with a fault, none of which is in ``offers``."""
        return self.rows - len(self.offers)

    def pool_file(self, valid_rows: bool = False) -> PoolFile:
        """The pool to put in force; raises ``InputRefused`` when rows are left out, unless only ``valid_rows`` count.

        A pool without a single good row is refused in any case.
        """
        if not self.offers or (self.left_out and not valid_rows):
            raise InputRefused(self.problems)
        return PoolFile(
            title=self.standing.title,
            date=self.standing.date,
            fidelity=self.standing.fidelity,
            provenance=self.standing.provenance,
            offers=self.offers,
        )


def read_pool(grid: Grid, columns: PoolColumns, on: datetime.date) -> PoolRead:
    """Read every visible sheet that has the columns of a pool; one row is one product of one provider.

    A row with any fault is left out and each of its faulty cells named: half a restriction would offer a firm what is
    not for it. What the workbook does not say of itself is filled with ``on`` and that a centre imported it.
    Raises ``InputRefused`` when no sheet has the header, a required column is missing, or there is no row.
    """
    standing, problems = read_standing(grid, on)
    read = read_rows(grid, columns, standing)
    return replace(read, problems=(*problems, *read.problems))


def read_rows(grid: Grid, columns: PoolColumns, standing: PoolStanding) -> PoolRead:
    """As ``read_pool``, for a list whose standing is known."""
    found = sort_rows(grid, columns.bank, _OFFERS)
    headers = [table.header for table in found.tables]
    if not headers:
        raise _no_header(grid, columns)
    problems = [*found.unread, *(problem for header in headers for problem in header.problems)]
    if missing := [problem for header in headers for problem in _missing_columns(header, columns)]:
        raise InputRefused([*missing, *problems])
    rows = _Rows(columns, standing)
    for table in found.tables:
        for row in table.rows:
            rows.read(table.header, row)
    if not found.tally.read:
        nothing = Problem(
            headers[0].sheet.address(headers[0].last_row + 1),
            label("表头下面没有内容", "there is nothing below the header"),
            label("请在表头下面每行填一个产品或服务。", "Enter one product a row below the header."),
        )
        raise InputRefused([nothing, *problems])
    return PoolRead(standing, tuple(rows.offers), tuple(rows.places), found.tally, (*problems, *rows.problems))


class _Rows:
    """The rows of one list, one after the other."""

    def __init__(self, columns: PoolColumns, standing: PoolStanding):
        self.columns, self.standing = columns, standing
        self.measures = OptionReader(list(columns.measures.values()))
        self.offers: list[Offer] = []
        self.places: list[str] = []
        self.problems: list[Problem] = []
        self.seen: dict[str, str] = {}

    def read(self, header: Header, row: int) -> None:
        """Read one row; it becomes an offer, or problems."""
        answers: dict[str, Answer] = {}
        faults: dict[str, AnswerRefused] = {}
        for key in (key for key in self.columns.bank.facts if key in header.columns):  # the category before the steps
            source = header.columns[key]
            try:
                answers[key] = self._answer(_cell(header.sheet, row, source), source, answers)
            except AnswerRefused as refused:
                faults[key] = refused
        said = {key: answer.value for key, answer in answers.items() if answer.state is State.ANSWERED}
        for fact in self.columns.bank.facts.values():
            if required(fact) and fact.id not in said and fact.id not in faults:
                faults[fact.id] = AnswerRefused(
                    label("必填，但没有填写", "required but empty"), label("请补填。", "Please fill it in.")
                )
        faults |= cross_check(self.columns.bank, answers)
        where = header.sheet.address(row)
        if not faults:
            faults = self._standing_faults(said, where)
        if faults:
            for key in (key for key in self.columns.bank.facts if key in faults):
                self.problems.append(self._told(header, row, self.columns.bank.facts[key], faults[key]))
        else:
            self.offers.append(_offer(said))
            self.places.append(where)

    def _answer(self, cell: Cell, source: FactColumn, before: dict[str, Answer]) -> Answer:
        if source.fact.id == "measures" and isinstance(cell.value, str) and not is_blank(cell.value):
            category = before.get("category")
            return self._listed(cell.value, category.value if category else None)
        answer = AnswerReader(source).read(cell)
        if answer.state is State.ANSWERED and source.fact.id in ("checked_on", "valid_until"):
            return Answer(State.ANSWERED, read_day(str(answer.value)).isoformat())
        if answer.state is State.ANSWERED and source.fact.id == "packages":
            read_packages(str(answer.value))
        if answer.state is State.ANSWERED and source.fact.id == "volumes":
            return Answer(State.ANSWERED, volumes_text(read_volumes(str(answer.value), self.measures.one)))
        if source.fact.id == "offer" and answer.value is not None and not _ID.fullmatch(str(answer.value)):
            raise AnswerRefused(
                label("编号写法不对", "this is no valid code"),
                label(
                    "请用小写字母开头，只用小写字母、数字和下划线；新的一行可以空着。",
                    "Begin with a small letter and use small letters, digits and underscores; leave it empty if new.",
                ),
                answer.value,
            )
        return answer

    def _listed(self, text: str, category: Any) -> Answer:
        """The measures that a cell lists, all of the row's category."""
        found = self.measures.several(text)
        if found is None:
            raise AnswerRefused(
                label("没有这个事项", "there is no such step"),
                label("请从“事项清单”里复制名称或代码。", "Copy a name or code from the sheet 'Steps'."),
                self.measures.unknown_part(text),
            )
        names = [named.option.id for named in found]
        for name in names:
            other = self.columns.categories[self.columns.category_of[name]]
            if category is not None and other.id != category:
                raise AnswerRefused(
                    label(f"这个事项属于“{other.label.zh}”类", f"this step is of the category '{other.label.en}'"),
                    label("请为那一类另起一行。", "Enter another row for that category."),
                    self.columns.measures[name].label.zh,
                )
        return Answer(State.ANSWERED, tuple(dict.fromkeys(names)))

    def _standing_faults(self, said: dict[str, Any], where: str) -> dict[str, AnswerRefused]:
        """What is wrong with a row as a whole: it stands there already, or it is made up in a real list."""
        if said["provider"].startswith(SAMPLE_NAME) and self.standing.fidelity != "sample":
            return {"provider": AnswerRefused(*_MADE_UP, found=said["provider"])}
        if fault := self._check_fault(said.get("checked_on"), said.get("valid_until")):
            return fault
        identities = [("product", _identity(said)), *([("offer", said["offer"])] if "offer" in said else [])]
        for key, identity in identities:
            first = self.seen.setdefault(identity, where)
            if first != where:
                return {key: AnswerRefused(label(f"与 {first} 重复", f"the same as in {first}"), _KEEP_ONE, said[key])}
        return {}

    def _check_fault(self, checked: str | None, until: str | None) -> dict[str, AnswerRefused]:
        """What is wrong with the days of a check, which are in the order of their text."""
        if (checked is None) != (until is None):
            missing = "checked_on" if checked is None else "valid_until"
            return {missing: AnswerRefused(*_BOTH_DAYS)}
        if checked is None or until is None:
            return {}
        if checked > self.standing.date.isoformat():
            late = label(f"晚于资源池的日期 {self.standing.date}", f"after the date of the pool, {self.standing.date}")
            return {"checked_on": AnswerRefused(late, _CHECK_DAYS, checked)}
        if until < checked:
            early = label("早于核验日期", "before the day of the check")
            return {"valid_until": AnswerRefused(early, _CHECK_DAYS, until)}
        return {}

    def _told(self, header: Header, row: int, fact: Fact, fault: AnswerRefused) -> Problem:
        column = header.columns[fact.id].column if fact.id in header.columns else None
        message = label(f"“{fact.label.zh}”{fault.message.zh}", f"'{fact.label.en}': {fault.message.en}")
        return Problem(header.sheet.address(row, column), message, fault.remedy, fault.found)


def _cell(sheet: Sheet, row: int, source: FactColumn) -> Cell:
    """The cell of a row: a provider or a restriction merged over several rows holds for each, a price cannot."""
    cell = sheet.cell(row, source.column)
    resolved = sheet.resolved(row, source.column)
    if resolved.address == cell.address or source.fact.id in _SHARED:
        return resolved
    return Cell(cell.address, None, error=MERGED)


def _offer(said: dict[str, Any]) -> Offer:
    """A row without a fault as an offer; one without a code gets one that stays the same when it is read again."""
    interest = said.get("interest")
    return Offer(
        id=said.get("offer") or f"offer_{hashlib.sha256(_identity(said).encode()).hexdigest()[:10]}",
        provider=said["provider"],
        product=said["product"],
        category=said["category"],
        measures=said.get("measures", ()),
        **{key: _restriction(said.get(key)) for key in ("chains", "cities", "sizes")},
        price_low=said["price_low"],
        price_high=said["price_high"],
        capacity=int(said["capacity"]),
        cases=int(said.get("cases", 0)),
        interest=None if interest is None or fold(interest) in _NO_TIES else interest,
        customers=said.get("customers"),
        complaints=None if "complaints" not in said else int(said["complaints"]),
        checked_on=_day(said.get("checked_on")),
        valid_until=_day(said.get("valid_until")),
        packages=read_packages(said.get("packages") or ""),
        volumes=read_volumes(said.get("volumes") or "", str),
    )


def _day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)


def _identity(said: dict[str, Any]) -> str:
    """What makes a row one product of one provider."""
    return "\0".join(fold(said[key]) for key in ("provider", "product", "category"))


def _restriction(options: tuple[str, ...] | None) -> tuple[Any, ...]:
    return () if options is None or options == (ANYONE,) else options


def _missing_columns(header: Header, columns: PoolColumns) -> Iterator[Problem]:
    for fact in columns.bank.facts.values():
        if required(fact) and fact.id not in header.columns:
            yield Problem(
                header.sheet.address(header.last_row),
                label(f"缺少必填的一列“{fact.label.zh}”", f"the required column '{fact.label.en}' is missing"),
                label("请加上这一列；表头可从模板复制。", "Add the column; you can copy its header from the template."),
            )


def _no_header(grid: Grid, columns: PoolColumns) -> InputRefused:
    names: list[Label] = [fact.label for fact in columns.bank.facts.values() if isinstance(fact, TextFact)][:2]
    return refuse(
        grid.filename,
        label("没有找到资源池的表头", "no header of a resource pool was found"),
        label(
            f"请让其中一行写明每列的名称，例如“{names[0].zh}”“{names[1].zh}”；可从模板复制表头。",
            f"One row must name the columns, such as {names[0].en} and {names[1].en}; copy them from the template.",
        ),
        shorten(", ".join(sheet.name for sheet in grid.visible)),
    )
