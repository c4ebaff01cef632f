"""The result: the answer first, then the way down to every figure in it."""

from uuid import UUID

import streamlit as st
from pydantic import ValidationError

from assessment.advisory import Advisory
from assessment.store.records import FrozenResult
from assessment.web import entrance, frame, links, no_edition, resources, session, sharing, unsaved, waits
from assessment.web.result import closing, computing, forwarding, keeping, missing, parts
from assessment.web.result.view import View


def page() -> None:
    """Put the page together."""
    assessment_id = entrance.entered()
    if assessment_id is None:
        return
    st.html(frame.ASSETS / "result.css")
    kept = resources.store().results(assessment_id)
    frozen = next((one for one in kept if str(one.number) == links.given().get("result")), None)
    if frozen is None and no_edition.told():
        keeping.kept_results(assessment_id, kept, links.lang())
        return
    view = _live(assessment_id) if frozen is None else _kept(assessment_id, frozen)
    if frozen is not None:
        keeping.banner(frozen, readable=view is not None)
    if view is None:
        return
    if view.live is not None:
        refused = [fact for fact in resources.store().refused(assessment_id) if fact in resources.bank().facts]
        if refused:
            unsaved.notice(resources.bank(), refused)
    if view.live is not None and not view.subject.lead.enough_known:
        missing.show(view, view.live)
        keeping.kept_results(view.assessment_id, kept, view.lang, frozen)
        return
    head, *told = parts.sections(view)
    parts.first(view, head)
    keeping.buttons(view, kept)
    forwarding.show(view)
    if view.live is not None:
        _invitations(assessment_id)
        keeping.consent(view)
        sharing.ask(assessment_id, view.lang)
    keeping.kept_results(view.assessment_id, kept, view.lang, frozen)
    closing.comments(view)
    parts.contents(view, told)
    for section in told:
        parts.show(view, section)
    closing.disclaimer(view)
    closing.next_firm(view)


def _invitations(assessment_id: UUID) -> None:
    """The way to the invitations that wait for the owner's answer."""
    if session.current() == assessment_id and (firm := resources.store().firm_of(assessment_id)) is not None:
        waits.of_firm(firm.id, links.lang())


def _live(assessment_id: UUID) -> View:
    """The result of the answers as they are now."""
    live = computing.compute(assessment_id)
    return View(assessment_id, live.advisory, links.lang(), links.given().get("scope"), live=live)


def _kept(assessment_id: UUID, frozen: FrozenResult) -> View | None:
    """A result as it was stored; None when an earlier version of this software stored it in another form."""
    try:
        advisory = Advisory.model_validate(frozen.document)
    except ValidationError:
        return None
    return View(assessment_id, advisory, links.lang(), links.given().get("scope"), frozen=frozen)


page()
