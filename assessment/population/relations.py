"""Modelled firms do not contradict the crosswalk: what the answers given so far leave possible for the next one.

The crosswalk itself says so (``CarriedKnowledge``), whatever relations it holds, in both directions and along chains.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assessment.answers import AnswerColumn, AnswerTable, State, open_value, value_type
from assessment.content.bank import FactBank
from assessment.content.crosswalk import Crosswalk
from assessment.content.facts import ChoiceFact
from assessment.knowledge.crosswalk import CarriedKnowledge, RelationChain
from assessment.population.draws import Draws

Values = dict[str, NDArray[np.float64]]
Positions = NDArray[np.int64]


def asked(bank: FactBank, fact_id: str, draws: Draws) -> NDArray[np.bool_]:
    """Which firms (n,) are asked a fact, by their way of producing."""
    modes = bank.facts[fact_id].asked_if.get("production_mode")
    if modes is None:
        return np.ones(draws.n, bool)
    return np.isin(draws.mode, [bank.option_index("production_mode", mode) for mode in modes])


def answer_table(draws: Draws, values: Values) -> AnswerTable:
    """Who the drawn firms are and what they answered, by fact: option position, bit mask or figure (n,)."""
    bank = draws.bank
    manufacturing = bank.option_index("industry", "manufacturing_and_utilities")
    profile = {
        "city": draws.city.astype(np.float64),
        "industry": np.full(draws.n, float(manufacturing)),
        "chain": draws.chain.astype(np.float64),
        "production_mode": draws.mode.astype(np.float64),
        "employees": draws.employees,
        "revenue": draws.revenue,
    }
    columns = {fact: _column(bank, fact, given, asked(bank, fact, draws)) for fact, given in (profile | values).items()}
    return AnswerTable(bank, [f"M{i + 1:06d}" for i in range(draws.n)], columns)


class Possible:
    """What the crosswalk leaves possible for modelled firms, given what they have answered already."""

    def __init__(self, draws: Draws, crosswalk: Crosswalk):
        self._draws, self._crosswalk = draws, crosswalk
        self._known: dict[frozenset[str], CarriedKnowledge] = {}

    def options(self, fact: ChoiceFact, values: Values) -> tuple[Positions, Positions]:
        """The first and the last possible option (n,) of a choice."""
        first = np.zeros(self._draws.n, np.int64)
        last = np.full(self._draws.n, len(fact.options) - 1)
        if fact.id in self._joined:
            masks = self._knowledge(values).options(fact.id)
            seen = np.stack([masks >> i & 1 for i in range(len(fact.options))])
            some = seen.any(axis=0)
            first = np.where(some, seen.argmax(axis=0), first)
            last = np.where(some, last - seen[::-1].argmax(axis=0), last)
        return first, last

    def ticks(self, fact_id: str, values: Values) -> tuple[Positions, Positions]:
        """Bit masks (n,) of the options that must and that may be ticked."""
        if fact_id not in self._joined:
            return np.zeros(self._draws.n, np.int64), np.full(self._draws.n, -1)
        return self._knowledge(values).ticks(fact_id)

    def contradicted(self, values: Values) -> list[tuple[RelationChain, NDArray[np.bool_]]]:
        """The chains of relations that answers violate all the same, with the firms (n,) in which they do."""
        return self._knowledge(values).contradicted

    def _knowledge(self, values: Values) -> CarriedKnowledge:
        """What follows from the answers that the crosswalk speaks of; kept for the margin that asks several times."""
        bearing = {fact: given for fact, given in values.items() if fact in self._joined}
        if frozenset(bearing) not in self._known:
            self._known = {frozenset(bearing): CarriedKnowledge(answer_table(self._draws, bearing), self._crosswalk)}
        return self._known[frozenset(bearing)]

    @cached_property
    def _joined(self) -> frozenset[str]:
        return frozenset(self._crosswalk.order())


def _column(bank: FactBank, fact_id: str, values: NDArray[np.float64], among: NDArray[np.bool_]) -> AnswerColumn:
    """A column of an answer table: answered by ``among``, unanswered by the rest."""
    fact = bank.facts[fact_id]
    given = np.where(among, values, open_value(fact)).astype(value_type(fact))
    return AnswerColumn(np.where(among, State.ANSWERED, State.UNANSWERED).astype(np.uint8), given)
