"""Pages look as they did at the last release, at three widths, light and dark: docs/design.md says what may differ."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.web.looks import COMPARED, KEPT, SCHEMES, TOLERANCE, WIDTHS, Scheme, difference, looks, sample_server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    with sample_server(tmp_path_factory.mktemp("looks")) as where:
        yield where


@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_look_as_they_did(browser: Browser, shown: tuple[str, str], scheme: Scheme):
    differ = {}
    for name, page in looks(browser, *shown, scheme):
        share = difference(page.screenshot(), (KEPT / name).read_bytes())
        if share > TOLERANCE:
            differ[name] = f"{share:.1%}"
    assert not differ, "if that is meant, keep the pictures anew: python -m tools.screens --keep"


def test_a_line_that_has_moved_is_noticed(browser: Browser, shown: tuple[str, str]):
    name, page = next(looks(browser, *shown, "light"))
    page.evaluate("document.querySelector('h1').style.marginTop = '40px'")
    assert difference(page.screenshot(), (KEPT / name).read_bytes()) > TOLERANCE


def test_every_kept_picture_is_compared():
    kept = {f"{name}-{width}-{scheme}.png" for name in COMPARED for width in WIDTHS for scheme in SCHEMES}
    assert {picture.name for picture in KEPT.iterdir()} == kept
