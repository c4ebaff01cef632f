"""Verifying on a phone: one question a screen, what the firm reported above what the consultant sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import streamlit as st

from assessment.advisory.to_see import ToSee
from assessment.answers import UNANSWERED, Answer, State, answer_text
from assessment.content.bank import FactBank
from assessment.content.facts import ChoiceFact, Fact
from assessment.language import Label, Lang, label
from assessment.web import carried, links, one_question, questions, resources, session
from assessment.web.autosave import AnswerSheet
from assessment.web.consultant import explaining
from assessment.web.markup import block, escape, literal
from assessment.web.route import Route, route
from assessment.web.visits import evidence, looking

TOPIC = label("核实哪一页", "Which topic to verify")
URGENT = label("先看这些：矛盾的、承重的", "First: what contradicts itself, what the level hangs on")
REPORTED = label("企业自报", "Reported by the firm")
VERIFIED = label("现场核实", "Verified on site")
EVIDENCE = label("看什么材料", "What to ask to see")
AS_REPORTED = label("与自报一致", "As reported")
WHOLE_PAGE = label("整页与自报一致（还没核实的 {n} 题）", "The whole page as reported ({n} not verified yet)")
COUNT = label("第 {at} 题，共 {all} 题 · 已核实 {done} 题", "Question {at} of {all} · {done} verified")
BACK, NEXT = label("上一题", "Back"), label("下一题", "Next")
ALL_SEEN = label("这一页看完了。", "That was the last question of this page.")
_URGENT, _AT, _HELD = "urgent", "at", "ganqi-urgent"
MOST_URGENT = 20


@dataclass(frozen=True)
class _Page:
    """The questions of one page, and where in it one is."""

    facts: Sequence[Fact]
    at: int

    @property
    def fact(self) -> Fact:
        return self.facts[self.at]


def show(assessment_id: UUID, consultant: str) -> None:
    """The question that one is at, with the ways to the others."""
    lang, bank, store = links.lang(), resources.bank(), resources.store()
    closed = store.takes_answers(assessment_id)
    if closed is not None:
        st.warning(literal(f"{closed.message.text(lang)} {closed.remedy.text(lang)}"))
        return
    reported = session.sheet(assessment_id, "self")
    verified = session.sheet(assessment_id, "verified", consultant)
    urgent = _urgent(assessment_id, verified)
    page = _page(bank, route(bank, resources.asked(None), reported.baseline), urgent, lang)
    done = sum(verified.answered(fact.id) for fact in page.facts)
    anchor = carried.anchor(verified, store.token(assessment_id, verified.voice.whose))
    told = COUNT.fill(at=page.at + 1, all=len(page.facts), done=done).text(lang)
    share = 100 * done / len(page.facts)
    block(
        f'<div class="progress"><span>{told}</span><div class="track"><div class="done" style="width:{share:.0f}%">'
        f"</div></div></div>{anchor}"
    )
    fact = page.fact
    with st.container(key=f"verify-{fact.id}", border=True):
        agreed = _one(bank, fact, reported, verified, urgent)
        with st.container(key=f"visit-proof-{fact.id}"):
            files = [one for one in store.evidence(assessment_id) if one.fact_id == fact.id]
            explaining.show(assessment_id, fact, _differs(fact, reported, verified), consultant)
            evidence.show(assessment_id, fact.id, files, "verified", consultant)
    questions.refresh(verified.voice.prefix)
    if verified.meet(store, bank):
        st.rerun()
    _steps(page, lang, forward=agreed)
    _whole_page(page, reported, verified, lang)


def _urgent(assessment_id: UUID, verified: AnswerSheet) -> dict[str, ToSee]:
    """What to see first, as it was when somebody began to look; anew once all of it is verified."""
    held = st.session_state.get(_HELD)
    if held is None or held[0] != assessment_id or all(verified.answered(fact) for fact in held[1]):
        found = [one for one in looking.of(assessment_id) if one.why != "open"][:MOST_URGENT]
        held = (assessment_id, {one.fact: one for one in found})
        st.session_state[_HELD] = held
    first: dict[str, ToSee] = held[1]
    return first


def _page(bank: FactBank, way: Route, urgent: dict[str, ToSee], lang: Lang) -> _Page:
    """The page that is chosen, and the question that stands in the address."""
    titles = {stop.topic.id: stop.topic.title.text(lang) for stop in way.stops}
    if urgent:
        titles = {_URGENT: URGENT.text(lang)} | titles
    asked = st.query_params.get("topic")
    chosen = st.selectbox(
        TOPIC.text(lang),
        list(titles),
        index=list(titles).index(asked) if asked in titles else 0,
        format_func=lambda topic: titles[topic],
        key="verify-topic",
    )
    if chosen == _URGENT:
        facts: Sequence[Fact] = [bank.facts[fact] for fact in urgent]
    else:
        facts = next(stop.facts for stop in way.stops if stop.topic.id == chosen)
    ids = [fact.id for fact in facts]
    wanted = st.query_params.get(_AT)
    return _Page(facts, ids.index(wanted) if wanted in ids else 0)


def _one(bank: FactBank, fact: Fact, reported: AnswerSheet, verified: AnswerSheet, urgent: dict[str, ToSee]) -> bool:
    """What was reported and what is seen; True when it was just agreed to with a tap."""
    lang = links.lang()
    said = reported.baseline.get(fact.id, UNANSWERED)
    left, right = st.columns([2, 3], gap="large")
    agreed = False
    with left:
        lines = [f"<h3>{escape(fact.label.text(lang))}</h3>"]
        if fact.id in urgent:
            lines.append(f'<p class="caution">{escape(looking.why(urgent[fact.id], lang))}</p>')
        lines.append(_line(REPORTED, answer_text(fact, said), "strong"))
        shown = fact.evidence_for(said.value) if isinstance(fact, ChoiceFact) else fact.evidence
        if shown is not None:
            lines.append(_line(EVIDENCE, shown))
        block("".join(lines))
        if _differs(fact, reported, verified) or not verified.answered(fact.id):
            agreed = said.state is not State.UNANSWERED and st.button(
                literal(AS_REPORTED.text(lang)), key=f"agree-{fact.id}", width="stretch"
            )
        if agreed:
            verified.adopt(resources.store(), fact, said)
    with right:
        block(f'<p class="quiet">{VERIFIED.text(lang)}</p>')
        one_question.show(bank, verified, fact)
    return agreed


def _differs(fact: Fact, reported: AnswerSheet, verified: AnswerSheet) -> bool:
    """Was something else verified than the firm reported?"""
    said, seen = (sheet.baseline.get(fact.id, UNANSWERED) for sheet in (reported, verified))
    return seen.state is not State.UNANSWERED and seen != said


def _steps(page: _Page, lang: Lang, *, forward: bool) -> None:
    """To the question before and the one after; ``forward`` goes on by itself, as after a tap that agreed."""
    last = page.at + 1 == len(page.facts)
    with st.container(horizontal=True, horizontal_alignment="distribute", key="steps"):
        if page.at > 0 and st.button(BACK.text(lang), key="verify-back"):
            _go(page.facts[page.at - 1])
        if not last and st.button(NEXT.text(lang), type="primary", key="verify-next"):
            _go(page.facts[page.at + 1])
    if forward:
        _go(page.facts[page.at if last else page.at + 1])
    if last:
        block(f'<p class="quiet">{ALL_SEEN.text(lang)}</p>')


def _go(fact: Fact) -> None:
    st.query_params[_AT] = fact.id
    st.rerun()


def _whole_page(page: _Page, reported: AnswerSheet, verified: AnswerSheet, lang: Lang) -> None:
    """One tap verifies every answer of the page that nobody has verified yet, each as it was reported."""
    waiting: list[tuple[Fact, Answer]] = []
    for fact in page.facts:
        said = reported.baseline.get(fact.id, UNANSWERED)
        if said.state is not State.UNANSWERED and not verified.answered(fact.id):
            waiting.append((fact, said))
    if waiting and st.button(literal(WHOLE_PAGE.fill(n=len(waiting)).text(lang)), key="agree-page", width="stretch"):
        for fact, said in waiting:
            verified.adopt(resources.store(), fact, said)
        st.rerun()


def _line(name: Label, value: Label, tag: str = "span") -> str:
    lang = links.lang()
    return f'<p><span class="quiet">{escape(name.text(lang))}</span><br><{tag}>{escape(value.text(lang))}</{tag}></p>'
