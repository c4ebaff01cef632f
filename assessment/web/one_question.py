"""One question on a page of answers: its fields, what has become of the answer, and the way back to no answer."""

from __future__ import annotations

import streamlit as st

from assessment.answers import UNANSWERED, answer_text
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact
from assessment.language import label
from assessment.web import links, progress, resources
from assessment.web.autosave import AnswerSheet
from assessment.web.entries import Entry
from assessment.web.markup import block, escape

CLEAR = label("清除这个回答", "Clear this answer")
YES = label("是，按{answer}记", "Yes, {answer}")
VERIFIED = label(
    "现场核实过：{answer}（{by}，{time}）。结果按核实的算；您在这里改，是给顾问的说明，不会自动改变结果。",
    "Verified on site: {answer} ({by}, {time}). The result rests on it; what you change here is a note to the "
    "consultant and does not change the result by itself.",
)


def show(bank: FactBank, sheet: AnswerSheet, fact: Fact) -> None:
    """Put the question on the page."""
    lang = links.lang()
    sheet.draw(fact, lang)
    if isinstance(fact, ChoiceFact):
        # A radio button and a list cannot be taken back by themselves, as ticks, pills and texts can.
        with st.container(key=f"below-{sheet.key(fact)}", horizontal=True, vertical_alignment="center", wrap=False):
            block(progress.status(bank, sheet, fact, lang))
            cleared = sheet.entry(fact.id) == Entry()
            if not cleared and st.button(CLEAR.text(lang), key=f"clear-{sheet.key(fact)}", type="tertiary"):
                sheet.adopt(resources.store(), fact, UNANSWERED)
                st.rerun()
    else:
        block(progress.status(bank, sheet, fact, lang))
        _confirm(sheet, fact)
    verified = sheet.others.get(fact.id) if sheet.voice.origin == "self" else None
    if verified is not None:
        words = VERIFIED.fill(
            answer=answer_text(fact, verified.answer), by=verified.by, time=progress.clock(verified.at, lang)
        )
        block(f'<p class="verified">{escape(words.text(lang))}</p>')


def _confirm(sheet: AnswerSheet, fact: Fact) -> None:
    """One tap takes what was typed as it was understood."""
    fault = sheet.faults.get(fact.id)
    if fault is None or fault.offer is None:
        return
    words = YES.fill(answer=answer_text(fact, fault.offer)).text(links.lang())
    if st.button(words, key=f"confirm-{sheet.key(fact)}", type="primary"):
        sheet.adopt(resources.store(), fact, fault.offer)
        st.rerun()
