"""Whose assessment this browser tab is working on, and what the session knows of its answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import streamlit as st

from assessment import settings
from assessment.language import Label, label
from assessment.permissions import Right, may
from assessment.store.beginnings import Allowance
from assessment.store.codes import canonical
from assessment.store.records import Assessment, Origin
from assessment.store.refusals import CodeRefused, StoreRefused, UnknownAssessment
from assessment.store.trail import OWNER
from assessment.web import callers, links, resources, viewed, visitors
from assessment.web.answering import Voice
from assessment.web.autosave import AnswerSheet

_KEY = "ganqi"
_ENDED = (
    label(
        "这份自测的续答码刚被换新、停用，或已过期", "The code of this assessment was replaced, stopped, or has expired"
    ),
    label(
        "已保存的回答都还在，请用新码打开；没有新码，请联系转型促进中心换发。",
        "Saved answers are all there: open it with the new code, or ask your promotion centre for one.",
    ),
)


_STOPPED = label(
    "续答码已停用，谁也打不开这份自测了。要再用，请联系转型促进中心换发新码。",
    "The code is stopped: nobody can open this assessment. To use it again, ask your promotion centre for a new code.",
)


@dataclass
class Session:
    """What one tab remembers between runs; all of it can be found again from the address and the database."""

    code: str = ""
    assessment_id: UUID | None = None
    refusal: StoreRefused | None = None
    notice: Label | None = None
    mine: set[UUID] = field(default_factory=set)
    """What was begun in this tab, or opened by a code that was typed here; the rest came by a link."""
    sheets: dict[Voice, AnswerSheet] = field(default_factory=dict)
    found: str | None = None
    """The code that was looked up in the run of the page that is going on; None outside of one."""


def here() -> Session:
    """This tab's session."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session()
    session: Session = st.session_state[_KEY]
    return session


def start() -> str:
    """A new assessment; returns its resume code, which from now on stands in the address.

    Raises ``TooMany`` when too many were begun within the hour, from this address or in all.
    """
    _count_beginning()
    return _begun(*resources.store().create_assessment(links.lang()))


def start_in_round(token: str, city: str | None) -> str:
    """The same in the round of a link; ``city`` is that of its area. Raises ``TooMany``, and what the store raises."""
    _count_beginning()
    return _begun(*resources.store().begin_by_link(token, links.lang(), city))


def start_for_another() -> tuple[UUID, str]:
    """A new assessment for somebody else and its code; this tab stays where it is. Raises ``TooMany``."""
    _count_beginning()
    begun, code = resources.store().create_assessment(links.lang())
    return begun.id, code


def _count_beginning() -> None:
    allowance = Allowance(settings.new_each_hour(), settings.new_in_all())
    resources.store().allow_beginning(callers.client_of(st.context.ip_address), allowance)


def _begun(firm: Assessment, code: str) -> str:
    session = here()
    session.code, session.assessment_id, session.refusal = code, firm.id, None
    session.mine.add(firm.id)
    return code


def renew() -> str:
    """A new code for the assessment in hand; this tab goes on with it, whoever has the old one does not."""
    session = here()
    assert session.assessment_id is not None
    session.code = resources.store().reissue_code(session.assessment_id, OWNER)
    return session.code


def stop() -> None:
    """No code for the assessment in hand, which this tab leaves, too."""
    session = here()
    assert session.assessment_id is not None
    resources.store().revoke_code(session.assessment_id, OWNER)
    st.session_state[_KEY] = Session(notice=_STOPPED)


def leave() -> None:
    """Forget the firm in this tab, for the next person at a shared tablet; its answers are all in the database."""
    st.session_state.clear()


def open_code(code: str) -> UUID | None:
    """The assessment of a resume code in any spelling; None when it is refused, and ``refusal`` says why.

    The session is changed only when the outcome is known, since Streamlit may end a run at any of its calls.
    """
    opened: UUID | None = None
    refusal: StoreRefused | None = None
    code = canonical(code) or code
    try:
        opened = resources.store().resume(code, callers.client_of(st.context.ip_address)).id
    except CodeRefused as refused:
        refusal = refused
    session = here()
    session.code, session.assessment_id, session.refusal = code, opened, refusal
    return opened


def current(right: Right = Right.CHANGE_ANSWER) -> UUID | None:
    """The assessment named in the address, whose opening is noted; None when there is none or its code is refused.

    It is named by its code, or, for an account that has this ``right`` to its firm, by its id.

    A code that was replaced, stopped or has expired since the last run opens nothing any more, here as anywhere.
    """
    found = _named(right)
    if found is not None:
        viewed.assessment(found)
    return found


def _named(right: Right) -> UUID | None:
    given = links.given().get("code", "")
    if not given:
        return _given_to_account(links.given().get("assessment", ""), right)
    code = canonical(given) or given
    if code != given:
        # However it was typed or copied, it goes on in one spelling: into links, cards and pictures.
        st.query_params["code"] = code
    session = here()
    if session.code != code:
        return open_code(code)
    if session.assessment_id is not None and session.found != code:
        if resources.store().opens(code, session.assessment_id):
            session.found = code if session.found is not None else None
        else:
            session.refusal, session.assessment_id = _why_ended(session.assessment_id), None
    return session.assessment_id


def may_verify(assessment_id: UUID) -> bool:
    """May the account at the browser verify the answers of this firm, now?"""
    return may(visitors.actor(), Right.VERIFY, visitors.matter_of(assessment_id))


def _given_to_account(text: str, right: Right) -> UUID | None:
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    actor, matter = visitors.actor(), visitors.matter_of(wanted)
    if may(actor, right, matter):
        return wanted
    if not may(actor, Right.SEE_FIRM, matter):  # else it only stands in the address of a page that is not for it
        try:
            viewed.refused("assessment", wanted, resources.store().assessment(wanted).firm_id)
        except UnknownAssessment:
            return None
    return None


def _why_ended(assessment_id: UUID) -> StoreRefused:
    """Why a code opens its assessment no more: that was deleted, or the code has ended."""
    try:
        resources.store().assessment(assessment_id)
    except UnknownAssessment as gone:
        return gone
    return CodeRefused(*_ENDED)


def sheet(assessment_id: UUID, origin: Origin = "self", by: str = "self") -> AnswerSheet:
    """What this session knows of the answers of one voice, brought up to date with the database."""
    voice = Voice(assessment_id, origin, by)
    known = here().sheets.get(voice) or AnswerSheet(voice)
    known.refresh(resources.bank(), resources.store().saved_answers(assessment_id))
    if voice not in here().sheets:
        known.recall(resources.bank(), resources.store().refused(assessment_id, origin))
        here().sheets[voice] = known
    return known


@contextmanager
def one_look() -> Iterator[None]:
    """While a page is run its code is looked up once; what a pressed button calls before it looks by itself."""
    session = here()
    session.found = ""
    try:
        yield
    finally:
        session.found = None


def keep_answers() -> None:
    """Save what the fields of the last page hold, whatever page comes next, as long as its code is good."""
    if not here().sheets:
        return
    mine, verifies = current(), None
    for known in here().sheets.values():
        place = known.voice.assessment_id
        if known.voice.origin == "verified":
            verifies = may_verify(place) if verifies is None else verifies
            allowed = verifies and place == current(Right.VERIFY)
        else:
            allowed = place == mine
        if allowed:
            known.collect(resources.store(), resources.bank())
