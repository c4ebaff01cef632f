"""Relations between facts: well-formed, reasoned, free of circles, and refused with the place when wrong."""

import pytest

from assessment.content.crosswalk import load_crosswalk
from assessment.problems import InputRefused
from tests.conftest import ROOT

GOOD = """
relations:
  - id: one
    relation: implies
    from: {fact: scene_product_design, at_least: l1}
    to: {fact: digital_design_tools, options: [yes]}
    reason: {zh: 因为, en: because}
"""


@pytest.fixture
def shipped(bank):
    return load_crosswalk(ROOT / "questionnaires" / "crosswalk.yaml", bank, ROOT)


def _load(tmp_path, bank, text):
    path = tmp_path / "crosswalk.yaml"
    path.write_text(text, encoding="utf-8")
    return load_crosswalk(path, bank)


def test_design_software_implies_a_design_tool(shipped):
    found = next(r for r in shipped.relations if r.target.fact == "digital_design_tools")
    assert (found.relation, found.source.fact, found.source.at_least) == ("implies", "scene_product_design", "l1")


def test_what_bears_on_a_fact_comes_before_it(shipped):
    order = shipped.order()
    assert order.index("cloud_advanced") < order.index("cloud_purchased") < order.index("cloud_use")


def test_figures_are_only_suggested(shipped, bank):
    numbers = [r for r in shipped.relations if bank.facts[r.source.fact].kind in ("count", "amount")]
    assert [(r.source.fact, r.target.fact, r.relation) for r in numbers] == [("revenue", "revenue_average", "suggests")]


def test_a_suggestion_asks_the_person_to_confirm(shipped):
    for relation in shipped.relations:
        if relation.relation == "suggests":
            assert "请" in relation.reason.zh
            assert "please" in relation.reason.en


def test_each_pair_of_statements_is_related_once(shipped):
    pairs = [(r.source, r.target) for r in shipped.relations]
    assert len(set(pairs)) == len(pairs)


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("scene_product_design", "scene_nothing", "relations.0.from.fact", "no fact 'scene_nothing'"),
        ("at_least: l1", "at_least: l9", "relations.0.from", "no option 'l9'"),
        ("options: [yes]", "options: [maybe]", "relations.0.to", "no option 'maybe'"),
        (", at_least: l1", "", "relations.0.from", "which option is meant"),
        ("at_least: l1", "at_least: l1, options: [l1]", "relations.0.from", "not both"),
        ("relation: implies", "relation: proves", "relations.0.relation", "'implies'"),
        ("digital_design_tools, options: [yes]", "scene_product_design, at_least: l2", "relations.0", "two different"),
        ("digital_design_tools, options: [yes]", "revenue", "relations.0.relation", "only be joined with each other"),
        ("{zh: 因为, en: because}", "{zh: 因为}", "relations.0.reason", "'en' is missing"),
        (
            "digital_design_tools, options: [yes]",
            "everyday_digital_tools, at_least: website",
            "relations.0.to",
            "takes 'options'",
        ),
    ],
)
def test_a_wrong_relation_is_refused_with_its_place(tmp_path, bank, old, new, place, words):
    with pytest.raises(InputRefused) as refused:
        _load(tmp_path, bank, GOOD.replace(old, new))
    told = str(refused.value)
    assert place in told
    assert words in told
    assert "crosswalk.yaml:" in told


def test_the_pattern_of_the_wrong_ones_is_itself_accepted(tmp_path, bank):
    assert len(_load(tmp_path, bank, GOOD).relations) == 1


def test_the_same_id_twice_is_refused(tmp_path, bank):
    second = GOOD.removeprefix("\nrelations:")
    with pytest.raises(InputRefused, match="'one' stands twice"):
        _load(tmp_path, bank, GOOD + second.removeprefix("\n"))


def test_relations_in_a_circle_are_refused(tmp_path, bank):
    back = """  - id: two
    relation: equal
    from: {fact: digital_design_tools, options: [yes]}
    to: {fact: scene_product_design, at_least: l1}
    reason: {zh: 因为, en: because}
"""
    with pytest.raises(InputRefused, match="run in a circle"):
        _load(tmp_path, bank, GOOD + back)
