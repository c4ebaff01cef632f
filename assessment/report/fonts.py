"""The faces of the report: which one draws a character, how wide it is, and how it is read back.

Text is cut into runs, each drawn by one face: bold falls back to regular, regular to the face of rare name
characters, and what none of them has is drawn as 〓, never as a blank; it still copies out as itself.
"""

from __future__ import annotations

import functools
import itertools
import re
import threading
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from assessment.telling.marks import PLAIN, RESERVED

FOLDER = Path(__file__).parent / "fontfiles"
REGULAR = "GanqiRegular"
BOLD = "GanqiBold"
RARE = "GanqiRareNames"
_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf", RARE: "GanqiRareNames.ttf"}

MISSING = "〓"  # 空铅, the printers' mark for a character that is not in the case

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t \xa0\u1680\u2000-\u200a\u202f\u205f]+")
_UNREADABLE = re.compile(f"[\ud800-\udfff]|{RESERVED.pattern}")
_UNUSUAL = re.compile(
    "|".join([_INVISIBLE.pattern, _LINE_END.pattern, _UNREADABLE.pattern, "[\t\xa0\u1680\u2000-\u200a\u202f\u205f]|  "])
)


class Run(NamedTuple):
    """Characters drawn by one face."""

    face: str
    text: str


def to_unicode_map(name: str, codes: Sequence[int]) -> str:
    """The ToUnicode CMap of a font subset: ``codes[i]`` is the code point that byte ``i`` stands for.

    Code points above U+FFFF are written as UTF-16BE surrogate pairs and blocks hold at most 100 entries
    (ISO 32000-1, 9.10.3); ReportLab's own map does neither, so such characters copy out wrong. The narrow shapes of
    ``assessment.telling.marks`` read back as the marks they stand for.
    """
    chars = [chr(code).translate(PLAIN) for code in codes]
    entries = [
        f"<{byte:02X}> <{char.encode('utf-16-be').hex().upper()}>" for byte, char in enumerate(chars) if char != "\0"
    ]
    blocks = []
    for start in range(0, len(entries), 100):
        block = entries[start : start + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


class _EmbeddedFont(TTFont):
    """A TrueType font whose text copies out right and that several threads may embed at once."""

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path), asciiReadable=False)
        self._lock = threading.Lock()
        # Each subset copies whole tables out of the file; the outlines alone are 7 MB.
        self.face.get_table = functools.cache(self.face.get_table)

    def splitString(self, text: str, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:
        """``text`` as bytes of the subsets that hold its characters; quick for characters met before."""
        state = self.state.get(doc)
        if state is not None:
            assigned = state.assignments
            try:
                codes = [assigned[ord(char)] for char in text]
            except KeyError:
                return list(super().splitString(text, doc, encoding))
            pieces = itertools.groupby(codes, key=lambda code: code >> 8)
            return [(subset, bytes([code & 0xFF for code in piece])) for subset, piece in pieces]
        return list(super().splitString(text, doc, encoding))

    def addObjects(self, doc: Any) -> None:
        """Embed the subsets used in ``doc``, then put the corrected ToUnicode maps in place."""
        with self._lock:  # the parser of the font file keeps a read position
            subsets = list(self.state[doc].subsets)
            super().addObjects(doc)
        for number, codes in enumerate(subsets):
            name = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX)).decode("ascii")
            doc.idToObject[f"toUnicodeCMap:{name}"].content = to_unicode_map(name, codes)


class _Faces:
    """The three registered faces and what each can draw."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fonts = {}
        for name, file in _FILES.items():
            font = _EmbeddedFont(name, FOLDER / file)
            pdfmetrics.registerFont(font)
            self._fonts[name] = font
        self.drawable = {name: {chr(code) for code in font.face.charToGlyph} for name, font in self._fonts.items()}
        self.widths: dict[str, dict[str, float]] = {
            name: {chr(code): width / 1000 for code, width in font.face.charWidths.items()}
            for name, font in self._fonts.items()
        }

    def face_of(self, char: str, bold: bool) -> str:
        """The first face that can draw ``char``; the regular one is taught to when none can."""
        for face in (BOLD, REGULAR, RARE) if bold else (REGULAR, RARE):
            if char in self.drawable[face]:
                return face
        self._draw_as_missing(char)
        return REGULAR

    def _draw_as_missing(self, char: str) -> None:
        """Let the regular face draw ``char`` with the shape of ``MISSING``; the text layer keeps ``char`` itself."""
        face = self._fonts[REGULAR].face
        with self._lock:
            face.charToGlyph[ord(char)] = face.charToGlyph[ord(MISSING)]
            face.charWidths[ord(char)] = face.charWidths[ord(MISSING)]
            self.widths[REGULAR][char] = self.widths[REGULAR][MISSING]
            self.drawable[REGULAR].add(char)


_register_lock = threading.Lock()
_faces: _Faces | None = None


def register() -> _Faces:
    """Load the faces and register them with ReportLab, once in a process (about 0.3 s); safe to call again."""
    global _faces
    if _faces is None:
        with _register_lock:
            if _faces is None:
                _faces = _Faces()
    return _faces


@functools.lru_cache(maxsize=20_000)
def clean(text: str) -> str:
    """``text`` as it can be set: line ends as ``\\n``, runs of spaces as one space, invisible controls removed.

    Combining marks are composed (NFC); halves of broken surrogate pairs and the private code points of
    ``assessment.telling.marks`` become U+FFFD. Anything else stays as it is: nothing here is markup, so
    nothing needs escaping.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    text = unicodedata.normalize("NFC", text)
    if not _UNUSUAL.search(text):
        return text
    text = _LINE_END.sub("\n", text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    return _UNREADABLE.sub("\ufffd", text)


def runs(text: str, bold: bool = False) -> tuple[Run, ...]:
    """Cut cleaned ``text`` into runs, each drawable by its face; the runs joined are ``text``."""
    if not text:
        return ()
    faces = register()
    wanted = BOLD if bold else REGULAR
    if faces.drawable[wanted].issuperset(text):
        return (Run(wanted, text),)
    return tuple(
        Run(face, "".join(chars)) for face, chars in itertools.groupby(text, key=lambda char: faces.face_of(char, bold))
    )


def char_width(char: str, bold: bool = False) -> float:
    """Width of one cleaned character in em, in the face that draws it."""
    faces = register()
    return faces.widths[faces.face_of(char, bold)][char]
