"""The report on one page: a narrow head, the result, the signatures and the seal; smaller where it must be."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from assessment.report.branding import draw_logo
from assessment.report.comments import comment_panel
from assessment.report.cover import draw_marks, room_for_seal
from assessment.report.headings import OutlinedHeading
from assessment.report.lettering import draw_text
from assessment.report.pen import CanvasPen
from assessment.report.sheet import PaperSheet
from assessment.report.stacking import Placed, draw_stack, stack
from assessment.report.structure import PagePart, part
from assessment.report.told import flowables
from assessment.report.typesetting import SMALL, Style, Text, fit_lines
from assessment.telling import theme
from assessment.telling.document import Document, remarks_elsewhere
from assessment.telling.front import HOUSE, TITLE

_NAMES = ((17.0, 1), (13.0, 2), (10.5, 3))  # sizes of the firm's name, and how many lines of each there may be
_HOUSE = Style(9.5, 12.0, theme.PAPER, bold=True)
_WITH_LOGO = 0.62  # of the width, for words beside a logo
_STEP = 0.95
_SMALLEST_WITH_COMMENTS = 0.85
"""Below this size comments give way; what is left is made as small as it takes."""


def draw_one_page(sheet: PaperSheet, told: Document, verify_at: str) -> None:
    """Draw all but the seal, for which room is left at the foot."""
    subject = told.subject
    top = _draw_head(sheet, told)
    room = top - theme.MARGIN_BOTTOM - room_for_seal(subject, verify_at) - 8
    placed, scale = _fitted(sheet, told, room)
    sheet.root.without_sections()
    sheet.saveState()
    sheet.translate(theme.MARGIN_SIDE, top)
    sheet.scale(scale, scale)
    draw_stack(placed, sheet, 0, 0)
    sheet.restoreState()


def _fitted(sheet: PaperSheet, told: Document, room: float) -> tuple[list[Placed], float]:
    """Everything in a stack that, drawn at the scale beside it, is no higher than ``room``."""
    before, scale, comments = list(sheet.root.kids), 1.0, bool(told.subject.advisory.comments)
    while True:
        sheet.root.kids = list(before)
        found = list(_flowables(told, sheet.root, comments))
        placed, _, rest = stack(found, theme.CONTENT_WIDTH / scale, room / scale)
        if not rest:
            return placed, scale
        scale *= _STEP
        if comments and scale < _SMALLEST_WITH_COMMENTS:
            scale, comments = 1.0, False


def _flowables(told: Document, root: PagePart, comments: bool) -> Iterator[Flowable]:
    """The sections, the first without a heading; remarks on what is not here are counted, and so not missed."""
    subject = told.subject
    here = {section.id for section in told.sections}
    for number, section in enumerate(told.sections):
        if number:
            yield OutlinedHeading(section.title, section.id, 1, root)
        yield from flowables(section.blocks, root)
        if comments:
            for one in told.subject.advisory.comments:
                if one.section == section.id:
                    yield comment_panel(told, one, root)
    elsewhere = sum(not comments or one.section not in here for one in subject.advisory.comments)
    if elsewhere:
        yield Text(remarks_elsewhere(subject, elsewhere), SMALL, node=part("P", root))


def _draw_head(sheet: PaperSheet, told: Document) -> float:
    """Whose report, of whom, of when, how far it can be trusted; where the room below begins."""
    subject, brand = told.subject, told.subject.brand
    left, height = theme.MARGIN_SIDE, theme.PAGE_HEIGHT
    room = theme.CONTENT_WIDTH * (_WITH_LOGO if brand is not None and brand.logo is not None else 1.0)
    house = Text(
        "\n".join(fit_lines(subject.tell(HOUSE) if brand is None else brand.short, room, 1, _HOUSE.size, True)),
        _HOUSE,
        node=PagePart("P", sheet.root),
    )
    house.wrap(room, 0)
    name = _name(subject.advisory.firm.name, room, PagePart("H1", sheet.root))
    band = max(16 + house.height + 5 + name.height + 6 + 9 + 14, 84.0)
    sheet.begin(None)
    ground = theme.LEVELS[4] if brand is None else brand.color
    CanvasPen(sheet).rect(0, height - band, theme.PAGE_WIDTH, band, fill=ground)
    sheet.end()
    if brand is not None:
        draw_logo(sheet, brand, left + theme.CONTENT_WIDTH, height - 12)
    house.draw_at(sheet, left, height - 16)
    name.draw_at(sheet, left, height - 16 - house.height - 5)
    words = f"{subject.tell(TITLE)}  ·  {subject.day(subject.advisory.on)}"
    draw_text(sheet, left, height - band + 16, words, 9.0, theme.LEVELS[1], node=PagePart("P", sheet.root))
    first = told.sections[0] if told.sections else None
    if first is not None:
        sheet.place(first.id, height)
        sheet.outline(first.title, first.id, 0)
    sheet.begin(PagePart("P", sheet.root))
    under = draw_marks(CanvasPen(sheet), subject, left, height - band - 16)
    sheet.end()
    return under - 10


def _name(name: str, room: float, node: PagePart) -> Text:
    """The firm's name as large as it fits; what exceeds three lines is cut."""
    for size, most in _NAMES:
        style = Style(size, size * 1.25, theme.PAPER, bold=True)
        lines = fit_lines(name, room, most, size, True)
        if not lines[-1].endswith("…"):
            break
    text = Text("\n".join(lines), style, node=node)
    text.wrap(room, 0)
    return text
