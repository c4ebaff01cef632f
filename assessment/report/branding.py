"""A consultant's marks on paper: the logo on the cover, and the word across every page that nobody has signed."""

from __future__ import annotations

import io

from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from assessment.report.lettering import draw_text, text_width
from assessment.telling import theme
from assessment.telling.brand import DRAFT
from assessment.telling.logo import Logo
from assessment.telling.subject import Subject

_LOGO_WIDTH, _LOGO_HEIGHT = 150.0, 46.0
_PLATE = 6.0  # white around a logo, points
_FAINT = "#E3E8EE"  # read at a glance across the page, and never in the way of what is drawn over it
_LARGEST, _SLANT = 84.0, 52.0


def draw_logo(canvas: Canvas, logo: Logo, right: float, top: float) -> None:
    """The logo on a white plate, so that it shows on any colour; its right and upper edge at these points."""
    scale = min(_LOGO_WIDTH / logo.width, _LOGO_HEIGHT / logo.height)
    width, height = logo.width * scale, logo.height * scale
    canvas.setFillColor(theme.PAPER)
    canvas.rect(right - width - 2 * _PLATE, top - height - 2 * _PLATE, width + 2 * _PLATE, height + 2 * _PLATE, 0, 1)
    picture = ImageReader(Image.open(io.BytesIO(logo.picture)))
    canvas.drawImage(picture, right - width - _PLATE, top - height - _PLATE, width, height)


def draw_draft(canvas: Canvas, subject: Subject) -> None:
    """The word across the page, under everything else; nothing once the report is signed or nobody signs it."""
    if not subject.is_draft:
        return
    text = subject.tell(DRAFT)
    size = min(_LARGEST, _LARGEST * 0.82 * theme.PAGE_WIDTH / text_width(text, _LARGEST, bold=True) * 1.15)
    canvas.saveState()
    canvas.translate(theme.PAGE_WIDTH / 2, theme.PAGE_HEIGHT / 2)
    canvas.rotate(_SLANT)
    draw_text(canvas, 0, -size / 3, text, size, _FAINT, bold=True, align=0.5)
    canvas.restoreState()
