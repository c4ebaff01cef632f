"""The file itself: what an archive asks of it (PDF/A-2b), and how far somebody who hears it can find the way."""

import hashlib
import io
import itertools
import os
import re
import subprocess
import sys
import zlib
from collections import Counter

import pikepdf
import pypdfium2
import pytest
from lxml import etree
from pikepdf import pdfa

from assessment.report.document import write_report
from assessment.telling.brand import Brand, Signed
from assessment.telling.logo import read_logo
from tests.report import papers
from tests.report.drawing import joined, read

NAMES = ("moulding", "sparse", "visited")
CELLS = {"/TH", "/TD"}
WITHIN = {
    "/LI": {"/L"},
    "/LBody": {"/LI"},
    "/TR": {"/Table"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/TOCI": {"/TOC"},
}


@pytest.fixture(scope="module", params=NAMES)
def pdf(request) -> bytes:
    return papers.paper(request.param, "en" if request.param == "sparse" else "zh")


@pytest.fixture(scope="module")
def opened(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as found:
        yield found


def test_it_is_read_without_a_fault(opened):
    assert opened.check_pdf_syntax() == []
    assert opened.pdf_version == "1.7"
    assert not opened.is_encrypted
    assert len(opened.trailer.ID) == 2


def test_a_validator_of_archives_finds_nothing_to_say(opened):
    """pikepdf's passes only what it knows to conform to ISO 19005-2, level B."""
    assert pdfa.check(opened, "2b").findings == []


def test_every_page_names_what_it_is_drawn_with_itself(pdf):
    """What is inherited is no resource to an archive (ISO 19005-2, 6.2.2); pikepdf hands it down as it reads."""
    packed = re.findall(rb"/Type/ObjStm.*?stream\n(.*?)\nendstream", pdf, re.DOTALL)
    pages = re.findall(rb"<</Type/Page .*?>>", b"".join(map(zlib.decompress, packed)))
    assert len(pages) == len(pypdfium2.PdfDocument(pdf))
    assert all(b"/Resources" in page for page in pages)


ANOTHER = """
import hashlib, io, sys
from assessment.advisory import Advisory
from assessment.report.document import write_report
out = io.BytesIO()
write_report(out, Advisory.model_validate_json(sys.stdin.read()), "zh")
print(hashlib.sha256(out.getvalue()).hexdigest())
"""


@pytest.mark.parametrize("seed", ["1", "2"])
def test_another_process_makes_the_same_bytes(advisories, seed):
    """Whatever the order in which it goes through sets."""
    made = subprocess.run(
        [sys.executable, "-c", ANOTHER],
        input=advisories["moulding"].model_dump_json().encode(),
        env=os.environ | {"PYTHONHASHSEED": seed},
        stdout=subprocess.PIPE,
        check=True,
    ).stdout
    assert made.decode().strip() == hashlib.sha256(papers.paper("moulding", "zh")).hexdigest()


LONG_NAME = ("示例👍\u202e\u0007<b>喆&amp;{0} mill " * 200)[:2000]


def test_a_logo_and_a_name_of_2000_signs_pass_it_too(advisories):
    logo = read_logo(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 30 10"><path d="M0 0h30v10z"/></svg>')
    advisory = advisories["moulding"]
    named = advisory.model_copy(update={"firm": advisory.firm.model_copy(update={"name": LONG_NAME})})
    out = io.BytesIO()
    write_report(out, named, "zh", Brand(name="示例顾问", logo=logo), signed=Signed(place="南昌", day=advisory.on))
    with pikepdf.open(io.BytesIO(out.getvalue())) as found:
        assert found.check_pdf_syntax() == []
        assert pdfa.check(found, "2b").findings == []
        assert [one for one in found.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
        assert "👍" in str(found.docinfo.Title) and "\u0007" not in str(found.docinfo.Title)
    pages = pypdfium2.PdfDocument(out.getvalue())
    assert joined("示例👍<b>喆&amp;{0} mill") in joined(pages[0].get_textpage().get_text_range())


def test_it_names_the_colours_it_means(opened):
    (intent,) = opened.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    profile = intent.DestOutputProfile
    assert profile.N == 3
    assert profile.read_bytes()[16:20] == b"RGB "
    assert profile.read_bytes()[36:40] == b"acsp"
    for page in opened.pages:
        operators = {str(one.operator) for one in pikepdf.parse_content_stream(page)}
        assert not operators & {"K", "k", "CS", "cs", "SC", "sc", "Do", "BI", "sh"}


def test_what_it_says_of_itself_stands_twice_and_agrees(opened):
    text = opened.Root.Metadata.read_bytes()
    assert "/Filter" not in opened.Root.Metadata
    etree.fromstring(text)
    with opened.open_metadata() as found:
        assert found.pdfa_status == "2B"
        said = opened.docinfo
        assert found["dc:title"] == str(said.Title)
        assert found["dc:creator"] == [str(said.Author)]
        assert found["dc:description"] == str(said.Subject)
        assert found["pdf:Keywords"] == str(said.Keywords)
        assert found["pdf:Producer"] == str(said.Producer)
        assert found["xmp:CreatorTool"] == str(said.Creator)
        assert re.sub(r"\D", "", found["xmp:CreateDate"])[:8] == str(said.CreationDate)[2:10] == "20261123"


def test_every_font_is_inside_and_can_be_read_back(opened):
    fonts = [one for one in opened.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
    whole = [one for one in fonts if one.Subtype == "/Type0"]
    assert whole
    assert {str(one.Subtype) for one in fonts} == {"/Type0", "/CIDFontType2"}
    for font in whole:
        (descendant,) = font.DescendantFonts
        assert re.fullmatch(r"/[A-Z]{6}\+\w[\w-]+", str(font.BaseFont))
        assert font.BaseFont == descendant.BaseFont == descendant.FontDescriptor.FontName
        assert descendant.FontDescriptor.FontFile2.read_bytes()[:4] == b"\x00\x01\x00\x00"
        assert isinstance(descendant.CIDToGIDMap, pikepdf.Stream)
        assert b"beginbfchar" in font.ToUnicode.read_bytes()


def test_nothing_stands_in_it_that_an_archive_forbids(opened):
    assert not {"/AA", "/OpenAction", "/AcroForm", "/Names", "/OCProperties"} & set(opened.Root.keys())
    for page in opened.pages:
        assert not {"/Trans", "/AA", "/PZ"} & set(page.keys())
        for link in page.get("/Annots", []):
            assert link.Subtype == "/Link"
            assert int(link.F) & 0b111 == 0b100, "printed, and neither hidden nor invisible"
            assert "/A" not in link


def test_the_title_is_shown_and_the_outline_stands_open(opened):
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    assert opened.Root.PageMode == "/UseOutlines"
    with opened.open_outline() as outline:
        assert len(outline.root) >= 2
        assert not any(entry.is_closed for entry in outline.root)
    assert opened.Root.Outlines.Count > 0


def test_everything_drawn_is_a_part_or_said_to_be_decoration(opened):
    """Marked content never nests but for itself, and each number leads to its part and back."""
    ways = dict(zip(*[iter(opened.Root.StructTreeRoot.ParentTree.Nums)] * 2, strict=True))
    for number, page in enumerate(opened.pages):
        marks, open_marks, outside = [], 0, []
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BDC", "BMC"):
                open_marks += 1
                if operands[0] != "/Artifact":
                    marks.append((int(operands[1].MCID), str(operands[0])))
            elif name == "EMC":
                open_marks -= 1
            elif name in ("Tj", "S", "f", "B") and not open_marks:
                outside.append(operands)
            assert open_marks in (0, 1)
        assert not outside
        assert page.StructParents == number
        parts = list(ways[number])
        assert [at for at, _ in marks] == list(range(len(parts)))
        assert [str(one.S) for one in parts] == [role for _, role in marks]


def parts_of(node):
    yield node
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            assert kid.P.objgen == node.objgen
            yield from parts_of(kid)


def no_level_is_left_out(parts) -> bool:
    depths = [int(str(one.S)[2]) for one in parts if re.fullmatch(r"/H\d", str(one.S))]
    return depths[0] == 1 and all(after <= before + 1 for before, after in itertools.pairwise(depths))


@pytest.mark.parametrize("length", ["page", "owner"])
def test_the_headings_of_a_shorter_report_leave_out_no_level_either(length):
    with pikepdf.open(io.BytesIO(papers.paper("moulding", "zh", length))) as found:
        assert no_level_is_left_out(list(parts_of(found.Root.StructTreeRoot.K)))


def test_headings_lists_tables_and_figures_are_named_and_in_order(opened):
    assert opened.Root.MarkInfo.Marked
    document = opened.Root.StructTreeRoot.K
    parts = list(parts_of(document))
    count = Counter(str(one.S) for one in parts)
    assert count["/H1"] == 1
    assert count["/H2"] >= 2 and count["/P"] > 10 and count["/L"] and count["/Link"]
    assert no_level_is_left_out(parts)
    for one in parts:
        within = WITHIN.get(str(one.S))
        assert within is None or str(one.P.S) in within
        if one.S == "/Figure":
            assert len(str(one.Alt)) > 5
        if one.S == "/Table":
            rows = [[str(cell.S) for cell in row.K] if isinstance(row.K, pikepdf.Array) else ["?"] for row in one.K]
            assert set(rows[0]) == {"/TH"}
            assert {len(row) for row in rows} == {len(rows[0])}
            assert all(row[0] in CELLS and set(row[1:]) <= {"/TD"} for row in rows[1:])
            for row in one.K:
                heads = [cell for cell in row.K if cell.S == "/TH"]
                assert {str(cell.A.Scope) for cell in heads} <= {"/Column" if row == one.K[0] else "/Row"}
    assert any(cell.S == "/TH" and cell.A.Scope == "/Row" for cell in parts)


def test_the_way_through_the_parts_is_the_order_of_the_words(pdf, opened):
    """The parts name as many marked pieces as the pages hold, each once."""
    drawn = Counter()
    for one in parts_of(opened.Root.StructTreeRoot.K):
        kids = one.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                drawn[one.Pg.objgen, int(kid)] += 1
            elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
                drawn[kid.Pg.objgen, int(kid.MCID)] += 1
    assert set(drawn.values()) == {1}
    held = sum(len(way) for way in opened.Root.StructTreeRoot.ParentTree.Nums if isinstance(way, pikepdf.Array))
    assert len(drawn) == held
    assert joined(read(pdf))
