"""What consultants keep: profiles that change, entries about a firm, and signed reports that never do."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from assessment.store import consultant_shelf, schema
from assessment.store.assessments import Store
from assessment.store.refusals import TooManyResults, UnknownAssessment
from assessment.store.trail import TrailFilter

PROFILE = {"name": "示例顾问", "organisation": "<b>{x}</b>\u202e", "logo": None}


def test_a_profile_is_kept_changed_and_forgotten_and_what_was_signed_with_it_stays(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    saved = store.save_profile(PROFILE, "示例顾问")
    signed = store.sign_report(firm.id, {"advisory": {"n": 1}, "brand": PROFILE}, "示例顾问")
    changed = store.save_profile(PROFILE | {"name": "示例别人"}, "示例别人", saved.id)
    assert (changed.id, [one.name for one in store.profiles()]) == (saved.id, ["示例别人"])
    store.delete_profile(saved.id)
    store.delete_profile(saved.id)
    assert store.profiles() == []
    assert store.signed_reports(firm.id) == [signed]
    assert signed.document["brand"] == PROFILE
    assert store.save_profile(PROFILE, "示例顾问", saved.id).id != saved.id, "one that is gone is made anew"


def test_a_profile_of_an_account_is_seen_by_that_account_alone(store: Store) -> None:
    mine, other = uuid4(), uuid4()
    store.save_profile(PROFILE, "a 我的", account_id=mine)
    store.save_profile(PROFILE, "b 大家的")
    assert [one.name for one in store.profiles(mine)] == ["a 我的", "b 大家的"]
    kept = store.profiles(mine)[0].id
    store.delete_profile(kept, other)
    assert store.save_profile(PROFILE, "c 抢来的", kept, other).id != kept, "another's is not written over"
    store.delete_profile(next(one.id for one in store.profiles(other) if one.name == "c 抢来的"), other)
    assert [one.name for one in store.profiles(mine)] == ["a 我的", "b 大家的"]
    assert [one.name for one in store.profiles(other)] == [one.name for one in store.profiles()] == ["b 大家的"]


def test_there_is_a_most_of_profiles_and_of_signed_reports(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consultant_shelf, "MOST_PROFILES", 1)
    monkeypatch.setattr(consultant_shelf, "MOST_SIGNED", 1)
    firm, _ = store.create_assessment("zh")
    store.save_profile(PROFILE, "示例顾问")
    store.sign_report(firm.id, {}, "示例顾问")
    for once_more in (lambda: store.save_profile(PROFILE, "x"), lambda: store.sign_report(firm.id, {}, "x")):
        with pytest.raises(TooManyResults) as refused:
            once_more()
        assert refused.value.remedy.zh


def test_an_entry_takes_the_place_of_the_one_about_the_same_thing(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    store.put_entry(firm.id, "price", "erp", {"price": 1}, "示例顾问")
    kept = store.put_entry(firm.id, "left_out", "mes", {}, "示例顾问")
    newer = store.put_entry(firm.id, "price", "erp", {"price": 2}, "示例别人")
    assert store.entries(firm.id) == [kept, newer]
    store.remove_entry(firm.id, kept.id, "示例顾问")
    store.remove_entry(firm.id, kept.id, "示例顾问")
    assert store.entries(firm.id) == [newer]
    with pytest.raises(UnknownAssessment):
        store.put_entry(uuid4(), "price", "erp", {}, "示例顾问")


def test_the_database_itself_protects_a_signed_report_which_goes_with_its_assessment_alone(store: Store) -> None:
    firm, _ = store.create_assessment("zh")
    signed = store.sign_report(firm.id, {"z": 1, "a": 2}, "示例顾问")
    assert list(store.signed_reports(firm.id)[0].document) == ["z", "a"]
    (line,) = store.trail.lines(TrailFilter(act="report_signed", subject=firm.id.hex))
    assert line.details["number"] == 1
    for statement in (update(schema.signed_reports).values(number=9), delete(schema.signed_reports)):
        with pytest.raises(DBAPIError), store.engine.begin() as connection:
            connection.execute(statement)
    assert store.signed_reports(firm.id) == [signed]
    store.put_entry(firm.id, "visit", "", {"day": "2026-11-20"}, "示例顾问")
    store.delete_assessment(firm.id)
    assert (store.signed_reports(firm.id), store.entries(firm.id)) == ([], [])
