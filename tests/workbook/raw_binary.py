"""Binary workbooks made by hand, record by record: .xls (BIFF8 in an OLE container) and .xlsb."""

import struct

from tests.workbook.raw_workbook import OFFICE, PACKAGE, XML, packed

_SECTOR = 512
_END, _FAT = 0xFFFFFFFE, 0xFFFFFFFD


def container(stream: bytes, *, circle: bool = False) -> bytes:
    """An OLE container with one stream "Workbook"; in a ``circle`` its chain of sectors leads back to its beginning."""
    stream = stream.ljust(8 * _SECTOR, b"\0")
    stream += bytes(-len(stream) % _SECTOR)
    sectors = len(stream) // _SECTOR
    chain = [*range(3, sectors + 2), 2 if circle else _END]
    fat = struct.pack("<128I", *[_FAT, _END, *chain, *[0xFFFFFFFF] * (126 - sectors)])
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)

    def entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
        named = name.encode("utf-16-le") + b"\0\0"
        return (
            named.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(named), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + bytes(36)
            + struct.pack("<II", first, size)
            + bytes(4)
        )

    folder = entry("Root Entry", 5, 1, _END, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, len(stream)) + bytes(256)
    return head + fat + folder + stream


def xls(*cells: tuple[int, bytes], formats: tuple[str, ...] = ()) -> bytes:
    """A workbook with a sheet of the given records; a cell of style ``1 + i`` has the i-th format, 0 has none."""

    def record(kind: int, content: bytes = b"") -> bytes:
        return struct.pack("<HH", kind, len(content)) + content

    start = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 1996, 0, 0x0600)
    codes = [
        record(0x041E, struct.pack("<HHB", 164 + i, len(code), 0) + code.encode()) for i, code in enumerate(formats)
    ]
    styles = [
        record(0x00E0, struct.pack("<HH", 0, number) + bytes(16)) for number in (0, *range(164, 164 + len(formats)))
    ]
    name = "企业".encode("utf-16-le")
    before = record(0x0809, start) + b"".join(codes + styles)
    at = len(before) + 4 + 8 + len(name) + 4
    globe = before + record(0x0085, struct.pack("<IBBBB", at, 0, 0, 2, 1) + name) + record(0x000A)
    sheet = record(0x0809, start[:2] + b"\x10\0" + start[4:])
    sheet += record(0x0200, struct.pack("<IIHHH", 0, 99, 0, 9, 0))
    sheet += b"".join(record(kind, content) for kind, content in cells) + record(0x000A)
    return globe + sheet


def number(row: int, column: int, value: float, style: int = 0) -> tuple[int, bytes]:
    """A record of a number in an .xls."""
    return 0x0203, struct.pack("<HHHd", row - 1, column - 1, style, value)


def xlsb(*records: tuple[int, bytes], formats: tuple[str, ...] = ()) -> bytes:
    """A workbook with a sheet of the given records; a cell of style ``1 + i`` has the i-th format, 0 has none."""

    def record(kind: int, content: bytes = b"") -> bytes:
        head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
        assert len(content) < 128
        return head + bytes([len(content)]) + content

    def text(written: str) -> bytes:
        return struct.pack("<I", len(written)) + written.encode("utf-16-le")

    codes = [record(44, struct.pack("<H", 164 + i) + text(code)) for i, code in enumerate(formats)]
    styles = [record(47, struct.pack("<HH", 0, i) + bytes(12)) for i in (0, *range(164, 164 + len(formats)))]
    related = f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
    sheet = record(129) + record(148, struct.pack("<IIII", 0, 9, 0, 9)) + b"".join(record(*one) for one in records)
    return packed(
        {
            "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types"/>',
            "xl/workbook.bin": record(131)
            + record(143)
            + record(156, struct.pack("<II", 0, 1) + text("rId1") + text("企业"))
            + record(144)
            + record(157, bytes(26))
            + record(132),
            "xl/_rels/workbook.bin.rels": f'{related}<Relationship Id="rId1" Type="{OFFICE}/worksheet" '
            'Target="worksheets/sheet1.bin"/></Relationships>',
            "xl/styles.bin": record(615, struct.pack("<I", len(codes)))
            + b"".join(codes)
            + record(616)
            + record(617, struct.pack("<I", len(styles)))
            + b"".join(styles)
            + record(618),
            "xl/worksheets/sheet1.bin": sheet + record(130),
        }
    )
