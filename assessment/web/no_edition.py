"""A day on which no edition of the national indicators is in force: said where it matters; nothing kept is lost."""

from __future__ import annotations

import streamlit as st

from assessment.advisory import MAIN_FRAMEWORK
from assessment.language import label
from assessment.settings import today
from assessment.web import links, resources
from assessment.web.markup import literal

_NONE = label(
    "今天没有有效的国家评测指标（{spans}），国家评测的结果暂时算不了。已填的回答和保存过的结果都在；"
    "请转型促进中心装上现行的一版。",
    "No edition of the national indicators is in force today ({spans}), so that no result of it can be worked out. "
    "Answers and kept results are all here; your promotion centre needs to put in the edition in force.",
)
_SPAN = label("{start} 至 {end} 有一版", "one holds from {start} to {end}")


def told() -> bool:
    """Whether it is such a day; the page then says so."""
    advisor = resources.advisor()
    if MAIN_FRAMEWORK in advisor.frameworks_on(today()):
        return False
    specs = sorted((one.spec for one in advisor.editions if one.spec.id == MAIN_FRAMEWORK), key=lambda s: s.valid_from)
    lang = links.lang()
    spans = [_SPAN.fill(start=one.valid_from, end=one.valid_to or "…").text(lang) for one in specs]
    st.warning(literal(_NONE.fill(spans=("；" if lang == "zh" else "; ").join(spans)).text(lang)))
    return True
