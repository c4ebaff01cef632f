"""Whose assessment this browser tab is working on, and what the session knows of its answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

import streamlit as st

from assessment.store.codes import canonical
from assessment.store.records import Origin
from assessment.store.refusals import CodeRefused, StoreRefused, TooManyAttempts
from assessment.web import resources
from assessment.web.answering import Voice
from assessment.web.autosave import Sheet

_KEY = "ganqi"


@dataclass
class Session:
    """What one tab remembers between runs; all of it can be found again from the address and the database."""

    code: str = ""
    assessment_id: UUID | None = None
    refusal: StoreRefused | None = None
    sheets: dict[Voice, Sheet] = field(default_factory=dict)


def here() -> Session:
    """This tab's session."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session()
    session: Session = st.session_state[_KEY]
    return session


def start() -> str:
    """A new assessment; returns its resume code, which from now on stands in the address."""
    from assessment.web.links import lang

    firm, code = resources.store().create_assessment(lang())
    session = here()
    session.code, session.assessment_id, session.refusal = code, firm.id, None
    return code


def open_code(code: str) -> UUID | None:
    """The assessment of a resume code in any spelling; None when it is refused, and ``refusal`` says why.

    The session is changed only when the outcome is known, since Streamlit may end a run at any of its calls.
    """
    opened, refusal, code = None, None, canonical(code) or code
    try:
        opened = resources.store().resume(code, _client()).id
    except (CodeRefused, TooManyAttempts) as refused:
        refusal = refused
    session = here()
    session.code, session.assessment_id, session.refusal = code, opened, refusal
    return opened


def current() -> UUID | None:
    """The assessment named in the address; None when there is none or its code is refused."""
    given = st.query_params.get("code", "")
    if not given:
        return None
    code = canonical(given) or given
    if code != given:
        # However it was typed or copied, it goes on in one spelling: into links, cards and pictures.
        st.query_params["code"] = code
    session = here()
    return session.assessment_id if session.code == code else open_code(code)


def sheet(assessment_id: UUID, origin: Origin = "self", by: str = "self") -> Sheet:
    """What this session knows of the answers of one voice, brought up to date with the database."""
    voice = Voice(assessment_id, origin, by)
    known = here().sheets.get(voice) or Sheet(voice)
    known.refresh(resources.bank(), resources.store().saved_answers(assessment_id))
    if voice not in here().sheets:
        known.recall(resources.bank(), resources.store().refused(assessment_id, origin))
        here().sheets[voice] = known
    return known


def keep_answers() -> None:
    """Save what the fields of the last page hold, whatever page comes next."""
    for known in here().sheets.values():
        known.collect(resources.store(), resources.bank())


def _client() -> str:
    """Who asks, for slowing down guesses: the address of the browser.

    What a browser says of itself counts for nothing: a forwarded address is believed only from a proxy on this
    machine, and of it only the last hop, which the proxy itself has written.
    """
    direct = st.context.ip_address
    forwarded = st.context.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    if forwarded and direct in (None, "127.0.0.1", "::1"):
        return forwarded
    return direct or "local"
