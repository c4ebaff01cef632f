"""The home page looks as it did at the last release, light and dark: see docs/design.md for what may differ."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.web.conftest import PHONE, AppServer
from tests.web.waiting import at_rest

pytestmark = pytest.mark.browser
STORED = Path(__file__).parent / "pictures"
TOLERANCE = 0.01
"""The share of points that may differ visibly: a line that moves by its own height changes several times as many."""
COMPARE = """async ([one, other]) => {
    const pixels = async (data) => {
        const picture = new Image();
        picture.src = 'data:image/png;base64,' + data;
        await picture.decode();
        const pen = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
        pen.drawImage(picture, 0, 0);
        return pen.getImageData(0, 0, picture.width, picture.height);
    };
    const [a, b] = [await pixels(one), await pixels(other)];
    if (a.width !== b.width || a.height !== b.height) return 1;
    let differ = 0;
    for (let at = 0; at < a.data.length; at += 4)
        differ += [0, 1, 2].some((channel) => Math.abs(a.data[at + channel] - b.data[at + channel]) > 48);
    return differ / (a.width * a.height);
}"""


def difference(page: Page, one: bytes, other: bytes) -> float:
    """The share of points of two pictures (PNG) that a person would call different; 1 where their sizes do."""
    share: float = page.evaluate(COMPARE, [base64.b64encode(picture).decode() for picture in (one, other)])
    return share


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_home_looks_as_it_did(browser: Browser, server: AppServer, scheme: str):
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    context.clear_cookies()  # nobody is signed in
    page.goto(server.url)
    page.wait_for_selector(".st-key-start-miit button")
    page.wait_for_selector("[data-testid=stSkeleton]", state="detached")
    at_rest(page)
    now, then = page.screenshot(), (STORED / f"home-{PHONE['width']}-{scheme}.png").read_bytes()
    found = difference(page, now, then)
    assert found <= TOLERANCE, f"{found:.1%} of the points differ; if that is meant, store the picture anew"
    page.evaluate("document.querySelector('h1').style.marginTop = '40px'")
    assert difference(page, page.screenshot(), then) > TOLERANCE
    context.close()
