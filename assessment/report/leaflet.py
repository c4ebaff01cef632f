"""Leaflets and briefs as PDF: no cover, the title at the head of the first page, sections as the report sets them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reportlab.platypus import Flowable

from assessment.report.document import LANGUAGE_TAGS, draw_edges, draw_head_and_foot, facts_of
from assessment.report.file import Facts, pdf
from assessment.report.lettering import one_line
from assessment.report.sheet import PaperSheet
from assessment.report.stacking import draw_pages
from assessment.report.structure import part
from assessment.report.told import section_flow
from assessment.report.typesetting import SMALL, TITLE, Style, Text
from assessment.telling import theme
from assessment.telling.blocks import Section, numbered
from assessment.telling.brief.head import BriefHead, Head, ToldBrief
from assessment.telling.front import HOUSE
from assessment.telling.leaflets.leaflet import Leaflet

_BRIEF_TITLE = Style(20.0, 27.0, theme.PRIMARY, bold=True, space_after=2.0, keep_with_next=True)
_ABOUT = replace(SMALL, color=theme.MUTED, space_after=10.0, keep_with_next=True)


def leaflet_pdf(told: Leaflet) -> bytes:
    """A leaflet as PDF; the same leaflet gives the same bytes."""
    sheet = _sheet([(told.title, TITLE), *((line, SMALL) for line in told.lines)], told.sections)
    for at in range(len(sheet.pages)):
        draw_edges(sheet, told.subject, at + 1, told.title)
    return pdf(sheet, facts_of(told.subject, told.title))


def brief_pdf(told: ToldBrief[Head]) -> bytes:
    """A told brief as PDF, under a head that says whose it is and about what; the same bytes each time."""
    subject = told.subject
    sheet = _sheet([(subject.title, _BRIEF_TITLE), (subject.about, _ABOUT)], told.sections)
    for at in range(len(sheet.pages)):
        head = (subject.title, subject.of_month)
        draw_head_and_foot(sheet, subject, at + 1, head, subject.made_by or subject.tell(HOUSE))
    return pdf(sheet, brief_facts(subject))


def brief_facts(subject: BriefHead) -> Facts:
    """What the file of a brief says of itself, dated by the brief and not by the clock."""
    return Facts(
        title=one_line(f"{subject.title} · {subject.of_month}"),
        author=one_line(subject.made_by or subject.tell(HOUSE)),
        subject=one_line(subject.about),
        keywords=subject.keywords,
        creator=HOUSE.en,
        language=LANGUAGE_TAGS[subject.lang],
        on=subject.on,
    )


def _sheet(head: Sequence[tuple[str, Style]], sections: Sequence[Section]) -> PaperSheet:
    """The pages: what stands above, the title first, then the sections."""
    sheet = PaperSheet()

    def flow() -> Iterator[Flowable]:
        for place, (text, style) in enumerate(head):
            yield Text(text, style, node=part("P" if place else "H1", sheet.root))
        for section in numbered(sections):
            yield from section_flow(section, sheet.root)

    draw_pages(list(flow()), sheet)
    return sheet
