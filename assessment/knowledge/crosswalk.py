"""Answers carried over between facts that are close but not the same.

``equal`` and ``implies`` narrow what is possible, forwards and, by contraposition, backwards; a relation never touches
an answer that a person gave. ``suggests`` only proposes an answer, which a person confirms. A chain of relations is as
strong as its weakest link: nothing follows from a suggestion until it is confirmed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.answers import Answer, AnswerTable, State
from assessment.content.crosswalk import Crosswalk, Relation, Statement
from assessment.content.facts import ChoiceFact, MultiFact
from assessment.knowledge.possible import Knowledge

Rows = NDArray[np.bool_]
GIVEN = (State.ANSWERED, State.NOT_APPLICABLE)


@dataclass(frozen=True)
class Suggestion:
    """An answer that another answer makes likely; the person confirms or changes it."""

    fact: str
    answer: Answer
    relation: Relation


class CarriedKnowledge(Knowledge):
    """What is known from the answers and from what they imply.

    ``carried`` maps each fact to the relations that narrowed it and the firms (n,) for which they did;
    ``contradicted`` holds the relations that two given answers violate, and for which firms.
    """

    def __init__(self, table: AnswerTable, crosswalk: Crosswalk):
        super().__init__(table)
        self.carried: dict[str, list[tuple[Relation, Rows]]] = {}
        self.contradicted: list[tuple[Relation, Rows]] = []
        position = {fact: i for i, fact in enumerate(crosswalk.order())}
        forwards = sorted(crosswalk.binding, key=lambda r: position[r.source.fact])
        # Down the chain, then up by contraposition; a second round settles what the first one opened.
        for _ in range(2):
            for relation in forwards:
                self._follow(relation, relation.source, relation.target, truth=True)
                if relation.relation == "equal":
                    self._follow(relation, relation.source, relation.target, truth=False)
            for relation in reversed(forwards):
                self._follow(relation, relation.target, relation.source, truth=False)
                if relation.relation == "equal":
                    self._follow(relation, relation.target, relation.source, truth=True)
        self._note_contradictions(crosswalk.binding)

    def relations_behind(self, row: int, fact_id: str) -> list[Relation]:
        """The relations that settled or narrowed a fact of one firm."""
        return [relation for relation, rows in self.carried.get(fact_id, ()) if rows[row]]

    def _follow(self, relation: Relation, given: Statement, other: Statement, *, truth: bool) -> None:
        """Where ``given`` is surely ``truth``, make ``other`` the same, unless a person answered it."""
        rows = self._surely(given, truth=truth) & ~self._given(other.fact)
        rows &= ~self._surely(other, truth=truth)
        if not rows.any():
            return
        changed = self._restrict(other, rows, truth=truth)
        if changed.any():
            self._narrowed.add(other.fact)
            self.carried.setdefault(other.fact, []).append((relation, changed))

    def _given(self, fact_id: str) -> Rows:
        column = self.table.columns.get(fact_id)
        return np.zeros(len(self.table), bool) if column is None else np.isin(column.states, GIVEN)

    def _mask(self, statement: Statement) -> int:
        fact = self.bank.facts[statement.fact]
        if statement.at_least is None:
            return self.bank.mask(statement.fact, statement.options)
        assert isinstance(fact, ChoiceFact)
        first = self.bank.option_index(statement.fact, statement.at_least)
        return sum(1 << i for i in range(first, len(fact.options)))

    def _surely(self, statement: Statement, *, truth: bool) -> Rows:
        """Rows in which the statement is surely true, or surely false."""
        meant = self._mask(statement)
        if isinstance(self.bank.facts[statement.fact], MultiFact):
            surely, possibly = self.ticks(statement.fact)
            return np.asarray((surely & meant) == meant if truth else (possibly & meant) != meant)
        masks = self.options(statement.fact)
        return np.asarray((masks & ~meant) == 0 if truth else (masks & meant) == 0)

    def _restrict(self, statement: Statement, rows: Rows, *, truth: bool) -> Rows:
        """Narrow a fact in some rows; returns the rows that changed. What would leave nothing possible stays."""
        meant = self._mask(statement)
        if isinstance(self.bank.facts[statement.fact], MultiFact):
            surely, possibly = self.ticks(statement.fact)
            if truth:
                changed = rows & ((possibly & meant) == meant) & ((surely & meant) != meant)
                self._ticks[statement.fact] = np.where(changed, surely | meant, surely), possibly
            else:
                single = meant & (meant - 1) == 0
                changed = rows & ((surely & meant) == 0) & ((possibly & meant) != 0) & single
                self._ticks[statement.fact] = surely, np.where(changed, possibly & ~meant, possibly)
            return np.asarray(changed)
        masks = self.options(statement.fact)
        hidden = self.hidden_bit(statement.fact)
        wanted = masks & ((meant if truth else ~meant) | hidden)
        changed = rows & ((wanted & ~hidden) != 0) & (wanted != masks)
        self._masks[statement.fact] = np.where(changed, wanted, masks)
        return np.asarray(changed)

    def _note_contradictions(self, binding: Sequence[Relation]) -> None:
        for relation in binding:
            broken = self._surely(relation.source, truth=True) & self._surely(relation.target, truth=False)
            if relation.relation == "equal":
                broken |= self._surely(relation.source, truth=False) & self._surely(relation.target, truth=True)
            if broken.any():
                self.contradicted.append((relation, broken))


def suggestions(table: AnswerTable, row: int, crosswalk: Crosswalk) -> list[Suggestion]:
    """What the given answers of one firm make likely about facts it has not answered."""
    knowledge = Knowledge(table.row(row))
    found: dict[str, Suggestion] = {}
    for relation in crosswalk.relations:
        target = relation.target
        if relation.relation != "suggests" or table.answer(row, target.fact).state is not State.UNANSWERED:
            continue
        answer = _suggested(knowledge, relation)
        if answer is not None:
            found.setdefault(target.fact, Suggestion(target.fact, answer, relation))
    return list(found.values())


def _suggested(knowledge: Knowledge, relation: Relation) -> Answer | None:
    bank, source, target = knowledge.bank, relation.source, relation.target
    given = knowledge.table.answer(0, source.fact)
    if given.state is not State.ANSWERED:
        return None
    fact = bank.facts[target.fact]
    if not isinstance(fact, ChoiceFact | MultiFact):
        return given
    if not _holds(bank, source, given):
        return None
    if isinstance(fact, MultiFact):
        return Answer(State.ANSWERED, target.options)
    return Answer(State.ANSWERED, target.at_least or target.options[0])


def _holds(bank: Any, statement: Statement, answer: Answer) -> bool:
    fact = bank.facts[statement.fact]
    if isinstance(fact, MultiFact):
        return set(statement.options) <= set(answer.ticks)
    if statement.at_least is None:
        return answer.value in statement.options
    return bool(bank.option_index(fact.id, answer.value) >= bank.option_index(fact.id, statement.at_least))
