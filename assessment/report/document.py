"""The advisory report as one PDF: an ``Advisory`` in, a document out that an owner reads and a bank can check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from reportlab.platypus import Flowable

from assessment.advisory import Advisory
from assessment.language import Lang
from assessment.report.branding import draw_draft
from assessment.report.comments import comment_panel
from assessment.report.cover import HOUSE, TITLE, ContentsLine, draw_cover
from assessment.report.file import Facts, pdf
from assessment.report.headings import LEAD, OutlinedHeading
from assessment.report.lettering import one_line, shorten, text_width
from assessment.report.pen import CanvasPen
from assessment.report.sheet import PaperSheet
from assessment.report.stacking import Placed, draw_stack, paginate
from assessment.report.structure import PagePart, part
from assessment.report.told import flowables
from assessment.report.typesetting import Text
from assessment.telling import theme
from assessment.telling.blocks import Length
from assessment.telling.brand import Brand, Signed
from assessment.telling.document import Document, document
from assessment.telling.subject import Subject

__all__ = ["Brand", "write_report"]

_LANGUAGE_TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}
_HEADER = theme.PAGE_HEIGHT - theme.MARGIN_TOP + 16
_FOOTER = theme.MARGIN_BOTTOM - 20


def write_report(
    out: Path | IO[bytes],
    advisory: Advisory,
    lang: Lang,
    brand: Brand | None = None,
    length: Length = "full",
    chosen: Sequence[str] | None = None,
    signed: Signed | None = None,
) -> None:
    """Write the report of one advisory as PDF to a path or a binary stream.

    ``length`` and ``chosen`` are those of ``telling.document``. The same advisory, language, brand and cut give the
    same bytes. Raises ``OSError`` when the path cannot be written.
    """
    data = _report(document(Subject(advisory, lang, brand, signed=signed), length, chosen))
    if isinstance(out, Path):
        out.write_bytes(data)
    else:
        out.write(data)


def _report(told: Document) -> bytes:
    subject, sheet = told.subject, PaperSheet()
    pages = layout(told, sheet.root)
    sections, sheet.root.kids = sheet.root.kids, []  # the cover is read before them
    draw_cover(sheet, subject, _contents(pages))
    sheet.root.kids += sections
    sheet.showPage()
    for placed in pages:
        draw_stack(placed, sheet, theme.MARGIN_SIDE, theme.PAGE_HEIGHT - theme.MARGIN_TOP)
        sheet.showPage()
    for number in range(len(sheet.pages)):
        if number:
            _draw_edges(sheet, subject, number + 1)
        draw_draft(sheet, subject, number)  # below all else
    return pdf(sheet, _facts(subject))


def layout(told: Document, root: PagePart | None = None) -> list[list[Placed]]:
    """Everything after the cover, page by page, in columns of the content's width and height."""
    flowables = [flowable for section in _sections(told, root) for flowable in section]
    return paginate(flowables, theme.CONTENT_WIDTH, theme.CONTENT_HEIGHT)


def _sections(told: Document, root: PagePart | None) -> Iterator[list[Flowable]]:
    """Every section under its heading, the consultant's comments at its end; comments on no section stand last."""
    subject = told.subject
    known = {section.id for section in told.sections}
    for number, section in enumerate(told.sections, 1):
        last = number == len(told.sections)
        yield [
            OutlinedHeading(f"{number} {section.title}", section.id, parent=root),
            Text(section.lead, LEAD, node=part("P", root)),
            *flowables(section.blocks, root),
            *(
                comment_panel(subject, one, root)
                for one in subject.advisory.comments
                if one.section == section.id or (last and one.section not in known)
            ),
        ]


def _contents(pages: list[list[Placed]]) -> list[ContentsLine]:
    return [
        ContentsLine(placed.flowable.text, placed.flowable.key, number)
        for number, page in enumerate(pages, 2)
        for placed in page
        if isinstance(placed.flowable, OutlinedHeading) and placed.flowable.depth == 0
    ]


def _draw_edges(sheet: PaperSheet, subject: Subject, page: int) -> None:
    """The running header and the foot with the page number."""
    pen = CanvasPen(sheet)
    sheet.begin_edge()
    left, right = theme.MARGIN_SIDE, theme.MARGIN_SIDE + theme.CONTENT_WIDTH
    size = theme.CAPTION_SIZE
    name = shorten(subject.advisory.firm.name, theme.CONTENT_WIDTH * 0.55, size)
    pen.text(left, _HEADER, name, size, theme.MUTED)
    pen.text(right, _HEADER, shorten(subject.tell(TITLE), theme.CONTENT_WIDTH * 0.42, size), size, theme.MUTED, align=1)
    pen.line(left, _HEADER - 8, right, _HEADER - 8)
    day = f"  ·  {subject.day(subject.advisory.on)}"
    brand = subject.brand.short if subject.brand else subject.tell(HOUSE)
    room = theme.CONTENT_WIDTH * 0.6 - text_width(day, size)  # a long name is shortened, the day never
    pen.text(left, _FOOTER, shorten(brand, room, size) + day, size, theme.MUTED)
    number = subject.say("第 {page} 页 / 共 {pages} 页", "Page {page} of {pages}", page=page, pages=len(sheet.pages))
    pen.text(right, _FOOTER, number, size, theme.MUTED, align=1)
    sheet.end_edge(page - 1)


def _facts(subject: Subject) -> Facts:
    """What the file says of itself, dated by the advisory and not by the clock."""
    advisory = subject.advisory
    return Facts(
        title=one_line(f"{advisory.firm.name} · {subject.tell(TITLE)}"),
        author=one_line(subject.brand.whole if subject.brand else subject.tell(HOUSE)),
        subject=one_line(subject.tell(advisory.main.summary)),
        keywords=", ".join([subject.tell(advisory.main.short_title), *advisory.versions.frameworks]),
        creator=f"{HOUSE.en} {advisory.versions.software}",
        language=_LANGUAGE_TAGS[subject.lang],
        on=advisory.on,
    )
