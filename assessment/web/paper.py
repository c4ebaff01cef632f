"""The whole questionnaire on paper: empty, to be filled in by hand on the way through the workshop, or as answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from assessment.answers import UNANSWERED, Answer, State, answer_text
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact, MultiFact, NumberFact
from assessment.language import Lang, label
from assessment.web import links, resources
from assessment.web.markup import block, escape
from assessment.web.questions import OTHERS

EMPTY = label("整份问卷，打印出来手填", "The whole questionnaire, to be printed and filled in by hand")
FILLED = label("整份问卷，带已填的回答，可打印", "The whole questionnaire with its answers, to be printed")
PRINT = label("打印", "Print")
_BOX, _TICKED = "☐", "☑"
_LINE = "＿" * 12


def fold(facts: Sequence[str], answers: Mapping[str, Answer] | None = None) -> bool:
    """A fold with the questions of ``facts``, drawn when it is opened; true when it is. Without answers it is empty."""
    lang = links.lang()
    place = st.expander((EMPTY if answers is None else FILLED).text(lang), key="paper", on_change="rerun")
    if place.open:
        with place:
            button = f'<button type="button" class="print no-print">{PRINT.text(lang)}</button>'
            block(button + sheet(resources.bank(), facts, answers or {}, lang))
    return bool(place.open)


def sheet(bank: FactBank, facts: Sequence[str], answers: Mapping[str, Answer], lang: Lang) -> str:
    """The questions as markup, topic by topic, numbered through."""
    topics: dict[str, list[Fact]] = {}
    for fact_id in facts:
        topics.setdefault(bank.topic_of[fact_id], []).append(bank.facts[fact_id])
    told, number = [], 0
    for topic, asked in topics.items():
        told.append(f"<h3>{escape(bank.topics[topic].title.text(lang))}</h3>")
        for fact in asked:
            number += 1
            room = _room(fact, answers.get(fact.id, UNANSWERED), lang)
            told.append(f'<div class="asked"><p><b>{number}. {escape(fact.ask.text(lang))}</b></p>{room}</div>')
    return f'<div class="paper">{"".join(told)}</div>'


def _room(fact: Fact, given: Answer, lang: Lang) -> str:
    """Boxes to tick, or a line to write on; what was answered is ticked or written."""
    if isinstance(fact, ChoiceFact | MultiFact):
        picked = (given.value, *given.ticks)
        lines = [_ticked(option.label.text(lang), option.id in picked) for option in fact.options]
    else:
        unit = fact.unit.text(lang) if isinstance(fact, NumberFact) else ""
        written = answer_text(fact, given).text(lang) if given.state is State.ANSWERED else f"{_LINE} {unit}"
        lines = [escape(written)]
    if given.state in (State.DONT_KNOW, State.NOT_APPLICABLE):
        lines.append(_ticked(answer_text(fact, given).text(lang), True))
    elif isinstance(fact, NumberFact | MultiFact) and given.state is State.UNANSWERED:
        lines.append(_ticked(OTHERS["dont_know"].text(lang), False))
    return f"<p>{'<br>'.join(lines)}</p>"


def _ticked(text: str, ticked: bool) -> str:
    return f"{_TICKED if ticked else _BOX} {escape(text)}"
