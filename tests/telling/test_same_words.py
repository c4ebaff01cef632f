"""A result is told once: page and paper carry every text of every block, and so the same figures."""

import html
import io
import re

import pypdfium2
import pytest

from assessment.language import LANGUAGES
from assessment.report.document import write_report
from assessment.telling.blocks import Bullets, Fold, Heading, Panel, Paragraph, Section, Span, plain, text_of
from assessment.telling.document import SECTIONS, document
from assessment.telling.subject import Subject
from assessment.web.told import markup
from tests.report.conftest import advisor, advisories  # noqa: F401
from tests.report.drawing import joined

EVERYONE = ("moulding", "ceramics", "furniture", "sparse", "partial", "highest", "visited")
both = pytest.mark.parametrize("lang", LANGUAGES)
everyone = pytest.mark.parametrize("name", EVERYONE)


def told(advisories, name, lang):  # noqa: F811
    return document(Subject(advisories[name], lang))


@both
@everyone
def test_every_text_of_every_block_is_in_the_paper(advisories, name, lang):  # noqa: F811
    out = io.BytesIO()
    write_report(out, advisories[name], lang)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(out.getvalue())]
    edges = re.compile(r".*(第 \d+ 页 / 共 \d+ 页|Page \d+ of \d+)", re.DOTALL)
    found = joined("".join(edges.sub("", page, count=1) for page in pages)).replace("〓", "")
    missing = [
        text
        for section in told(advisories, name, lang).sections
        for text in text_of(section.blocks)
        if joined(text) not in found
    ]
    assert missing == []


@both
@everyone
def test_every_text_of_every_block_is_on_the_page(advisories, name, lang):  # noqa: F811
    for section in told(advisories, name, lang).sections:
        shown = joined(html.unescape(re.sub(r"<[^>]+>", "", markup(section.blocks))))
        assert [text for text in text_of(section.blocks) if joined(text) not in shown] == []


@everyone
def test_nothing_a_person_typed_becomes_markup(advisories, name):  # noqa: F811
    for section in told(advisories, name, "zh").sections:
        assert "<img src=" not in re.sub(r'<img class="drawing[^>]*>', "", markup(section.blocks))


@both
@everyone
def test_names_of_blocks_are_unique_and_sections_know_what_they_answer(advisories, name, lang):  # noqa: F811
    sections = told(advisories, name, lang).sections
    named = [block.id for section in sections for block in section.blocks if block.id]
    assert len(named) == len(set(named))
    assert all(section.title and section.lead for section in sections)
    assert {section.id for section in sections} <= set(SECTIONS)


@both
def test_every_chart_has_a_sentence_or_a_table_for_those_who_cannot_see_it(advisories, lang):  # noqa: F811
    for name in EVERYONE:
        for section in told(advisories, name, lang).sections:
            pictures = re.findall(r'<img class="drawing[^>]*alt="([^"]*)"', markup(section.blocks))
            assert all(alt.strip() for alt in pictures), (name, section.id)


def test_a_cut_keeps_the_order_and_drops_headings_that_nothing_follows():
    blocks = (
        Heading("先", depth="headline"),
        Paragraph("一", depth="headline"),
        Heading("细", depth="headline"),
        Bullets(["二"], depth="detail"),
        Panel([Paragraph("三", depth="detail")], depth="headline"),
        Heading("再", depth="body"),
        Fold("四", [Paragraph("五", depth="body")], depth="body"),
    )
    whole = Section("x", "题", "句", blocks)
    assert list(text_of(whole.cut("page").blocks)) == ["先", "一"]
    assert list(text_of(whole.cut("owner").blocks)) == ["先", "一", "再", "四", "五"]
    assert list(text_of(whole.cut("full").blocks)) == ["先", "一", "细", "二", "三", "再", "四", "五"]


def test_words_are_plain_text_and_a_span_may_only_name_a_question():
    assert plain(["甲", Span("", fact="network"), Span("乙", strong=True)]) == "甲乙"
