"""The Word report: the same words as the paper, in what Word itself calls headings, tables, captions and comments."""

import io
import re
import zipfile
from itertools import pairwise

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from assessment.language import LANGUAGES
from assessment.report.document import write_report
from assessment.report.pen import PaperLettering
from assessment.report.picture import parted
from assessment.telling import theme
from assessment.telling.blocks import Drawing, Table, text_of
from assessment.telling.brand import Brand
from assessment.telling.charts.base import Frame
from assessment.telling.charts.timeline import Timeline, TimelineStep
from assessment.telling.document import document
from assessment.telling.subject import Subject
from assessment.word.document import write_word
from assessment.word.fitting import height, room
from tests.report import papers
from tests.report.drawing import joined

# Of the properties that we write, in the order of the schema.
ORDER = {
    "w:tblPr": ["tblStyle", "tblW", "jc", "tblBorders", "tblLayout", "tblCellMar", "tblLook"],
    "w:pPr": ["pStyle", "keepNext", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs", "spacing", "ind", "jc"],
    "w:rPr": ["rStyle", "rFonts", "b", "i", "color", "sz"],
}
ORDER_OF_STYLES = [
    "keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "shd", "tabs", "spacing", "ind",
    "contextualSpacing", "jc", "outlineLvl",
]  # fmt: skip
BRAND = Brand(name="示例顾问", organisation="示例咨询", phone="0791-00000000")
EVERYONE = ("moulding", "sparse", "visited")
both = pytest.mark.parametrize("lang", LANGUAGES)
everyone = pytest.mark.parametrize("name", EVERYONE)


def written(advisory, lang, **more) -> bytes:
    out = io.BytesIO()
    write_word(out, advisory, lang, **more)
    return out.getvalue()


@pytest.fixture(scope="module")
def files():
    return {(name, lang): papers.word(name, lang) for name in EVERYONE for lang in LANGUAGES}


def words_of(data: bytes) -> str:
    body = docx.Document(io.BytesIO(data)).element.body
    return joined("".join(node.text or "" for node in body.iter() if node.tag.endswith("}t")))


@both
@everyone
def test_every_text_of_every_block_is_in_it(advisories, files, name, lang):
    found = words_of(files[name, lang])
    sections = document(Subject(advisories[name], lang)).sections
    assert [t for s in sections for t in text_of(s.blocks) if joined(t) not in found] == []


@everyone
def test_headings_tables_and_pictures_are_words_own(advisories, files, name):
    opened = docx.Document(io.BytesIO(files[name, "zh"]))
    sections = document(Subject(advisories[name], "zh")).sections
    first = [p.text for p in opened.paragraphs if p.style.name == "Heading 1"]
    assert first == [f"{n} {section.title}" for n, section in enumerate(sections, 1)]
    shown = [block for section in sections for block in section.blocks]
    assert len(opened.tables) >= sum(isinstance(block, Table) for block in shown)
    heads = [t for t in opened.tables if t.rows[0]._tr.xpath("./w:trPr/w:tblHeader")]
    assert len(heads) >= sum(isinstance(block, Table) for block in shown)
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for table in heads for row in table.rows)
    described = [node.get("descr") for node in opened.element.body.iter() if node.tag.endswith("}docPr")]
    assert len(described) >= sum(isinstance(block, Drawing) for block in shown)
    assert all(described)


def test_captions_are_numbered_and_contents_can_be_made_by_word(files):
    opened = docx.Document(io.BytesIO(files["moulding", "zh"]))
    xml = opened.element.xml
    assert xml.count("SEQ Exhibit") >= 5
    assert "TOC \\o" in xml
    lines = [paragraph.text for paragraph in opened.paragraphs if paragraph.style.name == "toc 1"]
    assert lines == [paragraph.text for paragraph in opened.paragraphs if paragraph.style.name == "Heading 1"]
    led = re.findall(r'w:anchor="(\w+)"', xml)
    assert led == re.findall(r'<w:bookmarkStart w:id="\d+" w:name="(_Toc\w+)"', xml) != []


@everyone
def test_nothing_parts_from_what_it_belongs_to(files, name):
    """Word parts what it may; LibreOffice loses the rows of a table where a page ends within a line between two."""
    opened = docx.Document(io.BytesIO(files[name, "zh"]))
    heads = [table.rows[0] for table in opened.tables if table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")]
    assert heads and all(len(row._tr.xpath(".//w:keepNext")) == len(row.cells) for row in heads)
    assert not opened.element.xpath("//w:tblBorders/w:insideH"), "rows stand on grounds instead of between lines"
    first = next(p for p in opened.paragraphs if p.style.name == "Heading 1")
    assert first.paragraph_format.page_break_before, "the cover is a page of its own, without an empty line after it"
    remarks = [p for p in opened.paragraphs if p.text.startswith("顾问点评") and p.style.name == "Panel"]
    assert all(p.paragraph_format.keep_with_next for p in remarks)
    assert bool(remarks) == (name == "visited")


def test_a_chart_higher_than_a_page_is_parted_between_its_rows():
    steps = [TimelineStep(f"步骤{n}", n, 2.0, "1 万元") for n in range(60)]
    chart = Timeline(Frame("先做什么，后做什么？"), steps, "周")
    pieces = list(parted(chart, theme.CONTENT_WIDTH, 500.0))
    assert [row for piece in pieces for row in piece.rows] == steps and len(pieces) > 1
    assert all(piece.height(PaperLettering(), theme.CONTENT_WIDTH) <= 500.0 for piece in pieces)
    assert all(len(piece.rows) > 1 for piece in pieces)


@both
@everyone
def test_headings_are_numbered_as_in_the_pdf_and_none_skips_a_level(files, name, lang):
    headings = [
        (int(p.style.name[-1]), p.text)
        for p in docx.Document(io.BytesIO(files[name, lang])).paragraphs
        if p.style.name.startswith("Heading")
    ]
    assert headings[0][0] == 1
    assert all(after <= before + 1 for (before, _), (after, _) in pairwise(headings))
    entries = pypdfium2.PdfDocument(papers.paper(name, lang)).get_toc()
    outline = [(entry.level + 1, entry.get_title().partition(" ")[0]) for entry in entries]
    numbered = [(level, text.partition(" ")[0]) for level, text in headings if re.match(r"\d+(\.\d+)? ", text)]
    assert numbered == outline and len(outline) > 8


@everyone
def test_captions_are_counted_one_by_one(files, name):
    lines = [p.text for p in docx.Document(io.BytesIO(files[name, "zh"])).paragraphs if p.style.name == "Caption"]
    assert [int(re.match(r"图表 (\d+)  .", line)[1]) for line in lines] == list(range(1, len(lines) + 1))


def test_it_bears_the_number_of_the_pdf_with_the_same_content(advisories, files):
    seal = write_report(io.BytesIO(), advisories["moulding"], "zh", verify_at="https://zhenduan.example.cn")
    opened = docx.Document(io.BytesIO(files["moulding", "zh"]))
    assert opened.core_properties.identifier == seal.id
    assert seal.id in words_of(files["moulding", "zh"])
    assert seal.id in opened.sections[0].footer.paragraphs[0].text


@pytest.mark.parametrize("part", ["w:tblPr", "w:pPr", "w:rPr"])
def test_properties_stand_in_the_order_that_word_asks_for(files, part):
    """Word calls a file damaged whose properties stand in another order (ECMA-376, 17.4.59 and others)."""
    body = docx.Document(io.BytesIO(files["visited", "zh"])).element
    found = {tuple(kid.tag.rpartition("}")[2] for kid in one) for one in body.iter(qn(part))}
    assert found
    order = ORDER[part]
    assert [one for one in found if [order.index(kid) for kid in one] != sorted(order.index(kid) for kid in one)] == []


def test_so_do_those_of_the_styles_and_every_style_asked_for_is_there(files):
    opened = docx.Document(io.BytesIO(files["visited", "zh"]))
    for one in opened.styles.element.iter(qn("w:pPr")):
        places = [ORDER_OF_STYLES.index(kid.tag.rpartition("}")[2]) for kid in one]
        assert places == sorted(places)
    parts = (opened.element, opened.comments._comments_elm)
    tags = [qn(f"w:{tag}") for tag in ("pStyle", "rStyle", "tblStyle")]
    asked = {one.get(qn("w:val")) for part in parts for one in part.iter(*tags)}
    assert asked <= {style.style_id for style in opened.styles}
    assert opened.settings.element.find(qn("w:zoom")).get(qn("w:percent"))


def test_comments_are_words_own_and_stand_in_the_text_too(advisories, files):
    opened = docx.Document(io.BytesIO(files["visited", "zh"]))
    made = advisories["visited"].comments
    assert len(list(opened.comments)) == len(made)
    assert {one.author for one in opened.comments} == {one.author for one in made}
    assert all(joined(one.text.replace("\n", "")) in words_of(files["visited", "zh"]) for one in made)


def test_nothing_in_it_runs_leads_outward_or_changes_from_one_time_to_the_next(advisories, files):
    data = files["visited", "zh"]
    assert written(advisories["visited"], "zh") == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        assert not [name for name in names if re.search(r"vba|macro|embed|activeX|thumbnail", name, re.IGNORECASE)]
        related = "".join(archive.read(name).decode() for name in names if name.endswith(".rels"))
    assert 'TargetMode="External"' not in related


def test_it_opens_again_and_says_the_same_after_being_saved_by_another_program(files):
    again = io.BytesIO()
    docx.Document(io.BytesIO(files["moulding", "zh"])).save(again)
    assert words_of(again.getvalue()) == words_of(files["moulding", "zh"])


def test_lengths_sections_and_the_consultants_hand(advisories):
    short = written(advisories["moulding"], "zh", brand=BRAND, length="page", chosen=["result"])
    found = words_of(short)
    assert all(joined(text) in found for text in ("示例咨询·示例顾问·0791-00000000", "签字", "先做什么"))
    assert "方法和来源" not in found and "目录" not in found, "one page has no cover of its own"


@pytest.mark.parametrize("name", [*EVERYONE, "long"])
def test_one_page_is_one_page_however_much_stands_on_it(advisories, name):
    """Lines have a height of their own, so that it can be told without another program how far down they reach."""
    advisory = advisories["visited" if name == "long" else name]
    if name == "long":
        advisory = advisory.model_copy(update={"firm": advisory.firm.model_copy(update={"name": "示例" * 60})})
    opened = docx.Document(io.BytesIO(written(advisory, "zh", brand=BRAND, length="page")))
    assert height(opened) <= room(opened)
    sizes = {style.name: style.font.size.pt for style in opened.styles if style.name in ("Body Text", "Table Text")}
    assert min(sizes.values()) >= 5.5, "it can still be read"
    rest = f"顾问点评还有 {len(advisory.comments) - 1} 条"
    assert (rest in words_of_lines(opened)) == bool(advisory.comments)


def words_of_lines(opened) -> str:
    return "\n".join(paragraph.text for paragraph in opened.paragraphs)


def test_a_name_of_2000_signs_of_every_kind_is_only_text(advisories):
    name = ("示例👍\u202e\u0007<w:b/>{0}&amp;喆" * 200)[:2000]
    firm = advisories["moulding"].firm.model_copy(update={"name": name})
    data = written(advisories["moulding"].model_copy(update={"firm": firm}), "zh")
    assert joined(name.replace("\u0007", "\ufffd")) in words_of(data)
    assert len(docx.Document(io.BytesIO(data)).core_properties.title) <= 255


def test_a_name_no_xml_can_hold_is_written_all_the_same(advisories):
    firm = advisories["moulding"].firm.model_copy(update={"name": "示例\x07厂\ud800"})
    found = words_of(written(advisories["moulding"].model_copy(update={"firm": firm}), "zh"))
    assert "示例\ufffd厂\ufffd" in found
