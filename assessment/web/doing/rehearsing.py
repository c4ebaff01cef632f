"""The rehearsal of a visit: which papers are at hand, what stands on them, and the check-list to print."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

import streamlit as st
from pydantic import ValidationError

from assessment.advisory.rehearsal import AnswerProof, ProofLine, Rehearsal
from assessment.advisory.rehearsing import rehearsal_of
from assessment.answers import AnswerTable
from assessment.language import label, visible
from assessment.problems import InputRefused
from assessment.settings import in_china
from assessment.store.refusals import TooManyResults
from assessment.store.trail import OWNER, now_acting
from assessment.telling.leaflets.rehearsal import STATES, check_list, proof_words, standing
from assessment.web import failures, resources
from assessment.web.doing import papers
from assessment.web.markup import block, escape
from assessment.web.result.view import View

NO_LEVEL = label(
    "答的题还太少，先把题答完，再来准备材料。",
    "Too little is answered; answer the questions first, then get the papers.",
)
FOR = label("清单按哪一级列", "The list is for")
NOW = label("现在自报的等级", "the level claimed now")
THEN = label("方案要到的等级", "the level of the plan")
CHECK_LIST = label("迎检清单", "The check-list")
WHICH = label("登记哪一份材料", "Which paper to put down")
AT_HAND = label("手里有了", "At hand")
DAY = label("材料上的日期", "Date of the paper")
WHAT = label("是什么材料、放在哪里", "Which paper, and where it is kept")
KEEPER = label("谁负责", "Who sees to it")
DUE = label("哪天前备好", "To be had by")
KEEP = label("存下", "Keep")
REMOVE = label("撤回这一条", "Take it back")
_LOG = logging.getLogger(__name__)


def show(view: View) -> None:
    """The standing, the list, and a form for one paper."""
    live = view.live
    if live is None or not view.advisory.main.enough_known:
        block(f'<p class="quiet">{view.text(NO_LEVEL)}</p>')
        return
    plan = view.advisory.plan
    usable = plan is not None and bool(plan.steps)
    wanted = False
    if plan is not None and usable:
        wanted = bool(
            st.pills(
                FOR.text(view.lang),
                [False, True],
                default=False,
                required=True,
                format_func=lambda then: (THEN if then else NOW).text(view.lang),
                key="proofs-for",
            )
        )
    proofs = proofs_of(view)
    found = _rehearsed(view, proofs, after=wanted)
    if found is None:
        return
    block(view.told(standing(view.subject, found)))
    leaflet = check_list(view.subject, found)
    name = f"{view.say('迎检清单', 'check-list')}-{view.advisory.on.isoformat()}"
    with st.container(horizontal=True, key="proofs-papers"):
        papers.buttons(view, leaflet, CHECK_LIST, name, "proofs", primary=True)
    _put_down(view, found)
    for section in leaflet.sections:
        title = f"<h3>{escape(section.title)}</h3>"
        lead = f'<p class="quiet">{escape(section.lead)}</p>'
        block(f'<section class="told-{section.id}">{title}{lead}{view.told(section.blocks)}</section>')


def proofs_of(view: View) -> tuple[AnswerProof, ...]:
    """The papers put down, files of evidence, and what was verified on site."""
    store, bank = resources.store(), resources.bank()
    found = []
    for entry in store.plan_entries(view.assessment_id):
        if entry.kind == "proof" and entry.about in bank.facts:
            try:
                found.append(AnswerProof.model_validate({**entry.document, "fact": entry.about}))
            except ValidationError as fault:
                _LOG.error("a proof cannot be read: %s", fault)
    found += [
        AnswerProof(
            fact=file.fact_id,
            verified=file.origin == "verified",
            day=in_china(file.added_at).date(),
            what=visible(file.name)[:200],
        )
        for file in store.evidence(view.assessment_id)
        if file.fact_id in bank.facts
    ]
    seen = {} if view.advisory.visit is None else {one.fact: one for one in view.advisory.visit.checked}
    found += [
        AnswerProof(fact=fact, verified=True, day=in_china(seen[fact].at).date() if fact in seen else None)
        for fact in view.advisory.verified
    ]
    asked = set(resources.advisor().main_on(view.advisory.on).facts)
    return tuple(proof for proof in found if proof.fact in asked)


def _rehearsed(view: View, proofs: tuple[AnswerProof, ...], after: bool) -> Rehearsal | None:
    answers = {} if view.live is None else view.live.answers
    table = AnswerTable.from_answers(resources.bank(), [answers], [str(view.assessment_id)])
    plan = view.advisory.plan
    try:
        return rehearsal_of(resources.advisor(), table, 0, proofs, view.advisory.on, plan if after else None)
    except InputRefused as refused:
        failures.show(refused)
        return None


def _put_down(view: View, found: Rehearsal) -> None:
    """Pick a line of the list, read what counts, and say what is at hand."""
    lines = {line.claim.facts[0]: line for line in found.lines}
    if not lines:
        return
    picked = st.selectbox(
        WHICH.text(view.lang),
        list(lines),
        format_func=lambda fact: _named(view, lines[fact]),
        key="proof-fact",
    )
    if picked is None:
        return
    line = lines[picked]
    block(view.told(proof_words(view.subject, line)))
    own = next((one for one in _own(view.assessment_id, picked)), None)
    today = view.advisory.on
    with st.form(f"proof-{picked}", border=True):
        at_hand = st.checkbox(AT_HAND.text(view.lang), own is None or own.at_hand, key=f"proof-at-hand-{picked}")
        with st.container(horizontal=True):
            day = st.date_input(
                DAY.text(view.lang),
                today if own is None else own.day,
                max_value=today,
                format="YYYY-MM-DD",
                key=f"proof-day-{picked}",
                width=200,
            )
            due = st.date_input(
                DUE.text(view.lang), own.due if own else None, format="YYYY-MM-DD", key=f"proof-due-{picked}", width=200
            )
        what = st.text_input(WHAT.text(view.lang), own.what if own else "", max_chars=200, key=f"proof-what-{picked}")
        keeper = st.text_input(
            KEEPER.text(view.lang), own.keeper if own else "", max_chars=60, key=f"proof-keeper-{picked}"
        )
        pressed = st.form_submit_button(KEEP.text(view.lang), type="primary")
    if pressed:
        made = AnswerProof(
            fact=picked,
            day=day if at_hand else None,
            what=visible(what),
            keeper=visible(keeper),
            due=due,
            at_hand=at_hand,
        )
        _keep(view, line, made)
    if own is not None and st.button(REMOVE.text(view.lang), key=f"proof-remove-{picked}", type="tertiary"):
        for fact in line.claim.facts:
            resources.store().remove_plan_entry(view.assessment_id, "proof", fact, now_acting(OWNER).actor)
        st.rerun()


def _named(view: View, line: ProofLine) -> str:
    mark = view.subject.say("，先补", ", first") if line.needed else ""
    state = STATES[line.state].text(view.lang) + mark
    return view.subject.say("{what}（{state}）", "{what} ({state})", what=line.claim.label, state=state)


def _own(assessment_id: UUID, fact: str) -> list[AnswerProof]:
    found = []
    for entry in resources.store().plan_entries(assessment_id):
        if entry.kind == "proof" and entry.about == fact:
            try:
                found.append(AnswerProof.model_validate({**entry.document, "fact": fact}))
            except ValidationError:
                continue
    return found


def _keep(view: View, line: ProofLine, made: AnswerProof) -> None:
    document: dict[str, Any] = made.model_dump(mode="json", exclude={"fact"})
    try:
        for fact in line.claim.facts:
            resources.store().put_plan_entry(view.assessment_id, "proof", fact, document, now_acting(OWNER).actor)
    except TooManyResults as full:
        failures.show(full)
        return
    st.rerun()
