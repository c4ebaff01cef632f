"""Firms that answer on the pages and lost their code."""

from __future__ import annotations

from assessment.web import code_desk, links
from assessment.web.markup import block


def show() -> None:
    """Put the section on the page."""
    block(f"<h2>{code_desk.TITLE.text(links.lang())}</h2>")
    code_desk.show()
