"""The look inside an .xlsx before it is parsed: sizes that could exhaust the machine, and what the parser leaves out.

The parser allocates the whole rectangle up to the last filled cell, so two cells in a 5 KB file can take all memory.
It gives neither errors nor number formats nor formulas without a result nor what is hidden. All of that is read here
by an XML parser as a stream, without building a tree; a document type, which no office program writes, is refused.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from assessment.problems import InputRefused
from assessment.workbook.grid.files import Limits, bomb, broken
from assessment.workbook.grid.marks import Marks
from assessment.workbook.grid.number_format import BUILT_IN, NumberFormat, number_format
from assessment.workbook.grid.sheet_scan import CHUNK, TRUE, SheetScan
from assessment.workbook.grid.xml_parts import elements


@dataclass(frozen=True)
class Scanned:
    """A workbook that may be parsed, and the marks of its sheets by name."""

    data: bytes
    marks: Mapping[str, Marks]


def prescan(data: bytes, filename: str, limits: Limits) -> Scanned:
    """Check a workbook's inside against ``limits`` and take down the marks of each sheet.

    The parser reads the XML that office programs write; a sheet that is legal but spelt otherwise is spelt anew for it.

    Raises ``InputRefused`` for a damaged workbook, one that unpacks to far more than a real one (a bomb), a sheet with
    content beyond the limits of rows or columns, and one that a few stray cells make too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len({part.filename.lower() for part in parts}) < len(parts):
                raise broken(filename)  # two parts of one name: we and the parser might read different ones
            if sum(part.file_size for part in parts) > limits.unpacked_bytes:
                raise bomb(filename)
            sheets = _sheet_parts(archive)
            formats, conditional = _formats(archive)
            for part in parts:
                if part.filename not in sheets.values():
                    _drain(archive, part)
            later = _calculated_later(archive)
            scans = {name: SheetScan(name, limits, formats, conditional, uncalculated=later) for name in sheets}
            marks = {name: scan.read(archive, sheets[name]) for name, scan in scans.items()}
            unusual = {sheets[name] for name, scan in scans.items() if scan.unusual}
            return Scanned(_respelt(archive, unusual) if unusual else data, marks)
    except InputRefused:
        raise
    except Exception as fault:  # zipfile, zlib and expat raise many kinds on hostile input
        raise broken(filename) from fault


def _respelt(archive: zipfile.ZipFile, unusual: Set[str]) -> bytes:
    """The workbook with some of its sheets written plainly: no comments, CDATA sections and numbered characters."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as plain:
        for part in archive.infolist():
            if part.filename not in unusual:
                plain.writestr(part, archive.read(part))
                continue
            with plain.open(part.filename, "w") as target, archive.open(part) as source:
                _respell(source, target)
    return out.getvalue()


def _respell(source: IO[bytes], target: IO[bytes]) -> None:
    """Copy an XML part with everything that a parser resolves written out."""
    text = io.TextIOWrapper(target, encoding="utf-8", newline="")
    writer = XMLGenerator(text, "utf-8")
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: writer.startElement(name, AttributesImpl(attributes))
    parser.EndElementHandler = writer.endElement
    parser.CharacterDataHandler = writer.characters
    writer.startDocument()
    parser.ParseFile(source)
    text.flush()
    text.detach()


def _drain(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part to its end: zipfile then holds it to its declared size and check sum."""
    with archive.open(part) as stream:
        while stream.read(CHUNK):
            pass


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The worksheets: name as shown -> part of the archive."""
    by_lower = {name.lower(): name for name in archive.namelist()}
    targets: dict[str, str] = {}
    for _, relation in elements(archive, by_lower["xl/_rels/workbook.xml.rels"]):
        if relation.get("Type", "").endswith("/worksheet"):
            part = posixpath.normpath(posixpath.join("/xl", relation["Target"])).lstrip("/")
            targets[relation["Id"]] = by_lower[part.lower()]
    return {
        sheet["name"]: targets[sheet["id"]]
        for element, sheet in elements(archive, by_lower["xl/workbook.xml"])
        if element == "sheets/sheet" and sheet.get("id") in targets  # chart sheets hold no cells
    }


def _calculated_later(archive: zipfile.ZipFile) -> bool:
    """Whether formulas are to be worked out when the workbook is opened: a program wrote it that cannot do it."""
    part = next(name for name in archive.namelist() if name.lower() == "xl/workbook.xml")
    told = [one for element, one in elements(archive, part) if element == "workbook/calcPr"]
    return any(one.get("fullCalcOnLoad") in TRUE for one in told)


def _formats(archive: zipfile.ZipFile) -> tuple[dict[str, NumberFormat], set[str]]:
    """The styles whose number format shows a number as something else, by the index that cells carry.

    And the indices of such formats that a condition may give.
    """
    part = next((name for name in archive.namelist() if name.lower() == "xl/styles.xml"), None)
    styles = elements(archive, part) if part else []
    codes = {str(number): code for number, code in BUILT_IN.items()}
    codes |= {one["numFmtId"]: one["formatCode"] for element, one in styles if element == "numFmts/numFmt"}
    cell_styles = [style for element, style in styles if element == "cellXfs/xf"]
    found = {
        str(i): number_format(codes.get(style.get("numFmtId", ""), "General")) for i, style in enumerate(cell_styles)
    }
    conditional, at = set(), -1
    for element, one in styles:
        at += element == "dxfs/dxf"
        if element == "dxf/numFmt" and number_format(one.get("formatCode", "")) is not None:
            conditional.add(str(at))
    return {index: one for index, one in found.items() if one is not None}, conditional
