"""The first page: whose report, of when, what it is for, how its answers came about, and what it contains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import segno

from assessment.report.branding import draw_logo
from assessment.report.lettering import draw_text, fill, shorten, text_width
from assessment.report.pen import CanvasPen
from assessment.report.sheet import PaperSheet
from assessment.report.structure import PagePart, Role, part
from assessment.report.told import content
from assessment.report.typesetting import SMALL, Style, Text, fit_lines
from assessment.telling import theme
from assessment.telling.front import CONTENTS, HOUSE, TITLE, about, marks, report_number
from assessment.telling.seal import address, number
from assessment.telling.subject import Subject

_ABOVE, _BELOW = 122.0, 66.0  # of the coloured ground, over the name of the firm and under it, points
_STEPS = 5
_LINK_ROW = 19.0
_LEAST_ROW, _BETWEEN, _ENTRY = 13.0, 18.0, 9.0  # of contents in one column; the gap between two; its letters
_NAME_SIZES = ((30.0, 1), (26.0, 2), (22.0, 2), (18.0, 5))  # and how many lines of each the band holds
_ROOMY = "https://" + "x" * 56  # an address as long as any that a centre is likely to have
_CODE = 66.0
_NUMBER = Style(theme.CAPTION_SIZE, 11.5, theme.MUTED)
_BRAND = Style(11.0, 13.2, theme.PAPER, bold=True)
_BAND_PARTS: tuple[Role, ...] = ("P", "P", "H1", "P")


class ContentsLine(NamedTuple):
    """A line of the table of contents; ``key`` names the place it leads to."""

    title: str
    key: str
    page: int


def draw_cover(sheet: PaperSheet, subject: Subject, contents: Sequence[ContentsLine], verify_at: str) -> None:
    """Draw the page but for what stands at its foot."""
    pen, root = CanvasPen(sheet), sheet.root
    left, width = theme.MARGIN_SIDE, theme.CONTENT_WIDTH
    top = _draw_band(sheet, pen, subject) - 22
    sheet.begin(PagePart("P", root))
    top = draw_marks(pen, subject, left, top) - 14
    sheet.end()
    for words in about(subject):
        text = Text(content(words), replace(SMALL, size=9.0, leading=14.5), node=PagePart("P", root))
        top -= text.wrap(width, 0)[1] + 5
        text.draw_at(sheet, left, top + text.height)
    floor = theme.MARGIN_BOTTOM + room_for_seal(subject, verify_at) + 8
    _draw_contents(sheet, subject, contents, top - 20, floor)


def _draw_band(sheet: PaperSheet, pen: CanvasPen, subject: Subject) -> float:
    """The coloured head with rising steps, no higher than the names of firm and report need; where it ends."""
    height, width, left = theme.PAGE_HEIGHT, theme.PAGE_WIDTH, theme.MARGIN_SIDE
    house, title, of, on = (PagePart(role, sheet.root) for role in _BAND_PARTS)
    name = _name(subject.advisory.firm.name, of)
    bottom = height - _ABOVE - name.height - _BELOW
    brand = subject.brand
    sheet.begin(None)
    pen.rect(0, bottom, width, height - bottom, fill=theme.LEVELS[4] if brand is None else brand.color)
    for at in range(_STEPS):
        x = width - (_STEPS - at) * 34
        top = bottom + 14 + 17 * at
        pen.polygon(
            [(x, bottom), (x + 34, bottom), (x + 34, top), (x, top)], fill=theme.PRIMARY_SOFT, opacity=0.16 + 0.07 * at
        )
    sheet.end()
    room = theme.CONTENT_WIDTH
    if brand is not None and brand.logo is not None:
        draw_logo(sheet, brand, left + theme.CONTENT_WIDTH, height - 34)
        room *= 0.6
    short = subject.tell(HOUSE) if brand is None else brand.short
    shown = Text("\n".join(fit_lines(short, room, 2, 11.0, True)), _BRAND, node=house)
    shown.wrap(theme.CONTENT_WIDTH, 0)
    shown.draw_at(sheet, left, height - 52 + shown.height / 2)
    draw_text(sheet, left, height - 109, subject.tell(TITLE), 14.0, theme.LEVELS[1], node=title)
    name.draw_at(sheet, left, height - _ABOVE)
    under = height - _ABOVE - name.height - 20
    sheet.begin(None)
    pen.line(left, under + 8, left + 36, under + 8, theme.LEVELS[1], 1.6)
    sheet.end()
    draw_text(sheet, left, under - 14, subject.day(subject.advisory.on), 11.0, theme.LEVELS[1], node=on)
    return bottom


def _name(name: str, node: PagePart) -> Text:
    """The firm's name as large as it fits; what exceeds five lines is cut."""
    for size, most in _NAME_SIZES:
        style = Style(size, size * 1.28, theme.PAPER, bold=True)
        text = Text(name, style, node=node)
        if len(text.lines(theme.CONTENT_WIDTH)) <= most:
            break
    else:
        text = Text("\n".join(fit_lines(name, theme.CONTENT_WIDTH, most, size, bold=True)), style, node=node)
    text.wrap(theme.CONTENT_WIDTH, 0)
    return text


def draw_marks(pen: CanvasPen, subject: Subject, x: float, y: float) -> float:
    """How far the content can be trusted, each in a frame of its own; where they end."""
    for mark in marks(subject):
        color = theme.TONES[mark.tone] or theme.INK
        wide = text_width(mark.text, theme.SMALL_SIZE, bold=True) + 16
        pen.rect(x, y - 9, wide, 18, stroke=color)
        pen.text(x + wide / 2, y, mark.text, theme.SMALL_SIZE, color, bold=True, align=0.5)
        x += wide + 8
    return y - 9


def _draw_contents(
    sheet: PaperSheet, subject: Subject, contents: Sequence[ContentsLine], y: float, floor: float
) -> None:
    """The sections with their pages, none below ``floor``; each line leads there."""
    left, right = theme.MARGIN_SIDE, theme.MARGIN_SIDE + theme.CONTENT_WIDTH
    title = subject.tell(CONTENTS)
    head, listed = PagePart("H2", sheet.root), PagePart("TOC", sheet.root)
    draw_text(sheet, left, y - 4, title, theme.SUBHEADING_SIZE, theme.PRIMARY, bold=True, node=head)
    y -= 9
    columns = 1 if (y - floor) / max(1, len(contents)) >= _LEAST_ROW else 2
    rows = -(-len(contents) // columns)
    row = min(_LINK_ROW, (y - floor) / max(1, rows))
    wide = (right - left - _BETWEEN * (columns - 1)) / columns
    pen = CanvasPen(sheet)
    sheet.begin(None)
    for column in range(columns):
        x = left + column * (wide + _BETWEEN)
        for at in range(rows + 1):
            pen.line(x, y - at * row, x + wide, y - at * row)
    sheet.end()
    for place, entry in enumerate(contents):
        x, top = left + place // rows * (wide + _BETWEEN), y - place % rows * row
        node = PagePart("Link", PagePart("TOCI", listed))
        sheet.begin(node)
        pen.text(x + 2, top - row / 2, shorten(entry.title, wide - 24, _ENTRY), _ENTRY)
        pen.text(x + wide, top - row / 2, str(entry.page), _ENTRY, theme.MUTED, align=1)
        sheet.end()
        sheet.link((x, top - row, x + wide, top), entry.key, entry.title, node)


def room_for_seal(subject: Subject, verify_at: str) -> float:
    """The height kept free for the seal: that of one with a code, so that all else lies the same with and without."""
    addresses = ("", _ROOMY, verify_at)
    return max(_seal(subject, number("0" * 20), at, None)[2] for at in addresses)


def _seal(subject: Subject, report: str, verify_at: str, root: PagePart | None) -> tuple[Text, Text, float]:
    """What the seal says, wrapped, and its height."""
    inside = theme.CONTENT_WIDTH - 26 - (_CODE + 12 if verify_at else 0)
    style = replace(SMALL, color=theme.INK, space_after=0.0)
    text = Text(subject.tell(subject.advisory.disclaimer), style, node=part("P", root))
    at = address(verify_at, report) if verify_at else ""
    named = Text(content(report_number(subject, report, at)), _NUMBER, node=part("P", root))
    text.wrap(inside, 0)
    named.wrap(inside, 0)
    return text, named, max(text.height + named.height + 20, _CODE + 12 if verify_at else 0)


def draw_seal(sheet: PaperSheet, subject: Subject, report: str, verify_at: str) -> None:
    """What the report is not, its number, and where that is confirmed; with a code for a telephone to read."""
    left, width, bottom = theme.MARGIN_SIDE, theme.CONTENT_WIDTH, theme.MARGIN_BOTTOM
    text, named, height = _seal(subject, report, verify_at, sheet.root)
    pen = CanvasPen(sheet)
    sheet.begin(None)
    pen.rect(left, bottom, width, height, fill=theme.WASH)
    pen.rect(left, bottom, 2.4, height, fill=theme.CAUTION)
    sheet.end()
    top = bottom + height - 8
    text.draw_at(sheet, left + 14, top)
    named.draw_at(sheet, left + 14, top - text.height - 4)
    if verify_at:
        at = address(verify_at, report)
        words = subject.say("二维码，打开 {at}", "QR code that opens {at}", at=at)
        sheet.begin(PagePart("Figure", sheet.root, words))
        _draw_code(sheet, at, left + width - _CODE - 6, bottom + (height - _CODE) / 2)
        sheet.end()


def _draw_code(sheet: PaperSheet, words: str, x: float, y: float) -> None:
    """A QR code with its quiet zone, dark modules in one path."""
    rows = [list(row) for row in segno.make(words, error="m", micro=False).matrix]
    size = _CODE / (len(rows) + 4)
    squares = [
        f"{x + (column + 2) * size:.3f} {y + _CODE - (row + 3) * size:.3f} {size:.3f} {size:.3f} re"
        for row, modules in enumerate(rows)
        for column, dark in enumerate(modules)
        if dark
    ]
    sheet.put(f"{fill(theme.PAPER)} {x:.2f} {y:.2f} {_CODE} {_CODE} re f {fill(theme.INK)} {' '.join(squares)} f")
