"""What the other engines share: faces, sizes, colours, and a chart as SVG in the faces of the report."""

from __future__ import annotations

from assessment.report.fonts import FOLDER
from assessment.report.pen import PaperLettering
from assessment.telling import blocks as told
from assessment.telling import theme
from assessment.telling.charts.base import Chart
from assessment.telling.document import Document
from assessment.web.svg import SvgPen

FAMILY = "Noto Sans SC"
REGULAR, BOLD = FOLDER / "NotoSansSC-Regular.ttf", FOLDER / "NotoSansSC-Bold.ttf"
TONES: dict[told.Tone, str] = {
    "quiet": theme.MUTED,
    "good": theme.GOOD,
    "caution": theme.CAUTION,
    "own": theme.OWN,
    "primary": theme.PRIMARY,
}
SIZES: dict[told.Role, float] = {
    "body": 10.0,
    "small": 8.5,
    "lead": 8.5,
    "quiet": 8.5,
    "source": 7.5,
    "label": 8.5,
    "verdict": 20.0,
}


class _PaperSvgPen(PaperLettering, SvgPen):
    """SVG in the faces of the report."""

    def __init__(self, height: float) -> None:
        SvgPen.__init__(self, height)


def svg(chart: Chart, width: float = theme.CONTENT_WIDTH) -> str:
    """A chart as an SVG document."""
    height = chart.height(PaperLettering(), width)
    pen = _PaperSvgPen(height)
    chart.draw(pen, width)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:.2f}" '
        f'viewBox="0 0 {width:g} {height:.2f}" font-family="{FAMILY}">{"".join(pen.elements)}</svg>'
    )


def title(told_document: Document) -> list[str]:
    """The firm, what the report is not, and the day."""
    subject = told_document.subject
    advisory = subject.advisory
    return [advisory.firm.name, subject.tell(advisory.disclaimer), subject.day(advisory.on)]
