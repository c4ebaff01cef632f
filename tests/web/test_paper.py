"""The questionnaire on paper: every question once, room for an answer, and what was answered."""

from __future__ import annotations

import pytest

from assessment.answers import DONT_KNOW, Answer, Roughly, State
from assessment.content.bank import FactBank
from assessment.language import LANGUAGES, Lang
from assessment.web import resources
from assessment.web.markup import escape
from assessment.web.paper import sheet


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_stands_on_it_once_with_room_for_an_answer(bank: FactBank, lang: Lang):
    facts = resources.asked(None)
    told = sheet(bank, facts, {}, lang)
    assert told.count('<div class="asked">') == len(facts) and "☑" not in told
    for fact in facts:
        assert escape(bank.facts[fact].ask.text(lang)) in told


def test_what_was_answered_is_ticked_and_written_and_never_markup(bank: FactBank):
    answers = {
        "firm_name": Answer(State.ANSWERED, "<b>示例厂</b>"),
        "cloud_use": Answer(State.ANSWERED, "no"),
        "network": Answer(State.ANSWERED, ("none",)),
        "equipment_total": Answer(State.ANSWERED, 30.0, roughly=Roughly(27, 33, "约30")),
        "energy_change": DONT_KNOW,
    }
    told = sheet(bank, tuple(answers), answers, "zh")
    assert "&lt;b&gt;示例厂" in told and "<b>示例厂" not in told
    assert "约 30 台（27–33）" in told and "☑ 没有" in told and "☑ 不清楚" in told and "☑ 以上都没有" in told
