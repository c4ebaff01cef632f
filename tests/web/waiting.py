"""Waiting as a person does: until the page stands still, or until it says what it should."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from playwright.sync_api import Page

T = TypeVar("T")
LONG = 60_000
"""Milliseconds for what a person would also wait for."""
STILL = "[data-testid=stApp][data-test-script-state=notRunning]"
LOOKS = 40
PAUSE = 250
"""Milliseconds between two looks."""


def at_rest(page: Page) -> None:
    """Until all has been drawn: words may appear before what stands below them does."""
    page.wait_for_selector(".st-key-footer", timeout=LONG)
    page.wait_for_load_state("networkidle")
    page.wait_for_selector(STILL, timeout=LONG)
    page.wait_for_timeout(PAUSE)


def read_until(page: Page, read: Callable[[], T], wanted: T) -> T:
    """What was read last: ``wanted``, or something else after ten seconds of looking."""
    for _ in range(LOOKS):
        if (found := read()) == wanted:
            break
        page.wait_for_timeout(PAUSE)
    return found
