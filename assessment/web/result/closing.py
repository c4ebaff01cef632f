"""The end of the page: what the result is for, what the consultant says, and where the official one is."""

from __future__ import annotations

import streamlit as st

from assessment.language import label
from assessment.settings import in_china
from assessment.web import links, session
from assessment.web.markup import block, escape
from assessment.web.result.view import View

NEXT_FIRM = label("下一家：结束这一家，回到首页", "Next firm: leave this one")


def comments(view: View) -> None:
    """A consultant's remarks, set apart from what the system says."""
    if not view.advisory.comments:
        return
    told = "".join(
        f"<li><p>{escape(one.text)}</p><small>{escape(one.author)} · {in_china(one.at):%Y-%m-%d}</small></li>"
        for one in view.advisory.comments
    )
    title = view.say("顾问点评", "The consultant's comments")
    block(f'<div class="comments"><h2>{title}</h2><ul>{told}</ul></div>')


def disclaimer(view: View) -> None:
    """What the result is for."""
    block(f'<p class="closing quiet">{view.text(view.advisory.disclaimer)}</p>')


def next_firm(view: View) -> None:
    """On a tablet that many use: nothing of this firm stays in the tab."""
    if st.button(NEXT_FIRM.text(view.lang), key="next-firm", type="tertiary"):
        session.leave()
        links.go(links.HOME, code=None, assessment=None, scope=None)
