"""How the Word document looks: its styles carry fonts, sizes and colours, to be changed in one place."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from assessment.telling import theme
from assessment.telling.blocks import Role, Tone

LATIN, CHINESE = "Arial", "Microsoft YaHei"
ROLES: dict[Role, str] = {
    "body": "Body Text",
    "small": "Small Text",
    "lead": "Lead",
    "quiet": "Quiet Text",
    "source": "Quiet Text",
    "label": "Quiet Text",
    "verdict": "Verdict",
}
TONES: dict[Tone, str | None] = {
    "plain": None,
    "quiet": theme.MUTED,
    "good": theme.GOOD,
    "caution": theme.CAUTION,
    "own": theme.OWN,
    "primary": theme.PRIMARY,
}
PANEL, STEP, CAPTION, CONTENTS = "Panel", "Step", "Caption", "toc 1"


def color(value: str) -> RGBColor:
    """``#RRGGBB`` as Word takes it."""
    return RGBColor.from_string(value.removeprefix("#"))


def prepare(document: Document) -> None:
    """Page, margins and every style that the blocks use."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Pt(theme.MARGIN_SIDE)
    section.top_margin, section.bottom_margin = Pt(theme.MARGIN_TOP), Pt(theme.MARGIN_BOTTOM)
    normal = document.styles["Normal"]
    _font(normal, 10.5, theme.INK)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.35
    for level, size in ((1, 16.0), (2, 12.5), (3, 11.0)):
        heading = document.styles[f"Heading {level}"]
        _font(heading, size, theme.PRIMARY if level == 1 else theme.INK, bold=True)
        heading.paragraph_format.space_before = Pt(18 if level == 1 else 10)
        heading.paragraph_format.space_after = Pt(4)
    _font(document.styles["Title"], 24, theme.INK, bold=True)
    _font(document.styles["Body Text"], 10.5, theme.INK)
    _font(document.styles[CAPTION], 9, theme.MUTED)
    document.styles[CAPTION].paragraph_format.keep_with_next = True
    for name, size, ink, bold in (
        ("Small Text", 9.5, theme.INK, False),
        ("Lead", 9.5, theme.MUTED, False),
        ("Quiet Text", 9.0, theme.MUTED, False),
        ("Verdict", 20.0, theme.PRIMARY, True),
        (STEP, 10.5, theme.INK, True),
        (PANEL, 10.0, theme.INK, False),
        (CONTENTS, 10.5, theme.INK, False),
    ):
        made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name == CONTENTS)
        made.base_style = normal
        _font(made, size, ink, bold=bold)
    room = document.styles[CONTENTS].paragraph_format
    room.space_after = Pt(3)
    room.tab_stops.add_tab_stop(Pt(theme.CONTENT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    document.styles["Lead"].paragraph_format.keep_with_next = True
    document.styles[STEP].paragraph_format.keep_with_next = True
    _bar_at_the_left(document.styles[PANEL])


def _font(style: Any, size: float, ink: str, *, bold: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold = LATIN, Pt(size), bold
    style.font.italic = False
    style.font.color.rgb = color(ink)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme_font in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme_font}"), None)
    fonts.set(qn("w:eastAsia"), CHINESE)


def _bar_at_the_left(style: Any) -> None:
    properties = style.element.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", theme.PRIMARY.removeprefix("#"))):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), theme.WASH.removeprefix("#"))
    properties.append(borders)
    properties.append(shade)
