"""The pages of a report while they are drawn: text in our faces, parts named for those who hear them, places, links."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reportlab.pdfgen.canvas import Canvas

from assessment.report import fonts
from assessment.report.structure import Drawn, PagePart
from assessment.telling import theme

FACES = {fonts.REGULAR: "/GR", fonts.BOLD: "/GB", fonts.RARE: "/GN"}
"""What each face is called within a page."""
_STRANGE = re.compile(r"\{([0-9A-F]+)\}")
_LAST_NUMBER, _MOST_STRANGE = 0xFFFF, 0x8000
_PAGINATION = "/Artifact <</Type/Pagination>> BDC"


class SetText(NamedTuple):
    """Text ready to be put on any page of any report: its operators, and the characters it takes of each face.

    What no face has stands in the operators by its code point in braces: it has a number in one report only.
    """

    code: str
    taken: tuple[tuple[str, str], ...]


class Place(NamedTuple):
    """Where an entry of the outline or a line of the contents leads: a page from 0, and how high on it."""

    page: int
    top: float


class Link(NamedTuple):
    """A field that leads to a place when it is touched."""

    page: int
    rect: tuple[float, float, float, float]
    place: str
    words: str


class OutlineEntry(NamedTuple):
    """A line of the outline."""

    title: str
    place: str
    depth: int


class PaperSheet(Canvas):
    """ReportLab's canvas for strokes and coordinates; text, structure and pages are our own.

    ReportLab writes neither tagged files nor PDF/A; ``file.py`` does, from what a sheet has gathered.
    """

    def __init__(self, width: float = theme.PAGE_WIDTH, height: float = theme.PAGE_HEIGHT) -> None:
        super().__init__("", pagesize=(width, height), invariant=1)
        self.size = width, height
        self.pages: list[list[str]] = []
        """The operators of each finished page."""
        self.taken: dict[str, set[str]] = {face: set() for face in FACES}
        self.strange: dict[str, int] = {}
        """Characters that no face has, by their numbers in the regular one."""
        self.opacities: set[int] = set()
        self.pictures: list[tuple[bytes, tuple[int, int]]] = []
        self.parts: list[list[PagePart]] = [[]]
        """Of each page its marked parts, by their number."""
        self.places: dict[str, Place] = {}
        self.links: list[Link] = []
        self.entries: list[OutlineEntry] = []
        self._code: list[str] = []
        self._page = 0
        self.root = PagePart("Document")

    def put(self, code: str) -> None:
        """Operators onto the page as they are."""
        self._code.append(code)

    def put_text(self, letters: SetText, x: float, y: float, node: PagePart | None = None) -> None:
        """Text with the baseline of its first line at ``x``, ``y``; ``node`` is the part it belongs to."""
        code = letters.code
        for face, characters in letters.taken:
            if face == fonts.NONE:
                code = _STRANGE.sub(lambda found: f"{self._number(chr(int(found[1], 16))):04X}", code)
            else:
                self.taken[face].update(characters)
        code = f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm {code} ET"
        if node is None:
            self._code.append(code)
        else:
            self._code.append(f"{self._opened(node)}\n{code} EMC")

    def picture(self, pixels: bytes, size: tuple[int, int], rect: tuple[float, float, float, float]) -> None:
        """A picture of RGB pixels, ``size`` wide and high, in a rectangle of the page (left, bottom, width, height)."""
        left, bottom, width, height = rect
        self._code.append(f"q {width:.2f} 0 0 {height:.2f} {left:.2f} {bottom:.2f} cm /I{len(self.pictures)} Do Q")
        self.pictures.append((pixels, size))

    def begin(self, node: PagePart | None) -> None:
        """What follows belongs to ``node``, or, without one, is decoration that nobody needs to hear."""
        self._code.append("/Artifact BMC" if node is None else self._opened(node))

    def end(self) -> None:
        """The part ends."""
        self._code.append("EMC")

    def opacity(self, share: float) -> None:
        """How much of what is under the filling that follows is covered, 0 to 1."""
        percent = round(share * 100)
        self.opacities.add(percent)
        self._code.append(f"/A{percent} gs")

    def place(self, name: str, height: float) -> None:
        """Name a place, ``height`` above the origin as it is now."""
        self.places[name] = Place(self._page, self.absolutePosition(0, height)[1])

    def outline(self, title: str, place: str, depth: int) -> None:
        """A line of the outline, below the last that is less deep."""
        self.entries.append(OutlineEntry(title, place, depth))

    def link(self, rect: tuple[float, float, float, float], place: str, words: str, node: PagePart) -> None:
        """A field of the page that leads to a named place."""
        node.links = (*node.links, len(self.links))
        self.links.append(Link(self._page, rect, place, words))

    def showPage(self) -> None:
        """The page is done."""
        self.pages.append(self._code)
        self.parts.append([])
        self.leave()

    def begin_edge(self) -> None:
        """What follows stands on every page: the running header, the page's number."""
        self._code.append(_PAGINATION)

    def go_on(self, page: int) -> None:
        """Go on drawing on a finished page until ``leave``; ``page`` counts from 0."""
        self._code, self._page = self.pages[page], page

    def leave(self) -> None:
        """Back to the page that comes after the last."""
        self._code, self._page = [], len(self.pages)

    def end_edge(self, page: int) -> None:
        """It goes onto a finished page, below and before all else; ``page`` counts from 0."""
        self.pages[page][:0] = [*self._code, "EMC"]
        self._code = []

    def fingerprint(self, words: Iterable[str]) -> str:
        """A digest of all that was drawn so far, and of further words: 64 hexadecimal digits."""
        digest = hashlib.sha256()
        for page in self.pages:
            digest.update("\n".join([*page, ""]).encode("utf-8"))
        for word in words:
            digest.update(f"\0{word}".encode("utf-8", "replace"))
        return digest.hexdigest()

    def _number(self, strange: str) -> int:
        return self.strange.setdefault(strange, _LAST_NUMBER - len(self.strange) % _MOST_STRANGE)

    def _opened(self, node: PagePart) -> str:
        parts = self.parts[self._page]
        node.drawn = (*node.drawn, Drawn(self._page, len(parts)))
        parts.append(node)
        return f"/{node.role} <</MCID {len(parts) - 1}>> BDC"


def gathered(taken: Mapping[str, set[str]]) -> tuple[tuple[str, str], ...]:
    """The characters taken of each face, in no order."""
    return tuple((face, "".join(characters)) for face, characters in taken.items() if characters)
