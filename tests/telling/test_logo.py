"""A logo is judged by what is in the file: drawn shapes or a still picture, of a size that fits; or it is refused."""

import base64
import io
import struct
import zlib

import pytest
from PIL import Image

from assessment.problems import InputRefused
from assessment.telling.logo import MOST_BYTES, read_logo

SHAPES = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 100">%s</svg>'
DRAWN = b'<path d="M0 0h300v100z" fill="#123456"/>'


def png(width: int, height: int, color=(10, 20, 30, 128), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), color).save(out, "PNG", **options)
    return out.getvalue()


def animated() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (64, 64), color) for color in ("red", "blue")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def bomb() -> bytes:
    """A few hundred bytes that say they are a picture of ten thousand million pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def entities() -> bytes:
    """A billion laughs."""
    return b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' + SHAPES % b"<title>&b;</title>"


REFUSED = {
    "empty": (b"", "空"),
    "too heavy": (b"\x89PNG\r\n\x1a\n" + b"\0" * MOST_BYTES, "超过 1 MB"),
    "another kind": (b"GIF89a" + b"\0" * 100, "不是 PNG 也不是 SVG"),
    "a page that says it is a picture": (b"<html><body>svg</body></html>", "不是 PNG 也不是 SVG"),
    "animated": (animated(), "会动"),
    "a bomb": (bomb(), "太大"),
    "cut off": (png(200, 80)[:120], "坏的"),
    "tiny": (png(3, 3), "太小"),
    "a line": (png(2000, 20), "太长太窄"),
    "a script": (SHAPES % b"<script>alert(1)</script>", "不收"),
    "a handler": (SHAPES % b'<rect width="9" height="9" onclick="x()"/>', "不收"),
    "an outside picture": (SHAPES % b'<image href="http://example.com/x.png"/>', "不收"),
    "an outside reference": (SHAPES % b'<linearGradient href="http://example.com/x.svg#a"/>', "不收"),
    "an outside style": (SHAPES % b"<style>@import url(http://example.com/x.css);</style>", "不收"),
    "an address in a style": (SHAPES % b'<rect style="fill:url(http://example.com/x#a)"/>', "不收"),
    "an address behind an escape": (SHAPES % b"<style>rect{fill:u\\72l(x)}</style>", "不收"),
    "another document within": (SHAPES % b"<foreignObject><p>x</p></foreignObject>", "不收"),
    "text that needs a font": (SHAPES % b"<text>x</text>", "不收"),
    "copies of copies": (SHAPES % b'<g id="a"/><use href="#a"/>', "不收"),
    "dust": (SHAPES % b'<path d="M0 0h1e6" stroke-dasharray="0.000001"/>', "不收"),
    "moving shapes": (SHAPES % b'<rect><animate attributeName="x" dur="1s"/></rect>', "会动"),
    "entities": (entities(), "不收"),
    "thousands of shapes": (SHAPES % (b"<g/>" * 4000), "太复杂"),
    "nothing drawn": (SHAPES % b"<g/>", "看不见"),
    "white on white": (png(200, 80, (255, 255, 255, 255)), "看不见"),
    "no end": (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g>', "读不通"),
    "no size": (b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>', "没有写明大小"),
    "a tower": (b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 100000"><g/></svg>', "太长太窄"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_a_logo_is_refused_with_what_is_wrong_and_what_to_do(name):
    data, words = REFUSED[name]
    with pytest.raises(InputRefused) as refused:
        read_logo(data)
    (problem,) = refused.value.problems
    assert words in problem.message.zh
    assert problem.remedy.zh and problem.remedy.en


@pytest.mark.parametrize(("data", "shape"), [(png(2000, 500), 4), (SHAPES % DRAWN, 3), (png(90, 300), 0.3)])
def test_a_logo_is_scaled_into_its_box_and_stands_on_white(data, shape):
    logo = read_logo(data)
    assert logo.width <= 720 and logo.height <= 240
    assert logo.width / logo.height == pytest.approx(shape, rel=0.02)
    picture = Image.open(io.BytesIO(logo.picture))
    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGB", (logo.width, logo.height))


def test_a_drawing_program_may_leave_its_notes_and_a_gradient_may_be_referred_to():
    notes = b'<metadata/><n:view xmlns:n="http://example.com/notes"/><style>.a{fill:url(#g)}</style>'
    gradient = b'<defs><linearGradient id="g"><stop stop-color="red"/></linearGradient></defs>'
    assert read_logo(SHAPES % (notes + gradient + b'<rect class="a" width="300" height="100"/>')).width == 720


def test_the_same_file_gives_the_same_picture():
    assert read_logo(SHAPES % DRAWN) == read_logo(SHAPES % DRAWN)
    assert base64.b64decode(read_logo(SHAPES % DRAWN).png).startswith(b"\x89PNG")
