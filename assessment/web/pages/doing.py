"""Carrying the plan out: what to ask bidders for, and what comes after."""

from collections.abc import Callable

import streamlit as st

from assessment.language import Label, label
from assessment.planning import NOT_PROVEN
from assessment.solver import NotSolved
from assessment.web import entrance, frame, links, no_edition
from assessment.web.doing import bidding, comparing, following, rehearsing
from assessment.web.markup import block
from assessment.web.result import computing
from assessment.web.result.view import View

TITLE = label("动手做", "Carrying it out")
LEAD = label(
    "方案定了，接下来的事都在这里。写在这里的跟着这份自测走，别人看不到。",
    "The plan is settled; what comes next is here. It is kept with this assessment, and nobody else sees it.",
)
PARTS: dict[str, tuple[Label, Callable[[View], None]]] = {
    "bidding": (label("需求书和比价", "Requests and quotes"), bidding.show),
    "following": (label("跟进方案", "Follow it up"), following.show),
    "rehearsing": (label("迎检准备", "Ready for the visit"), rehearsing.show),
    "comparing": (label("三人对答", "Three pairs of eyes"), comparing.show),
}
BACK = label("← 看结果", "← The result")


def page() -> None:
    """Choose a part, and show it."""
    assessment_id = entrance.entered()
    if assessment_id is None:
        return
    st.html(frame.ASSETS / "result.css")
    lang = links.lang()
    if no_edition.told():
        return
    live = computing.compute(assessment_id)
    view = View(assessment_id, live.advisory, lang, st.query_params.get("scope"), live=live)
    block(f'<h1>{TITLE.text(lang)}</h1><p class="eyebrow">{view.who}</p><p class="quiet">{LEAD.text(lang)}</p>')
    links.link(links.RESULT, BACK.text(lang), key="doing-result")
    asked = links.given().get("part", "")
    picked = st.pills(
        TITLE.text(lang),
        list(PARTS),
        default=asked if asked in PARTS else next(iter(PARTS)),
        required=True,
        format_func=lambda name: PARTS[name][0].text(lang),
        key="doing-part",
        label_visibility="collapsed",
    )
    try:
        PARTS[picked or next(iter(PARTS))][1](view)
    except NotSolved:
        block(f'<p class="notice">{view.text(NOT_PROVEN)}</p>')


page()
