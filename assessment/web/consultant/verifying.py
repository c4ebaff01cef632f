"""Answers verified on site beside the self-reported ones, one topic at a time."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from assessment.answers import UNANSWERED, State, answer_text
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact
from assessment.language import Label, label
from assessment.web import carried, links, one_question, resources, session
from assessment.web.autosave import AnswerSheet
from assessment.web.markup import block, escape, literal
from assessment.web.route import route

TOPIC = label("核实哪一页", "Which topic to verify")
REPORTED = label("企业自报", "Reported by the firm")
VERIFIED = label("现场核实", "Verified on site")
EVIDENCE = label("看什么材料", "What to ask to see")
AS_REPORTED = label("与自报一致", "As reported")
COUNT = label("本页 {all} 题，已核实 {done} 题", "{done} of {all} on this page verified")


def show(assessment_id: UUID, consultant: str) -> None:
    """The questions of one topic: what the firm said, and what the consultant saw."""
    lang, bank = links.lang(), resources.bank()
    closed = resources.store().takes_answers(assessment_id)
    if closed is not None:
        st.warning(literal(f"{closed.message.text(lang)} {closed.remedy.text(lang)}"))
        return
    reported = session.sheet(assessment_id, "self")
    verified = session.sheet(assessment_id, "verified", consultant)
    way = route(bank, resources.asked(None), reported.baseline)
    titles = {stop.topic.id: stop.topic.title.text(lang) for stop in way.stops}
    asked = st.query_params.get("topic")
    chosen = st.selectbox(
        TOPIC.text(lang),
        list(titles),
        index=list(titles).index(asked) if asked in titles else 0,
        format_func=lambda topic: titles[topic],
        key="verify-topic",
    )
    stop = next(stop for stop in way.stops if stop.topic.id == chosen)
    done = sum(verified.answered(fact.id) for fact in stop.facts)
    anchor = carried.anchor(verified, resources.store().token(assessment_id, verified.voice.whose))
    block(f'<p class="quiet">{COUNT.fill(all=len(stop.facts), done=done).text(lang)}</p>{anchor}')
    for fact in stop.facts:
        with st.container(key=f"verify-{fact.id}", border=True):
            _one(bank, fact, reported, verified)
    if verified.meet(resources.store(), bank):
        st.rerun()


def _one(bank: FactBank, fact: Fact, reported: AnswerSheet, verified: AnswerSheet) -> None:
    lang = links.lang()
    said = reported.baseline.get(fact.id, UNANSWERED)
    standing = verified.baseline.get(fact.id, UNANSWERED)
    left, right = st.columns([2, 3], gap="large")
    with left:
        lines = [f"<h3>{escape(fact.label.text(lang))}</h3>", _line(REPORTED, answer_text(fact, said), "strong")]
        evidence = fact.evidence_for(said.value) if isinstance(fact, ChoiceFact) else fact.evidence
        if evidence is not None:
            lines.append(_line(EVIDENCE, evidence))
        block("".join(lines))
        if (
            said.state is not State.UNANSWERED
            and said != standing
            and st.button(literal(AS_REPORTED.text(lang)), key=f"agree-{fact.id}")
        ):
            verified.adopt(resources.store(), fact, said)
            st.rerun()
    with right:
        block(f'<p class="quiet">{VERIFIED.text(lang)}</p>')
        one_question.show(bank, verified, fact)


def _line(name: Label, value: Label, tag: str = "span") -> str:
    lang = links.lang()
    return f'<p><span class="quiet">{escape(name.text(lang))}</span><br><{tag}>{escape(value.text(lang))}</{tag}></p>'
