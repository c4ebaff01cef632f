"""Headings that the PDF's outline and the table of contents lead to, and the styles of what stands under them."""

from __future__ import annotations

from dataclasses import replace

from assessment.report.sheet import PaperSheet
from assessment.report.structure import PagePart, part
from assessment.report.typesetting import CAPTION, HEADING, SMALL, SUBHEADING, Text
from assessment.telling import theme

LEAD = replace(SMALL, color=theme.MUTED, space_after=8.0, keep_with_next=True)
"""One sentence under a heading that says what the section answers."""
LISTED = replace(SMALL, indent=12.0, space_after=2.5)
"""An entry of a list; its bullet is ``BULLET``."""
BULLET = "·"
IN_PANEL = replace(SMALL, space_after=0.0)
"""The last paragraph of a panel."""
SOURCE = replace(CAPTION, indent=18.0, space_after=2.0)
"""An entry of a list of sources, numbered in brackets."""


class OutlinedHeading(Text):
    """A heading of ``depth`` 0 or 1 with a place of its own in the outline, named ``key`` within the document."""

    def __init__(self, text: str, key: str, depth: int = 0, parent: PagePart | None = None) -> None:
        style = SUBHEADING if depth else HEADING
        super().__init__(text, style, node=part("H3" if depth else "H2", parent))
        self.key, self.depth = key, depth

    def draw_at(self, sheet: PaperSheet, x: float, top: float, *, again: bool = False) -> None:
        """Draw the text, with its bookmark and its line in the outline."""
        sheet.place(self.key, top)
        sheet.outline(self.text, self.key, self.depth)
        super().draw_at(sheet, x, top, again=again)
