"""Answers carried over between facts that are close but not the same.

``equal`` and ``implies`` narrow what is possible, forwards and, by contraposition, backwards, along chains of relations
that each begin at an answer somebody gave. A given answer is never touched; two that cannot both be right are named,
and a fact between them, of which they say opposite things, stays open. ``suggests`` only proposes an answer, which a
person confirms. A chain is as strong as its weakest link: nothing follows from a suggestion until it is confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from assessment.answers import Answer, AnswerTable, State
from assessment.content.bank import FactBank
from assessment.content.crosswalk import Crosswalk, Relation, Statement
from assessment.content.facts import ChoiceFact, MultiFact
from assessment.knowledge.possible import Knowledge

Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Suggestion:
    """An answer that another answer makes likely; the person confirms or changes it."""

    fact: str
    answer: Answer
    relation: Relation


@dataclass(frozen=True)
class Said:
    """Something said about one fact: a choice lies among the options of ``mask``; of a multi fact all of them are
    ticked, or, with ``ticked`` false, not all of them."""

    fact: str
    mask: int
    ticked: bool = True


@dataclass(frozen=True)
class RelationChain:
    """Relations end to end: where ``given`` is true, so is ``follows``, if nobody answered the facts ``between``."""

    given: Said
    follows: Said
    relations: tuple[Relation, ...]
    between: tuple[str, ...] = ()


class CarriedKnowledge(Knowledge):
    """What is known from the answers and from what they imply.

    ``carried`` maps each open fact to the chains that narrowed it and the firms (n,) for which they did;
    ``contradicted`` holds the chains that lead from one given answer to the opposite of another, and for which firms.
    """

    def __init__(self, table: AnswerTable, crosswalk: Crosswalk):
        super().__init__(table)
        self.carried: dict[str, list[tuple[RelationChain, Rows]]] = {}
        self.contradicted: list[tuple[RelationChain, Rows]] = []
        self._states: dict[str, tuple[Rows, Rows]] = {}
        begun = (chain for chain in chains(crosswalk, self.bank) if chain.given.fact in table.columns)
        reaching = [(chain, rows) for chain in begun if (rows := self._reaching(chain)).any()]
        for chain, rows in reaching:
            broken = rows & self._surely(negated(self.bank, chain.follows))
            if broken.any() and not self._is_named(chain, broken):
                self.contradicted.append((chain, broken))
        following = [(chain, rows & self._open(chain.follows.fact)) for chain, rows in reaching]
        disputed = self._disputed(following)
        for chain, rows in following:
            for fact in (chain.follows.fact, *chain.between):
                if fact in disputed:
                    rows = rows & ~disputed[fact]
            changed = self._restrict(chain.follows, rows)
            if changed.any():
                self._narrowed.add(chain.follows.fact)
                self.carried.setdefault(chain.follows.fact, []).append((chain, changed))

    def chains_behind(self, row: int, fact_id: str) -> list[RelationChain]:
        """The chains that settled or narrowed a fact of one firm."""
        return [chain for chain, rows in self.carried.get(fact_id, ()) if rows[row]]

    def _answered(self, fact_id: str) -> Rows:
        return self._state(fact_id)[0]

    def _open(self, fact_id: str) -> Rows:
        """Firms that are surely asked and gave neither an answer nor "not applicable"."""
        return self._state(fact_id)[1]

    def _state(self, fact_id: str) -> tuple[Rows, Rows]:
        if fact_id not in self._states:
            states, asked = self.table.column(fact_id).states, self.visible(fact_id)[0]
            answered = states == State.ANSWERED
            self._states[fact_id] = answered, asked & ~(answered | (states == State.NOT_APPLICABLE))
        return self._states[fact_id]

    def _surely(self, said: Said) -> Rows:
        """Firms whose own answer makes it true; a question that is not asked makes nothing true."""
        answered = self._answered(said.fact)
        if not answered.any():
            return answered
        if isinstance(self.bank.facts[said.fact], MultiFact):
            surely, possibly = self.ticks(said.fact)
            return answered & (
                (surely & said.mask) == said.mask if said.ticked else (possibly & said.mask) != said.mask
            )
        return answered & ((self.options(said.fact) & ~said.mask) == 0)

    def _reaching(self, chain: RelationChain) -> Rows:
        rows = self._surely(chain.given)
        for fact in chain.between:
            rows = rows & self._open(fact)
        return rows

    def _is_named(self, chain: RelationChain, broken: Rows) -> bool:
        """Is the pair named already, by the same relations read the other way round?"""
        pair, through = {chain.given.fact, chain.follows.fact}, set(chain.relations)
        return any(
            {other.given.fact, other.follows.fact} == pair
            and set(other.relations) == through
            and (rows == broken).all()
            for other, rows in self.contradicted
        )

    def _disputed(self, following: list[tuple[RelationChain, Rows]]) -> dict[str, Rows]:
        """For each open fact the firms of whose answers some say one thing about it and some the opposite."""
        found: dict[str, Rows] = {}
        for i, (chain, rows) in enumerate(following):
            for other, others in following[:i]:
                if chain.follows.fact == other.follows.fact and opposed(self.bank, chain.follows, other.follows):
                    both = rows & others
                    found[chain.follows.fact] = (
                        found[chain.follows.fact] | both if chain.follows.fact in found else both
                    )
        return found

    def _restrict(self, said: Said, rows: Rows) -> Rows:
        """Narrow a fact in some rows; returns the rows that changed. What would leave nothing possible stays."""
        if not rows.any():
            return rows
        if isinstance(self.bank.facts[said.fact], MultiFact):
            surely, possibly = self.ticks(said.fact)
            if said.ticked:
                changed = rows & ((possibly & said.mask) == said.mask) & ((surely & said.mask) != said.mask)
                self._ticks[said.fact] = np.where(changed, surely | said.mask, surely), possibly
            else:
                single = said.mask & (said.mask - 1) == 0
                changed = rows & ((surely & said.mask) == 0) & ((possibly & said.mask) != 0) & single
                self._ticks[said.fact] = surely, np.where(changed, possibly & ~said.mask, possibly)
            return np.asarray(changed)
        masks = self.options(said.fact)
        wanted = masks & said.mask
        changed = rows & (wanted != 0) & (wanted != masks)
        self._masks[said.fact] = np.where(changed, wanted, masks)
        return np.asarray(changed)


_CHAINS: WeakKeyDictionary[FactBank, tuple[Crosswalk, list[RelationChain]]] = WeakKeyDictionary()
"""The chains of the last crosswalk of a bank; every page of answers asks for them."""


def chains(crosswalk: Crosswalk, bank: FactBank) -> list[RelationChain]:
    """Every chain of ``equal`` and ``implies`` between two facts, shortest first, each fact in it once.

    Statements about one fact join where the first contains the second: step 2 is also "step 1 or higher".
    """
    kept = _CHAINS.get(bank)
    if kept is None or kept[0] is not crosswalk:
        kept = _CHAINS[bank] = crosswalk, _chains(crosswalk, bank)
    return kept[1]


def _chains(crosswalk: Crosswalk, bank: FactBank) -> list[RelationChain]:
    links = list(_links(crosswalk.binding, bank))
    found, longest = links, links
    while longest:
        longest = [
            RelationChain(
                chain.given, link.follows, chain.relations + link.relations, (*chain.between, chain.follows.fact)
            )
            for chain in longest
            for link in links
            if link.follows.fact not in (chain.given.fact, chain.follows.fact, *chain.between)
            and _contains(bank, chain.follows, link.given)
        ]
        found = found + longest
    return found


def _links(binding: tuple[Relation, ...], bank: FactBank) -> Iterator[RelationChain]:
    """Each relation as it is written, then turned round."""
    sides = [(relation, said(bank, relation.source), said(bank, relation.target)) for relation in binding]
    for relation, source, target in sides:
        yield RelationChain(source, target, (relation,))
        if relation.relation == "equal":
            yield RelationChain(negated(bank, source), negated(bank, target), (relation,))
    for relation, source, target in sides:
        yield RelationChain(negated(bank, target), negated(bank, source), (relation,))
        if relation.relation == "equal":
            yield RelationChain(target, source, (relation,))


def said(bank: FactBank, statement: Statement) -> Said:
    """A statement as bits of its fact's options."""
    if statement.at_least is None:
        return Said(statement.fact, bank.mask(statement.fact, statement.options))
    first = bank.option_index(statement.fact, statement.at_least)
    return Said(statement.fact, sum(1 << i for i in range(first, len(bank.choice(statement.fact).options))))


def negated(bank: FactBank, one: Said) -> Said:
    """The opposite, of a question that is asked."""
    if isinstance(bank.facts[one.fact], MultiFact):
        return Said(one.fact, one.mask, not one.ticked)
    return Said(one.fact, ((1 << len(bank.choice(one.fact).options)) - 1) & ~one.mask)


def _contains(bank: FactBank, one: Said, other: Said) -> bool:
    """Does the second follow from the first, both said of one fact?"""
    if one.fact != other.fact or one.ticked != other.ticked:
        return False
    if isinstance(bank.facts[one.fact], MultiFact) and one.ticked:
        return other.mask & ~one.mask == 0
    return one.mask & ~other.mask == 0


def opposed(bank: FactBank, one: Said, other: Said) -> bool:
    """Can two things said of one fact not both be true?"""
    return _contains(bank, one, negated(bank, other))


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
