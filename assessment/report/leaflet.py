"""A leaflet as PDF: no cover, the title at the head of its first page, sections as the report sets them."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from assessment.report.document import draw_edges, facts_of
from assessment.report.file import pdf
from assessment.report.sheet import PaperSheet
from assessment.report.stacking import draw_pages
from assessment.report.structure import PagePart, part
from assessment.report.told import section_flow
from assessment.report.typesetting import SMALL, TITLE, Text
from assessment.telling.blocks import numbered
from assessment.telling.leaflet import Leaflet


def leaflet_pdf(told: Leaflet) -> bytes:
    """A leaflet as PDF; the same leaflet gives the same bytes."""
    sheet = PaperSheet()
    draw_pages(list(_flow(told, sheet.root)), sheet)
    for at in range(len(sheet.pages)):
        draw_edges(sheet, told.subject, at + 1, told.title)
    return pdf(sheet, facts_of(told.subject, told.title))


def _flow(told: Leaflet, root: PagePart) -> Iterator[Flowable]:
    yield Text(told.title, TITLE, node=part("H1", root))
    for line in told.lines:
        yield Text(line, SMALL, node=part("P", root))
    for section in numbered(told.sections):
        yield from section_flow(section, root)
