"""One face of the report: how its characters are written in a page, and the part of it that a report carries.

Every character has a number of its own in a face (its glyph's, as a rule), the same in every report: so a line of text
is written the same way wherever it stands, and can be kept. The numbers are those of a composite font (ISO 32000-1,
9.7); the report carries only the outlines used.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate, chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
from reportlab.pdfbase.ttfonts import TTFontFace

from assessment.telling.marks import PLAIN

_EM = 1000
_CHECKSUM = 0xB1B0AFBA  # what the checksums of a whole font file are made to add up to


class Metrics(NamedTuple):
    """What a font descriptor says of a face; thousandths of an em."""

    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int
    stem: int


class Face:
    """A TrueType face without composite glyphs, as ``tools/build_fonts.py`` makes them."""

    def __init__(self, path: Path) -> None:
        parsed = TTFontFace(str(path), validate=0)
        self.name: str = parsed.name.decode("ascii")
        self.metrics = Metrics(
            tuple(round(value) for value in parsed.bbox),
            round(parsed.ascent),
            round(parsed.descent),
            round(parsed.capHeight),
            round(parsed.stemV),
        )
        self.widths: dict[str, float] = {chr(code): width / _EM for code, width in parsed.charWidths.items()}
        self._tables: dict[str, bytes] = {
            tag: bytes(parsed.get_table(tag)) for tag in ("head", "hhea", "maxp", "hmtx", "glyf", "loca")
        }
        long = struct.unpack_from(">h", self._tables["head"], 50)[0]
        offsets = np.frombuffer(self._tables["loca"], ">u4" if long else ">u2")
        self._offsets: list[int] = (offsets.astype(int) * (1 if long else 2)).tolist()
        self._glyphs = self._numbered(parsed.charToGlyph)
        self.codes: dict[int, str] = {code: f"{number:04X}" for code, (number, _) in self._glyphs.items()}
        """Code point -> the character in a page's text, as hexadecimal digits; a table for ``str.translate``."""

    def _numbered(self, glyphs: dict[int, int]) -> dict[int, tuple[int, int]]:
        """Code point -> its number and its glyph. Characters that share a glyph keep apart, to be read back apart."""
        spare = struct.unpack_from(">H", self._tables["maxp"], 4)[0]
        found: dict[int, tuple[int, int]] = {}
        taken: set[int] = set()
        for code, glyph in sorted(glyphs.items()):
            number = glyph
            if glyph in taken:
                number, spare = spare, spare + 1
            taken.add(glyph)
            found[code] = number, glyph
        return found

    def numbers(self, characters: Iterable[str]) -> list[tuple[int, str]]:
        """The characters with their numbers, in the order of these."""
        return sorted((self._glyphs[ord(char)][0], char) for char in characters)

    def subset(self, characters: Iterable[str], shapes: Mapping[int, str]) -> tuple[bytes, bytes]:
        """A font file with the glyphs of the characters, and the map from numbers to its glyphs.

        ``shapes`` are further numbers, by the character whose shape they have.
        """
        pairs = [self._glyphs[ord(char)] for char in characters]
        pairs += [(number, self._glyphs[ord(char)][1]) for number, char in shapes.items()]
        glyphs = sorted({0, *(glyph for _, glyph in pairs)})
        place = {glyph: at for at, glyph in enumerate(glyphs)}
        numbers_to_glyphs = np.zeros(max((number for number, _ in pairs), default=0) + 1, ">u2")
        for number, glyph in pairs:
            numbers_to_glyphs[number] = place[glyph]
        return self._file(glyphs), numbers_to_glyphs.tobytes()

    def _file(self, glyphs: list[int]) -> bytes:
        tables = self._tables
        outlines = self._outlines(glyphs)
        head = bytearray(tables["head"])
        head[8:12] = bytes(4)
        struct.pack_into(">h", head, 50, 1)  # long offsets
        hhea, maxp = bytearray(tables["hhea"]), bytearray(tables["maxp"])
        struct.pack_into(">H", hhea, 34, len(glyphs))
        struct.pack_into(">H", maxp, 4, len(glyphs))
        offsets = accumulate(map(len, outlines), initial=0)
        return _font_file(
            {
                "glyf": b"".join(outlines),
                "head": bytes(head),
                "hhea": bytes(hhea),
                "hmtx": b"".join(self._advances(glyphs)),
                "loca": struct.pack(f">{len(glyphs) + 1}I", *offsets),
                "maxp": bytes(maxp),
            }
        )

    def _outlines(self, glyphs: list[int]) -> list[bytes]:
        glyf, offsets = self._tables["glyf"], self._offsets
        return [glyf[offsets[glyph] : offsets[glyph + 1]] for glyph in glyphs]

    def _advances(self, glyphs: list[int]) -> Iterator[bytes]:
        hmtx = self._tables["hmtx"]
        whole = struct.unpack_from(">H", self._tables["hhea"], 34)[0]
        for glyph in glyphs:
            if glyph < whole:
                yield hmtx[4 * glyph : 4 * glyph + 4]
            else:  # the last advance holds for all that follow, of which the table has bearings only
                bearing = 4 * whole + 2 * (glyph - whole)
                yield hmtx[4 * whole - 4 : 4 * whole - 2] + hmtx[bearing : bearing + 2]


def to_unicode_map(numbered: Iterable[tuple[int, str]]) -> str:
    """The ToUnicode CMap of a composite font: number of a character -> the character.

    Characters above U+FFFF are written as UTF-16BE surrogate pairs and blocks hold at most 100 entries
    (ISO 32000-1, 9.10.3). The narrow shapes of ``assessment.telling.marks`` read back as the marks they stand for.
    """
    entries = [_to_unicode(number, char) for number, char in numbered]
    blocks = []
    for start in range(0, len(entries), 100):
        block = entries[start : start + 100]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000> <FFFF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


@functools.lru_cache(maxsize=20_000)
def _to_unicode(number: int, char: str) -> str:
    return f"<{number:04X}> <{char.translate(PLAIN).encode('utf-16-be').hex().upper()}>"


def _font_file(tables: dict[str, bytes]) -> bytes:
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    directory = [struct.pack(">IHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16)]
    bodies: list[bytes] = []
    at = 12 + 16 * count
    head_at = 0
    for tag, body in sorted(tables.items()):
        if tag == "head":
            head_at = at
        directory.append(struct.pack(">4sIII", tag.encode("ascii"), _sum(body), at, len(body)))
        bodies.append(body + bytes(-len(body) % 4))
        at += len(bodies[-1])
    file = bytearray(b"".join(chain(directory, bodies)))
    struct.pack_into(">I", file, head_at + 8, (_CHECKSUM - _sum(bytes(file))) & 0xFFFFFFFF)
    return bytes(file)


def _sum(body: bytes) -> int:
    return int(np.frombuffer(body + bytes(-len(body) % 4), ">u4").sum(dtype=np.uint64)) & 0xFFFFFFFF
