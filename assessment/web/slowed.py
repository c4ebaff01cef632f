"""The wait before a wrong code is answered, said on the page that waits."""

from __future__ import annotations

import time

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment.language import label
from assessment.web import links

_WAITS = label(
    "代码不对。错得多了，要多等几秒才回答，免得有人乱试。",
    "This code is wrong. After several wrong ones the answer takes some seconds, so that nobody can try them all.",
)


def wait_openly(seconds: float) -> None:
    """Wait ``seconds``; a page that waits says why."""
    if get_script_run_ctx(suppress_warning=True) is None:
        time.sleep(seconds)
        return
    with st.spinner(_WAITS.text(links.lang())):
        time.sleep(seconds)
