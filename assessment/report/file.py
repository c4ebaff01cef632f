"""The finished file: PDF 1.7 by the rules of PDF/A-2b, tagged, its small objects packed, the same bytes each time.

ISO 32000-1 for the file, ISO 19005-2 for what an archive asks: every font inside, an output intent with its profile,
metadata in XMP that say the same as the information dictionary.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from assessment.report import fonts
from assessment.report.glyphs import to_unicode_map
from assessment.report.sheet import FACES, PaperSheet
from assessment.report.structure import Drawn, PagePart

_PROFILE = Path(__file__).parent / "fontfiles" / "sRGB.icc"
_LEVEL = 3
"""Of compression: one step more takes a twentieth of a report's time, and saves two bytes in a hundred."""
_PACKED = 100
"""Objects of one packet."""
_PRODUCER = "Ganqi Shuzhen"


@dataclass(frozen=True)
class Facts:
    """What the file says of itself."""

    title: str
    author: str
    subject: str
    keywords: str
    creator: str
    language: str
    on: datetime.date
    identifier: str = ""


def pdf(sheet: PaperSheet, facts: Facts) -> bytes:
    """The pages of a sheet as a file."""
    return _File(sheet, facts).finished()


class _File:
    """Objects by their numbers: small ones that are packed together, and streams."""

    def __init__(self, sheet: PaperSheet, facts: Facts) -> None:
        self._sheet, self._facts = sheet, facts
        self._count = 0
        self._small: dict[int, str] = {}
        self._streams: list[tuple[int, bytes]] = []

    def finished(self) -> bytes:
        sheet, facts = self._sheet, self._facts
        catalog, pages, root, outlines, parents = (self._new() for _ in range(5))
        page_numbers = [self._new() for _ in sheet.pages]
        resources = self._add(self._resources())
        links = self._links(page_numbers, len(sheet.pages))
        self._structure(root, parents, page_numbers, links)
        for at, code in enumerate(sheet.pages):
            contents = self._stream("\n".join(code).encode("ascii"))
            ours = [number for number, link in zip(links, sheet.links, strict=True) if link.page == at]
            annotations = f"/Annots [{_refs(ours)}] " if ours else ""
            self._small[page_numbers[at]] = (  # its resources not inherited: ISO 19005-2, 6.2.2
                f"<</Type/Page /Parent {pages} 0 R /Resources {resources} 0 R /Contents {contents} 0 R "
                f"/StructParents {at} /Tabs/S {annotations}>>"
            )
        width, height = sheet.size
        self._small[pages] = (
            f"<</Type/Pages /Count {len(page_numbers)} /Kids [{_refs(page_numbers)}] "
            f"/MediaBox [0 0 {width:.3f} {height:.3f}]>>"
        )
        outline = self._outline(outlines, page_numbers)
        metadata = self._stream(_xmp(facts), "/Type/Metadata /Subtype/XML", compress=False)
        profile = self._ready("/N 3", _profile())
        intent = (
            "<</Type/OutputIntent /S/GTS_PDFA1 /OutputConditionIdentifier (sRGB) /Info (sRGB) "
            f"/DestOutputProfile {profile} 0 R>>"
        )
        self._small[catalog] = (
            f"<</Type/Catalog /Version/1.7 /Pages {pages} 0 R {outline}/Lang {_text(facts.language)} "
            f"/ViewerPreferences <</DisplayDocTitle true>> /MarkInfo <</Marked true>> /StructTreeRoot {root} 0 R "
            f"/Metadata {metadata} 0 R /OutputIntents [{intent}]>>"
        )
        return self._bytes(catalog, self._add(_information(facts)))

    def _new(self) -> int:
        self._count += 1
        return self._count

    def _add(self, body: str) -> int:
        number = self._new()
        self._small[number] = body
        return number

    def _stream(self, data: bytes, keys: str = "", *, compress: bool = True) -> int:
        if compress:
            return self._ready(keys, zlib.compress(data, _LEVEL))
        number = self._new()
        self._streams.append((number, _stream(keys, data)))
        return number

    def _ready(self, keys: str, compressed: bytes) -> int:
        number = self._new()
        self._streams.append((number, _stream(f"{keys} /Filter/FlateDecode", compressed)))
        return number

    def _resources(self) -> str:
        sheet = self._sheet
        used = (
            (name, taken) for name, taken in sheet.taken.items() if taken or (name == fonts.REGULAR and sheet.strange)
        )
        named = [f"{FACES[name]} {self._font(name, taken)} 0 R" for name, taken in used]
        states = [f"/A{percent} <</Type/ExtGState /ca {percent / 100:g}>>" for percent in sorted(sheet.opacities)]
        pictures = [f"/I{at} {self._picture(*one)} 0 R" for at, one in enumerate(sheet.pictures)]
        shown = f" /XObject <<{' '.join(pictures)}>>" if pictures else ""
        return f"<</ProcSet [/PDF /Text] /Font <<{' '.join(named)}>> /ExtGState <<{' '.join(states)}>>{shown}>>"

    def _picture(self, pixels: bytes, size: tuple[int, int]) -> int:
        keys = (
            f"/Type/XObject /Subtype/Image /Width {size[0]} /Height {size[1]} /ColorSpace/DeviceRGB /BitsPerComponent 8"
        )
        return self._stream(pixels, keys)

    def _font(self, name: str, taken: set[str]) -> int:
        face = fonts.register().of[name]
        strange = self._sheet.strange if name == fonts.REGULAR else {}
        outlines = face.subset(taken, dict.fromkeys(strange.values(), fonts.MISSING))
        numbered = face.numbers(taken) + sorted((number, char) for char, number in strange.items())
        tag = hashlib.md5(" ".join(char for _, char in numbered).encode(), usedforsecurity=False).digest()
        base = "".join(chr(65 + byte % 26) for byte in tag[:6]) + "+" + face.name
        file = self._ready(f"/Length1 {outlines.length}", outlines.compressed)
        to_glyphs = self._stream(outlines.glyphs)
        metrics = face.metrics
        descriptor = self._add(
            f"<</Type/FontDescriptor /FontName/{base} /Flags 4 /FontBBox [{' '.join(map(str, metrics.box))}] "
            f"/ItalicAngle 0 /Ascent {metrics.ascent} /Descent {metrics.descent} /CapHeight {metrics.cap_height} "
            f"/StemV {metrics.stem} /FontFile2 {file} 0 R>>"
        )
        wide = ((number, face.widths.get(char, 1.0)) for number, char in numbered)
        widths = " ".join(f"{number} [{width * 1000:g}]" for number, width in wide if width != 1)
        descendant = self._add(
            f"<</Type/Font /Subtype/CIDFontType2 /BaseFont/{base} /DW 1000 /W [{widths}] /CIDToGIDMap {to_glyphs} 0 R "
            f"/CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> "
            f"/FontDescriptor {descriptor} 0 R>>"
        )
        readable = self._stream(to_unicode_map(numbered).encode("ascii"))
        return self._add(
            f"<</Type/Font /Subtype/Type0 /BaseFont/{base} /Encoding/Identity-H /DescendantFonts [{descendant} 0 R] "
            f"/ToUnicode {readable} 0 R>>"
        )

    def _links(self, pages: list[int], first: int) -> list[int]:
        """Fields that lead somewhere; their places among the parents of the structure follow those of the pages."""
        numbers = []
        for at, link in enumerate(self._sheet.links):
            rect = " ".join(f"{one:.2f}" for one in link.rect)
            numbers.append(
                self._add(
                    f"<</Type/Annot /Subtype/Link /Rect [{rect}] /Border [0 0 0] /F 4 /Contents {_text(link.words)} "
                    f"/Dest {self._destination(link.place, pages)} /StructParent {first + at}>>"
                )
            )
        return numbers

    def _destination(self, place: str, pages: list[int]) -> str:
        page, top = self._sheet.places[place]
        return f"[{pages[page]} 0 R /XYZ 0 {top:.2f} 0]"

    def _outline(self, root: int, pages: list[int]) -> str:
        """The lines of the outline, all of them in sight; what the catalogue says of them."""
        entries = self._sheet.entries
        if not entries:
            self._small[root] = "<</Type/Outlines /Count 0>>"
            return ""
        numbers = [self._new() for _ in entries]
        families: dict[int, list[int]] = {root: []}
        above: list[int] = [root]
        parent_of = []
        for number, entry in zip(numbers, entries, strict=True):
            del above[entry.depth + 1 :]
            parent_of.append(above[-1])
            families[above[-1]].append(number)
            families[number] = []
            above.append(number)
        for number, entry, parent in zip(numbers, entries, parent_of, strict=True):
            family, kids = families[parent], families[number]
            at = family.index(number)
            keys = [f"/Title {_text(entry.title)} /Parent {parent} 0 R /Dest {self._destination(entry.place, pages)}"]
            if at:
                keys.append(f"/Prev {family[at - 1]} 0 R")
            if at + 1 < len(family):
                keys.append(f"/Next {family[at + 1]} 0 R")
            if kids:
                keys.append(f"/First {kids[0]} 0 R /Last {kids[-1]} 0 R /Count {len(kids)}")
            self._small[number] = f"<<{' '.join(keys)}>>"
        first, last = families[root][0], families[root][-1]
        self._small[root] = f"<</Type/Outlines /First {first} 0 R /Last {last} 0 R /Count {len(entries)}>>"
        return f"/Outlines {root} 0 R /PageMode/UseOutlines "

    def _structure(self, root: int, parents: int, pages: list[int], links: list[int]) -> None:
        """The parts of the document as a tree, and the way back from what is drawn to its part."""
        document = self._sheet.root
        document.prune()
        nodes = document.all()
        for node in nodes:
            node.number = self._new()
        above = {kid.number: node.number for node in nodes for kid in node.kids} | {document.number: root}
        of_rows = {
            head.number
            for row in nodes
            if row.role == "TR" and any(cell.role == "TD" for cell in row.kids)
            for head in row.kids
            if head.role == "TH"
        }
        for node in nodes:
            scope = "Row" if node.number in of_rows else "Column"
            self._small[node.number] = _part(node, above[node.number], pages, links, scope)
        self._small[root] = (
            f"<</Type/StructTreeRoot /K {document.number} 0 R /ParentTree {parents} 0 R "
            f"/ParentTreeNextKey {len(pages) + len(links)}>>"
        )
        parts = self._sheet.parts[: len(pages)]
        ways = [f"{at} [{_refs(node.number for node in ours)}]" for at, ours in enumerate(parts)]
        owners = sorted((link, node.number) for node in nodes for link in node.links)
        ways += [f"{len(pages) + link} {number} 0 R" for link, number in owners]
        self._small[parents] = f"<</Nums [{' '.join(ways)}]>>"

    def _bytes(self, catalog: int, information: int) -> bytes:
        """Header, streams, packets of small objects, and where each of them is."""
        found: dict[int, tuple[int, int, int]] = {0: (0, 0, 65535)}
        parts = [b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"]
        size = len(parts[0])
        small = sorted(self._small.items())
        for start in range(0, len(small), _PACKED):
            packet = self._new()
            some = small[start : start + _PACKED]
            for at, (number, _) in enumerate(some):
                found[number] = (2, packet, at)
            self._streams.append((packet, _packet(some)))
        for number, body in self._streams:
            found[number] = (1, size, 0)
            parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, body))
            size += len(parts[-1])
        table = self._new()
        found[table] = (1, size, 0)
        rows = b"".join(struct.pack(">BIH", *found[number]) for number in range(table + 1))
        name = hashlib.md5(b"".join(parts), usedforsecurity=False).hexdigest()
        keys = (
            f"/Type/XRef /Size {table + 1} /W [1 4 2] /Root {catalog} 0 R /Info {information} 0 R "
            f"/ID [<{name}><{name}>] /Filter/FlateDecode"
        )
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (table, _stream(keys, zlib.compress(rows, _LEVEL))))
        parts.append(b"startxref\n%d\n%%%%EOF\n" % size)
        return b"".join(parts)


def _part(node: PagePart, above: int, pages: list[int], links: list[int], scope: str) -> str:
    """One part of the structure, below another; ``scope`` is what it heads where it heads anything."""
    keys = f"/S/{node.role} /P {above} 0 R"
    inside = [f"{kid.number} 0 R" for kid in node.kids]
    if node.drawn:
        page = node.drawn[0].page
        inside += [_drawn(one, page, pages) for one in node.drawn]
        keys += f" /Pg {pages[page]} 0 R"
    if node.links:
        inside += [f"<</Type/OBJR /Obj {links[link]} 0 R>>" for link in node.links]
    if inside:
        keys += f" /K {inside[0]}" if len(inside) == 1 else f" /K [{' '.join(inside)}]"
    if node.alt:
        keys += f" /Alt {_text(node.alt)}"
    if node.role == "TH":
        keys += f" /A <</O/Table /Scope/{scope}>>"
    return f"<<{keys}>>"


def _drawn(one: Drawn, page: int, pages: list[int]) -> str:
    if one.page == page:
        return str(one.number)
    return f"<</Type/MCR /Pg {pages[one.page]} 0 R /MCID {one.number}>>"


def _refs(numbers: Iterable[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)


def _stream(keys: str, data: bytes) -> bytes:
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (keys.encode("ascii"), len(data), data)


def _packet(objects: list[tuple[int, str]]) -> bytes:
    places, at = [], 0
    for number, body in objects:
        places.append(f"{number} {at}")
        at += len(body) + 1
    first = " ".join(places) + "\n"
    data = (first + "\n".join(body for _, body in objects)).encode("ascii")
    keys = f"/Type/ObjStm /N {len(objects)} /First {len(first)} /Filter/FlateDecode"
    return _stream(keys, zlib.compress(data, _LEVEL))


def _text(text: str) -> str:
    """A string of the file: plain where it can be, else as UTF-16."""
    if text.isascii() and text.isprintable():
        return "(" + text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)") + ")"
    return f"<FEFF{text.encode('utf-16-be', 'replace').hex().upper()}>"


def _information(facts: Facts) -> str:
    moment = f"(D:{facts.on:%Y%m%d}000000+08'00')"
    told = {
        "Title": facts.title,
        "Author": facts.author,
        "Subject": facts.subject,
        "Keywords": facts.keywords,
        "Creator": facts.creator,
        "Producer": _PRODUCER,
    }
    keys = " ".join(f"/{key} {_text(value)}" for key, value in told.items())
    return f"<<{keys} /CreationDate {moment} /ModDate {moment}>>"


def _xmp(facts: Facts) -> bytes:
    moment = f"{facts.on:%Y-%m-%d}T00:00:00+08:00"

    def told(text: str) -> str:
        return escape(text.encode("utf-8", "replace").decode("utf-8"))

    def alternative(tag: str, text: str) -> str:
        return f'<dc:{tag}><rdf:Alt><rdf:li xml:lang="x-default">{told(text)}</rdf:li></rdf:Alt></dc:{tag}>'

    identifier = f"<dc:identifier>{told(facts.identifier)}</dc:identifier>" if facts.identifier else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">\n'
        f"{alternative('title', facts.title)}{alternative('description', facts.subject)}{identifier}\n"
        f"<dc:creator><rdf:Seq><rdf:li>{told(facts.author)}</rdf:li></rdf:Seq></dc:creator>\n"
        f"<dc:language><rdf:Bag><rdf:li>{told(facts.language)}</rdf:li></rdf:Bag></dc:language>\n"
        f"<pdf:Keywords>{told(facts.keywords)}</pdf:Keywords><pdf:Producer>{_PRODUCER}</pdf:Producer>\n"
        f"<xmp:CreatorTool>{told(facts.creator)}</xmp:CreatorTool><xmp:CreateDate>{moment}</xmp:CreateDate>"
        f"<xmp:ModifyDate>{moment}</xmp:ModifyDate>\n"
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


@functools.cache
def _profile() -> bytes:
    return zlib.compress(_PROFILE.read_bytes(), 9)
