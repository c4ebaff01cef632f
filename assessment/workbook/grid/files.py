"""What kind of file was handed in, judged by its bytes and never by its name; what is no table is refused by name."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from typing import Literal

from assessment.language import Label, label
from assessment.problems import InputRefused, refuse

Kind = Literal["xlsx", "text", "xls", "xlsb", "ods"]

LAST_COLUMN = 702  # ZZ: the pre-scan tells wider sheets by their three-letter columns


_LEAST_TIME = 0.2  # of the time limit, for the smallest file


@dataclass(frozen=True)
class Limits:
    """How large a file may be. The defaults fit an upload; a shell user may raise them.

    ``file_bytes`` is the size of the file, ``rows`` the rows of one sheet, ``unpacked_bytes`` the size of all parts of
    a workbook together (a real one unpacks to about 9 times its size); ``child_memory`` and ``seconds`` bound the child
    process that parses it.
    """

    file_bytes: int = 30 * 2**20
    rows: int = 100_000
    unpacked_bytes: int = 600 * 2**20
    child_memory: int = 2 * 2**30
    seconds: float = 120

    def scaled(self, size: int) -> Limits:
        """The limits for a file of ``size`` bytes: one above the default size may take more in proportion.

        A small file may not, however large the allowed size is: that is what a bomb would need. It gets less time, too,
        so that a few of them do not hold up everybody else's reading.
        """
        factor = max(1.0, size / Limits.file_bytes)
        share = _LEAST_TIME + (1 - _LEAST_TIME) * size / Limits.file_bytes
        return replace(
            self,
            unpacked_bytes=int(self.unpacked_bytes * factor),
            child_memory=int(self.child_memory * factor),
            seconds=self.seconds * (factor if factor > 1 else share),
        )


SAVE_AS_XLSX = label(
    "请用 Excel 或 WPS 打开它，选“另存为”，类型选“Excel 工作簿（*.xlsx）”，再上传新文件。",
    "Open it in Excel or WPS, choose Save As, pick 'Excel Workbook (*.xlsx)', and hand in the new file.",
)
USE_TABLE = label(
    "请上传 .xlsx 或 .csv 文件；可以先下载填写模板。",
    "Hand in an .xlsx or .csv file; you can download the template first.",
)
SAVE_AGAIN = label(
    "请在 Excel 或 WPS 中重新打开并另存为 .xlsx，再上传；若打不开，请向发送人重新索取。",
    "Open it again in Excel or WPS, save it as .xlsx and hand that in; if it does not open, ask for it again.",
)
SPLIT = label(
    "请把企业分成几个较小的文件分别上传，或使用命令行工具处理。",
    "Split the firms over several smaller files, or use the command line.",
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# first bytes -> what a person calls it
_SIGNATURES: tuple[tuple[bytes, Label], ...] = (
    (b"%PDF-", label("PDF 文件", "a PDF file")),
    (b"\x89PNG", label("图片", "a picture")),
    (b"\xff\xd8\xff", label("图片", "a picture")),
    (b"GIF87a", label("图片", "a picture")),
    (b"GIF89a", label("图片", "a picture")),
    (b"BM", label("图片", "a picture")),
    (b"Rar!\x1a\x07", label("压缩包", "an archive")),
    (b"7z\xbc\xaf\x27\x1c", label("压缩包", "an archive")),
    (b"\x1f\x8b", label("压缩包", "an archive")),
    (b"{\\rtf", label("RTF 文档", "an RTF document")),
    (b"SQLite format 3", label("数据库文件", "a database file")),
    (b"MZ", label("程序文件", "a program")),
    (b"\x7fELF", label("程序文件", "a program")),
)

# entry of an Office container -> what a person calls it
_OLE_STREAMS: tuple[tuple[str, Label], ...] = (
    ("WordDocument", label("旧版 Word 文档（.doc）", "an old Word document (.doc)")),
    ("PowerPoint Document", label("旧版 PowerPoint 文件（.ppt）", "an old PowerPoint file (.ppt)")),
)
_ZIP_PARTS: tuple[tuple[str, Label], ...] = (
    ("word/document.xml", label("Word 文档（.docx）", "a Word document (.docx)")),
    ("ppt/presentation.xml", label("PowerPoint 文件（.pptx）", "a PowerPoint file (.pptx)")),
)


def check_size(size: int, filename: str, limits: Limits) -> None:
    """Raise ``InputRefused`` for an empty file or one above ``limits.file_bytes``; ``size`` in bytes."""
    if size == 0:
        raise refuse(
            filename,
            label("文件是空的（0 字节），可能没有传完", "the file is empty (0 bytes); perhaps it was cut off"),
            label("请核对原文件能否打开，再重新上传。", "Check that the original opens, then hand it in again."),
        )
    if size > limits.file_bytes:
        raise refuse(
            filename,
            label(
                f"文件太大：{size / 2**20:.1f} MB，上限为 {limits.file_bytes / 2**20:g} MB",
                f"the file is too large: {size / 2**20:.1f} MB; the limit is {limits.file_bytes / 2**20:g} MB",
            ),
            SPLIT,
        )


def recognise(data: bytes, filename: str) -> Kind:
    """Whether ``data`` is a workbook, and of which format, or text such as CSV.

    Raises ``InputRefused`` naming the kind of file for anything else: a password, a Word document, a web page saved as
    .xls, an archive, a picture, a broken .xlsx.
    """
    if data.startswith(_OLE):
        return _recognise_ole(data, filename)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _recognise_zip(data, filename)
    for signature, name in _SIGNATURES:
        if data.startswith(signature) and (len(signature) > 2 or b"\0" in data[:64]):  # BM may begin a header
            raise _not_a_table(filename, name)
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<") or start.startswith(b"mime-version:"):
        web = label(
            "网页或 XML 文件（有些系统导出的“.xls”其实是网页）",
            "a web page or XML (some systems export these as '.xls')",
        )
        raise _not_a_table(filename, web, SAVE_AS_XLSX)
    return "text"


def locked(filename: str) -> InputRefused:
    """The refusal of a workbook that opens with a password only."""
    return refuse(
        filename,
        label("工作簿设有打开密码，无法读取", "the workbook is protected by a password and cannot be read"),
        label(
            "请在 Excel 或 WPS 中用密码打开，取消打开密码后保存，再上传。",
            "Open it with its password in Excel or WPS, remove the password, save it and hand it in again.",
        ),
    )


def _recognise_ole(data: bytes, filename: str) -> Kind:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise locked(filename)
    if "Workbook".encode("utf-16-le") in data:
        return "xls"
    for stream, name in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            raise _not_a_table(filename, name)
    raise _not_a_table(filename, label("旧版 Office 文件", "an old Office file"), SAVE_AS_XLSX)


def _recognise_zip(data: bytes, filename: str) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lstrip("/").lower() for name in archive.namelist()}
            kind = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except Exception as fault:  # zipfile raises many kinds on hostile input (struct.error, NotImplementedError, ...)
        raise broken(filename) from fault
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if b"opendocument.spreadsheet" in kind:
        return "ods"
    for part, name in _ZIP_PARTS:
        if part in names:
            raise _not_a_table(filename, name)
    if any(name.endswith((".xlsx", ".csv", ".xls")) for name in names):
        unpack = label("请先解压，再逐个上传里面的表格文件。", "Unpack it, then hand in the tables inside.")
        raise _not_a_table(filename, label("压缩包", "an archive"), unpack)
    if "[content_types].xml" in names:
        raise broken(filename)
    raise _not_a_table(filename, label("压缩包", "an archive"))


def _not_a_table(filename: str, name: Label, remedy: Label = USE_TABLE) -> InputRefused:
    what = label("这不是可读取的表格文件，而是{name}", "this is not a table that can be read but {name}")
    return refuse(filename, what.fill(name=name), remedy)


def check_unpacked(data: bytes, filename: str, limits: Limits) -> None:
    """Raise ``InputRefused`` for a packed workbook that says of itself to unpack to more than a real one."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(part.file_size for part in archive.infolist()) > limits.unpacked_bytes:
            raise bomb(filename)


def bomb(filename: str) -> InputRefused:
    """The refusal of a workbook that unpacks to far more than a real one."""
    return refuse(
        filename,
        label("文件解压后大得不合常理，已停止读取", "the file unpacks to an implausible size and was not read"),
        label(
            "请只保留需要的工作表，把内容复制到新工作簿（只粘贴数值），再上传。",
            "Keep only the sheets you need, copy them into a new workbook (paste values only) and hand that in.",
        ),
    )


def broken(filename: str) -> InputRefused:
    """The refusal of a workbook whose inside is damaged."""
    return refuse(
        filename,
        label("工作簿已损坏或没有传完，无法读取", "the workbook is damaged or was cut off, and cannot be read"),
        SAVE_AGAIN,
    )


def too_long(where: str, limits: Limits) -> InputRefused:
    """The refusal of a sheet with content below row ``limits.rows``; ``where`` is the cell found there."""
    return refuse(
        where,
        label(f"第 {limits.rows:,} 行以下还有内容", f"there is content below row {limits.rows:,}"),
        label(
            "如果是误填的单元格，请删除这些行；如果企业确实很多，请分成几个文件上传，或使用命令行工具处理。",
            "If it is a stray cell, delete those rows; if there really are so many firms, split them over several "
            "files or use the command line.",
        ),
    )


def too_wide(where: str) -> InputRefused:
    """The refusal of a sheet with content to the right of column ZZ; ``where`` is the cell found there."""
    return refuse(
        where,
        label(
            f"ZZ 列（第 {LAST_COLUMN} 列）以右还有内容",
            f"there is content beyond column ZZ ({LAST_COLUMN})",
        ),
        label(
            "请删除多余的列再上传；可以先下载填写模板。",
            "Delete the surplus columns; you can download the template first.",
        ),
    )
