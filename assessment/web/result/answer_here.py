"""The few questions that may settle the result, answered where they are told: the range moves with every answer."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from assessment.answers import AnswerTable
from assessment.asking.effort import effort_of
from assessment.language import label
from assessment.web import carried, offers, one_question, questions, resources, session
from assessment.web.markup import block, escape, whole
from assessment.web.result.view import View

_PICKED = "answered-here"
_FIRST = label(
    "先答这 {n} 题（约 {minutes} 分钟，不花钱），{aim}", "First answer these {n} (about {minutes} min, free): {aim}"
)
_LEVEL = label("可能就到了。", "the level may be there already.")
_RANGE = label("结果就更准。", "the result will be closer.")
_DONE = label("这几题答好了，上面的结果已经按新的回答算。", "Done: the result above is that of the new answers.")


def show(view: View, facts: list[str]) -> None:
    """Put the questions on the page."""
    lang, bank = view.lang, resources.bank()
    sheet = session.sheet(view.assessment_id)
    table = AnswerTable.from_answers(bank, [sheet.baseline])
    known = offers.of(table)
    left = [fact for fact in facts if not sheet.answered(fact)]
    found = view.subject.lead
    aim = _LEVEL if found.level_high > found.level_low else _RANGE
    minutes = effort_of(bank, left or facts).minutes
    words = _FIRST.fill(n=len(left), minutes=minutes, aim=aim) if left else _DONE
    with st.container(key="answer-here"):
        anchor = carried.anchor(sheet, resources.store().token(view.assessment_id, sheet.voice.whose))
        block(f'<h2 class="first">{whole(escape(words.text(lang)))}</h2>{anchor}')
        for fact_id in facts:
            with st.container(key=f"question-{fact_id}"):
                offers.show(known, sheet, bank.facts[fact_id])
                one_question.show(bank, sheet, bank.facts[fact_id])
        questions.refresh(sheet.voice.prefix)
        if sheet.meet(resources.store(), bank):
            st.rerun()


def picked(view: View) -> list[str]:
    """The facts asked here: picked once for an opened page, so that nothing vanishes under the finger; none where no
    answer is taken."""
    if view.live is None or resources.store().takes_answers(view.assessment_id) is not None:
        return []
    held: tuple[UUID, list[str]] | None = st.session_state.get(_PICKED)
    if held is not None and held[0] == view.assessment_id:
        return held[1]
    found = view.subject.lead
    facts = [
        one.fact
        for one in view.advisory.next_questions
        if one.framework == found.framework and one.gap in ("unanswered", "refused")
    ]
    st.session_state[_PICKED] = (view.assessment_id, facts)
    return facts
