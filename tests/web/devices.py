"""Phones and desktops that are handed from one test to the next, without anything that the last one left in them.

A fresh context of the browser compiles all scripts of the pages anew, which takes longer than what most tests do. So a
context that a test closes is emptied and lent to the next test that asks for one of the same kind.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from http.cookies import Morsel
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

EMPTY = "http://127.0.0.1/"


def lend_out(browser: Browser, cookies: Mapping[str, Morsel[str]]) -> None:
    """Let ``new_context`` give such devices, each with the ``cookies`` (by address) that are there when it is given."""
    plain = browser.new_context
    shelf: dict[str, list[_Device]] = defaultdict(list)

    def borrow(**options: Any) -> BrowserContext:
        kind = json.dumps(options, sort_keys=True)
        device = shelf[kind].pop() if shelf[kind] else _Device(plain(**options))
        device.context.close = lambda **_: shelf[kind].append(device.emptied())  # type: ignore[method-assign]
        for url, cookie in cookies.items():
            device.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
        return device.context

    browser.new_context = borrow  # type: ignore[method-assign]


class _Device:
    """A context with one empty page, which keeps what was compiled."""

    def __init__(self, context: BrowserContext):
        self.context = context
        self._places: set[str] = set()
        self._kept = context.new_page()
        self._kept.route(EMPTY, lambda route: route.fulfill(body="", content_type="text/html"))
        self._kept.goto(EMPTY)
        self._tools = context.new_cdp_session(self._kept)
        context.on("page", self._watch)

    def _watch(self, page: Page) -> None:
        page.on("framenavigated", lambda frame: self._places.add(frame.url))

    def emptied(self) -> _Device:
        """Nothing is open, and nothing is kept but what was loaded and compiled."""
        for page in self.context.pages:
            if page is not self._kept:
                page.close()
        self.context.clear_cookies()
        for scheme, place in {urlsplit(place)[:2] for place in self._places}:
            if place:
                kinds = "local_storage,indexeddb,service_workers,cache_storage"
                told = {"origin": f"{scheme}://{place}", "storageTypes": kinds}
                self._tools.send("Storage.clearDataForOrigin", told)
        self._places.clear()
        return self
