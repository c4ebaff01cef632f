"""What is left possible when several people of one firm answered: where they differ, anything that one of them said.

Who did not answer says nothing. Of a choice any option that somebody chose may be true, of a multi fact an option is
sure when all who answered ticked it and possible when one did, of a number anything between the least and the greatest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from assessment.answers import Answer, AnswerTable, State
from assessment.content.facts import ChoiceFact, MultiFact, NumberFact
from assessment.knowledge.possible import EVERY, Knowledge, Masks, Numbers, Rows


class DisputedKnowledge(Knowledge):
    """Knowledge of one firm from the answers of several people, each by fact; one of them gives that one's knowledge.

    ``disputed`` are the facts of which they say different things.
    """

    def __init__(self, views: Sequence[AnswerTable], settled: Collection[str] = ()):
        """Each view is a table of one row; the facts ``settled`` are taken as the first who answered them says."""
        bank = views[0].bank
        self._said: dict[str, list[Answer]] = {}
        agreed: dict[str, Answer] = {}
        for fact in bank.facts:
            given = [view.answer(0, fact) for view in views]
            answers = [one for one in given if one.state is State.ANSWERED]
            if not answers:
                kept = [one for one in given if one.state is not State.UNANSWERED]
                agreed |= {fact: kept[0]} if kept else {}
            elif fact in settled or all(one.value == answers[0].value for one in answers):
                agreed[fact] = answers[0]
            else:
                self._said[fact] = answers
        super().__init__(AnswerTable.from_answers(bank, [agreed], [views[0].ids[0]]))
        self._narrowed |= self._said.keys()

    @property
    def disputed(self) -> tuple[str, ...]:
        """The facts that are said differently, in the order of the bank."""
        return tuple(self._said)

    def options(self, fact_id: str) -> Masks:
        """As the answers leave them, and no option that nobody chose."""
        masks, fact = super().options(fact_id), self.bank.facts[fact_id]
        if fact_id not in self._said or not isinstance(fact, ChoiceFact):
            return masks
        order = [option.id for option in fact.options]
        said = sum({1 << order.index(str(one.value)) for one in self._said[fact_id]})
        if fact.asked_if:
            said |= self.hidden_bit(fact_id)
        return masks & said

    def ticks(self, fact_id: str) -> tuple[Masks, Masks]:
        """Sure is what all ticked, possible what anybody did."""
        surely, possibly = super().ticks(fact_id)
        fact = self.bank.facts[fact_id]
        if fact_id not in self._said or not isinstance(fact, MultiFact):
            return surely, possibly
        alone = {option.id for option in fact.options if option.excludes_others}
        masks = [
            self.bank.mask(fact_id, [o for o in one.value if o not in alone]) if isinstance(one.value, tuple) else 0
            for one in self._said[fact_id]
        ]
        every, any_ = masks[0], 0
        for mask in masks:
            every, any_ = every & mask, any_ | mask
        asked = self.visible(fact_id)[0]
        return np.where(asked, surely | every, surely), possibly & any_

    def number_if_asked(self, fact_id: str, rows: Rows = EVERY) -> tuple[Numbers, Numbers]:
        """Between the least and the greatest that anybody said."""
        low, high = super().number_if_asked(fact_id, rows)
        fact = self.bank.facts[fact_id]
        if fact_id not in self._said or not isinstance(fact, NumberFact):
            return low, high
        said = [one.value for one in self._said[fact_id] if isinstance(one.value, float)]
        return np.full_like(low, min(said)), np.full_like(high, max(said))
