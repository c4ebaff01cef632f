"""What the parts of a page are to a reader who hears it: the tagged structure of the document.

Parts are named in the order in which they are read; what is drawn for one is counted page by page, so that a paragraph
cut by the end of a page stays one. A part for which nothing is drawn disappears, but for the cells of tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

Role = Literal[
    "Document", "H1", "H2", "H3", "P", "L", "LI", "LBody", "Table", "TR", "TH", "TD", "Figure", "Caption", "Div",
    "TOC", "TOCI", "Link",
]  # fmt: skip

_KEPT = ("TR", "TH", "TD")


class Drawn(NamedTuple):
    """A marked part of a page: the pages count from 0, the parts of each too."""

    page: int
    number: int


class PagePart:
    """A part of the document with those below it; ``alt`` says in words what a figure shows.

    ``part`` makes one; only the document itself stands below nothing.
    """

    __slots__ = ("alt", "drawn", "kids", "links", "role")

    def __init__(self, role: Role, parent: PagePart | None = None, alt: str = "") -> None:
        self.role = role
        self.alt = alt
        self.kids: list[PagePart] = []
        self.drawn: list[Drawn] = []
        self.links: list[int] = []
        """Links of the document that the part is, by their number."""
        if parent is not None:
            parent.kids.append(self)

    def prune(self) -> bool:
        """Take away whatever nothing is drawn for; False when that is everything."""
        self.kids = [kid for kid in self.kids if kid.prune()]
        return bool(self.kids or self.drawn or self.role in _KEPT)

    def all(self) -> Iterator[PagePart]:
        """The node and all below it."""
        yield self
        for kid in self.kids:
            yield from kid.all()


def part(role: Role, parent: PagePart | None, alt: str = "") -> PagePart | None:
    """A part below another; none where nobody keeps account of the parts."""
    return None if parent is None else PagePart(role, parent, alt)
