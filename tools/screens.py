"""Every page and state as a picture, at 390, 820 and 1280 px, light and dark: `python -m tools.screens FOLDER [WORD]`.

Words pick pages by their names (home, question, result ...). To be looked at before a release, and compared with the
last one's: `python -m tools.screens --compare OLD NEW`. `--keep` takes the pictures anew that the tests compare with.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from assessment.store.samples import seed_samples
from assessment.web.centre.sections import SECTIONS
from tests.web.conftest import SIGNED_IN, AppServer
from tests.web.looks import (
    FIRM,
    HEIGHT,
    KEPT,
    SCHEMES,
    TOLERANCE,
    WIDTHS,
    Scheme,
    difference,
    looks,
    sample_server,
)
from tests.web.waiting import at_rest
from tools.browser import browser

ROOT = Path(__file__).resolve().parents[1]
MOST = 15_000
COLOURS = 128


@dataclass(frozen=True)
class Screen:
    """A page in one state: its address, where ``{code}`` is that of the sample firm, and what is done on it.

    ``staff`` is seen by an administrator.
    """

    name: str
    address: str
    then: Callable[[Page], None] = lambda page: None
    whole: bool = False
    staff: bool = False


def _open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def _begin(page: Page) -> None:
    page.locator(".st-key-start-miit button").click()
    page.wait_for_selector(".st-key-question-city")


def _about(page: Page) -> None:
    field = page.locator(".st-key-question-equipment_total input[type=text]").first
    field.fill("三十来台")
    field.press("Tab")
    page.wait_for_selector("[class*='st-key-confirm-']")


SCREENS = (
    Screen("home", "/"),
    Screen("home-whole", "/", whole=True),
    Screen("home-english", "/?lang=en"),
    Screen("question-first", "/", _begin),
    Screen("question", "/questions?code={code}&topic=equipment"),
    Screen("question-about", "/questions?code={code}&topic=equipment", _about),
    Screen("question-two", "/questions?code={code}&topic=digital_tools", whole=True),
    Screen("question-scene", "/questions?code={code}&topic=scenes_product"),
    Screen("result", "/result?code={code}"),
    Screen("result-whole", "/result?code={code}", whole=True),
    Screen("result-opened", "/result?code={code}", _open_all, whole=True),
    Screen("result-nothing", "/result"),
    Screen("checked", "/checked?code={code}", whole=True),
    Screen("methods", "/methods"),
    Screen("unknown", "/questions?code=AAAA-BBBB-CCCC-DDDD"),
    *(
        Screen(f"doing-{part}", f"/doing?code={{code}}&part={part}", whole=True)
        for part in ("bidding", "following", "rehearsing", "comparing")
    ),
    *(Screen(f"centre-{section}", f"/centre?section={section}", whole=True, staff=True) for section in SECTIONS),
    *(
        Screen(page, f"/{page}", whole=True, staff=True)
        for page in ("consultant", "account", "accounts", "trail", "meetings", "published")
    ),
)


def main(folder: Path, words: list[str], themes: tuple[Scheme, ...] = SCHEMES) -> None:
    """Serve a fresh, seeded database and look at all of it."""
    folder.mkdir(parents=True, exist_ok=True)
    picked = [screen for screen in SCREENS if not words or any(word in screen.name for word in words)]
    with tempfile.TemporaryDirectory() as place:
        server = AppServer(Path(place))
        code = dict(seed_samples(ROOT, server.database))[FIRM]
        server.start()
        try:
            with browser() as chromium:
                for width in WIDTHS:
                    for theme in themes:
                        context = chromium.new_context(
                            viewport={"width": width, "height": HEIGHT},
                            color_scheme=theme,
                        )
                        page, signed_in = context.new_page(), False
                        for screen in sorted(picked, key=lambda one: one.staff):
                            if screen.staff and not signed_in:
                                cookie = SIGNED_IN[server.url]
                                signed_in = True
                                context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": server.url}])
                            page.goto(server.url + screen.address.format(code=code))
                            at_rest(page)
                            screen.then(page)
                            at_rest(page)
                            shot = folder / f"{screen.name}-{width}-{theme}.png"
                            if screen.whole:
                                tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
                                page.set_viewport_size({"width": width, "height": min(tall, MOST)})
                                at_rest(page)
                            page.screenshot(path=shot)
                            page.set_viewport_size({"width": width, "height": HEIGHT})
                            print(shot.name)
                        context.close()
        finally:
            server.stop()


def keep() -> None:
    """The pictures for the tests, in few colours: a tenth of the size, and no visible point differs."""
    for old in KEPT.iterdir():
        old.unlink()
    with tempfile.TemporaryDirectory() as place, sample_server(Path(place)) as where, browser() as chromium:
        for scheme in SCHEMES:
            for name, page in looks(chromium, *where, scheme):
                with Image.open(io.BytesIO(page.screenshot())) as picture:
                    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
                    few.save(KEPT / name, optimize=True)


def compare(old: Path, new: Path) -> None:
    """What two folders of pictures show differently, and what only one of them has."""
    for name in sorted({picture.name for folder in (old, new) for picture in folder.glob("*.png")}):
        one, other = old / name, new / name
        if not (one.exists() and other.exists()):
            print(f"{name}: only in {(one if one.exists() else other).parent}")
        elif (share := difference(one.read_bytes(), other.read_bytes())) > TOLERANCE:
            print(f"{name}: {share:.1%} of the points")


if __name__ == "__main__":
    if sys.argv[1:] == ["--keep"]:
        keep()
    elif sys.argv[1] == "--compare":
        compare(*map(Path, sys.argv[2:]))
    else:
        main(Path(sys.argv[1]), sys.argv[2:])
