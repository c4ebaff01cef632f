"""An area in a round: every figure of the monthly brief, with the brief itself and the firms behind it."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Container
from functools import partial
from typing import Any, NamedTuple

import streamlit as st

from assessment.batch.monitored import Asked, FoundFigures, area_figures
from assessment.batch.scored import csv_bytes
from assessment.language import Lang, label
from assessment.monitoring import publish
from assessment.permissions import PROVINCE, Matter, Right, may
from assessment.settings import peer_floor, today
from assessment.store.firm_list import FirmReach
from assessment.store.firm_records import Round
from assessment.telling.brief import brief
from assessment.telling.brief.head import ToldBrief
from assessment.telling.brief.subject import BriefSubject
from assessment.web import handing, links, resources, visitors
from assessment.web.centre import briefs
from assessment.web.firms import reaching
from assessment.web.markup import block, escape

AT_ONCE = 800
"""Assessments whose figures are found while somebody waits; there are none to find but after an update."""
_KEPT = 3
_PART = "overview-part"
_ROUND, _BEFORE = label("轮次", "Round"), label("和哪一轮比", "Compared with")
_AREA, _DAY = label("地区", "Area"), label("截至", "As of")
_NO_ROUND = label("不分轮次（各企业最近一次）", "no round: the latest of every firm")
_NONE = label("不比", "none")
_FIRMS = label("背后的企业（CSV）", "The firms behind it (CSV)")
_PUBLISH = label("发布这一轮的数字", "Publish the figures of this round")
_PUBLISH_WHY = label(
    "发布以后，登录的人都看得到：整轮企业的等级分布和各组占比。不足 {floor} 家的、能减出来的都不显示；"
    "发布过的都记下，以后不会因为相减露出几家企业。",
    "Once published, whoever signs in sees the levels of all firms of the round and the shares of groups. What is "
    "about fewer than {floor} firms, or would give them away, is not shown; what was published is remembered, so that "
    "no later figures give firms away by subtraction.",
)
_SURE = label("我确定发布", "I am sure: publish")
_PUBLISHED = label("已发布。", "Published.")
_WAITING = label(
    "还有 {n} 份以前的结果没有算出场景、设备和比率；再打开本页会接着算。",
    "Scenes, machines and rates of {n} older results are not found yet; opening this page again goes on.",
)
_NOWHERE = label("您的账号没有可看的地区。", "There is no area for your account to see.")
_lock = threading.Lock()
_found: dict[Any, FoundFigures] = {}


class _Choice(NamedTuple):
    """What the visitor looks at; ``area`` is a code."""

    asked: Asked
    area: str
    reach: FirmReach


def show() -> None:
    """Put the section on the page."""
    lang = links.lang()
    chosen = _choose(lang)
    if chosen is None:
        block(f"<p>{_NOWHERE.text(lang)}</p>")
        return
    found = _figures(chosen.asked, chosen.reach)
    told = brief(_subject(chosen, found, lang))
    briefs.show(told, _PART)
    if found.waiting:
        st.info(_WAITING.fill(n=f"{found.waiting:,}").text(lang))
    _take_along(chosen, told, lang)
    _offer_to_publish(chosen, found, lang)


def _choose(lang: Lang) -> _Choice | None:
    """Round, round before, area and day, as the visitor picks them."""
    own = reaching.firms_of(Right.SEE_DASHBOARD)
    areas = list(reaching.area_options(Right.SEE_DASHBOARD).values())
    if own == FirmReach():
        areas = [PROVINCE, *areas]
    if not areas or own.only is not None:
        return None
    rounds = {str(one.id): one for one in resources.store().rounds()}
    with st.container(horizontal=True, key="overview-choice"):
        here = _pick(_ROUND.text(lang), {**{key: one.name for key, one in rounds.items()}, "": _NO_ROUND.text(lang)})
        found = rounds.get(here)
        earlier = {key: one for key, one in rounds.items() if found is not None and one.opens_at < found.opens_at}
        names = {**{key: one.name for key, one in earlier.items()}, "": _NONE.text(lang)}
        before = earlier.get(_pick(_BEFORE.text(lang), names)) if earlier else None
        names = {code: resources.counties().name(code, resources.bank()).text(lang) for code in areas}
        area = _pick(_AREA.text(lang), names)
        day = st.date_input(
            _DAY.text(lang), today(), max_value=today(), format="YYYY-MM-DD", key="overview-day", width=180
        )
    city, county = resources.counties().place(area)
    return _Choice(Asked(found, before, day), area, FirmReach(city, county))


def _pick(words: str, names: dict[str, str]) -> str:
    key = f"overview-{words}"
    _forget_unless(key, names)
    return st.selectbox(
        words,
        list(names),
        format_func=lambda one: names[one],
        filter_mode=None,
        key=key,
        persist_state="session",
        width=240,
    )


def _forget_unless(key: str, options: Container[str]) -> None:
    """Forget what was picked before where it can be picked no more."""
    if st.session_state.get(key) not in options:
        st.session_state.pop(key, None)


def _figures(asked: Asked, own: FirmReach) -> FoundFigures:
    """The figures, found anew when anything has changed since."""
    store, advisor = resources.store(), resources.advisor()
    key = (str(store.engine.url), asked, own, store.area_mark(), id(advisor))
    with _lock:
        known = _found.get(key)
    if known is None or known.waiting:
        known = area_figures(store, advisor, resources.counties(), asked, own, AT_ONCE)
        with _lock:
            _found[key] = known
            for old in list(_found)[:-_KEPT]:
                del _found[old]
    return known


def _subject(chosen: _Choice, found: FoundFigures, lang: Lang) -> BriefSubject:
    asked, actor = chosen.asked, visitors.actor()
    return BriefSubject(
        found.figures,
        lang,
        resources.counties().name(chosen.area, resources.bank()),
        None if asked.round is None else asked.round.name,
        None if asked.before is None else asked.before.name,
        found.waiting,
        "" if actor is None else actor.name,
    )


def _take_along(chosen: _Choice, told: ToldBrief[BriefSubject], lang: Lang) -> None:
    """The brief as PDF and Word and the firms behind it, for those who may take firms of this area along."""
    if not may(visitors.actor(), Right.EXPORT, Matter(area=chosen.area)):
        return
    name = f"{told.subject.title}-{chosen.asked.on:%Y-%m}"
    about = {"area": chosen.area, "firms": len(told.subject.figures.firms)}
    with st.container(horizontal=True, key="overview-files"):
        briefs.papers(told, name, "brief", about)
        handing.download(
            _FIRMS.text(lang),
            partial(_csv, told),
            f"{name}.csv",
            "text/csv",
            key="brief-firms",
            act="firms_exported",
            details=about,
        )


def _csv(told: ToldBrief[BriefSubject]) -> bytes:
    return csv_bytes(list(told.subject.figures.firms.rows(told.subject.lang)))


def _offer_to_publish(chosen: _Choice, found: FoundFigures, lang: Lang) -> None:
    """Publishing a round as a whole, for those who run it with all its areas."""
    running = chosen.asked.round
    if running is None or not runs(running):
        return
    with st.expander(_PUBLISH.text(lang), key="overview-publish"):
        block(f"<p>{escape(_PUBLISH_WHY.fill(floor=peer_floor()).text(lang))}</p>")
        sure = st.checkbox(_SURE.text(lang), key="overview-sure", width="stretch")
        if st.button(_PUBLISH.text(lang), key="overview-publish-now", disabled=not sure):
            actor = visitors.actor()
            assert actor is not None
            publish_round(running, today(), actor.name)
            st.success(_PUBLISHED.text(lang))


def runs(found: Round) -> bool:
    """May the visitor tell everybody of this round: is it theirs with all its areas?"""
    areas = [reaching.code_of(one) for one in found.areas] or [PROVINCE]
    actor = visitors.actor()
    return all(may(actor, right, Matter(area=code)) for code in areas for right in (Right.MANAGE_ROUNDS, Right.EXPORT))


def publish_round(found: Round, day: datetime.date, by: str) -> int:
    """Publish what may be shown of all firms of a round, wherever they are; the number of the publication."""
    store = resources.store()
    figures = _figures(Asked(found, None, day), FirmReach()).figures
    told = publish(figures, found.name, peer_floor(), store)
    firms = None if told.whole.firms is None else told.whole.firms.value
    return store.publish_overview(found.id, day, firms, told.model_dump(mode="json"), by)
