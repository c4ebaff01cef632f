"""What follows from other answers and which answers are at odds: told in words, with the reason, in every advisory."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pytest

from assessment.advisory import Advisory, default_advisor
from assessment.answers import AnswerTable
from assessment.knowledge import CarriedKnowledge, carried_over, contradictions

ON = datetime.date(2026, 11, 23)
AT_ODDS = {"scene_product_design": "l2", "digital_design_tools": "no"}


def knowledge_of(*records: Mapping[str, Any]) -> CarriedKnowledge:
    advisor = default_advisor()
    return CarriedKnowledge(AnswerTable.from_records(advisor.bank, records)[0], advisor.crosswalk)


@pytest.fixture(scope="module")
def advisory() -> Advisory:
    records = [AT_ODDS | {"cloud_advanced": "yes", "website": "yes"}]
    return next(default_advisor().advise(AnswerTable.from_records(default_advisor().bank, records)[0], ON))


def test_what_is_carried_over_comes_with_its_reason():
    found = carried_over(knowledge_of({}, {"scene_product_design": "l2"}), 1)
    design = next(one for one in found if one.fact == "digital_design_tools")
    assert (design.known.zh, design.settled) == ("有", True)
    assert "产品设计达到一级" in design.reasons[0].zh and design.relations == ("design_software_is_a_design_tool",)
    assert design.sources == ("scene_product_design",) and design.source_labels[0].zh == "产品设计"


def test_every_firm_of_a_table_gets_its_own():
    known = knowledge_of({}, AT_ODDS, {"scene_product_design": "l2"})
    assert carried_over(known, 0) == () == contradictions(known, 0)
    assert [len(contradictions(known, row)) for row in range(3)] == [0, 1, 0]


def test_an_answer_given_is_never_overruled_and_the_contradiction_is_told():
    known = knowledge_of(AT_ODDS)
    assert "digital_design_tools" not in {one.fact for one in carried_over(known, 0)}
    (pair,) = contradictions(known, 0)
    assert (pair.first.fact, pair.second.fact) == ("scene_product_design", "digital_design_tools")
    assert pair.relation == "design_software_is_a_design_tool"


def test_the_advisory_holds_both_and_reads_back(advisory: Advisory):
    assert [pair.relation for pair in advisory.contradictions] == ["design_software_is_a_design_tool"]
    assert {"cloud_purchased", "cloud_use", "everyday_digital_tools"} <= {one.fact for one in advisory.carried}
    assert Advisory.model_validate(advisory.model_dump(mode="json")) == advisory
    assert any("对不上" in line.zh and "产品设计" in line.zh for line in advisory.summary_lines())


def test_an_advisory_kept_before_there_were_these_fields_is_still_readable(advisory: Advisory):
    kept = advisory.model_dump(mode="json")
    for added in ("carried", "contradictions"):
        kept.pop(added)
    for result in kept["frameworks"]:
        for item in result["items"]:
            for answer in item["answers"]:
                answer.pop("carried")
    assert Advisory.model_validate(kept).contradictions == ()


def test_the_trace_of_an_item_leads_to_the_answers_that_settled_it(advisory: Advisory):
    items = {item.id: item for result in advisory.frameworks for item in result.items}
    cloud = items["i07"]
    assert cloud.rule.zh == "由别的回答推出“是”，得 1 分（满分 1）"
    assert cloud.answers[0].state == "unanswered" and cloud.answers[0].carried is not None
    assert cloud.answers[0].carried.sources == ("cloud_advanced",)
    assert items["i08"].answers[0].carried is None


def test_every_framework_in_force_says_what_to_ask_next(advisory: Advisory):
    for result in advisory.frameworks:
        asked = [one.fact for one in advisory.next_questions if one.framework == result.framework]
        assert len(asked) == 3 and len(set(asked)) == 3
