"""How the Word document looks: its styles carry fonts, sizes and colours, to be changed in one place."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from assessment.telling import theme
from assessment.telling.blocks import Role

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
PANEL, STEP, CAPTION, CONTENTS, PICTURE = "Panel", "Step", "Caption", "toc 1", "Picture"
_OF_COMMENTS = (
    ("annotation reference", WD_STYLE_TYPE.CHARACTER, "CommentReference"),
    ("annotation text", WD_STYLE_TYPE.PARAGRAPH, "CommentText"),
)
"""Word's styles of a comment, with the names by which python-docx asks for them."""
_LEADING = 1.42
"""From line to line, times the size: what a face itself asks for would make every program's pages of another length."""


# What XML cannot hold: control characters, and halves of a pair that stand alone.
_UNFIT = {code: "\ufffd" for code in [*range(0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF] if code not in (9, 10)}


def fit(text: str) -> str:
    """The text with every character that XML cannot hold replaced by U+FFFD."""
    return text.translate(_UNFIT)


def color(value: str) -> RGBColor:
    """``#RRGGBB`` as Word takes it."""
    return RGBColor.from_string(value.removeprefix("#"))


def prepare(document: Document, scale: float | None = None) -> None:
    """Page, margins and every style that the blocks use; the picture of another document that comes along goes.

    With a ``scale`` everything is that much smaller, closer together, and every line of a height of its own, so that
    a page holds as much in any program.
    """
    related = document.part.package.rels
    for name in [name for name, one in related.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del related[name]
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Pt(theme.MARGIN_SIDE)
    section.top_margin, section.bottom_margin = Pt(theme.MARGIN_TOP), Pt(theme.MARGIN_BOTTOM)
    looks = _Looks(document, scale)
    looks.of("Normal", 10.0, after=5)
    looks.of("Heading 1", 15.0, theme.PRIMARY, bold=True, before=14, after=4)
    looks.of("Heading 2", 11.5, bold=True, before=8, after=4)
    looks.of("Title", 24, bold=True, after=6)
    looks.of("Body Text", 10.0, after=5)
    looks.of("List Bullet", 9.0, after=2.5)
    looks.of(CAPTION, 9, theme.MUTED, after=4)
    for name, size, ink, bold, after in (
        ("Small Text", 9.0, theme.INK, False, 3),
        ("Lead", 9.5, theme.MUTED, False, 6),
        ("Table Text", 8.5, theme.INK, False, 2),
        ("After Table", 5.0, theme.INK, False, 2),
        ("Quiet Text", 9.0, theme.MUTED, False, 4),
        ("Verdict", 20.0, theme.PRIMARY, True, 4),
        (STEP, 10.5, theme.INK, True, 2),
        (PANEL, 10.0, theme.INK, False, 0),
        (CONTENTS, 9.5, theme.INK, False, 0),
    ):
        made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name == CONTENTS)
        made.base_style = document.styles["Normal"]
        looks.of(name, size, ink, bold=bold, after=after)
    document.styles[STEP].paragraph_format.space_before = Pt(8)
    picture = document.styles.add_style(PICTURE, WD_STYLE_TYPE.PARAGRAPH)
    picture.base_style = document.styles["Normal"]
    picture.paragraph_format.line_spacing = 1.0
    room = document.styles[CONTENTS].paragraph_format
    room.tab_stops.add_tab_stop(Pt(theme.CONTENT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    for name in (CAPTION, "Lead", STEP):
        document.styles[name].paragraph_format.keep_with_next = True
    _bar_at_the_left(document.styles[PANEL])
    for name, kind, called in _OF_COMMENTS:
        document.styles.add_style(name, kind, builtin=True).element.set(qn("w:styleId"), called)
    document.settings.element.find(qn("w:zoom")).set(qn("w:percent"), "100")  # which the schema wants


class _Looks:
    """Gives styles their size, colour and room, all of them scaled alike."""

    def __init__(self, document: Document, scale: float | None) -> None:
        self._styles, self._scale = document.styles, scale

    def of(
        self, name: str, size: float, ink: str = theme.INK, *, bold: bool = False, before: float = 0, after: float = 0
    ) -> None:
        """How one style looks; lengths in points."""
        style, room = self._styles[name], self._styles[name].paragraph_format
        scale = self._scale or 1.0
        size = round(size * scale * 2) / 2  # Word knows halves of a point
        _font(style, size, ink, bold=bold)
        room.space_before, room.space_after = Pt(before * scale), Pt(after * scale)
        room.line_spacing = Pt(round(size * _LEADING * 2) / 2)


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
    for one in (borders, shade):
        properties.insert_element_before(one, "w:tabs", "w:spacing", "w:ind")
