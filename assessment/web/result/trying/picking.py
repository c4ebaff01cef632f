"""The four things an owner can try beside the plan, one at a time; none is worked out before it is asked for."""

from __future__ import annotations

import streamlit as st

from assessment.language import Label, label
from assessment.planning import NOT_PROVEN
from assessment.solver import NotSolved
from assessment.web.markup import block
from assessment.web.result.trying import answers, limits, money, others
from assessment.web.result.trying.planner import LivePlanning
from assessment.web.result.view import View

_TITLE = label("自己试一试", "Try it yourself")
_LEAD = label(
    "想改条件、换个花法，点下面一样就能看。只是试算：您的回答和保存过的结果都不会变。",
    "Pick one below to set conditions or to spend differently. It is only a trial: your answers and kept results stay "
    "as they are.",
)
_WAYS: dict[str, Label] = {
    "limits": label("我有预算和期限", "I have a budget and a deadline"),
    "money": limits.BUYS,
    "others": label("还有哪些做法", "Other ways to do it"),
    "answer": label("改一个回答会怎样", "What another answer would change"),
}


@st.fragment
def show(view: View) -> None:
    """Offer the four, and show the one that was picked."""
    live, plan = view.live, view.advisory.plan
    if live is None or plan is None:
        return
    planner = LivePlanning(live, plan)
    block(f'<h3 id="part-try">{view.text(_TITLE)}</h3><p class="quiet">{view.text(_LEAD)}</p>')
    picked = st.pills(
        _TITLE.text(view.lang),
        list(_WAYS),
        format_func=lambda way: _WAYS[way].text(view.lang),
        key="try-way",
        label_visibility="collapsed",
    )
    if picked is None:
        return
    with st.container(key="trying", border=True):
        way = {"limits": limits.show, "money": money.show, "others": others.show, "answer": answers.show}[picked]
        try:
            way(view, planner)
        except NotSolved:
            block(f'<p class="notice">{view.text(NOT_PROVEN)}</p>')
