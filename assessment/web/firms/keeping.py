"""Who a firm is, corrected by whoever keeps it; and which consultants have it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

import streamlit as st

from assessment.answers.credit_code import code_fault, compact_code
from assessment.language import Lang, label
from assessment.permissions import Matter, Right, Role, may
from assessment.store.account_records import Account
from assessment.store.firm_records import Firm, FirmIdentity
from assessment.store.refusals import StoreRefused
from assessment.web import links, resources, visitors
from assessment.web.firms import reaching
from assessment.web.markup import block, escape, literal

_CORRECT = label("改企业资料", "Correct who this firm is")
_LEAD = label(
    "改的是企业库里的资料，企业自己的回答不动；规模由人数和行业算出。",
    "This corrects the list of firms; the firm's own answers stay. The size class follows from people and industry.",
)
_NAME = label("企业名称", "Firm name")
_CODE = label("统一社会信用代码", "Unified social credit code")
_AREA, _CHAIN = label("地区", "Area"), label("产业链", "Chain")
_PEOPLE = label("从业人数", "People")
_UNKNOWN = label("不知道", "not known")
_SAVE = label("保存", "Save")
_NO_NAME = label("请填企业名称。", "Please give a name.")
_ELSEWHERE = label("只能放在您的地区以内。", "It can only be placed within your area.")
_CONSULTANTS = label("交给顾问", "Consultants")
_NOBODY = label("还没有交给顾问。", "No consultant has it.")
_WHO = label("哪位顾问", "Which consultant")
_GIVE, _TAKE = label("交给这位顾问", "Give"), label("收回", "Take away")
_NONE = label("还没有顾问账号，请管理员邀请。", "There is no consultant yet: ask an administrator to invite one.")
_MANY = label("把列出的 {n} 家交给顾问或收回", "Give the {n} firms listed to a consultant, or take them away")
_TOO_MANY = label("一次最多 {n} 家，请先缩小范围。", "{n} firms at most: narrow the list first.")
_GIVEN = label("已交给{name}：{n} 家。", "{n} given to {name}.")
_TAKEN = label("已从{name}收回：{n} 家。", "{n} taken away from {name}.")
MOST = 2_000
"""Firms that are given at once."""
_TOLD = "firms-given"


def may_keep(firm: Firm) -> bool:
    """May the visitor correct, merge and give this firm?"""
    return may(visitors.actor(), Right.KEEP_FIRMS, visitors.matter_of_firm(firm))


def correct(firm: Firm) -> None:
    """The form that corrects a firm."""
    lang, counties = links.lang(), resources.counties()
    areas = list(reaching.area_options(Right.KEEP_FIRMS).values())
    chains = resources.bank().option_names("chain")
    own = counties.code(firm.city, firm.county)
    with st.expander(_CORRECT.text(lang), key="firm-correct"), st.form("firm-correct-form", border=False):
        block(f'<p class="quiet">{_LEAD.text(lang)}</p>')
        name = st.text_input(_NAME.text(lang), firm.name, max_chars=120, key="firm-name")
        code = st.text_input(_CODE.text(lang), firm.credit_code or "", max_chars=40, key="firm-code")
        area = st.selectbox(
            _AREA.text(lang),
            areas,
            index=areas.index(own) if own in areas else None,
            format_func=lambda one: counties.name(one, resources.bank()).text(lang),
            placeholder=_UNKNOWN.text(lang),
            key="firm-area",
        )
        chain = st.selectbox(
            _CHAIN.text(lang),
            list(chains),
            index=list(chains).index(firm.chain) if firm.chain in chains else None,
            format_func=lambda one: chains[one].text(lang),
            placeholder=_UNKNOWN.text(lang),
            key="firm-chain",
        )
        people = st.number_input(
            _PEOPLE.text(lang), min_value=0, max_value=10_000_000, value=firm.employees, step=1, key="firm-people"
        )
        pressed = st.form_submit_button(_SAVE.text(lang), type="primary", key="firm-save")
    if pressed:
        _save(firm, name, code, area, chain, None if people is None else int(people), lang)


def _save(
    firm: Firm, name: str, code: str, area: str | None, chain: str | None, people: int | None, lang: Lang
) -> None:
    compact = compact_code(code)
    if not name.strip():
        st.error(_NO_NAME.text(lang))
        return
    if compact and (fault := code_fault(compact)) is not None:
        st.error(literal(fault.text(lang)))
        return
    if area is None:
        city, county = firm.city, firm.county
    elif may(visitors.actor(), Right.KEEP_FIRMS, Matter(area=area)):
        city, county = resources.counties().place(area)
    else:
        resources.store().trail.record("refused", "area", area[:6], firm=firm.id)
        st.error(_ELSEWHERE.text(lang))
        return
    identity = FirmIdentity(name.strip(), compact or None, city, county, chain, people)
    try:
        resources.store().update_firm(firm.id, identity)
    except StoreRefused as refused:
        st.error(literal(f"{refused.message.text(lang)} {refused.remedy.text(lang)}"))
    else:
        st.rerun()


def give(firm: Firm) -> None:
    """Which consultants have a firm, and giving it to one more."""
    lang, store = links.lang(), resources.store()
    block(f"<h3>{_CONSULTANTS.text(lang)}</h3>")
    consultants = _consultants()
    having = [one for one in consultants if firm.id in one.firms]
    if not having:
        block(f'<p class="quiet">{(_NOBODY if consultants else _NONE).text(lang)}</p>')
    for one in having:
        with st.container(horizontal=True, key=f"has-{one.id}", vertical_alignment="center"):
            block(f"<p>{escape(one.name)}</p>")
            if st.button(_TAKE.text(lang), key=f"take-from-{one.id}"):
                store.take_firm(one.id, firm.id)
                st.rerun()
    if others := [one for one in consultants if firm.id not in one.firms]:
        with st.container(horizontal=True, key="give-firm", vertical_alignment="bottom"):
            chosen = _chosen(others, "give-to", lang)
            if st.button(_GIVE.text(lang), key="give-firm-button") and chosen is not None:
                store.give_firm(chosen.id, firm.id)
                st.rerun()


def give_many(firms: Callable[[], Iterable[UUID]], total: int) -> None:
    """Give the firms of a list to a consultant, or take them away."""
    lang, store = links.lang(), resources.store()
    if told := st.session_state.pop(_TOLD, None):
        st.success(literal(told))
    if not (consultants := _consultants()):
        return
    with st.expander(literal(_MANY.fill(n=f"{total:,}").text(lang)), key="give-many"):
        if total > MOST:
            block(f'<p class="quiet">{_TOO_MANY.fill(n=f"{MOST:,}").text(lang)}</p>')
            return
        with st.container(horizontal=True, key="give-many-row", vertical_alignment="bottom"):
            chosen = _chosen(consultants, "give-many-to", lang)
            given = st.button(_GIVE.text(lang), key="give-many-button")
            taken = st.button(_TAKE.text(lang), key="take-many-button")
        if chosen is None or not (given or taken):
            return
        n = 0
        for firm in list(firms()):
            if (firm in chosen.firms) != given:
                (store.give_firm if given else store.take_firm)(chosen.id, firm)
                n += 1
        st.session_state[_TOLD] = (_GIVEN if given else _TAKEN).fill(name=chosen.name, n=f"{n:,}").text(lang)
        st.rerun()


def _consultants() -> list[Account]:
    found = resources.store().accounts()
    return [one for one in found if one.role is Role.CONSULTANT and one.disabled_at is None]


def _chosen(accounts: Sequence[Account], key: str, lang: Lang) -> Account | None:
    by_id = {one.id: one for one in accounts}
    chosen = st.selectbox(
        _WHO.text(lang),
        list(by_id),
        index=None,
        format_func=lambda one: f"{by_id[one].name} · {by_id[one].login}",
        key=key,
        width=280,
    )
    return None if chosen is None else by_id[chosen]
