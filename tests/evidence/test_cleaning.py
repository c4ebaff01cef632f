"""A file is taken by its content alone, written anew without what it hides, or refused in words that help."""

from __future__ import annotations

import io

import pikepdf
import pytest
from PIL import Image

from assessment import settings
from assessment.evidence import CleanFile, child, cleaned, cleaning
from assessment.evidence.child import LONGEST_SIDE
from assessment.evidence.cleaning import FileKind
from assessment.problems import InputRefused
from tests.evidence.files import bomb, paper, photo, photo_with_a_place


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the child does is done in this process, which saves beginning one for every file."""

    def in_this_process(kind: FileKind, data: bytes) -> tuple[int, bytes]:
        try:
            pixels = settings.evidence_megapixels() * 1_000_000
            return 0, child.paper(data) if kind == "pdf" else child.picture(data, kind, pixels)
        except child.NotTaken as refused:
            return int(refused.args[0]), b""

    monkeypatch.setattr(cleaning, "_in_child", in_this_process)
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)


def refusal(data: bytes, name: str = "照片.jpg") -> str:
    with pytest.raises(InputRefused) as refused:
        cleaned(data, name)
    (problem,) = refused.value.problems
    assert problem.where == name
    return problem.sentence("zh")


def opened(file: CleanFile) -> Image.Image:
    return Image.open(io.BytesIO(file.data))


def test_a_photo_is_drawn_anew_upright_without_place_phone_comment_and_profile():
    kept = cleaned(photo_with_a_place(), "C:\\DCIM\\IMG 1.HEIC.JPEG")
    assert (kept.kind, kept.name) == ("jpeg", "IMG 1.HEIC.jpg")
    image = opened(kept)
    assert image.size == (320, 640), "it lay on its side"
    assert not image.getexif() and not {"exif", "comment", "icc_profile"} & set(image.info)
    for sign in (b"Exif", b"PhoneMaker", b"secret place", b"iccicc"):
        assert sign not in kept.data


@pytest.mark.parametrize(("kind", "name"), [("JPEG", "大.png"), ("PNG", "大")])
def test_a_large_picture_is_made_as_large_as_is_needed_and_named_by_its_content(here: None, kind: str, name: str):
    kept = cleaned(photo(2 * LONGEST_SIDE, 100, kind), name)
    assert opened(kept).size == (LONGEST_SIDE, 50) and opened(kept).format == kind
    assert kept.name == ("大.jpg" if kind == "JPEG" else "大.png")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_mode_of_a_picture_becomes_a_plain_one_on_white(here: None, mode: str):
    out = io.BytesIO()
    Image.new(mode, (40, 20)).save(out, "PNG")
    kept = opened(cleaned(out.getvalue(), "a.png"))
    assert kept.mode in ("L", "RGB") and kept.size == (40, 20)
    if mode in ("LA", "RGBA"):
        assert kept.getpixel((5, 5)) == (255, 255, 255), "what is see-through is white paper"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"MZ\x90\x00" + bytes(500), "内容不是 JPEG、PNG 或 PDF，文件名怎么写都不算"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Word、Excel 请先打印成 PDF"),
        (b"", "文件是空的"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(50), "兼容性最佳"),
        (photo()[:3000], "不完整或已损坏"),
        (b"\xff\xd8\xff" + bytes(500), "不完整或已损坏"),
        (photo(kind="PNG")[:3000], "不完整或已损坏"),
        (b"%PDF-1.7\n" + bytes(500), "不完整或已损坏"),
        (bomb(), "像素太多"),
        (photo() + bytes(40 << 20), "文件有 41 MB，超过 20 MB"),
        (paper("no page"), "不完整或已损坏"),
        (paper("script on opening"), "有脚本"),
        (paper("script in a field"), "有脚本"),
        (paper("named scripts"), "有脚本"),
        (paper("a form of its own language"), "有脚本"),
        (paper("another file"), "夹带了别的文件"),
        (paper("a launch", object_stream_mode=pikepdf.ObjectStreamMode.generate), "启动程序"),
        (paper("a form that is sent"), "连到别处"),
        (paper("an act of a page"), "连到别处"),
        (paper(encryption=pikepdf.Encryption(owner="a", user="b")), "有密码"),
        (paper("script on opening").replace(b"/JavaScript", b"/J#61vaScript"), "有脚本"),
    ],
    ids=lambda given: given if isinstance(given, str) else "file",  # and not 40 MB of it
)
def test_what_is_not_taken_says_why_and_what_to_do(here: None, data: bytes, words: str):
    told = refusal(data)
    assert words in told and "请" in told


def test_a_child_process_of_its_own_tells_by_its_end_what_it_refuses():
    assert "有脚本" in refusal(paper("script on opening"), "脚本.pdf") and "像素太多" in refusal(bomb())


def test_a_picture_that_takes_too_much_memory_ends_its_own_process_only(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("assessment.evidence.cleaning.MEMORY", 200 << 20)
    monkeypatch.setenv("ASSESSMENT_EVIDENCE_MEGAPIXELS", "200")
    out = io.BytesIO()
    Image.new("RGB", (9_000, 9_000)).save(out, "PNG", compress_level=1)
    assert "超出上限" in refusal(out.getvalue())


def test_a_paper_keeps_its_pages_and_loses_its_metadata_and_that_of_its_photos():
    kept = cleaned(paper("a photo with a place"), "合同.pdf")
    assert kept.kind == "pdf" and "示例作者".encode("utf-16-be") not in kept.data
    with pikepdf.open(io.BytesIO(kept.data)) as pdf:
        assert len(pdf.pages) == 1 and "/Info" not in pdf.trailer
        raw = pdf.pages[0].Resources.XObject.I.read_raw_bytes()
    assert b"Exif" not in raw and b"secret place" not in raw
    assert Image.open(io.BytesIO(raw)).size == (640, 320), "its pixels are untouched"
