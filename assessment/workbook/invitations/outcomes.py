"""The sheet of results: one row an invitation, filled in by whoever was there, and read back cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike
from typing import IO, Any

import xlsxwriter

from assessment.answers import Answer, AnswerRefused, State
from assessment.answers.typed import fold
from assessment.content.bank import FactBank
from assessment.content.facts import Fact, FactFile, Option
from assessment.language import Label, Lang, label
from assessment.problems import InputRefused, Problem, refuse, shorten
from assessment.store.invitation_records import (
    FOLLOWS,
    MOST_MONEY,
    MOST_MONTHS,
    STATE_NAMES,
    InvitationOutcome,
    InvitationState,
    KeptInvitation,
)
from assessment.store.refusals import InvitationRefused
from assessment.workbook.firms.answering import AnswerReader
from assessment.workbook.firms.headers import Header
from assessment.workbook.firms.rows import sort_rows
from assessment.workbook.firms.tally import Tally
from assessment.workbook.firms.template import HEADER_ROWS, TemplateKind, add_template
from assessment.workbook.grid.cells import Grid
from assessment.workbook.grid.days import read_day

SHEET = label("邀约登记表", "Invitations and results")
_ROWS = label("个邀约", "invitations")
_ALSO: Mapping[InvitationState, tuple[str, ...]] = {
    "sent": ("没有结果",),
    "seen": ("看到了",),
    "accepted": ("愿意谈", "同意", "接受"),
    "declined": ("不谈", "拒绝", "不同意", "没谈成"),
    "met": ("见面", "见了面", "已对接", "已洽谈", "谈过"),
    "contracted": ("签约", "签了合同", "已签合同"),
    "finished": ("完成", "已验收", "做完了"),
}
_STEPS: tuple[Label, ...] = (
    label(
        "一行是一个邀约。只填后面几列：结果、日期、合同金额、已付月数；没有结果的空着。",
        "One row is one invitation. Fill in the last columns only: outcome, day, amount and months paid; leave a row "
        "without an outcome empty.",
    ),
    label(
        "结果点箭头选：已见面、已签约、已完成、已谢绝等。直接写“已签约”也行，见面会一起记上。",
        "Choose the outcome by the arrow. Whoever writes 'contracted' also says that the two have met.",
    ),
    label(
        "编号、服务商和企业请不要改：对不上的行不会登记，会逐格指出。",
        "Leave number, provider and firm as they are: a row that does not fit is not taken, and its cell is named.",
    ),
    label("同一张表再交一次，不会重复登记。", "The same file handed in again notes nothing twice."),
)


def outcome_bank() -> FactBank:
    """The columns of the sheet, as facts: so it is read as the other workbooks are."""
    states = [
        Option(id=state, label=STATE_NAMES[state], also_called=_ALSO[state]) for state in FOLLOWS if state != "sent"
    ]

    def text(key: str, zh: str, en: str, length: int = 5_000) -> dict[str, Any]:
        return {"id": key, "label": label(zh, en), "ask": label(zh, en), "kind": "text", "max_length": length}

    def number(key: str, zh: str, en: str, unit: Label, most: float, decimals: int = 0) -> dict[str, Any]:
        kind = "amount" if decimals else "count"
        plain = {"id": key, "label": label(zh, en), "ask": label(zh, en), "kind": kind, "unit": unit}
        return plain | {"maximum": most, "decimals": decimals}

    one = label("个", "invitations")
    files = (
        (
            label("是哪个邀约（不要改）", "Which invitation (leave as it is)"),
            [
                number("number", "邀约编号", "Invitation number", one, 1e9) | {"required": True},
                text("occasion", "轮次或日期", "Round or day"),
                text("provider", "服务商", "Provider"),
                text("product", "产品或服务", "Product"),
                text("firm", "企业", "Firm"),
                text("steps", "要谈的事项", "Steps to talk about"),
                text("standing", "已登记", "Noted so far"),
            ],
        ),
        (
            label("结果（请填）", "Outcome (to be filled in)"),
            [
                {"id": "outcome", "label": label("对接结果", "Outcome"), "kind": "choice", "options": states}
                | {"ask": label("谈得怎么样？", "What came of it?")},
                text("on", "哪一天", "On which day", 40)
                | {"ask": label("写成 2026-11-23 这样", "Write it as 2026-11-23")},
                number("amount", "合同金额", "Amount of the contract", label("万元", "CNY 10 000"), MOST_MONEY, 2),
                number("months_paid", "已付月数", "Months paid", label("个月", "months"), MOST_MONTHS),
            ],
        ),
    )
    return FactBank(
        FactFile.model_validate(
            {"topic": {"id": f"outcomes_{i}", "order": i, "title": title, "intro": title}, "facts": facts}
        )
        for i, (title, facts) in enumerate(files, 1)
    )


def occasion_of(one: KeptInvitation) -> str:
    """The round of an invitation, or the day of its matchmaking."""
    return one.round_name or one.day.isoformat()


def write_outcomes(
    out: str | PathLike[str] | IO[bytes],
    invitations: Sequence[KeptInvitation],
    step_names: Mapping[str, Label],
    lang: Lang,
) -> None:
    """Write the sheet for these invitations, with what is noted of them; whatever a person typed stays text."""
    bank, joint = outcome_bank(), "；" if lang == "zh" else "; "
    facts: list[Fact] = list(bank.facts.values())
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = add_template(book, bank, facts, lang, TemplateKind(SHEET, _STEPS, unsure=False))
        for row, one in enumerate(invitations, HEADER_ROWS):
            steps = [step_names[step].text(lang) if step in step_names else step for step in one.steps]
            texts = (occasion_of(one), one.provider, one.product, one.firm_name or "", joint.join(steps))
            sheet.write_number(row, 0, one.number)
            for at, words in enumerate((*texts, STATE_NAMES[one.state].text(lang)), 1):
                sheet.write_string(row, at, words)
            for at, figure in ((9, one.amount), (10, one.months_paid)):
                if figure is not None:
                    sheet.write_number(row, at, figure)


@dataclass(frozen=True)
class OutcomesRead:
    """A sheet of results, read but not yet noted: what is new, how many rows say nothing new, and all that is wrong.

    ``unfilled`` rows tell no outcome; ``bad`` is the number of rows with a fault, none of which is in ``fresh``.
    """

    fresh: tuple[InvitationOutcome, ...]
    noted: int
    unfilled: int
    bad: int
    tally: Tally
    problems: tuple[Problem, ...]

    def outcomes(self, valid_rows: bool = False) -> tuple[InvitationOutcome, ...]:
        """What is to be noted; raises ``InputRefused`` when rows are bad, unless only ``valid_rows`` count."""
        if self.bad and not valid_rows:
            raise InputRefused(self.problems)
        return self.fresh

    def sentence(self) -> Label:
        """The sum in words."""
        return label(
            "{rows} 行：{fresh} 行有新的结果，{noted} 行已经登记过，{unfilled} 行没有填结果，{bad} 行有问题。",
            "{rows} rows: {fresh} with a new outcome, {noted} noted already, {unfilled} without an outcome, {bad} with "
            "a problem.",
        ).fill(rows=self.tally.read, fresh=len(self.fresh), noted=self.noted, unfilled=self.unfilled, bad=self.bad)


@dataclass
class _Rows:
    said: list[tuple[Header, int, InvitationOutcome]] = field(default_factory=list)
    places: dict[int, str] = field(default_factory=dict)
    unfilled: int = 0
    bad: int = 0
    problems: list[Problem] = field(default_factory=list)


def read_outcomes(
    grid: Grid,
    known: Callable[[Collection[int]], Mapping[int, KeptInvitation]],
    tried: Callable[[Sequence[InvitationOutcome]], Sequence[bool | InvitationRefused]],
    occasion: str | None = None,
) -> OutcomesRead:
    """Read every visible sheet that has the columns of results.

    ``known`` gives the invitations of some numbers that the reader may see, ``tried`` what noting outcomes would do.
    With an ``occasion`` (a round's name or a day) rows of another one are faulty. A row with any fault is left out and
    its cells named. Raises ``InputRefused`` when no sheet has the header.
    """
    bank = outcome_bank()
    found = sort_rows(grid, bank, _ROWS)
    tables = [one for one in found.tables if {"number", "outcome"} <= set(one.header.columns)]
    if not tables:
        raise _no_header(grid)
    rows = _Rows(problems=[*found.unread, *(fault for one in tables for fault in one.header.problems)])
    read = [(one.header, row, _cells(one.header, row, rows)) for one in tables for row in one.rows]
    numbers = {int(said["number"]) for _, _, said in read if said is not None and "number" in said}
    standing = known(numbers)
    for header, row, said in read:
        if said is not None:
            _row(header, row, said, standing, occasion, rows)
    fresh, noted = [], 0
    for (header, row, outcome), verdict in zip(rows.said, tried([one for _, _, one in rows.said]), strict=True):
        if isinstance(verdict, InvitationRefused):
            found_there = getattr(outcome, verdict.about, None)
            shown = None if found_there is None else str(found_there)
            _fault(rows, header, row, verdict.about, AnswerRefused(verdict.message, verdict.remedy, shown))
        elif verdict:
            fresh.append(outcome)
        else:
            noted += 1
    return OutcomesRead(tuple(fresh), noted, rows.unfilled, rows.bad, found.tally, tuple(rows.problems))


def _cells(header: Header, row: int, rows: _Rows) -> dict[str, Any] | None:
    """What the cells of a row say; None for a row with a cell that cannot be read, or without an outcome."""
    said: dict[str, Any] = {}
    faults: dict[str, AnswerRefused] = {}
    for key, source in header.columns.items():
        try:
            answer: Answer = AnswerReader(source).read(header.sheet.cell(row, source.column))
            if answer.state is State.ANSWERED:
                said[key] = read_day(str(answer.value)) if key == "on" else answer.value
        except AnswerRefused as refused:
            faults[key] = refused
    if not faults and not said.keys() & {"outcome", "on", "amount", "months_paid"}:
        rows.unfilled += 1
        return None
    if not {"number"} & (said.keys() | faults.keys()):
        faults["number"] = AnswerRefused(*_NO_NUMBER)
    if "on" in said and not {"outcome"} & (said.keys() | faults.keys()):
        faults["outcome"] = AnswerRefused(*_NO_OUTCOME)
    if faults:
        rows.bad += 1
        rows.problems += [_told(header, row, key, fault) for key, fault in faults.items()]
        return None
    return said


def _row(
    header: Header,
    row: int,
    said: dict[str, Any],
    standing: Mapping[int, KeptInvitation],
    occasion: str | None,
    rows: _Rows,
) -> None:
    """Hold a row against the invitation that it names."""
    number = int(said["number"])
    one = standing.get(number)
    if one is None:
        _fault(rows, header, row, "number", AnswerRefused(*_UNKNOWN, found=str(number)))
        return
    for key, own in (("occasion", occasion_of(one)), ("provider", one.provider), ("firm", one.firm_name)):
        if key in said and own is not None and fold(str(said[key])) != fold(own):
            _fault(rows, header, row, key, AnswerRefused(_ANOTHER.fill(own=own), _LEAVE, said[key]))
            return
    if occasion is not None and occasion_of(one) != occasion:
        _fault(
            rows, header, row, "number", AnswerRefused(_OTHER_ROUND.fill(own=occasion_of(one)), _CHOOSE, str(number))
        )
        return
    if number in rows.places:
        where = rows.places[number]
        _fault(rows, header, row, "number", AnswerRefused(_TWICE.fill(where=where), _KEEP_ONE, str(number)))
        return
    amount, months = said.get("amount"), said.get("months_paid")
    if "outcome" not in said:  # figures that stand there since the sheet was written
        if (amount, months) == (one.amount, one.months_paid):
            rows.unfilled += 1
        else:
            _fault(rows, header, row, "outcome", AnswerRefused(*_NO_OUTCOME))
        return
    state: InvitationState = next(state for state in FOLLOWS if state == said["outcome"])
    outcome = InvitationOutcome(
        number,
        state,
        said.get("on"),
        None if amount is None else float(amount),
        None if months is None else int(months),
    )
    rows.said.append((header, row, outcome))
    rows.places[number] = header.sheet.address(row)


def _fault(rows: _Rows, header: Header, row: int, key: str, fault: AnswerRefused) -> None:
    rows.bad += 1
    rows.problems.append(_told(header, row, key, fault))


def _told(header: Header, row: int, key: str, fault: AnswerRefused) -> Problem:
    source = header.columns.get(key)
    where = header.sheet.address(row, source.column if source else None)
    return Problem(where, fault.message, fault.remedy, fault.found)


_NO_NUMBER = (
    label("没有邀约编号", "there is no number of an invitation"),
    label("请从登记表里复制编号。", "Copy it from the sheet that was handed out."),
)
_NO_OUTCOME = (
    label("填了日期或金额，没有填结果", "a day or a figure without an outcome"),
    label("请选一个结果，或恢复原样。", "Choose an outcome, or leave the row as it was."),
)
_UNKNOWN = (
    label("没有这个编号的邀约，或不在您的地区", "there is no such invitation, or it is not in your area"),
    label("请核对是不是这里下载的登记表。", "Check that the sheet was downloaded here."),
)
_ANOTHER = label("这个编号的邀约是“{own}”，对不上", "the invitation of this number says '{own}'")
_LEAVE = label(
    "编号、轮次、服务商和企业不要改；也许是另一轮的表。",
    "Leave number, round, provider and firm as they were; it may be the sheet of another round.",
)
_OTHER_ROUND = label("这是“{own}”的邀约，不是所选轮次的", "this invitation is of '{own}', not of the round chosen")
_CHOOSE = label("请改选轮次，或换一张表。", "Choose that round, or hand in another sheet.")
_TWICE = label("与 {where} 是同一个邀约", "the same invitation as in {where}")
_KEEP_ONE = label("请只留一行。", "Keep one of the two.")


def _no_header(grid: Grid) -> InputRefused:
    return refuse(
        grid.filename,
        label("没有找到登记表的表头", "no header of a sheet of results was found"),
        label(
            "要有“邀约编号”和“对接结果”两列；请用这里下载的登记表。",
            "It needs the columns 'Invitation number' and 'Outcome'; use the sheet that is downloaded here.",
        ),
        shorten(", ".join(sheet.name for sheet in grid.visible)),
    )
