"""The answers of many firms by column: the unit that everything above reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from assessment.answers.answer import (
    UNANSWERED,
    Answer,
    AnswerRefused,
    Fault,
    Roughly,
    State,
    cross_check,
    read_answer,
)
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact
from assessment.language import label

_Kept = TypeVar("_Kept")


@dataclass
class AnswerColumn:
    """The answers to one fact: states (uint8, shape (n,)) and values.

    Values are option indices (uint8) for a choice, bit masks (uint16 or uint32) for a multi fact, float64 for numbers,
    objects for text. Where there is no answer a table sets them to ``open_value``, so that a look-up needs no test.
    ``rough`` holds by row the figures that are only about right.
    """

    states: NDArray[np.uint8]
    values: NDArray[Any]
    reasons: dict[int, str] = field(default_factory=dict)
    rough: dict[int, Roughly] = field(default_factory=dict)

    def take(self, rows: NDArray[np.intp]) -> AnswerColumn:
        """The answers of some firms, in the order given."""
        return AnswerColumn(self.states[rows], self.values[rows], _taken(self.reasons, rows), _taken(self.rough, rows))


def _taken(kept: Mapping[int, _Kept], rows: NDArray[np.intp]) -> dict[int, _Kept]:
    """What is kept of some rows, by their new places."""
    return {at: kept[row] for at, row in enumerate(rows.tolist()) if row in kept} if kept else {}


def value_type(fact: Fact) -> Any:
    """The dtype of a fact's column."""
    if isinstance(fact, ChoiceFact):
        return np.uint8
    if isinstance(fact, MultiFact):
        return np.uint16 if len(fact.options) < 16 else np.uint32
    return np.float64 if isinstance(fact, NumberFact) else object


def open_value(fact: Fact) -> Any:
    """What a column holds where there is no answer: one past the last option or mask, NaN, or no text."""
    if isinstance(fact, ChoiceFact):
        return len(fact.options)
    if isinstance(fact, MultiFact):
        return 1 << len(fact.options)
    return np.nan if isinstance(fact, NumberFact) else ""


def empty_column(fact: Fact, n: int) -> AnswerColumn:
    """A column in which n firms have not answered."""
    return AnswerColumn(np.zeros(n, np.uint8), np.full(n, open_value(fact), value_type(fact)))


def _normalised(fact: Fact, column: AnswerColumn) -> AnswerColumn:
    dtype, missing = value_type(fact), column.states != State.ANSWERED
    values = column.values
    if values.dtype != dtype:
        values = np.where(missing, open_value(fact), values).astype(dtype)
    elif missing.any():
        values = values.copy()
        values[missing] = open_value(fact)
    return AnswerColumn(column.states, values, column.reasons, column.rough)


class AnswerTable:
    """The answers of n firms; a fact without a column is unanswered by all.

    ``refused`` holds by row what was given and could not be used, so that nobody is told that it was never given.
    """

    def __init__(
        self,
        bank: FactBank,
        ids: Sequence[str],
        columns: Mapping[str, AnswerColumn],
        refused: Mapping[int, tuple[Fault, ...]] | None = None,
    ):
        self.bank = bank
        self.ids = list(ids)
        self.refused = dict(refused or {})
        self.columns = {fact_id: _normalised(bank.facts[fact_id], column) for fact_id, column in columns.items()}

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def from_answers(
        cls, bank: FactBank, rows: Sequence[Mapping[str, Answer]], ids: Sequence[str] | None = None
    ) -> AnswerTable:
        """Build a table from checked answers, one mapping (fact id -> answer) a firm."""
        n = len(rows)
        columns: dict[str, AnswerColumn] = {}
        for row, answers in enumerate(rows):
            for fact_id, answer in answers.items():
                if answer.state is State.UNANSWERED:
                    continue
                fact = bank.facts[fact_id]
                column = columns.get(fact_id)
                if column is None:
                    column = columns[fact_id] = empty_column(fact, n)
                column.states[row] = answer.state
                if answer.state is State.ANSWERED:
                    column.values[row] = bank.encode(fact, answer.value)
                    if answer.roughly is not None:
                        column.rough[row] = answer.roughly
                elif answer.reason:
                    column.reasons[row] = answer.reason
        return cls(bank, ids if ids is not None else [str(i + 1) for i in range(n)], columns)

    @classmethod
    def from_records(
        cls, bank: FactBank, records: Sequence[Mapping[str, Any]], ids: Sequence[str] | None = None
    ) -> tuple[AnswerTable, list[Fault]]:
        """Build a table from JSON records; a bad answer becomes unanswered and is told as a fault."""
        faults: list[Fault] = []
        rows = [read_record(bank, record, row, faults) for row, record in enumerate(records)]
        table = cls.from_answers(bank, rows, ids)
        for fault in faults:
            table.refused[fault.row] = (*table.refused.get(fault.row, ()), fault)
        return table, faults

    def column(self, fact_id: str) -> AnswerColumn:
        """The answers to one fact, all of them open where nobody was asked; KeyError for no such fact."""
        return self.columns.get(fact_id) or empty_column(self.bank.facts[fact_id], len(self))

    def answer(self, row: int, fact_id: str) -> Answer:
        """The answer of one firm to one fact."""
        column = self.columns.get(fact_id)
        if column is None:
            return UNANSWERED
        state = State(int(column.states[row]))
        if state is State.ANSWERED:
            value = self.bank.decode(self.bank.facts[fact_id], column.values[row])
            return Answer(state, value, roughly=column.rough.get(row))
        return Answer(state, None, column.reasons.get(row))

    def record(self, row: int) -> dict[str, Any]:
        """The answers of one firm as JSON, without the unanswered."""
        answers = {fact_id: self.answer(row, fact_id) for fact_id in self.bank.facts if fact_id in self.columns}
        return {fact_id: a.plain() for fact_id, a in answers.items() if a.state is not State.UNANSWERED}

    def row(self, row: int) -> AnswerTable:
        """The table of one firm."""
        return self if len(self) == 1 and row == 0 else self.take([row])

    def take(self, rows: Sequence[int] | NDArray[np.intp]) -> AnswerTable:
        """The table of some firms, in the order given."""
        picked = np.asarray(rows, np.intp)
        return AnswerTable(
            self.bank,
            [self.ids[row] for row in picked.tolist()],
            {fact_id: column.take(picked) for fact_id, column in self.columns.items()},
            {
                at: tuple(replace(fault, row=at) for fault in self.refused[row])
                for at, row in enumerate(picked.tolist())
                if row in self.refused
            }
            if self.refused
            else None,
        )


def read_record(bank: FactBank, record: Mapping[str, Any], row: int, faults: list[Fault]) -> dict[str, Answer]:
    """Read one JSON record; good answers are returned, every fault is appended to ``faults``."""
    answers: dict[str, Answer] = {}
    for fact_id, plain in record.items():
        fact = bank.facts.get(fact_id)
        if fact is None:
            faults.append(
                Fault(
                    row,
                    fact_id,
                    label(f"没有名为“{fact_id}”的问题", f"there is no fact '{fact_id}'"),
                    label("请对照问题清单。", "See the list of facts."),
                )
            )
            continue
        try:
            answers[fact_id] = read_answer(fact, plain)
        except AnswerRefused as refused:
            faults.append(refused.at(row, fact_id))
    for fact_id, fault in cross_check(bank, answers).items():
        faults.append(fault.at(row, fact_id))
        answers[fact_id] = UNANSWERED
    return answers
