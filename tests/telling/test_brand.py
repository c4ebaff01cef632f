"""A consultant's profile: what may be typed, and what stands on page and paper until and after it is signed."""

import datetime
import io
import zipfile

import pypdfium2
import pytest
from docx import Document as read_docx
from pydantic import ValidationError

from assessment.content import wording
from assessment.report.document import write_report
from assessment.telling import theme
from assessment.telling.blocks import text_of
from assessment.telling.brand import LINE_LENGTH, NAME_LENGTH, Brand, Signed
from assessment.telling.brand_file import load_brand
from assessment.telling.document import document
from assessment.telling.logo import MOST_BYTES, read_logo
from assessment.telling.subject import Subject
from assessment.word.document import write_word
from tests.report.conftest import advisor, advisories  # noqa: F401
from tests.report.drawing import joined

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><path d="M0 0h30v10z" fill="#B23A24"/></svg>'
HOSTILE = "示例<b>{name}</b> {{7*7}} ${HOME} 🏭"
SIGNED = Signed(place="南昌", day=datetime.date(2026, 11, 23))


@pytest.fixture(scope="module")
def brand() -> Brand:
    return Brand(
        name="示例顾问",
        organisation=HOSTILE,
        title="高级顾问",
        phone="0791-00000000",
        registration="示例登记 001",
        color="#5B2C6F",
        logo=read_logo(LOGO),
    )


def refused(**fields) -> str:
    with pytest.raises(ValidationError) as fault:
        Brand.model_validate({"name": "示例顾问", **fields})
    return " ".join(wording.told(error).zh for error in fault.value.errors())


def test_what_is_too_long_or_missing_or_no_colour_is_refused_in_words():
    assert "不能是空的" in refused(name="  \u200b ")
    assert f"最多 {NAME_LENGTH} 个字" in refused(name="长" * 2000)
    assert f"最多 {LINE_LENGTH} 个字" in refused(organisation="长" * 2000)
    assert "color" in refused(color="red")


def test_a_colour_on_which_white_cannot_be_read_is_refused_with_one_that_can():
    told = refused(color="#FFD54F")
    darker = told[told.index("#") :][:7]
    assert theme.contrast(darker, theme.PAPER) >= theme.LEAST_CONTRAST
    assert Brand(name="示例", color=darker).color == darker


def test_signs_that_nobody_sees_are_left_out_of_what_is_typed():
    assert Brand(name="示例\u202e顾\x00问\u200b").name == "示例顾问"


def pdf(advisory, brand, signed) -> tuple[str, str]:
    """The cover, and all pages, as text."""
    out = io.BytesIO()
    write_report(out, advisory, "zh", brand, "owner", None, signed)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(out.getvalue())]
    return joined(pages[0]), joined("".join(pages))


def word(advisory, brand, signed) -> tuple[str, bytes]:
    """The text of the headers, and the whole file's parts."""
    out = io.BytesIO()
    write_word(out, advisory, "zh", brand, "page", None, signed)
    found = read_docx(io.BytesIO(out.getvalue()))
    header = "".join(paragraph.text for section in found.sections for paragraph in section.header.paragraphs)
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as parts:
        return header, b"".join(parts.read(name) for name in parts.namelist())


def test_a_report_is_a_draft_on_every_page_until_it_is_signed(advisories, brand):  # noqa: F811
    cover, whole = pdf(advisories["moulding"], brand, None)
    assert "草稿，还没有签署" in cover
    assert whole.count("草稿，未签署") >= 3, "on the cover, on each page, where one signs"
    header, parts = word(advisories["moulding"], brand, None)
    assert "草稿，未签署" in header and b"DraftMark" in parts
    cover, whole = pdf(advisories["moulding"], brand, SIGNED)
    assert "2026年11月23日在南昌签署" in cover and "草稿" not in whole
    header, parts = word(advisories["moulding"], brand, SIGNED)
    assert not header and b"DraftMark" not in parts
    assert "草稿" not in pdf(advisories["moulding"], None, None)[1], "nobody signs what nobody hands over"


def test_everything_of_the_profile_is_on_page_paper_and_word_as_it_was_typed(advisories, brand):  # noqa: F811
    cover, _ = pdf(advisories["moulding"], brand, SIGNED)
    shown = joined(brand.whole.replace("🏭", "〓"))
    assert shown in cover.replace("🏭", "〓")
    _, parts = word(advisories["moulding"], brand, SIGNED)
    assert b"image/png" in parts or b"\x89PNG" in parts
    told = document(Subject(advisories["moulding"], "zh", brand, signed=SIGNED)).sections[-1]
    texts = " ".join(text_of(told.blocks))
    assert all(part in texts for part in (brand.whole, "南昌", "2026 年 11 月 23 日"))


def test_the_same_profile_gives_the_same_bytes_and_the_logo_is_in_the_file(advisories, brand):  # noqa: F811
    made = []
    for one in (brand, brand, brand.model_copy(update={"logo": None})):
        out = io.BytesIO()
        write_report(out, advisories["moulding"], "zh", one, "page", None, SIGNED)
        made.append(out.getvalue())
    assert made[0] == made[1]
    assert b"/Subtype/Image" in made[0] and b"/Subtype/Image" not in made[2]
    assert Brand.model_validate(brand.model_dump(mode="json")) == brand


LOGOS = {
    "missing": (None, "打不开"),
    "another kind": (b"GIF89a" + b"\0" * 100, "不是 PNG 也不是 SVG"),
    "too heavy": (b"\x89PNG\r\n\x1a\n" + b"\0" * MOST_BYTES, "超过 1 MB"),
}


@pytest.mark.parametrize("name", LOGOS)
def test_a_profile_in_a_file_does_without_a_logo_that_is_none_and_says_so(tmp_path, name):
    data, words = LOGOS[name]
    if data is not None:
        (tmp_path / "logo.png").write_bytes(data)
    file = tmp_path / "profile.yaml"
    file.write_text(f'name: "示例{{who}}<b>"\nlogo: logo.png\norganisation: "{HOSTILE}"\n', encoding="utf-8")
    brand, (problem,) = load_brand(file)
    assert words in problem.message.zh and problem.where == "profile.yaml:2 logo"
    assert data is not None or problem.found == "logo.png", "as it was written, not as the system calls the fault"
    assert (brand.name, brand.organisation, brand.logo) == ("示例{who}<b>", HOSTILE, None)
    (tmp_path / "logo.png").write_bytes(LOGO)
    found, problems = load_brand(file)
    assert found.logo is not None and not problems
