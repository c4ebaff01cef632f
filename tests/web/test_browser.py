"""The browser of the tests: the same fonts on every machine, and no test that merely waits some time."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.web.conftest import ROOT
from tests.web.owner import Owner
from tests.web.waiting import at_rest
from tools.browser import FONTS

SEEN = {
    "NotoSansCJK-Regular.ttc",
    "NotoSansCJK-Bold.ttc",
    "DejaVuSans.ttf",
    "DejaVuSans-Bold.ttf",
    "DejaVuSansMono.ttf",
    "DejaVuSansMono-Bold.ttf",
}
DRAWN_WITH = {
    "'Noto Sans CJK SC'": "Noto Sans CJK SC",
    "sans-serif": "DejaVu Sans",
    "serif": "DejaVu Sans",
    "monospace": "DejaVu Sans Mono",
    "'Liberation Sans'": "DejaVu Sans",
    "Arial": "DejaVu Sans",
    "'PingFang SC', 'Noto Sans CJK SC', sans-serif": "Noto Sans CJK SC",
}
SLEEPS = ("time.sleep(", "wait_for_timeout(")


def test_exactly_the_fonts_that_are_installed_are_seen():
    listed = subprocess.run(
        ["fc-list", ":", "file"],
        env=os.environ | {"FONTCONFIG_FILE": str(FONTS)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert {Path(line.rstrip(": ")).name for line in listed.stdout.splitlines()} == SEEN


@pytest.mark.browser
def test_an_owner_fetches_no_font(visitor: Owner):
    fetched: list[str] = []
    visitor.page.on("request", lambda one: fetched.append(one.url) if one.resource_type == "font" else None)
    visitor.open()
    at_rest(visitor.page)
    visitor.begin()
    at_rest(visitor.page)
    for page in ("/result", "/doing"):
        visitor.open(page, code=visitor.code)
        at_rest(visitor.page)
    assert fetched == []


@pytest.mark.browser
def test_a_page_that_shows_an_icon_fetches_the_font_of_icons(desktop: Page, visitor: Owner):
    with desktop.expect_request(lambda one: "MaterialSymbols" in one.url):
        desktop.goto(f"{visitor.url}/account")


@pytest.mark.browser
def test_a_text_is_drawn_with_the_same_face_everywhere(browser: Browser):
    page = browser.new_page()
    page.set_content("".join(f'<p style="font-family: {family}">Level 2</p>' for family in DRAWN_WITH))
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    found = []
    for node in devtools.send("DOM.querySelectorAll", {"nodeId": root, "selector": "p"})["nodeIds"]:
        fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        found.append(", ".join(font["familyName"] for font in fonts))
    page.close()
    assert dict(zip(DRAWN_WITH, found, strict=True)) == DRAWN_WITH


def test_no_test_waits_a_fixed_time():
    """What is waited for is a condition; the only pause is the one between two looks."""
    slow = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sorted([*(ROOT / "tests").rglob("*.py"), *(ROOT / "tools").rglob("*.py")])
        if path.name not in ("waiting.py", Path(__file__).name)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if any(words in line for words in SLEEPS)
    ]
    assert slow == []
