"""A brief as one PDF, under a head that says whose it is and about what; the same bytes each time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reportlab.platypus import Flowable

from assessment.report.document import LANGUAGE_TAGS, draw_head_and_foot
from assessment.report.file import Facts, pdf
from assessment.report.lettering import one_line
from assessment.report.sheet import PaperSheet
from assessment.report.stacking import draw_pages
from assessment.report.structure import PagePart, part
from assessment.report.told import section_flow
from assessment.report.typesetting import SMALL, Style, Text
from assessment.telling import theme
from assessment.telling.blocks import numbered
from assessment.telling.briefing import BriefHead, Head, ToldBrief
from assessment.telling.front import HOUSE

_TITLE = Style(20.0, 27.0, theme.PRIMARY, bold=True, space_after=2.0, keep_with_next=True)
_ABOUT = replace(SMALL, color=theme.MUTED, space_after=10.0, keep_with_next=True)


def brief_pdf(told: ToldBrief[Head]) -> bytes:
    """A told brief as PDF."""
    sheet, subject = PaperSheet(), told.subject
    draw_pages(list(_flowables(told, sheet.root)), sheet)
    for at in range(len(sheet.pages)):
        head = (subject.title, subject.of_month)
        draw_head_and_foot(sheet, subject, at + 1, head, subject.made_by or subject.tell(HOUSE))
    return pdf(sheet, _facts(subject))


def _flowables(told: ToldBrief[Head], root: PagePart) -> Iterator[Flowable]:
    subject = told.subject
    yield Text(subject.title, _TITLE, node=part("H1", root))
    yield Text(subject.about, _ABOUT, node=part("P", root))
    for section in numbered(told.sections):
        yield from section_flow(section, root)


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
