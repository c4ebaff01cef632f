"""The shortest path first: topics in an order that rests on the frameworks, and on nothing that anybody answered."""

from __future__ import annotations

import numpy as np
import pytest

from assessment.asking import order_of_asking
from assessment.content.bank import FactBank
from assessment.content.crosswalk import Crosswalk, load_crosswalk
from assessment.content.facts import NumberFact
from assessment.scoring.framework import Framework
from benchmarks.asking import Walk, openness_on_the_way
from tests.conftest import ROOT

PICKED = [
    ("miit",),
    ("miit", "jiangxi-key-indicators"),
    ("eu-dma",),
    ("miit", "eu-dma", "eurostat-dii-v3", "jiangxi-key-indicators"),
]


@pytest.fixture(scope="module")
def crosswalk(bank: FactBank) -> Crosswalk:
    return load_crosswalk(ROOT / "questionnaires" / "crosswalk.yaml", bank)


def _picked(frameworks: dict[str, Framework], names: tuple[str, ...]) -> tuple[list[Framework], list[str]]:
    chosen = [frameworks[name] for name in names]
    wanted = {fact for framework in chosen for fact in framework.facts} | {"firm_name", "city", "production_mode"}
    return chosen, [fact for fact in chosen[0].bank.facts if fact in wanted]


def _topics(bank: FactBank, order: list[str]) -> list[str]:
    return list(dict.fromkeys(bank.topic_of[fact] for fact in order))


@pytest.mark.parametrize("names", PICKED, ids="+".join)
def test_every_fact_once_topic_by_topic_and_the_same_at_every_call(bank, frameworks, crosswalk, names):
    chosen, facts = _picked(frameworks, names)
    order = order_of_asking(chosen, facts, crosswalk, first=("profile",))
    assert sorted(order) == sorted(facts)
    assert len(_topics(bank, order)) == sum(
        before is None or bank.topic_of[before] != bank.topic_of[fact]
        for before, fact in zip([None, *order], order, strict=False)
    )
    assert order[0] == "firm_name"
    assert order == order_of_asking(chosen, facts, crosswalk, first=("profile",))


def test_some_topics_can_be_held_at_the_beginning_and_at_the_end(bank, frameworks, crosswalk):
    chosen, facts = _picked(frameworks, ("miit",))
    order = order_of_asking(chosen, facts, crosswalk, first=("profile", "security"), last=("networks_and_systems",))
    topics = _topics(bank, order)
    assert topics[:2] == ["profile", "security"] and topics[-1] == "networks_and_systems"


def test_what_no_framework_uses_is_asked_after_what_tells_something(bank, frameworks, crosswalk):
    chosen, facts = _picked(frameworks, ("jiangxi-key-indicators",))
    order = order_of_asking(chosen, ["staff_engagement", *facts], crosswalk)
    assert order.index("equipment_total") < order.index("staff_engagement")


def test_the_widest_items_for_the_fewest_questions_come_first(bank, frameworks, crosswalk):
    """Of the 2024 indicators the three questions on networks and systems carry the most points each."""
    chosen, facts = _picked(frameworks, ("miit",))
    order = order_of_asking(chosen, facts, crosswalk, first=("profile",))
    assert _topics(bank, order)[1] == "networks_and_systems"


@pytest.mark.parametrize("names", PICKED, ids="+".join)
def test_a_question_stands_after_those_it_depends_on(bank, frameworks, crosswalk, names):
    chosen, facts = _picked(frameworks, names)
    order = order_of_asking(chosen, facts[::-1], crosswalk, first=("profile",))
    for fact in (bank.facts[fact] for fact in order):
        needed = [*fact.asked_if, *([fact.at_most] if isinstance(fact, NumberFact) and fact.at_most else [])]
        for other in needed:
            if other in order and bank.topic_of[other] == bank.topic_of[fact.id]:
                assert order.index(other) < order.index(fact.id)


@pytest.mark.parametrize("names", PICKED, ids="+".join)
def test_the_result_narrows_faster_than_in_the_order_of_the_files(bank, frameworks, crosswalk, names):
    chosen, facts = _picked(frameworks, names)
    order = order_of_asking(chosen, facts, crosswalk, first=("profile",))
    in_files = openness_on_the_way(Walk(chosen, facts, crosswalk, firms=100, seed=1))
    computed = openness_on_the_way(Walk(chosen, order, crosswalk, firms=100, seed=1))
    assert computed.mean < in_files.mean - 0.01
    assert np.isclose(computed.left[-1], in_files.left[-1])
