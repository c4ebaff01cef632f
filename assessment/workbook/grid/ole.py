"""A stream of an old Office container (OLE compound file, MS-CFB): the room in which an .xls keeps its workbook."""

from __future__ import annotations

import struct

_LAST = 0xFFFFFFFA  # from here on a number of a sector is a mark: free, end of a chain
_SMALL = 4096  # a shorter stream lies in the container's small sectors
_ENTRY = 128


def ole_stream(data: bytes, name: str) -> bytes:
    """The stream of that name, however its letters are written; raises KeyError, ValueError or struct.error.

    A chain of sectors that runs in a circle, or out of the file, is refused.
    """
    sector, small = 1 << struct.unpack_from("<H", data, 30)[0], 1 << struct.unpack_from("<H", data, 32)[0]
    if not 6 <= small.bit_length() <= sector.bit_length() <= 13:
        raise ValueError("no such sectors")
    numbers = sector // 4

    def table(at: int) -> tuple[int, ...]:
        return struct.unpack_from(f"<{numbers}I", data, (at + 1) * sector)

    places = [at for at in struct.unpack_from("<109I", data, 76) if at < _LAST]
    further, seen = struct.unpack_from("<I", data, 68)[0], 0
    while further < _LAST:
        *more, further = table(further)
        places += [at for at in more if at < _LAST]
        seen += 1
        if seen * sector > len(data):
            raise ValueError("the table of tables runs in a circle")
    following = [number for at in places for number in table(at)]

    def gathered(source: bytes, first: int, size: int, offset: int, chain: list[int]) -> bytes:
        pieces = []
        while first < _LAST:
            pieces.append(source[offset + first * size : offset + (first + 1) * size])
            if len(pieces) * size > len(source) + size:
                raise ValueError("a chain runs in a circle")
            first = chain[first]
        return b"".join(pieces)

    folder = gathered(data, struct.unpack_from("<I", data, 48)[0], sector, sector, following)
    entries = [folder[at : at + _ENTRY] for at in range(0, len(folder) - _ENTRY + 1, _ENTRY)]
    named = {_name(entry).lower(): entry for entry in reversed(entries) if entry[66]}
    first, size = struct.unpack_from("<II", named[name.lower()], 116)
    if size >= _SMALL:
        return gathered(data, first, sector, sector, following)[:size]
    root = gathered(data, struct.unpack_from("<I", entries[0], 116)[0], sector, sector, following)
    smalls = gathered(data, struct.unpack_from("<I", data, 60)[0], sector, sector, following)
    chain = list(struct.unpack(f"<{len(smalls) // 4}I", smalls))
    return gathered(root, first, small, 0, chain)[:size]


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
