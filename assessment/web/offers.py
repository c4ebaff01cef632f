"""What the answers given say about questions not yet answered: some need no asking, some can be offered an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from assessment.answers import AnswerTable, answer_text
from assessment.asking import settled_by_others
from assessment.content.facts import Fact
from assessment.knowledge import CarriedKnowledge, Suggestion, suggestions
from assessment.language import label
from assessment.web import links, resources
from assessment.web.autosave import AnswerSheet
from assessment.web.markup import block, escape

OFFER = label("按您前面的回答，这里可能是：{answer}", "From your other answers, this is probably: {answer}")
TAKE = label("就是这样，采用", "Yes, take it")


@dataclass(frozen=True)
class Known:
    """What follows from the answers of one firm."""

    knowledge: CarriedKnowledge
    settled: frozenset[str]
    offered: Mapping[str, Suggestion]

    def to_ask(self, facts: Sequence[str]) -> list[str]:
        """The facts without those that other answers settle."""
        return [fact for fact in facts if fact not in self.settled]


def of(table: AnswerTable) -> Known:
    """What follows from the answers of a table of one firm, and what they make likely."""
    crosswalk = resources.advisor().crosswalk
    knowledge = CarriedKnowledge(table, crosswalk)
    return Known(
        knowledge,
        settled_by_others(knowledge, 0),
        {found.fact: found for found in suggestions(table, 0, crosswalk)},
    )


def show(known: Known, sheet: AnswerSheet, fact: Fact) -> None:
    """Offer a likely answer to a question that has none; nothing counts until the person takes it."""
    offer = known.offered.get(fact.id)
    if offer is None or sheet.answered(fact.id):
        return
    lang = links.lang()
    words = OFFER.fill(answer=answer_text(fact, offer.answer)).text(lang)
    with st.container(key=f"offer-{fact.id}"):
        block(f'<p>{escape(words)}</p><p class="quiet">{escape(offer.relation.reason.text(lang))}</p>')
        if st.button(TAKE.text(lang), key=f"take-{fact.id}"):
            sheet.adopt(resources.store(), fact, offer.answer)
            st.rerun()
