"""The look inside an .xlsx before it is parsed: sizes that could exhaust the machine, and what the parser leaves out.

The parser allocates the whole rectangle up to the last filled cell, so two cells in a 5 KB file can take all memory.
It gives neither errors nor percentage formats nor formulas without a result. All of that is in the XML as plain text,
which is read here as a stream, without building a tree.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from assessment.language import label
from assessment.problems import InputRefused, refuse
from assessment.workbook.grid.cells import NO_RESULT, column_number
from assessment.workbook.grid.files import LAST_COLUMN, Limits, broken, too_long, too_wide

_CHUNK = 2**22
_SMALL_PART = 2**24  # workbook.xml and styles.xml are kilobytes; a larger one is no work of an office program

# Patterns begin with literal text: the search then skips from hit to hit, five times faster than trying each byte.
# A reference beyond ZZ or beyond row 99,999 whose cell is not empty; the numbers are compared afterwards.
_FAR = re.compile(rb'r="([A-Z]{3}|[A-Z]{1,2}(?=[0-9]{6}))([0-9]{1,7})"[^>]*(?<!/)>(?!</)')
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_ERROR_TYPE = re.compile(rb't="e"')
_ERROR_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]{1,20})</")
_NO_RESULT = re.compile(
    rb"<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)"  # the formula, or its share in another cell's
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?"  # an empty value, or none
    rb"</(?:\w+:)?c>"
)
_PERCENT_CELL = rb'c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*? s="(?:%s)"'
_BUILT_IN_PERCENT = {"9", "10"}  # 0% and 0.00% (ECMA-376 part 1, 18.8.30)
_LITERAL = re.compile(r'"[^"]*"|\\.')


@dataclass
class Marks:
    """What the parser does not tell of one sheet: errors by (row, column), rows in percentage format by column."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    percent: dict[int, set[int]] = field(default_factory=dict)


def prescan(data: bytes, filename: str, limits: Limits) -> dict[str, Marks]:
    """Check a workbook's inside against ``limits``; returns the marks of each sheet by name.

    Raises ``InputRefused`` for a damaged workbook, one that unpacks to far more than a real one (a bomb), and a sheet
    with content beyond the limits of rows or columns.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len({part.filename.lower() for part in parts}) < len(parts):
                raise broken(filename)  # two parts of one name: we and the parser might read different ones
            if sum(part.file_size for part in parts) > limits.unpacked_bytes:
                raise _bomb(filename)
            sheets = _sheet_parts(archive)
            percent = _percent_pattern(archive)
            for part in parts:
                if part.filename not in sheets.values():
                    _drain(archive, part)
            return {name: _scan(_windows(archive, part), name, limits, percent) for name, part in sheets.items()}
    except InputRefused:
        raise
    except Exception as fault:  # zipfile, zlib and expat raise many kinds on hostile input
        raise broken(filename) from fault


def _bomb(filename: str) -> InputRefused:
    return refuse(
        filename,
        label("文件解压后大得不合常理，已停止读取", "the file unpacks to an implausible size and was not read"),
        label(
            "请只保留需要的工作表，把内容复制到新工作簿（只粘贴数值），再上传。",
            "Keep only the sheets you need, copy them into a new workbook (paste values only) and hand that in.",
        ),
    )


def _drain(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read a part to its end: zipfile then holds it to its declared size and check sum."""
    with archive.open(part) as stream:
        while stream.read(_CHUNK):
            pass


def _elements(archive: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
    """The elements of one of the small parts as (parent/name, attributes), without namespaces.

    Raises ValueError for what no office program writes: a huge part, or one that declares entities.
    """
    info = archive.getinfo(part)
    if info.file_size > _SMALL_PART:
        raise ValueError(f"{part} is too large")
    path, elements = [""], []

    def start(name: str, attributes: dict[str, str]) -> None:
        path.append(name.rpartition(" ")[2])
        elements.append(("/".join(path[-2:]), {key.rpartition(" ")[2]: value for key, value in attributes.items()}))

    def declares(*_: object) -> None:
        raise ValueError(f"{part} has a document type")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: path.pop()
    parser.StartDoctypeDeclHandler = declares
    parser.Parse(archive.read(info), True)
    return elements


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The worksheets: name as shown -> part of the archive."""
    by_lower = {name.lower(): name for name in archive.namelist()}
    targets: dict[str, str] = {}
    for _, relation in _elements(archive, by_lower["xl/_rels/workbook.xml.rels"]):
        if relation.get("Type", "").endswith("/worksheet"):
            part = posixpath.normpath(posixpath.join("/xl", relation["Target"])).lstrip("/")
            targets[relation["Id"]] = by_lower[part.lower()]
    return {
        sheet["name"]: targets[sheet["id"]]
        for element, sheet in _elements(archive, by_lower["xl/workbook.xml"])
        if element == "sheets/sheet" and sheet.get("id") in targets  # chart sheets hold no cells
    }


def _percent_pattern(archive: zipfile.ZipFile) -> re.Pattern[bytes] | None:
    """A pattern for cells in a percentage format, or None when the workbook has no such format."""
    part = next((name for name in archive.namelist() if name.lower() == "xl/styles.xml"), None)
    styles = _elements(archive, part) if part else []
    formats = _BUILT_IN_PERCENT | {
        custom["numFmtId"]
        for element, custom in styles
        if element == "numFmts/numFmt" and "%" in _LITERAL.sub("", custom["formatCode"])
    }
    cell_styles = [style for element, style in styles if element == "cellXfs/xf"]
    used = [b"%d" % index for index, style in enumerate(cell_styles) if style.get("numFmtId") in formats]
    return re.compile(_PERCENT_CELL % b"|".join(used)) if used else None


def _windows(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """A sheet's XML in pieces of a few megabytes that end where a row ends."""
    rest = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            window = rest + chunk
            cut = window.rfind(b"row>") + 4
            if cut < 4:  # no row ends here: any tag will do, or the rest would grow without bound
                cut = window.rfind(b">") + 1 or len(window)
            rest = window[cut:]
            yield window[:cut]
    yield rest


def _scan(windows: Iterator[bytes], sheet: str, limits: Limits, percent: re.Pattern[bytes] | None) -> Marks:
    marks = Marks()
    for window in windows:
        for far in _FAR.finditer(window):
            if _cell_tag(window, far.start()).find(far[0][:9]) < 0:
                continue  # text that looks like a reference
            where = f"{sheet}!{(far[1] + far[2]).decode()}"
            if int(far[2]) > limits.rows:
                raise too_long(where, limits)
            if column_number(far[1].decode()) > LAST_COLUMN:
                raise too_wide(where)
        for found in _ERROR_TYPE.finditer(window):
            tag = _cell_tag(window, found.start())
            if b't="e"' in tag and (place := _place(tag)):
                shown = _ERROR_VALUE.search(window, found.end(), found.end() + 20_000)
                marks.errors[place] = shown[1].decode("ascii", "replace") if shown else NO_RESULT
        for found in _NO_RESULT.finditer(window) if b"<f" in window or b":f" in window else ():
            tag = _cell_tag(window, found.start())
            if b't="str"' not in tag and (place := _place(tag)):  # t="str": the formula's result is an empty text
                marks.errors.setdefault(place, NO_RESULT)
        if percent:
            for cell in percent.finditer(window):
                marks.percent.setdefault(column_number(cell[1].decode()), set()).add(int(cell[2]))
    return marks


def _cell_tag(window: bytes, position: int) -> bytes:
    """The opening tag of the last cell that starts before ``position``; empty when there is none."""
    start = max(window.rfind(b"<c ", 0, position), window.rfind(b":c ", 0, position))
    return window[start : window.find(b">", start)] if start >= 0 else b""


def _place(tag: bytes) -> tuple[int, int] | None:
    reference = _REFERENCE.search(tag)
    return (int(reference[2]), column_number(reference[1].decode())) if reference else None
