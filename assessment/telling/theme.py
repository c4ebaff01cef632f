"""How the house looks: one restrained palette, sizes and margins, shared by the PDF report and the web pages.

The blues are those of Jingdezhen porcelain on white; vermilion, as in a seal, marks the firm itself and nothing
else. Every text colour has a contrast of at least 4.5 with the grounds it stands on (WCAG 2.2, 1.4.3), and
no chart relies on hue alone. Colours are ``#RRGGBB``, lengths are points.
"""

from __future__ import annotations

import functools

INK = "#1C2733"
MUTED = "#56636F"
RULE = "#CBD3DB"
WASH = "#F3F6F9"
PAPER = "#FFFFFF"

PRIMARY = "#1F4E8C"
PRIMARY_SOFT = "#7E9FC6"
OWN = "#B23A24"
GOOD = "#2B6E4F"
CAUTION = "#8A5A00"

LEVELS = ("#EEF2F7", "#CCDAEB", "#9DB8D9", "#4573AB", "#163E73")
"""Grounds of the levels 0 to 4, from light to dark, also distinct in grey."""

TONES: dict[str, str | None] = {
    "plain": None,
    "quiet": MUTED,
    "good": GOOD,
    "caution": CAUTION,
    "own": OWN,
    "primary": PRIMARY,
}
"""The ink of each tone of ``blocks``; None is that of the text around it."""

DARK = {
    "INK": "#E6EBF0",
    "MUTED": "#A9B4BF",
    "RULE": "#3A4652",
    "WASH": "#1E2731",
    "PAPER": "#141B23",
    "PRIMARY": "#8DB4E8",
    "PRIMARY_SOFT": "#4A6A94",
    "OWN": "#F08A75",
    "GOOD": "#7CC7A0",
    "CAUTION": "#E0B050",
}
"""The same colours on a screen that is asked to be dark; paper stays white."""
DARK_LEVELS = ("#1F2A36", "#2A3F58", "#35567F", "#6E9AD0", "#B9D2F2")

LEAST_CONTRAST = 4.5
"""Of text with its ground (WCAG 2.2, 1.4.3)."""

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM = 20 * MM, 21 * MM, 18 * MM
CONTENT_WIDTH = PAGE_WIDTH - 2 * MARGIN_SIDE
CONTENT_HEIGHT = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM

TITLE_SIZE, HEADING_SIZE, SUBHEADING_SIZE = 24.0, 15.0, 11.5
BODY_SIZE, SMALL_SIZE, CAPTION_SIZE = 10.0, 8.5, 7.5


@functools.cache
def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable_on(ground: str) -> str:
    """The text colour, ``INK`` or ``PAPER``, that reads better on ``ground``."""
    return max(INK, PAPER, key=lambda ink: contrast(ink, ground))


def darkened(color: str) -> str:
    """The colour, darkened no further than white text on it can be read."""
    channels = [int(color[at : at + 2], 16) for at in (1, 3, 5)]
    for percent in range(100, -1, -1):
        darker = "#" + "".join(f"{channel * percent // 100:02X}" for channel in channels)
        if contrast(darker, PAPER) >= LEAST_CONTRAST:
            return darker
    raise AssertionError("black can always be read under white")


def _luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
