"""The words of the questionnaires: in both languages, with examples, in plain terms, one page at a time."""

import re
from collections.abc import Iterator

import yaml
from pydantic import BaseModel

from assessment.content.barriers import load_barriers
from assessment.content.facts import ChoiceFact, MultiFact, TextFact
from assessment.content.library import load_bank, load_frameworks
from assessment.content.measures import load_measures
from assessment.content.support import load_support
from assessment.content.troubles import load_troubles
from assessment.language import Label
from assessment.peers import CONSENT_FACT
from assessment.planning import HANDS_FACTS
from tests.conftest import ROOT

CHINESE = re.compile(r"[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]")
IN_BRACKETS = re.compile(r"\([^()]*\)")
ADDRESS = re.compile(r"[a-z0-9]+(\.[a-z0-9]+)+")
EVERYDAY_SHORT_FORMS = {"IT", "CNC", "CNY", "EU"}
EXPECTED_FRAMEWORKS = {"miit", "jiangxi-key-indicators", "eu-dma", "eurostat-dii-v3"}


def _labels(value: object, place: str) -> Iterator[tuple[str, Label]]:
    """Every bilingual text below a content object, with the way to it."""
    if isinstance(value, Label):
        yield place, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _labels(getattr(value, name), f"{place}.{name}")
    elif isinstance(value, dict):
        for key, child in value.items():
            yield from _labels(child, f"{place}.{key}")
    elif isinstance(value, tuple):
        for i, child in enumerate(value):
            yield from _labels(child, f"{place}.{getattr(child, 'id', i)}")


def _all_labels() -> list[tuple[str, Label]]:
    bank = load_bank(ROOT)
    found = [pair for topic in bank.topics.values() for pair in _labels(topic, topic.id)]
    found += [pair for fact in bank.facts.values() for pair in _labels(fact, fact.id)]
    found += [pair for key, framework in load_frameworks(ROOT).items() for pair in _labels(framework.spec, key)]
    return found


def _scored(frameworks) -> set[str]:
    return {fact for framework in frameworks.values() for item in framework.items for fact in item.facts}


def _texts(fact) -> str:
    return "\n".join(text for _, label in _labels(fact, fact.id) for text in (label.zh, label.en))


def test_the_expected_frameworks_are_shipped_and_compile(frameworks):
    assert set(frameworks) >= EXPECTED_FRAMEWORKS


def test_english_texts_hold_no_chinese_outside_brackets():
    faulty = {place: label.en for place, label in _all_labels() if CHINESE.search(IN_BRACKETS.sub("", label.en))}
    assert faulty == {}


def test_chinese_texts_are_chinese():
    without = {place: label.zh for place, label in _all_labels() if not CHINESE.search(label.zh)}
    assert without == {}


def test_chinese_texts_use_no_english_words_and_no_half_width_marks():
    faulty = {}
    for place, label in _all_labels():
        text = ADDRESS.sub("", label.zh)
        if re.search(r"[A-Za-z]*[a-z]{3,}", text) or re.search(r"[\u3400-\u9fff][,;:?!]|[,;:?!][\u3400-\u9fff]", text):
            faulty[place] = label.zh
    assert faulty == {}


def test_english_texts_are_no_copies_of_the_chinese():
    assert [place for place, label in _all_labels() if label.zh == label.en] == []


def test_every_scored_fact_has_an_everyday_example_and_says_what_to_show(bank, frameworks):
    missing = [f for f in sorted(_scored(frameworks)) if not bank.facts[f].example or not bank.facts[f].evidence]
    assert missing == []


def test_every_fact_is_scored_or_part_of_the_profile_or_tells_a_barrier(bank, frameworks):
    measures = load_measures(ROOT, bank).measures
    barriers = load_barriers(ROOT, bank, measures, load_support(ROOT)).facts
    troubles = load_troubles(ROOT, bank, measures).fact
    used = (
        _scored(frameworks)
        | {fact.id for fact in bank.in_topic("profile")}
        | {*barriers, *HANDS_FACTS, troubles, CONSENT_FACT}
    )
    idle = [fact for fact in bank.facts if fact not in used]
    assert idle == [], "a question that nothing uses wastes the owner's time"


def test_short_forms_are_explained_where_they_stand(bank):
    unexplained = []
    for fact in bank.facts.values():
        for language in ("zh", "en"):
            text = "\n".join(label.text(language) for _, label in _labels(fact, fact.id))
            for short in set(re.findall(r"(?<![A-Za-z0-9])[A-Z]{2,}(?![A-Za-z0-9])", text)) - EVERYDAY_SHORT_FORMS:
                in_brackets = rf"[（(][^（()）]*\b{short}\b[^（()）]*[）)]"
                said_after = rf"{short}[^（(\n]{{0,12}}[（(,]"
                if not re.search(in_brackets, text, re.ASCII) and not re.search(said_after, text):
                    unexplained.append((fact.id, language, short))
    assert unexplained == []


def test_a_page_is_short_enough_for_a_phone(bank):
    sizes = {topic: len(bank.in_topic(topic)) for topic in bank.topics}
    assert sizes.pop("profile") <= 10
    assert max(sizes.values()) <= 7


def test_pages_come_in_the_order_of_their_files(bank):
    names = [path.stem.split("_", 1)[1] for path in sorted((ROOT / "questionnaires" / "facts").glob("*.yaml"))]
    assert list(bank.topics) == names
    orders = [topic.order for topic in bank.topics.values()]
    assert len(set(orders)) == len(orders)


def test_option_labels_of_a_fact_differ_in_both_languages(bank):
    for fact in bank.facts.values():
        if isinstance(fact, ChoiceFact | MultiFact):
            for language in ("zh", "en"):
                labels = [option.label.text(language) for option in fact.options]
                assert len(set(labels)) == len(labels), fact.id


def test_no_two_facts_ask_the_same_question(bank):
    for language in ("zh", "en"):
        asks = [fact.ask.text(language) for fact in bank.facts.values()]
        assert len(set(asks)) == len(asks)


def test_all_scenes_have_the_same_five_steps(bank):
    scenes = [fact for fact_id, fact in bank.facts.items() if fact_id.startswith("scene_")]
    assert len(scenes) == 16
    assert {tuple(option.id for option in fact.options) for fact in scenes} == {("l0", "l1", "l2", "l3", "l4")}


def test_the_profile_asks_what_the_size_rule_and_the_matching_need(bank):
    profile = {fact.id: fact for fact in bank.in_topic("profile")}
    required = {f for f, fact in profile.items() if getattr(fact, "required", False)}
    assert required == {"firm_name", "city", "industry", "production_mode", "employees", "revenue"}
    assert isinstance(profile["credit_code"], TextFact)
    assert profile["credit_code"].max_length == 18
    assert len(profile["city"].options) == 12
    assert len(profile["industry"].options) == 16
    assert len(profile["chain"].options) == 13
    assert [o.id for o in profile["provincial_level"].options] == ["not_rated", *(f"l{i}" for i in range(1, 11))]
    assert set(profile["total_assets"].asked_if["industry"]) == {
        "construction",
        "real_estate",
        "leasing_business_services",
    }


def test_parts_never_exceed_their_whole_and_no_denominator_can_be_zero(bank, frameworks):
    for framework in frameworks.values():
        for item in framework.spec.items:
            if item.kind == "ratio":
                assert bank.facts[item.denominator].minimum > 0
                assert all(bank.facts[part].at_most == item.denominator for part in item.numerator)


def test_key_steps_are_asked_by_the_way_a_firm_produces(bank):
    assert bank.facts["key_processes_total"].asked_if == {"production_mode": ("discrete", "process", "mixed")}
    assert bank.facts["key_processes_nc"].asked_if == {"production_mode": ("discrete", "mixed")}
    assert bank.facts["key_processes_process_control"].asked_if == {"production_mode": ("process", "mixed")}


def test_every_source_in_chinese_has_a_title_in_english():
    """Those of the modelled population stand in no report, and its key is made of them."""
    files = [path for folder in ("seeds", "questionnaires") for path in (ROOT / folder).rglob("*.yaml")]
    read = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in files if path.name != "population.yaml"]
    sources = [one for file in read for one in entries(file) if isinstance(one.get("title"), str)]
    assert len(sources) > 100
    assert {one["title"] for one in sources if not one["title"].isascii() and "title_en" not in one} == set()


def entries(node) -> Iterator[dict]:
    """Every mapping of a file."""
    if isinstance(node, dict):
        yield node
    for kid in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from entries(kid)
