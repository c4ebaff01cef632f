"""What the owner says to each step of the plan: kept with the firm, and the plan is worked out again at once."""

from __future__ import annotations

from typing import get_args
from uuid import UUID

import streamlit as st

from assessment.advisory.replies import REPLIES
from assessment.language import label
from assessment.planning import Reply
from assessment.store.refusals import TooManyResults
from assessment.store.trail import OWNER, now_acting
from assessment.web import links, resources, session
from assessment.web.markup import block, literal
from assessment.web.result.view import View

_TITLE = label("这几步，您怎么看？", "What do you say to these steps?")
_LEAD = label(
    "已经在做的、做不了的、想缓一缓的，点一下：方案马上重算，并写明少了它要多花多少。再点一次就撤回。",
    "Tap what is under way, out of the question or to wait: the plan is worked out again at once and tells what "
    "leaving it out costs. Tap again to take it back.",
)


def show(view: View) -> None:
    """A row for each step of the plan, and for what was replied to before and is no step any more."""
    plan, live = view.advisory.plan, view.live
    if plan is None or live is None:
        return
    said = {one.measure: one for one in live.replies}
    units = {step.measure: step.units or 1 for step in plan.steps} | {m: one.units for m, one in said.items()}
    titles = {step.measure: step.title for step in plan.steps}
    titles |= {one.measure: one.title for one in view.advisory.replies}
    rows = [*(name for name in titles if name not in said), *(name for name in said if name in titles)]
    if not rows:
        return
    with st.expander(_TITLE.text(view.lang), key="replies", expanded=bool(said)):
        block(f'<p class="quiet">{view.text(_LEAD)}</p>')
        for name in rows:
            key = f"reply-{name}"
            st.pills(
                titles[name].text(view.lang),
                list(get_args(Reply)),
                default=said[name].reply if name in said else None,
                format_func=lambda one: REPLIES[one].text(view.lang),
                key=key,
                on_change=_keep,
                args=(view.assessment_id, name, units[name], key),
            )


def _keep(assessment_id: UUID, measure: str, units: int, key: str) -> None:
    if session.current() != assessment_id:  # the code may have been replaced since the row was drawn
        return
    reply, store = st.session_state.get(key), resources.store()
    if reply is None:
        store.remove_plan_entry(assessment_id, "reply", measure, now_acting(OWNER).actor)
    else:
        document = {"reply": reply, "units": units}
        try:
            store.put_plan_entry(assessment_id, "reply", measure, document, now_acting(OWNER).actor)
        except TooManyResults as full:
            st.toast(literal(full.message.text(links.lang())))
