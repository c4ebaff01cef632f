"""Figures as people say them; an official writes the table (``tests/people_numbers.yaml``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.answers import Answer, AnswerRefused, AnswerTable, Roughly, State, answer_text, read_answer
from assessment.content.bank import FactBank
from assessment.content.facts import NumberFact
from assessment.knowledge import Knowledge
from assessment.web.entries import Entry, answer_of, entry_of

TABLE: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "people_numbers.yaml").read_text(encoding="utf-8")
)
FACTS = {"台": "equipment_total", "人": "employees", "万元": "revenue"}


def said(kind: str) -> list[tuple[str, str, Any]]:
    """Unit, words and what is expected of them."""
    found = []
    for unit, kinds in TABLE.items():
        lines = kinds.get(kind, {})
        found += [(unit, str(words), None if isinstance(lines, list) else lines[words]) for words in lines]
    return found


def offered(bank: FactBank, unit: str, words: str) -> Answer | None:
    with pytest.raises(AnswerRefused) as refused:
        answer_of(bank.facts[FACTS[unit]], Entry(value=words))
    return refused.value.offer


@pytest.mark.parametrize(("unit", "words", "meant"), said("exact"))
def test_a_numeral_with_one_meaning_is_a_figure(bank: FactBank, unit: str, words: str, meant: float):
    assert answer_of(bank.facts[FACTS[unit]], Entry(value=words)) == Answer(State.ANSWERED, float(meant))


@pytest.mark.parametrize(("unit", "words", "meant"), said("about"))
def test_what_is_about_right_is_offered_with_its_range(bank: FactBank, unit: str, words: str, meant: list[float]):
    value, low, high = map(float, meant)
    offer = offered(bank, unit, words)
    assert offer == Answer(State.ANSWERED, value, roughly=Roughly(low, high, words))
    assert read_answer(bank.facts[FACTS[unit]], offer.plain()) == offer
    # Once confirmed it stands in the field as it was said, and is no fault any more.
    assert answer_of(bank.facts[FACTS[unit]], entry_of(bank.facts[FACTS[unit]], offer), offer) == offer


@pytest.mark.parametrize(("unit", "words", "meant"), said("confirm"))
def test_a_doubtful_unit_is_asked_back(bank: FactBank, unit: str, words: str, meant: float):
    assert offered(bank, unit, words) == Answer(State.ANSWERED, float(meant))


@pytest.mark.parametrize(("unit", "words", "_"), said("refused"))
def test_what_says_too_little_is_offered_nothing(bank: FactBank, unit: str, words: str, _: None):
    fact = bank.facts[FACTS[unit]]
    if not words:
        assert answer_of(fact, Entry(value=words)).state is State.UNANSWERED
    else:
        assert offered(bank, unit, words) is None


def test_an_approximate_figure_is_told_as_one(bank: FactBank):
    told = answer_text(bank.facts["equipment_total"], Answer(State.ANSWERED, 30.0, roughly=Roughly(27, 33, "约30")))
    assert (told.zh, told.en) == ("约 30 台（27–33）", "about 30 machines (27 to 33)")


@pytest.mark.parametrize(
    "plain",
    [
        {"state": "roughly", "value": 30, "low": 31, "high": 33, "typed": "约30"},
        {"state": "roughly", "value": 30, "low": -1, "high": 33, "typed": "约30"},
        {"state": "roughly", "value": "x", "low": 1, "high": 33, "typed": "约30"},
    ],
)
def test_an_approximate_figure_that_contradicts_itself_is_refused(bank: FactBank, plain: dict[str, Any]):
    with pytest.raises(AnswerRefused):
        read_answer(bank.facts["equipment_total"], plain)


@settings(max_examples=25)
@given(st.integers(1, 500), st.integers(0, 60), st.integers(0, 60), st.integers(0, 500), st.integers(0, 30))
def test_the_interval_holds_the_figure_and_its_part_stays_below_it(
    bank: FactBank, whole: int, below: int, above: int, part: int, more: int
):
    part = min(part, whole)
    low, high = float(max(1, whole - below)), float(whole + above)
    rough = Answer(State.ANSWERED, float(whole), roughly=Roughly(low, high, "约"))
    exact = Answer(State.ANSWERED, float(part))
    table = AnswerTable.from_answers(bank, [{"equipment_total": rough, "equipment_digital": exact}] * 2)
    assert table.take(np.array([1])).answer(0, "equipment_total") == rough
    knowledge = Knowledge(table)
    least, most = knowledge.number("equipment_total")
    assert max(low, part) == least[0] <= whole <= most[0] == high
    assert isinstance(bank.facts["equipment_total"], NumberFact)
    assert knowledge.number("equipment_digital")[1][0] == part
