"""Which questions are asked, page by page."""

from __future__ import annotations

from assessment.advisory import MAIN_FRAMEWORK, default_advisor
from assessment.answers import Answer, State
from assessment.content.bank import FactBank
from assessment.scoring import Framework
from assessment.web import resources
from assessment.web.route import route

NO = Answer(State.ANSWERED, "no")


def answered(**values: object) -> dict[str, Answer]:
    return {fact: Answer(State.ANSWERED, value) for fact, value in values.items()}  # type: ignore[arg-type]


def pages(bank: FactBank, wanted: object, **values: object) -> dict[str, list[str]]:
    way = route(bank, wanted, answered(**values))  # type: ignore[arg-type]
    return {stop.topic.id: [fact.id for fact in stop.facts] for stop in way.stops}


def test_every_fact_of_a_framework_is_asked_until_an_answer_rules_it_out(bank: FactBank, miit: Framework):
    asked = [fact for facts in pages(bank, miit.facts).values() for fact in facts]
    assert asked == [fact for fact in bank.facts if fact in miit.facts]


def test_pages_and_questions_come_in_the_order_wanted(bank: FactBank):
    wanted = ["equipment_total", "city", "equipment_digital", "firm_name"]
    assert list(pages(bank, wanted).items()) == [
        ("equipment", ["equipment_total", "equipment_digital"]),
        ("profile", ["city", "firm_name"]),
    ]


def test_a_page_without_a_question_left_is_skipped(bank: FactBank, frameworks: dict[str, Framework]):
    quick = frameworks["jiangxi-key-indicators"].facts
    assert "key_processes" in pages(bank, quick)
    assert "key_processes" not in pages(bank, quick, production_mode="no_production")


def test_a_question_waits_for_the_one_on_the_same_page_that_decides_it(bank: FactBank):
    wanted = ["industry", "total_assets"]
    assert pages(bank, wanted) == {"profile": ["industry"]}
    assert pages(bank, wanted, industry="construction") == {"profile": ["industry", "total_assets"]}
    assert pages(bank, wanted, industry="retail") == {"profile": ["industry"]}


def test_the_first_open_question_and_the_count(bank: FactBank):
    wanted = ["firm_name", "employees", "equipment_total"]
    way = route(bank, wanted, answered(firm_name="示例厂"))
    assert (way.asked, way.answered, way.first_open()) == (3, 1, ("profile", "employees"))
    way = route(
        bank, wanted, answered(firm_name="示例厂", employees=4.0) | {"equipment_total": Answer(State.DONT_KNOW)}
    )
    assert (way.answered, way.first_open()) == (3, None)


def test_a_code_that_may_be_left_out_is_asked_and_not_counted(bank: FactBank):
    wanted = ["firm_name", "credit_code", "employees"]
    way = route(bank, wanted, answered(firm_name="示例厂", employees=4.0))
    assert [fact.id for fact in way.stops[0].facts] == wanted
    assert (way.asked, way.answered) == (2, 2), "a firm without it is done"


def test_an_optional_page_comes_last_and_is_never_counted_as_open(bank: FactBank):
    barriers = [fact.id for fact in bank.in_topic("barriers")]
    way = route(bank, ["firm_name", *barriers], {})
    assert [stop.topic.id for stop in way.stops] == ["profile", "barriers"]
    assert (way.asked, way.answered) == (1, 0)
    way = route(bank, ["firm_name", *barriers], answered(firm_name="示例厂"))
    assert (way.asked, way.answered, way.first_open()) == (1, 1, ("barriers", None))
    way = route(bank, ["firm_name", *barriers], answered(firm_name="示例厂") | dict.fromkeys(barriers, NO))
    assert (way.asked, way.answered, way.first_open()) == (1, 1, None)


def test_the_questionnaire_begins_with_the_profile_and_ends_with_what_is_optional(bank: FactBank):
    way = route(bank, resources.asked(None), {})
    topics = [stop.topic.id for stop in way.stops]
    early = resources.wanted(None)[0].spec.asked_first
    assert (
        topics[: len(early) + 1] == ["profile", *early] and early and topics[-3:] == ["barriers", "hands", "troubles"]
    )
    between = topics[len(early) + 1 : -3]
    assert between != sorted(between, key=list(bank.topics).index), "the order is computed"


def test_what_holds_back_is_asked_where_a_plan_is_made(bank: FactBank, frameworks: dict[str, Framework]):
    barriers = {fact.id for fact in bank.in_topic("barriers")}
    for name, framework in frameworks.items():
        asked = set(default_advisor().facts_to_fill([framework]))
        assert barriers <= asked if name == MAIN_FRAMEWORK else not barriers & asked
        assert not barriers & set(framework.facts), "no points are earned by them"


def test_the_licence_code_and_what_else_can_wait_come_last_before_the_optional_pages(bank: FactBank):
    way = route(bank, resources.asked(None), {}, later=resources.later())
    last = len(way.needed) - 1
    assert (way.needed, way.stops[0].id) == (way.stops[: last + 1], "profile"), "optional pages stand at the end"
    assert (way.stops[last].id, way.stops[last].title.zh) == ("profile-rest", "企业概况（补充）")
    assert [fact.id for fact in way.stops[last].facts] == ["firm_name", "credit_code", "chain", "provincial_level"]
    assert way.position("profile") == 0 and way.position("profile", "credit_code") == last
    assert way.position("nowhere") is None and way.position("profile", "nowhere") == 0


def test_next_leads_to_what_can_still_move_the_level_then_to_what_is_open_then_on(bank: FactBank):
    wanted = ["firm_name", "cloud_use", "equipment_total", "energy_change"]
    way = route(bank, wanted, {})
    assert way.next_after(0, {"energy_change"}) == 3
    assert way.next_after(3, {"cloud_use"}) == 1, "around"
    assert way.next_after(0, ()) == 1 and way.next_after(3, ()) == 0
    done = route(
        bank, wanted, answered(firm_name="示例厂", cloud_use="no", equipment_total=3.0, energy_change="unchanged")
    )
    assert (done.next_after(1, ()), done.next_after(3, ())) == (2, None)
    assert list(way.left) == wanted and done.left == ()
