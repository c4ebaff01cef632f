"""Where an owner begins in a round, from a link or a QR code of the centre."""

from __future__ import annotations

import streamlit as st

from assessment.language import label
from assessment.settings import in_china, now
from assessment.store.refusals import RoundClosed, RoundRefused
from assessment.web import links, resources, session
from assessment.web.firms import reaching
from assessment.web.markup import block, escape, literal

PARAMETER = "round"
_ASKED = label("转型促进中心请您参加：{name}", "Your promotion centre asks you to take part: {name}")
_WHERE = label(
    "{place}，{day} 前填完。随答随存，填到一半可以用续答码接着填。",
    "{place}; to be done by {day}. Every answer is saved as you give it; the resume code brings you back.",
)
_CHAIN = label("产业链：{chain}", "Chain: {chain}")
BEGIN = label("开始填写", "Begin")


def show() -> bool:
    """The round of the link in the address and the way into it; False where the address has none."""
    token = st.query_params.get(PARAMETER)
    if not token:
        return False
    lang, store = links.lang(), resources.store()
    try:
        found, link = store.round_of_link(token)
        if (state := found.state(now())) != "open":
            raise RoundClosed(found.name, state)
    except (RoundRefused, RoundClosed) as refused:
        st.warning(literal(f"{refused.message.text(lang)}{'。' if lang == 'zh' else '. '}{refused.remedy.text(lang)}"))
        return True
    counties = resources.counties()
    code = counties.code(None, None) if link.area is None else reaching.code_of(link.area)
    words = [_WHERE.fill(place=counties.name(code, resources.bank()), day=f"{in_china(found.closes_at):%Y-%m-%d}")]
    if link.chain is not None:
        words.append(_CHAIN.fill(chain=resources.bank().option_names("chain")[link.chain]))
    told = "".join(f"<p>{escape(one.text(lang))}</p>" for one in words)
    block(f"<h1>{escape(_ASKED.fill(name=found.name).text(lang))}</h1>{told}")
    if st.button(BEGIN.text(lang), type="primary", key="begin-round"):
        city, _ = counties.place(code)
        links.go(links.QUESTIONS, code=session.start_in_round(token, city), scope=",".join(found.frameworks))
    return True
