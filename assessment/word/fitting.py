"""How high a document stands when it is set: an estimate, for the report that is to fit one page in any program."""

from __future__ import annotations

import math
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from assessment.report.lettering import text_width

_SPARE = 1.06
"""Other programs have other faces, and break their lines elsewhere."""
_CELL = 3.5, 8.0  # what a cell has above and below, and at its sides; points
_EMU = Pt(1)


def height(document: Document) -> float:
    """Points from the first line to the last, in the width that the first section leaves.

    Its styles must say how high a line is, as ``styles.prepare`` lets those of one page do.
    """
    section: Any = document.sections[0]
    width = (section.page_width - section.left_margin - section.right_margin) / _EMU
    used = {element.style or "Normal" for element in document.element.body.iter(qn("w:p"))}
    looks = {style.style_id: _look(style) for style in document.styles if style.style_id in used}
    total, gap = 0.0, 0.0
    for element in document.element.body:
        if element.tag == qn("w:p"):
            before, lines, after = _paragraph(element, looks, width)
            total += max(gap, before) + lines
            gap = after
        elif element.tag == qn("w:tbl"):
            total += gap + sum(_row(row, looks) for row in element.iter(qn("w:tr")))
            gap = 0.0
    return total * _SPARE


def room(document: Document) -> float:
    """Points that its first section has for the text of a page."""
    section: Any = document.sections[0]
    return float((section.page_height - section.top_margin - section.bottom_margin) / _EMU)


def _look(style: Any) -> tuple[float, float, float, float]:
    """Size, height of a line, room before and after; points."""
    found = [_of(style, one) for one in ("line_spacing", "space_before", "space_after")]
    size = style.font.size if style.font.size is not None else style.base_style.font.size
    return size / _EMU, found[0] or size / _EMU * 1.2, found[1], found[2]


def _of(style: Any, what: str) -> float:
    """A length of a style, or of the one that it is based on."""
    while style is not None:
        value = getattr(style.paragraph_format, what)
        if value is not None:
            return float(value / _EMU) if value > 10 else 0.0
        style = style.base_style
    return 0.0


def _paragraph(element: Any, looks: dict[str, tuple[float, float, float, float]], width: float) -> tuple[float, ...]:
    """Room before, height of the lines or of the picture in it, room after."""
    size, line, before, after = looks[element.style or "Normal"]
    pictures = [int(one.get("cy")) / _EMU for one in element.iter(qn("wp:extent"))]
    text = "".join(run.text or "" for run in element.iter(qn("w:t"), qn("w:br")))
    lines = max(1, math.ceil(text_width(text, size) / width))
    return before, max([lines * line, *pictures]), after


def _row(row: Any, looks: dict[str, tuple[float, float, float, float]]) -> float:
    highest = 0.0
    for cell in row.iter(qn("w:tc")):
        width = float(cell.tcPr.find(qn("w:tcW")).get(qn("w:w"))) / 20 - _CELL[1]
        highest = max(highest, sum(sum(_paragraph(one, looks, width)) for one in cell.iter(qn("w:p"))))
    return highest + _CELL[0]
