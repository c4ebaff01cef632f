"""Helpers of the report tests: draw flowables into a PDF and read it back."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pypdfium2
from reportlab.platypus import Flowable

from assessment.report.chart import ChartBox
from assessment.report.file import Facts, pdf
from assessment.report.sheet import PaperSheet
from assessment.report.stacking import draw_stack, paginate
from assessment.telling import theme
from assessment.telling.charts.base import Chart

FACTS = Facts("Title", "Author", "Subject", "keywords", "Creator", "zh-CN", datetime.date(2026, 11, 23))


def pdf_of(*parts: Flowable | Chart) -> bytes:
    """A PDF with flowables and charts one below the other on A4 pages."""
    flowables = [ChartBox(part) if isinstance(part, Chart) else part for part in parts]
    sheet = PaperSheet()
    for page in paginate(flowables, theme.CONTENT_WIDTH, theme.CONTENT_HEIGHT):
        draw_stack(page, sheet, theme.MARGIN_SIDE, theme.PAGE_HEIGHT - theme.MARGIN_TOP)
        sheet.showPage()
    return pdf(sheet, FACTS)


def read(pdf: bytes) -> str:
    """The text as Chromium's reader sees it, page after page."""
    document = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def ink_of(pdf: bytes, page: int = 0) -> float:
    """The share of a page that is not white."""
    bitmap = pypdfium2.PdfDocument(pdf)[page].render(scale=1).to_numpy()
    return float((bitmap.min(axis=2) < 250).mean())


def joined(text: str) -> str:
    """Text without white space, to compare what readers lay out differently."""
    return "".join(text.split())


def page_count(pdf: bytes) -> int:
    """The number of pages."""
    return len(pypdfium2.PdfDocument(pdf))


def all_of(needles: Sequence[str], text: str) -> bool:
    """True when every needle is in the text, white space aside."""
    found = joined(text)
    return all(joined(needle) in found for needle in needles)
