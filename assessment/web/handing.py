"""Every file that a page hands out: made when it is asked for, and in the trail with who took it before it leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal
from uuid import UUID

import streamlit as st

from assessment.store.trail import Act, acting, now_acting
from assessment.web import resources


def download(
    text: str,
    made: Callable[[], bytes],
    name: str,
    mime: str,
    *,
    key: str,
    primary: bool = False,
    assessment: UUID | None = None,
    act: Act = "downloaded",
    details: Mapping[str, Any] | None = None,
) -> None:
    """A button for a file; ``key`` names it in the trail, ``assessment`` is whose it is where it is one firm's.

    The file is made outside the run of the page, so who acts is known from when the button was drawn.
    """
    who = now_acting()

    def handed_out() -> bytes:
        store, data = resources.store(), made()
        told = {"file": key, "kind": name.rpartition(".")[2][:8], **(details or {})}
        firm = None if assessment is None else store.firm_of(assessment)
        with acting(who.actor, who.role):
            store.trail.record(
                act, "assessment" if assessment else "file", assessment, firm=firm.id if firm else None, details=told
            )
        return data

    look: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    st.download_button(text, handed_out, name, mime, on_click="ignore", type=look, key=key)
