"""Where staff find the assessment of a firm that lost its code, and give out a new one or stop the old."""

from __future__ import annotations

import streamlit as st

from assessment.language import Label, Lang, label
from assessment.permissions import Right, may, require
from assessment.store.finder import MOST_FOUND
from assessment.store.records import CodeState, FoundAssessment
from assessment.web import keepsake, links, resources, visitors
from assessment.web.markup import block, escape, literal
from assessment.web.progress import clock

TITLE = label("企业的续答码丢了、过期了或泄露了", "A firm's code is lost, expired or known to others")
_LEAD = label(
    "按企业名称或统一社会信用代码找到它的自测，换发新码。旧码和旧链接马上失效，用它打开的页面也会退出；"
    "谁在什么时候换发会记录下来，企业看得到。",
    "Find the firm's assessment by its name or credit code and issue a new code. The old one and its link are void at "
    "once, and pages opened with it end. Who issued it and when is recorded, and the firm can see it.",
)
_SEARCH = label("企业名称或信用代码（可以只写一部分）", "Name or credit code of the firm, or part of it")
_FIND = label("查找", "Search")
_NONE = label(
    "没有找到。只有在网页上填过名称或信用代码的自测找得到，请换个写法再试。",
    "Nothing found. Only assessments in which a name or credit code was given on the pages can be found; try another "
    "spelling.",
)
_MANY = label(
    "只列出最近改动的 {n} 份，请写得更完整些。", "Only the {n} changed last are listed; write more of the name."
)
_WHICH = label("哪一份", "Which one")
_SURE = label("我核实过来人代表这家企业", "I made sure that whoever asks speaks for this firm")
_ISSUE = label("换发新码", "Issue a new code")
_STOP = label("只停用旧码", "Only stop the old code")
_FIRST = label("请先选一份，并勾选上面的确认。", "Please choose one and tick the confirmation first.")
_ISSUED = label("{firm} 的新续答码，请转交给企业：", "The new code of {firm}, to be handed to the firm:")
_STOPPED = label("{firm} 的续答码已停用。", "The code of {firm} is stopped.")
_UNNAMED = label("未命名企业", "Unnamed firm")
_CHANGED = label("改于 {time}", "changed {time}")
_CODES: dict[CodeState, Label] = {
    "expired": label("码已过期", "code expired"),
    "none": label("码已停用", "code stopped"),
}
_TOLD = "code-desk-told"


def show() -> None:
    """Search, the assessments found, and what is to be done with the code of one."""
    lang = links.lang()
    block(f'<p class="quiet">{_LEAD.text(lang)}</p>')
    with st.form("code-search", border=False):
        text = st.text_input(_SEARCH.text(lang), max_chars=80, autocomplete="off", key="code-search-text").strip()
        if st.form_submit_button(_FIND.text(lang)):
            st.session_state.pop(_TOLD, None)
    if told := st.session_state.get(_TOLD):
        _tell(told[0], told[1], lang)
    elif text:
        actor = visitors.actor()
        found = resources.store().find_assessments(text)
        _found([one for one in found if may(actor, Right.RENEW_CODE, visitors.matter_of(one.id))], lang)


def _found(found: list[FoundAssessment], lang: Lang) -> None:
    if not found:
        st.info(_NONE.text(lang))
        return
    if len(found) == MOST_FOUND:
        block(f'<p class="quiet">{_MANY.fill(n=MOST_FOUND).text(lang)}</p>')
    by_id = {one.id: one for one in found}
    with st.form("code-issue", border=False):
        picked = st.radio(
            _WHICH.text(lang),
            list(by_id),
            format_func=lambda one: literal(_line(by_id[one], lang)),
            index=0 if len(found) == 1 else None,
            key="code-issue-which",
        )
        sure = st.checkbox(_SURE.text(lang), key="code-issue-sure", width="stretch")
        with st.container(horizontal=True):
            issue = st.form_submit_button(_ISSUE.text(lang), type="primary", key="code-issue-new")
            stop = st.form_submit_button(_STOP.text(lang), key="code-issue-stop")
    if not (issue or stop):
        return
    if picked is None or not sure:
        st.error(_FIRST.text(lang))
        return
    actor = visitors.actor()
    assert actor is not None
    require(actor, Right.RENEW_CODE, visitors.matter_of(picked))
    by = actor.name
    store, firm = resources.store(), by_id[picked].firm_name or _UNNAMED.text(lang)
    if issue:
        st.session_state[_TOLD] = (firm, store.reissue_code(picked, by))
    else:
        store.revoke_code(picked, by)
        st.session_state[_TOLD] = (firm, None)
    st.rerun()


def _tell(firm: str, code: str | None, lang: Lang) -> None:
    if code is None:
        st.success(literal(_STOPPED.text(lang).format(firm=firm)))
        return
    words = _ISSUED.text(lang).format(firm=firm)
    block(
        f'<p>{escape(words)}<br><span class="code">{escape(code)}</span></p>'
        f'<p class="cited">{escape(keepsake.link_of(code))}</p>'
    )


def _line(one: FoundAssessment, lang: Lang) -> str:
    """One assessment in a line: the firm, when it changed last, and how its code stands."""
    changed = _CHANGED.text(lang).format(time=clock(one.updated_at, lang))
    code = "" if one.code == "good" else _CODES[one.code].text(lang)
    return " · ".join(part for part in (one.firm_name or _UNNAMED.text(lang), one.credit_code, changed, code) if part)
