"""The first page: whose report, of when, what it is for, how its answers came about, and what it contains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from assessment.language import label
from assessment.report.branding import draw_logo
from assessment.report.lettering import text_width
from assessment.report.pen import CanvasPen
from assessment.report.typesetting import SMALL, Content, Style, Text, TextSpan, fit_lines
from assessment.telling import theme
from assessment.telling.sections.visited import counted
from assessment.telling.subject import Subject

HOUSE = label("赣企数诊", "Ganqi Shuzhen")
TITLE = label("数字化转型自测与建议报告", "Digital transformation: self-assessment and advice")

_BAND = 330.0  # height of the coloured ground, points
_STEPS = 5
_LINK_ROW = 19.0
_NAME_SIZES = ((30.0, 1), (26.0, 2), (22.0, 2), (18.0, 5))  # and how many lines of each the band holds
_FACTS = ("city", "chain", "employees", "revenue")


class ContentsLine(NamedTuple):
    """A line of the table of contents; ``key`` names the place it leads to."""

    title: str
    key: str
    page: int


def draw_cover(canvas: Canvas, subject: Subject, contents: Sequence[ContentsLine]) -> None:
    """Draw the whole page."""
    pen = CanvasPen(canvas)
    _draw_band(canvas, pen, subject)
    left, width = theme.MARGIN_SIDE, theme.CONTENT_WIDTH
    top = theme.PAGE_HEIGHT - _BAND - 22
    top = _draw_marks(pen, subject, left, top) - 14
    for content in _about(subject):
        text = Text(content, replace(SMALL, size=9.0, leading=14.5))
        top -= text.wrap(width, 0)[1] + 5
        text.draw_at(canvas, left, top + text.height)
    floor = _draw_disclaimer(canvas, pen, subject)
    _draw_contents(canvas, pen, subject, contents, top - 20, floor + 8)


def _draw_band(canvas: Canvas, pen: CanvasPen, subject: Subject) -> None:
    """The coloured head with rising steps, the name of the firm and of the report."""
    height, width, left = theme.PAGE_HEIGHT, theme.PAGE_WIDTH, theme.MARGIN_SIDE
    bottom = height - _BAND
    brand = subject.brand
    pen.rect(0, bottom, width, _BAND, fill=theme.LEVELS[4] if brand is None else brand.color)
    for at in range(_STEPS):
        x = width - (_STEPS - at) * 34
        top = bottom + 14 + 17 * at
        pen.polygon(
            [(x, bottom), (x + 34, bottom), (x + 34, top), (x, top)], fill=theme.PRIMARY_SOFT, opacity=0.16 + 0.07 * at
        )
    short = subject.tell(HOUSE) if brand is None else brand.short
    room = theme.CONTENT_WIDTH
    if brand is not None and brand.logo is not None:
        draw_logo(canvas, brand.logo, left + theme.CONTENT_WIDTH, height - 34)
        room *= 0.6
    pen.block(left, height - 52, fit_lines(short, room, 2, 11.0, True), 11.0, theme.PAPER, bold=True)
    pen.text(left, height - 104, subject.tell(TITLE), 14.0, theme.LEVELS[1])
    name = _name(subject.advisory.firm.name)
    name.draw_at(canvas, left, height - 122)
    under = height - 122 - name.height - 20
    pen.line(left, under + 8, left + 36, under + 8, theme.LEVELS[1], 1.6)
    pen.text(left, under - 10, subject.day(subject.advisory.on), 11.0, theme.LEVELS[1])


def _name(name: str) -> Text:
    """The firm's name as large as it fits; what exceeds five lines is cut."""
    for size, most in _NAME_SIZES:
        style = Style(size, size * 1.28, theme.PAPER, bold=True)
        text = Text(name, style)
        if len(text.lines(theme.CONTENT_WIDTH)) <= most:
            break
    else:
        text = Text("\n".join(fit_lines(name, theme.CONTENT_WIDTH, most, size, bold=True)), style)
    text.wrap(theme.CONTENT_WIDTH, 0)
    return text


def _draw_marks(pen: CanvasPen, subject: Subject, x: float, y: float) -> float:
    """How far the content can be trusted, each in a frame of its own; where they end."""
    for text, color in _marks(subject):
        wide = text_width(text, theme.SMALL_SIZE, bold=True) + 16
        pen.rect(x, y - 9, wide, 18, stroke=color)
        pen.text(x + wide / 2, y, text, theme.SMALL_SIZE, color, bold=True, align=0.5)
        x += wide + 8
    return y - 9


def _marks(subject: Subject) -> Iterator[tuple[str, str]]:
    verified = len(subject.advisory.verified)
    if subject.is_sample:
        yield subject.say("示例企业，不是真实的企业", "Sample firm, not a real one"), theme.CAUTION
    yield subject.say("企业自测", "Self-reported"), theme.PRIMARY
    if verified:
        yield (
            subject.say(
                "{n} 个回答经现场核实",
                "{answers} verified on site",
                n=verified,
                answers=subject.count(verified, "", "answer"),
            ),
            theme.GOOD,
        )
    else:
        yield subject.say("未经现场核实", "Not verified on site"), theme.CAUTION
    yield subject.say("不是官方评定", "No official rating"), theme.CAUTION


def _about(subject: Subject) -> Iterator[Content]:
    advisory = subject.advisory
    facts = {entry.fact: entry for entry in advisory.firm.profile}
    told = [subject.tell(advisory.firm.size.label)]
    told += [
        f"{subject.tell(facts[fact].label)}{subject.say('：', ': ')}{subject.tell(facts[fact].text)}"
        for fact in _FACTS
        if fact in facts
    ]
    yield [TextSpan(subject.say("企业：", "The firm: "), bold=True), subject.say("；", "; ").join(told)]
    yield [TextSpan(subject.say("用途：", "Purpose: "), bold=True), subject.tell(advisory.main.purpose)]
    visit = advisory.visit
    if visit is not None and visit.day is not None:
        day = subject.say("{day}；{n}。", "{day}; {n}.", day=subject.day(visit.day), n=counted(subject, visit))
        yield [TextSpan(subject.say("走访：", "Visited: "), bold=True), day]
    if subject.brand:
        made = subject.say(
            "{brand}。用{house}编制。",
            "{brand}. Made with {house}.",
            brand=subject.brand.whole,
            house=HOUSE,
        )
        state = subject.say("草稿，还没有签署。", " Draft, not signed yet.")
        if subject.signed is not None:
            signed = subject.signed
            state = subject.say(
                "{day}在{place}签署。", " Signed in {place} on {day}.", place=signed.place, day=subject.day(signed.day)
            )
        yield [TextSpan(subject.say("编制：", "Prepared: "), bold=True), made, TextSpan(state, bold=True)]


def _draw_contents(
    canvas: Canvas, pen: CanvasPen, subject: Subject, contents: Sequence[ContentsLine], y: float, floor: float
) -> None:
    """The sections with their pages, none below ``floor``; each line leads there."""
    left, right = theme.MARGIN_SIDE, theme.MARGIN_SIDE + theme.CONTENT_WIDTH
    pen.text(left, y, subject.say("目录", "Contents"), theme.SUBHEADING_SIZE, theme.PRIMARY, bold=True)
    y -= 9
    row = min(_LINK_ROW, (y - floor) / max(1, len(contents)))
    for entry in contents:
        pen.line(left, y, right, y)
        middle = y - row / 2
        pen.text(left + 2, middle, entry.title, 9.0)
        pen.text(right, middle, str(entry.page), 9.0, theme.MUTED, align=1)
        canvas.linkAbsolute("", entry.key, (left, y - row, right, y))
        y -= row
    pen.line(left, y, right, y)


def _draw_disclaimer(canvas: Canvas, pen: CanvasPen, subject: Subject) -> float:
    """What the report is for, at the foot; where it begins."""
    text = Text(subject.tell(subject.advisory.disclaimer), replace(SMALL, color=theme.INK, space_after=0.0))
    height = text.wrap(theme.CONTENT_WIDTH - 26, 0)[1]
    bottom = theme.MARGIN_BOTTOM
    pen.rect(theme.MARGIN_SIDE, bottom, theme.CONTENT_WIDTH, height + 16, fill=theme.WASH)
    pen.rect(theme.MARGIN_SIDE, bottom, 2.4, height + 16, fill=theme.CAUTION)
    text.draw_at(canvas, theme.MARGIN_SIDE + 14, bottom + 8 + height)
    return bottom + height + 16
