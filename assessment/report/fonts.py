"""The faces of the report: which one draws a character, how wide it is, and how it is read back.

Text is cut into runs, each drawn by one face: bold falls back to regular, regular to the face of rare name
characters, and what none of them has is drawn as 〓, never as a blank; it still copies out as itself.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
import threading
import unicodedata
from pathlib import Path
from typing import NamedTuple

from assessment.report.glyphs import Face
from assessment.telling.marks import RESERVED

FOLDER = Path(__file__).parent / "fontfiles"
REGULAR = "GanqiRegular"
BOLD = "GanqiBold"
RARE = "GanqiRareNames"
_FILES = {REGULAR: "NotoSansSC-Regular.ttf", BOLD: "NotoSansSC-Bold.ttf", RARE: "GanqiRareNames.ttf"}

NONE = "none"
"""In the place of a face: none has the character."""
MISSING = "〓"  # 空铅, the printers' mark for a character that is not in the case

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_IDEOGRAPH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")
_LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[\t \xa0\u1680\u2000-\u200a\u202f\u205f]+")
_UNREADABLE = re.compile(f"[\ud800-\udfff]|{RESERVED.pattern}")
_UNUSUAL = re.compile(
    "|".join([_INVISIBLE.pattern, _LINE_END.pattern, _UNREADABLE.pattern, "[\t\xa0\u1680\u2000-\u200a\u202f\u205f]|  "])
)


class FaceRun(NamedTuple):
    """Characters drawn by one face."""

    face: str
    text: str


class _Faces:
    """The three faces and what each can draw."""

    def __init__(self) -> None:
        common = json.loads((FOLDER / "common.json").read_text("utf-8"))
        self.of = {name: Face(FOLDER / file, common.get(name, "")) for name, file in _FILES.items()}
        self.drawable = {name: frozenset(face.widths) for name, face in self.of.items()}

    def face_of(self, char: str, bold: bool) -> str:
        """The first face that can draw ``char``, or ``NONE``."""
        for face in (BOLD, REGULAR, RARE) if bold else (REGULAR, RARE):
            if char in self.drawable[face]:
                return face
        return NONE

    def width(self, char: str, bold: bool) -> float:
        """Width of one cleaned character in em."""
        face = self.face_of(char, bold)
        return self.of[REGULAR].widths[MISSING] if face == NONE else self.of[face].widths[char]


_register_lock = threading.Lock()
_faces: _Faces | None = None


def register() -> _Faces:
    """The faces, loaded once in a process (about 0.3 s); safe to call again."""
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


def runs(text: str, bold: bool = False) -> tuple[FaceRun, ...]:
    """Cut cleaned ``text`` into runs, each drawable by its face or by ``NONE``; the runs joined are ``text``."""
    if not text:
        return ()
    faces = register()
    wanted = BOLD if bold else REGULAR
    if faces.drawable[wanted].issuperset(text):
        return (FaceRun(wanted, text),)
    return tuple(
        FaceRun(face, "".join(chars))
        for face, chars in itertools.groupby(text, key=lambda char: faces.face_of(char, bold))
    )


@functools.lru_cache(maxsize=30_000)
def char_width(char: str, bold: bool = False) -> float:
    """Width of one cleaned character in em, in the face that draws it."""
    return register().width(char, bold)


@functools.lru_cache(maxsize=20_000)
def heavy(text: str) -> bool:
    """Can the text be set bold? Not when the bold face lacks an ideograph: a name keeps one weight throughout."""
    rest = set(text) - register().drawable[BOLD]
    return not any(_IDEOGRAPH.match(char) for char in rest)
