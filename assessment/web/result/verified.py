"""What the owner sees below the verified answers: why, with which evidence; what one may object; and sharing."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from assessment.language import Lang, label
from assessment.store.refusals import StoreRefused
from assessment.store.trail import OWNER
from assessment.store.visit_book import REMARK_LENGTH
from assessment.web import resources
from assessment.web.markup import block, literal
from assessment.web.result.view import View
from assessment.web.visits import behind

BEHIND = label("每一题的理由、说法和佐证材料", "Reasons, statements and evidence, question by question")
OBJECT = label("不同意哪一条？写下您的异议", "Do you object to anything? Say so here")
WHICH, WORDS = label("哪一题", "Which question"), label("您的异议", "Your objection")
SEND = label("提交异议", "Object")
NOT_CHANGED = label(
    "异议会和这一题存在一起，顾问和中心都看得到；核实的回答由顾问再核实后才会改。",
    "It is kept with the question, for the consultant and the centre to see. The verified answer changes only when a "
    "consultant verifies it again.",
)
CHOOSE = label("请选一题，并写明异议。", "Please choose a question and write your objection.")
SHARING = label("把资料交给中心以外（服务商等）？", "May your data go beyond the centre (to providers)?")
SHARING_WORDS = label(
    "同意后，转型促进中心可以把您企业的名称、地区、规模、等级和想做的改造事项告诉它推荐的服务商，请他们和您联系；"
    "回答的明细、佐证材料和顾问的意见不给。不同意也不影响诊断结果。随时可以撤回，撤回以后不再对外提供。",
    "If you agree, the promotion centre may tell providers that it recommends your firm's name, area, size, level and "
    "what it wants to do, so that they can contact you; never single answers, evidence or a consultant's comments. "
    "Your result does not depend on it. You can withdraw at any time; from then on nothing is passed on.",
)
AGREE, WITHDRAW = label("同意对外提供", "Agree"), label("撤回同意", "Withdraw")
AGREED = label("✓ 已同意对外提供", "✓ You agreed")


def show(view: View) -> None:
    """Below the section of verified answers."""
    own, lang = view.assessment_id, view.lang
    if signed := behind.signed_visits(own, lang):
        block(signed)
    if told := behind.questions(own, lang, as_owner="code" in st.query_params):
        with st.expander(BEHIND.text(lang), key="verified-behind"):
            block(told)
    facts = [fact for fact in resources.bank().facts if fact in view.advisory.verified]
    _objection(own, facts, len(resources.store().remarks(own)), lang)


def _objection(own: UUID, verified: list[str], turn: int, lang: Lang) -> None:
    """The form to object to a verified answer in words."""
    if not verified:
        return
    facts = resources.bank().facts
    with (
        st.expander(OBJECT.text(lang), key="verified-object"),
        st.form("objection", border=False),
    ):
        block(f'<p class="quiet">{NOT_CHANGED.text(lang)}</p>')
        fact = st.selectbox(
            WHICH.text(lang),
            verified,
            index=None,
            format_func=lambda one: facts[one].label.text(lang),
            filter_mode=None,
            key=f"objection-fact-{turn}",
        )
        words = st.text_area(WORDS.text(lang), max_chars=REMARK_LENGTH, key=f"objection-words-{turn}")
        pressed = st.form_submit_button(SEND.text(lang))
    if pressed and (fact is None or not words.strip()):
        st.error(CHOOSE.text(lang))
    elif pressed and fact is not None:
        try:
            resources.store().add_remark(own, fact, "objection", words, OWNER)
        except StoreRefused as refused:
            st.error(literal(f"{refused.message.text(lang)} {refused.remedy.text(lang)}"))
        else:
            st.rerun()


def sharing(view: View) -> None:
    """Ask whether the firm's data may go beyond the centre; a button, so that no old page can agree by itself."""
    store, lang = resources.store(), view.lang
    standing = store.sharing_of(view.assessment_id)
    agreed = standing is not None and standing.given
    with st.expander(SHARING.text(lang), key="result-sharing"):
        block(f"<p>{view.text(SHARING_WORDS)}</p>")
        if agreed:
            block(f'<p class="kept">{AGREED.text(lang)}</p>')
        if st.button((WITHDRAW if agreed else AGREE).text(lang), key=f"sharing-{'withdraw' if agreed else 'agree'}"):
            store.set_sharing(view.assessment_id, not agreed, SHARING_WORDS.text(lang), lang)
            st.rerun()
