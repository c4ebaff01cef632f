"""What stands in the fields of a question, and what answer that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from assessment.answers import UNANSWERED, Answer, AnswerRefused, State, read_answer
from assessment.answers.spoken_figures import exact_figure, rough_figure
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact, TextFact
from assessment.language import label, trimmed
from assessment.workbook.grid.cells import Cell
from assessment.workbook.grid.normalise import read_number

Other = Literal["dont_know", "not_applicable"]
LIST_FROM = 9
"""A choice with at least so many options is a list to pick from; it carries its own way out (none of these)."""


@dataclass(frozen=True)
class Entry:
    """The fields of one question: what was typed, picked or ticked, or one of the other answers with its reason."""

    value: str | None = None
    ticks: tuple[str, ...] = ()
    other: Other | None = None
    reason: str = ""

    def plain(self) -> dict[str, Any]:
        """The entry as JSON."""
        return asdict(self)

    @classmethod
    def of_plain(cls, plain: Mapping[str, Any]) -> Entry:
        """The entry of what ``plain`` has given, once it went through JSON."""
        return cls(plain["value"], tuple(plain["ticks"]), plain["other"], plain["reason"])


def is_list(fact: Fact) -> bool:
    """Is the choice shown as a list to pick from instead of one line an option?"""
    return isinstance(fact, ChoiceFact) and len(fact.options) >= LIST_FROM


def takes_other(fact: Fact) -> bool:
    """May the question be answered with 'don't know' or 'not applicable'?"""
    return not (isinstance(fact, TextFact) or is_list(fact) or (not isinstance(fact, MultiFact) and fact.required))


def entry_of(fact: Fact, answer: Answer) -> Entry:
    """The fields that show an answer."""
    if answer.state is State.DONT_KNOW:
        return Entry(other="dont_know")
    if answer.state is State.NOT_APPLICABLE:
        return Entry(other="not_applicable", reason=answer.reason or "")
    if answer.state is State.UNANSWERED:
        return Entry()
    if isinstance(answer.value, tuple):
        return Entry(ticks=answer.value)
    if answer.roughly is not None:
        return Entry(value=answer.roughly.typed)
    return Entry(value=show_figure(answer.value) if isinstance(answer.value, float) else answer.value)


def answer_of(fact: Fact, entry: Entry, confirmed: Answer = UNANSWERED) -> Answer:
    """The answer that the fields give; raises ``AnswerRefused`` for one that the fact does not allow.

    What is only about right is one once it is ``confirmed``; until then it is refused with what it was understood as.
    """
    if entry.other == "dont_know":
        return read_answer(fact, {"state": "dont_know"})
    if entry.other == "not_applicable":
        return read_answer(fact, {"state": "not_applicable", "reason": entry.reason})
    if isinstance(fact, MultiFact):
        return read_answer(fact, list(entry.ticks))
    if entry.value is None or not entry.value.strip():
        return read_answer(fact, None)
    if not isinstance(fact, NumberFact):
        return read_answer(fact, entry.value)
    try:
        return read_answer(fact, _figure(fact, entry.value))
    except AnswerRefused as refused:
        if refused.offer is not None and refused.offer == confirmed:
            return confirmed
        raise


def show_figure(number: float) -> str:
    """A stored number as it stands in a field: no trailing zeros, no separators."""
    return trimmed(f"{Decimal(repr(number)):f}")


def _figure(fact: NumberFact, typed: str) -> str:
    """The number in the fact's unit, read as leniently as in a workbook, and as people say it: １，２００台 is 1200,
    三十 is 30, 2.3亿 is 23000 万元."""
    try:
        number = read_number(Cell("", typed), fact.unit)
    except AnswerRefused as refused:
        number = exact_figure(typed, fact)
        if number is None:
            offer = rough_figure(typed, fact)
            raise AnswerRefused(refused.message, refused.remedy, typed, offer) from None
    if number is None:
        raise AnswerRefused(
            label("不是数字", "not a number"),
            label(
                "没有这个数就选“不清楚”或“不适用”。",
                "Without such a figure, use the buttons below.",
            ),
            typed,
        )
    return f"{number:f}"


def settle(fact: Fact, before: Entry, now: Entry) -> Entry:
    """The fields after the newest touch has had its way: 'none of these' and the other ticks push each other out."""
    if not isinstance(fact, MultiFact):
        return now
    alone = {option.id for option in fact.options if option.excludes_others}
    ticked = set(now.ticks)
    if alone & ticked and not ticked <= alone:
        ticked &= alone if alone & (ticked - set(before.ticks)) else ticked - alone
    return replace(now, ticks=tuple(option.id for option in fact.options if option.id in ticked))
