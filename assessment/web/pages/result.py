"""The result: the answer first, then the way down to every figure in it."""

from collections.abc import Sequence
from uuid import UUID

import streamlit as st

from assessment.advisory import Advisory
from assessment.language import label
from assessment.store.records import FrozenResult
from assessment.web import document, links, resources, session
from assessment.web.result import (
    answer,
    archetype,
    closing,
    computing,
    contents,
    european,
    frameworks,
    keeping,
    missing,
    open_ends,
    peers,
    plan,
    programmes,
    providers,
    published,
    why,
)
from assessment.web.result.view import View

NO_ASSESSMENT = label(
    "请先在首页开始一份评估，或输入续答码。",
    "Please start an assessment on the first page, or enter your resume code.",
)


def page() -> None:
    """Put the page together."""
    lang = links.lang()
    assessment_id = session.current()
    if assessment_id is None:
        if st.query_params.get("code"):
            links.go(links.HOME)
        st.info(NO_ASSESSMENT.text(lang))
        links.link(links.HOME, label("到首页", "To the first page").text(lang))
        return
    st.html(document.ASSETS / "result.css")
    kept = resources.store().results(assessment_id)
    view = _view(assessment_id, kept)
    keeping.banner(view)
    if view.live is not None and view.too_little:
        missing.show(view, view.live)
        keeping.kept_results(view, kept)
        frameworks.show(view)
        return
    answer.show(view)
    keeping.buttons(view, kept)
    if view.live is not None:
        keeping.consent(view)
    keeping.kept_results(view, kept)
    closing.comments(view)
    contents.show(view)
    why.show(view)
    open_ends.show(view)
    published.show(view)
    peers.show(view)
    european.show(view)
    archetype.show(view)
    if view.knows_main:
        plan.show(view)
        providers.show(view)
        programmes.show(view)
    frameworks.show(view)
    closing.versions(view)


def _view(assessment_id: UUID, kept: Sequence[FrozenResult]) -> View:
    """The kept result that the address names, else the result of the answers as they are now."""
    lang, scope = links.lang(), st.query_params.get("scope")
    wanted = st.query_params.get("result")
    frozen = next((one for one in kept if str(one.number) == wanted), None)
    if frozen is not None:
        return View(assessment_id, Advisory.model_validate(frozen.document), lang, scope, frozen=frozen)
    live = computing.compute(assessment_id)
    return View(assessment_id, live.advisory, lang, scope, live=live)


page()
