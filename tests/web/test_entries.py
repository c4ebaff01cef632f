"""The fields of a question and the answer they give say the same thing, for every fact of the bank."""

from __future__ import annotations

import numpy as np
import pytest

from assessment.answers import DONT_KNOW, UNANSWERED, Answer, AnswerRefused, State, read_answer
from assessment.content.bank import FactBank
from assessment.web.entries import Entry, answer_of, entry_of, settle, takes_other
from tests.random_firms import random_value


def test_an_answer_put_into_fields_and_read_back_is_the_same(bank: FactBank):
    rng = np.random.default_rng(7)
    for fact in bank.facts.values():
        given = [read_answer(fact, random_value(fact, {}, rng)) for _ in range(20)]
        for answer in [UNANSWERED, *given]:
            assert answer_of(fact, entry_of(fact, answer)) == answer


def test_the_two_other_answers_are_kept_with_their_reason(bank: FactBank):
    not_applicable = Answer(State.NOT_APPLICABLE, None, "没有设备")
    for fact in filter(takes_other, bank.facts.values()):
        for answer in (DONT_KNOW, not_applicable):
            assert answer_of(fact, entry_of(fact, answer)) == answer


def test_not_applicable_without_a_reason_is_refused(bank: FactBank):
    with pytest.raises(AnswerRefused, match="reason"):
        answer_of(bank.facts["equipment_total"], Entry(other="not_applicable", reason="  "))


def test_a_name_and_required_figures_have_no_other_answers(bank: FactBank):
    for fact_id in ("firm_name", "employees", "industry", "city"):
        assert not takes_other(bank.facts[fact_id])


@pytest.mark.parametrize(
    ("typed", "value"),
    [("２８６０", 2860), ("2,860万元", 2860), ("1.2亿", 12000), ("28600000元", 2860), (" 2860.5 ", 2860.5)],
)
def test_figures_are_read_as_people_write_them(bank: FactBank, typed: str, value: float):
    assert answer_of(bank.facts["revenue"], Entry(value=typed)) == Answer(State.ANSWERED, float(value))


@pytest.mark.parametrize("typed", ["约50", "50多", "3-5", "无数据", "几十", "50 60", "1e99", "=1+1"])
def test_what_could_mean_two_things_is_refused_and_never_taken_for_no_answer(bank: FactBank, typed: str):
    with pytest.raises(AnswerRefused):
        answer_of(bank.facts["equipment_total"], Entry(value=typed))


@pytest.mark.parametrize(
    ("before", "now", "after"),
    [
        ((), ("policy",), ("policy",)),
        (("policy",), ("policy", "none"), ("none",)),
        (("none",), ("policy", "none"), ("policy",)),
        (("none",), (), ()),
        ((), ("none",), ("none",)),
    ],
)
def test_the_newest_tick_wins_over_none_of_these(bank: FactBank, before: tuple[str, ...], now: tuple[str, ...], after):
    fact = bank.facts["network_security"]
    assert settle(fact, Entry(ticks=before), Entry(ticks=now)).ticks == after
