"""A brief as one PDF, under a head that says whose it is and about what; the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reportlab.platypus import Flowable

from assessment.report.cover import HOUSE
from assessment.report.document import FOOTER, HEADER, LANGUAGE_TAGS
from assessment.report.file import Facts, pdf
from assessment.report.headings import LEAD, OutlinedHeading
from assessment.report.lettering import one_line, shorten
from assessment.report.pen import CanvasPen
from assessment.report.sheet import PaperSheet
from assessment.report.stacking import draw_pages
from assessment.report.structure import PagePart, part
from assessment.report.told import flowables
from assessment.report.typesetting import SMALL, Style, Text
from assessment.telling import theme
from assessment.telling.briefing import BriefHead, Head, ToldBrief

_TITLE = Style(20.0, 27.0, theme.PRIMARY, bold=True, space_after=2.0, keep_with_next=True)
_ABOUT = replace(SMALL, color=theme.MUTED, space_after=10.0, keep_with_next=True)


def brief_pdf(told: ToldBrief[Head]) -> bytes:
    """A told brief as PDF."""
    sheet = PaperSheet()
    draw_pages(list(_flowables(told, sheet.root)), sheet)
    for at in range(len(sheet.pages)):
        _draw_edges(sheet, told.subject, at + 1)
    return pdf(sheet, _facts(told.subject))


def _flowables(told: ToldBrief[Head], root: PagePart) -> Iterator[Flowable]:
    subject = told.subject
    yield Text(subject.title, _TITLE, node=part("H1", root))
    yield Text(subject.about, _ABOUT, node=part("P", root))
    for number, section in enumerate(told.sections, 1):
        yield OutlinedHeading(f"{number} {section.title}", section.id, parent=root)
        if section.lead != subject.about:
            yield Text(section.lead, LEAD, node=part("P", root))
        yield from flowables(section.blocks, root)


def _draw_edges(sheet: PaperSheet, subject: BriefHead, page: int) -> None:
    """The running header, and the foot with who made it and the page's number."""
    pen = CanvasPen(sheet)
    sheet.begin_edge()
    left, right, size = theme.MARGIN_SIDE, theme.MARGIN_SIDE + theme.CONTENT_WIDTH, theme.CAPTION_SIZE
    pen.text(left, HEADER, shorten(subject.title, theme.CONTENT_WIDTH * 0.6, size), size, theme.MUTED)
    pen.text(right, HEADER, subject.of_month, size, theme.MUTED, align=1)
    pen.line(left, HEADER - 8, right, HEADER - 8)
    made = subject.made_by or subject.tell(HOUSE)
    pen.text(left, FOOTER, shorten(made, theme.CONTENT_WIDTH * 0.7, size), size, theme.MUTED)
    place = subject.say("第 {page} 页 / 共 {pages} 页", "Page {page} of {pages}", page=page, pages=len(sheet.pages))
    pen.text(right, FOOTER, place, size, theme.MUTED, align=1)
    sheet.end_edge(page - 1)


def _facts(subject: BriefHead) -> Facts:
    """What the file says of itself, dated by the brief and not by the clock."""
    return Facts(
        title=one_line(f"{subject.title} · {subject.of_month}"),
        author=one_line(subject.made_by or subject.tell(HOUSE)),
        subject=one_line(subject.about),
        keywords=subject.keywords,
        creator=HOUSE.en,
        language=LANGUAGE_TAGS[subject.lang],
        on=subject.on,
    )
