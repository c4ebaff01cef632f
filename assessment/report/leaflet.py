"""A leaflet as PDF: no cover, the title at the head of its first page, sections as the report sets them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from reportlab.platypus import Flowable

from assessment.report.document import draw_edges, facts_of
from assessment.report.file import pdf
from assessment.report.headings import LEAD, OutlinedHeading
from assessment.report.sheet import PaperSheet
from assessment.report.stacking import draw_stack, paginate
from assessment.report.structure import PagePart, part
from assessment.report.told import flowables
from assessment.report.typesetting import SMALL, TITLE, Text
from assessment.telling import theme
from assessment.telling.leaflet import Leaflet


def write_leaflet(out: Path | IO[bytes], told: Leaflet) -> None:
    """Write a leaflet to a path or a binary stream; the same leaflet gives the same bytes."""
    sheet = PaperSheet()
    pages = paginate(list(_flow(told, sheet.root)), theme.CONTENT_WIDTH, theme.CONTENT_HEIGHT)
    for placed in pages:
        draw_stack(placed, sheet, theme.MARGIN_SIDE, theme.PAGE_HEIGHT - theme.MARGIN_TOP)
        sheet.showPage()
    for at in range(len(sheet.pages)):
        draw_edges(sheet, told.subject, at + 1, told.title)
    data = pdf(sheet, facts_of(told.subject, told.title))
    if isinstance(out, Path):
        out.write_bytes(data)
    else:
        out.write(data)


def leaflet_bytes(told: Leaflet) -> bytes:
    """The leaflet as the bytes of a file."""
    stream = io.BytesIO()
    write_leaflet(stream, told)
    return stream.getvalue()


def _flow(told: Leaflet, root: PagePart) -> Iterator[Flowable]:
    yield Text(told.title, TITLE, node=part("H1", root))
    for line in told.lines:
        yield Text(line, SMALL, node=part("P", root))
    for number, section in enumerate(told.sections, 1):
        yield OutlinedHeading(f"{number} {section.title}", section.id, parent=root)
        yield Text(section.lead, LEAD, node=part("P", root))
        yield from flowables(section.blocks, root)
