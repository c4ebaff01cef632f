"""Every file that a page hands out: made when it is asked for, and in the trail with who took it before it leaves.

A page may stand open for hours: what was the visitor's when it was drawn must be so still when a file is asked for.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal
from uuid import UUID

import streamlit as st
from streamlit.logger import get_logger
from streamlit.runtime import backend_operation_handler

from assessment.language import Label, Lang
from assessment.permissions import NotAllowed, Right, may
from assessment.store.trail import Act, acting, now_acting
from assessment.web import resources, visitors

PAPERS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""How a paper may be taken along: endings of files, and what browsers call them."""


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
    who, still = now_acting(), _still_theirs(assessment)

    def handed_out() -> bytes:
        store = resources.store()
        if not still():
            with acting(who.actor, who.role):
                store.trail.record("refused", "file", key)
            raise NotAllowed
        data = made()
        told = {"file": key, "kind": name.rpartition(".")[2][:8], **(details or {})}
        firm = None if assessment is None else store.firm_of(assessment)
        with acting(who.actor, who.role):
            store.trail.record(
                act, "assessment" if assessment else "file", assessment, firm=firm.id if firm else None, details=told
            )
        return data

    look: Literal["primary", "secondary"] = "primary" if primary else "secondary"
    st.download_button(text, handed_out, name, mime, on_click="ignore", type=look, key=key)


def papers(
    words: tuple[Label, Label],
    made: Callable[[str], bytes],
    name: str,
    *,
    lang: Lang,
    key: str,
    primary: bool = False,
    assessment: UUID | None = None,
    act: Act = "downloaded",
    details: Mapping[str, Any] | None = None,
) -> None:
    """A button for the PDF and one for Word; ``made`` gives the file of an ending, ``name`` has none."""
    for text, (ending, mime) in zip(words, PAPERS.items(), strict=True):
        download(
            text.text(lang),
            partial(made, ending),
            f"{name}.{ending}",
            mime,
            key=f"{key}-{ending}",
            primary=primary and ending == "pdf",
            assessment=assessment,
            act=act,
            details=details,
        )


def refuse_quietly() -> None:
    """What is refused stands in the trail, and whoever asked is told: it is no fault of the program to be logged."""

    def is_fault(record: logging.LogRecord) -> bool:
        fault = record.exc_info[1] if record.exc_info else None
        return not isinstance(fault and fault.__cause__, NotAllowed)

    get_logger(backend_operation_handler.__name__).addFilter(is_fault)


def _still_theirs(assessment: UUID | None) -> Callable[[], bool]:
    """Asks whether a file of the page that is being drawn is its visitor's still."""
    store, here, code = resources.store(), visitors.signed_in(), st.query_params.get("code", "")

    def still() -> bool:
        if here is not None and not store.still_signed_in(here):
            return False
        if assessment is None:
            return True
        if code:
            return store.opens(code, assessment)
        return here is not None and may(here.account.actor, Right.SEE_FIRM, visitors.matter_of(assessment))

    return still
