"""The figures of a result: the ones in its JSON, spelt by this test alone, on the page, on paper and in Word."""

import html
import io
import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import docx
import pypdfium2
import pytest

from assessment.language import LANGUAGES
from assessment.report.document import write_report
from assessment.telling.blocks import text_of
from assessment.telling.document import document
from assessment.telling.subject import Subject
from assessment.web.told import markup
from assessment.word.document import write_word
from tests.report.conftest import advisor, advisories  # noqa: F401

FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
EVERYONE = ("moulding", "ceramics", "partial", "highest", "visited")


def spelt(value: float, decimals: int) -> str:
    text = f"{Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(amount: float, lang: str) -> str:
    """An amount of 万元, in the unit of the language; a consultant reads 万元, an Englishman CNY."""
    return spelt(amount, 2) if lang == "zh" else f"{round(amount * 10_000):,}"


def figures_of(found: dict, lang: str) -> set[str]:
    """Every figure of the JSON that a reader is told, by paths of our own."""
    main, plan = found["frameworks"][0], found["plan"]
    told = {spelt(main[end], 3) for end in ("points_low", "points_high")}
    told |= {spelt(item[end], 3) for item in main["items"] for end in ("points_low", "points_high", "points_max")}
    told |= {spelt(node["points_high"], 3) for node in main["nodes"] if node["parent"] == main["nodes"][0]["id"]}
    told |= {spelt(need[end], 3) for level in main["levels"] for need in level["requirements"] for end in ("needed",)}
    if plan is not None:
        told |= {money(plan["cost"][end], lang) for end in ("low", "likely", "high")}
        told |= {str(plan["weeks"]), spelt(plan["own_days"], 2), str(len(plan["steps"]))}
        for step in plan["steps"]:
            told |= {money(step["cost"][end], lang) for end in ("low", "likely", "high")}
            told |= {str(step["start_week"] + step["weeks"]), spelt(step["own_days"], 2)}
    for one in found["comparisons"]:
        told |= {spelt(value["value"], 2) for value in one["references"] if value["value"] is not None}
    return told


def in_pages(advisory, lang) -> str:
    out = io.BytesIO()
    write_report(out, advisory, lang)
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(out.getvalue()))


def in_word(advisory, lang) -> str:
    out = io.BytesIO()
    write_word(out, advisory, lang)
    return "\n".join(
        "".join(run.text or "" for run in paragraph.iter("{*}t"))
        for paragraph in docx.Document(io.BytesIO(out.getvalue())).element.body.iter("{*}p")
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EVERYONE)
def test_the_figures_of_the_json_are_those_of_page_paper_and_word(advisories, name, lang):  # noqa: F811
    advisory = advisories[name]
    sections = document(Subject(advisory, lang)).sections
    page = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup(section.blocks))) for section in sections)
    wanted = figures_of(advisory.model_dump(mode="json"), lang)
    assert len(wanted) > 15, "a result has more figures than that"
    shown = {"page": page, "paper": in_pages(advisory, lang), "Word": in_word(advisory, lang)}
    for place, text in shown.items():
        assert wanted - set(FIGURE.findall(text)) == set(), place


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EVERYONE)
def test_paper_and_word_have_every_figure_as_often_as_it_is_told(advisories, name, lang):  # noqa: F811
    advisory = advisories[name]
    sections = document(Subject(advisory, lang)).sections
    told = Counter(FIGURE.findall("\n".join(text for one in sections for text in text_of(one.blocks))))
    for place, text in (("paper", in_pages(advisory, lang)), ("Word", in_word(advisory, lang))):
        assert told - Counter(FIGURE.findall(text)) == Counter(), place
