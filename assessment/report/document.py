"""The advisory report as one PDF: an ``Advisory`` in, a document out that an owner reads and a bank can check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from reportlab.platypus import Flowable

from assessment.advisory import Advisory
from assessment.language import Lang
from assessment.output import put
from assessment.report.branding import draw_draft
from assessment.report.comments import comment_panel
from assessment.report.cover import ContentsLine, draw_cover, draw_seal
from assessment.report.file import Facts, pdf
from assessment.report.headings import OutlinedHeading
from assessment.report.lettering import one_line, shorten, text_width
from assessment.report.one_page import draw_one_page
from assessment.report.pen import CanvasPen
from assessment.report.sheet import PaperSheet
from assessment.report.stacking import Placed, draw_page, paginate, stack
from assessment.report.structure import PagePart
from assessment.report.told import section_flow
from assessment.telling import seal, theme
from assessment.telling.blocks import Length, numbered
from assessment.telling.brand import Brand, Signed
from assessment.telling.document import YIELDING, Document, document
from assessment.telling.front import HOUSE, TITLE, page_number
from assessment.telling.seal import Seal
from assessment.telling.speech import Speech
from assessment.telling.subject import Subject

__all__ = ["Brand", "write_report"]

LANGUAGE_TAGS: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}
"""How a file names its language."""
OWNERS_PAGES = 8
"""The owner's length has no more, cover and all."""
_FEW_LINES, BELOW = 230.0, 10.0
"""The height of a last page that is spared where it can be, and what each other page gives for it; points."""
_GAPS = (1.0, 0.85, 0.7, 0.55)
"""What is left of the gaps between paragraphs where that spares the last page."""
HEADER = theme.PAGE_HEIGHT - theme.MARGIN_TOP + 16
FOOTER = theme.MARGIN_BOTTOM - 20
"""Where the running header and the foot stand."""


def write_report(
    out: Path | IO[bytes],
    advisory: Advisory,
    lang: Lang,
    brand: Brand | None = None,
    length: Length = "full",
    chosen: Sequence[str] | None = None,
    signed: Signed | None = None,
    verify_at: str = "",
) -> Seal:
    """Write the report of one advisory as PDF to a path or a binary stream; its number and the digest of the file.

    ``length`` and ``chosen`` are those of ``telling.document``. ``verify_at`` is the address of the pages on which the
    report can be confirmed once it is entered there; without it the report says that it cannot. The same advisory,
    language, brand, cut and address give the same bytes. Raises ``OSError`` when the path cannot be written.
    """
    told = told_at(Subject(advisory, lang, brand, signed=signed), length, chosen)
    sheet, facts = _drawn(told, verify_at, one_page=length == "page")
    data = pdf(sheet, facts)
    put(out, data)
    return Seal(facts.identifier, seal.digest(data), advisory.on, editions(advisory))


def told_at(subject: Subject, length: Length, chosen: Sequence[str] | None = None) -> Document:
    """The document of a length, for every kind of paper; of the owner's as much as stands on its pages.

    Sections that somebody chose all stay, and so does what a consultant remarked, whatever it takes.
    """
    told = document(subject, length, chosen)
    remarked = {one.section for one in subject.advisory.comments}
    without: list[str] = []
    for name in sorted(YIELDING, key=remarked.__contains__) if length == "owner" and chosen is None else ():
        if len(layout(told)) + 1 <= OWNERS_PAGES:
            break
        without.append(name)
        told = document(subject, length, without=without)
    return told


def number_of(told: Document, one_page: bool) -> str:
    """The number of the report that a document makes, whatever else shows the same document."""
    return _drawn(told, "", one_page)[1].identifier


def editions(advisory: Advisory) -> tuple[str, ...]:
    """What the result rests on, each with its edition."""
    versions = advisory.versions
    return (*versions.frameworks, f"software {versions.software}")


def _drawn(told: Document, verify_at: str, one_page: bool) -> tuple[PaperSheet, Facts]:
    """All pages, and what the file says of itself, its number too."""
    subject, sheet = told.subject, PaperSheet()
    if one_page:
        draw_one_page(sheet, told, verify_at)
        sheet.showPage()
        first: list[PagePart] = sheet.root.kids
        then: list[PagePart] = []
    else:
        first, then = _draw_pages(sheet, told, verify_at)
    sheet.root.kids = []
    facts = facts_of(subject, subject.tell(TITLE))
    report = seal.number(sheet.fingerprint([facts.title, facts.author, facts.subject, facts.keywords, facts.creator]))
    sheet.go_on(0)
    draw_seal(sheet, subject, report, verify_at)
    sheet.leave()
    sheet.root.kids = [*first, *sheet.root.kids, *then]
    for at in range(len(sheet.pages)):
        if at:
            draw_edges(sheet, subject, at + 1, subject.tell(TITLE), report)
        draw_draft(sheet, subject, at)  # below all else
    return sheet, replace(facts, identifier=report)


def _draw_pages(sheet: PaperSheet, told: Document, verify_at: str) -> tuple[list[PagePart], list[PagePart]]:
    """Cover and pages; what is read before the seal at the foot of the cover, and what after it."""
    pages = layout(told, sheet.root)
    sections, sheet.root.kids = sheet.root.kids, []  # the cover is read before them
    draw_cover(sheet, told.subject, _contents(pages), verify_at)
    cover, sheet.root.kids = sheet.root.kids, []
    sheet.showPage()
    for placed in pages:
        draw_page(placed, sheet)
    return cover, sections


def layout(told: Document, root: PagePart | None = None) -> list[list[Placed]]:
    """Everything after the cover, page by page, in columns of the content's width and height.

    Where the last page would hold a few lines only, the others take them, closer together and below their usual end;
    where they cannot, it begins with a heading.
    """
    flowables = list(_sections(told, root))
    pages = paginate(flowables, theme.CONTENT_WIDTH, theme.CONTENT_HEIGHT)
    if len(pages) < 2 or _end(pages[-1]) > _FEW_LINES:
        return pages
    for gaps in _GAPS:
        spared = paginate(flowables, theme.CONTENT_WIDTH, theme.CONTENT_HEIGHT + BELOW, gaps)
        if len(spared) < len(pages):
            return spared
    return _with_its_heading(pages)


def _with_its_heading(pages: list[list[Placed]]) -> list[list[Placed]]:
    """The last part of the page before on the last page too, where that is short and the part begins low enough."""
    *others, before, last = pages
    headings = [at for at, placed in enumerate(before) if isinstance(placed.flowable, OutlinedHeading)]
    if not headings or before[headings[-1]].top < theme.CONTENT_HEIGHT / 2:
        return pages
    moved = [placed.flowable for placed in (*before[headings[-1] :], *last)]
    return [*others, before[: headings[-1]], stack(moved, theme.CONTENT_WIDTH).placed]


def _end(page: list[Placed]) -> float:
    """How far down a page its last flowable ends."""
    return page[-1].top + page[-1].flowable.wrap(theme.CONTENT_WIDTH, 0)[1]


def _sections(told: Document, root: PagePart | None) -> Iterator[Flowable]:
    """Every section under its heading, the consultant's comments at its end; comments on no section stand last."""
    for section in numbered(told.sections):
        yield from section_flow(section, root)
        yield from (comment_panel(told, one, root) for one in told.comments_in(section))


def _contents(pages: list[list[Placed]]) -> list[ContentsLine]:
    return [
        ContentsLine(placed.flowable.text, placed.flowable.key, number)
        for number, page in enumerate(pages, 2)
        for placed in page
        if isinstance(placed.flowable, OutlinedHeading) and placed.flowable.depth == 0
    ]


def draw_edges(sheet: PaperSheet, subject: Subject, page: int, title: str, report: str = "") -> None:
    """The firm and a title at the head; at the foot who made it, the day, the number of a report and of the page."""
    day = "".join(f"  ·  {one}" for one in (subject.day(subject.advisory.on), report) if one)
    brand = subject.brand.short if subject.brand else subject.tell(HOUSE)
    draw_head_and_foot(sheet, subject, page, (subject.advisory.firm.name, title), brand, day)


def draw_head_and_foot(
    sheet: PaperSheet, speech: Speech, page: int, head: tuple[str, str], brand: str, day: str = ""
) -> None:
    """The running header, and the foot with the number of the page; a long name is shortened, the ``day`` never."""
    pen, wide, size = CanvasPen(sheet), theme.CONTENT_WIDTH, theme.CAPTION_SIZE
    sheet.begin_edge()
    left, right = theme.MARGIN_SIDE, theme.MARGIN_SIDE + wide
    pen.text(left, HEADER, shorten(head[0], wide * 0.55, size), size, theme.MUTED)
    pen.text(right, HEADER, shorten(head[1], wide * 0.42, size), size, theme.MUTED, align=1)
    pen.line(left, HEADER - 8, right, HEADER - 8)
    room = wide * 0.75 - text_width(day, size)
    pen.text(left, FOOTER, shorten(brand, room, size) + day, size, theme.MUTED)
    before, between, after = page_number(speech)
    place = f"{before}{page}{between}{len(sheet.pages)}{after}"
    pen.text(right, FOOTER, place, size, theme.MUTED, align=1)
    sheet.end_edge(page - 1)


def facts_of(subject: Subject, title: str) -> Facts:
    """What the file says of itself, dated by the advisory and not by the clock."""
    advisory = subject.advisory
    return Facts(
        title=one_line(f"{advisory.firm.name} · {title}"),
        author=one_line(subject.brand.whole if subject.brand else subject.tell(HOUSE)),
        subject=one_line(subject.tell(advisory.main.summary)),
        keywords=", ".join([subject.tell(advisory.main.short_title), *advisory.versions.frameworks]),
        creator=f"{HOUSE.en} {advisory.versions.software}",
        language=LANGUAGE_TAGS[subject.lang],
        on=advisory.on,
    )
