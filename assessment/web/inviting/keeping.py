"""The list that matchmaking made, remembered: tried first, for a round or for the day, and never twice."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from assessment.language import Lang, label
from assessment.permissions import Right
from assessment.providers import Matchmaking
from assessment.settings import now
from assessment.web import resources, visitors
from assessment.web.centre import sections
from assessment.web.centre.bench import Bench
from assessment.web.firms import reaching
from assessment.web.markup import block, escape, literal
from assessment.work import inviting

_TITLE = label("记住这些邀约", "Remember these invitations")
_LEAD = label(
    "记下来以后，服务商和企业登录就能看到自己的邀约、答复，结果也能登记；同一份名单记两次不会重复。这里不向外发送任何东西。",
    "Once kept, providers and firms find their own invitations when they sign in, and what comes of them can be noted. "
    "The same list twice makes nothing twice. Nothing is sent from here.",
)
_TRY = label("看看能记住哪些", "See what can be kept")
_ROUND = label("记在哪个轮次", "For which round")
_NO_ROUND = label("不属于轮次，按对接日期", "None: by the day of the matchmaking")
_KEEP = label("记住 {n} 个邀约", "Keep {n} invitations")
_GO = label("去看邀约和结果", "See invitations and results")
_TRIED, _KEPT = "invitations-tried", "invitations-kept"


def show(held: Bench, made: Matchmaking, job: UUID, lang: Lang) -> None:
    """Put the step on the page below the lists."""
    block(f'<h3>{_TITLE.text(lang)}</h3><p class="quiet">{_LEAD.text(lang)}</p>')
    if (kept := st.session_state.get(_KEPT)) is not None and kept[0] == job:
        st.success(literal(kept[1].text(lang)))
        sections.button("invitations", _GO)
        return
    if st.session_state.get(_TRIED) != job:
        if st.button(_TRY.text(lang), key="invitations-try"):
            st.session_state[_TRIED] = job
            st.rerun()
        return
    assert held.whole is not None
    reach = reaching.firms_of(Right.MATCHMAKE)
    found = inviting.propose(resources.store(), held.whole, made, resources.advisor().pool, reach)
    lines = "".join(f"<li>{escape(line.text(lang))}</li>" for line in found.lines())
    block(f"<ul>{lines}</ul>")
    if not found.kept:
        sections.button("imports", sections.SECTIONS["imports"])
        return
    rounds: dict[UUID | None, str] = {None: _NO_ROUND.text(lang)}
    rounds |= {one.id: one.name for one in resources.store().rounds() if one.state(now()) in ("open", "closed")}
    with st.form("keep-invitations", border=False):
        picked = st.selectbox(
            _ROUND.text(lang),
            list(rounds),
            format_func=lambda one: rounds[one],
            filter_mode=None,
            key="invitations-round",
        )
        pressed = st.form_submit_button(
            _KEEP.fill(n=len(found.kept)).text(lang), type="primary", key="invitations-keep"
        )
    if pressed:
        came = inviting.keep(resources.store(), found, made, picked, visitors.signature())
        st.session_state[_KEPT] = (job, inviting.kept_words(came))
        st.rerun()
