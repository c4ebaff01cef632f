"""Rounds (轮次): how far everybody has come, whom to remind, links and QR codes, opening, closing and freezing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode
from uuid import UUID

import segno
import streamlit as st

from assessment.advisory import MAIN_FRAMEWORK
from assessment.language import Label, Lang, label
from assessment.permissions import PROVINCE, Matter, Right, may, reach, require
from assessment.settings import CHINA, in_china, now, today
from assessment.store.firm_records import Round, RoundLink, RoundState
from assessment.store.refusals import StoreRefused
from assessment.web import keepsake, links, resources, visitors
from assessment.web.firms import listing, reaching
from assessment.web.firms.reaching import PROGRESS_NAMES
from assessment.web.firms.tables import table
from assessment.web.markup import block, escape, literal

_NONE = label("还没有轮次。", "No rounds yet.")
_NEW = label("新建轮次", "New round")
_NAME = label("名称（例如：2026 年下半年）", "Name, such as 'Second half of 2026'")
_FRAMEWORKS = label("指标", "Frameworks")
_EDITION = label("按哪一天的版本", "By the editions of which day")
_AREAS = label("地区（不选就是您管的全部地区）", "Areas (none: all of yours)")
_OPENS, _CLOSES = label("开始（当天 0 点）", "First day"), label("结束（当天 24 点）", "Last day")
_MAKE = label("建立", "Make it")
_WHICH = label("哪个轮次", "Which round")
_STATES: dict[RoundState, Label] = {
    "planned": label("未开始", "not begun"),
    "open": label("进行中", "open"),
    "closed": label("已结束", "closed"),
    "frozen": label("已定稿", "frozen"),
}
_LINE = label(
    "{state} · {opens} 至 {closes} · {areas} · 指标按 {edition} 的版本",
    "{state} · {opens} to {closes} · {areas} · editions of {edition}",
)
_REMIND = label("催办名单（{n} 家）→", "Whom to remind ({n}) →")
_NO_REMINDER = label("轮次不在进行中，没有催办名单。", "The round is not open: nobody is to be reminded.")
_PROGRESS = label("各县区进度", "Progress by county")
_ALL = label("合计", "All")
_LINKS = label("链接和二维码", "Links and QR codes")
_LINKS_WHY = label(
    "企业扫码或点链接就进入本轮，地区和产业链已填好。链接只能开始填，看不到任何企业的回答。",
    "Whoever scans or follows it begins in this round, with area and chain filled in. A link only begins; it shows "
    "nobody's answers.",
)
_FOR_AREA, _FOR_CHAIN = label("给哪个地区", "For which area"), label("给哪条产业链", "For which chain")
_ANY = label("不限", "any")
_GIVE = label("给出链接", "Make the link")
_STOP = label("停用", "Stop")
_STOPPED = label("已停用", "stopped")
_CHANGE = label("开放、结束、定稿", "Open, close, freeze")
_SAVE = label("保存日期", "Save the dates")
_CLOSE = label("现在结束", "Close now")
_CLOSED_MEANS = label(
    "结束后，网上、补传、导入和核实都不再收回答；改日期可以再开。",
    "Once closed it takes no answers by any way: pages, late ones, imports, verification. Other dates open it again.",
)
_FREEZE = label("定稿", "Freeze")
_FREEZE_SURE = label("我确定定稿：以后谁也不能再改本轮的回答", "I am sure: nobody can change its answers any more")
_ROUND = "round"


def show() -> None:
    """Put the section on the page."""
    lang = links.lang()
    rounds = resources.store().rounds()
    if rounds:
        by_id = {str(one.id): one for one in rounds}
        named = st.query_params.get(_ROUND)
        picked = st.selectbox(
            _WHICH.text(lang),
            list(by_id),
            index=list(by_id).index(named) if named in by_id else 0,
            format_func=lambda one: by_id[one].name,
            filter_mode=None,
            width=420,
        )
        if picked != named:
            st.query_params[_ROUND] = picked
        _one(by_id[picked], lang)
    else:
        block(f"<p>{_NONE.text(lang)}</p>")
    if reach(visitors.actor(), Right.MANAGE_ROUNDS):
        with st.expander(_NEW.text(lang), expanded=not rounds, key="round-new"):
            _new(lang)


def _one(found: Round, lang: Lang) -> None:
    store, state = resources.store(), found.state(now())
    names = [_place(area, lang) for area in found.areas]
    words = _LINE.fill(
        state=_STATES[state].text(lang),
        opens=f"{in_china(found.opens_at):%Y-%m-%d}",
        closes=f"{in_china(found.closes_at - timedelta(seconds=1)):%Y-%m-%d}",
        areas=("、" if lang == "zh" else ", ").join(names) or _place(PROVINCE, lang),
        edition=found.edition.isoformat(),
    )
    block(f"<h2>{escape(found.name)}</h2><p>{escape(words.text(lang))}</p>")
    counts = store.round_counts(found.id, found.areas, reaching.firms_of(Right.SEE_FIRM))
    sums = [sum(one.firms[at] for one in counts) for at in range(4)]
    items = "".join(
        f"<li><b>{n:,}</b><small>{escape(name.text(lang))}</small></li>"
        for n, name in zip(sums, PROGRESS_NAMES.values(), strict=True)
    )
    block(f'<ul class="c-numbers">{items}</ul>')
    query = listing.reminder(found)
    if query is None:
        block(f'<p class="quiet">{_NO_REMINDER.text(lang)}</p>')
    else:
        href = f"?{urlencode(listing.query_address(query))}"
        block(
            f'<p><a href="{escape(href)}" target="_self">{_REMIND.fill(n=f"{sums[0] + sums[1]:,}").text(lang)}</a></p>'
        )
    with st.expander(_PROGRESS.text(lang), key="round-progress"):
        rows = [
            [_place(resources.counties().code(one.city, one.county), lang), *(f"{n:,}" for n in one.firms)]
            for one in counts
        ]
        heads = [label("地区", "Area").text(lang), *(name.text(lang) for name in PROGRESS_NAMES.values())]
        block(table(heads, [*rows, [_ALL.text(lang), *(f"{n:,}" for n in sums)]], _PROGRESS.text(lang)))
    if not _mine(found):
        return
    with st.expander(_LINKS.text(lang), key="round-links"):
        _links(found, lang)
    if state != "frozen":
        with st.expander(_CHANGE.text(lang), key="round-change"):
            _change(found, state, lang)


def _place(area: str, lang: Lang) -> str:
    return resources.counties().name(reaching.code_of(area), resources.bank()).text(lang)


def _mine(found: Round) -> bool:
    """May the visitor run this round: does it lie in the visitor's area with all its areas?"""
    areas = [reaching.code_of(one) for one in found.areas] or [PROVINCE]
    return all(may(visitors.actor(), Right.MANAGE_ROUNDS, Matter(area=code)) for code in areas)


def _links(found: Round, lang: Lang) -> None:
    areas, chains = reaching.area_options(Right.MANAGE_ROUNDS), resources.bank().option_names("chain")
    if found.areas:
        areas = {key: code for key, code in areas.items() if key in found.areas or _city_of(code) in found.areas}
    block(f'<p class="quiet">{_LINKS_WHY.text(lang)}</p>')
    with st.form("round-link", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        area = st.selectbox(
            _FOR_AREA.text(lang),
            list(areas),
            index=None,
            format_func=lambda one: _place(one, lang),
            placeholder=_ANY.text(lang),
            width=240,
        )
        chain = st.selectbox(
            _FOR_CHAIN.text(lang),
            list(chains),
            index=None,
            format_func=lambda one: chains[one].text(lang),
            placeholder=_ANY.text(lang),
            width=240,
        )
        pressed = st.form_submit_button(_GIVE.text(lang))
    store, actor = resources.store(), visitors.actor()
    assert actor is not None
    if pressed:
        store.make_link(found.id, area, chain, actor.name)
    for one in reversed(store.links(found.id)):
        _link(one, lang)


def _city_of(code: str) -> str | None:
    return resources.counties().place(code)[0]


def _link(one: RoundLink, lang: Lang) -> None:
    place = _ANY.text(lang) if one.area is None else _place(one.area, lang)
    chain = "" if one.chain is None else resources.bank().option_names("chain")[one.chain].text(lang)
    name = " · ".join(part for part in (place, chain) if part)
    if one.stopped_at is not None:
        block(f'<p class="quiet">{escape(name)} · {_STOPPED.text(lang)}</p>')
        return
    address = address_of(one)
    picture = segno.make(address, error="m").svg_data_uri(dark="#1C2733", border=2)
    block(
        f'<h4>{escape(name)}</h4><img class="qr" src="{escape(picture)}" alt="{escape(name)}">'
        f'<p class="link">{escape(address)}</p>'
    )
    if st.button(_STOP.text(lang), key=f"stop-link-{one.id}"):
        resources.store().stop_link(one.id)
        st.rerun()


def address_of(one: RoundLink) -> str:
    """The address by which owners begin."""
    return f"{keepsake.site()}/?{urlencode({'round': one.token})}"


def _change(found: Round, state: RoundState, lang: Lang) -> None:
    store = resources.store()
    with st.form("round-times", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            first = st.date_input(_OPENS.text(lang), in_china(found.opens_at).date(), format="YYYY-MM-DD", width=200)
            last_now = in_china(found.closes_at - timedelta(seconds=1)).date()
            last = st.date_input(_CLOSES.text(lang), last_now, format="YYYY-MM-DD", width=200)
        pressed = st.form_submit_button(_SAVE.text(lang))
    if pressed and _done(lang, lambda: store.set_round_times(found.id, midnight(first), midnight(last, days=1))):
        st.rerun()
    block(f'<p class="quiet">{_CLOSED_MEANS.text(lang)}</p>')
    closes = state == "open" and st.button(_CLOSE.text(lang), key="round-close")
    if closes and _done(lang, lambda: store.close_round(found.id)):
        st.rerun()
    if state == "closed":
        sure = st.checkbox(_FREEZE_SURE.text(lang), key="round-freeze-sure", width="stretch")
        freezes = st.button(_FREEZE.text(lang), key="round-freeze", disabled=not sure)
        if freezes and _done(lang, lambda: store.freeze_round(found.id)):
            st.rerun()


def _new(lang: Lang) -> None:
    frameworks = resources.advisor().frameworks_on(today())
    areas = reaching.area_options(Right.MANAGE_ROUNDS)
    with st.form("round-new-form", border=False):
        name = st.text_input(_NAME.text(lang), max_chars=100)
        chosen = st.multiselect(
            _FRAMEWORKS.text(lang),
            list(frameworks),
            default=[name for name in frameworks if name == MAIN_FRAMEWORK],
            format_func=lambda one: frameworks[one].spec.short_title.text(lang),
        )
        where = st.multiselect(
            _AREAS.text(lang), list(areas), format_func=lambda one: _place(one, lang), placeholder=_ANY.text(lang)
        )
        with st.container(horizontal=True):
            edition = st.date_input(_EDITION.text(lang), today(), format="YYYY-MM-DD", width=200)
            first = st.date_input(_OPENS.text(lang), today(), format="YYYY-MM-DD", width=200)
            last = st.date_input(_CLOSES.text(lang), today() + timedelta(days=60), format="YYYY-MM-DD", width=200)
        pressed = st.form_submit_button(_MAKE.text(lang), type="primary")
    actor = visitors.actor()
    if not pressed or actor is None:
        return
    places = where or _own_area()
    for one in [areas[place] for place in places] or [PROVINCE]:
        require(actor, Right.MANAGE_ROUNDS, Matter(area=one))
    made: list[UUID] = []

    def make() -> None:
        times = midnight(first), midnight(last, days=1)
        made.append(resources.store().create_round(name, chosen, edition, places, *times, actor.name).id)

    if _done(lang, make):
        st.query_params[_ROUND] = str(made[0])
        st.rerun()


def _own_area() -> list[str]:
    """Where somebody's right ends, as a round names it; nothing for the whole province."""
    own = reaching.firms_of(Right.MANAGE_ROUNDS)
    return [place for place in (own.county or own.city,) if place is not None]


def midnight(day: date, days: int = 0) -> datetime:
    """The beginning of a day in China, or of one so many days later."""
    return datetime.combine(day + timedelta(days=days), time(), CHINA).astimezone(UTC)


def _done(lang: Lang, act: Callable[[], object]) -> bool:
    try:
        act()
    except StoreRefused as refused:
        st.error(literal(f"{refused.message.text(lang)} {refused.remedy.text(lang)}"))
        return False
    return True
