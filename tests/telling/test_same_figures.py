"""The figures of a result: the ones in its JSON, spelt by this test alone, on the page, on paper and in Word."""

import re
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

import pytest

from assessment.language import LANGUAGES
from tests.report import papers
from tests.report.conftest import advisory_of

FIGURE = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
EVERYONE = ("moulding", "ceramics", "partial", "highest", "visited", *(f"random{n}" for n in range(1, 8)))


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


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", EVERYONE)
def test_the_figures_of_the_json_are_those_of_page_paper_and_word(name, lang):
    wanted = figures_of(advisory_of(name).model_dump(mode="json"), lang)
    assert len(wanted) > 15, "a result has more figures than that"
    for shown in (papers.web_text, papers.running_text, papers.word_text):
        assert wanted - set(FIGURE.findall(shown(name, lang))) == set(), shown.__name__


SHORTER = [(name, length) for name in ("random1", "random2") for length in ("page", "owner")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("name", "length"), [*((name, "full") for name in EVERYONE), *SHORTER])
def test_paper_and_word_have_every_figure_as_often_as_it_is_told(name, length, lang):
    told = Counter(FIGURE.findall("\n".join(papers.texts(name, lang, length))))
    for shown in (papers.running_text, papers.word_text):
        assert told - Counter(FIGURE.findall(shown(name, lang, length))) == Counter(), shown.__name__
