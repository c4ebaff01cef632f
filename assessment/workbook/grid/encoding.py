"""The text of a file: its byte order mark decides, and what is nearly one encoding is not read as another."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from assessment.language import Label, label
from assessment.problems import InputRefused, refuse

_MARKS = (  # the longer ones first: UTF-32 begins as UTF-16 does
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_SAMPLE = 10_000
_THREE_BYTES = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}")

# What GB18030-2022 moved out of the private area, where the codec still puts it.
_MOVED = {
    **{0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13, 0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16},
    **{0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19, 0xE7C7: 0x1E3F, 0xE816: 0x20087, 0xE817: 0x20089},
    **{0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE831: 0x215D7},
    **{0xE832: 0x9FB8, 0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB},
}
_SAVE_AS = label(
    "请在 Excel 或 WPS 中打开核对，另存为 .xlsx 或“CSV UTF-8”，再上传。",
    "Open it in Excel or WPS, check it, save it as .xlsx or 'CSV UTF-8' and hand that in.",
)


def decode(data: bytes, filename: str) -> str:
    """The text of a file in UTF-8, UTF-16, UTF-32 or GB18030 (which covers GBK and GB2312).

    A byte order mark decides; else strict UTF-8, then strict GB18030: statistical guessing took short Chinese files for
    Korean. Raises ``InputRefused`` naming the line when a file is nearly in its encoding, naming Big5 where that is
    what it looks like, and when no encoding fits or NUL characters show that it is no text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _text(data[len(mark) :], encoding, filename)
    if b"\0" in data[:4096]:
        return _text(data, _utf16_without_mark(data[:4096]), filename)
    if _nearly_utf8(data):
        return _text(data, "utf-8", filename)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as fault:
        raise _unknown(filename) from fault
    if _is_big5(data, text):
        raise refuse(
            filename,
            label("文件是繁体中文的 Big5 编码，没有读取", "the text is in Big5 (traditional Chinese) and was not read"),
            _SAVE_AS,
        )
    return _plain(text.translate(_MOVED), filename)


def streamed_encoding(path: Path) -> str | None:
    """UTF-8 for a file that is all of it, by a look at all of it in turn; None when more has to be known to read it."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with path.open("rb") as stream:
        start = stream.read(_SAMPLE)
        if any(start.startswith(mark) for mark, encoding in _MARKS if encoding != "utf-8"):
            return None
        if len(_CONTROL.findall(start.decode("utf-8", "ignore"))) * 50 > len(start):
            return None
        stream.seek(0)
        try:
            while chunk := stream.read(2**23):
                if b"\0" in chunk:
                    return None
                decoder.decode(chunk)
            decoder.decode(b"", True)
        except UnicodeDecodeError:
            return None
    return "utf-8"


def _text(data: bytes, encoding: str, filename: str) -> str:
    """The text in an encoding that is known; the first byte that does not fit is named."""
    try:
        return _plain(data.decode(encoding), filename)
    except UnicodeDecodeError as fault:
        before = data[: fault.start].decode(encoding, "ignore")
        line, name = before.count("\n") + 1, encoding.upper().removesuffix("-LE").removesuffix("-BE")
        found = " ".join(f"{byte:02X}" for byte in data[fault.start : fault.end][:4])
        raise refuse(
            filename,
            label(
                f"第 {line} 行有不属于 {name} 编码的字节，没有读取",
                f"line {line} holds bytes that are not {name}; not read",
            ),
            label(
                f"多半是两个文件拼在一起，或这一行有乱码。{_SAVE_AS.zh}",
                f"Two files were probably joined, or this line is garbled. {_SAVE_AS.en}",
            ),
            found,
        ) from fault


def _plain(text: str, filename: str) -> str:
    start = text[:_SAMPLE]
    if "\0" in text or len(_CONTROL.findall(start)) * 50 > len(start):
        raise _unknown(filename)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _nearly_utf8(data: bytes) -> bool:
    """Whether a file is UTF-8, but for some bytes: Chinese in GB18030 hardly ever looks like Chinese in UTF-8."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        good = len(_THREE_BYTES.findall(data))
        return good > data.decode("utf-8", "replace").count("\ufffd")
    return True


def _utf16_without_mark(start: bytes) -> str:
    """UTF-16 without a mark is read the way that gives the most signs of ASCII and Chinese."""
    plain = re.compile("[ -~\\t\\r\\n\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
    even = start[: len(start) // 2 * 2]
    return max(("utf-16-le", "utf-16-be"), key=lambda encoding: len(plain.findall(even.decode(encoding, "replace"))))


def _is_big5(data: bytes, text: str) -> bool:
    """Whether a file makes sense as Big5 and, read as GB18030, is full of signs that nobody writes."""
    try:
        other = data.decode("big5")
    except UnicodeDecodeError:
        return False
    return _common(text[:_SAMPLE], "gb2312", 0xB0, 0xD7) < 0.5 < 0.8 < _common(other[:_SAMPLE], "big5", 0xA4, 0xC6)


def _common(text: str, encoding: str, first: int, last: int) -> float:
    """The share of a text's Chinese signs that are among the common ones of a character set, by their first byte."""
    signs = [sign for sign in text if sign >= "\u2e80"]
    words = [sign for sign in signs if not "\u3000" <= sign <= "\u303f" and not "\uff00" <= sign <= "\uffef"]
    common = sum(first <= (sign.encode(encoding, "replace") or b"?")[0] <= last for sign in words)
    return common / len(words) if words else 1.0


def _unknown(filename: str) -> InputRefused:
    message: Label = label(
        "无法识别文件的文字编码，或者它不是文本文件",
        "the encoding of the text is not recognised, or it is no text file",
    )
    return refuse(filename, message, _SAVE_AS)
