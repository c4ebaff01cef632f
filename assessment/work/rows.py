"""The firms of a table as rows to import, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, overload

import numpy as np

from assessment.answers import Answer, AnswerTable, State
from assessment.answers.firm_name import CHAIN_FACT, CITY_FACT, CODE_FACT, EMPLOYEES_FACT, NAME_FACT
from assessment.content.facts import ChoiceFact, MultiFact
from assessment.store.firm_records import FirmIdentity
from assessment.store.import_records import RowToImport


class RowsToImport(Sequence[RowToImport]):
    """The firms of a table as rows to import; one without a name and a code is nobody's, and so is faulty.

    Each is made when it is asked for: millions of answers as objects would make the collector of garbage hold up
    everybody in this process for seconds. ``county_of`` tells the county of a firm from its place in the file and its
    city.
    """

    def __init__(
        self,
        table: AnswerTable,
        faulty: np.ndarray[Any, np.dtype[np.bool_]],
        county_of: Callable[[str, str | None], str | None] = lambda place, city: None,
    ):
        self._table, self._faulty, self._county_of = table, faulty, county_of
        few = (fact for fact in table.columns if isinstance(table.bank.facts[fact], ChoiceFact | MultiFact))
        self._known: dict[str, dict[Any, Answer]] = {fact: {} for fact in few}

    def __len__(self) -> int:
        return len(self._table.ids)

    @overload
    def __getitem__(self, at: int) -> RowToImport: ...
    @overload
    def __getitem__(self, at: slice) -> list[RowToImport]: ...
    def __getitem__(self, at: int | slice) -> RowToImport | list[RowToImport]:
        if isinstance(at, slice):
            return self._made(range(len(self))[at])
        return self._made(range(len(self))[at : at + 1 or None])[0]

    def _made(self, these: range) -> list[RowToImport]:
        table, answers = self._table, [dict[str, Answer]() for _ in these]
        part = slice(these.start, these.stop, these.step)
        for fact_id, fact in table.bank.facts.items():
            column = table.columns.get(fact_id)
            if column is None:
                continue
            known, states = self._known.get(fact_id, {}), column.states[part]
            values = column.values[part].tolist()
            for row in np.flatnonzero(states != State.UNANSWERED).tolist():
                if states[row] != State.ANSWERED:
                    answers[row][fact_id] = Answer(State(states[row]), None, column.reasons.get(these[row]))
                    continue
                value = values[row]
                answer = known.get(value)
                if answer is None:
                    answer = known[value] = Answer(State.ANSWERED, table.bank.decode(fact, value))
                answers[row][fact_id] = answer
        return [self._row(number, said) for number, said in zip(these, answers, strict=True)]

    def _row(self, number: int, said: dict[str, Answer]) -> RowToImport:
        place, identity = self._table.ids[number], _identity(said)
        identity = replace(identity, county=self._county_of(place, identity.city))
        nobodys = not (identity.name or identity.credit_code)
        return RowToImport(place, identity, said, bool(self._faulty[number]) or nobodys)


def _identity(said: Mapping[str, Answer]) -> FirmIdentity:
    def text(fact: str) -> str | None:
        answer = said.get(fact)
        return str(answer.value) if answer is not None and answer.state is State.ANSWERED else None

    people = said.get(EMPLOYEES_FACT)
    number = None if people is None else people.number
    return FirmIdentity(
        text(NAME_FACT) or "",
        text(CODE_FACT),
        text(CITY_FACT),
        None,
        text(CHAIN_FACT),
        None if number is None else int(number),
    )
