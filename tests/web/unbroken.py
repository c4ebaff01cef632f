"""Markup as a test reads it."""

from __future__ import annotations

import re


def unbroken(markup: str) -> str:
    """The markup without the marks that keep a number and its unit on one line."""
    return re.sub('<span class="whole">(.*?)</span>', r"\1", markup)
