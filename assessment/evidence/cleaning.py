"""A file that somebody hands in as evidence: taken by what it is, never by what it is called, or refused in words.

What is kept is never the file itself: a child process with little memory and time writes it anew (``child.py``).
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assessment import settings
from assessment.evidence import child
from assessment.language import Label, label, visible
from assessment.problems import InputRefused, refuse

FileKind = Literal["jpeg", "png", "pdf"]
MEDIA_TYPES: dict[FileKind, str] = {"jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}
ENDINGS: dict[FileKind, str] = {"jpeg": "jpg", "png": "png", "pdf": "pdf"}
NAME_LENGTH = 80
MEMORY, SECONDS = 1 << 30, 30
"""Of the child: bytes of memory, seconds of the processor; a photo of 50 megapixels takes a third of either."""

_SIGNS: dict[FileKind, bytes] = {"jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-"}
_HEIC = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
_AT_ONCE = threading.BoundedSemaphore(max(1, os.cpu_count() or 1))
_CHILD = Path(child.__file__)

_AGAIN = label("请重新拍照，或另存一份再上传。", "Take the photo again, or save the paper anew and hand that in.")
_PLAIN_PDF = label(
    "请用“打印成 PDF”另存一份，只留看得见的页面，再上传。",
    "Save it anew by printing to PDF, which leaves the visible pages only, and hand that in.",
)
_REASONS: dict[int, tuple[Label, Label]] = {
    child.TOO_MANY_PIXELS: (
        label("图片的像素太多", "the picture has too many pixels"),
        label("请用普通照片模式重拍，或缩小后再上传。", "Take it again in the usual mode, or make it smaller."),
    ),
    child.SCRIPT: (label("这个 PDF 里有脚本，没有收", "the PDF holds a script and was not taken"), _PLAIN_PDF),
    child.EMBEDDED: (
        label("这个 PDF 里夹带了别的文件，没有收", "the PDF carries other files and was not taken"),
        _PLAIN_PDF,
    ),
    child.ACTION: (
        label(
            "这个 PDF 打开时会启动程序或连到别处，没有收",
            "the PDF starts programs or calls elsewhere when opened, and was not taken",
        ),
        _PLAIN_PDF,
    ),
    child.LOCKED: (
        label("这个 PDF 有密码，打不开", "the PDF is locked by a password"),
        label("请去掉密码再上传。", "Remove the password and hand it in again."),
    ),
    child.DAMAGED: (label("文件不完整或已损坏，读不出来", "the file is damaged or not complete"), _AGAIN),
}
_EXHAUSTED = (
    label("打开这个文件要的内存或时间超出上限，已停止", "opening it takes more memory or time than allowed"),
    label("请用普通照片模式重拍，或分成几个小文件。", "Take the photo in the usual mode, or split the paper."),
)


@dataclass(frozen=True)
class CleanFile:
    """A file as it is kept: written anew, without metadata, under a name that ends as its content does."""

    kind: FileKind
    name: str
    data: bytes


def cleaned(data: bytes, name: str) -> CleanFile:
    """The file as it may be kept; raises ``InputRefused``, naming it, for one that is not taken.

    A photo loses its metadata, the place where it was taken among them, stands upright, and has ``child.LONGEST_SIDE``
    pixels on its longest side at most. A PDF loses its metadata; one with script, other files inside, or actions is
    refused.
    """
    most = settings.evidence_mb()
    shown = visible(name)
    if len(data) > most << 20:
        raise refuse(
            shown,
            label("文件有 {mb} MB，超过 {most} MB", "the file has {mb} MB, more than {most} MB").fill(
                mb=-(-len(data) >> 20), most=most
            ),
            label(
                "请用普通照片模式重拍，或把纸质材料扫描成几个小的 PDF。",
                "Take the photo in the usual mode, or scan the paper into several smaller PDFs.",
            ),
        )
    kind = _kind_of(data, shown)
    status, kept = _in_child(kind, data)
    if status != 0:
        raise refuse(shown, *_REASONS.get(status, _EXHAUSTED))
    return CleanFile(kind, _named(shown, kind), kept)


def _kind_of(data: bytes, name: str) -> FileKind:
    for kind, sign in _SIGNS.items():
        if data.startswith(sign):
            return kind
    if not data:
        raise refuse(name, label("文件是空的", "the file is empty"), _AGAIN)
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise refuse(
            name,
            label("这是 HEIC 照片，浏览器和别的电脑打不开", "this is a HEIC photo, which other computers cannot open"),
            label(
                "请在手机的相机设置里选“兼容性最佳”（JPEG）再拍，或先转成 JPEG。",
                "Choose 'most compatible' (JPEG) in the settings of the camera, or convert it to JPEG.",
            ),
        )
    raise _not_taken(name)


def _not_taken(name: str) -> InputRefused:
    return refuse(
        name,
        label(
            "内容不是 JPEG、PNG 或 PDF，文件名怎么写都不算",
            "by its content it is neither JPEG nor PNG nor PDF, whatever its name says",
        ),
        label(
            "照片请存成 JPEG 或 PNG；Word、Excel 请先打印成 PDF。",
            "Save photos as JPEG or PNG, and print Word or Excel files to PDF first.",
        ),
    )


def _named(name: str, kind: FileKind) -> str:
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name
    return f"{stem[:NAME_LENGTH] or kind}.{ENDINGS[kind]}"


def _in_child(kind: FileKind, data: bytes) -> tuple[int, bytes]:
    """Exit status of the child, and what it wrote."""
    pixels = settings.evidence_megapixels() * 1_000_000
    command = [sys.executable, "-P", str(_CHILD), kind, str(MEMORY), str(SECONDS), str(pixels)]
    with _AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603 (a fixed program; what was handed in goes to its standard input)
                command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=2 * SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return child.OUT_OF_MEMORY, b""
    return done.returncode, done.stdout
