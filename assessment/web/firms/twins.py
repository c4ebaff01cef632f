"""Firms that may be one, beside each other; a person says so, and may take it back."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from assessment.language import Lang, label
from assessment.permissions import Right, may, require
from assessment.settings import in_china
from assessment.store.firm_list import FirmReach
from assessment.store.firm_records import Firm
from assessment.store.refusals import StoreRefused
from assessment.web import links, resources, visitors
from assessment.web.firms import reaching
from assessment.web.markup import block, escape, literal

_SHOW = label("找出可能重复的企业", "Look for firms that may be one")
_COUNT = label("{n} 组", "{n} groups")
_WHY = label(
    "名称去掉“有限公司”等字样后相同，又在同一个市。是不是同一家由您判断：点开一家，在页面下方合并；合并可以撤销。",
    "The same name but for its legal form, in the same city. You decide: open one of them and merge at the foot of its "
    "page. A merge can be undone.",
)
_BESIDE = label("可能是同一家", "May be the same firm")
_MERGE = label("把它并入本企业", "Merge it into this firm")
_APART = label("不是同一家", "They are two firms")
_TOLD_APART = label("和“{name}”不是同一家（{by}，{day}）", "Not the same as '{name}' ({by}, {day})")
_AGAIN = label("还不确定", "Not sure any more")
_WHICH_FIRST = label("请先选是哪一家。", "Please choose which one first.")
_SURE = label("我核对过，是同一家企业", "I checked: it is the same firm")
_SURE_FIRST = label("请先勾选“我核对过”。", "Please tick that you checked first.")
_WHICH = label("哪一家", "Which one")
_MERGES = label("合并记录", "Merges")
_UNDO = label("撤销", "Undo")
_UNDONE = label("{by} 于 {day} 撤销", "undone by {by}, {day}")
_DONE = label("“{name}”由 {by} 于 {day} 并入", "'{name}' merged by {by}, {day}")


def show(own: FirmReach) -> None:
    """Groups of firms that may be one, looked for when somebody asks."""
    lang = links.lang()
    if not st.toggle(_SHOW.text(lang), key="firm-twins"):
        return
    groups = resources.store().twins(own)
    lines = [" ／ ".join(_link(one, lang) for one in group) for group in groups]
    block(f'<p class="quiet">{_WHY.text(lang)}</p><p>{_COUNT.fill(n=len(groups)).text(lang)}</p>')
    if lines:
        block(f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")


def _link(firm: Firm, lang: Lang) -> str:
    return f'<a href="?section=firms&firm={firm.id}&lang={lang}" target="_self">{escape(told(firm, lang))}</a>'


def told(firm: Firm, lang: Lang) -> str:
    """A firm in a line."""
    parts = (firm.name, firm.credit_code or "", reaching.area_name(firm, lang))
    return " · ".join(part for part in parts if part)


def beside(firm: Firm) -> None:
    """What may be the same firm as the one on the page, and what was merged into it."""
    lang, store = links.lang(), resources.store()
    alike = {
        one.id: one
        for one in store.twins_of(firm.id)
        if may(visitors.actor(), Right.KEEP_FIRMS, visitors.matter_of_firm(one))
    }
    if alike:
        block(f"<h3>{_BESIDE.text(lang)}</h3>")
        with st.form("firm-merge", border=False):
            picked = st.radio(
                _WHICH.text(lang), list(alike), format_func=lambda one: literal(told(alike[one], lang)), index=None
            )
            sure = st.checkbox(_SURE.text(lang), width="stretch")
            with st.container(horizontal=True):
                pressed = st.form_submit_button(_MERGE.text(lang))
                different = st.form_submit_button(_APART.text(lang), key="firms-apart")
        if different and picked is None:
            st.error(_WHICH_FIRST.text(lang))
        elif different and picked is not None:
            _tell_apart(firm, alike[picked])
        elif pressed and (picked is None or not sure):
            st.error(_SURE_FIRST.text(lang))
        elif pressed and picked is not None:
            _merge(firm, alike[picked], lang)
    for other, by, at in store.told_apart(firm.id):
        with st.container(horizontal=True, vertical_alignment="center", key=f"apart-{other.id}"):
            words = _TOLD_APART.fill(name=other.name, by=by, day=f"{in_china(at):%Y-%m-%d}").text(lang)
            block(f"<p>{escape(words)}</p>")
            if st.button(_AGAIN.text(lang), key=f"ask-again-{other.id}"):
                store.ask_again(firm.id, other.id, _name())
                st.rerun()
    _merges(firm.id, lang)


def _tell_apart(firm: Firm, other: Firm) -> None:
    for one in (firm, other):
        require(visitors.actor(), Right.KEEP_FIRMS, visitors.matter_of_firm(one))
    resources.store().tell_apart(firm.id, other.id, _name())
    st.rerun()


def _name() -> str:
    actor = visitors.actor()
    return "" if actor is None else actor.name


def _merge(kept: Firm, gone: Firm, lang: Lang) -> None:
    actor = visitors.actor()
    for firm in (kept, gone):
        require(actor, Right.KEEP_FIRMS, visitors.matter_of_firm(firm))
    assert actor is not None
    try:
        resources.store().merge_firms(kept.id, gone.id, actor.name)
    except StoreRefused as refused:
        st.error(literal(f"{refused.message.text(lang)} {refused.remedy.text(lang)}"))
    else:
        st.rerun()


def _merges(firm_id: UUID, lang: Lang) -> None:
    merges = resources.store().merges(firm_id)
    if not merges:
        return
    block(f"<h3>{_MERGES.text(lang)}</h3>")
    for one in merges:
        words = _DONE.fill(name=one.gone_name, by=one.by, day=f"{in_china(one.at):%Y-%m-%d}").text(lang)
        if one.undone_at is not None:
            day = f"{in_china(one.undone_at):%Y-%m-%d}"
            words += " · " + _UNDONE.fill(by=one.undone_by or "", day=day).text(lang)
        with st.container(horizontal=True, vertical_alignment="center"):
            block(f"<p>{escape(words)}</p>")
            if one.undone_at is None and st.button(_UNDO.text(lang), key=f"undo-merge-{one.id}"):
                _undo(one.id, lang)


def _undo(merge_id: int, lang: Lang) -> None:
    actor = visitors.actor()
    assert actor is not None
    try:
        resources.store().undo_merge(merge_id, actor.name)
    except StoreRefused as refused:
        st.error(literal(f"{refused.message.text(lang)} {refused.remedy.text(lang)}"))
    else:
        st.rerun()
