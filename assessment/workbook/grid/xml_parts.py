"""XML inside a workbook, read by a parser that refuses what no office program writes."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from xml.parsers import expat

_SMALL_PART = 2**24  # workbook.xml and styles.xml are kilobytes; a larger one is no work of an office program


def strict_parser(start: Callable[[str, dict[str, str]], None]) -> expat.XMLParserType:
    """An XML parser that names elements as "namespace name" and refuses what no office program writes."""

    def declares(*_: object) -> None:
        raise ValueError("a document type is declared")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = declares
    return parser


def elements(archive: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
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

    parser = strict_parser(start)
    parser.EndElementHandler = lambda _: path.pop()
    parser.Parse(archive.read(info), True)
    return elements
