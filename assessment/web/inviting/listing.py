"""The invitations that a centre keeps: listed by where they stand, and noted one by one."""

from __future__ import annotations

import streamlit as st

from assessment.language import Lang, label
from assessment.permissions import Right, require
from assessment.settings import today
from assessment.store.invitation_book import InvitationQuery
from assessment.store.invitation_records import (
    FOLLOWS,
    MOST_MONEY,
    MOST_MONTHS,
    STATE_NAMES,
    InvitationOutcome,
    InvitationSide,
    InvitationState,
    KeptInvitation,
    way,
)
from assessment.store.refusals import StoreRefused
from assessment.web import failures, resources, visitors
from assessment.web.firms import reaching
from assessment.web.firms.tables import table
from assessment.web.inviting import told
from assessment.web.markup import block, escape
from assessment.workbook.invitations.outcomes import occasion_of

MOST = 200
_TITLE = label("邀约", "Invitations")
_STATE = label("状态", "State")
_PROVIDER = label("服务商", "Provider")
_ANY = label("全部", "any")
_COUNT = label("{n} 个邀约", "{n} invitations")
_FIRST = label(
    "{n} 个邀约，只列出最近变动的 {most} 个；登记表里是全部。", "{n} invitations; the {most} that changed last:"
)
_HEADS = (
    label("编号", "No."),
    label("企业", "Firm"),
    label("服务商", "Provider"),
    label("要谈的事项", "To talk about"),
    label("轮次或日期", "Round or day"),
    label("状态", "State"),
)
_ONE = label("看一个邀约，登记进展", "See one, and note what became of it")
_NOTE = label("登记", "Note it")
_WHAT, _ON = label("结果", "Outcome"), label("哪一天（不填就是没说）", "On which day (may stay empty)")
_MONEY, _PAID = label("合同金额（万元）", "Contract (CNY 10 000)"), label("已付月数", "Months paid")
_OVER = label("这个邀约已经了结，不能再改。", "This invitation is over.")


def show(lang: Lang) -> InvitationQuery | None:
    """Put the list on the page; returns what is asked for, for the files to take along, or None where there is none."""
    block(f"<h3>{_TITLE.text(lang)}</h3>")
    reach, store = reaching.firms_of(Right.MATCHMAKE), resources.store()
    states: list[InvitationState | None] = [None, *FOLLOWS]
    with st.container(horizontal=True, key="invitation-filter"):
        state = st.selectbox(
            _STATE.text(lang),
            states,
            format_func=lambda one: (STATE_NAMES[one] if one else _ANY).text(lang),
            filter_mode=None,
            key="invitation-state",
        )
        provider = st.selectbox(
            _PROVIDER.text(lang),
            [None, *sorted(store.provider_records())],
            format_func=lambda one: one or _ANY.text(lang),
            key="invitation-provider",
        )
    query = InvitationQuery(provider=provider, states=(state,) if state else ())
    total, found = store.count_invitations(query, reach), store.invitations(query, reach, most=MOST)
    words = _COUNT if total <= MOST else _FIRST
    block(f'<p class="quiet">{escape(words.fill(n=f"{total:,}", most=MOST).text(lang))}</p>')
    rows = [
        [
            str(one.number),
            one.firm_name or "",
            one.provider,
            told.steps(one, lang),
            occasion_of(one),
            told.state(one, lang),
        ]
        for one in found
    ]
    if not rows:
        return None
    block(table([head.text(lang) for head in _HEADS], rows, _TITLE.text(lang)))
    _one(found, lang)
    return query


def _one(found: list[KeptInvitation], lang: Lang) -> None:
    by_number = {one.number: one for one in found}
    with st.expander(_ONE.text(lang), key="invitation-one"):
        number = st.selectbox(
            _TITLE.text(lang),
            list(by_number),
            index=None,
            format_func=lambda one: f"{one} · {by_number[one].firm_name} · {by_number[one].provider}",
            key="invitation-number",
            label_visibility="collapsed",
        )
        if number is None:
            return
        one = by_number[number]
        facts = {
            label("产品", "Product"): one.product,
            label("联系方式", "Contact"): one.contact or "",
        }
        lines = resources.store().invitation_log(number)
        block(told.card(one, f"{one.firm_name} × {one.provider}", facts, lang) + told.log(lines, lang, names=True))
        note(one, "centre", lang)


def note(one: KeptInvitation, side: InvitationSide, lang: Lang) -> None:
    """The form by which a side notes what became of an invitation."""
    goals = [goal for goal in FOLLOWS if goal not in ("sent", "seen", "accepted") and way(one.state, goal) is not None]
    if side == "centre" and way(one.state, "accepted"):
        goals.insert(0, "accepted")
    if side == "provider":
        goals = [goal for goal in goals if goal != "declined"]
    if one.state == "finished":
        goals = ["finished"]
    if one.state == "declined" or not goals:
        block(f'<p class="quiet">{_OVER.text(lang)}</p>')
        return
    with st.form(f"note-{one.number}", border=False):
        goal = st.selectbox(
            _WHAT.text(lang),
            goals,
            format_func=lambda state: STATE_NAMES[state].text(lang),
            filter_mode=None,
            key=f"note-goal-{one.number}",
        )
        with st.container(horizontal=True):
            last = max(one.day, today())
            on = st.date_input(_ON.text(lang), None, one.day, last, key=f"note-on-{one.number}")
            money = st.number_input(
                _MONEY.text(lang), 0.0, MOST_MONEY, value=None, step=1.0, key=f"note-money-{one.number}"
            )
            paid = st.number_input(_PAID.text(lang), 0, MOST_MONTHS, value=None, step=1, key=f"note-paid-{one.number}")
        pressed = st.form_submit_button(_NOTE.text(lang), key=f"note-{one.number}-it")
    if pressed:
        actor = visitors.actor()
        right = Right.MATCHMAKE if side == "centre" else Right.ANSWER_INVITATION
        require(actor, right, told.matter_of(one, actor))
        try:
            resources.store().note_outcomes(
                [InvitationOutcome(one.number, goal, on, money, paid)], side, visitors.signature()
            )
        except StoreRefused as refused:
            failures.show(refused)
            return
        st.rerun()


def of_firm(found: list[KeptInvitation], lang: Lang) -> None:
    """The invitations of one firm, on the page that the staff has of it."""
    rows = [
        [
            str(one.number),
            one.provider,
            f"{told.need(one, lang)}：{told.steps(one, lang)}",
            occasion_of(one),
            told.state(one, lang),
        ]
        for one in found
    ]
    heads = [head.text(lang) for at, head in enumerate(_HEADS) if at != 1]
    block(f"<h3>{_TITLE.text(lang)}</h3>" + table(heads, rows, _TITLE.text(lang)))
