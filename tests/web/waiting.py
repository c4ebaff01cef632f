"""Waiting as a person does: until the page stands still, or until it says what it should."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from playwright.sync_api import Locator, Page

T = TypeVar("T")
LONG = 60_000
"""Milliseconds for what a person would also wait for."""
LOOKS, PAUSE = 100, 100
"""How often one looks, and the milliseconds between two looks."""
_NAP = partial(time.sleep, PAUSE / 1000)
# Nothing has been drawn for a quarter of a second, and nothing is being worked out.
DRAWN = """limit => new Promise((done, fail) => {
  let quiet;
  const late = setTimeout(() => end(() => fail(new Error("the page does not come to rest"))), limit);
  const end = told => { watcher.disconnect(); clearTimeout(late); clearTimeout(quiet); told(); };
  const still = "[data-testid=stApp][data-test-script-state=notRunning]";
  const look = () => document.querySelector(still) ? end(done) : wait();
  const wait = () => { clearTimeout(quiet); quiet = setTimeout(look, 250); };
  const watcher = new MutationObserver(wait);
  watcher.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  wait();
})"""
SCROLLED = """box => new Promise(done => {
  let before;
  const look = () => {
    const now = box.getBoundingClientRect().top;
    if (now === before) return done();
    before = now;
    setTimeout(look, 100);
  };
  look();
})"""


def at_rest(page: Page) -> None:
    """Until all has been drawn: words may appear before what stands below them does."""
    page.wait_for_selector(".st-key-footer", timeout=LONG)
    page.wait_for_load_state("networkidle")
    page.evaluate(DRAWN, LONG)


def in_place(box: Locator) -> None:
    """Scroll to something and wait until the page scrolls no more."""
    box.scroll_into_view_if_needed()
    box.evaluate(SCROLLED)


def until(
    read: Callable[[], T],
    good: Callable[[T], bool],
    pause: Callable[[], object] = _NAP,
    looks: int = LOOKS,
) -> T:
    """Look again and again until what is read is ``good``; what was read last, which may not be."""
    for _ in range(looks):
        if good(found := read()):
            break
        pause()
    return found


def read_until(page: Page, read: Callable[[], T], wanted: T) -> T:
    """What was read last: ``wanted``, or something else after ten seconds of looking."""
    return until(read, lambda found: found == wanted, lambda: page.wait_for_timeout(PAUSE))
