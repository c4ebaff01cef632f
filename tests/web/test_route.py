"""Which questions are asked, page by page."""

from __future__ import annotations

from assessment.answers import Answer, State
from assessment.content.bank import FactBank
from assessment.framework import Framework
from assessment.web.route import route


def answered(**values: object) -> dict[str, Answer]:
    return {fact: Answer(State.ANSWERED, value) for fact, value in values.items()}  # type: ignore[arg-type]


def pages(bank: FactBank, wanted: object, **values: object) -> dict[str, list[str]]:
    way = route(bank, wanted, answered(**values))  # type: ignore[arg-type]
    return {stop.topic.id: [fact.id for fact in stop.facts] for stop in way.stops}


def test_every_fact_of_a_framework_is_asked_until_an_answer_rules_it_out(bank: FactBank, miit: Framework):
    asked = [fact for facts in pages(bank, miit.facts).values() for fact in facts]
    assert asked == [fact for fact in bank.facts if fact in miit.facts]


def test_a_page_without_a_question_left_is_skipped(bank: FactBank, frameworks: dict[str, Framework]):
    quick = frameworks["jiangxi-key-indicators"].facts
    assert "key_processes" in pages(bank, quick)
    assert "key_processes" not in pages(bank, quick, production_mode="no_production")


def test_a_question_waits_for_the_one_on_the_same_page_that_decides_it(bank: FactBank):
    wanted = {"industry", "total_assets"}
    assert pages(bank, wanted) == {"profile": ["industry"]}
    assert pages(bank, wanted, industry="construction") == {"profile": ["industry", "total_assets"]}
    assert pages(bank, wanted, industry="retail") == {"profile": ["industry"]}


def test_the_first_open_question_and_the_count(bank: FactBank):
    wanted = {"firm_name", "employees", "equipment_total"}
    way = route(bank, wanted, answered(firm_name="示例厂"))
    assert (way.asked, way.answered, way.first_open()) == (3, 1, ("profile", "employees"))
    way = route(
        bank, wanted, answered(firm_name="示例厂", employees=4.0) | {"equipment_total": Answer(State.DONT_KNOW)}
    )
    assert (way.answered, way.first_open()) == (3, None)
