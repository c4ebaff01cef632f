"""A consultant's marks on paper: the logo on the cover, and the word across every page that nobody has signed."""

from __future__ import annotations

import io

from PIL import Image

from assessment.report.lettering import draw_text, text_width
from assessment.report.pen import CanvasPen
from assessment.report.sheet import PaperSheet
from assessment.report.structure import PagePart
from assessment.telling import theme
from assessment.telling.brand import DRAFT, Brand
from assessment.telling.subject import Subject

_LOGO_WIDTH, _LOGO_HEIGHT = 150.0, 46.0
_PLATE = 6.0  # white around a logo, points
_FAINT = "#E3E8EE"  # read at a glance across the page, and never in the way of what is drawn over it
_LARGEST, _SLANT = 84.0, 52.0


def draw_logo(sheet: PaperSheet, brand: Brand, right: float, top: float) -> None:
    """The logo on a white plate, so that it shows on any colour; its right and upper edge at these points."""
    logo = brand.logo
    if logo is None:
        return
    scale = min(_LOGO_WIDTH / logo.width, _LOGO_HEIGHT / logo.height)
    width, height = logo.width * scale, logo.height * scale
    left, bottom = right - width - 2 * _PLATE, top - height - 2 * _PLATE
    sheet.begin(None)
    CanvasPen(sheet).rect(left, bottom, width + 2 * _PLATE, height + 2 * _PLATE, fill=theme.PAPER)
    sheet.end()
    sheet.begin(PagePart("Figure", sheet.root, brand.short))
    picture = Image.open(io.BytesIO(logo.picture)).convert("RGB")
    sheet.picture(picture.tobytes(), picture.size, (left + _PLATE, bottom + _PLATE, width, height))
    sheet.end()


def draw_draft(sheet: PaperSheet, subject: Subject, page: int) -> None:
    """The word across a finished page (from 0), under everything else; nothing once it is signed or nobody signs."""
    if not subject.is_draft:
        return
    text = subject.tell(DRAFT)
    size = min(_LARGEST, _LARGEST * 0.94 * theme.PAGE_WIDTH / text_width(text, _LARGEST, bold=True))
    sheet.begin_edge()
    sheet.saveState()
    sheet.translate(theme.PAGE_WIDTH / 2, theme.PAGE_HEIGHT / 2)
    sheet.rotate(_SLANT)
    draw_text(sheet, 0, -size / 3, text, size, _FAINT, bold=True, align=0.5)
    sheet.restoreState()
    sheet.end_edge(page)
