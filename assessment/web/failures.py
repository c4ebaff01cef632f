"""What a person sees when something breaks: what happened and what to do, never the inside of the program."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from assessment.language import label
from assessment.permissions import NotAllowed
from assessment.problems import InputRefused
from assessment.store.refusals import StoreRefused
from assessment.web import links, resources
from assessment.web.markup import literal

_LOG = logging.getLogger("assessment.web")
_BROKEN = label(
    "这一页出了问题，您已保存的回答都还在。请刷新页面；如果还不行，请把编号 {number} 告诉转型促进中心。",
    "Something went wrong on this page. Your saved answers are safe. Please reload; if that does not help, tell your "
    "promotion centre the number {number}.",
)


def show(fault: Exception) -> bool:
    """Tell the person, log the rest under a number; true: Streamlit need not show anything itself."""
    lang = links.lang()
    if isinstance(fault, NotAllowed):
        resources.store().trail.record("refused", "page")
    if isinstance(fault, StoreRefused | NotAllowed):
        end = "。" if lang == "zh" else ". "
        st.error(literal(f"{fault.message.text(lang)}{end}{fault.remedy.text(lang)}"))
    elif isinstance(fault, InputRefused):
        for problem in fault.problems:
            st.error(literal(problem.sentence(lang)))
    else:
        number = secrets.token_hex(3).upper()
        _LOG.error("page failed, number %s", number, exc_info=fault)
        st.error(_BROKEN.fill(number=number).text(lang))
    return True
