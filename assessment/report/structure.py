"""What the parts of a page are to a reader who hears it: the tagged structure of the document.

Parts are named in the order in which they are read; what is drawn for one is counted page by page, so that a paragraph
cut by the end of a page stays one. A part for which nothing is drawn disappears, but for the cells of tables.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Role = Literal[
    "Document", "H1", "H2", "H3", "P", "L", "LI", "LBody", "Table", "TR", "TH", "TD", "Figure", "Caption", "Div",
    "TOC", "TOCI", "Link",
]  # fmt: skip

_KEPT = ("TR", "TH", "TD")
_NO_KIDS: list[PagePart] = []  # of all parts without any: a report has a thousand


class Drawn(NamedTuple):
    """A marked part of a page: the pages count from 0, the parts of each too."""

    page: int
    number: int


class PagePart:
    """A part of the document with those below it; ``alt`` says in words what a figure shows.

    ``part`` makes one; only the document itself stands below nothing.
    """

    __slots__ = ("alt", "drawn", "kids", "links", "number", "role")

    def __init__(self, role: Role, parent: PagePart | None = None, alt: str = "") -> None:
        self.role = role
        self.alt = alt
        self.kids = _NO_KIDS
        self.drawn: tuple[Drawn, ...] = ()
        self.links: tuple[int, ...] = ()
        """Links of the document that the part is, by their number."""
        self.number = 0
        """In the file, once it is written."""
        if parent is None:
            return
        if parent.kids:
            parent.kids.append(self)
        else:
            parent.kids = [self]

    def prune(self) -> None:
        """Take away whatever below it nothing is drawn for."""
        for node in reversed(self.all()):  # those below before those above
            if node.kids:
                node.kids = [kid for kid in node.kids if kid.kids or kid.drawn or kid.role in _KEPT]

    def without_sections(self) -> None:
        """Lift the headings of parts where no section has one: a reader who hears them leaves out no level."""
        nodes = self.all()
        if not any(node.role == "H2" for node in nodes):
            for node in nodes:
                node.role = "H2" if node.role == "H3" else node.role

    def all(self) -> list[PagePart]:
        """The node and all below it, as they are read."""
        found: list[PagePart] = []
        waiting = [self]
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting += reversed(node.kids)
        return found


def part(role: Role, parent: PagePart | None, alt: str = "") -> PagePart | None:
    """A part below another; none where nobody keeps account of the parts."""
    return None if parent is None else PagePart(role, parent, alt)
