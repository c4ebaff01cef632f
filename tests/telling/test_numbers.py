"""Numbers as people write them: over very different firms, in every text of every section and length."""

import re
from fractions import Fraction

import numpy as np
import pytest

from assessment.language import LANGUAGES, label
from assessment.scoring.explain import ticked_rule
from assessment.telling.blocks import text_of
from assessment.telling.document import document
from assessment.telling.subject import Subject
from tests.random_firms import random_record, with_gaps
from tests.report.conftest import ON, advise, advisor, advisories  # noqa: F401

NEVER = {
    "an interval in brackets": r"[\[(（]\s*\d{1,3}(\.\d+)?\s*[,，]\s*\d{1,3}(\.\d+)?\s*[\])）]",
    "a name that only programs use": r"\b(?!isoc_)[a-z][a-z0-9]*(_[a-z0-9]+)+\b",
    "a unit beside another": r"[×x] ?10[, ]?000|CNY 10 ?000|CNY 1,000\b(?! ?[-–,.(/\w])",
    "the power of ten": r"\d[eE][+-]?\d{2}",
    "what computers call nothing": r"\b(nan|inf|null)\b|(?<![’'])\b(True|False)\b",
    "more decimals than anybody can mean": r"\d\.\d{4,}",
    "noughts that end decimals": r"\d\.\d*0 ?[%分]|\d\.\d*0 points",
    "a sum written out": r"\d \+ \d",
    "a range of nothing": r"\b0 ?[（(]0–0",
    "a per cent sign away from its figure": r"\d %",
    "two signs of per cent": r"% ?%|\.\.(?!\.)|。。|，，|；；",
}
ENGLISH_ONLY = {
    "an amount in 万元": "万元",
    "several of one": r"(?<![\d.,–/-])1 (?!(?:less|plus|is|was|has|as|minus)\b)[a-z-]+s\b|(?<![\d.,–])1 people\b",
}
CHINESE_ONLY = {
    "an option by its code": r"[“「][a-z]+[”」]",
    "an amount in CNY": r"\bCNY\b",
    "a space before a word": r"[\u4e00-\u9fff] (超过|约)",
}


@pytest.fixture(scope="module")
def told(advisor, advisories):  # noqa: F811
    """The samples, and firms made at random, a third of one of them unanswered."""
    rng = np.random.default_rng(11)
    facts = tuple(advisor.facts_to_fill(list(advisor.frameworks_on(ON).values())))
    whole = random_record(advisor.bank, facts, rng) | {"firm_name": "示例随机厂"}
    rich = whole | {"revenue": 1_234_567.0, "total_assets": 98_765.5}
    found = {name: one for name, one in advisories.items() if name != "visited"}  # who types codes there means to
    counts = [name for name in whole if name.startswith(("employees", "equipment_", "key_processes_"))]
    missing = with_gaps(whole, rng) | {"firm_name": "示例缺项厂"}
    found |= {
        "random": advise(advisor, rich),
        "gaps": advise(advisor, missing),
        "ones": advise(advisor, whole | dict.fromkeys(counts, 1) | {"firm_name": "示例一人厂"}),
    }
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_holds_a_number_or_name_that_only_programs_write(told, lang):
    patterns = NEVER | (ENGLISH_ONLY if lang == "en" else CHINESE_ONLY)
    found = [
        (name, what, text)
        for name, advisory in told.items()
        for section in document(Subject(advisory, lang)).sections
        if section.id != "method"  # which names editions and versions as they are
        for text in text_of(section.blocks)
        for what, pattern in patterns.items()
        if re.search(pattern, text)
    ]
    assert found == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_parts_of_a_rate_are_told_as_the_answers_are(told, lang):
    """In the unit of the reader's language, so that one can be found beside the other."""
    items = [item for advisory in told.values() for result in advisory.frameworks for item in result.items]
    rates = [(item, match) for item in items if (match := re.match(r"([\d.,]+) ÷ ([\d.,]+) = ", item.rule.text(lang)))]
    assert len(rates) > 20
    for item, match in rates:
        answers = [one.text.text(lang) for one in item.answers if one.state == "answered"]
        assert any(match[2] in answer for answer in answers), (item.id, match[0], answers)
        assert match[1] in " ".join(answers) or len(item.answers) > 2, "or it is a sum"


@pytest.mark.parametrize(
    ("ticked", "zh", "en"),
    [
        ([2], "选中 1 项，得 {worth}", "1 ticked: {worth}"),
        ([0.7] * 14, "选中 14 项，每项 0.7 分，合计 {worth}", "14 ticked, 0.7 each, together {worth}"),
        (
            [1, 1, 0.5],
            "选中 3 项（2 项各 1 分、1 项 0.5 分），合计 {worth}",
            "3 ticked (2 of 1, 1 of 0.5), together {worth}",
        ),
    ],
)
def test_what_was_ticked_is_told_without_a_sum_of_its_parts(ticked, zh, en):
    assert ticked_rule([Fraction(str(one)) for one in ticked]) == label(zh, en)


def test_a_number_is_rounded_one_way_wherever_it_stands(told):
    """Halves go up: 1.25 of 10 is 12.5 %, and nowhere 12 %."""
    subject = Subject(told["moulding"], "zh")
    assert (subject.amount(0.125), subject.amount(10.345), subject.money(0.005)) == ("0.13", "10.35", "0.01 万元")
    assert Subject(told["moulding"], "en").money(0.00005) == "CNY 1"
