"""Files that cannot be read, each with the words its message must contain in Chinese and in English."""

from collections.abc import Callable
from dataclasses import dataclass, field

from assessment.workbook.grid.files import Limits
from tests.workbook.raw_workbook import MAIN, ONE_CELL, XML, cells, packed, parts, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def ole(stream: str) -> bytes:
    """What tells an old Office file: the signature, and the name of its stream in the directory."""
    return OLE + stream.encode("utf-16-le") + bytes(1024)


def doctored(**changes: str) -> bytes:
    """A good workbook with parts replaced; the key is the part's name without folder and ending."""
    made = parts(ONE_CELL)
    for name in made:
        key = name.rpartition("/")[2].partition(".")[0]
        made[name] = changes.get(key, made[name])
    return packed(made)


def without(part: str) -> bytes:
    made = parts(ONE_CELL)
    del made[part]
    return packed(made)


def flipped() -> bytes:
    """A good workbook with one byte of a compressed sheet changed."""
    data = bytearray(workbook(cells(*(f'<c r="A{i}"><v>{i * 7919}</v></c>' for i in range(1, 400)))))
    start = data.index(b"xl/worksheets/sheet1.xml") + 200
    data[start] ^= 0xFF
    return bytes(data)


@dataclass(frozen=True)
class Wrong:
    """One wrong file: its name and content, the words expected, and limits other than the default."""

    name: str
    content: Callable[[], bytes]
    zh: tuple[str, ...]
    en: tuple[str, ...]
    limits: Limits = field(default_factory=Limits)


SAVE = ("另存为", "Save As")


def corners(*places: str) -> bytes:
    """A workbook with a value in each of some cells."""
    return workbook(
        "<sheetData>" + "".join(f'<row><c r="{place}"><v>1</v></c></row>' for place in places) + "</sheetData>"
    )


FAR_CELL = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'

WRONG: dict[str, Wrong] = {
    "empty": Wrong("企业.xlsx", lambda: b"", ("0 字节", "重新上传"), ("0 bytes",)),
    "password": Wrong("企业.xlsx", lambda: ole("EncryptedPackage"), ("密码", "取消"), ("password", "remove")),
    "old excel cut off": Wrong("企业.xls", lambda: ole("Workbook"), ("已损坏",), ("damaged",)),
    "old word": Wrong("企业.xlsx", lambda: ole("WordDocument"), (".doc", "模板"), (".doc", "template")),
    "old office": Wrong("企业.xlsx", lambda: OLE, ("旧版 Office",), ("old Office",)),
    "word": Wrong("企业.xlsx", lambda: packed({"word/document.xml": "<x/>"}), ("Word", "模板"), ("Word", "template")),
    "archive": Wrong("企业.xlsx", lambda: packed({"读我.txt": "x"}), ("压缩包",), ("archive",)),
    "archive of tables": Wrong("企业.zip", lambda: packed({"a/b.xlsx": "x"}), ("先解压",), ("Unpack",)),
    "empty archive": Wrong("企业.xlsx", lambda: packed({}), ("压缩包",), ("archive",)),
    "opendocument without content": Wrong(
        "企业.ods",
        lambda: packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        ("已损坏",),
        ("damaged",),
    ),
    "binary excel without content": Wrong(
        "企业.xlsb", lambda: packed({"xl/workbook.bin": "x"}), ("已损坏",), ("damaged",)
    ),
    "pdf": Wrong("企业.xlsx", lambda: b"%PDF-1.7\n" + bytes(100), ("PDF",), ("PDF",)),
    "picture": Wrong("企业.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), ("图片",), ("picture",)),
    "photo": Wrong("企业.csv", lambda: b"\xff\xd8\xff\xe0" + bytes(100), ("图片",), ("picture",)),
    "web page as xls": Wrong(
        "企业.xls",
        lambda: "<html><table><tr><td>甲</td></tr></table></html>".encode("gbk"),
        ("网页", SAVE[0]),
        ("web page",),
    ),
    "xml spreadsheet of 2003": Wrong(
        "企业.xls", lambda: '\ufeff<?xml version="1.0"?><Workbook/>'.encode(), ("XML", SAVE[0]), ("XML", SAVE[1])
    ),
    "cut off": Wrong("企业.xlsx", lambda: workbook(ONE_CELL)[:-40], ("已损坏",), ("damaged",)),
    "only its beginning": Wrong("企业.xlsx", lambda: b"PK\x03\x04", ("已损坏",), ("damaged",)),
    "a byte changed": Wrong("企业.xlsx", flipped, ("已损坏",), ("damaged",)),
    "no workbook inside": Wrong("企业.xlsx", lambda: without("xl/workbook.xml"), ("已损坏",), ("damaged",)),
    "sheet missing": Wrong("企业.xlsx", lambda: without("xl/worksheets/sheet1.xml"), ("已损坏",), ("damaged",)),
    "xml cut off": Wrong(
        "企业.xlsx", lambda: doctored(sheet1=f"{XML}<worksheet {MAIN}><sheetData><row>"), ("已损坏",), ("damaged",)
    ),
    "text without its text": Wrong(
        "企业.xlsx", lambda: workbook(cells('<c r="A1" t="s"><v>99</v></c>')), ("已损坏",), ("damaged",)
    ),
    "entities": Wrong(
        "企业.xlsx",
        lambda: doctored(workbook='<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook><sheets/></workbook>'),
        ("已损坏",),
        ("damaged",),
    ),
    "bomb": Wrong(
        "企业.xlsx",
        lambda: workbook("<sheetData/>" + " " * 3_000_000),
        ("解压", "只粘贴数值"),
        ("unpacks", "paste values"),
        Limits(unpacked_bytes=2_000_000),
    ),
    "a cell in the last corner": Wrong(
        "企业.xlsx",
        lambda: workbook('<sheetData><row r="1"><c r="A1"><v>1</v></c></row>' + FAR_CELL),
        ("企业!XFD1048576", "100,000 行", "删除"),
        ("企业!XFD1048576", "row 100,000", "delete"),
    ),
    "the same, disguised": Wrong(
        "企业.xlsx",
        lambda: workbook('<sheetData><row r="1"><c r="A1"><v>1</v></c></row>' + FAR_CELL.replace('"', "'")),
        ("企业!XFD1048576", "100,000 行", "删除"),
        ("企业!XFD1048576", "row 100,000", "delete"),
    ),
    "a stray cell within the limits": Wrong(
        "企业.xlsx",
        lambda: corners("A1", "ZZ99999"),
        ("企业!ZZ99999", "误填", "删除"),
        ("企业!ZZ99999", "stray", "delete"),
    ),
    "stray cells in two corners": Wrong(
        "企业.xlsx",
        lambda: corners("ZZ1", "B99999"),
        ("企业!B99999", "企业!ZZ1"),
        ("企业!B99999", "企业!ZZ1"),
    ),
    "too slow": Wrong(
        "企业.xlsx", lambda: workbook(ONE_CELL), ("秒还没有读完",), ("within 0 seconds",), Limits(seconds=0)
    ),
    "too wide": Wrong(
        "企业.xlsx", lambda: workbook(cells('<c r="AAA1"><v>1</v></c>')), ("企业!AAA1", "ZZ"), ("企业!AAA1", "ZZ")
    ),
    "too many rows": Wrong(
        "企业.xlsx",
        lambda: workbook(cells(*(f'<c r="A{i}"><v>1</v></c>' for i in range(1, 12)))),
        ("第 10 行以下", "命令行"),
        ("below row 10", "command line"),
        Limits(rows=10),
    ),
    "too many rows of text": Wrong(
        "企业.csv", lambda: b"a,b\n" * 11, ("第 10 行以下", "命令行"), ("below row 10", "command line"), Limits(rows=10)
    ),
    "too large": Wrong(
        "企业.xlsx",
        lambda: bytes(31 * 2**20),
        ("31.0 MB", "上限为 30 MB", "命令行"),
        ("limit is 30 MB", "command line"),
    ),
    "no sheet": Wrong("企业.xlsx", lambda: workbook(), ("没有内容",), ("nothing",)),
    "only empty rows": Wrong(
        "企业.xlsx", lambda: workbook(cells("", '<c r="A2" s="0"/>')), ("没有内容",), ("nothing",)
    ),
    "only blanks": Wrong("企业.csv", lambda: b" , ,\n,,\n", ("没有内容",), ("nothing",)),
    "only hidden sheets": Wrong(
        "企业.xlsx", lambda: workbook(ONE_CELL, state='state="hidden"'), ("隐藏", "取消隐藏"), ("hidden", "unhide")
    ),
    "zero bytes in text": Wrong("企业.csv", lambda: b"a,b\n1,\x00\x00\x00\n", ("编码",), ("encoding",)),
    "noise": Wrong("企业.csv", lambda: bytes(range(1, 127)) * 3, ("编码",), ("encoding",)),
    "no encoding": Wrong("企业.csv", lambda: b"a,b\n\xff\xff\xff,2\n", ("编码", "另存为"), ("encoding", "save it as")),
    "open quotation": Wrong("企业.csv", lambda: b'a,b\n1,"2\n3,4\n', ("企业!2", "引号"), ("企业!2", "quotation")),
}
