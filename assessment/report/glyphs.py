"""One face of the report: how its characters are written in a page, and the part of it that a report carries.

Every character has a number of its own in a face (its glyph's, as a rule), the same in every report: so a line of text
is written the same way wherever it stands, and can be kept. The numbers are those of a composite font (ISO 32000-1,
9.7); the report carries only the outlines used. Four fifths of these are the same in nearly every full report: they are
compressed once in a process, in a part of the stream that ends where it can be joined (RFC 1951, 3.2.4).
"""

from __future__ import annotations

import functools
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Set
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import numpy as np
from reportlab.pdfbase.ttfonts import TTFontFace

from assessment.telling.marks import PLAIN

_EM = 1000
_CHECKSUM = 0xB1B0AFBA  # what the checksums of a whole font file are made to add up to
_LEVEL, _LEVEL_ONCE = 3, 9  # of compression: in every report, and once in a process
_ZLIB_HEADER = b"\x78\x5e"
_ENOUGH = 0.9  # of the common characters: a text that takes fewer carries its own only


class Metrics(NamedTuple):
    """What a font descriptor says of a face; thousandths of an em."""

    box: tuple[int, int, int, int]
    ascent: int
    descent: int
    cap_height: int
    stem: int


class FontFile(NamedTuple):
    """A font file as it stands in a report: compressed, how long it is when it is not, and numbers to glyphs."""

    compressed: bytes
    length: int
    glyphs: bytes


class _Outlines:
    """What a font file begins with: some glyphs, the place of each number's, and all of it compressed."""

    def __init__(self, face: Face, characters: Iterable[str]) -> None:
        self.characters = frozenset(characters)
        pairs = [face.pair(char) for char in self.characters]
        self.glyphs = sorted({0, *(glyph for _, glyph in pairs)})
        self.place = {glyph: at for at, glyph in enumerate(self.glyphs)}
        self.lengths = [len(one) for one in face.outlines(self.glyphs)]
        self.body = b"".join(face.outlines(self.glyphs))
        rest = -len(self.body) % 4
        self.lengths[-1] += rest
        self.body += bytes(rest)
        self.advances = b"".join(face.advances(self.glyphs))
        self.sum = _sum(self.body)
        self.compressed = _part(self.body, _LEVEL_ONCE)


class Face:
    """A TrueType face without composite glyphs, as ``tools/build_fonts.py`` makes them."""

    def __init__(self, path: Path, common: str = "") -> None:
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
        self._none, self._common = _Outlines(self, ()), _Outlines(self, common)

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

    def pair(self, char: str) -> tuple[int, int]:
        """The number of a character, and its glyph in this face."""
        return self._glyphs[ord(char)]

    def subset(self, characters: Set[str], shapes: Mapping[int, str]) -> FontFile:
        """A font file with the glyphs of the characters, and the map from numbers to its glyphs.

        ``shapes`` are further numbers, by the character whose shape they have.
        """
        common = self._common.characters
        start = self._common if len(common & characters) >= _ENOUGH * len(common) else self._none
        pairs = [self.pair(char) for char in characters | start.characters]
        pairs += [(number, self.pair(char)[1]) for number, char in shapes.items()]
        further = sorted({glyph for _, glyph in pairs if glyph not in start.place})
        place = start.place | {glyph: at for at, glyph in enumerate(further, len(start.glyphs))}
        numbers_to_glyphs = np.zeros(max((number for number, _ in pairs), default=0) + 1, ">u2")
        numbers_to_glyphs[[number for number, _ in pairs]] = [place[glyph] for _, glyph in pairs]
        return FontFile(*self._file(start, further), numbers_to_glyphs.tobytes())

    def _file(self, start: _Outlines, further: list[int]) -> tuple[bytes, int]:
        """The file compressed, and its length: outlines first, as these begin alike in many reports."""
        outlines = list(self.outlines(further))
        lengths = [*start.lengths, *map(len, outlines)]
        head, hhea, maxp = (bytearray(self._tables[tag]) for tag in ("head", "hhea", "maxp"))
        head[8:12] = bytes(4)
        struct.pack_into(">h", head, 50, 1)  # long offsets
        struct.pack_into(">H", hhea, 34, len(lengths))
        struct.pack_into(">H", maxp, 4, len(lengths))
        tables: dict[str, bytes | bytearray] = {
            "glyf": b"".join(outlines),
            "head": head,
            "hhea": hhea,
            "hmtx": start.advances + b"".join(self.advances(further)),
            "loca": struct.pack(f">{len(lengths) + 1}I", *accumulate(lengths, initial=0)),
            "maxp": maxp,
        }
        directory, bodies = _laid_out(tables, start)
        first, last = directory, b"".join(bodies)
        read = zlib.adler32(last, zlib.adler32(start.body, zlib.adler32(first)))
        parts = (_ZLIB_HEADER, _part(first, _LEVEL), start.compressed, _part(last, _LEVEL, ends=True))
        return b"".join([*parts, read.to_bytes(4, "big")]), len(first) + len(start.body) + len(last)

    def outlines(self, glyphs: Iterable[int]) -> Iterator[bytes]:
        """The shapes of glyphs."""
        glyf, offsets = self._tables["glyf"], self._offsets
        for glyph in glyphs:
            yield glyf[offsets[glyph] : offsets[glyph + 1]]

    def advances(self, glyphs: Iterable[int]) -> Iterator[bytes]:
        """How wide glyphs are and where they begin, as a font file says it."""
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


def _laid_out(tables: dict[str, bytes | bytearray], start: _Outlines) -> tuple[bytes, list[bytes | bytearray]]:
    """The directory of a font file, and the bodies of its tables after the outlines that it begins with."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    entries = [struct.pack(">IHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16)]
    bodies: list[bytes | bytearray] = []
    at, total = 12 + 16 * count, 0
    for tag, body in sorted(tables.items()):  # the outlines by name come first
        sum_of, length = _sum(body), len(body)
        if tag == "glyf":
            sum_of, length = (sum_of + start.sum) & 0xFFFFFFFF, length + len(start.body)
        entries.append(struct.pack(">4sIII", tag.encode("ascii"), sum_of, at, length))
        bodies += [body, bytes(-length % 4)]
        at += length + -length % 4
        total += sum_of
    directory = b"".join(entries)
    struct.pack_into(">I", tables["head"], 8, (_CHECKSUM - total - _sum(directory)) & 0xFFFFFFFF)
    return directory, bodies


def _part(data: bytes, level: int, *, ends: bool = False) -> bytes:
    """A part of a compressed stream, to be joined to others; it refers to nothing before it."""
    squeeze = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return squeeze.compress(data) + squeeze.flush(zlib.Z_FINISH if ends else zlib.Z_FULL_FLUSH)


def _sum(body: bytes | bytearray) -> int:
    return int(np.frombuffer(body + bytes(-len(body) % 4), ">u4").sum(dtype=np.uint64)) & 0xFFFFFFFF
