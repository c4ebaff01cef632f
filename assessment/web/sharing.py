"""The one question about sharing: may the firm's data go to anybody beyond the centre? Asked of the owner alone."""

from __future__ import annotations

from uuid import UUID

import streamlit as st

from assessment.language import Lang, label
from assessment.settings import in_china
from assessment.web import resources
from assessment.web.markup import block

TITLE = label("把资料交给中心以外（服务商等）？", "May your data go beyond the centre (to providers)?")
WORDS = label(
    "同意后，转型促进中心可以把您企业的名称、地区、规模、等级和想做的改造事项告诉它推荐的服务商，请他们和您联系；"
    "回答的明细、佐证材料和顾问的意见不给。不同意也不影响诊断结果。随时可以撤回，撤回以后不再对外提供。",
    "If you agree, the promotion centre may tell providers that it recommends your firm's name, area, size, level and "
    "what it wants to do, so that they can contact you; never single answers, evidence or a consultant's comments. "
    "Your result does not depend on it. You can withdraw at any time; from then on nothing is passed on.",
)
AGREE, WITHDRAW = label("同意对外提供", "Agree"), label("撤回同意", "Withdraw")
AGREED = label("✓ {day} 同意了对外提供", "✓ You agreed on {day}")


def ask(assessment_id: UUID, lang: Lang) -> None:
    """Put the question on the page; it is answered by a button, so that no old page can agree by itself."""
    store = resources.store()
    standing = store.sharing_of(assessment_id)
    agreed = standing is not None and standing.given
    with st.expander(TITLE.text(lang), key="sharing"):
        block(f"<p>{WORDS.text(lang)}</p>")
        if agreed and standing is not None:
            block(f'<p class="kept">{AGREED.fill(day=f"{in_china(standing.at):%Y-%m-%d}").text(lang)}</p>')
        if st.button((WITHDRAW if agreed else AGREE).text(lang), key=f"sharing-{'withdraw' if agreed else 'agree'}"):
            store.set_sharing(assessment_id, not agreed, WORDS.text(lang), lang)
            st.rerun()
