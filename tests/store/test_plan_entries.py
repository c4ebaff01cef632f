"""What is put down about a firm's way up: one of each kind about each thing, signed, and in the trail."""

from __future__ import annotations

from uuid import uuid4

import pytest

from assessment.answers import Answer, State
from assessment.foresight import PaidStep
from assessment.store import plan_shelf
from assessment.store.assessments import Store
from assessment.store.firm_records import Standing
from assessment.store.plan_shelf import AcceptedStep
from assessment.store.refusals import TooManyResults, UnknownAssessment
from assessment.store.trail import TrailFilter
from assessment.work import known


def test_the_newest_of_a_kind_about_a_thing_counts_and_can_be_taken_back(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    other, _ = store.create_assessment("zh")
    store.put_plan_entry(firm.id, "reply", "light_erp", {"reply": "later", "units": 1}, "owner")
    store.put_plan_entry(firm.id, "progress", "light_erp", {"state": "planned"}, "owner")
    store.put_plan_entry(other.id, "reply", "light_erp", {"reply": "doing", "units": 1}, "owner")
    newest = store.put_plan_entry(firm.id, "reply", "light_erp", {"reply": "doing", "units": 3}, "示例\x00顾问")
    kept = store.plan_entries(firm.id)
    assert [(one.kind, one.document) for one in kept] == [
        ("progress", {"state": "planned"}),
        ("reply", {"reply": "doing", "units": 3}),
    ]
    assert kept[-1] == newest and newest.by == "示例\ufffd顾问"
    for _ in range(2):
        store.remove_plan_entry(firm.id, "reply", "light_erp", "owner")
    assert [one.kind for one in store.plan_entries(firm.id)] == ["progress"]
    assert len(store.plan_entries(other.id)) == 1, "another firm's stays"
    acts = [line.act for line in store.trail.lines(TrailFilter(subject=firm.id.hex))]
    assert acts.count("plan_entry_made") == 3 and acts.count("plan_entry_removed") == 1


def test_there_is_a_most_and_a_place_of_its_own_for_every_assessment(store: Store, monkeypatch) -> None:
    monkeypatch.setattr(plan_shelf, "MOST_PLAN_ENTRIES", 2)
    firm, _ = store.create_assessment("zh")
    for name in ("a", "b", "b"):
        store.put_plan_entry(firm.id, "proof", name, {}, "owner")
    with pytest.raises(TooManyResults) as refused:
        store.put_plan_entry(firm.id, "proof", "c", {}, "owner")
    assert "删去" in refused.value.remedy.zh
    with pytest.raises(UnknownAssessment):
        store.put_plan_entry(uuid4(), "proof", "a", {}, "owner")
    assert [one.about for one in store.plan_entries(firm.id)] == ["a", "b"]


def test_what_accepted_steps_cost_is_found_with_the_size_of_the_firm(store: Store) -> None:
    one = store.create_assessment("zh")[0].id
    store.save_answer(one, "firm_name", Answer(State.ANSWERED, "示例机械有限公司"), "self", "self", None)
    firm = store.firm_of(one)
    assert firm is not None
    store.keep_standing(one, Standing("miit", "2024", 1, 1, 20, 20, 0, (), "micro"))
    for measure, entry in {
        "light_erp": {"state": "accepted", "cost": 3.5, "units": 2, "provider": "示例服务商"},
        "transformation_plan": {"state": "accepted", "cost": None, "units": 1},
        "small_pilot": {"state": "running", "cost": 1.0, "units": 1},
    }.items():
        store.put_plan_entry(one, "progress", measure, entry, "owner")
    when = store.plan_entries(one)[0].at
    assert sorted(store.accepted_steps()) == [
        AcceptedStep(firm.id, "micro", "light_erp", 2, 3.5, "示例服务商", when),
        AcceptedStep(firm.id, "micro", "transformation_plan", 1, None, "", when),
    ]
    assert list(known.paid_steps(store)) == [PaidStep(str(firm.id), "light_erp", "micro", 2, 3.5)]
