"""Pages as pictures, taken in the same way by the test that compares them and by `python -m tools.screens --keep`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from assessment.store.samples import seed_samples
from tests.web.conftest import ROOT, AppServer
from tests.web.waiting import DRAWN, LONG, at_rest

KEPT = Path(__file__).parent / "pictures"
COMPARED = {
    "home": "/",
    "question": "/questions?code={code}&topic=equipment",
    "result": "/result?code={code}",
    "doing": "/doing?code={code}&part=following",
}
"""The pages, each in the address by which the sample firm sees it."""
WIDTHS = (390, 820, 1280)
HEIGHT = 844
FIRM = "示例注塑有限公司"
DAY = "2026-11-27"
TOLERANCE = 0.01
"""The share of points that may differ visibly: a line that moves by its own height changes several times as many."""
VISIBLE = 48
"""Of 255 in a channel."""
_NO_TIMES = ".status .told { visibility: hidden !important; }"
"""The time of day at which an answer was saved is another one each time."""
Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def difference(one: bytes, other: bytes) -> float:
    """The share of points of two pictures (PNG) that a person would call different; 1 where their sizes do."""
    a, b = (np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), np.int16) for data in (one, other))
    return float((np.abs(a - b) > VISIBLE).any(axis=2).mean()) if a.shape == b.shape else 1.0


@contextmanager
def sample_server(folder: Path) -> Iterator[tuple[str, str]]:
    """Where a server shows the sample firms on a fixed day, and the code of one of them."""
    server = AppServer(folder, ASSESSMENT_TODAY=DAY)
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("ASSESSMENT_TODAY", DAY)
        code = dict(seed_samples(ROOT, server.database))[FIRM]
    server.start()
    try:
        yield server.url, code
    finally:
        server.stop()


def looks(browser: Browser, url: str, code: str, scheme: Scheme) -> Iterator[tuple[str, Page]]:
    """Every compared page in every width as it is shown, with the name of its picture."""
    context = browser.new_context(color_scheme=scheme)
    context.clear_cookies()  # nobody is signed in
    page = context.new_page()
    for name, address in COMPARED.items():
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        page.goto(url + address.format(code=code))
        at_rest(page)
        page.add_style_tag(content=_NO_TIMES)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            page.evaluate(DRAWN, LONG)
            yield f"{name}-{width}-{scheme}.png", page
    context.close()
