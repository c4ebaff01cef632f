"""The firms of a round put in hand like those of a file, without a file."""

from __future__ import annotations

import streamlit as st

from assessment.language import Lang, label
from assessment.permissions import PROVINCE, Right
from assessment.problems import InputRefused
from assessment.settings import today
from assessment.store.firm_list import FirmReach
from assessment.web import failures, resources, visitors
from assessment.web.centre import bench
from assessment.web.firms import reaching
from assessment.web.markup import block
from assessment.work import known

_TITLE = label("用企业库里的企业", "Take the firms that are known")
_LEAD = label(
    "企业在网上填的、以前导入的，按这一刻的回答取出来（核实过的按核实的算），看板、报告、对接、推演都能用。",
    "What firms answered online, or was imported, as it stands at this moment (verified answers stand for reported "
    "ones), for the dashboard, reports, matchmaking and foresight.",
)
_ROUND, _AREA = label("轮次", "Round"), label("地区", "Area")
_LATEST = label("不分轮次（各企业最近一次）", "no round: the latest of every firm")
_TAKE = label("取出来", "Take them")
_NAME = label("{round} · {area}", "{round} · {area}")


def show(lang: Lang) -> None:
    """Put the choice on the page; nothing for whom no firm is within reach."""
    own = reaching.firms_of(Right.EXPORT)
    areas = list(reaching.area_options(Right.EXPORT).values())
    if own == FirmReach():
        areas = [PROVINCE, *areas]
    if not areas or own.only is not None:
        return
    rounds = {str(one.id): one for one in resources.store().rounds()}
    titles = {**{key: one.name for key, one in rounds.items()}, "": _LATEST.text(lang)}
    names = {code: resources.counties().name(code, resources.bank()).text(lang) for code in areas}
    block(f'<h3>{_TITLE.text(lang)}</h3><p class="quiet">{_LEAD.text(lang)}</p>')
    with st.container(horizontal=True, vertical_alignment="bottom", key="centre-known"):
        picked = st.selectbox(_ROUND.text(lang), list(titles), format_func=lambda key: titles[key], key="known-round")
        area = st.selectbox(_AREA.text(lang), areas, format_func=lambda code: names[code], key="known-area")
        pressed = st.button(_TAKE.text(lang), key="known-take")
    if not pressed:
        return
    chosen = rounds.get(picked)
    name = _NAME.fill(round=titles[picked], area=names[area]).text(lang)
    round_id, day = (None, today()) if chosen is None else (chosen.id, chosen.edition)
    try:
        file = known.put(resources.store(), name, round_id, area, visitors.signature(), day)
    except InputRefused as full:
        failures.show(full)
    else:
        bench.take(file.id)
        st.rerun()
