"""Told blocks as flowables: how each kind of block looks on paper."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reportlab.platypus import Flowable

from assessment.report import boxes, figures, tables, typesetting
from assessment.report.chart import ChartBox
from assessment.report.headings import BULLET, IN_PANEL, LEAD, LISTED, SOURCE, OutlinedHeading
from assessment.report.lettering import text_width
from assessment.report.structure import PagePart, part
from assessment.report.typesetting import BODY, SMALL, SUBHEADING, Style, Text
from assessment.telling import blocks as told
from assessment.telling import theme

_ROLES: dict[told.Role, Style] = {
    "body": BODY,
    "small": SMALL,
    "lead": replace(SMALL, keep_with_next=True),
    "quiet": replace(SMALL, color=theme.MUTED),
    "source": SOURCE,
    "label": Style(theme.SMALL_SIZE, 13.0, theme.MUTED, space_after=2.0, keep_with_next=True),
    "verdict": Style(20.0, 28.0, theme.PRIMARY, bold=True, space_after=3.0),
}
_NUMBERED = replace(LISTED, indent=16.0)
_ASIDE = replace(SMALL, color=theme.MUTED, space_after=2.0, keep_with_next=True)
_TITLE = replace(SUBHEADING, size=10.5, leading=15.0, space_before=6.0, space_after=2.0)


def section_flow(section: told.Section, root: PagePart | None) -> Iterator[Flowable]:
    """A section under its heading, with the sentence that says what it answers."""
    yield OutlinedHeading(section.title, section.id, parent=root)
    if section.lead:
        yield Text(section.lead, LEAD, node=part("P", root))
    yield from flowables(section.blocks, root)


def flowables(found: Sequence[told.Block], parent: PagePart | None = None, margin: float = 0.0) -> Iterator[Flowable]:
    """The blocks of a section, top to bottom; ``parent`` is the part of the document that they stand in.

    Words and lists begin at ``margin``, points from the left; tables and charts take the whole width.
    """
    for place, block in enumerate(found):
        kept = told.keeps_with_next(found, place)
        for flowable in _flowable(block, parent, margin):
            if kept:
                flowable.keepWithNext = True
            yield flowable


def content(words: told.Words) -> typesetting.Content:
    """Words as the typesetter takes them; a framed word stands apart by its colour."""
    if isinstance(words, str):
        return words
    shown: list[str | typesetting.TextSpan] = []
    for one in told.spans(words):
        text = f" {one.text}" if one.tag else one.text
        color = theme.TONES[one.tone]
        shown.append(typesetting.TextSpan(text, one.strong, color) if one.strong or color else text)
    return shown


def _flowable(block: told.Block, parent: PagePart | None, margin: float) -> Iterator[Flowable]:
    match block:
        case told.Heading(text):
            yield OutlinedHeading(text, block.id, 1, parent) if block.id else _title(text, parent)
        case told.Paragraph(words, role):
            yield Text(content(words), _inset(_ROLES[role], margin), node=part("P", parent))
        case told.Bullets():
            yield from _bullets(block, parent, margin)
        case told.Table():
            yield _table(block, parent)
        case told.Figures(items):
            yield figures.FiguresRow([figures.FigureBox(one.value, one.caption, one.note) for one in items], parent)
        case told.Drawing(chart):
            yield ChartBox(chart, parent)
        case told.Panel(inner, tone):
            yield _panel(inner, tone, parent)
        case told.Fold(title, inner):
            if (alone := told.run_in(block)) is not None:
                yield from _bullets(alone, parent, margin)
                return
            yield from _fold(block, title, parent, margin)
            yield from flowables(inner, parent, margin)
        case told.Steps(items):
            steps = part("L", parent)
            for number, step in enumerate(items, 1):
                yield from _step(number, step, steps)
        case told.Beside(left, right, shares):
            yield boxes.Columns([list(flowables(left, parent)), list(flowables(right, parent))], shares)


def _title(text: str, parent: PagePart | None) -> Text:
    return Text(text, _TITLE, node=part("H3", parent))


def _fold(block: told.Fold, title: told.Words, parent: PagePart | None, margin: float) -> Iterator[Flowable]:
    text = told.plain(title) + (f" · {block.end}" if block.end else "")
    if block.id:
        yield OutlinedHeading(text, block.id, 1, parent)
    elif block.end:
        yield _title(text, parent)
    else:
        yield Text(text, _inset(_ASIDE, margin), node=part("P", parent))


@functools.cache
def _inset(style: Style, margin: float) -> Style:
    return replace(style, margin=margin)


@functools.cache
def _numbered(indent: float) -> Style:
    return replace(_NUMBERED, indent=indent)


def _bullets(block: told.Bullets, parent: PagePart | None, margin: float) -> Iterator[Flowable]:
    marks = block.marks or ([f"{n}." for n in range(1, len(block.items) + 1)] if block.ordered else [])
    widest = max((text_width(mark, LISTED.size) for mark in marks), default=0.0)
    style = _numbered(max(_NUMBERED.indent, widest + 3.0)) if marks else LISTED
    entries = part("L", parent)
    for place, item in enumerate(block.items):
        bullet = marks[place] if marks else BULLET
        yield Text(content(item), _inset(style, margin), bullet, part("LBody", part("LI", entries)))


def _table(block: told.Table, parent: PagePart | None) -> tables.TextTable:
    columns = [tables.TextColumn(one.title, one.share, one.align, one.strong, one.grouped) for one in block.columns]
    rows = [[content(cell) for cell in row] for row in block.rows]
    if block.total and rows:
        rows[-1] = [[typesetting.TextSpan(told.plain(cell), True)] for cell in block.rows[-1]]
    return tables.TextTable(columns, rows, parent)


def _panel(inner: Sequence[told.Block], tone: told.Tone, parent: PagePart | None) -> boxes.PanelBox:
    shown = list(flowables(inner, part("Div", parent)))
    if shown and isinstance(shown[-1], Text):
        shown[-1].spaceAfter = IN_PANEL.space_after
    ground = theme.PAPER if tone == "good" else theme.WASH
    return boxes.PanelBox(shown, bar=theme.TONES[tone] or theme.PRIMARY, ground=ground)


def _step(number: int, step: told.ToldStep, steps: PagePart | None) -> Iterator[Flowable]:
    facts = f"  {' · '.join(step.facts)}" if step.facts else ""
    title = [typesetting.TextSpan(told.plain(step.title), True), typesetting.TextSpan(facts, False, theme.MUTED)]
    body = part("LBody", part("LI", steps))
    style = replace(_NUMBERED, keep_with_next=bool(step.blocks))
    yield Text(title, style, f"{number}.", part("P", body))
    yield from flowables(step.blocks, body, _NUMBERED.indent)
