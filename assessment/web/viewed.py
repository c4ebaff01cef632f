"""What is looked at, in the trail: one line a page, its part, a firm or an assessment, however often it is drawn.

Also who acts where a page is not being run: in what a pressed button calls, and in a part that is drawn by itself.
"""

from __future__ import annotations

from uuid import UUID

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.store.trail import Acting, ask_elsewhere
from assessment.web import links, resources

FREE = frozenset({links.HOME, links.QUESTIONS, links.RESULT, links.DOING, links.METHODS, links.ACCOUNT, links.CHECKED})
"""Pages that show no data of a firm by themselves; the assessment that is opened on them has its own line."""
_SEEN, _PAGE, _ACTING = "viewed", "viewed-page", "viewed-by"


def remember(who: Acting) -> None:
    """This tab is at work for somebody."""
    st.session_state[_ACTING] = who


def _remembered() -> Acting | None:
    if get_script_run_ctx(suppress_warning=True) is None:
        return None
    found = st.session_state.get(_ACTING)
    return found if isinstance(found, Acting) else None


def turn_to(address: str) -> None:
    """Another page was opened: what is looked at there is a new view."""
    if st.session_state.get(_PAGE) != address:
        st.session_state[_PAGE] = address
        st.session_state[_SEEN] = {}


def page(opened: str) -> None:
    """A page was opened to its visitor."""
    if opened not in FREE and _is_new("page", opened):
        resources.store().trail.record("page_viewed", "page", links.ADDRESSES[opened])


def part(section: str, of_file: str) -> None:
    """A part of a page was opened, about a file that somebody handed in."""
    if _is_new("part", (section, of_file)):
        told = {"file": of_file[:40]} if of_file else {}
        resources.store().trail.record("page_viewed", "section", section, details=told)


def firm(firm_id: UUID) -> None:
    """The page of a firm was opened."""
    if _is_new("firm", firm_id):
        resources.store().trail.record("firm_viewed", "firm", firm_id, firm=firm_id)


def assessment(assessment_id: UUID) -> None:
    """An assessment was opened, by its code or by an account."""
    if _is_new("assessment", assessment_id):
        store = resources.store()
        found = store.firm_of(assessment_id)
        firm_id = None if found is None else found.id
        store.trail.record("firm_viewed", "assessment", assessment_id, firm=firm_id)


def refused(kind: str, subject: UUID | str, firm_id: UUID | None = None) -> None:
    """Somebody asked here for what is not theirs."""
    if _is_new("refused", (kind, subject)):
        resources.store().trail.record("refused", kind, subject, firm=firm_id)


def _is_new(kind: str, what: object) -> bool:
    seen = st.session_state.setdefault(_SEEN, {})
    if seen.get(kind) == what:
        return False
    seen[kind] = what
    return True


ask_elsewhere(_remembered)
