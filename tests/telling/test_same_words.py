"""A result is told once: page and paper carry every text of every block, and so the same figures."""

import html
import re

import pytest

from assessment.language import LANGUAGES
from assessment.telling.blocks import Bullets, Fold, Heading, Panel, Paragraph, Section, Span, plain, run_in, text_of
from assessment.telling.document import SECTIONS
from assessment.web.told import markup
from tests.report import papers
from tests.report.drawing import joined

EVERYONE = ("moulding", "ceramics", "furniture", "sparse", "partial", "highest", "visited")
both = pytest.mark.parametrize("lang", LANGUAGES)
everyone = pytest.mark.parametrize("name", EVERYONE)


@pytest.fixture(scope="module")
def sections():
    """The sections of everyone with their markup, by name and language."""
    return {
        (name, lang): [(one, markup(one.blocks)) for one in papers.told(name, lang).sections]
        for name in EVERYONE
        for lang in LANGUAGES
    }


@both
@everyone
def test_every_text_of_every_block_is_in_the_paper(name, lang):
    found = joined(papers.running_text(name, lang)).replace("〓", "")
    assert [text for text in papers.texts(name, lang) if joined(text) not in found] == []


@both
@everyone
def test_every_text_of_every_block_is_on_the_page(sections, name, lang):
    for section, shown in sections[name, lang]:
        shown = joined(html.unescape(re.sub(r"<[^>]+>", "", shown)))
        assert [text for text in text_of(section.blocks) if joined(text) not in shown] == []


@everyone
def test_nothing_a_person_typed_becomes_markup(sections, name):
    for _, shown in sections[name, "zh"]:
        assert "<img src=" not in re.sub(r'<img class="drawing[^>]*>', "", shown)


@both
@everyone
def test_names_of_blocks_are_unique_and_sections_know_what_they_answer(name, lang):
    sections = papers.told(name, lang).sections
    named = [block.id for section in sections for block in section.blocks if block.id]
    assert len(named) == len(set(named))
    assert all(section.title and section.lead for section in sections)
    assert {section.id for section in sections} <= set(SECTIONS)


@both
def test_every_chart_has_a_sentence_or_a_table_for_those_who_cannot_see_it(sections, lang):
    for name in EVERYONE:
        for section, shown in sections[name, lang]:
            pictures = re.findall(r'<img class="drawing[^>]*alt="([^"]*)"', shown)
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


def test_on_paper_a_single_reason_stands_on_the_line_of_its_title_and_anything_else_below_it():
    assert [plain(item) for item in run_in(Fold("为什么", [Bullets(["一"])])).items] == ["为什么  一"]
    folds = [
        Fold("甲", [Bullets(["一", "二"])]),
        Fold("甲", [Bullets(["一"])], end="乙"),
        Fold("甲", [Paragraph("一")]),
    ]
    assert [run_in(one) for one in folds] == [None, None, None]
    assert run_in(Fold("甲", [Bullets(["一"], marks=["✓"])])) is None
    assert run_in(Fold("甲", [Bullets(["一"])], id="named")) is None, "it has a place of its own in the outline"


def test_words_are_plain_text_and_a_span_may_only_name_a_question():
    assert plain(["甲", Span("", fact="network"), Span("乙", strong=True)]) == "甲乙"
