"""A logo as it was handed in, checked by its content and made into one small picture that everything can show."""

from __future__ import annotations

import base64
import io
import re
import struct
from xml.parsers import expat

import resvg_py
from PIL import Image
from pydantic import Field

from assessment.documents import Strict
from assessment.language import Label, label
from assessment.problems import InputRefused, refuse

MOST_BYTES = 1_000_000
_MOST_PIXELS, _LEAST_SIDE, _LONGEST = 16_000_000, 16, 12.0
_BOX = (720, 240)
"""Pixels that a kept logo fills at most: 60 mm at 300 dots to the inch, and a third of that high."""
_ELEMENTS, _DEPTH = 3_000, 40
_SVG = "http://www.w3.org/2000/svg"
_ALLOWED = frozenset(
    (
        *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "defs", "clippath"),
        *("lineargradient", "radialgradient", "stop", "title", "desc", "style", "metadata"),
    )
)
_ANIMATED = frozenset(["animate", "animatemotion", "animatetransform", "set"])
_NUMBER = re.compile(r"\s*([0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)\s*(?:px|pt|mm|cm|in|pc)?\s*$", re.IGNORECASE)
_PNG = b"\x89PNG\r\n\x1a\n"


class Logo(Strict):
    """A logo as PNG on white (base64), and its size in pixels."""

    png: str = Field(max_length=4 * MOST_BYTES)
    width: int = Field(ge=1, le=_BOX[0])
    height: int = Field(ge=1, le=_BOX[1])

    @property
    def picture(self) -> bytes:
        """The PNG file."""
        return base64.b64decode(self.png)


def read_logo(data: bytes) -> Logo:
    """The logo in a PNG or SVG file, whatever its name says; raises ``InputRefused``, and nothing is drawn then.

    An SVG may hold drawn shapes only: nothing that runs, moves, is loaded from elsewhere, or needs a font.
    """
    if not data:
        raise _refused(label("文件是空的", "the file is empty"), label("请重新选一个文件。", "Choose the file again."))
    if len(data) > MOST_BYTES:
        raise _refused(
            label(f"文件超过 {MOST_BYTES // 1_000_000} MB", f"the file is larger than {MOST_BYTES // 1_000_000} MB"),
            label("请换一个小一点的文件。", "Please use a smaller file."),
        )
    if data.startswith(_PNG):
        return _png(data)
    head = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<") and b"<svg" in data[:20_000].lower():
        return _svg(data)
    raise _refused(
        label("不是 PNG 也不是 SVG 图片", "this is neither a PNG nor an SVG picture"),
        label("请把标志另存为 PNG 或 SVG。", "Please save the logo as PNG or SVG."),
    )


def _png(data: bytes) -> Logo:
    broken = _refused(
        label("这个 PNG 文件是坏的", "this PNG file is damaged"),
        label("请重新导出一个 PNG。", "Please export the PNG again."),
    )
    if data[12:16] != b"IHDR" or len(data) < 24:
        raise broken
    _check_size(*struct.unpack(">II", data[16:24]))  # before anything is unpacked
    try:
        picture = Image.open(io.BytesIO(data), formats=["PNG"])
        if getattr(picture, "is_animated", False):
            raise _refused(
                label("这个 PNG 会动", "this PNG is animated"),
                label("请换一张不动的图片。", "Please use a still picture."),
            )
        picture.load()
    except InputRefused:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError, MemoryError) as fault:
        raise broken from fault
    return _kept(picture)


def _check_size(width: int, height: int) -> None:
    if width * height > _MOST_PIXELS:
        raise _refused(
            label(f"图片太大：{width} × {height} 像素", f"the picture is too large: {width} by {height} pixels"),
            label("请缩小到 4000 × 4000 像素以内。", "Please scale it down to 4000 by 4000 pixels at most."),
        )
    if min(width, height) < _LEAST_SIDE:
        raise _refused(
            label(f"图片太小：{width} × {height} 像素", f"the picture is too small: {width} by {height} pixels"),
            label("请用至少 300 像素宽的图片。", "Please use one that is 300 pixels wide or more."),
        )
    _check_shape(width, height)


def _check_shape(width: float, height: float) -> None:
    if max(width, height) > _LONGEST * min(width, height):
        raise _refused(
            label("图片太长太窄", "the picture is too long and narrow"),
            label("长边不要超过短边的 12 倍。", "The long side may be twelve times the short one at most."),
        )


def _kept(picture: Image.Image) -> Logo:
    """On white, no larger than the box, as one PNG."""
    shown = picture.convert("RGBA")
    shown.thumbnail(_BOX, Image.Resampling.LANCZOS)
    ground = Image.new("RGBA", shown.size, "white")
    flat = Image.alpha_composite(ground, shown).convert("RGB")
    if flat.getextrema() == ((255, 255),) * 3:
        raise _refused(
            label("图片在白底上什么也看不见", "nothing of the picture can be seen on white"),
            label("请用白底上看得清的标志。", "Please use a logo that shows on white."),
        )
    out = io.BytesIO()
    flat.save(out, "PNG", optimize=True)
    return Logo(png=base64.b64encode(out.getvalue()).decode(), width=flat.width, height=flat.height)


def _svg(data: bytes) -> Logo:
    checked = _Checked()
    checked.read(data)
    width, height = checked.size()
    _check_shape(width, height)
    wide = width * _BOX[1] > height * _BOX[0]
    try:
        drawn = resvg_py.svg_to_bytes(
            svg_string=data.decode("utf-8-sig"),
            width=_BOX[0] if wide else None,
            height=None if wide else _BOX[1],
            skip_system_fonts=True,
        )
    except ValueError as fault:
        raise _not_drawn() from fault
    return _png(drawn)


class _Checked:
    """Reads an SVG once from end to end and lets through only what can be drawn without running or loading anything."""

    def __init__(self) -> None:
        self._elements = self._depth = 0
        self._root: dict[str, str] = {}
        self._in_style = False

    def read(self, data: bytes) -> None:
        """Raises ``InputRefused`` for anything else."""
        parser = expat.ParserCreate("utf-8", " ")
        parser.buffer_text = True  # a style comes as one text, or an address could hide between two
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        try:
            data.decode("utf-8-sig")
            parser.Parse(data, True)
        except (expat.ExpatError, UnicodeDecodeError) as fault:
            raise _refused(
                label("这个 SVG 文件读不通", "this SVG file cannot be read"),
                label("请另存为 UTF-8 的 SVG，或者用 PNG。", "Please save it as SVG in UTF-8, or use PNG."),
            ) from fault

    def size(self) -> tuple[float, float]:
        """Width and height, in any unit: of the box that is shown, else as given."""
        box = re.split(r"[\s,]+", self._root.get("viewbox", "").strip())
        given = box[2:] if len(box) == 4 else [self._root.get("width", ""), self._root.get("height", "")]
        found = [float(match[1]) for one in given if (match := _NUMBER.match(one)) is not None]
        if len(found) != 2 or min(found) <= 0 or max(found) > 1e6:
            raise _refused(
                label("SVG 没有写明大小", "the SVG does not say how large it is"),
                label("请写上 viewBox，或者用 PNG。", "Give it a viewBox, or use PNG."),
            )
        return found[0], found[1]

    def _doctype(self, *_: object) -> None:
        raise _not_allowed("<!DOCTYPE>")

    def _instruction(self, target: str, _: str) -> None:
        raise _not_allowed(f"<?{target}?>")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, plain = name.rpartition(" ")
        plain = plain.lower()
        self._elements += 1
        self._depth += 1
        if plain in _ANIMATED:
            raise _refused(
                label("这个 SVG 会动", "this SVG is animated"),
                label("请换一张不动的图片。", "Please use a still picture."),
            )
        if self._depth == 1:
            if (space, plain) != (_SVG, "svg"):
                raise _not_drawn()
            self._root = {key.lower(): value for key, value in attributes.items()}
        elif space == _SVG and (plain not in _ALLOWED or plain == "svg"):  # others are notes of drawing programs
            raise _not_allowed(f"<{plain}>")
        if self._elements > _ELEMENTS or self._depth > _DEPTH:
            raise _refused(
                label("这个 SVG 太复杂", "this SVG is too complex"),
                label("请简化，或者用 PNG。", "Please simplify it, or use PNG."),
            )
        self._in_style = plain == "style"
        if space == _SVG:
            for key, value in attributes.items():
                self._attribute(key.rpartition(" ")[2].lower(), value)

    def _attribute(self, name: str, value: str) -> None:
        if name.startswith("on") or "dasharray" in name:  # dashes as fine as dust take for ever to draw
            raise _not_allowed(name)
        if name == "href" and not value.strip().startswith("#"):
            raise _not_allowed(f"{name}={value}")
        _check_style(value)

    def _end(self, _: str) -> None:
        self._depth -= 1
        self._in_style = False

    def _text(self, text: str) -> None:
        if self._in_style:
            _check_style(text)


def _check_style(text: str) -> None:
    """Refuse what leads outside: an address, an import, an escape that could hide either."""
    plain = text.lower()
    addresses = [one.strip("'\" \t\r\n") for one in re.findall(r"url\(([^)]*)", plain)]
    hidden = "@" in plain or "\\" in plain or "javascript:" in plain or "data:" in plain
    if hidden or "dasharray" in plain or any(not one.startswith("#") for one in addresses):
        raise _not_allowed(text.strip())


def _not_allowed(what: str) -> InputRefused:
    return _refused(
        label("SVG 里有不收的内容", "the SVG holds something that is not taken"),
        label(
            "只收画好的图形：不要脚本、外部链接、内嵌图片、虚线；文字请先转成轮廓，或者用 PNG。",
            "Drawn shapes only: no scripts, no outside references, no embedded pictures, no dashes; turn text into "
            "outlines, or use PNG.",
        ),
        what,
    )


def _not_drawn() -> InputRefused:
    return _refused(label("这个 SVG 画不出来", "this SVG cannot be drawn"), label("请用 PNG。", "Please use PNG."))


def _refused(message: Label, remedy: Label, found: str | None = None) -> InputRefused:
    return refuse("logo", message, remedy, found)
