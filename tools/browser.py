"""The browser of tests and pictures: Debian's chromium without its window, which sees the fonts that
`tools/browser.sh` installs and no others, so that what fits the screen here fits everywhere."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

FONTS = Path(__file__).with_name("fonts.conf")
# Drawn by the processor, as there is no other; the tabs of one context share a process, and what it has compiled.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--process-per-site", "--renderer-process-limit=1"]


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser that knows nothing of this machine's fonts and their settings."""
    chromium = shutil.which("chromium-headless-shell")
    assert chromium is not None, "no chromium-headless-shell: run tools/browser.sh"
    with tempfile.TemporaryDirectory(prefix="ganqi-browser-") as cache, sync_playwright() as playwright:
        own = os.environ | {"FONTCONFIG_FILE": str(FONTS), "XDG_CACHE_HOME": cache}
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS, env=own)
        yield started
        started.close()
